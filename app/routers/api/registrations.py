"""Registering a group of an organisation's people. (P3)"""

from uuid import UUID

from sqlmodel import Session as Db

from app.domain import registrations as verbs
from app.domain.policy import Action
from app.models.person import Person
from app.queries import hackathons, registrations
from app.schemas.registration import GroupIn, GroupOut
from app.web.caller import Act, Now
from app.web.router import Router, acting

router = Router(tags=["applications"])


@router.post("/hackathons/{hackathon_id}/groups", access=acting(Action.REGISTER_GROUP), response_model=GroupOut)
def register_group(hackathon_id: UUID, group: GroupIn, act: Act, now: Now) -> GroupOut:
    """Ask each person of a list to complete and send their application; for a sponsor's own people, or by organisers."""
    unchanged: list[int] = []

    def unit(db: Db, me: Person) -> None:
        hackathon = hackathons.for_change(db, me, hackathon_id)
        registrations.organisations(db, me, hackathon)
        unchanged[:] = verbs.register(db, me, hackathon, group, at=now)

    act(unit)
    return GroupOut(registered=len(group.people) - len(unchanged), unchanged=unchanged)
