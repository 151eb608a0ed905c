"""The organisers' list of applications: what stands where, who is next, what is left. (P3)"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus, Call
from app.models.hackathon import Attendance, Hackathon
from app.models.organisation import Organisation, Sector
from app.models.person import Person, Role
from app.queries.applications import need_organiser
from app.queries.organisations import name_key

PAGE: Final = 20  # rows of the organisers' list, so that the page keeps within its 350 elements
Listing = sa.Select[*tuple[Any, ...]]
SORTS: Final[dict[str, Any]] = {
    "name": sa.func.lower(col(Person.display_name)),
    "created": col(Application.created_at),
    "sector": col(Application.sector),
    "decided": col(Application.decided_at),
}


# Those who have a place: it is theirs, or kept for them until they answer.
HOLDING: Final = (ApplicationStatus.ACCEPTED, ApplicationStatus.OFFERED)
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
    role: Role | None = None


def several(db: Session, hackathon: Hackathon, ids: Sequence[UUID]) -> list[Application]:
    """Return applications of a hackathon in order of arrival; `NotFound` if one is not there."""
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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many applications stand in each status, and how many of those who would take part come from each sector."""

    tally: dict[str, int]
    sectors: dict[str, dict[str, int]]


def counts(db: Session, hackathon: Hackathon) -> Counts:
    """Count the applications of a hackathon; every status is there."""
    of_role = col(Application.role) == Role.PARTICIPANT
    statement = (
        sa.select(
            col(Application.status), col(Application.sector), of_role.label("takes_part"), sa.func.count().label("number")
        )
        .where(col(Application.hackathon_id) == hackathon.id, SENT)
        .group_by(col(Application.status), col(Application.sector), of_role)
    )  # fmt: skip
    sent = [status.value for status in ApplicationStatus if status is not ApplicationStatus.DRAFT]
    found = Counts(dict.fromkeys(sent, 0), {status: {sector.value: 0 for sector in Sector} for status in sent})
    for row in rows(db, statement):
        found.tally[row.status.value] += row.number
        if row.takes_part:
            found.sectors[row.status.value][row.sector.value] += row.number
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """One sector's part: how many applied and have a place, each in percent too, and what was aimed at (percent, or None)."""

    sector: Sector
    applied: int
    placed: int
    applied_percent: int
    placed_percent: int
    target: int | None
    places: int | None


def mix_of(counts: Mapping[str, Mapping[str, int]], call: Call | None) -> list[Share]:
    """Return the mix of sectors against its target, from the numbers by status and sector."""
    applied = {one: sum(by[one] for status, by in counts.items() if status != ApplicationStatus.WITHDRAWN) for one in Sector}
    placed = {one: sum(counts[status][one] for status in HOLDING) for one in Sector}
    total, seated = sum(applied.values()) or 1, sum(placed.values()) or 1
    targets, places = (call.target_mix, call.sector_places) if call else ({}, {})
    return [
        Share(
            one,
            applied[one],
            placed[one],
            round(100 * applied[one] / total),
            round(100 * placed[one] / seated),
            targets.get(one),
            places.get(one),
        )
        for one in Sector
    ]


@dataclass(frozen=True, slots=True)
class Room:
    """The places of a hackathon: those of participants, in all and by sector, and how many are held; None is no limit."""

    places: int | None
    by_sector: Mapping[Sector, int]
    held: Mapping[Sector, int]

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(0, self.places - sum(self.held.values()))

    def left_for(self, sector: Sector) -> int | None:
        """Return the places that a sector's own limit leaves."""
        limit = self.by_sector.get(sector)
        return None if limit is None else max(0, limit - self.held[sector])


def call_of(db: Session, hackathon: Hackathon) -> Call | None:
    """Return how the hackathon calls for people, None where nothing was chosen."""
    return db.exec(select(Call).where(Call.hackathon_id == hackathon.id)).first()


def room(db: Session, hackathon: Hackathon) -> Room:
    """Return the places and who holds them: those who take part, and those to whom a place is offered."""
    return room_of(hackathon, call_of(db, hackathon), _held(db, hackathon))


def room_of(hackathon: Hackathon, call: Call | None, held: Mapping[Sector, int]) -> Room:
    """Return the places of a hackathon, from what is known of those that are held."""
    limits = {Sector(name): limit for name, limit in (call.sector_places if call else {}).items() if name in set(Sector)}
    return Room(hackathon.capacity, limits, held)


def _held(db: Session, hackathon: Hackathon) -> dict[Sector, int]:
    statement = (
        sa.select(col(Application.sector), sa.func.count().label("number"))
        .where(
            col(Application.hackathon_id) == hackathon.id,
            col(Application.status).in_(HOLDING),
            col(Application.role) == Role.PARTICIPANT,
        )
        .group_by(col(Application.sector))
    )
    return dict.fromkeys(Sector, 0) | {Sector(row.sector): row.number for row in rows(db, statement)}


def offered(db: Session, hackathon_id: UUID) -> list[Application]:
    """Return the applications to which a place is offered now."""
    here = (Application.hackathon_id == hackathon_id, Application.status == ApplicationStatus.OFFERED)
    return list(db.exec(select(Application).where(*here).order_by(col(Application.id))))


def matching(db: Session, hackathon: Hackathon, asked: Asked) -> list[Application]:
    """Return every application that a filter finds, in order of arrival."""
    ids = _listing(hackathon, asked).with_only_columns(col(Application.id)).order_by(None)
    statement = select(Application).where(col(Application.id).in_(ids))
    order = (col(Application.created_at), col(Application.id))
    return list(db.exec(statement.order_by(*order).execution_options(populate_existing=True)))


def people_of(db: Session, chosen: Collection[Application]) -> dict[UUID, sa.Row[Any]]:
    """Return the name and the language of those who sent the applications, by the application's id."""
    statement: Listing = (
        sa.select(col(Application.id), col(Person.display_name).label("name"), col(Person.locale))
        .join(Person, col(Person.id) == col(Application.person_id))
        .where(col(Application.id).in_([application.id for application in chosen]))
    )
    return {row.id: row for row in rows(db, statement)}


def _listing(hackathon: Hackathon, asked: Asked) -> Listing:
    statement: Listing = (
        sa.select(
            col(Application.id), col(Application.person_id), col(Person.display_name).label("name"), col(Application.role),
            col(Application.sector),
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
    if asked.role:
        statement = statement.where(col(Application.role) == asked.role)
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
    db: Session,
    viewer: Person | None,
    hackathon: Hackathon,
    asked: Asked,
    *,
    page: int = 1,
    size: int = PAGE,
    levels: Mapping[UUID, float] | None = None,
    known: int | None = None,
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return one page of the organisers' list as rows, and the number of rows in all.

    Sorted by "level", those that `levels` knows come in its order and the others after them.
    """
    need_organiser(db, viewer, hackathon)
    statement = _listing(hackathon, asked)
    if asked.sort.lstrip("-") == "level":
        return _by_level(db, statement, levels or {}, asked.sort, slice((page - 1) * size, page * size))
    key = SORTS.get(asked.sort.lstrip("-"), SORTS["created"])
    order = key.desc() if asked.sort.startswith("-") else key.asc()
    # Where only the status is asked for, the number of those that stand there is known.
    narrowed = asked.role or asked.sector or asked.attendance or asked.text.strip()
    total = count(db, statement) if known is None or narrowed else known
    found = rows(db, statement.order_by(order, col(Application.id)).limit(size).offset((page - 1) * size))
    return found, total


def _by_level(
    db: Session, statement: Listing, levels: Mapping[UUID, float], sort: str, part: slice
) -> tuple[Sequence[sa.Row[Any]], int]:
    ids = [row.id for row in rows(db, statement.with_only_columns(col(Application.id)).order_by(col(Application.id)))]
    sign = -1 if sort.startswith("-") else 1
    ids.sort(key=lambda one: (one not in levels, sign * levels.get(one, 0)))
    shown = ids[part]
    found = {row.id: row for row in rows(db, statement.where(col(Application.id).in_(shown)))}
    return [found[one] for one in shown], len(ids)


def everything(db: Session, viewer: Person | None, hackathon: Hackathon, asked: Asked) -> Sequence[sa.Row[Any]]:
    """Return the whole list that a filter finds, in order of arrival."""
    need_organiser(db, viewer, hackathon)
    order = (col(Application.created_at), col(Application.id))
    return rows(db, _listing(hackathon, asked).order_by(*order))


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
