"""The organisers' list of applications, and their answers. (P3)"""

from typing import Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import selection as verbs
from app.domain.policy import Action
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.person import Person
from app.queries import applications, hackathons, selection
from app.queries.selection import Asked
from app.schemas.application import ApplicationOut, ApplicationRow, DecisionIn, Tally
from app.web.caller import Act, CallerDep, Now
from app.web.router import SIGNED_IN, Router, acting

router = Router(tags=["applications"])


@router.get("/hackathons/{hackathon_id}/applications", access=SIGNED_IN, response_model=list[ApplicationRow])
def list_applications(
    hackathon_id: UUID,
    caller: CallerDep,
    *,
    status: ApplicationStatus | None = None,
    sector: Sector | None = None,
    attendance: Attendance | None = None,
    q: str = Query("", max_length=80),
    after: UUID | None = None,
    limit: int = Query(25, ge=1, le=100),
) -> Any:
    """List the applications in order of arrival, for organisers; give the last id as `after` to read on."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    asked = Asked(status, sector, attendance, q)
    return selection.after(caller.db, caller.me, hackathon, asked, last=after, limit=limit)


@router.get("/hackathons/{hackathon_id}/applications/tally", access=SIGNED_IN, response_model=Tally)
def count_applications(hackathon_id: UUID, caller: CallerDep) -> Tally:
    """Count the applications in each status, and the places left, for organisers."""
    hackathon = hackathons.by_id(caller.db, caller.me, hackathon_id)
    applications.need_organiser(caller.db, caller.me, hackathon)
    counts = selection.tally(caller.db, hackathon)
    left = None if hackathon.capacity is None else max(0, hackathon.capacity - counts["accepted"])
    return Tally(**counts, places=hackathon.capacity, left=left)


@router.post(
    "/hackathons/{hackathon_id}/applications/decisions", access=acting(Action.ACCEPT_APPLICATION), response_model=ApplicationOut
)
def decide_applications(hackathon_id: UUID, decision: DecisionIn, act: Act, now: Now) -> Application:
    """Answer one or several applications, all or none; returns the last of them."""

    def unit(db: Db, me: Person) -> Application:
        return verbs.decide(db, me, hackathons.for_change(db, me, hackathon_id), decision, at=now)

    return act(unit)
