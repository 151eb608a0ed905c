"""Mails of what comes after a hackathon: an incubation's lead is told, authors hear of a reuse of their sheet. (A1, A4)"""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from app.domain.notices import Notice, to_people
from app.models.commons import Author, Practice, PracticeStatus, Reuse
from app.models.incubation import Incubation
from app.models.journal import Delivery, Entry


def plan_lead(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the person who was named; who named themselves knows."""
    incubation = db.get(Incubation, entry.subject_id)
    if incubation and incubation.lead_id and incubation.lead_id != entry.actor_id:
        yield from to_people(db, "lead", incubation.id, [incubation.lead_id])


def read_lead(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    incubation = db.get(Incubation, delivery.subject_id)
    if incubation is None or incubation.ended_at or incubation.lead_id != delivery.person_id:
        return None
    return {"incubation": incubation}


def plan_reuse(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell those who agreed to be authors of the sheet, except who told the reuse."""
    reuse = db.get(Reuse, entry.subject_id)
    if reuse is None:
        return
    agreed = select(Author.person_id).where(Author.practice_id == reuse.practice_id, col(Author.agreed_at).is_not(None))
    yield from to_people(db, "reuse", reuse.id, [person for person in db.exec(agreed) if person != entry.actor_id])


def read_reuse(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    reuse = db.get(Reuse, delivery.subject_id)
    practice = db.get(Practice, reuse.practice_id) if reuse else None
    if reuse is None or practice is None or practice.status is not PracticeStatus.PUBLISHED:
        return None
    return {"reuse": reuse, "practice": practice}
