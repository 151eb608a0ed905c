"""The end of what is kept for a while only: after the call what nobody sent, after the event what balanced it. (C10)

What a column holds, and for how long, stands on the column (`Keep.UNSENT`, `Keep.AFTER_EVENT`); what a jury and its prizes keep
goes in `retention_jury`. A public draw stays what it
was, under numbers that nobody can lead back to a person any more.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count, rows
from app.domain import application_drafts, journal, retention_jury
from app.domain.policy import Action
from app.models.application import AccessNeed, Application
from app.models.computation import Computation
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotEntry
from app.models.team import TeamProposal
from app.queries import lots

AFTER_EVENT: Final = timedelta(days=30)
# What a search or a proposal reads of a person, and is not kept longer than the rest.
BALANCE: Final = ("gender", "age", "age_band", "step_free")


def due(db: Session, *, at: datetime) -> list[UUID]:
    """Return the hackathons that still hold something whose time is over."""
    unsent = application_drafts.overdue(db, at=at)
    over = sa.select(col(Hackathon.id)).where(col(Hackathon.ends_at) <= at - AFTER_EVENT).order_by(col(Hackathon.id))
    held = [row.id for row in rows(db, over) if any(_held(db, row.id).values())]
    return sorted({*unsent, *held, *retention_jury.due(db, at=at)})


def _held(db: Session, hackathon_id: UUID) -> dict[str, int]:
    """Return how many rows of each kind still hold what is to go."""
    known = col(Application.gender).is_not(None) | col(Application.age_band).is_not(None)
    return {
        "applications": count(db, sa.select(col(Application.id)).where(col(Application.hackathon_id) == hackathon_id, known)),
        "needs": count(db, sa.select(col(AccessNeed.id)).where(col(AccessNeed.hackathon_id) == hackathon_id)),
        "numbers": count(db, _linked(hackathon_id)),
        "compositions": len(_inputs(db, TeamProposal, hackathon_id)) + len(_inputs(db, Computation, hackathon_id)),
    }


def _linked(hackathon_id: UUID) -> sa.Select[Any]:
    """Return the numbers of draws that can still be led back to a person."""
    linked = col(LotEntry.person_id).is_not(None) | (col(LotEntry.reference) != "")
    return (
        sa.select(col(LotEntry.id))
        .join(Lot, col(Lot.id) == col(LotEntry.lot_id))
        .where(col(Lot.hackathon_id) == hackathon_id, linked)
    )


def _inputs(db: Session, kind: type[TeamProposal] | type[Computation], hackathon_id: UUID) -> list[TeamProposal | Computation]:
    """Return the proposals or searches whose inputs still say something of a person that is to go."""
    statement: Any = select(kind).where(kind.hackathon_id == hackathon_id)
    return [one for one in db.exec(statement) if _stripped(one.inputs) != one.inputs]


def _stripped(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return inputs whose people have lost what balanced them; the shape stays, so that they can still be read."""
    people = inputs.get("people")
    if isinstance(people, dict):  # a draw's: by number, with nothing else than what balances
        return inputs | {"people": {}}
    if not isinstance(people, list):
        return inputs
    empty = {"gender": None, "age": None, "age_band": None, "step_free": False}
    return inputs | {
        "people": [one | {name: empty[name] for name in BALANCE if name in one} for one in people if isinstance(one, dict)]
    }  # fmt: skip


def purge(db: Session, *, at: datetime) -> int:
    """Delete what is past its end, hackathon by hackathon; returns how many were looked after. Again changes nothing.

    The journal says how much went, never of whom.
    """
    found = due(db, at=at)
    for hackathon_id in found:
        application_drafts.expire(db, hackathon_id, at=at)
        if db.get_one(Hackathon, hackathon_id).ends_at <= at - AFTER_EVENT:
            _purge_one(db, hackathon_id, at)
        retention_jury.purge(db, hackathon_id, at=at)
    return len(found)


def _purge_one(db: Session, hackathon_id: UUID, at: datetime) -> None:
    journal.lock(db, hackathon_id)
    held = _held(db, hackathon_id)
    if not any(held.values()):
        return  # another worker was faster
    mine = col(Application.hackathon_id) == hackathon_id
    db.exec(sa.update(Application).where(mine).values(gender=None, age_band=None))
    db.exec(sa.delete(AccessNeed).where(col(AccessNeed.hackathon_id) == hackathon_id))
    for one in [*_inputs(db, TeamProposal, hackathon_id), *_inputs(db, Computation, hackathon_id)]:
        one.inputs = _stripped(one.inputs)
        db.add(one)
    for lot in db.exec(select(Lot).where(Lot.hackathon_id == hackathon_id)).all():
        _forget(db, lot)
    db.flush()
    hackathon = db.get_one(Hackathon, hackathon_id)
    journal.record(db, hackathon_id, None, Action.PURGE_DATA, hackathon, at=at, **held)


def _forget(db: Session, lot: Lot) -> None:
    """Cut a draw's numbers from people: who, what, and when they answered, which the journal knows of each by itself."""
    lot.lottery = lot.lottery | {"tally": lots.tally(db, lot)}
    db.add(lot)
    values: dict[str, Any] = {
        "person_id": None,
        "reference": "",
        "attributes": {},
        "chance": None,
        "answer": None,
        "answered_at": None,
    }
    db.exec(sa.update(LotEntry).where(col(LotEntry.lot_id) == lot.id).values(**values))
