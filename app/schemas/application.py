"""Shapes of applications: what one sends, what one typed and did not send yet, what is shown to whom."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.application import AgeBand, ApplicationStatus, Gender, Purpose
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.person import Role
from app.schemas.account import Email
from app.schemas.base import Found, In, Line, Name, Out, Text, _clean
from app.schemas.call import HALF_DAYS, ApplicantRole

Skill = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n]*$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Need = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=1000)]
Answer = (
    bool | int | float | Annotated[str, BeforeValidator(_clean), Field(max_length=4000)]
    | Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=20)] | None
)  # fmt: skip
SKILLS = 12
WISHES = 3
FRIENDS = 5
TYPED = 40_000  # characters of a draft, all fields together

# What is asked of each role beside what is asked of all; the form shows it, and nothing else is taken.
CONCERNS: Final[dict[Role, frozenset[str]]] = {
    Role.PARTICIPANT: frozenset({"skills", "wishes", "friends", "experienced"}),
    Role.COACH: frozenset({"skills", "wishes", "experienced"}),
    Role.DESIGNER: frozenset({"skills", "wishes", "experienced"}),
    Role.MENTOR: frozenset({"skills", "wishes"}),
    Role.WITNESS: frozenset({"wishes"}),
    Role.JUROR: frozenset({"wishes"}),
    Role.VOLUNTEER: frozenset({"skills"}),
}


class GuardianIn(In):
    """Who answers for somebody under fifteen; a mail asks them for their consent."""

    name: Name
    email: Email
    locale: Literal["fr", "en"] = "fr"


class AccessIn(In):
    """The help that somebody needs to take part, kept with their consent and read by those who prepare the place only."""

    step_free: bool = False
    needs: Need = ""
    consent: bool = Field(False, description="Without it nothing of this is kept.")

    @model_validator(mode="after")
    def _agreed(self) -> Self:
        if (self.step_free or self.needs) and not self.consent:
            raise PydanticCustomError(
                "access_consent", N_("Tick that this may be kept and read, or take it out: without your consent it is not kept.")
            )
        return self

    @property
    def told(self) -> bool:
        """Whether there is something to keep."""
        return self.step_free or bool(self.needs)


class ApplicationIn(In):
    """One person's wish to take part, whole: what is left out is not kept."""

    role: ApplicantRole = Role.PARTICIPANT
    sector: Sector
    organisation: Line = ""
    skills: Annotated[list[Skill], Field(default_factory=list, max_length=SKILLS)]
    wishes: Annotated[list[UUID], Field(default_factory=list, max_length=WISHES)]
    languages: Annotated[list[LanguageCode], Field(min_length=1, max_length=8)]
    attendance: Attendance
    motivation: Text = ""
    fifteen_or_over: bool | None = Field(description="Whether the person is 15 or over on the first day; required.")
    half_days: Annotated[list[Annotated[int, Field(ge=0, lt=HALF_DAYS)]], Field(max_length=HALF_DAYS)] = Field(
        default_factory=list, description="The call's half-days at which the person is there, by number from 0."
    )
    friends: Annotated[list[Email], Field(max_length=FRIENDS)] = Field(default_factory=list)
    answers: dict[UUID, Answer] = Field({}, max_length=60, description="Answers to the organisers' questions, by their ids.")
    experienced: bool | None = None
    gender: Gender | None = None
    age_band: AgeBand | None = None
    consents: Annotated[list[Purpose], Field(max_length=3)] = Field(default_factory=list)
    access: AccessIn | None = None
    guardian: GuardianIn | None = Field(None, description="Asked under fifteen.")

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


class TypedIn(In):
    """What was typed in the form, field by field as the form names them, however incomplete or wrong."""

    values: Annotated[
        dict[
            Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,80}$")],
            Annotated[str, BeforeValidator(_clean), Field(max_length=4000)]
            | Annotated[list[Annotated[str, BeforeValidator(_clean), Field(max_length=200)]], Field(max_length=40)],
        ],
        Field(max_length=100),
    ]

    @field_validator("values")
    @classmethod
    def _bounded(cls, given: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        if sum(len(text) for value in given.values() for text in ([value] if isinstance(value, str) else value)) > TYPED:
            raise PydanticCustomError("typed", N_("This is too long to be kept. Shorten it."))
        return given


class RevisionIn(In):
    """The revision that a form was made from; 0 where nothing was saved yet, none where nobody compares."""

    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class ApplicationOut(Found):
    """One application as its person and the organisers read it."""

    hackathon_id: UUID
    person_id: UUID
    role: Role
    status: ApplicationStatus
    sector: Sector
    organisation_id: UUID | None
    skills: list[str]
    wishes: list[str]
    languages: list[str]
    attendance: Attendance
    half_days: list[int]
    answers: dict[str, Any]
    experienced: bool | None
    motivation: str
    fifteen_or_over: bool
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    reason: str | None


class AccessOut(Out):
    step_free: bool
    needs: str
    consented_at: datetime


class AccessRow(Found):
    """What one of those who come needs, for those who prepare the place."""

    name: str
    role: Role
    attendance: Attendance
    step_free: bool
    needs: str
    consented_at: datetime


class ConsentOut(Found):
    """A consent to one use, with the words that the person read."""

    hackathon_id: UUID
    purpose: Purpose
    wording: str
    created_at: datetime
    withdrawn_at: datetime | None


class GuardianOut(Out):
    """Who answers for the person, and how far their consent is: given once it is confirmed."""

    name: str
    email: str
    asked_at: datetime
    consented_at: datetime | None
    confirmed_at: datetime | None
    refused_at: datetime | None


class MyApplicationOut(ApplicationOut):
    """One's own application, whole: with what was typed and not sent yet, and what nobody else reads."""

    friends: list[str]
    gender: Gender | None
    age_band: AgeBand | None
    consents: list[Purpose]
    access: AccessOut | None
    guardian: GuardianOut | None
    draft: dict[str, Any] | None
    draft_until: datetime | None = Field(description="When what was typed and not sent is erased; none where there is nothing.")
    revision: int


# Skills that the form proposes; anything else is typed. Their words are in the templates.
COMMON_SKILLS = (
    "accounting", "communication", "data", "design", "facilitation", "field", "fundraising", "law", "logistics", "project",
    "teaching", "web",
)  # fmt: skip
