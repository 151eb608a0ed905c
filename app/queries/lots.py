"""Draws by lot as each may see them: organisers everything, everybody what is frozen, each person their own number. (C7)"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.db import rows
from app.errors import NotFound
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.lot import Lot, LotAnswer, LotEntry, LotKind, LotState
from app.models.organisation import Organisation
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import hackathons
from app.queries.applications import need_organiser
from app.queries.roles import holds

PAGE: Final = 25
# Large, and read by few pages: loaded when they are asked for.
LATER: Final = tuple(defer(getattr(Lot, name)) for name in ("published", "lottery"))
Listing = sa.Select[*tuple[Any, ...]]
UNSAID: Final = "unsaid"
# Whose applications can be drawn: those who wait for a place, or, for a panel, also those who take part already.
WAITING_FOR_PLACES: Final = (ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING)
STANDING: Final = (*WAITING_FOR_PLACES, ApplicationStatus.OFFERED, ApplicationStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the pool: `key` is the person's, the team's, or the listed entry's id."""

    key: UUID
    attributes: dict[str, str]
    reference: str = ""


def may_keep(db: Session, viewer: Person | None, hackathon: Hackathon) -> bool:
    """Tell whether the viewer runs or guarantees the draws of a hackathon."""
    return any(holds(db, viewer, role, hackathon.id, hackathon.programme_id) for role in (Role.ORGANISER, Role.GUARANTOR))


def seen(db: Session, viewer: Person | None, lot_id: UUID) -> Lot:
    """Return a draw: to everybody once its pool was frozen, before that to organisers and guarantors."""
    found = db.exec(select(Lot).where(Lot.id == lot_id).options(*LATER)).first()
    if found is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if found.frozen_at is None and not may_keep(db, viewer, hackathon):
        raise NotFound
    return found


def for_organiser(db: Session, viewer: Person | None, lot_id: UUID) -> Lot:
    """Return a draw to an organiser; `NotFound` for everybody else."""
    found = seen(db, viewer, lot_id)
    need_organiser(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id))
    return found


def for_change(db: Session, viewer: Person | None, lot_id: UUID) -> Lot:
    """Lock the stream of the draw's hackathon, then return the row as it is under the lock."""
    found = seen(db, viewer, lot_id)
    db.exec(select(Stream).where(Stream.id == found.hackathon_id).with_for_update()).one()
    db.refresh(found)
    return found


def listed(db: Session, viewer: Person | None, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the draws of a hackathon that the viewer may see, the newest first."""
    statement = (
        sa.select(
            col(Lot.id), col(Lot.kind), col(Lot.title), col(Lot.state), col(Lot.places), col(Lot.number_due_at),
            col(Lot.frozen_at), col(Lot.drawn_at), col(Lot.cancelled_at), col(Lot.replaces_id),
        )
        .where(col(Lot.hackathon_id) == hackathon.id)
        .order_by(col(Lot.created_at).desc(), col(Lot.id).desc())
        .limit(100)
    )  # fmt: skip
    if not may_keep(db, viewer, hackathon):
        statement = statement.where(col(Lot.frozen_at).is_not(None))
    return rows(db, statement)


def has_public(db: Session, hackathon_id: UUID) -> bool:
    """Tell whether a hackathon has a draw that everybody may look at."""
    statement = select(Lot.id).where(Lot.hackathon_id == hackathon_id, col(Lot.frozen_at).is_not(None))
    return db.exec(statement.limit(1)).first() is not None


def replaced_by(db: Session, lot: Lot) -> sa.Row[Any] | None:
    """Return id and title of the public draw that replaces a cancelled one."""
    statement = sa.select(col(Lot.id), col(Lot.title)).where(col(Lot.replaces_id) == lot.id, col(Lot.frozen_at).is_not(None))
    found = rows(db, statement.order_by(col(Lot.id)).limit(1))
    return found[0] if found else None


def title_of(db: Session, lot_id: UUID | None) -> str | None:
    """Return the title of a draw."""
    return db.exec(select(Lot.title).where(Lot.id == lot_id)).first() if lot_id else None


def same_pool(db: Session, lot: Lot) -> list[Lot]:
    """Return the other draws of the same kind from the same pool, the newest first; none for a list of its own."""
    if lot.kind is LotKind.PANEL and lot.pool_role is None:
        return []
    statement = (
        select(Lot)
        .where(
            Lot.hackathon_id == lot.hackathon_id,
            Lot.kind == lot.kind,
            Lot.id != lot.id,
            col(Lot.pool_role).is_not_distinct_from(lot.pool_role),
            col(Lot.challenge_id).is_not_distinct_from(lot.challenge_id),
        )
        .options(*LATER)
        .order_by(col(Lot.created_at).desc(), col(Lot.id).desc())
    )
    return list(db.exec(statement))


# The pool


def pool(db: Session, lot: Lot) -> list[Line]:
    """Return everybody who could be drawn now, in no order that means anything."""
    if lot.kind is LotKind.ORDER:
        return _teams(db, lot)
    if lot.pool_role is None:
        return [Line(entry.id, dict(entry.attributes), entry.reference) for entry in entries(db, lot)]
    return _applicants(db, lot)


def _teams(db: Session, lot: Lot) -> list[Line]:
    statement = sa.select(col(Team.id)).where(col(Team.hackathon_id) == lot.hackathon_id, col(Team.closed_at).is_(None))
    if lot.challenge_id is not None:
        statement = statement.where(col(Team.challenge_id) == lot.challenge_id)
    return [Line(row.id, {}) for row in rows(db, statement.order_by(col(Team.id)))]


def _applicants(db: Session, lot: Lot) -> list[Line]:
    standing = WAITING_FOR_PLACES if lot.kind is LotKind.PLACES else STANDING
    statement: Listing = (
        sa.select(
            col(Application.person_id), col(Application.sector), col(Application.attendance), col(Application.languages),
            col(Application.gender), col(Application.age_band), col(Organisation.territory),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(Application.hackathon_id) == lot.hackathon_id,
            col(Application.role) == lot.pool_role,
            col(Application.status).in_(standing),
        )
        .order_by(col(Application.id))
    )  # fmt: skip
    return [Line(row.person_id, _attributes(row, lot.attributes)) for row in rows(db, statement)]


def _attributes(row: sa.Row[Any], wanted: Collection[str]) -> dict[str, str]:
    """Return what a draw looks at in one application; what was not said is a value of its own."""
    known = {
        "sector": row.sector, "attendance": row.attendance, "language": row.languages[0] if row.languages else None,
        "gender": row.gender, "age": row.age_band, "territory": row.territory,
    }  # fmt: skip
    return {name: str(known.get(name) or UNSAID)[:80] for name in wanted}


def counts(lines: Sequence[Line]) -> dict[str, dict[str, int]]:
    """Return how many of the pool have each value of each attribute, the values in alphabetical order."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        for name, value in line.attributes.items():
            found.setdefault(name, Counter())[value] += 1
    return {name: dict(sorted(tally.items())) for name, tally in found.items()}


# Those in the pool of one draw


def entries(db: Session, lot: Lot) -> list[LotEntry]:
    """Return the pool of a draw in the order of its pseudonyms."""
    return list(db.exec(select(LotEntry).where(LotEntry.lot_id == lot.id).order_by(col(LotEntry.pseudonym))))


def entry_for_change(db: Session, lot: Lot, entry_id: UUID) -> LotEntry:
    """Return one of the pool of a draw whose lock is held."""
    found = db.exec(
        select(LotEntry).where(LotEntry.id == entry_id, LotEntry.lot_id == lot.id).execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return found


def mine(db: Session, viewer: Person | None, lot: Lot) -> LotEntry | None:
    """Return the viewer's own number in a draw; None when they are not in its pool."""
    if viewer is None:
        return None
    return db.exec(select(LotEntry).where(LotEntry.person_id == viewer.id, LotEntry.lot_id == lot.id)).first()


def mine_in(db: Session, viewer: Person | None, hackathon: Hackathon) -> Sequence[sa.Row[Any]]:
    """Return the public draws of a hackathon in whose pool the viewer is, with what became of their number."""
    if viewer is None:
        return []
    statement = (
        sa.select(
            col(Lot.id), col(Lot.title), col(Lot.kind), col(Lot.state), col(Lot.number_due_at), col(LotEntry.pseudonym),
            col(LotEntry.chance), col(LotEntry.seat), col(LotEntry.substitute), col(LotEntry.answer),
        )
        .join(LotEntry, col(LotEntry.lot_id) == col(Lot.id))
        .where(
            col(LotEntry.person_id) == viewer.id, col(Lot.hackathon_id) == hackathon.id, col(Lot.frozen_at).is_not(None)
        )
        .order_by(col(Lot.id).desc())
    )  # fmt: skip
    return rows(db, statement)


def named(
    db: Session, viewer: Person | None, lot: Lot, part: str = "", *, page: int = 1, size: int = PAGE
) -> tuple[Sequence[sa.Row[Any]], int]:
    """Return one page of the pool with names, for organisers, and the number of rows; `part` is "seats" or "reserve"."""
    need_organiser(db, viewer, hackathons.by_id(db, viewer, lot.hackathon_id))
    statement: Listing = (
        sa.select(
            col(LotEntry.id), col(LotEntry.pseudonym), col(LotEntry.reference), col(LotEntry.attributes), col(LotEntry.chance),
            col(LotEntry.seat), col(LotEntry.substitute), col(LotEntry.answer), col(LotEntry.answered_at),
            col(LotEntry.person_id), sa.func.coalesce(col(Person.display_name), col(Team.name)).label("name"),
        )
        .outerjoin(Person, col(Person.id) == col(LotEntry.person_id))
        .outerjoin(Team, col(Team.id) == col(LotEntry.team_id))
        .where(col(LotEntry.lot_id) == lot.id)
    )  # fmt: skip
    if part == "seats":
        statement = statement.where(col(LotEntry.seat).is_not(None)).order_by(
            col(LotEntry.seat), col(LotEntry.substitute).is_not(None), col(LotEntry.substitute)
        )
    elif part == "reserve":
        statement = statement.where(col(LotEntry.seat).is_(None)).order_by(col(LotEntry.substitute), col(LotEntry.pseudonym))
    else:
        statement = statement.order_by(col(LotEntry.pseudonym))
    total = db.connection().execute(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())).scalar_one()
    return rows(db, statement.limit(size).offset((page - 1) * size)), int(total)


def tally(db: Session, lot: Lot) -> dict[str, int]:
    """Return how many are in the pool, were drawn, accepted, refused, and were called as substitutes.

    After the end of what is kept of each, it is the count that was taken then.
    """
    if kept := lot.lottery.get("tally"):
        return {name: int(kept[name]) for name in ("people", "drawn", "accepted", "refused", "called")}
    seated, entry = col(LotEntry.seat).is_not(None), col(LotEntry.id)
    statement = sa.select(
        sa.func.count(entry).label("people"),
        sa.func.count(sa.case((seated, entry))).label("drawn"),
        sa.func.count(sa.case((col(LotEntry.answer) == LotAnswer.ACCEPTED, entry))).label("accepted"),
        sa.func.count(sa.case((col(LotEntry.answer) == LotAnswer.REFUSED, entry))).label("refused"),
        sa.func.count(sa.case((seated & col(LotEntry.substitute).is_not(None), entry))).label("called"),
    ).where(col(LotEntry.lot_id) == lot.id)
    found = rows(db, statement)[0]
    return {name: int(getattr(found, name)) for name in ("people", "drawn", "accepted", "refused", "called")}


def order(db: Session, lot: Lot) -> Sequence[sa.Row[Any]]:
    """Return the teams of an order of passage with what to call them: by their place once drawn, else by their number."""
    statement: Listing = (
        sa.select(col(LotEntry.seat), col(LotEntry.pseudonym), col(Team.name), col(Challenge.theme).label("theme"))
        .join(Team, col(Team.id) == col(LotEntry.team_id))
        .join(Challenge, col(Challenge.id) == col(Team.challenge_id))
        .where(col(LotEntry.lot_id) == lot.id)
        .order_by(col(LotEntry.seat), col(LotEntry.pseudonym))
    )
    return rows(db, statement)


def withdrawn(db: Session, lot: Lot) -> set[UUID]:
    """Return the people of a draw whose application does not stand any more."""
    statement = (
        select(LotEntry.person_id)
        .join(Application, col(Application.person_id) == col(LotEntry.person_id))
        .where(
            LotEntry.lot_id == lot.id,
            Application.hackathon_id == lot.hackathon_id,
            col(Application.status).not_in(STANDING),
        )
    )
    return {person for person in db.exec(statement) if person is not None}


def drawn_places(db: Session, hackathon: Hackathon) -> list[Lot]:
    """Return the draws for participants' places that were drawn and stand."""
    statement = select(Lot).where(
        Lot.hackathon_id == hackathon.id, Lot.kind == LotKind.PLACES, Lot.state == LotState.DRAWN,
        Lot.pool_role == Role.PARTICIPANT.value,
    )  # fmt: skip
    return list(db.exec(statement.order_by(col(Lot.id))))


def seats_of(db: Session, hackathon_id: UUID, person_id: UUID) -> list[tuple[Lot, LotEntry]]:
    """Return the seats that a person holds in the draws of a hackathon."""
    statement = (
        select(Lot, LotEntry)
        .join(LotEntry, col(LotEntry.lot_id) == col(Lot.id))
        .where(
            Lot.hackathon_id == hackathon_id,
            Lot.state == LotState.DRAWN,
            LotEntry.person_id == person_id,
            col(LotEntry.seat).is_not(None),
            sa.or_(col(LotEntry.answer).is_(None), col(LotEntry.answer) == LotAnswer.ACCEPTED),
        )
        .order_by(col(Lot.id))
    )
    return [(lot, entry) for lot, entry in db.exec(statement)]


def drawn_people(db: Session, lot_id: UUID) -> list[LotEntry]:
    """Return those of a draw's pool who are people of ours, for the mails."""
    statement = select(LotEntry).where(LotEntry.lot_id == lot_id, col(LotEntry.person_id).is_not(None))
    return list(db.exec(statement.order_by(col(LotEntry.pseudonym))))
