"""What people hold, and where: the ground of every permission."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import Reading, remembered, rows
from app.models.person import Person, Role, RoleHeld, Within
from app.models.team import Membership, Team


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
        return {part.role for part in parts(db, person) if part.role and part.within_id in wanted}
    statement = select(col(RoleHeld.role)).where(
        RoleHeld.person_id == person.id, col(RoleHeld.within_id).in_(wanted), col(RoleHeld.ended_at).is_(None)
    )
    return set(db.exec(statement))


def is_member(db: Session, person: Person | None, team_id: UUID) -> bool:
    """Tell whether the person is in the team now."""
    if person is None:
        return False
    if isinstance(db, Reading):
        return any(part.role is None and part.within_id == team_id for part in parts(db, person))
    statement = select(Membership.id).where(
        Membership.team_id == team_id, Membership.person_id == person.id, col(Membership.left_at).is_(None)
    )
    return db.exec(statement).first() is not None


def parts(db: Session, person: Person) -> Sequence[sa.Row[Any]]:
    """Return every part that a person has now, the oldest first; a page that asks again is told the same.

    Each has `role` (None: member of the team), `within`, `within_id` and `hackathon_id`, and of a team its `team` name,
    `challenge_id` and `closed_at`.
    """
    return remembered(db, ("parts", person.id), lambda: rows(db, _parts(), person_id=person.id))


@cache
def _parts() -> sa.CompoundSelect[Any]:
    """Return the question for every part, made once: nearly every request asks it."""
    of_team: tuple[Any, ...] = (col(Team.challenge_id), col(Team.name).label("team"), col(Team.closed_at))
    person_id: sa.BindParameter[Any] = sa.bindparam("person_id")
    held: sa.Select[Any] = (
        sa.select(
            col(RoleHeld.role), col(RoleHeld.within), col(RoleHeld.within_id), col(RoleHeld.hackathon_id),
            col(RoleHeld.created_at).label("since"), *of_team,
        )
        .outerjoin(Team, (col(Team.id) == col(RoleHeld.within_id)) & (col(RoleHeld.within) == Within.TEAM))
        .where(col(RoleHeld.person_id) == person_id, col(RoleHeld.ended_at).is_(None))
    )  # fmt: skip
    member: sa.Select[Any] = (
        sa.select(
            sa.null(), sa.literal(Within.TEAM.value), col(Membership.team_id), col(Membership.hackathon_id),
            col(Membership.joined_at), *of_team,
        )
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(col(Membership.person_id) == person_id, col(Membership.left_at).is_(None))
    )  # fmt: skip
    return sa.union_all(held, member).order_by("since", "within_id")


def here(db: Session, person: Person | None, hackathon_id: UUID, programme_id: UUID) -> list[sa.Row[Any]]:
    """Return the parts that a person has in a hackathon: in it, in what belongs to it, or in its programme."""
    if person is None:
        return []
    return [part for part in parts(db, person) if part.hackathon_id == hackathon_id or part.within_id == programme_id]


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
