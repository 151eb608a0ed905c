"""Shapes of teams, of who is in them, and of proposals."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

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
    name: Name
    seats: Seats
    table_label: Annotated[Line, Field(max_length=20)] | None = None


class TeamOut(Found):
    hackathon_id: UUID
    challenge_id: UUID
    name: str
    table_label: str | None
    seats: int
    closed_at: datetime | None


class TeamRow(TeamOut):
    """A team with what can be counted; its people are named to organisers only."""

    members: int
    has_coach: bool
    has_designer: bool


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


class ProposalIn(In):
    """What the proposal starts from: how many teams in all, whether present members stay, and a seed to run it again."""

    teams: Annotated[int, Field(ge=1, le=60)]
    keep_members: bool = False
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class ProposalOut(Found):
    hackathon_id: UUID
    created_at: datetime
    seed: int
    state: ProposalState
    inputs: dict[str, Any]
    result: dict[str, Any]
    decided_at: datetime | None
