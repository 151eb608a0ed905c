"""Invitations: the organisers' list, and the one that a link opens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Programme
from app.models.journal import Stream
from app.models.organisation import Organisation
from app.models.person import Invitation, Person, Role, Within
from app.queries import challenges
from app.queries.roles import holds


def of_hackathon(db: Session, hackathon_id: UUID, *, limit: int = 200) -> Sequence[Row[Any]]:
    """Return the invitations of a hackathon with the défi or organisation they are about, the newest first."""
    statement = (
        sa.select(
            col(Invitation.id),
            col(Invitation.email),
            col(Invitation.role),
            col(Invitation.within),
            col(Invitation.within_id),
            col(Invitation.hackathon_id),
            col(Invitation.organisation_id),
            col(Invitation.created_at),
            col(Invitation.expires_at),
            col(Invitation.accepted_at),
            col(Invitation.revoked_at),
            col(Invitation.declined_at),
            col(Invitation.reminded_at),
            col(Challenge.title).label("challenge"),
            col(Organisation.name).label("organisation"),
        )
        .outerjoin(Challenge, col(Challenge.id) == col(Invitation.within_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Invitation.organisation_id))
        .where(col(Invitation.hackathon_id) == hackathon_id)
        .order_by(col(Invitation.id).desc())
        .limit(limit)
    )
    return rows(db, statement)


def still_open(db: Session, key: str, role: Role, within_id: UUID) -> Invitation | None:
    """Return the invitation of an address to a role that waits for its answer, None when there is none."""
    statement = select(Invitation).where(
        Invitation.email_key == key,
        Invitation.role == role,
        Invitation.within_id == within_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.declined_at).is_(None),
    )
    return db.exec(statement).first()


def to_remind(db: Session, *, at: datetime, before: timedelta) -> list[UUID]:
    """Return the open invitations that end within so much time and were not recalled yet."""
    statement = select(Invitation.id).where(
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.declined_at).is_(None),
        col(Invitation.reminded_at).is_(None),
        col(Invitation.expires_at) > at,
        col(Invitation.expires_at) <= at + before,
    )
    return list(db.exec(statement.order_by(col(Invitation.id)).limit(500)))


def place_of(db: Session, invitation: Invitation) -> tuple[Hackathon | None, Programme | None]:
    """Return the hackathon, or the programme, that an invitation is about."""
    hackathon = db.get(Hackathon, invitation.hackathon_id) if invitation.hackathon_id else None
    programme = db.get(Programme, invitation.within_id) if invitation.within is Within.PROGRAMME else None
    return hackathon, programme


def stream_of(invitation: Invitation) -> UUID:
    """Return the stream that an invitation belongs to."""
    return invitation.hackathon_id or invitation.within_id


def by_id(db: Session, invitation_id: UUID) -> Invitation:
    """Return one invitation for the holder of its link, who is checked by the caller."""
    found = db.get(Invitation, invitation_id)
    if found is None:
        raise NotFound
    return found


def locked(db: Session, invitation_id: UUID) -> Invitation:
    """Lock the stream of an invitation, then return it as it is under the lock; for the holder of its link."""
    found = by_id(db, invitation_id)
    db.exec(select(Stream).where(Stream.id == stream_of(found)).with_for_update()).one()
    db.refresh(found)
    return found


def for_change(db: Session, viewer: Person | None, invitation_id: UUID, *, of: Hackathon | None = None) -> Invitation:
    """Return one invitation (of the hackathon, where given) under the lock, for the organisers; `NotFound` otherwise."""
    found = by_id(db, invitation_id)
    if of is not None and found.hackathon_id != of.id:
        raise NotFound
    hackathon, programme = place_of(db, found)
    programme_id = hackathon.programme_id if hackathon else programme.id if programme else None
    if not holds(db, viewer, Role.ORGANISER, hackathon.id if hackathon else None, programme_id):
        raise NotFound
    return locked(db, invitation_id)


def described(db: Session, invitation: Invitation, *, at: datetime) -> dict[str, Any]:
    """Return what the page of an invitation says: where it leads and who invites.

    A défi goes by its theme before its reveal, as it does before everybody else but those who bring it.
    """
    hackathon, programme = place_of(db, invitation)
    challenge = db.get(Challenge, invitation.within_id) if invitation.within is Within.CHALLENGE else None
    organisation = db.get(Organisation, invitation.organisation_id) if invitation.organisation_id else None
    return {
        "invitation": invitation,
        "hackathon": hackathon,
        "programme": programme,
        "challenge": challenge
        and (challenge.title if invitation.role is Role.PROJECT_HOLDER else challenges.called(challenge, at=at)),
        "organisation": organisation,
        "inviter": db.get_one(Person, invitation.invited_by_id),
    }
