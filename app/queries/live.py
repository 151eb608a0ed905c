"""What a live stream needs to know: who looks, and what was added to a journal since."""

from collections.abc import Collection
from enum import IntEnum
from uuid import UUID

from sqlmodel import Session, col, select

from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.journal import Entry, Stream
from app.models.person import Person, Role, RoleHeld
from app.models.team import Membership
from app.queries.roles import roles_within


class Circle(IntEnum):
    """How near somebody stands to a hackathon; who stands nearer hears more."""

    PUBLIC = 0
    INSIDE = 1
    ORGANISERS = 2


def circle_of(db: Session, person: Person | None, hackathon: Hackathon) -> Circle:
    """Return how near the person stands to the hackathon now."""
    if person is None:
        return Circle.PUBLIC
    if Role.ORGANISER in roles_within(db, person, hackathon.id, hackathon.programme_id):
        return Circle.ORGANISERS
    ties = (
        select(RoleHeld.id).where(
            RoleHeld.person_id == person.id, RoleHeld.hackathon_id == hackathon.id, col(RoleHeld.ended_at).is_(None)
        ),
        select(Membership.id).where(
            Membership.person_id == person.id, Membership.hackathon_id == hackathon.id, col(Membership.left_at).is_(None)
        ),
        select(Application.id).where(
            Application.person_id == person.id,
            Application.hackathon_id == hackathon.id,
            Application.status == ApplicationStatus.ACCEPTED,
        ),
    )
    return Circle.INSIDE if any(db.exec(tie).first() for tie in ties) else Circle.PUBLIC


def position(db: Session, stream_id: UUID) -> int:
    """Return the number of a stream's last entry."""
    return db.exec(select(Stream.seq).where(Stream.id == stream_id)).first() or 0


def positions(db: Session, streams: Collection[UUID]) -> dict[UUID, int]:
    """Return the number of the last entry of each stream."""
    return dict(db.exec(select(Stream.id, Stream.seq).where(col(Stream.id).in_(list(streams)))).all())


def since(db: Session, stream_id: UUID, seq: int, limit: int = 500) -> list[tuple[int, str]]:
    """Return number and action of the entries after a number, at most `limit` of them: the last ones."""
    statement = (
        select(Entry.seq, Entry.action)
        .where(Entry.stream_id == stream_id, Entry.seq > seq)
        .order_by(col(Entry.seq).desc())
        .limit(limit)
    )
    return [(number, action) for number, action in reversed(db.exec(statement).all())]
