"""Long searches that a worker does in the background: how far they are, and what they found so far."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.models.base import APPLY, SYSTEM, Dated, choice, json, ref, text


class ComputationState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Computation(Dated, table=True):
    """One search asked for by a person; leased by the worker that does it, so that it goes on elsewhere if that one dies."""

    __table_args__ = (sa.Index("ix_computation_state_created_at", "state", "created_at"),)

    hackathon_id: UUID = ref("hackathon")
    # Which method runs: a key of `METHODS` in domain/computations.py.
    method: str = text(40, SYSTEM)
    # What the result is for: a team proposal, a lot.
    subject_id: UUID = Field(index=True)
    inputs: dict[str, Any] = json(APPLY, default_factory=dict)
    state: ComputationState = choice(ComputationState, default=ComputationState.WAITING)
    # Between 0 and 1; what the search says of itself stands in `said`, as a code and its figures.
    progress: float = 0.0
    said: dict[str, Any] = json(SYSTEM, default_factory=dict)
    # The best result so far, usable while the search goes on.
    best: dict[str, Any] | None = json(APPLY, default=None, nullable=True)
    asked_by_id: UUID = ref("person", index=False)
    attempts: int = 0
    leased_until: datetime | None = None
    cancel_asked_at: datetime | None = None
    ended_at: datetime | None = None
