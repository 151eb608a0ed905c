"""Codes for people who come on the day, and signing up by one. (P3, P5)"""

from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import walk_ins as verbs
from app.domain.policy import Action
from app.models.application import Application, WalkIn
from app.models.person import Person
from app.queries import hackathons, organiser, walk_ins
from app.schemas.application import ApplicationOut
from app.schemas.walk_in import ArrivalApiIn, ArrivalIn, WalkInIn, WalkInOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/hackathons/{hackathon_id}/walk-ins", access=SIGNED_IN, response_model=list[WalkInOut])
def list_walk_ins(hackathon_id: UUID, caller: CallerDep) -> Any:
    """List the codes of a hackathon, the newest first, for organisers."""
    hackathon = organiser.desk_by_id(caller.db, caller.me, hackathon_id)
    return walk_ins.of_hackathon(caller.db, caller.me, hackathon)


@router.post("/hackathons/{hackathon_id}/walk-ins", access=acting(Action.OPEN_WALK_IN), response_model=WalkInOut, status_code=201)
def open_walk_in(hackathon_id: UUID, draft: WalkInIn, act: Act, now: Now) -> WalkIn:
    """Open a code for people who come on the day; its sheet for the wall is a page of the organisers' desk."""
    return act(lambda db, me: verbs.open_code(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now))


@router.post("/walk-ins/{walk_in_id}/closure", access=acting(Action.CLOSE_WALK_IN), response_model=WalkInOut)
def close_walk_in(walk_in_id: UUID, act: Act, now: Now) -> WalkIn:
    """Close a code; its address then says so."""

    def unit(db: Db, me: Person) -> WalkIn:
        walk_ins.seen(db, me, walk_in_id)
        return verbs.close_code(db, me, *walk_ins.for_change(db, me, walk_in_id), at=now)

    return act(unit)


@router.post("/walk-ins/{walk_in_id}/arrivals", access=acting(Action.ARRIVE), response_model=ApplicationOut)
def sign_up_on_the_day(walk_in_id: UUID, draft: ArrivalApiIn, act: Act, now: Now, caller: CallerDep) -> Application:
    """Take part at once, by the code on the wall; signing up again changes nothing."""
    key = caller.services.key

    def unit(db: Db, me: Person) -> Application:
        verbs.check_token(walk_ins.by_id(db, walk_in_id), draft.token, key)
        hackathon, found = walk_ins.for_change(db, me, walk_in_id)
        said = ArrivalIn.model_validate(draft.model_dump(exclude={"token"}))
        return verbs.arrive(db, me, hackathon, found, said, at=now)

    return act(unit)
