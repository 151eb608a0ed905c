"""Applications: one's own, and what a person or an organiser sees of one. (P3)"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person, Role
from app.queries import access_needs, consents, guardians, hackathons
from app.queries.roles import holds
from app.schemas.application import MyApplicationOut

# What was typed and never sent is kept so long after nobody can send it any more.
UNSENT_KEPT: Final = timedelta(days=30)


def is_organiser(db: Session, viewer: Person | None, hackathon: Hackathon) -> bool:
    return holds(db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id)


def need_organiser(db: Session, viewer: Person | None, hackathon: Hackathon) -> None:
    """Raise `NotFound` for those from whom the organisers' desk is hidden."""
    if not is_organiser(db, viewer, hackathon):
        raise NotFound


def mine(db: Session, viewer: Person | None, hackathon: Hackathon) -> Application | None:
    """Return the viewer's own application, None when they have none."""
    if viewer is None:
        return None
    return db.exec(
        select(Application).where(Application.hackathon_id == hackathon.id, Application.person_id == viewer.id)
    ).first()  # fmt: skip


def mine_for_change(db: Session, viewer: Person, hackathon: Hackathon) -> Application | None:
    """Return one's own application as it is under the lock of its hackathon, which the caller holds."""
    statement = select(Application).where(Application.hackathon_id == hackathon.id, Application.person_id == viewer.id)
    return db.exec(statement.execution_options(populate_existing=True)).first()


def own_for_change(db: Session, viewer: Person, hackathon_id: UUID) -> Application:
    """Lock the hackathon, then return one's own application in it as it is under the lock; `NotFound` without one."""
    found = mine_for_change(db, viewer, hackathons.for_change(db, viewer, hackathon_id))
    if found is None:
        raise NotFound
    return found


def draft_until(hackathon: Hackathon) -> datetime:
    """Return until when what was typed and not sent is kept: thirty days after the call closes, or the event begins."""
    return min(hackathon.call_closes_at or hackathon.starts_at, hackathon.ends_at) + UNSENT_KEPT


def overdue_drafts(db: Session, *, at: datetime) -> list[UUID]:
    """Return the hackathons in which something typed and not sent is past its end."""
    closed = sa.func.coalesce(col(Hackathon.call_closes_at), col(Hackathon.starts_at))
    past = sa.or_(closed <= at - UNSENT_KEPT, col(Hackathon.ends_at) <= at - UNSENT_KEPT)
    held = sa.select(col(Application.hackathon_id)).join(Hackathon, col(Hackathon.id) == col(Application.hackathon_id))
    found = rows(db, held.where(past, _typed()).distinct())
    return sorted(row.hackathon_id for row in found)


def drafts_for_change(db: Session, hackathon_id: UUID) -> list[Application]:
    """Return the applications of a hackathon with something typed and not sent, under the lock that the caller holds."""
    statement = select(Application).where(Application.hackathon_id == hackathon_id, _typed()).order_by(col(Application.id))
    return list(db.exec(statement.execution_options(populate_existing=True)))


def _typed() -> sa.ColumnElement[bool]:
    """Tell an application with a draft, or that is nothing else; an empty JSON column is "null" or no value at all."""
    typed = sa.func.coalesce(sa.cast(col(Application.draft), sa.Text), "null") != "null"
    return sa.or_(typed, col(Application.status) == ApplicationStatus.DRAFT)


def whole(db: Session, person_id: UUID, application_id: UUID) -> MyApplicationOut:
    """Return one's own application with everything that belongs to it; `NotFound` for everybody else."""
    found = db.get(Application, application_id, populate_existing=True)
    if found is None or found.person_id != person_id:
        raise NotFound
    given = consents.standing(db, person_id, found.hackathon_id)
    typed = found.draft is not None
    more = {
        "draft_until": draft_until(db.get_one(Hackathon, found.hackathon_id)) if typed else None,
        "consents": [consent.purpose for consent in given],
        "access": access_needs.of(db, found.id),
        "guardian": guardians.of(db, found.id),
    }
    return MyApplicationOut.model_validate(_Whole(found, more), from_attributes=True)


class _Whole:
    """An application's row with what stands in other tables."""

    def __init__(self, row: Application, more: dict[str, Any]) -> None:
        self._row, self._more = row, more

    def __getattr__(self, name: str) -> Any:
        return self._more[name] if name in self._more else getattr(self._row, name)


def seen(db: Session, viewer: Person | None, application_id: UUID) -> Application:
    """Return one application for its person or, once it was sent, for an organiser; `NotFound` for everybody else."""
    found = db.get(Application, application_id)
    if found is None or viewer is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if found.person_id != viewer.id:
        if found.status is ApplicationStatus.DRAFT:
            raise NotFound
        need_organiser(db, viewer, hackathon)
    return found


def for_change(db: Session, viewer: Person | None, application_id: UUID) -> Application:
    """Lock the stream of the application's hackathon, then return the row as it is under the lock."""
    found = seen(db, viewer, application_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def rank_waiting(db: Session, application: Application) -> int | None:
    """Return the place of an application on the waiting list, from 1; None when it does not wait."""
    if application.status is not ApplicationStatus.WAITING or application.decided_at is None:
        return None
    mine_ = (application.decided_at, application.id)
    ahead = sa.or_(
        col(Application.decided_at) < mine_[0], sa.and_(col(Application.decided_at) == mine_[0], col(Application.id) < mine_[1])
    )
    statement = sa.select(col(Application.id)).where(
        col(Application.hackathon_id) == application.hackathon_id, col(Application.status) == ApplicationStatus.WAITING, ahead
    )
    return count(db, statement) + 1


def name_of(db: Session, application: Application) -> str:
    """Return the name of the person who applied."""
    return db.get_one(Person, application.person_id).display_name
