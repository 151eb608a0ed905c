"""Mails of the time before the sprint: what becomes of a défi, and who gave their place back. (P2, P3)"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.notices import Notice, to_people
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.journal import Delivery, Entry
from app.models.person import Person, Role
from app.queries import selection
from app.queries.roles import people_with


def _organisers(db: Session, hackathon_id: UUID) -> set[UUID]:
    hackathon = db.get_one(Hackathon, hackathon_id)
    return set(people_with(db, [Role.ORGANISER], hackathon.id, hackathon.programme_id))


def plan_challenge_for_organisers(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the organisers that a défi was proposed, that its why is approved, or that it was taken back."""
    people = _organisers(db, entry.stream_id) - {entry.actor_id}
    return to_people(db, "challenge_moved", entry.subject_id, people)


def plan_challenge_for_holders(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the association where its défi stands now."""
    people = set(people_with(db, [Role.PROJECT_HOLDER], entry.subject_id)) - {entry.actor_id}
    return to_people(db, "challenge_moved", entry.subject_id, people)


def read_challenge(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    challenge = db.get(Challenge, delivery.subject_id)
    if challenge is None:
        return None
    return {"challenge": challenge, "hackathon": db.get_one(Hackathon, challenge.hackathon_id)}


def plan_withdrawal(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the organisers that a place is free; a withdrawal that frees nothing is only in their list."""
    if entry.facts.get("before") == ApplicationStatus.ACCEPTED:
        yield from to_people(db, "place_freed", entry.subject_id, _organisers(db, entry.stream_id))


def plan_offer_reminder(db: Session, entry: Entry) -> Iterable[Notice]:
    if application := db.get(Application, entry.subject_id):
        yield from to_people(db, "offer_reminder", application.id, [application.person_id])


def plan_offer_expired(db: Session, entry: Entry) -> Iterable[Notice]:
    if application := db.get(Application, entry.subject_id):
        yield from to_people(db, "offer_expired", application.id, [application.person_id])


def read_offered(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    return _read_as(db, delivery, ApplicationStatus.OFFERED)


def read_expired(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    return _read_as(db, delivery, ApplicationStatus.EXPIRED)


def _read_as(db: Session, delivery: Delivery, status: ApplicationStatus) -> dict[str, Any] | None:
    application = db.get(Application, delivery.subject_id)
    if application is None or application.status is not status:
        return None
    return {"application": application, "hackathon": db.get_one(Hackathon, application.hackathon_id)}


def read_withdrawal(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    application = db.get(Application, delivery.subject_id)
    if application is None or application.status is not ApplicationStatus.WITHDRAWN:
        return None
    hackathon = db.get_one(Hackathon, application.hackathon_id)
    following = selection.next_waiting(db, hackathon)
    return {
        "person": db.get_one(Person, application.person_id),
        "hackathon": hackathon,
        "following": following.name if following else None,
    }
