"""Shapes of publication, results, feedback and the gallery of solutions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.schemas.base import Found, In, Out
from app.schemas.prize import PrizeOut


class PublishIn(In):
    """What to publish: the teams whose solution is retained, and the inputs that the decision was made from."""

    retained: Annotated[list[UUID], Field(max_length=100)] | None = None
    inputs_sha256: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, description="Of the preview; another one means that a sheet came since, and is refused."
    )
    without_missing: bool = Field(
        default=False, description="Close the scoring now: sheets that are not locked, or still under way, do not count."
    )


class PublishForm(In):
    retained: Annotated[list[UUID], Field(default_factory=list, max_length=100)]
    inputs_sha256: Annotated[str, Field(max_length=64)]
    without_missing: bool = False


class TeamResultOut(Out):
    team_id: UUID
    team: str
    solution: str | None
    rank: int | None = Field(description="As published: by the marks, or as the jury decided.")
    by_marks: int | None = Field(description="The rank by the marks, where the jury changed it.")
    status: str
    retained: bool
    declined: bool = Field(description="The team said, before the publication, that it takes no award.")
    reads: int
    decided_by: str | None
    criteria: dict[str, str]
    score: str | None = Field(description="The plain weighted mean.")
    adjusted: str | None = Field(description="Corrected for strict and lenient jurors; ranks where the method is to adjust.")
    low: str | None = Field(description="The mean that ranks lies between low and high nine times in ten; null where unsure.")
    high: str | None
    best_rank: int | None = Field(description="Nine times in ten the rank lies from best_rank to worst_rank.")
    worst_rank: int | None
    alike: list[str] = Field(description="Teams that these marks cannot tell from this one.")


class CriterionResultOut(Out):
    id: str
    label: dict[str, str]
    weight: int


class ChangeOut(Out):
    """One change of places that a jury voted."""

    number: int
    kind: str
    team_id: str | None
    place: int | None
    reason: str
    votes_for: int
    votes_against: int
    abstained: int


class JuryOut(Out):
    """What a jury decided after its marks."""

    withheld: bool = Field(description="It gave no award.")
    votes: int
    changes: list[ChangeOut]


class ResultOut(Out):
    """The published result of one défi: ranks and the mean of each criterion, never a juror's mark."""

    challenge_id: UUID
    challenge: str
    published_at: datetime
    inputs_sha256: str
    grid_sha256: str | None
    estimator: str = Field(
        description="What the grid said before scoring: raw, or adjusted where not everybody reads everything."
    )
    method: str = Field(description="What was done: weighted-mean-1, adjusted-mean-1, or record for a result of the past.")
    refusal: str | None = Field(description="Why means were not adjusted although the grid asks for it.")
    unsure: str | None = Field(description="Why nothing is said about how sure the order is.")
    coverage: str
    scale: int
    minimum_reads: int
    jurors: int
    criteria: list[CriterionResultOut]
    jury: JuryOut | None = Field(description="Null where the jury did not deliberate.")
    teams: list[TeamResultOut]
    prizes: list[PrizeOut] = Field(description="Published prizes of this défi, apart: none of them moves what is above.")


class PublicationOut(Found):
    challenge_id: UUID
    hackathon_id: UUID
    published_at: datetime
    inputs_sha256: str


class FarOut(Out):
    """A sheet that departs far from what the others say; its juror is to confirm it. Nothing is dropped."""

    juror_id: UUID
    juror: str
    team_id: UUID
    team: str
    confirmed: bool


class WithoutOut(Out):
    team_id: UUID
    team: str
    rank: int | None
    without: int | None


class SponsorsOut(Out):
    """The drop test: ranks beside those without the jurors whom a sponsor of the event employs."""

    jurors: list[str]
    differs: bool
    first_differs: bool
    ranks: list[WithoutOut]


class ToldOut(Out):
    """How many people are written to when the result is published."""

    members: int
    jurors: int
    holders: int


class PreviewOut(Out):
    """What publishing now would do. Ranks are there once every sheet is in or the scoring is closed."""

    challenge_id: UUID
    inputs_sha256: str
    ready: bool
    expected: int
    locked: int
    coverage: str
    method: str | None
    refusal: str | None
    unsure: str | None
    between_jurors: str | None = Field(description="How far jurors differ in leniency: a standard deviation, in marks.")
    jurors_differ: str | None = Field(description="The chance of such differences between jurors who do not differ.")
    teams: list[dict[str, Any]]
    far: list[FarOut]
    podium_differs: bool = Field(description="The podium changes when marks that depart far weigh less.")
    sponsors: SponsorsOut | None
    jury: JuryOut | None
    grace_until: datetime | None = Field(
        description="Awaited sheets that were signed in time may arrive until then; null when none can."
    )
    deliberating: bool = Field(description="The jury still talks; nothing is published before it ended.")
    told: ToldOut


class LetterOut(Out):
    letter: str
    marks: dict[str, str]


class FeedbackOut(Out):
    """What jurors wrote to a team, in no order and without names, and the marks that it got."""

    team_id: UUID
    policy: str = Field(description="never, juror (where its juror said so) or always, as the grid said.")
    great: list[str]
    think_about: list[str]
    reads: int
    score: str | None
    lowest: str | None
    highest: str | None
    sheets: list[LetterOut] = Field(description="Sheets under letters dealt for this team alone; none with three reads or fewer.")
    criteria: list[CriterionResultOut]


class SolutionOut(Out):
    team_id: UUID
    name: str
    team: str
    challenge: str
    theme: str
    hackathon: str
    rank: int | None
    retained: bool
    published_at: datetime


class SolutionFileOut(Out):
    id: str
    name: str
    size: int
    media_type: str
    sha256: str


class SolutionPageOut(SolutionOut):
    why: str
    serves_why: str
    content: str
    budget: str
    deployment: str
    links: list[str]
    licence: str
    files: list[SolutionFileOut]
    sha256: str
    submitted_at: datetime
