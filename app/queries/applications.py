"""Applications: one's own, and what a person or an organiser sees of one. (P3)"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person, Role
from app.queries import hackathons
from app.queries.roles import holds


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
