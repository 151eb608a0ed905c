"""Mails about teams: who is told their team and why, and who waits for whose answer. (P4)"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.notices import Notice, read_placed, to_people
from app.models.hackathon import Hackathon
from app.models.journal import Delivery, Entry
from app.models.person import Person, Role
from app.models.team import Appeal, Membership, TeamPublication
from app.queries import team_publications
from app.queries.roles import people_with


def plan_adopted(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to those whom a proposal moves once the teams are published; before, the publication tells everybody."""
    published = select(TeamPublication.id).where(TeamPublication.hackathon_id == entry.stream_id)
    if db.exec(published).first() is None:
        return
    moved = select(Membership).where(col(Membership.proposal_id) == entry.subject_id, col(Membership.left_at).is_(None))
    for membership in list(db.exec(moved.order_by(col(Membership.id)))):
        yield Notice("team_published", membership.id, db.get_one(Person, membership.person_id))


def plan_published(db: Session, entry: Entry) -> Iterable[Notice]:
    """Write to everybody in a team; published again, to those only who joined one since."""
    inside = select(Membership).where(Membership.hackathon_id == entry.stream_id, col(Membership.left_at).is_(None))
    if since := entry.facts.get("since"):
        inside = inside.where(col(Membership.joined_at) > datetime.fromisoformat(str(since)))
    for membership in list(db.exec(inside.order_by(col(Membership.id)))):
        yield Notice("team_published", membership.id, db.get_one(Person, membership.person_id))


def read_published(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    context = read_placed(db, delivery)
    if context is None:
        return None
    membership = db.get_one(Membership, delivery.subject_id)
    publication = team_publications.latest(db, context["hackathon"])
    return context | {
        "reasons": team_publications.reasons_of(db, membership),
        "appeals_until": publication.appeals_until if publication else None,
    }


def plan_appeal(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the organisers that somebody contests their team."""
    hackathon = db.get_one(Hackathon, entry.stream_id)
    people = set(people_with(db, [Role.ORGANISER], hackathon.id, hackathon.programme_id)) - {entry.actor_id}
    return to_people(db, "appeal", entry.subject_id, people)


def plan_answer(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the person what was answered."""
    if found := db.get(Appeal, entry.subject_id):
        yield from to_people(db, "appeal_answer", found.id, [found.person_id])


def read_appeal(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    found = db.get(Appeal, delivery.subject_id)
    if found is None or found.answered_at is not None:
        return None
    return {
        "appeal": found,
        "person": db.get_one(Person, found.person_id),
        "hackathon": db.get_one(Hackathon, found.hackathon_id),
    }


def read_answer(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    found = db.get(Appeal, delivery.subject_id)
    if found is None or found.answered_at is None:
        return None
    return {"appeal": found, "hackathon": db.get_one(Hackathon, found.hackathon_id)}
