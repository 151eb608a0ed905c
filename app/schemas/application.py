"""Shapes of applications."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.application import ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.schemas.base import Found, In, Line, Text, _clean

Skill = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n]*$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
SKILLS = 12
WISHES = 3


class ApplicationIn(In):
    """One person's wish to take part."""

    sector: Sector
    organisation: Line = ""
    skills: Annotated[list[Skill], Field(default_factory=list, max_length=SKILLS)]
    wishes: Annotated[list[UUID], Field(default_factory=list, max_length=WISHES)]
    languages: Annotated[list[LanguageCode], Field(min_length=1, max_length=8)]
    attendance: Attendance
    motivation: Text = ""
    fifteen_or_over: bool | None = Field(description="Whether the person is 15 or over on the first day; required.")

    @field_validator("skills")
    @classmethod
    def _each_once(cls, given: list[str]) -> list[str]:
        found: dict[str, str] = {}
        for skill in given:
            found.setdefault(skill.casefold(), skill)
        return list(found.values())

    @field_validator("wishes")
    @classmethod
    def _no_wish_twice(cls, given: list[UUID]) -> list[UUID]:
        if len(set(given)) < len(given):
            raise PydanticCustomError(
                "wish_twice", N_("You chose the same challenge twice. Choose another, or leave a wish empty.")
            )
        return given

    @field_validator("fifteen_or_over")
    @classmethod
    def _answered(cls, given: bool | None) -> bool:
        if given is None:
            raise PydanticCustomError("missing", N_("Fill in this field."))
        return given


class ApplicationOut(Found):
    hackathon_id: UUID
    person_id: UUID
    status: ApplicationStatus
    sector: Sector
    organisation_id: UUID | None
    skills: list[str]
    wishes: list[str]
    languages: list[str]
    attendance: Attendance
    motivation: str
    created_at: datetime
    decided_at: datetime | None
    reason: str | None


# Skills that the form proposes; anything else is typed. Their words are in the templates.
COMMON_SKILLS = (
    "accounting", "communication", "data", "design", "facilitation", "field", "fundraising", "law", "logistics", "project",
    "teaching", "web",
)  # fmt: skip
