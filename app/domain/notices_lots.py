"""Mails of draws by lot: one's number and chance when a draw is announced, its result, a seat that comes free. (C7)

Places are answered for by the mails of the applications; here is what concerns the pool and the panels.
"""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from app.domain.notices import Notice, to_people
from app.models.hackathon import Hackathon
from app.models.journal import Delivery, Entry
from app.models.lot import Lot, LotEntry, LotKind, LotState
from app.queries import lots


def plan_announced(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell everybody in the pool their number, their chance, and when the draw is."""
    people = {one.person_id for one in lots.drawn_people(db, entry.subject_id) if one.person_id}
    return to_people(db, "lot_announced", entry.subject_id, people)


def plan_drawn(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the pool of a panel what became of their number; of a draw for places the applications' own mails tell it."""
    lot = db.get(Lot, entry.subject_id)
    if lot is None or lot.kind is not LotKind.PANEL:
        return []
    pool = lots.drawn_people(db, lot.id)
    called = {one.person_id for one in pool if one.person_id and one.seat and one.substitute}
    others = {one.person_id for one in pool if one.person_id} - called
    return [*to_people(db, "lot_result", lot.id, others), *to_people(db, "lot_called", lot.id, called)]


def plan_called(db: Session, entry: Entry) -> Iterable[Notice]:
    """Tell the substitute whose turn it is that a seat is free, once."""
    lot = db.get(Lot, entry.subject_id)
    if lot is None or lot.kind is not LotKind.PANEL:
        return []
    told = set(db.exec(select(Delivery.person_id).where(Delivery.template == "lot_called", Delivery.subject_id == lot.id)))
    called = db.exec(
        select(LotEntry.person_id).where(
            LotEntry.lot_id == lot.id,
            col(LotEntry.seat).is_not(None),
            col(LotEntry.substitute).is_not(None),
            col(LotEntry.answer).is_(None),
        )
    )
    return to_people(db, "lot_called", lot.id, {person for person in called if person and person not in told})


def read_lot(db: Session, delivery: Delivery) -> dict[str, Any] | None:
    """Return what a mail about a draw says of the person it goes to; None once the draw is cancelled."""
    lot = db.get(Lot, delivery.subject_id)
    if lot is None or lot.state is LotState.CANCELLED:
        return None
    mine = db.exec(select(LotEntry).where(LotEntry.lot_id == lot.id, LotEntry.person_id == delivery.person_id)).first()
    if mine is None:
        return None
    hackathon = db.get_one(Hackathon, lot.hackathon_id)
    percent = f"{100 * (mine.chance or 0):.1f}"
    return {"lot": lot, "mine": mine, "hackathon": hackathon, "percent": percent}
