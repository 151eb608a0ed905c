"""Mails of the time before the sprint: what becomes of a défi, and who gave their place back. (P2, P3)"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.notices import Notice, to_people
from app.models.application import Application, ApplicationStatus, Guardian
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.journal import Delivery, Entry
from app.models.organisation import Organisation
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


def plan_registered(db: Session, entry: Entry) -> Iterable[Notice]:
    if application := db.get(Application, entry.subject_id):
        yield from to_people(db, "registered", application.id, [application.person_id])


def read_registered(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Read what the mail says; whoever has sent their application meanwhile needs no mail."""
    context = _read_as(db, delivery, ApplicationStatus.DRAFT)
    if context is None:
        return None
    owner = db.get(Organisation, context["application"].organisation_id)
    return context | {"organisation": owner.name if owner else None}


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


# those who answer for people under fifteen


def plan_guardian(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to a guardian what waits for their answer: the question, or its confirmation."""
    if guardian := db.get(Guardian, entry.subject_id):
        template = "guardian_confirm" if guardian.consented_at else "guardian"
        yield Notice(template, guardian.id, address=guardian.email, locale=guardian.locale)


def plan_guardian_answer(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the person that the consent is there, or that it was refused."""
    if guardian := db.get(Guardian, entry.subject_id):
        application = db.get_one(Application, guardian.application_id)
        yield from to_people(db, "guardian_answer", guardian.id, [application.person_id])


def plan_guardian_refusal(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the person; and the organisers, where a place that was given is free."""
    yield from plan_guardian_answer(db, entry)
    guardian = db.get(Guardian, entry.subject_id)
    if guardian and entry.facts.get("before") == ApplicationStatus.ACCEPTED:
        yield from to_people(db, "place_freed", guardian.application_id, _organisers(db, entry.stream_id))


def _guardian(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    guardian = db.get(Guardian, delivery.subject_id)
    if guardian is None:
        return None
    application = db.get_one(Application, guardian.application_id)
    if application.status in {ApplicationStatus.WITHDRAWN, ApplicationStatus.DECLINED} and guardian.refused_at is None:
        return None
    hackathon = db.get_one(Hackathon, guardian.hackathon_id)
    return {"guardian": guardian, "hackathon": hackathon, "person": db.get_one(Person, application.person_id)}


def read_guardian(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    context = _guardian(db, delivery)
    answered = context and (context["guardian"].consented_at or context["guardian"].refused_at)
    return None if answered else context


def read_guardian_confirm(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    context = _guardian(db, delivery)
    answered = context and (context["guardian"].confirmed_at or context["guardian"].refused_at)
    return None if answered else context


def read_guardian_answer(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    context = _guardian(db, delivery)
    answered = context and (context["guardian"].confirmed_at or context["guardian"].refused_at)
    return context if answered else None
