"""Searches in the background, as those who asked for them see them."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.computation import Computation
from app.models.journal import Stream
from app.models.person import Person
from app.queries import hackathons
from app.queries.applications import need_organiser


def of(db: Session, subject_id: UUID) -> Computation | None:
    """Return the newest search for a subject, whose own query has checked who reads it."""
    return db.exec(
        select(Computation).where(Computation.subject_id == subject_id).order_by(col(Computation.id).desc()).limit(1)
    ).first()


def seen(db: Session, viewer: Person | None, computation_id: UUID) -> Computation:
    """Return a search for the organisers of its hackathon; `NotFound` for everybody else."""
    found = db.get(Computation, computation_id)
    if found is None:
        raise NotFound
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def for_change(db: Session, viewer: Person | None, computation_id: UUID) -> Computation:
    """Lock the hackathon's stream, then return a search as it is under the lock."""
    found = seen(db, viewer, computation_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found
