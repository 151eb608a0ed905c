"""What people hold, and where: the ground of every permission."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.db import Reading, remembered
from app.models.person import Person, Role, RoleHeld, Within


def holds(db: Session, person: Person | None, role: Role, *places: UUID | None) -> bool:
    """Tell whether the person holds the role within one of the places now."""
    return person is not None and bool(roles_within(db, person, *places) & {role})


def roles_within(db: Session, person: Person | None, *places: UUID | None) -> set[Role]:
    """Return the roles that the person holds now within any of the places."""
    wanted = [place for place in places if place is not None]
    if person is None or not wanted:
        return set()
    if isinstance(db, Reading):
        # A page asks for many places: one question answers them all.
        return {role for place, role in _everywhere(db, person) if place in wanted}
    statement = select(col(RoleHeld.role)).where(
        RoleHeld.person_id == person.id, col(RoleHeld.within_id).in_(wanted), col(RoleHeld.ended_at).is_(None)
    )
    return set(db.exec(statement))


def _everywhere(db: Session, person: Person) -> list[tuple[UUID, Role]]:
    statement = select(RoleHeld.within_id, col(RoleHeld.role)).where(
        RoleHeld.person_id == person.id, col(RoleHeld.ended_at).is_(None)
    )
    return remembered(db, ("roles", person.id), lambda: list(db.exec(statement)))


def people_with(db: Session, roles: Collection[Role], *places: UUID) -> list[UUID]:
    """Return the ids of the people who hold one of the roles within one of the places, in order of arrival."""
    statement = (
        select(RoleHeld.person_id)
        .where(col(RoleHeld.role).in_(list(roles)), col(RoleHeld.within_id).in_(list(places)), col(RoleHeld.ended_at).is_(None))
        .order_by(col(RoleHeld.created_at), col(RoleHeld.id))
    )
    return list(dict.fromkeys(db.exec(statement)))


def held_by(db: Session, person: Person) -> list[RoleHeld]:
    """Return everything that a person holds now, the newest last."""
    statement = (
        select(RoleHeld)
        .where(RoleHeld.person_id == person.id, col(RoleHeld.ended_at).is_(None))
        .order_by(col(RoleHeld.created_at), col(RoleHeld.id))
    )
    return list(db.exec(statement))


def held_within(db: Session, role: Role, within: Within, within_id: UUID) -> list[Person]:
    """Return the people who hold a role within one thing."""
    statement = (
        select(Person)
        .join(RoleHeld, col(RoleHeld.person_id) == col(Person.id))
        .where(
            RoleHeld.role == role, RoleHeld.within == within, RoleHeld.within_id == within_id, col(RoleHeld.ended_at).is_(None)
        )
        .order_by(col(Person.display_name))
    )
    return list(db.exec(statement))
