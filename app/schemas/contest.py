"""Shapes of contests, and of what a juror lets a team read."""

from datetime import datetime
from uuid import UUID

from app.models.deliberation import ContestOutcome
from app.schemas.base import Found, In, Out, RequiredText


class ContestIn(In):
    body: RequiredText


class ContestAnswerIn(In):
    outcome: ContestOutcome
    answer: RequiredText


class ContestOut(Found):
    team_id: UUID
    body: str
    said_at: datetime
    outcome: ContestOutcome | None
    answer: str
    answered_at: datetime | None


class WithdrawalOut(Out):
    team_id: UUID
    said_at: datetime


class SharedIn(In):
    shared: bool


class SharedForm(In):
    teams: list[UUID]
