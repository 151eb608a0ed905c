"""Hackathons, as far as the viewer may see them."""

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.hackathon import ChecklistItem, Hackathon, Phase, PhaseMove, Site, Step
from app.models.journal import Stream
from app.models.person import Person, Role, RoleHeld
from app.queries.roles import holds, roles_within

Part = TypeVar("Part", Site, Step, ChecklistItem)


def visible_to(person: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition that keeps drafts for those who hold a role in them or in their programme."""
    public = col(Hackathon.phase) != Phase.DRAFT
    if person is None:
        return public
    mine = select(RoleHeld.within_id).where(RoleHeld.person_id == person.id, col(RoleHeld.ended_at).is_(None))
    return sa.or_(public, col(Hackathon.id).in_(mine), col(Hackathon.programme_id).in_(mine))


def by_slug(db: Session, viewer: Person | None, slug: str) -> Hackathon:
    """Return one hackathon for reading; `NotFound` when there is none that the viewer may see."""
    found = db.exec(select(Hackathon).where(Hackathon.slug == slug, visible_to(viewer))).first()
    if found is None:
        raise NotFound
    return found


def by_id(db: Session, viewer: Person | None, hackathon_id: UUID) -> Hackathon:
    """Return one hackathon for reading; `NotFound` when there is none that the viewer may see."""
    found = db.get(Hackathon, hackathon_id)
    if found is None or (found.phase is Phase.DRAFT and not roles_within(db, viewer, found.id, found.programme_id)):
        raise NotFound
    return found


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


def listed(
    db: Session,
    viewer: Person | None,
    *,
    phase: Phase | None = None,
    programme_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[Hackathon]:
    """Return the hackathons that the viewer may see, the newest first, beginning after the one given."""
    statement = select(Hackathon).where(visible_to(viewer)).order_by(col(Hackathon.id).desc()).limit(limit)
    if phase:
        statement = statement.where(Hackathon.phase == phase)
    if programme_id:
        statement = statement.where(Hackathon.programme_id == programme_id)
    if after:
        statement = statement.where(col(Hackathon.id) < after)
    return list(db.exec(statement))


def sites(db: Session, hackathon_id: UUID) -> list[Site]:
    """Return the places of a hackathon, in the order in which they were added."""
    return list(db.exec(select(Site).where(Site.hackathon_id == hackathon_id).order_by(col(Site.id))))


def steps(db: Session, hackathon_id: UUID) -> list[Step]:
    """Return the run of show in the order of time."""
    order = (col(Step.starts_at), col(Step.position), col(Step.id))
    return list(db.exec(select(Step).where(Step.hackathon_id == hackathon_id).order_by(*order)))


def checklist(db: Session, hackathon_id: UUID) -> list[ChecklistItem]:
    """Return the check-list, what is due first before."""
    order = (col(ChecklistItem.days_before).desc(), col(ChecklistItem.position), col(ChecklistItem.id))
    return list(db.exec(select(ChecklistItem).where(ChecklistItem.hackathon_id == hackathon_id).order_by(*order)))


def moves(db: Session, hackathon_id: UUID) -> list[PhaseMove]:
    """Return who moved the hackathon from phase to phase, the first move first."""
    statement = select(PhaseMove).where(PhaseMove.hackathon_id == hackathon_id)
    return list(db.exec(statement.order_by(col(PhaseMove.at), col(PhaseMove.id))))


def moves_shown(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[PhaseMove]:
    """Return the moves as the viewer may read them: who and why are for those who hold a role here, as on the pages."""
    found = moves(db, hackathon.id)
    held = select(RoleHeld.id).where(
        RoleHeld.person_id == (viewer.id if viewer else None),
        col(RoleHeld.ended_at).is_(None),
        (col(RoleHeld.hackathon_id) == hackathon.id) | col(RoleHeld.within_id).in_([hackathon.id, hackathon.programme_id]),
    )
    if viewer and db.exec(held).first():
        return found
    return [PhaseMove.model_validate(move.model_dump() | {"person_id": None, "reason": None}) for move in found]


def names(db: Session, people: Collection[UUID | None]) -> dict[UUID, str]:
    """Return the names of people who acted, for those who may read of it."""
    known = [person for person in people if person]
    statement = select(Person.id, Person.display_name).where(col(Person.id).in_(known))
    return {found[0]: found[1] for found in db.exec(statement)} if known else {}


def part_for_change(db: Session, viewer: Person | None, kind: type[Part], part_id: UUID, *, of: Hackathon | None = None) -> Part:
    """Lock the hackathon of a site, step or item of the check-list, then return it as it is under the lock.

    `of` is the hackathon that the address names: a part of another one is not found there.
    """
    found = db.get(kind, part_id)
    if found is None or (of is not None and found.hackathon_id != of.id):
        raise NotFound
    hackathon = for_change(db, viewer, found.hackathon_id)
    if kind is ChecklistItem and not holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id):
        raise NotFound  # the check-list is the organisers' own; sites and steps are public
    if (now := db.get(kind, part_id, populate_existing=True)) is None:
        raise NotFound
    return now
