"""The journal: one entry for every act, in the act's own transaction, chained so that a change shows."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlmodel import Session, col, select

from app.models.base import Row
from app.models.journal import Entry, Stream, StreamKind
from app.models.person import Person

# Streams that no row of their own stands for.
ACCOUNTS: Final = UUID("00000000-0000-7000-8000-000000000001")
COMMONS: Final = UUID("00000000-0000-7000-8000-000000000002")


def open_stream(db: Session, stream_id: UUID, kind: StreamKind) -> Stream:
    """Start the sequence of a new thing; its id is the thing's own."""
    stream = Stream(id=stream_id, kind=kind)
    db.add(stream)
    db.flush()
    return stream


def lock(db: Session, stream_id: UUID) -> Stream:
    """Take the lock under which all commands on one thing run one after another, and return its stream."""
    statement = select(Stream).where(Stream.id == stream_id).with_for_update().execution_options(populate_existing=True)
    return db.exec(statement).one()


def digest(entry: Entry) -> str:
    """Return the SHA-256 of an entry's canonical JSON, which holds the fingerprint of the one before."""
    body = {
        "id": str(entry.id),
        "stream": str(entry.stream_id),
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "action": entry.action,
        "subject": [entry.subject_kind, str(entry.subject_id)],
        "facts": entry.facts,
        "before": entry.before_sha256,
    }
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def record(db: Session, stream_id: UUID, actor: Person | None, action: str, subject: Row, *, at: datetime, **facts: Any) -> Entry:
    """Append one entry: ids and facts, never a name, an address or somebody's text."""
    stream = lock(db, stream_id)
    entry = Entry(
        stream_id=stream_id,
        seq=stream.seq + 1,
        at=at,
        actor_id=actor.id if actor else None,
        action=action,
        subject_kind=str(subject.__tablename__),
        subject_id=subject.id,
        facts={name: _plain(value) for name, value in facts.items()},
        before_sha256=stream.head,
        sha256="",
    )
    entry.sha256 = digest(entry)
    stream.seq, stream.head = entry.seq, entry.sha256
    db.add(stream)
    db.add(entry)
    db.flush()
    return entry


def _plain(value: Any) -> Any:
    """Return a value as JSON will give it back, so that the fingerprint can be computed again."""
    return orjson.loads(orjson.dumps(value, default=str))


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where the journal is not what was written."""

    stream_id: UUID
    seq: int
    reason: str


def verify(db: Session, stream_id: UUID | None = None) -> Iterator[Flaw]:
    """Compute every chain (or one) again and name each entry that was changed, removed or put in."""
    streams = select(Stream).order_by(col(Stream.id))
    for stream in db.exec(streams.where(Stream.id == stream_id) if stream_id else streams):
        before, seq = "", 0
        entries = db.exec(select(Entry).where(Entry.stream_id == stream.id).order_by(col(Entry.seq)))
        for entry in entries:
            seq += 1
            if entry.seq != seq:
                yield Flaw(stream.id, seq, "an entry is missing")
                seq = entry.seq
            if entry.before_sha256 != before:
                yield Flaw(stream.id, entry.seq, "the link to the entry before is broken")
            if digest(entry) != entry.sha256:
                yield Flaw(stream.id, entry.seq, "the entry was changed")
            before = entry.sha256
        if (stream.seq, stream.head) != (seq, before):
            yield Flaw(stream.id, stream.seq, "the end of the stream does not match its last entry")
