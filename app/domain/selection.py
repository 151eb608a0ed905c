"""Selection: organisers answer applications; places are never given twice. (P3)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from app.domain import journal, roles
from app.domain.policy import Action, require
from app.errors import Refused, code, refuse
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role, Within
from app.models.team import Membership
from app.queries import selection as queries
from app.schemas.application import DecisionIn

NO_PLACE_LEFT: Final = code("no_place_left", 409)
ALREADY_ANSWERED: Final = code("already_answered", 409)
HAS_WITHDRAWN: Final = code("has_withdrawn", 409)

DECISIONS: Final[dict[str, tuple[Action, ApplicationStatus]]] = {
    "accept": (Action.ACCEPT_APPLICATION, ApplicationStatus.ACCEPTED),
    "wait": (Action.WAITLIST_APPLICATION, ApplicationStatus.WAITING),
    "decline": (Action.DECLINE_APPLICATION, ApplicationStatus.DECLINED),
}


def decide(db: Session, actor: Person, hackathon: Hackathon, decision: DecisionIn, *, at: datetime) -> Application:
    """Answer one or several applications, all or none; returns the last of them.

    Under the hackathon's lock: the last place goes to one person only (`no_place_left` for the other).
    """
    action, target = DECISIONS[decision.decision]
    require(db, actor, action, hackathon, at=at)
    chosen = queries.several_for_change(db, hackathon, decision.applications)
    if any(application.status is ApplicationStatus.WITHDRAWN for application in chosen):
        raise refuse(HAS_WITHDRAWN, N_("Somebody whom you chose has withdrawn. Reload the page to see where things stand."))
    changing = [application for application in chosen if application.status is not target]
    if not changing:
        raise refuse(ALREADY_ANSWERED, N_("This answer was given already; nothing had to change."))
    if target is ApplicationStatus.ACCEPTED:
        _check_places(db, hackathon, changing)
    for application in changing:
        _answer(db, actor, application, decision, at=at)
    return changing[-1]


def _check_places(db: Session, hackathon: Hackathon, changing: Sequence[Application]) -> None:
    if hackathon.capacity is None:
        return
    left = max(0, hackathon.capacity - queries.accepted_count(db, hackathon))
    if len(changing) > left:
        raise _full(left, len(changing))


def _full(left: int, wanted: int) -> Refused:
    if left == 0:
        return refuse(NO_PLACE_LEFT, N_("No place is left. Put people on the waiting list, or raise the number of places."))
    return refuse(
        NO_PLACE_LEFT,
        N_("Places left: %(left)s; you chose %(wanted)s people. Choose fewer, or raise the number of places."),
        left=left,
        wanted=wanted,
    )


def _answer(
    db: Session, actor: Person, application: Application, decision: DecisionIn, *, at: datetime
) -> None:  # fmt: skip
    action, target = DECISIONS[decision.decision]
    before = application.status
    team_id = free_place(db, application, at)
    application.status, application.reason = target, decision.reason or None
    application.decided_at, application.decided_by_id = at, actor.id
    db.add(application)
    if target is ApplicationStatus.ACCEPTED:
        person = db.get_one(Person, application.person_id)
        roles.give(db, person, Role.PARTICIPANT, Within.HACKATHON, application.hackathon_id, at=at, by=actor)
    journal.record(db, application.hackathon_id, actor, action, application, at=at, before=before, team_id=team_id)


def free_place(db: Session, application: Application, at: datetime) -> Any:
    """End what an accepted person held; return the team whose seat is free, if they had one."""
    if application.status is not ApplicationStatus.ACCEPTED:
        return None
    roles.end(db, application.person_id, Role.PARTICIPANT, application.hackathon_id, at=at)
    membership = db.exec(
        select(Membership).where(
            Membership.hackathon_id == application.hackathon_id,
            Membership.person_id == application.person_id,
            col(Membership.left_at).is_(None),
        )
    ).first()
    if membership is None:
        return None
    membership.left_at = at
    db.add(membership)
    return membership.team_id
