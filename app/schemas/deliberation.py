"""Shapes of a jury's deliberation."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.models.deliberation import MotionKind, Vote
from app.schemas.base import Found, In, Out, Reason

MOST: int = 20


class DeliberationIn(In):
    teams: Annotated[list[UUID], Field(default_factory=list, max_length=MOST)] = Field(
        default_factory=list, description="Those to talk about; unless said, those that the marks cannot tell apart at the line."
    )
    minutes: Annotated[int, Field(ge=1, le=60)] = Field(default=5, description="For each team.")


class CallIn(In):
    team_id: UUID | None = Field(default=None, description="The team that is talked about now; null between two.")


class MotionIn(In):
    kind: MotionKind = MotionKind.PUT
    team_id: UUID | None = None
    place: Annotated[int, Field(ge=1, le=1000)] | None = None
    reason: Reason = Field(description="Published with the result.")


class VoteIn(In):
    vote: Vote


class MotionOut(Found):
    """One change that was put to the vote; counts are there once the vote is closed."""

    number: int
    kind: MotionKind
    team_id: UUID | None
    place: int | None
    reason: str | None = Field(description="Null for who is tied to a team that it moves.")
    closed_at: datetime | None
    voters: int
    quorum: int
    votes_for: int
    votes_against: int
    abstained: int
    carried: bool | None


class TalkedOut(Out):
    """A team that is talked about; figures are null for a juror who is tied to it."""

    team_id: UUID
    team: str
    raw: str | None
    adjusted: str | None
    before: int | None = Field(description="The rank by the marks.")
    decided: int | None = Field(description="The rank as the jury has decided so far.")
    away: list[str] = Field(description="Who is out of the room while it is talked about.")


class DeliberationOut(Out):
    challenge_id: UUID
    opened_at: datetime
    ended_at: datetime | None
    minutes: int
    team_id: UUID | None = Field(description="The team that is talked about now.")
    called_at: datetime | None
    withheld: bool
    current: bool = Field(description="Whether it rests on the sheets as they are now.")
    teams: list[TalkedOut]
    motions: list[MotionOut]


class ContestedOut(Out):
    team: str
    outcome: str
    answer: str


class PrizeGivenOut(Out):
    name: dict[str, str]
    winners: list[str]


class MinutesOut(DeliberationOut):
    """The whole talk, what it rested on, and what came after."""

    jurors: list[str]
    quorum: int | None = Field(description="Votes that a change needs; null: two thirds of the jurors without a tie.")
    awards: int
    no_award: bool
    ranked: list[TalkedOut] = Field(description="Every ranked team, the best first as decided.")
    method: str | None
    software: str
    grid_sha256: str | None = Field(description="Of the grid and the rules, fixed before the first mark.")
    inputs_sha256: str = Field(description="Of the marks and rules that were talked about.")
    published_at: datetime | None
    contest_until: datetime | None
    contests_waiting: int
    contests: list[ContestedOut]
    prizes: list[PrizeGivenOut] = Field(description="Those published beside the result; they weigh nothing in it.")
