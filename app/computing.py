"""Does the searches that people asked for, one at a time, each in a process of its own, so that no page waits for them.

The process says how far it is and what it found so far; this side writes it down, renews the lease, and tells it to stop.
If it dies, or this process does, the search begins anew elsewhere; its outcome is written once.
"""

import importlib
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from time import monotonic
from typing import Any, Final

import structlog
from sqlmodel import Session

from app.background import Background
from app.domain import computations, lot_search, panel_searches, team_proposals, team_repairs
from app.domain.computations import Hold
from app.models.computation import Computation

log = structlog.get_logger("essaim.computing")

EVERY: Final = 1.0  # seconds between two reports
GRACE: Final = 20.0  # seconds that a search has to give what it found after it was told to stop
Tell = Callable[[float, dict[str, Any], dict[str, Any] | None], None]
Settle = Callable[[Session, Computation, datetime], None]


@dataclass(frozen=True, slots=True)
class Method:
    """A kind of search.

    `run` is "module:function" of `(inputs, tell, stopping) -> result`, plain values in and out; the child imports only that.
    `settle(db, computation, at)` writes `computation.best` (None when nothing was found) where it belongs, in the transaction
    that ends the search.
    """

    run: str
    settle: Settle


METHODS: Final[dict[str, Method]] = {
    lot_search.METHOD: Method("app.domain.lot_lotteries:run", lot_search.settle),
    panel_searches.METHOD: Method("app.science.panel_json:run", panel_searches.settle),
    team_proposals.METHOD: Method("app.science.team_kept:run", team_proposals.settle),
    team_repairs.METHOD: Method("app.science.team_kept:run_repair", team_proposals.settle),
}


class Computer(Background):
    """Claims searches and sees each to its end."""

    name = "essaim-computing"
    patience = GRACE

    def work(self) -> int:
        """Do every search that waits; return how many."""
        done = 0
        database, now = self.services.database, self.services.clock
        while not self._stopping.is_set():
            with database.reading() as db:
                if not computations.due(db, at=now()):
                    break
            hold = database.act(lambda db: computations.claim(db, at=now()))
            if hold is None:
                break
            self._see_through(hold)
            done += 1
        return done

    def _see_through(self, hold: Hold) -> None:
        method = METHODS.get(hold.method)
        if method is None or hold.attempt > computations.ATTEMPTS:
            self._end(hold, None, failed=True)
            return
        try:
            result = self._search(hold, method)
        except _Lost:
            return
        except _Stopped:
            self.services.database.act(lambda db: computations.give_back(db, hold))
        except Exception:
            log.exception("search_failed", computation=str(hold.id), method=hold.method)
            self._end(hold, None, failed=True)
        else:
            self._end(hold, result)

    def _search(self, hold: Hold, method: Method) -> dict[str, Any] | None:
        """Run a search in a process of its own until it ends; raises what it raised, as text.

        Told to stop and deaf, it is killed: what was found is the best it told of, None where that is written down already.
        """
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        stop = context.Event()
        child = context.Process(target=run_child, args=(method.run, hold.inputs, there, stop), daemon=True)
        child.start()
        there.close()
        try:
            return self._listen(hold, here, stop)
        finally:
            here.close()
            child.join(timeout=1)
            if child.is_alive():
                child.kill()
                child.join()

    def _listen(self, hold: Hold, here: Connection, stop: Event) -> dict[str, Any] | None:
        progress, said, best = 0.0, dict[str, Any](), None
        last, told_at = monotonic(), 0.0
        while True:
            if here.poll(EVERY / 4):
                kind, *given = _received(here)
                if kind == "end":
                    found: dict[str, Any] = given[0]
                    return found
                if kind == "failed":
                    raise RuntimeError(given[0])
                progress, said, best = given[0], given[1], given[2] or best
            if self._stopping.is_set():
                raise _Stopped
            if monotonic() - last >= EVERY:
                last = monotonic()
                if self._report(hold, progress, said, best) and not told_at:
                    stop.set()
                    told_at = last
                best = None
            if told_at and monotonic() - told_at > GRACE:
                log.warning("search_killed", computation=str(hold.id), method=hold.method)
                return best

    def _report(self, hold: Hold, progress: float, said: dict[str, Any], best: dict[str, Any] | None) -> bool:
        """Write down how far it is; True when it was asked to stop. Raises `_Lost` when somebody else has it now."""
        at = self.services.clock()
        stops = self.services.database.act(lambda db: computations.report(db, hold, progress, said, best, at=at))
        if stops is None:
            raise _Lost
        return stops

    def _end(self, hold: Hold, result: dict[str, Any] | None, *, failed: bool = False) -> None:
        at = self.services.clock()

        def unit(db: Session) -> None:
            ended = computations.end(db, hold, result, at=at, failed=failed)
            method = METHODS.get(hold.method)
            if ended is not None and method is not None:
                method.settle(db, ended, at)

        try:
            self.services.database.act(unit)
        except Exception:
            # What was found cannot be kept as it is; the search must not begin again for ever.
            log.exception("search_not_settled", computation=str(hold.id))
            self.services.database.act(lambda db: computations.end(db, hold, None, at=at, failed=True))


class _Lost(Exception):
    """Another worker took the search over."""


class _Stopped(Exception):
    """This process is told to end."""


class Inline(Computer):
    """The same in this process, without a child: for tests and scripts."""

    def _search(self, hold: Hold, method: Method) -> dict[str, Any]:
        stops = False

        def tell(progress: float, said: dict[str, Any], best: dict[str, Any] | None) -> None:
            nonlocal stops
            stops = self._report(hold, progress, said, best)

        found: dict[str, Any] = function(method.run)(hold.inputs, tell, lambda: stops)
        return found


def function(name: str) -> Callable[[dict[str, Any], Tell, Callable[[], bool]], dict[str, Any]]:
    """Return the function that "module:function" names."""
    module, _, attribute = name.partition(":")
    found: Callable[[dict[str, Any], Tell, Callable[[], bool]], dict[str, Any]] = getattr(
        importlib.import_module(module), attribute
    )
    return found


def run_child(name: str, inputs: dict[str, Any], there: Connection, stop: Event) -> None:
    """Run one search and say what it says; ends by itself when nobody listens any more."""
    os.nice(5)  # pages come first
    parent = os.getppid()
    last = 0.0

    def tell(progress: float, said: dict[str, Any], best: dict[str, Any] | None) -> None:
        nonlocal last
        if best is not None or monotonic() - last >= EVERY / 2:
            last = monotonic()
            there.send(("told", progress, said, best))

    try:
        found = function(name)(inputs, tell, lambda: stop.is_set() or os.getppid() != parent)
        there.send(("end", found))
    except (BrokenPipeError, EOFError):
        return
    except Exception as error:  # noqa: BLE001 - the other side writes it down
        there.send(("failed", f"{type(error).__name__}: {error}"))


def _received(here: Connection) -> tuple[Any, ...]:
    try:
        found: tuple[Any, ...] = here.recv()
    except EOFError:
        return ("failed", "the search ended without a word")
    return found
