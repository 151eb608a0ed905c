"""The page where coaches, designers and mentors are given to all teams at once. (P5)"""

from typing import Any

from fastapi import Query, Response

from app.domain import team_companions as verbs
from app.domain.policy import Action
from app.i18n import N_
from app.queries import hackathons
from app.schemas.composition import PlanIn
from app.web.caller import Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
PAGE = 25


@router.get("/hackathons/{slug}/compose/companions", access=SIGNED_IN, name="compose_companions")
def show_plan(page: PageDep, slug: str, number: int = Query(1, ge=1, le=1000, alias="page")) -> Response:
    return page.render("composition/companions.html", form=page.form({}), **_plan(page, slug, number))


@router.post("/hackathons/{slug}/compose/companions", access=acting(Action.ASSIGN_COMPANION), name="compose_companions_adopt")
def adopt(page: PageDep, slug: str, form: FormDep, now: Now) -> Response:
    found = verbs.plan(page.db, page.me, hackathons.by_slug(page.db, page.me, slug))
    with form.attempt():
        given = form.validate(PlanIn)
        page.caller.act(
            lambda db, me: verbs.adopt(db, me, hackathons.slug_for_change(db, me, slug), found, given.fingerprint, at=now)
        )
        return page.go("compose_companions", flash=N_("The teams have their companions."), slug=slug)
    return page.again("composition/companions.html", form, **_plan(page, slug, 1))


def _plan(page: Page, slug: str, number: int) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = verbs.plan(page.db, page.me, hackathon)
    shown = list(found.teams.items())[(number - 1) * PAGE : number * PAGE]
    why = {role: {one.place: one.why for one in several} for role, several in found.missing.items()}
    return {
        **frame(page, hackathon), "plan": found, "teams": shown, "total": len(found.teams), "page_number": number, "size": PAGE,
        "why": why, "new": sum(len(one) for one in found.new.values()),
        "lacking": {role: len(several) for role, several in found.missing.items()},
    }  # fmt: skip
