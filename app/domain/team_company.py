"""Who could accompany which team: what the assignment of coaches and designers reads, in its own terms. (P5)"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import rows
from app.models.application import Application
from app.models.hackathon import Hackathon
from app.models.organisation import Organisation
from app.models.person import Person, Role, RoleHeld, Within
from app.models.team import Membership, Team
from app.queries.applications import need_organiser
from app.science.companion_types import Companion, Place

Listing = sa.Select[*tuple[Any, ...]]


def places(db: Session, viewer: Person | None, hackathon: Hackathon) -> tuple[list[Place], dict[str, str]]:
    """Return the open teams as places to accompany, the oldest first, and their names."""
    need_organiser(db, viewer, hackathon)
    statement: Listing = (
        sa.select(col(Team.id), col(Team.name), col(Team.language), col(Team.attendance), col(Team.challenge_id))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
    )
    teams = rows(db, statement)
    people: Listing = (
        sa.select(col(Membership.team_id), col(Application.sector), col(Organisation.name).label("organisation"))
        .join(
            Application,
            sa.and_(col(Application.person_id) == col(Membership.person_id), col(Application.hackathon_id) == hackathon.id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None))
    )
    sectors: dict[UUID, Counter[str]] = {row.id: Counter() for row in teams}
    employers: dict[UUID, set[str]] = {row.id: set() for row in teams}
    for row in rows(db, people):
        if row.team_id in sectors:
            sectors[row.team_id][str(row.sector)] += 1
            employers[row.team_id] |= {row.organisation} if row.organisation else set()
    found = [
        Place(
            str(row.id), str(hackathon.id), row.language, str(row.attendance), tags=frozenset({str(row.challenge_id)}),
            employers=frozenset(employers[row.id]), sectors=sectors[row.id],
        )
        for row in teams
    ]  # fmt: skip
    return found, {str(row.id): row.name for row in teams}


def companions(db: Session, hackathon: Hackathon, role: Role, teams: int) -> tuple[list[Companion], dict[str, str]]:
    """Return who holds a role in the hackathon and is in no team of it, and their names.

    Each may take an even share of the teams; teams elsewhere weigh; a défi that one brings is a tie.
    """
    inside = sa.select(col(Membership.person_id)).where(
        col(Membership.hackathon_id) == hackathon.id, col(Membership.left_at).is_(None)
    )
    statement: Listing = (
        sa.select(
            col(RoleHeld.person_id), col(Person.display_name).label("name"), col(Application.sector), col(Application.languages),
            col(Application.attendance), col(Organisation.name).label("organisation"),
        )
        .select_from(RoleHeld)
        .join(Person, col(Person.id) == col(RoleHeld.person_id))
        .outerjoin(
            Application,
            sa.and_(col(Application.person_id) == col(RoleHeld.person_id), col(Application.hackathon_id) == hackathon.id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(RoleHeld.within_id) == hackathon.id, col(RoleHeld.role) == role, col(RoleHeld.ended_at).is_(None),
            col(RoleHeld.person_id).not_in(inside),
        )
        .order_by(col(RoleHeld.created_at), col(RoleHeld.id))
    )  # fmt: skip
    held = rows(db, statement)
    ids = [row.person_id for row in held]
    elsewhere = Counter(
        row.person_id
        for row in rows(
            db,
            sa.select(col(RoleHeld.person_id)).where(
                col(RoleHeld.person_id).in_(ids), col(RoleHeld.within) == Within.TEAM, col(RoleHeld.ended_at).is_(None),
                col(RoleHeld.hackathon_id) != hackathon.id, col(RoleHeld.role).in_([Role.COACH, Role.DESIGNER]),
            ),
        )
    )  # fmt: skip
    ties: dict[UUID, set[str]] = {one: set() for one in ids}
    brought: Listing = sa.select(col(RoleHeld.person_id), col(RoleHeld.within_id)).where(
        col(RoleHeld.person_id).in_(ids), col(RoleHeld.role) == Role.PROJECT_HOLDER, col(RoleHeld.ended_at).is_(None)
    )
    for row in rows(db, brought):
        ties[row.person_id].add(str(row.within_id))
    share = max(1, -(-teams // max(1, len(ids))))
    found = [
        Companion(
            str(row.person_id), str(row.sector or ""), row.organisation, frozenset(row.languages or ()),
            str(row.attendance or "either"), most=share, at_once=share, load=elsewhere[row.person_id],
            ties=frozenset(ties[row.person_id]),
        )
        for row in held
    ]  # fmt: skip
    return found, {str(row.person_id): row.name for row in held}


def kept(db: Session, hackathon: Hackathon, role: Role) -> Sequence[tuple[str, str]]:
    """Return the pairs (team, person) of those who accompany a team now."""
    statement = sa.select(col(RoleHeld.within_id), col(RoleHeld.person_id)).where(
        col(RoleHeld.hackathon_id) == hackathon.id, col(RoleHeld.within) == Within.TEAM, col(RoleHeld.role) == role,
        col(RoleHeld.ended_at).is_(None),
    )  # fmt: skip
    return [(str(row.within_id), str(row.person_id)) for row in rows(db, statement)]
