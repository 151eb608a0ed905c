"""Finding the chances of a draw by lot: what its quotas make impossible, the search in the background, its outcome. (C7)"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from app.domain import computations, journal
from app.domain.lot_lotteries import candidates, plain_blame, quotas_of
from app.domain.lots import check_open, keep_entries
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.computation import Computation, ComputationState
from app.models.hackathon import Hackathon
from app.models.lot import Lot, LotKind, LotState
from app.models.person import Person
from app.queries import lots as queries
from app.queries.lots import Line
from app.science.lot_types import Reached
from app.science.lots import give_labels

QUOTAS_IMPOSSIBLE: Final = code("quotas_impossible", 409)
NO_SEARCH_NEEDED: Final = code("no_search_needed", 409)
METHOD: Final = "find_lottery"


@dataclass(frozen=True, slots=True)
class Examined:
    """The pool as it is now, its counts, and what is impossible with the present quotas."""

    lines: Sequence[Line]
    counts: dict[str, dict[str, int]]
    problems: list[dict[str, Any]]

    @property
    def people(self) -> int:
        return len(self.lines)

    @property
    def possible(self) -> bool:
        return not any(problem["blocking"] for problem in self.problems)


def examine(db: Session, lot: Lot) -> Examined:
    """Say what is impossible, with the smallest change that helps; reads only. Some tenths of a second for 1,000 people."""
    from app.science.lot_quotas import find_blocking  # noqa: PLC0415 - the solver loads only when asked

    lines = queries.pool(db, lot)
    if lot.kind is LotKind.ORDER:
        return Examined(lines, {}, [])
    quotas = quotas_of(lot.quotas)
    pool = candidates({str(line.key): line.attributes for line in lines}, quotas)
    return Examined(lines, queries.counts(lines), [plain_blame(blame) for blame in find_blocking(pool, quotas, lot.places)])


def check_possible(examined: Examined) -> None:
    """Raise when no panel keeps the quotas; asked before the unit that searches, so that nobody waits for the answer."""
    if not examined.possible:
        raise refuse(
            QUOTAS_IMPOSSIBLE,
            N_("No draw keeps these quotas. See which, and the smallest change that helps."),
        )


def search(db: Session, actor: Person, lot: Lot, *, at: datetime) -> Lot:
    """Take the pool as it is, under new pseudonyms that nobody can trace, and search for the fairest chances."""
    require(db, actor, Action.SEARCH_LOT, lot, at=at)
    check_open(lot)
    if lot.kind is LotKind.ORDER:
        raise refuse(NO_SEARCH_NEEDED, N_("An order of passage needs no search: every order is as likely. Announce it."))
    lines = queries.pool(db, lot)
    people = label(lines)
    keep_entries(db, lot, people)
    inputs = {
        "people": {pseudonym: line.attributes for pseudonym, line in people.items()},
        "quotas": lot.quotas,
        "places": lot.places,
    }
    hackathon = db.get_one(Hackathon, lot.hackathon_id)
    computations.ask(db, actor, hackathon, METHOD, subject_id=lot.id, inputs=inputs, at=at)
    lot.state, lot.reached, lot.lottery = LotState.SEARCHING, None, {}
    lot.revision += 1
    db.add(lot)
    journal.record(db, lot.hackathon_id, actor, Action.SEARCH_LOT, lot, at=at, people=len(people), places=lot.places)
    return lot


def label(lines: Sequence[Line]) -> dict[str, Line]:
    """Return the pool by pseudonym; the secret that tells them is forgotten at once."""
    labels = give_labels([str(line.key) for line in lines], secrets.token_hex(32))
    return {labels[str(line.key)]: line for line in lines}


def settle(db: Session, computation: Computation, at: datetime) -> None:
    """Write the outcome of a search into its draw; where it was stopped before anything could be used, the draft is back."""
    lot = db.get(Lot, computation.subject_id)
    if lot is None or lot.state is not LotState.SEARCHING:
        return
    _take(db, lot, computation.best if computation.state is not ComputationState.FAILED else None)
    journal.record(db, lot.hackathon_id, None, Action.FIND_LOTTERY, lot, at=at, reached=lot.reached)


def _take(db: Session, lot: Lot, best: dict[str, Any] | None) -> None:
    found = (best or {}).get("lottery")
    lot.revision += 1
    if found is None or found["reached"] == Reached.NOTHING:
        lot.state, lot.reached, lot.lottery = LotState.DRAFT, None, {}
    else:
        lot.state, lot.reached, lot.lottery = LotState.READY, found["reached"], found
        for entry in queries.entries(db, lot):
            entry.chance = found["chances"].get(entry.pseudonym, 0.0)
            db.add(entry)
    db.add(lot)
