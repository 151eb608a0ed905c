"""Shapes of searches in the background."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.models.computation import ComputationState
from app.schemas.base import Found


class ComputationOut(Found):
    """A search: how far it is; what it found stands with its subject."""

    hackathon_id: UUID
    method: str
    subject_id: UUID
    state: ComputationState
    progress: Annotated[float, Field(ge=0, le=1)]
    said: dict[str, Any]
    attempts: int
    created_at: datetime
    cancel_asked_at: datetime | None
    ended_at: datetime | None
