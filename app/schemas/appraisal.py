"""Shapes of what reviewers read and write."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.models.application import ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.person import Role
from app.schemas.base import Found, In, Out, _clean


class AppraisalIn(In):
    """A mark from 0 to 10, and a remark for the organisers."""

    mark: Annotated[int, Field(ge=0, le=10)]
    remark: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=1000)] = ""


class AppraisalOut(Found):
    application_id: UUID
    mark: int
    remark: str
    revised_at: datetime


class ReadingRow(Out):
    """One application as a reviewer finds it in their list: no name, no address."""

    id: UUID
    role: Role
    sector: Sector
    organisation: str | None
    skills: list[str]
    languages: list[str]
    attendance: Attendance
    motivation: str
    status: ApplicationStatus
    mark: int | None
    tied: bool = Field(description="The reviewer's own, or of their organisation: they may not mark it.")


class LevelOut(Out):
    """Where an application stands by its marks, made comparable between reviewers."""

    application_id: UUID
    mean: float
    spread: float | None
    raw: float
    number: int
