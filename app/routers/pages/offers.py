"""The page on which one confirms the place that one was offered, or gives it up. (P3)"""

from typing import Any

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import offers as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.person import Person
from app.queries import applications, hackathons
from app.web import words
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

OFFER = "application/offer.html"


@router.get("/hackathons/{slug}/offer", access=SIGNED_IN, name="offer")
def show_offer(page: PageDep, slug: str) -> Response:
    shown = _offer(page, slug)
    if shown["application"].status is not ApplicationStatus.OFFERED:
        return page.go("application", slug=slug)
    return page.render(OFFER, form=page.form({}), **shown)


@router.post("/hackathons/{slug}/offer", access=acting(Action.CONFIRM_OFFER), name="offer_confirm")
def confirm(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Application:
        return verbs.confirm(db, me, _mine(db, me, hackathons.slug_for_change(db, me, slug)), at=now)

    with form.attempt():
        act(unit)
        return page.go("application", flash=N_("Your place is confirmed. See you there!"), slug=slug)
    return page.again(OFFER, form, **_offer(page, slug))


def _mine(db: Db, me: Person | None, hackathon: Any) -> Application:
    found = applications.mine(db, me, hackathon)
    if found is None:
        raise NotFound
    return found


def _offer(page: Page, slug: str) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = _mine(page.db, page.me, hackathon)
    return {"hackathon": hackathon, "event": event(page, hackathon), "application": found, "role_words": words.ROLES}
