"""Teams as the organisers compose them: who is where, who is missing, what was proposed. (P4, P5)"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld, Within
from app.models.team import Membership, Team
from app.queries import hackathons
from app.queries.applications import is_organiser, need_organiser
from app.queries.roles import here

PAGE: Final = 25
Listing = sa.Select[*tuple[Any, ...]]
COMPANIONS: Final = (Role.COACH, Role.DESIGNER, Role.MENTOR)


@dataclass(slots=True)
class TeamLine:
    """One team in the organisers' list: its seats, its people's sectors, who accompanies it."""

    id: UUID
    name: str
    table_label: str | None
    challenge_id: UUID
    challenge: str
    seats: int
    sectors: list[str] = field(default_factory=list)
    coach: str | None = None
    designer: str | None = None
    mentor: str | None = None

    @property
    def members(self) -> int:
        return len(self.sectors)


def may_list(db: Session, viewer: Person | None, hackathon: Hackathon) -> bool:
    """Tell whether the viewer takes part, in any role or as an accepted person."""
    return bool(here(db, viewer, hackathon.id, hackathon.programme_id))


def counted(db: Session, viewer: Person | None, hackathon: Hackathon, *, limit: int = 100) -> Sequence[sa.Row[Any]]:
    """Return the open teams as rows with their counts, to whoever takes part; `NotFound` for strangers."""
    if not may_list(db, viewer, hackathon):
        raise NotFound
    members = (
        sa.select(sa.func.count())
        .where(col(Membership.team_id) == col(Team.id), col(Membership.left_at).is_(None))
        .correlate(Team)
        .scalar_subquery()
    )

    def has(role: Role) -> sa.ColumnElement[bool]:
        return (
            sa.exists()
            .where(col(RoleHeld.within_id) == col(Team.id), col(RoleHeld.role) == role, col(RoleHeld.ended_at).is_(None))
            .correlate(Team)
        )

    statement: Listing = (
        sa.select(
            col(Team.id), col(Team.hackathon_id), col(Team.challenge_id), col(Team.name), col(Team.table_label),
            col(Team.seats), col(Team.closed_at), col(Team.attendance), col(Team.language), col(Team.step_free),
            members.label("members"),
            has(Role.COACH).label("has_coach"), has(Role.DESIGNER).label("has_designer"), has(Role.MENTOR).label("has_mentor"),
        )
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
        .limit(limit)
    )  # fmt: skip
    return rows(db, statement)


def open_count(db: Session, hackathon: Hackathon) -> int:
    return count(db, sa.select(col(Team.id)).where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None)))


def lines(db: Session, viewer: Person | None, hackathon: Hackathon, *, page: int = 1, size: int = PAGE) -> list[TeamLine]:
    """Return one page of the teams with their people's sectors and their companions, for organisers; three queries."""
    need_organiser(db, viewer, hackathon)
    found = rows(
        db,
        sa.select(
            col(Team.id), col(Team.name), col(Team.table_label), col(Team.challenge_id), col(Challenge.title), col(Team.seats)
        )
        .join(Challenge, col(Challenge.id) == col(Team.challenge_id))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
        .limit(size)
        .offset((page - 1) * size),
    )
    made = {row.id: TeamLine(row.id, row.name, row.table_label, row.challenge_id, row.title, row.seats) for row in found}
    if not made:
        return []
    people = rows(
        db,
        sa.select(col(Membership.team_id), col(Application.sector))
        .outerjoin(
            Application,
            sa.and_(
                col(Application.person_id) == col(Membership.person_id), col(Application.hackathon_id) == hackathon.id
            ),
        )
        .where(col(Membership.team_id).in_(made), col(Membership.left_at).is_(None))
        .order_by(col(Application.sector), col(Membership.id)),
    )  # fmt: skip
    for row in people:
        made[row.team_id].sectors.append(swarm_sector(row.sector))
    for row in companions(db, list(made)):
        setattr(made[row.team_id], Role(row.role).value, row.name)
    return list(made.values())


def swarm_sector(sector: str | None) -> str:
    """Return the key under which the swarm draws a sector."""
    return "other" if sector is None else str(sector)


def companions(db: Session, team_ids: Sequence[UUID]) -> Sequence[sa.Row[Any]]:
    """Return team, role, name and person of everybody who accompanies the teams."""
    return rows(
        db,
        sa.select(
            col(RoleHeld.within_id).label("team_id"), col(RoleHeld.role), col(RoleHeld.person_id),
            col(Person.display_name).label("name"),
        )
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .where(
            col(RoleHeld.within_id).in_(team_ids), col(RoleHeld.role).in_(COMPANIONS), col(RoleHeld.ended_at).is_(None)
        )
        .order_by(col(RoleHeld.created_at)),
    )  # fmt: skip


def available(db: Session, hackathon: Hackathon) -> dict[Role, list[tuple[UUID, str, int]]]:
    """Return the coaches, designers and mentors of a hackathon, with how many of its teams each accompanies."""
    load = (
        sa.select(col(RoleHeld.person_id), col(RoleHeld.role), sa.func.count().label("teams"))
        .where(col(RoleHeld.hackathon_id) == hackathon.id, col(RoleHeld.within) == Within.TEAM, col(RoleHeld.ended_at).is_(None))
        .group_by(col(RoleHeld.person_id), col(RoleHeld.role))
        .subquery()
    )
    statement: Listing = (
        sa.select(
            col(RoleHeld.role), col(RoleHeld.person_id), col(Person.display_name).label("name"),
            sa.func.coalesce(load.c.teams, 0).label("teams"),
        )
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .outerjoin(load, sa.and_(load.c.person_id == col(RoleHeld.person_id), load.c.role == col(RoleHeld.role)))
        .where(
            col(RoleHeld.within_id) == hackathon.id, col(RoleHeld.role).in_(COMPANIONS), col(RoleHeld.ended_at).is_(None)
        )
        .order_by(col(Person.display_name), col(Person.id))
    )  # fmt: skip
    found: dict[Role, list[tuple[UUID, str, int]]] = {role: [] for role in COMPANIONS}
    for row in rows(db, statement):
        found[Role(row.role)].append((row.person_id, row.name, row.teams))
    return found


def _in_a_team(hackathon_id: UUID) -> Listing:
    return sa.select(col(Membership.person_id)).where(
        col(Membership.hackathon_id) == hackathon_id, col(Membership.left_at).is_(None)
    )


def accepted(hackathon: Hackathon) -> Listing:
    return (
        sa.select(
            col(Application.person_id), col(Person.display_name).label("name"), col(Application.sector),
            col(Organisation.name).label("organisation"), col(Application.skills), col(Application.wishes),
            col(Application.languages), col(Application.attendance),
        )
        .join(Person, col(Person.id) == col(Application.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.ACCEPTED,
            col(Application.role) == Role.PARTICIPANT,
        )
        .order_by(sa.func.lower(col(Person.display_name)), col(Person.id))
    )  # fmt: skip


def without_team(
    db: Session, viewer: Person | None, hackathon: Hackathon, *, limit: int = PAGE, offset: int = 0
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return accepted people who are in no team, by name, and how many there are."""
    need_organiser(db, viewer, hackathon)
    statement = accepted(hackathon).where(col(Application.person_id).not_in(_in_a_team(hackathon.id)))
    return rows(db, statement.limit(limit).offset(offset)), count(db, statement)


def open_memberships(db: Session, hackathon: Hackathon) -> dict[UUID, UUID]:
    """Return the team of every person who is in one now."""
    found = rows(
        db,
        sa.select(col(Membership.person_id), col(Membership.team_id)).where(
            col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None)
        ),
    )
    return {row.person_id: row.team_id for row in found}


def members(db: Session, team: Team) -> Sequence[sa.Row[Any]]:
    """Return the members of a team with what an organiser weighs."""
    columns: list[Any] = [
        col(Membership.id), col(Person.id).label("person_id"), col(Person.display_name).label("name"), col(Application.sector),
        col(Organisation.name).label("organisation"), col(Application.skills), col(Application.wishes), col(Membership.joined_at),
    ]  # fmt: skip
    applied = sa.and_(col(Application.person_id) == col(Person.id), col(Application.hackathon_id) == team.hackathon_id)
    statement = (
        sa.select(*columns)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(Application, applied)
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Membership.team_id) == team.id, col(Membership.left_at).is_(None))
        .order_by(sa.func.lower(col(Person.display_name)), col(Person.id))
    )
    return rows(db, statement)


def former(db: Session, team: Team, *, limit: int = 20) -> Sequence[sa.Row[Any]]:
    """Return who left the team, when and why, the last first."""
    statement: Listing = (
        sa.select(
            col(Person.display_name).label("name"), col(Membership.joined_at), col(Membership.left_at), col(Membership.reason)
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.team_id) == team.id, col(Membership.left_at).is_not(None))
        .order_by(col(Membership.left_at).desc())
        .limit(limit)
    )
    return rows(db, statement)


def seats_taken(db: Session, team: Team) -> int:
    return count(
        db, sa.select(col(Membership.id)).where(col(Membership.team_id) == team.id, col(Membership.left_at).is_(None))
    )  # fmt: skip


def known(db: Session, team_id: UUID) -> Team:
    """Return a team that the caller has found already by what they may see of it."""
    return db.get_one(Team, team_id)


def for_organiser(db: Session, viewer: Person | None, team_id: UUID) -> Team:
    """Return a team for those who compose it; `NotFound` for everybody else."""
    found = db.get(Team, team_id)
    if found is None or viewer is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if not is_organiser(db, viewer, hackathon):
        raise NotFound
    return found


def for_change(db: Session, viewer: Person | None, team_id: UUID) -> Team:
    """Lock the stream of the team's hackathon, then return the row as it is under the lock."""
    found = for_organiser(db, viewer, team_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def person(db: Session, viewer: Person | None, hackathon: Hackathon, person_id: UUID) -> sa.Row[Any]:
    """Return an accepted person with what an organiser weighs, and the team they are in; `NotFound` when not accepted."""
    need_organiser(db, viewer, hackathon)
    found = rows(db, accepted(hackathon).where(col(Application.person_id) == person_id))
    if not found:
        raise NotFound
    return found[0]


def choices(db: Session, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the open teams with their seats and how many are taken, the oldest first."""
    taken = (
        sa.select(sa.func.count())
        .where(col(Membership.team_id) == col(Team.id), col(Membership.left_at).is_(None))
        .correlate(Team)
        .scalar_subquery()
    )
    statement = (
        sa.select(col(Team.id), col(Team.name), col(Team.challenge_id), col(Team.seats), taken.label("taken"))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
    )
    return rows(db, statement)


def missing(db: Session, hackathon: Hackathon) -> dict[str, int]:
    """Count what the teams lack: people without a team, teams below the smallest size, without coach, without designer."""
    choice = choices(db, hackathon)
    ids = [row.id for row in choice]
    held = rows(
        db,
        sa.select(col(RoleHeld.role), sa.func.count(sa.distinct(col(RoleHeld.within_id))).label("teams"))
        .where(col(RoleHeld.within_id).in_(ids), col(RoleHeld.role).in_(COMPANIONS), col(RoleHeld.ended_at).is_(None))
        .group_by(col(RoleHeld.role)),
    )
    with_role = {Role(row.role): row.teams for row in held}
    return {
        "teams": len(ids),
        "people": count(db, accepted(hackathon)),
        "alone": count(db, accepted(hackathon).where(col(Application.person_id).not_in(_in_a_team(hackathon.id)))),
        "small": sum(row.taken < hackathon.team_min for row in choice),
        "coach": len(ids) - with_role.get(Role.COACH, 0),
        "designer": len(ids) - with_role.get(Role.DESIGNER, 0),
    }
