"""Shapes of applications and of what organisers answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.application import ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.schemas.base import Found, In, Line, Out, Text, _clean

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


class ApplicationRow(Out):
    """One line of the organisers' list."""

    id: UUID
    person_id: UUID
    name: str
    sector: Sector
    organisation: str | None
    skills: list[str]
    wishes: list[str]
    languages: list[str]
    attendance: Attendance
    status: ApplicationStatus
    created_at: datetime


class DecisionIn(In):
    """An answer to one or several applications; a refusal says why."""

    applications: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    decision: Literal["accept", "wait", "decline"]
    reason: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=1000)] = ""

    @model_validator(mode="after")
    def _reason_given(self) -> "DecisionIn":
        if self.decision == "decline" and len(self.reason) < 3:  # noqa: PLR2004 - as `Reason`
            raise PydanticCustomError("reason", N_("Say why: the person reads it."))
        return self


class Tally(Out):
    """How many applications stand where, and how many places are left (null: no limit)."""

    submitted: int = 0
    waiting: int = 0
    accepted: int = 0
    declined: int = 0
    withdrawn: int = 0
    places: int | None = None
    left: int | None = None


# Skills that the form proposes; anything else is typed. Their words are in the templates.
COMMON_SKILLS = (
    "accounting", "communication", "data", "design", "facilitation", "field", "fundraising", "law", "logistics", "project",
    "teaching", "web",
)  # fmt: skip
