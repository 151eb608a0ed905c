"""Searches in the background: asked for and cancelled by people, leased, told and ended by a worker.

What a search is for stands in the domain of its subject; here is only how it goes on when a process dies, how it ends once,
and how a person stops it. What it found so far is usable at any time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.computation import Computation, ComputationState
from app.models.hackathon import Hackathon
from app.models.journal import Stream
from app.models.person import Person
from app.queries import computations as queries

LEASE: Final = timedelta(seconds=60)  # renewed with every report, which comes each second or so
ATTEMPTS: Final = 3
OPEN: Final = (ComputationState.WAITING, ComputationState.RUNNING)
SEARCH_GOES_ON: Final = code("search_goes_on", 409)
SEARCH_ENDED: Final = code("search_ended", 409)


@dataclass(frozen=True, slots=True)
class Hold:
    """A search that is ours; the number of the attempt proves that nobody has taken it over."""

    id: UUID
    hackathon_id: UUID
    method: str
    inputs: dict[str, Any]
    attempt: int


def ask(
    db: Session, actor: Person, hackathon: Hackathon, method: str, *, subject_id: UUID, inputs: dict[str, Any], at: datetime
) -> Computation:
    """Ask for a search, inside the verb that needs it, which asks the policy and writes the journal.

    Refused: `search_goes_on` while another one for the same subject has not ended.
    """
    newest = queries.of(db, subject_id)
    if newest is not None and newest.state in OPEN:
        raise refuse(SEARCH_GOES_ON, N_("A search for this is going on. Wait for its end, or stop it first."))
    made = Computation(
        hackathon_id=hackathon.id, method=method, subject_id=subject_id, inputs=inputs, asked_by_id=actor.id, created_at=at
    )
    db.add(made)
    db.flush()
    return made


def cancel(db: Session, actor: Person, computation: Computation, *, at: datetime) -> Computation:
    """Ask a search to stop; what it found so far is kept. One that has not begun yet stops at its worker's first look."""
    require(db, actor, Action.CANCEL_COMPUTATION, computation, at=at)
    if computation.state not in OPEN:
        raise refuse(SEARCH_ENDED, N_("This search has ended already."))
    if computation.cancel_asked_at is None:
        computation.cancel_asked_at = at
        db.add(computation)
        journal.record(db, computation.hackathon_id, actor, Action.CANCEL_COMPUTATION, computation, at=at)
    return computation


def _claimable(at: datetime) -> Any:
    abandoned = (col(Computation.state) == ComputationState.RUNNING) & (col(Computation.leased_until) <= at)
    return (col(Computation.state) == ComputationState.WAITING) | abandoned


def due(db: Session, *, at: datetime) -> bool:
    """Tell whether a search waits, or was left by a worker that died."""
    return db.exec(select(Computation.id).where(_claimable(at)).limit(1)).first() is not None


def claim(db: Session, *, at: datetime) -> Hold | None:
    """Lease the oldest search that nobody does; the caller ends one that was begun more than ATTEMPTS times."""
    found = db.exec(
        select(Computation)
        .where(_claimable(at))
        .order_by(col(Computation.created_at), col(Computation.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if found is None:
        return None
    found.state, found.leased_until = ComputationState.RUNNING, at + LEASE
    found.attempts += 1
    db.add(found)
    db.flush()
    return Hold(found.id, found.hackathon_id, found.method, found.inputs, found.attempts)


def _held(db: Session, hold: Hold) -> Computation | None:
    """Return the search under its lock, None when somebody else has taken it over or ended it."""
    return db.exec(
        select(Computation)
        .where(
            Computation.id == hold.id,
            Computation.state == ComputationState.RUNNING,
            Computation.attempts == hold.attempt,
        )
        .with_for_update()
    ).first()


def report(
    db: Session, hold: Hold, progress: float, said: dict[str, Any], best: dict[str, Any] | None, *, at: datetime
) -> bool | None:
    """Write down how far a search is (0 to 1) and renew its lease; True when it is to stop, None when it is no longer ours."""
    found = _held(db, hold)
    if found is None:
        return None
    found.progress, found.said = min(1.0, max(found.progress, progress)), said
    if best is not None:
        found.best = best
    found.leased_until = at + LEASE
    db.add(found)
    return found.cancel_asked_at is not None


def end(
    db: Session, hold: Hold, result: dict[str, Any] | None, *, at: datetime, failed: bool = False
) -> Computation | None:  # fmt: skip
    """End a search once, under the hackathon's lock; its result, or the best so far, stands in `best`. None when not ours."""
    db.exec(select(Stream).where(Stream.id == hold.hackathon_id).with_for_update()).one()
    found = _held(db, hold)
    if found is None:
        return None
    found.best = result if result is not None else found.best
    found.leased_until, found.ended_at = None, at
    found.state = ComputationState.FAILED if failed else ComputationState.DONE
    if found.cancel_asked_at is not None and not failed:
        found.state = ComputationState.CANCELLED
    if found.state is ComputationState.DONE:
        found.progress = 1.0
    db.add(found)
    return found


def give_back(db: Session, hold: Hold) -> None:
    """Let another worker begin this search anew, at once."""
    found = _held(db, hold)
    if found is not None:
        found.state, found.leased_until = ComputationState.WAITING, None
        found.attempts -= 1
        db.add(found)
