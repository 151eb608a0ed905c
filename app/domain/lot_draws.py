"""Announcing and drawing: the pool frozen and fingerprinted, the public number, one result that nobody can draw again. (C7)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import clocks, journal, lot_answers
from app.domain.lot_files import announce, draw_frozen, entries_of, frozen_of, source_of
from app.domain.lot_lotteries import from_plain
from app.domain.lot_search import label
from app.domain.lots import LOT_CANCELLED, check_open, keep_entries, replaced
from app.domain.policy import Action, require
from app.errors import CONFLICT, INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotKind, LotState
from app.models.person import Person
from app.queries import lots as queries
from app.schemas.lot import FreezeIn
from app.science.lot_orders import publish_order
from app.science.lot_types import Reading, Tickets
from app.science.lots import draw_order, read_number, to_tickets

NO_CHANCES_YET: Final = code("no_chances_yet", 409)
POOL_CHANGED: Final = code("pool_changed", 409)
DRAW_STANDS: Final = code("draw_stands", 409)
NOT_FROZEN: Final = code("not_frozen", 409)
NUMBER_NOT_DUE: Final = code("number_not_due", 409)
ALREADY_DRAWN: Final = code("already_drawn", 409)

FEWEST_TEAMS: Final = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """The tickets of a lottery, computed before the unit that freezes them; `revision` tells of which lottery."""

    revision: int
    tickets: Tickets | None


def prepare(lot: Lot) -> Prepared:
    """Turn the chances into numbered tickets; up to some seconds for a large pool."""
    ready = lot.state is LotState.READY and lot.kind is not LotKind.ORDER
    return Prepared(lot.revision, to_tickets(from_plain(lot.lottery)) if ready else None)


def freeze(db: Session, actor: Person, lot: Lot, draft: FreezeIn, prepared: Prepared, *, at: datetime) -> Lot:
    """Announce a draw: from here on its pool, its quotas and its panels are fixed, and everybody can read them.

    Refused: chances not found yet, a pool that changed since, another draw from the same pool that stands, a moment that is past.
    """
    require(db, actor, Action.FREEZE_LOT, lot, at=at)
    check_open(lot)
    if prepared.revision != lot.revision:
        raise refuse(CONFLICT, N_("Somebody changed this draw meanwhile. Look at it again, then announce it."))
    _check_alone(db, lot)
    hackathon = db.get_one(Hackathon, lot.hackathon_id)
    due = clocks.moment(draft.number_due_at, hackathon.timezone, "number_due_at")
    if due <= at:
        raise refuse(INVALID, N_("The number comes after its announcement. Choose a moment to come."), field_="number_due_at")
    if lot.kind is LotKind.ORDER:
        _put_teams(db, lot)
    else:
        _check_pool(db, lot, prepared)
    lot.number_source, lot.number_due_at, lot.reading = draft.number_source, due, draft.reading
    lot.state, lot.frozen_at = LotState.FROZEN, at
    # A draft that was there before the other was cancelled replaces it no less.
    lot.replaces_id = replaced(db, lot)
    announce(db, lot, prepared.tickets)
    lot.revision += 1
    db.add(lot)
    journal.record(
        db, lot.hackathon_id, actor, Action.FREEZE_LOT, lot, at=at, people=len(queries.entries(db, lot)), due=due,
        fingerprints=lot.published.get("fingerprints"),
    )  # fmt: skip
    return lot


def _check_alone(db: Session, lot: Lot) -> None:
    """Let nobody draw again in silence: one draw from a pool stands at a time."""
    if any(other.state in {LotState.FROZEN, LotState.DRAWN} for other in queries.same_pool(db, lot)):
        raise refuse(
            DRAW_STANDS,
            N_("Another draw from the same pool is announced or drawn. Cancel it first, with a reason that everybody will read."),
        )


def _put_teams(db: Session, lot: Lot) -> None:
    lines = queries.pool(db, lot)
    if len(lines) < FEWEST_TEAMS:
        raise refuse(NO_CHANCES_YET, N_("An order of passage needs two teams at least."))
    keep_entries(db, lot, label(lines))
    lot.places = len(lines)


def _check_pool(db: Session, lot: Lot, prepared: Prepared) -> None:
    if lot.state is not LotState.READY or prepared.tickets is None:
        raise refuse(NO_CHANCES_YET, N_("Search for the chances first: they are shown to everybody before the draw."))
    now = {line.key: line.attributes for line in queries.pool(db, lot)}
    then = {entry.person_id or entry.id: entry.attributes for entry in queries.entries(db, lot)}
    if now != then:
        raise refuse(
            POOL_CHANGED,
            N_("People came, left or changed their application since the search. Search again."),
        )


def draw(db: Session, actor: Person, lot: Lot, number: str, *, at: datetime) -> Lot:
    """Draw with the public number; the same number again returns the same result, another one is refused for ever."""
    require(db, actor, Action.DRAW_LOT, lot, at=at)
    if lot.state is LotState.DRAWN:
        if lot.number == number:
            return lot
        raise refuse(ALREADY_DRAWN, N_("This draw was drawn with another number. A draw happens once."))
    if lot.state is LotState.CANCELLED:
        raise refuse(LOT_CANCELLED, N_("This draw was cancelled."))
    if lot.state is not LotState.FROZEN or lot.number_due_at is None:
        raise refuse(NOT_FROZEN, N_("Announce the draw first: its pool, its quotas, and where its number will come from."))
    if at < lot.number_due_at:
        raise refuse(NUMBER_NOT_DUE, N_("The number is not due yet. Come back when it is, with the number that everybody saw."))
    lot.number, lot.drawn_at = number, at
    (_draw_order if lot.kind is LotKind.ORDER else _draw_panel)(db, lot, number)
    lot.state = LotState.DRAWN
    lot.revision += 1
    db.add(lot)
    journal.record(db, lot.hackathon_id, actor, Action.DRAW_LOT, lot, at=at, number=number, kind=lot.kind)
    if lot.kind is not LotKind.ORDER:
        lot_answers.begin(db, actor, lot, at=at)
    return lot


def _draw_order(db: Session, lot: Lot, number: str) -> None:
    entries = entries_of(db, lot)
    for seat, pseudonym in enumerate(draw_order(list(entries), number), 1):
        entries[pseudonym].seat = seat
        db.add(entries[pseudonym])
    lot.published = publish_order(list(entries), source=source_of(lot), number=number)


def _draw_panel(db: Session, lot: Lot, number: str) -> None:
    frozen = frozen_of(lot)
    try:
        read_number(number, Reading(lot.reading), frozen.tickets.count)
    except ValueError:
        raise refuse(
            INVALID, N_("This draw reads a whole number from 0 to %(last)s."), field_="number", last=frozen.tickets.count - 1
        ) from None
    drawn = draw_frozen(lot, frozen, number)
    entries = entries_of(db, lot)
    for seat, pseudonym in enumerate(drawn.panel, 1):
        entries[pseudonym].seat = seat
    for rank, pseudonym in enumerate(drawn.reserve, 1):
        entries[pseudonym].substitute = rank
    for entry in entries.values():
        db.add(entry)
