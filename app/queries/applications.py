"""Applications: one's own, and the organisers' list. (P3)"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance, Hackathon
from app.models.journal import Stream
from app.models.organisation import Organisation, Sector
from app.models.person import Person, Role
from app.queries import hackathons
from app.queries.organisations import name_key
from app.queries.roles import holds

PAGE: Final = 25
Listing = sa.Select[*tuple[Any, ...]]
SORTS: Final[dict[str, Any]] = {
    "name": sa.func.lower(col(Person.display_name)),
    "created": col(Application.created_at),
    "sector": col(Application.sector),
    "decided": col(Application.decided_at),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser looks for in the list; `sort` is a key of SORTS, with a leading minus for the other way."""

    status: ApplicationStatus | None = None
    sector: Sector | None = None
    attendance: Attendance | None = None
    text: str = ""
    sort: str = "created"


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
    """Return one application for its person or for an organiser; `NotFound` for everybody else."""
    found = db.get(Application, application_id)
    if found is None or viewer is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if found.person_id != viewer.id:
        need_organiser(db, viewer, hackathon)
    return found


def for_change(db: Session, viewer: Person | None, application_id: UUID) -> Application:
    """Lock the stream of the application's hackathon, then return the row as it is under the lock."""
    found = seen(db, viewer, application_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def several_for_change(db: Session, hackathon: Hackathon, ids: Sequence[UUID]) -> list[Application]:
    """Return applications of a hackathon whose lock is held, in order of arrival; `NotFound` if one is not there."""
    wanted = set(ids)
    found = db.exec(
        select(Application)
        .where(Application.hackathon_id == hackathon.id, col(Application.id).in_(wanted))
        .order_by(col(Application.created_at), col(Application.id))
        .execution_options(populate_existing=True)
    ).all()
    if len(found) < len(wanted):
        raise NotFound
    return list(found)


def tally(db: Session, hackathon: Hackathon) -> dict[str, int]:
    """Return how many applications stand in each status; every status is there."""
    statement = (
        sa.select(col(Application.status), sa.func.count().label("number"))
        .where(col(Application.hackathon_id) == hackathon.id)
        .group_by(col(Application.status))
    )
    found = {status.value: 0 for status in ApplicationStatus}
    return found | {ApplicationStatus(row.status).value: row.number for row in rows(db, statement)}


def sectors(db: Session, hackathon: Hackathon) -> dict[str, dict[str, int]]:
    """Return, for each status, how many people come from each sector."""
    statement = (
        sa.select(col(Application.status), col(Application.sector), sa.func.count().label("number"))
        .where(col(Application.hackathon_id) == hackathon.id)
        .group_by(col(Application.status), col(Application.sector))
    )
    found = {status.value: {sector.value: 0 for sector in Sector} for status in ApplicationStatus}
    for row in rows(db, statement):
        found[ApplicationStatus(row.status).value][Sector(row.sector).value] = row.number
    return found


def accepted_count(db: Session, hackathon: Hackathon) -> int:
    return count(db, _of(hackathon).where(col(Application.status) == ApplicationStatus.ACCEPTED))


def _of(hackathon: Hackathon) -> Listing:
    return sa.select(col(Application.id)).where(col(Application.hackathon_id) == hackathon.id)


def _listing(hackathon: Hackathon, asked: Asked) -> Listing:
    statement: Listing = (
        sa.select(
            col(Application.id), col(Application.person_id), col(Person.display_name).label("name"), col(Application.sector),
            col(Organisation.name).label("organisation"), col(Application.skills), col(Application.wishes),
            col(Application.languages), col(Application.attendance), col(Application.status), col(Application.created_at),
            col(Application.decided_at),
        )
        .join(Person, col(Person.id) == col(Application.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(Application.hackathon_id) == hackathon.id)
    )  # fmt: skip
    if asked.status:
        statement = statement.where(col(Application.status) == asked.status)
    if asked.sector:
        statement = statement.where(col(Application.sector) == asked.sector)
    if asked.attendance:
        statement = statement.where(col(Application.attendance) == asked.attendance)
    if text := asked.text.strip():
        by_name = sa.func.lower(col(Person.display_name)).contains(text.lower(), autoescape=True)
        by_organisation = col(Organisation.name_key).contains(name_key(text), autoescape=True)
        statement = statement.where(sa.or_(by_name, by_organisation))
    return statement


def listing(
    db: Session, viewer: Person | None, hackathon: Hackathon, asked: Asked, *, page: int = 1, size: int = PAGE
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return one page of the organisers' list as rows, and the number of rows in all."""
    need_organiser(db, viewer, hackathon)
    statement = _listing(hackathon, asked)
    key = SORTS.get(asked.sort.lstrip("-"), SORTS["created"])
    order = key.desc() if asked.sort.startswith("-") else key.asc()
    total = count(db, statement)
    found = rows(db, statement.order_by(order, col(Application.id)).limit(size).offset((page - 1) * size))
    return found, total


def after(
    db: Session, viewer: Person | None, hackathon: Hackathon, asked: Asked, *, last: UUID | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Return the lines that follow one, in order of arrival, for programs."""
    need_organiser(db, viewer, hackathon)
    statement = _listing(hackathon, asked)
    if last is not None:
        statement = statement.where(col(Application.id) > last)
    return rows(db, statement.order_by(col(Application.id)).limit(limit))


def next_waiting(db: Session, hackathon: Hackathon) -> sa.Row[Any] | None:
    """Return the id and the name of the person who has waited longest, None when nobody waits."""
    statement: Listing = (
        sa.select(col(Application.id), col(Person.display_name).label("name"))
        .join(Person, col(Person.id) == col(Application.person_id))
        .where(col(Application.hackathon_id) == hackathon.id, col(Application.status) == ApplicationStatus.WAITING)
        .order_by(col(Application.decided_at), col(Application.id))
        .limit(1)
    )
    found = rows(db, statement)
    return found[0] if found else None


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
