"""Shapes of the call and of the organisers' own questions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.application import APPLICANTS, QuestionKind
from app.models.organisation import Sector
from app.models.person import Role
from app.schemas.base import Found, In, Out
from app.schemas.hackathon import Moment
from app.schemas.programme import LocalisedLine, RequiredLocalisedLine

HALF_DAYS = 14
OPTIONS = 12
CHOOSING = {QuestionKind.ONE, QuestionKind.SEVERAL}

Places = Annotated[int, Field(ge=0, le=100_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Balance = Literal["gender", "age"]


def _applicant(role: Role) -> Role:
    if role not in APPLICANTS:
        raise PydanticCustomError("applicant", N_("One does not apply to this role: organisers invite to it."))
    return role


ApplicantRole = Annotated[Role, AfterValidator(_applicant)]


class CallIn(In):
    """How a hackathon calls for people; what is left out is as it was before anybody set it."""

    roles: Annotated[
        list[ApplicantRole], Field(default_factory=lambda: [Role.PARTICIPANT], min_length=1, max_length=len(APPLICANTS))
    ]
    questions_freeze_at: Moment | None = None
    sector_places: dict[Sector, Places] = Field({}, description="Places by sector; without its own number, one has no limit.")
    target_mix: dict[Sector, Percent] = Field({}, description="The mix wished for, in percent; 100 together, or empty.")
    offer_days: Annotated[int, Field(ge=1, le=60)] | None = Field(
        None, description="Days to confirm a place; null: an acceptance needs no confirmation."
    )
    half_days: Annotated[list[RequiredLocalisedLine], Field(default_factory=list, max_length=HALF_DAYS)]
    balance: Annotated[list[Balance], Field(default_factory=list, max_length=2)]

    @field_validator("roles", "balance")
    @classmethod
    def _each_once(cls, given: list[Any]) -> list[Any]:
        return list(dict.fromkeys(given))

    @field_validator("target_mix")
    @classmethod
    def _whole(cls, given: dict[Sector, int]) -> dict[Sector, int]:
        mix = {sector: share for sector, share in given.items() if share}
        if mix and sum(mix.values()) != 100:  # noqa: PLR2004 - percent
            raise PydanticCustomError(
                "mix", N_("The shares make %(total)s %% together. Make them 100 %%, or leave all of them empty."),
                {"total": sum(mix.values())},
            )  # fmt: skip
        return mix


class BySector(In):
    """A number for each sector, as a page sends them."""

    public: Places | None = None
    company: Places | None = None
    association: Places | None = None
    student: Places | None = None
    citizen: Places | None = None

    def named(self) -> dict[str, int]:
        """Return the sectors that were given a number."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class CallForm(In):
    """What the desk's page sends: half-days one a line in each language, numbers by sector, and the revision seen."""

    roles: list[str]
    questions_freeze_at: Moment | None = None
    offer_days: Annotated[int, Field(ge=1, le=60)] | None = None
    balance: list[str]
    places: BySector = BySector()
    mix: BySector = BySector()
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)]


class CallOut(Out):
    roles: list[str]
    questions_freeze_at: datetime | None
    sector_places: dict[str, int]
    target_mix: dict[str, int]
    offer_days: int | None
    half_days: list[dict[str, str]]
    balance: list[str]
    revision: int


class QuestionIn(In):
    """A question of the organisers' own; without a role it is asked of all."""

    role: ApplicantRole | None = None
    kind: QuestionKind
    label: RequiredLocalisedLine
    hint: LocalisedLine = LocalisedLine()
    options: Annotated[list[RequiredLocalisedLine], Field(max_length=OPTIONS)] = Field(
        [], description="The choices, in order; for the kinds `one` and `several` only."
    )
    required: bool = False

    @model_validator(mode="after")
    def _choices(self) -> Self:
        if self.kind in CHOOSING and len(self.options) < 2:  # noqa: PLR2004 - one choice is none
            raise PydanticCustomError("options", N_("Write at least two answers to choose from, one a line."))
        if self.kind not in CHOOSING and self.options:
            raise PydanticCustomError("options", N_("Only questions with a choice have answers to choose from."))
        return self


class QuestionForm(In):
    """What the page of a question sends: its answers one a line, in each language."""

    role: str = ""
    kind: QuestionKind
    label: RequiredLocalisedLine
    hint: LocalisedLine = LocalisedLine()
    required: bool = False


class MoveQuestionIn(In):
    to: Literal["up", "down"]


class QuestionOut(Found):
    hackathon_id: UUID
    role: Role | None
    position: int
    kind: QuestionKind
    label: dict[str, str]
    hint: dict[str, str]
    options: list[dict[str, Any]]
    required: bool
    retired_at: datetime | None


def lines(fr: str, en: str) -> list[dict[str, str]]:
    """Return what two texts say line by line, the same line of each being the same thing in two languages."""
    one, two = ([line.strip() for line in text.rstrip().splitlines()] for text in (fr, en))
    pairs = ({"fr": a, "en": b} for a, b in zip_longest(one, two, fillvalue=""))
    return [pair for pair in pairs if any(pair.values())]


def unlined(values: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return localised values as two texts, as `lines` reads them."""
    return {language: "\n".join(value.get(language, "") for value in values).rstrip() for language in ("fr", "en")}
