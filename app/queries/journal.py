"""The journal as people read it. (C9)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col, select

from app.db import rows
from app.models.journal import Entry, Stream
from app.models.person import Person

PAGE = 25


def head(db: Session, stream_id: UUID) -> Stream | None:
    """Return a stream with the number and the fingerprint of its last entry."""
    return db.exec(select(Stream).where(Stream.id == stream_id)).first()


def entries(db: Session, stream_id: UUID, *, before: int | None = None, limit: int = PAGE) -> Sequence[Row[Any]]:
    """Return the entries of a stream with their actors' names, the newest first, beginning before a number."""
    statement = (
        sa.select(
            col(Entry.seq),
            col(Entry.at),
            col(Entry.actor_id),
            col(Entry.action),
            col(Entry.subject_kind),
            col(Entry.subject_id),
            col(Entry.facts),
            col(Entry.sha256),
            col(Person.display_name).label("who"),
        )
        .outerjoin(Person, col(Person.id) == col(Entry.actor_id))
        .where(col(Entry.stream_id) == stream_id)
        .order_by(col(Entry.seq).desc())
        .limit(limit)
    )
    if before:
        statement = statement.where(col(Entry.seq) < before)
    return rows(db, statement)
