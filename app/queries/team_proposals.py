"""Proposals of teams: what they read, what was found, what became of them. (P4)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person
from app.models.team import Team, TeamProposal
from app.queries import hackathons
from app.queries.applications import need_organiser
from app.queries.teams import accepted


def open_teams(db: Session, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the teams that a proposal can fill, the oldest first."""
    statement = (
        sa.select(col(Team.id), col(Team.name), col(Team.challenge_id), col(Team.seats))
        .where(col(Team.hackathon_id) == hackathon.id, col(Team.closed_at).is_(None))
        .order_by(col(Team.created_at), col(Team.id))
    )
    return rows(db, statement)


def taken_names(db: Session, hackathon: Hackathon) -> set[tuple[UUID, str]]:
    """Return the défi and the name, in lower case, of every team there ever was."""
    statement = sa.select(col(Team.challenge_id), col(Team.name)).where(col(Team.hackathon_id) == hackathon.id)
    return {(row.challenge_id, row.name.lower()) for row in rows(db, statement)}


def to_place(db: Session, viewer: Person | None, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return everything that a proposal reads of every accepted person."""
    need_organiser(db, viewer, hackathon)
    return rows(db, accepted(hackathon))


def proposal(db: Session, viewer: Person | None, proposal_id: UUID) -> TeamProposal:
    """Return a proposal for those who compose; `NotFound` for everybody else."""
    found = db.get(TeamProposal, proposal_id)
    if found is None:
        raise NotFound
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def proposal_for_change(db: Session, viewer: Person | None, proposal_id: UUID) -> TeamProposal:
    """Lock the stream of the proposal's hackathon, then return the row as it is under the lock."""
    found = proposal(db, viewer, proposal_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def proposals(db: Session, viewer: Person | None, hackathon: Hackathon, *, limit: int = 10) -> Sequence[sa.Row[Any]]:
    """Return the proposals of a hackathon, the newest first."""
    need_organiser(db, viewer, hackathon)
    statement = (
        sa.select(col(TeamProposal.id), col(TeamProposal.created_at), col(TeamProposal.state), col(TeamProposal.seed))
        .where(col(TeamProposal.hackathon_id) == hackathon.id)
        .order_by(col(TeamProposal.created_at).desc(), col(TeamProposal.id))
        .limit(limit)
    )
    return rows(db, statement)


def names(db: Session, person_ids: Sequence[UUID]) -> dict[str, str]:
    """Return the names of people by the text of their ids, for pages whose proposal keeps ids only."""
    found = rows(db, sa.select(col(Person.id), col(Person.display_name)).where(col(Person.id).in_(person_ids)))
    return {str(row.id): row.display_name for row in found}
