"""The charter of a hackathon: its present version, the ones before, and who signed. (P6)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import one_row, remembered, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.charter import Charter, CharterAdhesion
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person, RoleHeld
from app.queries import hackathons

STANDING = (ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING, ApplicationStatus.OFFERED, ApplicationStatus.ACCEPTED)


def current(db: Session, hackathon: Hackathon) -> Charter | None:
    """Return the version in force, None when the hackathon has no charter yet."""
    return db.exec(
        select(Charter).where(Charter.hackathon_id == hackathon.id).order_by(col(Charter.version).desc())
    ).first()  # fmt: skip


def by_id(db: Session, viewer: Person | None, charter_id: UUID) -> Charter:
    """Return one version of the charter of a hackathon that the viewer may see."""
    found = db.get(Charter, charter_id)
    if found is None:
        raise NotFound
    hackathons.by_id(db, viewer, found.hackathon_id)
    return found


def versions(db: Session, hackathon: Hackathon) -> Sequence[sa.Row[tuple[UUID, int, datetime, int]]]:
    """Return every version with the number of its signatures, the newest first."""
    signed = (
        sa.select(sa.func.count())
        .where(col(CharterAdhesion.charter_id) == col(Charter.id))
        .correlate(Charter)
        .scalar_subquery()
    )  # fmt: skip
    statement = (
        sa.select(col(Charter.id), col(Charter.version), col(Charter.created_at), signed.label("signatures"))
        .where(col(Charter.hackathon_id) == hackathon.id)
        .order_by(col(Charter.version).desc())
        .limit(100)
    )
    return rows(db, statement)


def listed(db: Session, hackathon: Hackathon) -> list[Charter]:
    """Return every version with its text, the newest first."""
    found = select(Charter).where(Charter.hackathon_id == hackathon.id).order_by(col(Charter.version).desc()).limit(100)
    return list(db.exec(found))


def adhesion(db: Session, person: Person | None, charter: Charter | None) -> CharterAdhesion | None:
    """Return a person's signature under one version."""
    if person is None or charter is None:
        return None
    return db.exec(
        select(CharterAdhesion).where(CharterAdhesion.charter_id == charter.id, CharterAdhesion.person_id == person.id)
    ).first()


@dataclass(frozen=True, slots=True)
class InForce:
    """The version in force, as far as one person is concerned."""

    charter_id: UUID
    version: int
    signed: bool


def in_force(db: Session, person: Person | None, hackathon_id: UUID) -> InForce | None:
    """Return the version in force and whether the person signed it, None where there is no charter."""
    signed = sa.exists().where(
        col(CharterAdhesion.charter_id) == col(Charter.id),
        col(CharterAdhesion.person_id) == (person.id if person else None),
    )
    statement = (
        sa.select(col(Charter.id), col(Charter.version), signed.label("signed"))
        .where(col(Charter.hackathon_id) == hackathon_id)
        .order_by(col(Charter.version).desc())
        .limit(1)
    )
    found = remembered(db, ("charter", hackathon_id, person and person.id), lambda: one_row(db, statement))
    return InForce(found.id, found.version, bool(found.signed)) if found else None


def bound_and_signed(db: Session, hackathon: Hackathon, charter: Charter | None) -> tuple[int, int]:
    """Return how many people the charter binds, and how many of them signed this version."""
    by_role = sa.select(col(RoleHeld.person_id)).where(
        col(RoleHeld.ended_at).is_(None),
        sa.or_(col(RoleHeld.hackathon_id) == hackathon.id, col(RoleHeld.within_id).in_([hackathon.id, hackathon.programme_id])),
    )
    by_wish = sa.select(col(Application.person_id)).where(
        col(Application.hackathon_id) == hackathon.id, col(Application.status).in_(STANDING)
    )
    people = sa.union(by_role, by_wish).subquery()
    bound = sa.select(sa.func.count()).select_from(people).scalar_subquery()
    mine = (
        sa.select(sa.func.count())
        .select_from(CharterAdhesion)
        .where(
            col(CharterAdhesion.charter_id) == (charter.id if charter else None),
            col(CharterAdhesion.person_id).in_(sa.select(people.c.person_id)),
        )
        .scalar_subquery()
    )
    found = rows(db, sa.select(bound.label("bound"), mine.label("signed")))[0]
    return int(found.bound), int(found.signed)


def for_change(db: Session, viewer: Person | None, charter_id: UUID) -> Charter:
    """Lock the stream of the charter's hackathon, then return the version."""
    found = by_id(db, viewer, charter_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    return found
