"""Announcements, for those who take part."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.hackathon import Announcement, Hackathon
from app.models.person import Person
from app.queries.live import Circle, circle_of


def inside(db: Session, viewer: Person | None, hackathon: Hackathon) -> Hackathon:
    """Return the hackathon if the viewer takes part in it in any role; `NotFound` for everybody else."""
    if circle_of(db, viewer, hackathon) is Circle.PUBLIC:
        raise NotFound
    return hackathon


def latest(db: Session, hackathon_id: UUID, *, limit: int = 3, after: UUID | None = None) -> list[Announcement]:
    """Return the announcements of a hackathon, the newest first, beginning after the one given.

    The caller has found the hackathon for somebody who takes part (`inside`).
    """
    statement = select(Announcement).where(Announcement.hackathon_id == hackathon_id)
    if after:
        statement = statement.where(col(Announcement.id) < after)
    return list(db.exec(statement.order_by(col(Announcement.id).desc()).limit(limit)))
