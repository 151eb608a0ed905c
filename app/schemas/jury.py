"""Shapes of grids, ties, sheets and what organisers see of a jury at work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints

from app.models.jury import CriterionKind, Estimator, FeedbackPolicy, TieKind
from app.schemas.base import Found, In, Localised, Out, Reason, Text, _clean

SCALE: Final = 5
CRITERIA: Final = 6
GATES: Final = 2
# Criteria, gates and one bonus.
QUESTIONS: Final = CRITERIA + GATES + 1

Weight = Annotated[int, Field(ge=0, le=100, description="Percent; the weights of a grid sum to 100.")]
Level = Annotated[int, Field(ge=0, le=100, description="From 1 up; for a gate, 0 is no and 1 is yes.")]


class CriterionIn(In):
    """A gate is answered by yes or no, a bonus is shown apart; neither weighs anything."""

    kind: CriterionKind = CriterionKind.SCORED
    label: Localised
    hint: Localised = Localised()
    weight: Weight = 0
    failed: Localised = Field(default=Localised(), description="What is shown for a no; for gates.")
    anchors: Annotated[
        list[Localised], Field(max_length=SCALE, default_factory=list, description="One for each level, from 1 up.")
    ]


class GridIn(In):
    criteria: Annotated[list[CriterionIn], Field(min_length=1, max_length=QUESTIONS)]
    minimum_reads: Annotated[int, Field(ge=1, le=20)] = 2
    estimator: Estimator = Field(
        default=Estimator.ADJUSTED,
        description="adjusted: where not everybody read everything, means are corrected for strict and lenient jurors.",
    )
    grace_minutes: Annotated[int, Field(ge=0, le=120)] = Field(
        default=15, description="Minutes after the close in which a sheet signed before it still counts."
    )
    co_award: bool = False
    awards: Annotated[int, Field(ge=1, le=20)] = Field(default=1, description="How many places win.")
    no_award: bool = Field(default=False, description="The jury may decide to give no award.")
    quorum: Annotated[int, Field(ge=1, le=100)] | None = Field(
        default=None, description="Jurors without a tie who must vote for a decision to hold; two thirds of them unless said."
    )
    feedback: FeedbackPolicy = FeedbackPolicy.ALWAYS
    contest_hours: Annotated[int, Field(ge=0, le=720)] = Field(
        default=72, description="Hours after the publication in which a team may contest its result; 0: it may not."
    )
    president_id: UUID | None = None


class TemplateOut(Out):
    key: str
    name: Localised
    grid: GridIn


class RoundIn(In):
    """A further round, which decides from then on; it begins with the grid of the one before."""

    name: Localised = Localised()
    before: Localised = Field(default=Localised(), description="What the round before is called from now on.")


class FinalistsIn(In):
    teams: Annotated[list[UUID], Field(min_length=1, max_length=2000, description="Those that go on to the next round.")]


class CriterionOut(Out):
    id: UUID | None
    position: int
    kind: CriterionKind
    label: dict[str, str]
    hint: dict[str, str]
    weight: int
    anchors: dict[str, dict[str, str]]
    failed: dict[str, str]


class GridOut(Out):
    challenge_id: UUID
    position: int
    name: dict[str, str]
    goes_on: list[UUID] | None
    scale: int
    minimum_reads: int
    estimator: Estimator
    grace_minutes: int
    co_award: bool
    awards: int
    no_award: bool
    quorum: int | None
    feedback: FeedbackPolicy
    contest_hours: int
    president_id: UUID | None
    opened_at: datetime | None
    locked_at: datetime | None
    closed_at: datetime | None
    fingerprint: str | None
    criteria: list[CriterionOut]


class TieIn(In):
    kind: TieKind
    note: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=500)] = ""


class TieOut(Found):
    team_id: UUID
    kind: TieKind
    note: str | None
    declared_at: datetime


class SheetIn(In):
    """A whole sheet; criteria that are left out have no mark yet.

    A device without a network says when it was signed and, by the same clock, when it was sent: only the time between the two
    is believed.
    """

    op_id: UUID
    marks: Annotated[dict[UUID, Level], Field(default_factory=dict, max_length=QUESTIONS)]
    great: Text = ""
    think_about: Text = ""
    lock: bool = Field(default=False, description="Lock the sheet in the same act.")
    round_id: UUID | None = Field(default=None, description="The round that it was made for; the one being read unless said.")
    signed_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None


class SheetForm(SheetIn):
    """A sheet as its page sends it, with the revision that the page was made from."""

    revision: Annotated[int, Field(ge=0)] = 0
    do: Literal["save", "lock"] = "save"


def marks_in(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the marks of a sent page: fields named `marks.<criterion>`."""
    return {name.removeprefix("marks."): value for name, value in fields.items() if name.startswith("marks.")}


class OrderIn(In):
    teams: Annotated[list[UUID], Field(max_length=100, description="Best first.")]


def order_in(fields: Mapping[str, Any]) -> list[Any]:
    """Return the teams of a sent page by the places given to them: fields named `place.<team>`."""
    places = {name.removeprefix("place."): str(value) for name, value in fields.items() if name.startswith("place.")}
    return sorted(places, key=lambda team: (places[team], team))


class ReopenIn(In):
    """A sheet to give back: why, and for how many minutes; after them it counts as it did before."""

    reason: Reason
    minutes: int = Field(30, ge=5, le=1440)


class LookOut(Out):
    """A team of which one's own sheet stands far from the others'."""

    team_id: Annotated[UUID, Field(validation_alias="id")]
    team: Annotated[str, Field(validation_alias="name")]


class SecondLooksOut(Out):
    """Own sheets to look at again; `podium_differs` is null for who does not preside, and while sheets are awaited."""

    teams: list[LookOut]
    podium_differs: bool | None


class SheetOut(Out):
    """One's own sheet. `total` is the weighted mean of a complete sheet."""

    team_id: UUID
    round_id: UUID | None
    revision: int
    op_id: UUID | None
    marks: dict[UUID, int]
    great: str
    think_about: str
    saved_at: datetime | None
    locked_at: datetime | None
    signed_at: datetime | None
    received_at: datetime | None
    given_back: str | None = Field(None, description="Why an organiser gave it back, while it is.")
    open_until: datetime | None = Field(None, description="Until when it may be changed then; after that it counts as it did.")
    total: float | None


class TodayOut(Out):
    """A line of one's list; before the tie is declared it holds the team's name only."""

    team_id: UUID
    team: str
    challenge_id: UUID
    state: str
    marked: int
    criteria: int
    table: str | None


class RemindedOut(Out):
    """How many jurors a reminder goes to: those with teams left."""

    jurors: int


class ProgressOut(Out):
    """How far the jury of one défi is: counts and states, never a mark."""

    challenge_id: UUID
    expected: int
    locked: int
    in_progress: int
    recused: int
    on_paper: int = Field(description="Of the locked ones, those that somebody typed from paper for their juror.")
    complete: bool
    teams: list["TeamProgressOut"]


class TeamProgressOut(Out):
    team_id: UUID
    team: str
    expected: int
    locked: int
    in_progress: int
    recused: int
    on_paper: int
    enough: bool
