"""What is frozen of a draw by lot and what is published of it, read and written in one place. (C7)"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlmodel import Session

from app.domain.lot_lotteries import candidates, from_plain, quotas_of
from app.models.lot import Lot, LotEntry, LotKind
from app.queries import lots as queries
from app.science.lot_orders import publish_order
from app.science.lot_types import Candidate, Draw, Lottery, Quota, Reading, Report, Tickets
from app.science.lots import draw, publish, report


@dataclass(frozen=True, slots=True)
class Frozen:
    """The pool, the quotas, the lottery and its tickets, as they were announced."""

    pool: list[Candidate]
    quotas: list[Quota]
    lottery: Lottery
    tickets: Tickets


def source_of(lot: Lot) -> str:
    """Return where and when the public number comes from, as the published file says it."""
    due = lot.number_due_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if lot.number_due_at else "?"
    return f"{lot.number_source} ({due})"


def entries_of(db: Session, lot: Lot) -> dict[str, LotEntry]:
    """Return the pool of a draw by pseudonym."""
    return {entry.pseudonym: entry for entry in queries.entries(db, lot)}


def announce(db: Session, lot: Lot, tickets: Tickets | None) -> None:
    """Write the file that everybody can read before the draw, and keep what the draw needs."""
    if tickets is None:
        lot.published = publish_order(list(entries_of(db, lot)), source=source_of(lot))
        return
    people = {entry.pseudonym: entry.attributes for entry in queries.entries(db, lot)}
    quotas = quotas_of(lot.quotas)
    pool = candidates(people, quotas)
    lot.lottery = lot.lottery | {
        "pool": {one.id: dict(one.attributes) for one in pool},
        "tickets": {"panels": list(map(list, tickets.panels)), "numbers": list(tickets.numbers)},
    }
    lot.published = publish(
        pool, quotas, from_plain(lot.lottery), tickets, source=source_of(lot), reading=Reading(lot.reading)
    )  # fmt: skip


def frozen_of(lot: Lot) -> Frozen:
    """Return what was frozen, read from the draw alone: the applications may have changed since."""
    kept: Mapping[str, Any] = lot.lottery
    quotas = quotas_of(lot.quotas)
    tickets = Tickets(tuple(map(tuple, kept["tickets"]["panels"])), tuple(kept["tickets"]["numbers"]))
    return Frozen(candidates(kept["pool"], quotas), quotas, from_plain(kept), tickets)


def draw_frozen(lot: Lot, frozen: Frozen, number: str) -> Draw:
    """Draw with the public number, and publish the result in the file."""
    reading = Reading(lot.reading)
    drawn = draw(frozen.pool, frozen.quotas, frozen.tickets, number, reading)
    lot.published = publish(
        frozen.pool, frozen.quotas, frozen.lottery, frozen.tickets, source=source_of(lot), reading=reading, drawn=drawn
    )
    return drawn


def drawn_of(lot: Lot, frozen: Frozen) -> Draw | None:
    """Return what the public number drew, None before."""
    if lot.number is None:
        return None
    return draw(frozen.pool, frozen.quotas, frozen.tickets, lot.number, Reading(lot.reading))


def report_of(lot: Lot) -> Report | None:
    """Return the anonymised report of an announced draw; an order of passage has none, every place being as likely."""
    if lot.kind is LotKind.ORDER or lot.frozen_at is None:
        return None
    frozen = frozen_of(lot)
    return report(frozen.pool, frozen.quotas, frozen.tickets, frozen.lottery, drawn_of(lot, frozen))
