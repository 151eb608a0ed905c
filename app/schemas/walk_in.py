"""Shapes of signing up on the day."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.schemas.application import LanguageCode, Skill
from app.schemas.base import Found, In, Line, _clean


class WalkInIn(In):
    """A code on the wall: what it is called, for how many people, until when."""

    label: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=80, pattern=r"^[^\n]*$")] = ""
    places: Annotated[int, Field(ge=1, le=2000)] | None = None
    expires_at: datetime = Field(description="Without an offset: on the hackathon's clock.")


class WalkInOut(Found):
    hackathon_id: UUID
    label: str
    places: int | None
    expires_at: datetime
    closed_at: datetime | None


class ArrivalIn(In):
    """What somebody says who comes on the day; the rest can be said later."""

    sector: Sector
    organisation: Line = ""
    skills: Annotated[list[Skill], Field(default_factory=list, max_length=12)]
    languages: Annotated[list[LanguageCode], Field(min_length=1, max_length=8)]
    attendance: Literal[Attendance.ON_SITE, Attendance.REMOTE] = Attendance.ON_SITE
    fifteen_or_over: bool = False


class ArrivalApiIn(ArrivalIn):
    token: Annotated[str, StringConstraints(max_length=64)] = Field(description="From the address in the code.")
