"""Guardians of those under fifteen: who answers for whom, and whose consent is still missing. (P3)"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.application import Application, Guardian
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person


def missing(db: Session, chosen: Collection[Application]) -> list[Application]:
    """Return those that cannot be accepted yet: under fifteen, without a consent that a guardian gave and then confirmed."""
    young = [application for application in chosen if not application.fifteen_or_over]
    if not young:
        return []
    consented = select(Guardian.application_id).where(
        col(Guardian.application_id).in_([application.id for application in young]),
        col(Guardian.consented_at).is_not(None),
        col(Guardian.confirmed_at).is_not(None),
        col(Guardian.refused_at).is_(None),
    )
    guarded = set(db.exec(consented))
    return [application for application in young if application.id not in guarded]


def of(db: Session, application_id: UUID) -> Guardian | None:
    """Return who answers for a person, None where nobody was named; for the person themselves."""
    return db.exec(select(Guardian).where(Guardian.application_id == application_id)).first()


def by_id(db: Session, guardian_id: UUID) -> Guardian:
    """Return one guardian for the holder of their link, who is checked by the caller."""
    found = db.get(Guardian, guardian_id)
    if found is None:
        raise NotFound
    return found


def locked(db: Session, guardian_id: UUID) -> Guardian:
    """Lock the hackathon of a guardian, then return the row as it is under the lock; for the holder of their link."""
    found = by_id(db, guardian_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    if (now := db.get(Guardian, guardian_id, populate_existing=True)) is None:
        raise NotFound
    return now


def described(db: Session, guardian: Guardian) -> dict[str, Any]:
    """Return what a guardian's page says: for whom, and for which event."""
    application = db.get_one(Application, guardian.application_id)
    return {
        "guardian": guardian,
        "application": application,
        "hackathon": db.get_one(Hackathon, guardian.hackathon_id),
        "person": db.get_one(Person, application.person_id),
    }
