"""The codes by which people who come on the day sign up: the organisers' list, and the one that a scan opens. (P3, P5)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus, WalkIn
from app.models.hackathon import Hackathon
from app.models.journal import Entry
from app.models.person import Person
from app.queries import hackathons
from app.queries.applications import need_organiser

Listing = sa.Select[*tuple[Any, ...]]


def of_hackathon(db: Session, viewer: Person | None, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the codes of a hackathon, the newest first, each with how many people came by it; for organisers."""
    need_organiser(db, viewer, hackathon)
    statement: Listing = (
        sa.select(
            col(WalkIn.id), col(WalkIn.hackathon_id), col(WalkIn.label), col(WalkIn.places),
            col(WalkIn.expires_at), col(WalkIn.closed_at), col(WalkIn.created_at),
        )
        .where(col(WalkIn.hackathon_id) == hackathon.id)
        .order_by(col(WalkIn.id).desc())
    )  # fmt: skip
    return rows(db, statement)


def by_id(db: Session, walk_in_id: UUID) -> WalkIn:
    """Return one code for the holder of its address, who is checked by the caller."""
    found = db.get(WalkIn, walk_in_id)
    if found is None:
        raise NotFound
    return found


def seen(db: Session, viewer: Person | None, walk_in_id: UUID) -> WalkIn:
    """Return one code for the organisers; `NotFound` for everybody else."""
    found = by_id(db, walk_in_id)
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def for_change(db: Session, viewer: Person | None, walk_in_id: UUID) -> tuple[Hackathon, WalkIn]:
    """Lock the hackathon of a code, then return both as they are under the lock."""
    hackathon = hackathons.for_change(db, viewer, by_id(db, walk_in_id).hackathon_id)
    found = db.get(WalkIn, walk_in_id, populate_existing=True)
    if found is None:
        raise NotFound
    return hackathon, found


def came(db: Session, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return who signed up on the day and takes part, in order of arrival: id, person_id, name, sector."""
    statement: Listing = (
        sa.select(
            col(Application.id), col(Application.person_id), col(Person.display_name).label("name"), col(Application.sector),
            col(Application.submitted_at),
        )
        .join(Person, col(Person.id) == col(Application.person_id))
        .where(
            col(Application.hackathon_id) == hackathon.id,
            col(Application.walk_in).is_(True),
            col(Application.status) == ApplicationStatus.ACCEPTED,
        )
        .order_by(col(Application.submitted_at), col(Application.id))
    )  # fmt: skip
    return rows(db, statement)


def used(db: Session, walk_in: WalkIn) -> int:
    """Return how many people signed up by one code, which the journal tells."""
    arrived = select(Entry.facts).where(Entry.stream_id == walk_in.hackathon_id, Entry.action == "arrive")
    return sum(facts.get("walk_in_id") == str(walk_in.id) for facts in db.exec(arrived))


def mine(db: Session, viewer: Person, hackathon_id: UUID) -> Application | None:
    """Return the viewer's application in a hackathon, None when they have none."""
    return db.exec(
        select(Application).where(Application.hackathon_id == hackathon_id, Application.person_id == viewer.id)
    ).first()  # fmt: skip
