"""Consents: what one agreed to, and did not take back. (P3, C10)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.application import AccessNeed, Application, Consent
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import hackathons


def standing(db: Session, person_id: UUID, hackathon_id: UUID) -> list[Consent]:
    """Return the consents of a person in a hackathon that count now."""
    statement = select(Consent).where(
        Consent.person_id == person_id, Consent.hackathon_id == hackathon_id, col(Consent.withdrawn_at).is_(None)
    )
    return list(db.exec(statement.order_by(col(Consent.id))))


def listed(db: Session, person: Person) -> Sequence[sa.Row[Any]]:
    """Return every consent that a person ever gave, with its event, the newest first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Consent.id), col(Consent.hackathon_id), col(Consent.purpose), col(Consent.wording), col(Consent.created_at),
            col(Consent.withdrawn_at), col(Hackathon.title).label("event"), col(Hackathon.slug),
        )
        .join(Hackathon, col(Hackathon.id) == col(Consent.hackathon_id))
        .where(col(Consent.person_id) == person.id)
        .order_by(col(Consent.id).desc())
        .limit(100)
    )  # fmt: skip
    return rows(db, statement)


def for_change(db: Session, viewer: Person | None, consent_id: UUID) -> Consent:
    """Lock the hackathon of one's own consent, then return it as it is under the lock; `NotFound` for everybody else."""
    found = db.get(Consent, consent_id)
    if found is None or viewer is None or found.person_id != viewer.id:
        raise NotFound
    hackathons.for_change(db, viewer, found.hackathon_id)
    db.refresh(found)
    return found


def needs_told(db: Session, person: Person) -> Sequence[sa.Row[Any]]:
    """Return the events in which a person told what help they need."""
    statement = (
        sa.select(col(Hackathon.id), col(Hackathon.title), col(Hackathon.slug), col(AccessNeed.consented_at))
        .join(Application, col(Application.id) == col(AccessNeed.application_id))
        .join(Hackathon, col(Hackathon.id) == col(AccessNeed.hackathon_id))
        .where(col(Application.person_id) == person.id)
        .order_by(col(AccessNeed.id).desc())
    )
    return rows(db, statement)
