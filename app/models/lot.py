"""Draws by lot: their pool, their quotas, their result."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import BALANCE, FACT, SYSTEM, Dated, Row, choice, json, ref, text


class LotKind(StrEnum):
    PLACES = "places"
    PANEL = "panel"
    ORDER = "order"


class LotState(StrEnum):
    DRAFT = "draft"
    SEARCHING = "searching"
    READY = "ready"
    FROZEN = "frozen"
    DRAWN = "drawn"
    CANCELLED = "cancelled"


class LotAnswer(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Lot(Dated, table=True):
    """A draw by lot: what is drawn, the quotas, the chances, the number announced beforehand, the result."""

    hackathon_id: UUID = ref("hackathon")
    kind: LotKind = choice(LotKind)
    title: str = text(120, FACT)
    # Why lots are drawn, and why again where an earlier draw was cancelled.
    reason: str = text(1000, FACT)
    places: int
    # Whose applications the pool is; None where it is a list of its own, or teams.
    pool_role: str | None = text(20, SYSTEM, default=None)
    # The défi whose teams are put in order; None for all of them.
    challenge_id: UUID | None = ref("challenge", default=None)
    attributes: list[str] = json(FACT, default_factory=list)
    # [{"attribute": …, "value": …, "minimum": …, "maximum": …}]
    quotas: list[dict[str, Any]] = json(FACT, default_factory=list)
    state: LotState = choice(LotState, default=LotState.DRAFT)
    # "maximin" or "leximin": how far the search came.
    reached: str | None = text(20, SYSTEM, default=None)
    # The chances, the panels as numbered tickets, their fingerprints; by pseudonym.
    lottery: dict[str, Any] = json(SYSTEM, default_factory=dict)
    # Where the public number will come from, when, and how it is read: a drawn number, or any text.
    number_source: str = text(500, FACT, default="")
    number_due_at: datetime | None = None
    reading: str = text(10, SYSTEM, default="number")
    frozen_at: datetime | None = None
    number: str | None = text(200, FACT, default=None)
    drawn_at: datetime | None = None
    # What anyone can check: the file as it was published.
    published: dict[str, Any] = json(SYSTEM, default_factory=dict)
    cancelled_at: datetime | None = None
    cancelled_reason: str | None = text(1000, FACT, default=None)
    replaces_id: UUID | None = ref("lot", default=None)
    created_by_id: UUID = ref("person", index=False)
    revision: int = 1


class LotEntry(Row, table=True):
    """One person, or one team, in the pool of a draw, under a pseudonym."""

    __tablename__ = "lot_entry"
    __table_args__ = (sa.UniqueConstraint("lot_id", "pseudonym"),)

    lot_id: UUID = ref("lot", index=False)
    person_id: UUID | None = ref("person", default=None)
    team_id: UUID | None = ref("team", default=None, index=False)
    pseudonym: str = text(20, SYSTEM)
    # What a list of its own calls the person, for those who draw; purged with the attributes.
    reference: str = text(80, BALANCE, default="")
    attributes: dict[str, str] = json(BALANCE, default_factory=dict)
    chance: float | None = None
    # From 1, in the order of passage or of the seats; None for those who were not drawn.
    seat: int | None = None
    substitute: int | None = None
    answer: LotAnswer | None = choice(LotAnswer, default=None, nullable=True)
    answered_at: datetime | None = None
