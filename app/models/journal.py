"""The journal of acts, the mails that follow from it, and the requests already answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.base import CONTACT, SECURITY, SYSTEM, Dated, Row, choice, json, ref, text


class StreamKind(StrEnum):
    HACKATHON = "hackathon"
    PROGRAMME = "programme"
    INCUBATION = "incubation"
    COMMONS = "commons"
    ACCOUNTS = "accounts"


class Stream(SQLModel, table=True):
    """One sequence of acts; its id is that of the thing, and its row is the lock of all its commands."""

    id: UUID = Field(primary_key=True)
    kind: StreamKind = choice(StreamKind)
    seq: int = 0
    head: str = text(64, SYSTEM, default="")


class Entry(Row, table=True):
    """One act: who, what, on what, when; ids and facts only, never a name, a mail or a free text."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        sa.UniqueConstraint("stream_id", "seq"),
        sa.Index(
            "ix_journal_entry_pending", "at",
            sqlite_where=sa.text("dispatched_at IS NULL"), postgresql_where=sa.text("dispatched_at IS NULL"),
        ),
    )  # fmt: skip

    stream_id: UUID = ref("stream", index=False)
    seq: int
    at: datetime
    actor_id: UUID | None = Field(default=None, index=True)
    action: str = text(60, SYSTEM)
    subject_kind: str = text(40, SYSTEM)
    subject_id: UUID = Field(index=True)
    facts: dict[str, Any] = json(SYSTEM, default_factory=dict)
    before_sha256: str = text(64, SYSTEM)
    sha256: str = text(64, SYSTEM)
    dispatched_at: datetime | None = None


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Delivery(Dated, table=True):
    """One mail that follows from one act, to one address; sent at least once, with its own Message-ID."""

    __table_args__ = (
        sa.UniqueConstraint("entry_id", "template", "address"),
        sa.Index("ix_delivery_state_next_at", "state", "next_at"),
    )

    entry_id: UUID = ref("journal_entry")
    template: str = text(60, SYSTEM)
    person_id: UUID | None = ref("person", default=None)
    address: str = text(254, CONTACT)
    locale: str = text(2, CONTACT, default="fr")
    subject_id: UUID
    state: DeliveryState = choice(DeliveryState, default=DeliveryState.WAITING)
    attempts: int = 0
    next_at: datetime
    leased_until: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = text(500, SECURITY, default=None)


class Answered(SQLModel, table=True):
    """A request that was carried out, so that sending it again finds its result instead of doing it twice."""

    key: str = text(100, SYSTEM, primary_key=True)
    person_id: UUID = Field(primary_key=True)
    request: str = text(64, SYSTEM)
    outcome_kind: str | None = text(40, SYSTEM, default=None)
    outcome_id: UUID | None = None
    at: datetime
