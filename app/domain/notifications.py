"""Who is written to about what: the journal's entries become mails, each planned once and sent at least once.

Two tables say everything. `PLANS[action]` looks at an entry of the journal and names the people to write to; `CONTEXTS[template]`
reads what that mail says, at the moment it is sent, and returns None when the mail has lost its sense (a code that was used,
an invitation that was taken back). The words are in `templates/mail/<template>.txt`. To add a mail, add a line to each table.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select

from app.db import savepoint
from app.domain.policy import Action
from app.models.hackathon import Hackathon, Programme
from app.models.journal import Delivery, DeliveryState, Entry
from app.models.person import Invitation, Person, SignInRequest, Within
from app.security import email_key

log = structlog.get_logger("essaim.notifications")


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to write: its template, what it is about, and to whom (a person, or an address and a language)."""

    template: str
    subject_id: UUID
    person: Person | None = None
    address: str | None = None
    locale: str = "fr"


Plan = Callable[[Session, Entry], Iterable[Notice]]
Read = Callable[[Session, Delivery], dict[str, Any] | None]


def to_people(db: Session, template: str, subject_id: UUID, people: Collection[UUID]) -> list[Notice]:
    """Return one notice for each person, in a steady order."""
    found = db.exec(select(Person).where(col(Person.id).in_(list(people))).order_by(col(Person.id)))
    return [Notice(template, subject_id, person) for person in found]


# signing in


def plan_sign_in(db: Session, entry: Entry) -> Iterable[Notice]:
    if request := db.get(SignInRequest, entry.subject_id):
        yield Notice("sign_in", request.id, address=request.email, locale=request.locale)


def read_sign_in(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    request = db.get(SignInRequest, delivery.subject_id)
    return {"request": request} if request and request.ended_at is None else None


# invitations


def plan_invitation(db: Session, entry: Entry) -> Iterable[Notice]:
    if invitation := db.get(Invitation, entry.subject_id):
        yield Notice("invitation", invitation.id, address=invitation.email, locale=invitation.locale)


def read_invitation(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    invitation = db.get(Invitation, delivery.subject_id)
    if invitation is None or invitation.revoked_at or invitation.accepted_at:
        return None
    programme = db.get(Programme, invitation.within_id) if invitation.within is Within.PROGRAMME else None
    return {
        "invitation": invitation,
        "inviter": db.get_one(Person, invitation.invited_by_id),
        "hackathon": db.get(Hackathon, invitation.hackathon_id) if invitation.hackathon_id else None,
        "programme": programme,
    }


PLANS: Final[dict[str, Plan]] = {
    Action.REQUEST_SIGN_IN: plan_sign_in,
    Action.INVITE: plan_invitation,
}

CONTEXTS: Final[dict[str, Read]] = {
    "sign_in": read_sign_in,
    "invitation": read_invitation,
}


def pending(db: Session) -> bool:
    """Tell whether an entry waits to be looked at; cheap enough to ask after every commit."""
    return db.exec(select(Entry.id).where(col(Entry.dispatched_at).is_(None)).limit(1)).first() is not None


def dispatch(db: Session, *, at: datetime, limit: int = 100) -> int:
    """Plan the mails of entries that nobody looked at yet, and return how many entries were seen.

    Two workers never take the same entry: on PostgreSQL the rows are claimed, on SQLite one transaction writes at a time.
    """
    unseen = col(Entry.dispatched_at).is_(None)
    waiting = (
        select(Entry)
        .where(unseen, col(Entry.action).in_(list(PLANS)))
        .order_by(col(Entry.at), col(Entry.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    entries = list(db.exec(waiting))
    for entry in entries:
        _plan(db, entry, at)
        entry.dispatched_at = at
        db.add(entry)
    silent = select(Entry.id).where(unseen, col(Entry.action).not_in(list(PLANS))).limit(limit * 10)
    ids = list(db.exec(silent.with_for_update(skip_locked=True)))
    if ids:
        db.exec(sa.update(Entry).where(col(Entry.id).in_(ids)).values(dispatched_at=at))
    return len(entries) + len(ids)


def _plan(db: Session, entry: Entry, at: datetime) -> None:
    """Make the deliveries of one entry; a plan that fails is reported and does not stop the others."""
    try:
        with savepoint(db):
            notices = list(PLANS[entry.action](db, entry))
            _deliver(db, entry, notices, at)
    except Exception:
        log.exception("plan_failed", entry=str(entry.id), action=entry.action)


def _deliver(db: Session, entry: Entry, notices: Iterable[Notice], at: datetime) -> None:
    planned = db.exec(select(Delivery.template, Delivery.address).where(Delivery.entry_id == entry.id))
    known = {(template, email_key(address)) for template, address in planned}
    for notice in notices:
        address = notice.person.email if notice.person else notice.address
        if not address or (key := (notice.template, email_key(address))) in known:
            continue
        known.add(key)
        db.add(
            Delivery(
                entry_id=entry.id,
                template=notice.template,
                person_id=notice.person.id if notice.person else None,
                address=address,
                locale=notice.person.locale if notice.person else notice.locale,
                subject_id=notice.subject_id,
                next_at=at,
                created_at=at,
            )
        )
    db.flush()


def write_to_nobody(db: Session, *, at: datetime) -> None:
    """Mark all that happened so far as seen: what is loaded from a file or a record is news to nobody."""
    db.exec(sa.update(Entry).where(col(Entry.dispatched_at).is_(None)).values(dispatched_at=at))
    db.exec(sa.update(Delivery).where(col(Delivery.state) == DeliveryState.WAITING).values(state=DeliveryState.CANCELLED))
