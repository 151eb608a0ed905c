"""Six months of care for each retained solution: owner, milestones, hours, reviews, outcome."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from app.models.base import CARE, FACT, Dated, Row, choice, localised, ref, text


class IncubationState(StrEnum):
    WAITING_OWNER = "waiting_owner"
    RUNNING = "running"
    ENDED = "ended"


class Outcome(StrEnum):
    DEPLOYED = "deployed"
    READY_NOT_DEPLOYED = "ready_not_deployed"
    ABSORBED = "absorbed"
    DROPPED = "dropped"


class DropReason(StrEnum):
    EXISTS_ALREADY = "exists_already"
    TOO_AMBITIOUS = "too_ambitious"
    NO_OWNER = "no_owner"
    NO_MEANS = "no_means"
    LAW = "law"
    NEED_GONE = "need_gone"
    OTHER = "other"


class Incubation(Dated, table=True):
    """One retained solution on its way to use; opened by publication, started by its owner."""

    hackathon_id: UUID = ref("hackathon")
    challenge_id: UUID = ref("challenge")
    team_id: UUID = ref("team", unique=True, index=False)
    title: str = text(160, FACT)
    state: IncubationState = choice(IncubationState, default=IncubationState.WAITING_OWNER)
    # The organisation that will use the solution; without one, nothing starts.
    owner_id: UUID | None = ref("organisation", default=None)
    lead_id: UUID | None = ref("person", default=None, index=False)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: Outcome | None = choice(Outcome, default=None, nullable=True)
    outcome_text: str = text(4000, FACT, default="")
    is_public: bool = True


class MilestoneStatus(StrEnum):
    PLANNED = "planned"
    ON_TRACK = "on_track"
    LATE = "late"
    DONE = "done"
    DROPPED = "dropped"


class Milestone(Row, table=True):
    """Something to reach by the end of a week, counted from the start."""

    __table_args__ = (sa.CheckConstraint("week >= 0 AND week <= 104", name="week_range"),)

    incubation_id: UUID = ref("incubation")
    position: int
    week: int
    title: dict[str, str] = localised()
    status: MilestoneStatus = choice(MilestoneStatus, default=MilestoneStatus.PLANNED)
    note: str = text(1000, CARE, default="")
    changed_at: datetime | None = None
    validated_at: datetime | None = None
    validated_by_id: UUID | None = ref("person", default=None, index=False)


class CheckIn(Dated, table=True):
    """A short account of how things go: done, next, what blocks."""

    __tablename__ = "check_in"

    incubation_id: UUID = ref("incubation")
    person_id: UUID | None = ref("person", default=None, index=False)
    done: str = text(2000, CARE)
    next: str = text(2000, CARE, default="")
    blocked: str = text(2000, CARE, default="")
    # How far the solution is up (and then down) the hill, in percent, as the person sees it.
    progress: int = 0


class HoursMode(StrEnum):
    """Paid by the employer, or the person's own; never added together."""

    WORK_TIME = "work_time"
    OWN_TIME = "own_time"


class Pledge(Dated, table=True):
    """A volunteer's offer of skills and hours to one incubation."""

    __table_args__ = (sa.UniqueConstraint("incubation_id", "person_id"),)

    incubation_id: UUID = ref("incubation")
    person_id: UUID = ref("person")
    organisation_id: UUID | None = ref("organisation", default=None)
    mode: HoursMode = choice(HoursMode)
    skill: str = text(120, CARE)
    hours: int
    name_to_sponsor: bool = False
    ended_at: datetime | None = None


class Hours(Dated, table=True):
    """Time given on one day, in minutes, validated by the association."""

    __table_args__ = (sa.CheckConstraint("minutes > 0 AND minutes <= 1440", name="minutes_range"),)

    pledge_id: UUID = ref("pledge")
    incubation_id: UUID = ref("incubation")
    day: date
    minutes: int
    mode: HoursMode = choice(HoursMode)
    note: str = text(500, CARE, default="")
    validated_at: datetime | None = None
    validated_by_id: UUID | None = ref("person", default=None, index=False)


class ReviewDecision(StrEnum):
    GO_ON = "go_on"
    CHANGE = "change"
    STOP = "stop"


class Review(Row, table=True):
    """A decision on an incubation, with its reason and how the solution serves the why."""

    incubation_id: UUID = ref("incubation")
    decision: ReviewDecision = choice(ReviewDecision)
    reason: str = text(2000, CARE)
    serves_why: str = text(1000, CARE, default="")
    drop_reason: DropReason | None = choice(DropReason, default=None, nullable=True)
    decided_at: datetime
    decided_by_id: UUID | None = ref("person", default=None, index=False)
