"""Draws by lot: what organisers ask for, what is shown of it. (C7)"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.models.lot import LotAnswer, LotKind, LotState
from app.models.person import Role
from app.schemas.base import Found, In, Out, Reason, RequiredLine, _clean

# What an application tells that a quota can be about, in the order of the form.
ATTRIBUTES: Final = ("sector", "attendance", "language", "gender", "age", "territory")
# The most people, places and lines of quotas that one draw takes.
MOST_PEOPLE: Final = 5000
MOST_PLACES: Final = 1000
MOST_QUOTAS: Final = 200

Attribute = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=40, pattern=r"^[^\n]*$")]
Value = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=80, pattern=r"^[^\n]*$")]
Number = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Source = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=10, max_length=500)]
PublicNumber = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n]*$")]


class LotEdit(In):
    """What a draw is for and how many it draws; `places` is not read for an order of passage."""

    title: Annotated[RequiredLine, StringConstraints(max_length=120)]
    reason: Reason
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)] | None = None
    attributes: Annotated[list[Attribute], Field(default_factory=list, max_length=8)]


class LotIn(LotEdit):
    """A new draw. `pool_role`: whose applications; without one, a panel is drawn from a list of its own.

    `challenge_id`: the défi whose teams are put in order; without one, all teams.
    """

    kind: LotKind
    pool_role: Role | None = None
    challenge_id: UUID | None = None

    @model_validator(mode="after")
    def _fits(self) -> "LotIn":
        if self.kind is not LotKind.ORDER and self.places is None:
            raise PydanticCustomError("places", N_("Say how many people are drawn."))
        return self


class LotQuota(In):
    """How many of those drawn have this value of this attribute, both ends included."""

    attribute: Attribute
    value: Value
    minimum: Number
    maximum: Number


class QuotasIn(In):
    quotas: Annotated[list[LotQuota], Field(max_length=MOST_QUOTAS)]


class LotPoolIn(In):
    """A list with a heading: the first column is the organisers' reference, the others are attributes."""

    text: Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=600_000)]


class FreezeIn(In):
    """Where the public number will come from, when (on the hackathon's clock), and how it is read."""

    number_source: Source
    number_due_at: datetime
    reading: Literal["number", "text"] = "number"


class LotNumberIn(In):
    number: PublicNumber

    @field_validator("number")
    @classmethod
    def _readable(cls, given: str) -> str:
        if not any(sign.isalnum() for sign in given):
            raise PydanticCustomError("no_number", N_("Type the number, or the words, that everybody saw."))
        return given


class LotAnswerIn(In):
    answer: LotAnswer


class LotCancelIn(In):
    reason: Reason


class LotOut(Found):
    hackathon_id: UUID
    kind: LotKind
    title: str
    reason: str
    places: int
    pool_role: str | None
    challenge_id: UUID | None
    attributes: list[str]
    quotas: list[dict[str, Any]]
    state: LotState
    reached: str | None
    number_source: str
    number_due_at: datetime | None
    reading: str
    frozen_at: datetime | None
    number: str | None
    drawn_at: datetime | None
    cancelled_at: datetime | None
    cancelled_reason: str | None
    replaces_id: UUID | None
    revision: int


class LotRow(Found):
    """One line of the list of draws."""

    kind: LotKind
    title: str
    state: LotState
    number_due_at: datetime | None
    drawn_at: datetime | None


class LotChange(Out):
    """One bound of one quota, moved: part of the smallest change that helps."""

    attribute: Annotated[str, Field(max_length=80)]
    value: Annotated[str, Field(max_length=200)]
    bound: Literal["minimum", "maximum"]
    current: int
    proposed: int


class LotProblem(Out):
    """Why a draw is impossible, or whom it leaves out; `code` and `params` are explained in docs/errors.md."""

    code: str
    params: dict[str, str | int]
    blocking: bool
    changes: list[LotChange]
    people: int


class LotCheck(Out):
    """How many people the pool has, by attribute and value, and what is impossible."""

    people: int
    counts: dict[str, dict[str, int]]
    problems: list[LotProblem]


class LotSearch(Out):
    """How far the search for the fairest lottery is."""

    state: str
    progress: float
    said: dict[str, Any]
    usable: bool


class LotEntryOut(Found):
    """One of the pool as its organisers see it."""

    pseudonym: str
    name: str | None
    chance: float | None
    seat: int | None
    substitute: int | None
    answer: LotAnswer | None
    answered_at: datetime | None


class LotMine(Out):
    """What a draw says of oneself."""

    pseudonym: str
    chance: float | None
    seat: int | None
    substitute: int | None
    answer: LotAnswer | None


class LotShare(Out):
    """One line of the anonymised report; small groups are merged."""

    attribute: str
    values: list[str]
    people: int
    minimum: int
    maximum: int | None
    chance_lowest: float
    chance_highest: float
    drawn: int | None


class LotReport(Out):
    people: int
    places: int
    reached: str
    tickets: int
    chance_lowest: float
    chance_highest: float
    shares: list[LotShare]
    refused: int
    called: int
