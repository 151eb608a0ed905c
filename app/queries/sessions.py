"""Who a session's secret belongs to."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from app.models.person import Person, Session
from app.security import fingerprint


def find(db: Db, secret: str, *, at: datetime) -> tuple[Person, Session] | None:
    """Return the person and the open session of a secret, None when it has ended or never was."""
    found = db.exec(_open_with_secret(), params={"secret": fingerprint(secret), "at": at}).first()
    return (found[0], found[1]) if found else None


@cache
def _open_with_secret() -> Select[Person, Session]:
    """Return the question for whom a secret belongs to, made once: every request of somebody signed in asks it."""
    return (
        select(Person, Session)
        .join(Session, col(Session.person_id) == col(Person.id))
        .where(
            col(Session.secret) == sa.bindparam("secret"),
            col(Session.ended_at).is_(None),
            col(Session.expires_at) > sa.bindparam("at"),
        )
    )


def open_of(db: Db, person: Person, *, at: datetime) -> list[Session]:
    """Return a person's open sessions and tokens, the last seen first."""
    statement = (
        select(Session)
        .where(Session.person_id == person.id, col(Session.ended_at).is_(None), col(Session.expires_at) > at)
        .order_by(col(Session.seen_at).desc(), col(Session.id))
    )
    return list(db.exec(statement))
