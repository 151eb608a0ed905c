"""Who a session's secret belongs to."""

from datetime import datetime

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.models.person import Person, Session
from app.security import fingerprint


def find(db: Db, secret: str, *, at: datetime) -> tuple[Person, Session] | None:
    """Return the person and the open session of a secret, None when it has ended or never was."""
    statement = (
        select(Person, Session)
        .join(Session, col(Session.person_id) == col(Person.id))
        .where(Session.secret == fingerprint(secret), col(Session.ended_at).is_(None), col(Session.expires_at) > at)
    )
    found = db.exec(statement).first()
    return (found[0], found[1]) if found else None


def open_of(db: Db, person: Person, *, at: datetime) -> list[Session]:
    """Return a person's open sessions and tokens, the last seen first."""
    statement = (
        select(Session)
        .where(Session.person_id == person.id, col(Session.ended_at).is_(None), col(Session.expires_at) > at)
        .order_by(col(Session.seen_at).desc(), col(Session.id))
    )
    return list(db.exec(statement))
