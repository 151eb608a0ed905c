"""Programmes, as far as the viewer may see them."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.hackathon import Hackathon, Phase, Programme
from app.models.journal import Stream
from app.models.person import Person, Role, RoleHeld, Within
from app.queries.roles import parts


def slug_exists(db: Session, slug: str) -> bool:
    """Tell whether a programme or a hackathon has this address, drafts included."""
    taken = db.exec(select(Programme.id).where(Programme.slug == slug)).first()
    return bool(taken or db.exec(select(Hackathon.id).where(Hackathon.slug == slug)).first())


def visible_to(person: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition that keeps a programme without a public hackathon for those who hold a role in it."""
    public = col(Programme.id).in_(select(Hackathon.programme_id).where(Hackathon.phase != Phase.DRAFT))
    if person is None:
        return public
    mine = select(RoleHeld.within_id).where(RoleHeld.person_id == person.id, col(RoleHeld.ended_at).is_(None))
    return sa.or_(public, col(Programme.id).in_(mine))


def by_slug(db: Session, viewer: Person | None, slug: str) -> Programme:
    """Return one programme; `NotFound` when there is none that the viewer may see."""
    found = db.exec(select(Programme).where(Programme.slug == slug, visible_to(viewer))).first()
    if found is None:
        raise NotFound
    return found


def by_id(db: Session, viewer: Person | None, programme_id: UUID) -> Programme:
    """Return one programme; `NotFound` when there is none that the viewer may see."""
    found = db.exec(select(Programme).where(Programme.id == programme_id, visible_to(viewer))).first()
    if found is None:
        raise NotFound
    return found


def for_change(db: Session, viewer: Person | None, programme_id: UUID) -> Programme:
    """Lock the programme's stream, then return the row as it is under the lock."""
    found = by_id(db, viewer, programme_id)
    db.exec(select(Stream).where(Stream.id == found.id).with_for_update()).one()
    db.refresh(found)
    return found


def slug_for_change(db: Session, viewer: Person | None, slug: str) -> Programme:
    """Do what `for_change` does, by the name in the address of a page."""
    return for_change(db, viewer, by_slug(db, viewer, slug).id)


def listed(db: Session, viewer: Person | None, *, after: UUID | None, limit: int) -> list[Programme]:
    """Return the programmes that the viewer may see, the newest first, after the one given."""
    statement = select(Programme).where(visible_to(viewer)).order_by(col(Programme.id).desc()).limit(limit)
    if after:
        statement = statement.where(col(Programme.id) < after)
    return list(db.exec(statement))


def organised_by(db: Session, person: Person) -> list[Programme]:
    """Return the programmes that a person organises, the newest first."""
    mine = [part.within_id for part in parts(db, person) if part.role is Role.ORGANISER and part.within is Within.PROGRAMME]
    if not mine:
        return []
    return list(db.exec(select(Programme).where(col(Programme.id).in_(mine)).order_by(col(Programme.id).desc())))
