"""Signing up on the day: the organisers' codes, the sheet for the wall, the page that a scan opens. (P3, P5)"""

from typing import Annotated, Any
from uuid import UUID

import segno
from fastapi import Form as Field
from fastapi import Response
from markupsafe import Markup
from sqlmodel import Session as Db

from app.domain import walk_ins as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.application import Application, ApplicationStatus, WalkIn
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import hackathons, organiser, walk_ins
from app.schemas.walk_in import ArrivalIn, WalkInIn
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting

router = PageRouter()

LIST = "walk_in/codes.html"
ARRIVAL = "walk_in/arrival.html"


@router.get("/hackathons/{slug}/organise/walk-ins", access=SIGNED_IN, name="walk_ins")
def show_codes(page: PageDep, slug: str) -> Response:
    return page.render(LIST, form=page.form({}), **_codes(page, slug))


@router.post("/hackathons/{slug}/organise/walk-ins", access=acting(Action.OPEN_WALK_IN), name="walk_in_open")
def open_code(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(WalkInIn)
        made = act(lambda db, me: verbs.open_code(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        return page.go("walk_in_sheet", slug=slug, walk_in_id=made.id)
    return page.again(LIST, form, **_codes(page, slug))


@router.post("/hackathons/{slug}/organise/walk-ins/close", access=acting(Action.CLOSE_WALK_IN), name="walk_in_close")
def close_code(page: PageDep, slug: str, *, act: Act, now: Now, form: FormDep, walk_in_id: Annotated[UUID, Field()]) -> Response:
    organiser.desk(page.db, page.me, slug)

    def unit(db: Db, me: Person) -> WalkIn:
        walk_ins.seen(db, me, walk_in_id)
        return verbs.close_code(db, me, *walk_ins.for_change(db, me, walk_in_id), at=now)

    with form.attempt():
        act(unit)
        return page.go("walk_ins", flash=N_("The code is closed."), slug=slug)
    return page.again(LIST, form, **_codes(page, slug))


@router.get("/hackathons/{slug}/organise/walk-ins/{walk_in_id}", access=SIGNED_IN, name="walk_in_sheet")
def show_sheet(page: PageDep, slug: str, walk_in_id: UUID) -> Response:
    """Show the code as large as the screen or the paper, with its address in words."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = walk_ins.seen(page.db, page.me, walk_in_id)
    if found.hackathon_id != hackathon.id:
        raise NotFound
    services = page.caller.services
    token = verbs.token_of(found, services.key)
    path = page.caller.request.app.url_path_for("arrival", walk_in_id=str(found.id), token=token)
    address = f"{services.settings.url}{path}"
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return page.render(
        "walk_in/sheet.html", code=found, address=address, drawn=Markup(drawn), open=verbs.is_open(found, page.now),  # noqa: S704 - made here of squares
        **frame(page, hackathon),
    )  # fmt: skip


@router.get("/walk-in/{walk_in_id}/{token}", access=PUBLIC, name="arrival")
def show_arrival(page: PageDep, walk_in_id: UUID, token: str) -> Response:
    return page.render(ARRIVAL, form=page.form({"languages": [page.locale]}), **_arrival(page, walk_in_id, token))


@router.post("/walk-in/{walk_in_id}/{token}", access=acting(Action.ARRIVE), name="arrive")
def arrive(page: PageDep, walk_in_id: UUID, token: str, *, form: FormDep, act: Act, now: Now) -> Response:
    shown = _arrival(page, walk_in_id, token)

    def unit(db: Db, me: Person) -> Application:
        hackathon, found = walk_ins.for_change(db, me, walk_in_id)
        return verbs.arrive(db, me, hackathon, found, draft, at=now)

    with form.attempt():
        draft = form.validate(ArrivalIn)
        act(unit)
        return page.go(
            "application", flash=N_("Welcome! You take part. Your team is told to you here."), slug=shown["hackathon"].slug
        )
    return page.again(ARRIVAL, form, **_arrival(page, walk_in_id, token))


def _codes(page: Page, slug: str) -> dict[str, Any]:
    hackathon = organiser.desk(page.db, page.me, slug)
    return {
        "codes": walk_ins.of_hackathon(page.db, page.me, hackathon), "came": walk_ins.came(page.db, hackathon),
        **frame(page, hackathon),
    }  # fmt: skip


def _arrival(page: Page, walk_in_id: UUID, token: str) -> dict[str, Any]:
    found = walk_ins.by_id(page.db, walk_in_id)
    verbs.check_token(found, token, page.caller.services.key)
    hackathon: Hackathon = hackathons.by_id(page.db, page.me, found.hackathon_id)
    mine = walk_ins.mine(page.db, page.me, hackathon.id) if page.me else None
    inside = mine is not None and mine.status is ApplicationStatus.ACCEPTED
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "code": found, "token": token, "inside": inside,
        "open": verbs.is_open(found, page.now),
    }  # fmt: skip
