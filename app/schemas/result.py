"""Shapes of publication, results, feedback and the gallery of solutions."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.schemas.base import Found, In, Out


class PublishIn(In):
    """What to publish: the teams whose solution is retained, and the inputs that the decision was made from."""

    retained: Annotated[list[UUID], Field(max_length=100)] | None = None
    inputs_sha256: Annotated[str, Field(max_length=64)] | None = Field(
        default=None, description="Of the preview; another one means that a sheet came since, and is refused."
    )
    without_missing: bool = Field(default=False, description="Close the scoring now: sheets that are not locked do not count.")


class PublishForm(In):
    retained: Annotated[list[UUID], Field(default_factory=list, max_length=100)]
    inputs_sha256: Annotated[str, Field(max_length=64)]


class TeamResultOut(Out):
    team_id: UUID
    team: str
    solution: str | None
    rank: int | None
    status: str
    retained: bool
    reads: int
    decided_by: str | None
    criteria: dict[str, str]


class CriterionResultOut(Out):
    id: str
    label: dict[str, str]
    weight: int


class ResultOut(Out):
    """The published result of one défi: ranks and the mean of each criterion, never a juror's mark."""

    challenge_id: UUID
    challenge: str
    published_at: datetime
    inputs_sha256: str
    method: str
    coverage: str
    scale: int
    minimum_reads: int
    jurors: int
    criteria: list[CriterionResultOut]
    teams: list[TeamResultOut]


class PublicationOut(Found):
    challenge_id: UUID
    hackathon_id: UUID
    published_at: datetime
    inputs_sha256: str


class PreviewOut(Out):
    """What publishing now would do. Ranks are there once every sheet is in or the scoring is closed."""

    challenge_id: UUID
    inputs_sha256: str
    ready: bool
    expected: int
    locked: int
    coverage: str
    teams: list[dict[str, Any]]


class FeedbackOut(Out):
    """What jurors wrote to a team, in no order and without names."""

    team_id: UUID
    great: list[str]
    think_about: list[str]


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
