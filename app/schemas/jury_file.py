"""Shapes of a file that is applied to a jury."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.schemas.base import In, Out, _clean


class JuryFileIn(In):
    """A table as text: a line of headings, then one act a line; see the page of the file for its columns."""

    text: Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=1_000_000)]
    fingerprint: Annotated[
        str | None, Field(max_length=64, description="Of what the check said; refused when the file would do something else now.")
    ] = None


class WrongOut(Out):
    line: int
    column: str
    detail: str


class EffectOut(Out):
    """One thing that changes: given, taken (a seat), tied, free, untied, named (said of a juror), scored (a sheet)."""

    kind: str
    juror_id: UUID
    juror: str
    team_id: UUID | None
    team: str
    detail: str


class LackingOut(Out):
    team: str
    missing: int


class JuryFileOut(Out):
    """What a file would do; nothing of it when there is an error."""

    lines: int
    errors: list[WrongOut]
    counts: dict[str, int]
    effects: list[EffectOut]
    lacking: list[LackingOut] = Field(description="Teams that would lack more jurors than now.")
    first_seats: bool = Field(description="Nobody has a seat yet, so all read everything; then only who has one reads.")
    fingerprint: str
