"""Incubations, volunteers and their hours: what comes in and what goes out."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.models.incubation import DropReason, HoursMode, IncubationState, MilestoneStatus, Outcome, ReviewDecision
from app.schemas.base import Found, In, Line, LongText, Out, Reason, Text

Skill = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Account = Annotated[Text, StringConstraints(min_length=3)]
Remark = Annotated[Text, StringConstraints(max_length=1000)]
HoursNote = Annotated[Text, StringConstraints(max_length=500)]
SettableStatus = Literal[MilestoneStatus.PLANNED, MilestoneStatus.ON_TRACK, MilestoneStatus.DONE, MilestoneStatus.DROPPED]


class OwnerIn(In):
    """The organisation that will use the solution."""

    organisation_id: UUID


class LeadIn(In):
    """The person who holds the plan, among those who worked on the solution."""

    person_id: UUID


class VisibilityIn(In):
    """Whether everybody may read the incubation's public part."""

    is_public: bool


class MilestoneIn(In):
    """Where a milestone stands; lateness is computed from its date and is not for people to say."""

    status: SettableStatus
    note: Remark = ""


class CheckInIn(In):
    """A short account: done, next, what blocks; how far up (to 50) and down (to 100) the hill."""

    done: Account
    next: Text = ""
    blocked: Text = ""
    progress: int = Field(ge=0, le=100)


class ReviewIn(In):
    """A decision with its reason; stopping also names its cause."""

    decision: ReviewDecision
    reason: Account
    serves_why: Reason
    drop_reason: DropReason | None = None


class OutcomeIn(In):
    """How an incubation ended; dropping it goes by a review that decides to stop."""

    outcome: Literal[Outcome.DEPLOYED, Outcome.READY_NOT_DEPLOYED, Outcome.ABSORBED]
    outcome_text: Annotated[LongText, StringConstraints(min_length=3, max_length=4000)]


class PledgeIn(In):
    """Skills and hours offered; work time is lent by an organisation."""

    skill: Skill
    hours: int = Field(ge=1, le=400)
    mode: HoursMode
    organisation_id: UUID | None = None
    name_to_sponsor: bool = False


class HoursIn(In):
    """Time given on one day; its mode is the pledge's."""

    day: date
    minutes: int = Field(ge=1, le=1440)
    note: HoursNote = ""


class ValidationIn(In):
    """The entries of time that the association recognises."""

    hours_ids: list[UUID] = Field(min_length=1, max_length=100)


class MilestoneOut(Found):
    """A milestone, with its day and its status of today."""

    week: int
    title: dict[str, str]
    status: MilestoneStatus
    due_on: date | None
    validated_at: datetime | None


class IncubationOut(Found):
    """What everybody may know of an incubation."""

    hackathon: str
    hackathon_title: dict[str, str]
    challenge_id: UUID
    challenge: str
    why: str
    team_id: UUID
    team: str
    title: str
    state: IncubationState
    owner: str | None
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    outcome_text: str
    is_public: bool
    week: int | None
    milestones: list[MilestoneOut]


class IncubationRow(Found):
    """An incubation after a change."""

    title: str
    state: IncubationState
    owner_id: UUID | None
    lead_id: UUID | None
    started_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    outcome_text: str
    is_public: bool


class MilestoneRow(Found):
    """A milestone after a change, with the status that people gave it."""

    week: int
    title: dict[str, str]
    status: MilestoneStatus
    note: str
    validated_at: datetime | None


class CheckInRow(Found):
    """An account as it was kept."""

    created_at: datetime
    done: str
    next: str
    blocked: str
    progress: int


class ReviewRow(Found):
    """A decision as it was kept."""

    decided_at: datetime
    decision: ReviewDecision
    reason: str
    serves_why: str
    drop_reason: DropReason | None


class PledgeRow(Found):
    """An offer after a change."""

    incubation_id: UUID
    organisation_id: UUID | None
    skill: str
    hours: int
    mode: HoursMode
    name_to_sponsor: bool
    ended_at: datetime | None


class CheckInOut(Found):
    """An account of how things go, for the people of the incubation."""

    created_at: datetime
    person: str | None
    done: str
    next: str
    blocked: str
    progress: int


class ReviewOut(Found):
    """A decision and its reason, for the people of the incubation."""

    decided_at: datetime
    decision: ReviewDecision
    reason: str
    serves_why: str
    drop_reason: DropReason | None
    person: str | None


class PledgeOut(Found):
    """A volunteer's offer, for the people of the incubation."""

    person: str
    organisation: str | None
    skill: str
    hours: int
    mode: HoursMode
    name_to_sponsor: bool
    ended_at: datetime | None


class GivenOut(Out):
    """A volunteer's offer and time, for the people of the incubation."""

    pledge: PledgeOut
    totals: "TotalsOut"


class HoursOut(Found):
    """One entry of time."""

    pledge_id: UUID
    day: date
    minutes: int
    mode: HoursMode
    note: str
    validated_at: datetime | None


class ModeTotals(Out):
    """Minutes of one mode; the other mode's are never added to them."""

    pledged_minutes: int
    logged_minutes: int
    validated_minutes: int


class TotalsOut(Out):
    """Work time and own time, apart."""

    work_time: ModeTotals
    own_time: ModeTotals


class GiverOut(Out):
    """Who gave time: a name where the person agreed, else none and how many people the row stands for."""

    name: Line | None
    people: int
    totals: TotalsOut


class SolutionFollowed(Out):
    """A solution of a hackathon that the organisation sponsors."""

    incubation_id: UUID
    title: str
    challenge: str
    hackathon: str
    state: IncubationState
    outcome: Outcome | None
    progress: int | None
    week: int | None
    milestones_done: int
    milestones_late: int
    milestones_total: int
    next_milestone: dict[str, str] | None
    next_due_on: date | None
    givers: list[GiverOut]
    totals: TotalsOut


class PortfolioOut(Out):
    """What a sponsor may follow: solutions after publication, and its own people's time."""

    organisation_id: UUID
    organisation: str
    solutions: list[SolutionFollowed]
    totals: TotalsOut


class ObservedOut(Out):
    """A published solution and what became of it; nobody's name, nobody's mark."""

    team_id: UUID
    incubation_id: UUID | None
    solution: str
    challenge: str
    theme: str
    associations: list[str]
    hackathon: str
    hackathon_title: dict[str, str]
    place: str | None
    published_at: datetime
    retained: bool
    state: IncubationState | None
    owner: str | None
    outcome: Outcome | None
    outcome_text: str
    ended_at: datetime | None
