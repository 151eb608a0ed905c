"""Pages of the charter: reading, signing, publishing a version. (P6)"""

from typing import Any
from uuid import UUID

from fastapi import Path, Response
from sqlmodel import Session as Db

from app.domain import charters as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.charter import Charter
from app.models.person import Person
from app.queries import charters, hackathons
from app.schemas.charter import CharterIn
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting

router = PageRouter()

TEMPLATE = "charter/charter.html"


@router.get("/hackathons/{slug}/charter", access=PUBLIC, name="charter")
def show_charter(page: PageDep, slug: str) -> Response:
    return page.render(TEMPLATE, form=page.form({}), **_charter(page, slug, None))


@router.get("/hackathons/{slug}/charter/versions/{version}", access=PUBLIC, name="charter_version")
def show_version(page: PageDep, slug: str, version: int = Path(ge=1, le=100_000)) -> Response:
    return page.render(TEMPLATE, form=page.form({}), **_charter(page, slug, version))


@router.get("/hackathons/{slug}/charter/new", access=SIGNED_IN, name="charter_new")
def show_new(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    current = charters.current(page.db, hackathon)
    form = page.form({"body": current.body if current else {}})
    return page.render("charter/new.html", form=form, hackathon=hackathon, event=event(page, hackathon))


@router.post("/hackathons/{slug}/charter", access=acting(Action.PUBLISH_CHARTER), name="charter_publish")
def publish(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Charter:
        return verbs.publish(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now)

    with form.attempt():
        draft = form.validate(CharterIn)
        act(unit)
        return page.go("charter", flash=N_("The new version is in force. Sign it too."), slug=slug)
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return page.again("charter/new.html", form, hackathon=hackathon, event=event(page, hackathon))


@router.post("/hackathons/{slug}/charter/{charter_id}/signature", access=acting(Action.SIGN_CHARTER), name="charter_sign")
def sign(page: PageDep, slug: str, charter_id: UUID, form: FormDep, now: Now) -> Response:
    with form.attempt():
        page.caller.act(lambda db, me: verbs.sign(db, me, charters.for_change(db, me, charter_id), at=now))
        return page.go("charter", flash=N_("You have signed the charter. Thank you."), slug=slug)
    return page.again(TEMPLATE, form, **_charter(page, slug, None))


def _charter(page: Page, slug: str, version: int | None) -> dict[str, Any]:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    texts = charters.listed(page.db, hackathon)
    current = texts[0] if texts else None
    shown = current if version is None else next((text for text in texts if text.version == version), None)
    if version is not None and shown is None:
        raise NotFound
    mine = charters.adhesion(page.db, page.me, shown)
    signed_before = not mine and any(charters.adhesion(page.db, page.me, text) for text in texts[1:2])
    organiser = page.may(Action.PUBLISH_CHARTER, hackathon)
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "charter": shown, "current": current, "mine": mine,
        "signed_before": signed_before, "versions": charters.versions(page.db, hackathon),
        "signatures": charters.bound_and_signed(page.db, hackathon, current) if organiser and current else None,
    }  # fmt: skip
