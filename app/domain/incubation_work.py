"""The work within an incubation: milestones that move, short accounts of how things go. (A1)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session as Db

from app.domain import journal
from app.domain.incubations import refuse_unless_running
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.incubation import CheckIn, Incubation, Milestone, MilestoneStatus
from app.models.person import Person
from app.schemas.incubation import CheckInIn, MilestoneIn

REASON_MISSING: Final = code("reason_missing", 422)
MILESTONE_NOT_DONE: Final = code("milestone_not_done", 409)


def change_milestone(
    db: Db, actor: Person, incubation: Incubation, milestone: Milestone, given: MilestoneIn, *, at: datetime
) -> Milestone:
    """Say where a milestone stands; dropping it asks for the reason, and a change takes the validation back."""
    require(db, actor, Action.CHANGE_MILESTONE, incubation, at=at)
    refuse_unless_running(incubation)
    if given.status is MilestoneStatus.DROPPED and not given.note:
        raise refuse(REASON_MISSING, N_("Say why this milestone is dropped."), field_="note")
    if given.status is not milestone.status:
        milestone.validated_at = milestone.validated_by_id = None
    milestone.status, milestone.note, milestone.changed_at = given.status, given.note, at
    db.add(milestone)
    journal.record(db, incubation.id, actor, Action.CHANGE_MILESTONE, milestone, at=at, status=milestone.status)
    return milestone


def validate_milestone(db: Db, actor: Person, incubation: Incubation, milestone: Milestone, *, at: datetime) -> Milestone:
    """Let the association say that what was reached is what it needs."""
    require(db, actor, Action.VALIDATE_MILESTONE, incubation, at=at)
    if milestone.status is not MilestoneStatus.DONE:
        raise refuse(MILESTONE_NOT_DONE, N_("Only a milestone that is done can be validated."))
    if milestone.validated_at is None:
        milestone.validated_at, milestone.validated_by_id = at, actor.id
        db.add(milestone)
        journal.record(db, incubation.id, actor, Action.VALIDATE_MILESTONE, milestone, at=at)
    return milestone


def check_in(db: Db, actor: Person, incubation: Incubation, given: CheckInIn, *, at: datetime) -> CheckIn:
    """Tell what is done, what comes next, what blocks, and how far along it feels (0 to 100)."""
    require(db, actor, Action.CHECK_IN, incubation, at=at)
    refuse_unless_running(incubation)
    made = CheckIn(incubation_id=incubation.id, person_id=actor.id, created_at=at, **given.model_dump())
    db.add(made)
    journal.record(
        db, incubation.id, actor, Action.CHECK_IN, made, at=at, progress=made.progress, blocked=bool(made.blocked)
    )  # fmt: skip
    return made
