"""Shapes of teams, of who is in them, and of proposals."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.models.hackathon import Attendance
from app.models.team import ProposalState
from app.schemas.base import Found, In, Line, Name, Out

Seats = Annotated[int, Field(ge=1, le=50)]


class TeamIn(In):
    """A new team for a défi."""

    challenge_id: UUID
    name: Name
    seats: Seats
    table_label: Annotated[Line, Field(max_length=20)] | None = None


class TeamEdit(In):
    """What can be changed of a team; `language` null is any, `step_free` says that its place has no steps."""

    name: Name
    seats: Seats
    table_label: Annotated[Line, Field(max_length=20)] | None = None
    attendance: Attendance = Attendance.EITHER
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    step_free: bool = True


class TeamOut(Found):
    hackathon_id: UUID
    challenge_id: UUID
    name: str
    table_label: str | None
    seats: int
    attendance: Attendance
    language: str | None
    step_free: bool
    merged_into_id: UUID | None = None
    split_from_id: UUID | None = None
    closed_at: datetime | None


class TeamRow(TeamOut):
    """A team with what can be counted; its people are named to organisers only."""

    members: int
    has_coach: bool
    has_designer: bool
    has_mentor: bool


class MemberIn(In):
    """Who is placed: an accepted person; from another team of the same hackathon they move."""

    person_id: UUID


class MemberOut(Out):
    id: UUID
    team_id: UUID
    person_id: UUID
    joined_at: datetime
    left_at: datetime | None


class LeaveIn(In):
    reason: Annotated[Line, Field(max_length=160)] = ""


class CompanionIn(In):
    """Who accompanies the team; null leaves the place empty."""

    person_id: UUID | None = None


Few = Annotated[int, Field(ge=0, le=50)]
Weight = Annotated[int, Field(ge=0, le=50)]


class BandIn(In):
    """How many of something a team has at least and at most; no `high` is no upper limit."""

    low: Few = 0
    high: Few | None = None


class BandsIn(In):
    """Bands for the sectors of every team; a sector that is not named is shared out evenly."""

    public: BandIn | None = None
    company: BandIn | None = None
    association: BandIn | None = None
    student: BandIn | None = None
    citizen: BandIn | None = None


class WeightsIn(In):
    """What things count, in points; 0 does not count. A wish counts by its rank: 0, 1, 3, none of them 10."""

    sector: Weight = 10
    skill: Weight = 8
    gender: Weight = 6
    size: Weight = 5
    known: Weight = 4
    age: Weight = 3
    senior: Weight = 3
    wish: Weight = 2


class ProposalIn(In):
    """What a composition is asked for; what is left out follows the hackathon.

    `teams` is their number in all, or `teams_on` says how many for each défi; `remote_teams` of the new ones work remotely.
    `insist` searches even where the demands are known to be impossible; the result then says what could not be met.
    """

    teams: Annotated[int, Field(ge=1, le=400)] | None = None
    teams_on: dict[UUID, Annotated[int, Field(ge=0, le=100)]] = Field(default_factory=dict)
    remote_teams: Annotated[int, Field(ge=0, le=400)] = 0
    size_min: Annotated[int, Field(ge=1, le=50)] | None = None
    size_max: Annotated[int, Field(ge=1, le=50)] | None = None
    keep_members: bool = False
    employer_cap: Annotated[int, Field(ge=1, le=50)] | None = None
    required_skill: Annotated[Line, Field(max_length=60)] | None = None
    present_min: Annotated[int, Field(ge=0, le=50)] = 0
    bands: BandsIn = BandsIn()
    weights: WeightsIn = WeightsIn()
    effort: Literal["quick", "good", "thorough"] = "good"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    insist: bool = False


class ProposalOut(Found):
    hackathon_id: UUID
    created_at: datetime
    seed: int
    state: ProposalState
    method: str
    fingerprint: str
    repairs_id: UUID | None
    inputs: dict[str, Any]
    result: dict[str, Any]
    decided_at: datetime | None


class ProposalRow(Found):
    """A run in the list of those kept."""

    created_at: datetime
    state: ProposalState
    seed: int
    method: str
    fingerprint: str
    repairs_id: UUID | None
