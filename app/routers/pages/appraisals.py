"""The pages of those who read applications: the list, one application, one's mark. (P3)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import Session as Db

from app.domain import appraisals as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.application import Appraisal
from app.models.person import Person
from app.queries import appraisals, challenges, hackathons, organisations
from app.schemas.appraisal import AppraisalIn
from app.web import words
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

ONE = "appraisal/reading.html"
PAGE = 25


@router.get("/hackathons/{slug}/reading", access=SIGNED_IN, name="appraisals")
def show_list(page: PageDep, slug: str, number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found, total = appraisals.reading(page.db, page.person, hackathon, page=number, size=PAGE)
    left = appraisals.reading(page.db, page.person, hackathon, size=1, unread=True)
    return page.render(
        "appraisal/readings.html", hackathon=hackathon, event=event(page, hackathon), readings=found, total=total,
        number=number, size=PAGE, left=left[1], following=left[0][0].id if left[0] else None, role_words=words.ROLES,
    )  # fmt: skip


@router.get("/hackathons/{slug}/reading/{application_id}", access=SIGNED_IN, name="appraisal")
def show_one(page: PageDep, slug: str, application_id: UUID) -> Response:
    shown = _one(page, slug, application_id)
    mine = shown["mine"]
    return page.render(ONE, form=page.form({"mark": mine.mark, "remark": mine.remark} if mine else {}), **shown)


@router.post("/hackathons/{slug}/reading/{application_id}", access=acting(Action.APPRAISE), name="appraise")
def appraise(page: PageDep, slug: str, application_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    _one(page, slug, application_id)

    def unit(db: Db, me: Person) -> Appraisal:
        return verbs.appraise(db, me, appraisals.for_change(db, me, application_id), draft, at=now)

    with form.attempt():
        draft = form.validate(AppraisalIn)
        act(unit)
        hackathon = hackathons.by_slug(page.db, page.me, slug)
        following, left = appraisals.reading(page.db, page.person, hackathon, size=1, unread=True)
        if left:
            return page.go("appraisal", flash=N_("Saved. Here is the next one."), slug=slug, application_id=following[0].id)
        return page.go("appraisals", flash=N_("Saved. You have marked everything that there is to read."), slug=slug)
    return page.again(ONE, form, **_one(page, slug, application_id))


def _one(page: Page, slug: str, application_id: UUID) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = appraisals.seen(page.db, page.me, application_id)
    if found.hackathon_id != hackathon.id:
        raise NotFound
    labels = {str(view.id): view.label for view in challenges.listed(page.db, page.me, hackathon, at=page.now)}
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "application": found,
        "organisation": owner.name if owner else None, "wishes": [labels[wish] for wish in found.wishes if wish in labels],
        "mine": appraisals.mine(page.db, page.person, found), "tied": appraisals.tied(page.db, page.person, found),
        "answers": appraisals.answers(page.db, found), "role_words": words.ROLES,
    }  # fmt: skip
