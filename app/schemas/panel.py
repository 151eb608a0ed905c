"""Shapes of who reads whom in a round of a jury."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from app.models.organisation import Sector
from app.schemas.base import In, Out
from app.schemas.computation import ComputationOut

Minutes = Annotated[int, Field(ge=1, le=240)]
# Teams that one juror may be asked to read, at most.
MOST_READS: Final = 500


class Answer(StrEnum):
    """Where a proposal comes from, or why there is none: then it says what is."""

    NOW = "now"
    FOUND = "found"
    UNASKED = "unasked"
    GOING = "going"
    CHANGED = "changed"  # something changed since the search
    FAILED = "failed"


class PanelsIn(In):
    """What is wanted. Without `reads`, everybody reads everything; `anew` forgets who sat where, but not who has read."""

    reads: Annotated[int, Field(ge=1, le=20)] | None = None
    minutes: Minutes = 10
    window_minutes: Annotated[int, Field(ge=1, le=10_000, description="Minutes in which all reads must fit.")] | None = None
    seed: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    anew: bool = False
    fingerprint: Annotated[
        str | None, Field(max_length=64, description="Of the proposal that was looked at; another one is refused.")
    ] = None


class PanelistIn(In):
    load: Annotated[int, Field(ge=0, le=MOST_READS, description="The most teams that they may read.")] | None = None
    sector: Sector | None = None
    stand_in: Annotated[bool, Field(description="Reads only where somebody else no longer can.")] = False


class PlaceOut(Out):
    person_id: UUID
    juror: str
    state: str
    by_hand: bool
    replaced_by: str | None


class PanelOut(Out):
    team_id: UUID
    team: str
    wanted: int
    missing: int
    places: list[PlaceOut]


class ChangeOut(Out):
    """A seat that ended: in which state it stands, and who came instead."""

    at: datetime
    team_id: UUID
    team: str
    juror: str
    state: str
    instead: str | None


class LackOut(Out):
    """`missing` jurors that a panel wants; `free`: how many no tie keeps away. `words` say it."""

    team_id: UUID
    sector: Sector | None
    missing: int
    free: int
    words: str


class ProposalOut(Out):
    """Who would read whom, and what cannot be; nothing of it is stored until it is applied."""

    fingerprint: str
    answer: Annotated[Answer, Field(description="`now` or `found`: a proposal. Else the seats as they are, and why.")]
    search: ComputationOut | None
    reads: int
    jurors_needed: int | None
    parts: int
    overlaps: list[int]
    loads: dict[UUID, int]
    stand_ins: list[UUID]
    seats: list[tuple[UUID, UUID]]
    new: int
    gone: int
    lacks: list[LackOut]


class PanelsOut(Out):
    """The seats of the round being read, and a proposal for them."""

    round: int
    assigned: bool
    panels: list[PanelOut]
    changes: Annotated[list[ChangeOut], Field(description="Seats that ended, the newest first, fifty at most.")]
    proposal: ProposalOut
