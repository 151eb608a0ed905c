"""Contests of results: for the team, for who runs the jury, and their outcome for everybody. (J6)"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.deliberation import Contest
from app.models.hackathon import Hackathon
from app.models.jury import Publication
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import hackathons, juries
from app.queries.roles import holds, is_member


def team(db: Session, viewer: Person | None, team_id: UUID) -> Team:
    """Return a team for its members and for who runs its jury; `NotFound` for anybody else."""
    found = db.get(Team, team_id)
    if found is None or viewer is None:
        raise NotFound
    if not (is_member(db, viewer, found.id) or runs(db, viewer, found)):
        raise NotFound
    hackathons.by_id(db, viewer, found.hackathon_id)
    return found


def runs(db: Session, viewer: Person, found: Team) -> bool:
    """Tell whether somebody is an organiser of a team's hackathon."""
    hackathon = db.get_one(Hackathon, found.hackathon_id)
    return holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id)


def team_for_change(db: Session, viewer: Person, team_id: UUID) -> Team:
    """Lock the hackathon's stream, then return the team as it is under the lock."""
    found = team(db, viewer, team_id)
    juries.lock_stream(db, found.hackathon_id)
    db.refresh(found)
    return found


def of_team(db: Session, team_id: UUID) -> Contest | None:
    """Return what a team contested, None where it did not."""
    return db.exec(select(Contest).where(Contest.team_id == team_id)).first()


def of_team_for_change(db: Session, team_id: UUID) -> Contest:
    """Return a team's contest as it is under the lock; `NotFound` without one."""
    found = of_team(db, team_id)
    if found is None:
        raise NotFound
    db.refresh(found)
    return found


def answered(db: Session, hackathon_id: UUID) -> dict[UUID, list[Any]]:
    """Return the answered contests of a hackathon by défi: the team's name, what came of it and the answer."""
    statement = (
        sa.select(
            col(Publication.challenge_id), col(Team.name), col(Contest.outcome), col(Contest.answer), col(Contest.answered_at)
        )
        .join(Publication, col(Publication.id) == col(Contest.publication_id))
        .join(Team, col(Team.id) == col(Contest.team_id))
        .where(col(Publication.hackathon_id) == hackathon_id, col(Contest.answered_at).is_not(None))
        .order_by(col(Contest.answered_at), col(Contest.id))
    )
    found: dict[UUID, list[Any]] = {}
    for row in rows(db, statement):
        found.setdefault(row.challenge_id, []).append(row)
    return found


def waiting(db: Session, challenge_id: UUID) -> list[Any]:
    """Return the teams of a défi whose contest waits for its answer."""
    statement = (
        sa.select(col(Team.id), col(Team.name))
        .join(Contest, col(Contest.team_id) == col(Team.id))
        .where(col(Team.challenge_id) == challenge_id, col(Contest.answered_at).is_(None))
        .order_by(col(Contest.said_at))
    )
    return list(rows(db, statement))
