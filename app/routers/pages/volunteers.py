"""Pages of the time given to an incubation: one's offer, one's hours, their recognition by the association. (A2)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from starlette.datastructures import FormData

from app.domain import pledges
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.queries import incubations as reading
from app.queries import portfolios
from app.schemas.incubation import HoursIn, PledgeIn, ValidationIn
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import Form, FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

PAGE = "incubation/hours.html"


@router.get("/incubations/{incubation_id}/hours", access=SIGNED_IN, name="incubation_hours")
def show_hours(page: PageDep, incubation_id: UUID) -> Response:
    return page.render(PAGE, **_hours(page, incubation_id))


@router.get("/incubations/{incubation_id}/offer", access=SIGNED_IN, name="incubation_offer")
def show_offer(page: PageDep, incubation_id: UUID) -> Response:
    return page.render("incubation/offer.html", **_hours(page, incubation_id))


@router.post("/incubations/{incubation_id}/offer", access=acting(Action.PLEDGE), name="incubation_send_offer")
def send_offer(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(PledgeIn)
        act(lambda db, me: pledges.pledge(db, me, reading.for_change(db, me, incubation_id), given, at=now))
        return page.go("incubation_hours", incubation_id=incubation_id, flash=N_("Thank you: your offer is made."))
    return page.again("incubation/offer.html", form, **_hours(page, incubation_id))


@router.post("/incubations/{incubation_id}/offer/{pledge_id}", access=acting(Action.CHANGE_PLEDGE), name="offer_change")
def change_offer(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID, pledge_id: UUID) -> Response:  # noqa: PLR0917
    with form.attempt():
        given = form.validate(PledgeIn)
        act(lambda db, me: pledges.change(db, me, *reading.pledge_for_change(db, me, pledge_id), given, at=now))
        return page.go("incubation_hours", incubation_id=incubation_id, flash=N_("Your offer is changed."))
    return page.again("incubation/offer.html", form, **_hours(page, incubation_id))


@router.post("/incubations/{incubation_id}/offer/{pledge_id}/end", access=acting(Action.END_PLEDGE), name="offer_end")
def end_offer(page: PageDep, act: Act, now: Now, incubation_id: UUID, pledge_id: UUID) -> Response:
    act(lambda db, me: pledges.end(db, me, *reading.pledge_for_change(db, me, pledge_id), at=now))
    return page.go("incubation_hours", incubation_id=incubation_id, flash=N_("Your offer is taken back."))


@router.post("/incubations/{incubation_id}/hours/{pledge_id}", access=acting(Action.LOG_HOURS), name="hours_log")
def log_hours(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID, pledge_id: UUID) -> Response:  # noqa: PLR0917
    with form.attempt():
        given = form.validate(HoursIn)
        act(lambda db, me: pledges.log_hours(db, me, *reading.pledge_for_change(db, me, pledge_id), given, at=now))
        return page.go(
            "incubation_hours", incubation_id=incubation_id, flash=N_("Your time is logged; the association validates it.")
        )
    return page.again(PAGE, form, **_hours(page, incubation_id))


@router.post("/incubations/{incubation_id}/hours/{hours_id}/remove", access=acting(Action.REMOVE_HOURS), name="hours_remove")
def remove_hours(page: PageDep, act: Act, now: Now, incubation_id: UUID, hours_id: UUID) -> Response:
    act(lambda db, me: pledges.remove_hours(db, me, *reading.hours_for_change(db, me, hours_id), at=now))
    return page.go("incubation_hours", incubation_id=incubation_id, flash=N_("This entry is removed."))


@router.post("/incubations/{incubation_id}/validations", access=acting(Action.VALIDATE_HOURS), name="hours_validate")
def validate_hours(page: PageDep, form: FormDep, act: Act, now: Now, incubation_id: UUID) -> Response:
    with form.attempt():
        ids = form.validate(ValidationIn).hours_ids
        act(lambda db, me: pledges.validate_hours(db, me, reading.for_change(db, me, incubation_id), ids, at=now))
        return page.go("incubation_hours", incubation_id=incubation_id, flash=N_("The time is validated. Thank you for them."))
    return page.again(PAGE, _only_errors(form), **_hours(page, incubation_id))


def _only_errors(form: Form) -> Form:
    """Return a form of errors without what was typed, which belongs to another form of the page."""
    shown = Form(FormData(), form.locale)
    shown.errors, shown.status = form.errors, form.status
    return shown


def _hours(page: Page, incubation_id: UUID) -> dict[str, Any]:
    shown = reading.shown(page.db, page.me, incubation_id, now=page.now)
    incubation = shown.row
    mine = portfolios.my_pledge(page.db, page.me, incubation.id)
    insider = page.may(Action.SEE_INCUBATION_WORK, incubation)
    if not insider and mine is None and not page.may(Action.PLEDGE, incubation):
        raise NotFound
    given = portfolios.given(page.db, [incubation.id]).get(incubation.id, [])
    visible = given if insider else [one for one in given if one.person.id == page.person.id]
    return {
        "shown": shown,
        "incubation": incubation,
        "event": event(page, shown.hackathon_row),
        "mine": mine,
        "sponsors": [(one.id, one.name) for one in reading.sponsors(page.db, incubation)],
        "given": visible,
        "totals": portfolios.together(one.totals for one in visible),
        "hours": portfolios.hours_of(page.db, [one.pledge.id for one in visible]),
        "by_pledge": {one.pledge.id: one for one in visible},
    }
