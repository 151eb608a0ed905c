"""The organisers' list of applications: what stands where, who is next, what is left. (P3)"""

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
from app.models.organisation import Organisation, Sector
from app.models.person import Person
from app.queries.applications import need_organiser
from app.queries.organisations import name_key

PAGE: Final = 25
Listing = sa.Select[*tuple[Any, ...]]
SORTS: Final[dict[str, Any]] = {
    "name": sa.func.lower(col(Person.display_name)),
    "created": col(Application.created_at),
    "sector": col(Application.sector),
    "decided": col(Application.decided_at),
}


# What was begun and not sent is nobody's business but its person's.
SENT: Final = col(Application.status) != ApplicationStatus.DRAFT


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser looks for in the list; `sort` is a key of SORTS, with a leading minus for the other way."""

    status: ApplicationStatus | None = None
    sector: Sector | None = None
    attendance: Attendance | None = None
    text: str = ""
    sort: str = "created"


def several_for_change(db: Session, hackathon: Hackathon, ids: Sequence[UUID]) -> list[Application]:
    """Return applications of a hackathon whose lock is held, in order of arrival; `NotFound` if one is not there."""
    wanted = set(ids)
    found = db.exec(
        select(Application)
        .where(Application.hackathon_id == hackathon.id, col(Application.id).in_(wanted), SENT)
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
        .where(col(Application.hackathon_id) == hackathon.id, SENT)
        .group_by(col(Application.status))
    )
    found = {status.value: 0 for status in ApplicationStatus if status is not ApplicationStatus.DRAFT}
    return found | {ApplicationStatus(row.status).value: row.number for row in rows(db, statement)}


def sectors(db: Session, hackathon: Hackathon) -> dict[str, dict[str, int]]:
    """Return, for each status, how many people come from each sector."""
    statement = (
        sa.select(col(Application.status), col(Application.sector), sa.func.count().label("number"))
        .where(col(Application.hackathon_id) == hackathon.id, SENT)
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
        .where(col(Application.hackathon_id) == hackathon.id, SENT)
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
