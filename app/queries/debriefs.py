"""Debriefs: one's own, and the shared ones for organisers."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.models.team import Debrief, Team
from app.queries.roles import holds


def mine(db: Session, person: Person | None, hackathon: Hackathon) -> Debrief | None:
    """Return the person's own debrief of a hackathon, None before they wrote one."""
    if person is None:
        return None
    return db.exec(select(Debrief).where(Debrief.hackathon_id == hackathon.id, Debrief.person_id == person.id)).first()


def shared(db: Session, viewer: Person | None, hackathon: Hackathon, *, limit: int = 100) -> Sequence[sa.Row[Any]]:
    """Return what people chose to share, by team and without their name, for organisers; `NotFound` for everybody else."""
    if not holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id):
        raise NotFound
    columns: list[Any] = [
        col(Debrief.id),
        col(Debrief.to_know),
        col(Debrief.to_do),
        col(Debrief.to_be),
        sa.func.coalesce(col(Team.name), "").label("team"),
    ]
    statement = (
        sa.select(*columns)
        .outerjoin(Team, col(Team.id) == col(Debrief.team_id))
        .where(col(Debrief.hackathon_id) == hackathon.id, col(Debrief.shared_at).is_not(None))
        .order_by(col(Team.name).is_(None), col(Team.name), col(Debrief.id))
        .limit(limit)
    )
    return rows(db, statement)
