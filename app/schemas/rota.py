"""Shapes of the rota of witnesses."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.schemas.base import Found, In, Out


class RotaIn(In):
    """A rota for one step of the run of show: how long a visit lasts and how long it takes to the next table, in minutes.

    `without`: witnesses who do not come. `seed` varies who begins where; the same one gives the same rota.
    """

    step_id: UUID
    minutes: Annotated[int, Field(ge=5, le=240)] = 20
    between: Annotated[int, Field(ge=0, le=60)] = 0
    without: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1


class TurnOut(Found):
    """One witness at one team's table for a while."""

    step_id: UUID | None
    person_id: UUID
    witness: str
    team_id: UUID
    team: str
    table_label: str | None
    starts_at: datetime
    ends_at: datetime


class UnheardOut(Out):
    """A team that hears nobody in some of the visits, and why.

    `why`: language, mode or tie (no witness passes that check), or busy (those who could are elsewhere).
    """

    team_id: UUID
    visits: int
    why: str


class StepRotaOut(Out):
    """What one step's rota lacks, for organisers: teams without a visit, witnesses without a turn."""

    step_id: UUID
    unheard: list[UnheardOut]
    without_turn: list[UUID]


class RotaOut(Out):
    """The turns that one may see, in the order of time; what is missing, for organisers only."""

    turns: list[TurnOut]
    missing: list[StepRotaOut]
