"""Hackathons, as far as the viewer may see them."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import NotFound
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Stream
from app.models.person import Person, RoleHeld


def visible_to(person: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition that keeps drafts for those who hold a role in them or in their programme."""
    public = col(Hackathon.phase) != Phase.DRAFT
    if person is None:
        return public
    mine = select(RoleHeld.within_id).where(RoleHeld.person_id == person.id, col(RoleHeld.ended_at).is_(None))
    return sa.or_(public, col(Hackathon.id).in_(mine), col(Hackathon.programme_id).in_(mine))


def by_slug(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Return one hackathon for reading; `NotFound` when there is none that the viewer may see."""
    return _one(db, select(Hackathon).where(Hackathon.slug == slug, visible_to(viewer)))


def by_id(db: Session, viewer: Person | None, hackathon_id: UUID) -> Hackathon:
    """Return one hackathon for reading; `NotFound` when there is none that the viewer may see."""
    return _one(db, select(Hackathon).where(Hackathon.id == hackathon_id, visible_to(viewer)))


def for_change(db: Session, viewer: Person | None, hackathon_id: UUID) -> Hackathon:
    """Lock the hackathon's stream, then return the row as it is under the lock."""
    by_id(db, viewer, hackathon_id)
    db.exec(select(Stream).where(Stream.id == hackathon_id).with_for_update()).one()
    found = by_id(db, viewer, hackathon_id)
    db.refresh(found)
    return found


def slug_for_change(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Do what `for_change` does, by the name in the address of a page."""
    return for_change(db, viewer, by_slug(db, viewer, slug).id)


def _one(db: Session, statement: SelectOfScalar[Hackathon]) -> Hackathon:
    found = db.exec(statement).first()
    if found is None:
        raise NotFound
    return found
