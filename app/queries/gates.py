"""What a hackathon still lacks before its next phase."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col, select

from app.db import remembered, rows
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.incubation import Incubation, IncubationState
from app.models.jury import Publication
from app.models.person import Role, RoleHeld
from app.models.prototype import Extension, Prototype
from app.models.team import Membership, Team


def ready_challenges(db: Session, hackathon_id: UUID) -> int:
    """Count the défis whose association approved them."""
    statement = select(sa.func.count()).where(Challenge.hackathon_id == hackathon_id, Challenge.status == ChallengeStatus.READY)
    return db.exec(statement).one()


def accepted(db: Session, hackathon_id: UUID) -> int:
    """Count the people whose application was accepted."""
    statement = select(sa.func.count()).where(
        Application.hackathon_id == hackathon_id, Application.status == ApplicationStatus.ACCEPTED
    )
    return db.exec(statement).one()


def teams(db: Session, hackathon_id: UUID) -> Sequence[Row[Any]]:
    """Return `id, name, people, coaches, designers` of each open team."""
    members = (
        sa.select(sa.func.count())
        .where(col(Membership.team_id) == col(Team.id), col(Membership.left_at).is_(None))
        .correlate(Team)
        .scalar_subquery()
    )

    def with_role(role: Role) -> sa.ScalarSelect[int]:
        return (
            sa.select(sa.func.count())
            .where(col(RoleHeld.within_id) == col(Team.id), col(RoleHeld.role) == role, col(RoleHeld.ended_at).is_(None))
            .correlate(Team)
            .scalar_subquery()
        )

    statement = (
        sa.select(
            col(Team.id),
            col(Team.name),
            members.label("people"),
            with_role(Role.COACH).label("coaches"),
            with_role(Role.DESIGNER).label("designers"),
        )
        .where(col(Team.hackathon_id) == hackathon_id, col(Team.closed_at).is_(None))
        .order_by(col(Team.name))
    )
    return rows(db, statement)


def last_deadline(db: Session, hackathon_id: UUID) -> datetime | None:
    """Return the latest extension given to a team, None when there is none."""
    statement = select(sa.func.max(Extension.until)).join(Team, col(Team.id) == col(Extension.team_id))
    return db.exec(statement.where(Team.hackathon_id == hackathon_id)).one()


def competing(db: Session, hackathon_id: UUID) -> Sequence[Row[Any]]:
    """Return `id, title, jurors, published` of each défi whose teams handed something in."""
    jurors = (
        sa.select(sa.func.count())
        .where(
            sa.or_(col(RoleHeld.within_id) == col(Challenge.id), col(RoleHeld.within_id) == hackathon_id),
            col(RoleHeld.role) == Role.JUROR,
            col(RoleHeld.ended_at).is_(None),
        )
        .correlate(Challenge)
        .scalar_subquery()
    )
    published = sa.exists().where(col(Publication.challenge_id) == col(Challenge.id)).correlate(Challenge)
    played = (
        sa.select(col(Team.challenge_id))
        .join(Prototype, col(Prototype.team_id) == col(Team.id))
        .where(col(Team.closed_at).is_(None))
    )
    statement = (
        sa.select(col(Challenge.id), col(Challenge.title), jurors.label("jurors"), published.label("published"))
        .where(col(Challenge.hackathon_id) == hackathon_id, col(Challenge.id).in_(played))
        .order_by(col(Challenge.id))
    )
    return remembered(db, ("competing", hackathon_id), lambda: rows(db, statement))


def running_incubations(db: Session, hackathon_id: UUID) -> Sequence[Row[Any]]:
    """Return `id, title` of each incubation that has not ended."""
    statement = (
        sa.select(col(Incubation.id), col(Incubation.title))
        .where(col(Incubation.hackathon_id) == hackathon_id, col(Incubation.state) != IncubationState.ENDED)
        .order_by(col(Incubation.id))
    )
    return rows(db, statement)


def extensions(db: Session, hackathon_id: UUID) -> list[Extension]:
    """Return every later deadline given to a team of the hackathon."""
    statement = select(Extension).join(Team, col(Team.id) == col(Extension.team_id)).where(Team.hackathon_id == hackathon_id)
    return list(db.exec(statement))


def hidden_challenges(db: Session, hackathon_id: UUID) -> list[Challenge]:
    """Return the défis with a time of their reveal."""
    return list(db.exec(select(Challenge).where(Challenge.hackathon_id == hackathon_id, col(Challenge.reveal_at).is_not(None))))
