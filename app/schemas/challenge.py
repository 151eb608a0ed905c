"""Shapes of défis."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.models.challenge import ChallengeStatus
from app.models.organisation import Sector
from app.schemas.base import Found, In, LongText, Reason, RequiredLine, RequiredText, Text, _clean

Goal = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=1000)]


class ChallengeIn(In):
    """A défi proposed from outside: whose it is, what it is about."""

    organisation: RequiredLine
    sector: Sector = Sector.ASSOCIATION
    title: RequiredLine
    theme: RequiredLine
    brief: RequiredText
    why: Text = ""


class ChallengeEdit(In):
    """What the scoping writes; fields left out stay as they are."""

    title: RequiredLine = ""
    theme: RequiredLine = ""
    brief: LongText = ""
    why: Text = ""
    who_suffers: Text = ""
    already_tried: Text = ""
    constraints: Text = ""
    easy_goal: Goal = ""
    stretch_goal: Goal = ""
    confidential: LongText = ""
    rights: Text = ""


class RevealIn(In):
    """When the défi is revealed, on the clock of the hackathon's zone; None reveals it as soon as it is ready."""

    reveal_at: datetime | None = None


class ReasonIn(In):
    reason: Reason


class ChallengeOut(Found):
    """A défi as the asker may see it; what is hidden from them is null."""

    hackathon_id: UUID
    status: ChallengeStatus
    theme: str
    organisations: list[str]
    rights: str
    reveal_at: datetime | None
    revealed: bool
    title: str | None
    brief: str | None
    why: str | None
    who_suffers: str | None
    already_tried: str | None
    constraints: str | None
    easy_goal: str | None
    stretch_goal: str | None
    confidential: str | None
    approved_at: datetime | None
    decided_reason: str | None
    revision: int | None = Field(description="For those who scope the défi: send it back in If-Match.")
