"""Volunteers' offers and hours: two modes of time, never added together. (A2)"""

from typing import Any
from uuid import UUID

from app.domain import pledges
from app.domain.policy import Action
from app.models.incubation import Hours, Pledge
from app.queries import incubations, portfolios
from app.routers.api.incubations import inside
from app.schemas.incubation import GivenOut, HoursIn, HoursOut, PledgeIn, PledgeRow, TotalsOut, ValidationIn
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["pledges"])


@router.get("/incubations/{incubation_id}/pledges", access=SIGNED_IN, response_model=list[GivenOut])
def list_pledges(incubation_id: UUID, caller: CallerDep) -> list[dict[str, Any]]:
    """List who offered what and gave how much, by mode; for the people of the incubation."""
    found = portfolios.given(caller.db, [inside(caller, incubation_id).id]).get(incubation_id, [])
    return [one.out() for one in found]


@router.post("/incubations/{incubation_id}/pledges", access=acting(Action.PLEDGE), response_model=PledgeRow, status_code=201)
def create_pledge(incubation_id: UUID, given: PledgeIn, act: Act, now: Now) -> Pledge:
    """Offer a skill and hours, in work time (lent by an organisation) or one's own."""
    return act(lambda db, me: pledges.pledge(db, me, incubations.for_change(db, me, incubation_id), given, at=now))


@router.put("/pledges/{pledge_id}", access=acting(Action.CHANGE_PLEDGE), response_model=PledgeRow)
def change_pledge(pledge_id: UUID, given: PledgeIn, act: Act, now: Now) -> Pledge:
    """Change one's offer; time already logged keeps its mode."""
    return act(lambda db, me: pledges.change(db, me, *incubations.pledge_for_change(db, me, pledge_id), given, at=now))


@router.delete("/pledges/{pledge_id}", access=acting(Action.END_PLEDGE), status_code=204)
def end_pledge(pledge_id: UUID, act: Act, now: Now) -> None:
    """Take one's offer back; the time already given stays counted."""
    act(lambda db, me: pledges.end(db, me, *incubations.pledge_for_change(db, me, pledge_id), at=now))


@router.get("/incubations/{incubation_id}/hours", access=SIGNED_IN, response_model=list[HoursOut])
def list_hours(incubation_id: UUID, caller: CallerDep) -> list[Hours]:
    """List the entries of time of an incubation, the newest day first; for its people."""
    found = portfolios.given(caller.db, [inside(caller, incubation_id).id]).get(incubation_id, [])
    return portfolios.hours_of(caller.db, [one.pledge.id for one in found])


@router.get("/incubations/{incubation_id}/hours/totals", access=SIGNED_IN, response_model=TotalsOut)
def read_hours_totals(incubation_id: UUID, caller: CallerDep) -> portfolios.Totals:
    """Return work time and own time in minutes, apart; for the people of the incubation."""
    found = portfolios.given(caller.db, [inside(caller, incubation_id).id]).get(incubation_id, [])
    return portfolios.together(one.totals for one in found)


@router.post("/pledges/{pledge_id}/hours", access=acting(Action.LOG_HOURS), response_model=HoursOut, status_code=201)
def log_hours(pledge_id: UUID, given: HoursIn, act: Act, now: Now) -> Hours:
    """Log the minutes given on one day, in the mode of the offer."""
    return act(lambda db, me: pledges.log_hours(db, me, *incubations.pledge_for_change(db, me, pledge_id), given, at=now))


@router.delete("/hours/{hours_id}", access=acting(Action.REMOVE_HOURS), status_code=204)
def remove_hours(hours_id: UUID, act: Act, now: Now) -> None:
    """Remove one's own entry, unless the association has validated it."""
    act(lambda db, me: pledges.remove_hours(db, me, *incubations.hours_for_change(db, me, hours_id), at=now))


@router.post("/incubations/{incubation_id}/hours/validations", access=acting(Action.VALIDATE_HOURS), status_code=204)
def validate_hours(incubation_id: UUID, given: ValidationIn, act: Act, now: Now) -> None:
    """Let the association recognise entries of time: all of those named, or none."""
    act(
        lambda db, me: pledges.validate_hours(
            db, me, incubations.for_change(db, me, incubation_id), given.hours_ids, at=now
        )
    )  # fmt: skip
