"""Thirty-two people who save at once: what the application's own way of writing gives, and what plain transactions would."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session as Db

from app.db import Database
from app.domain import prototypes
from app.models.prototype import PrototypeDraft
from app.queries import prototypes as queries
from app.queries import sessions
from app.schemas.prototype import DraftIn
from bench.data import Filled
from bench.pages import draft

WRITERS: Final = 32
SLOW_DISK: Final = 0.003  # seconds that a flush takes on a disk of a cloud
Act = Callable[[Callable[[Db], Any]], Any]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many saves a second, the milliseconds that the slowest one in a hundred waited, the CPU milliseconds of one."""

    saves: float
    p99: float
    cpu: float
    lost: int


def race(database: Database, filled: Filled, act: Act, seconds: float) -> Rate:
    """Let every writer save the working copy of a team of its own, again and again, with every check; count what was lost."""
    waits: list[float] = []
    revisions: dict[Any, int] = {}
    start, at = threading.Barrier(WRITERS + 1), filled.people["organiser"].created_at
    ends: list[float] = []

    def write(team_id: Any, person: Any) -> None:
        with database.reading() as db:
            known = queries.draft_of(db, team_id)
            revision = known.revision if known else 0
        mine = []
        start.wait()
        while time.monotonic() < ends[0]:
            given = DraftIn.model_validate(draft(revision + 1))

            def unit(db: Db, given: DraftIn = given, revision: int = revision) -> PrototypeDraft:
                sessions.find(db, filled.secrets["member"], at=at)  # what every request does first
                team = queries.team_for_change(db, person, team_id)
                return prototypes.save_draft(db, person, team, given, revision=revision, at=at)

            began = time.perf_counter()
            revision = act(unit).revision
            mine.append(time.perf_counter() - began)
        waits.extend(mine)
        revisions[team_id] = revision

    people = _people(database, filled)
    threads = [threading.Thread(target=write, args=pair, daemon=True) for pair in people]
    for thread in threads:
        thread.start()
    ends.append(time.monotonic() + seconds)
    began, cpu = time.monotonic(), time.process_time()
    start.wait()
    for thread in threads:
        thread.join()
    taken, cpu = time.monotonic() - began, time.process_time() - cpu
    with database.reading() as db:
        lost = sum(queries.draft_of(db, team_id).revision != revision for team_id, revision in revisions.items())  # type: ignore[union-attr]
    return Rate(len(waits) / taken, 1000 * statistics.quantiles(waits, n=100)[98], 1000 * cpu / len(waits), lost)


def _people(database: Database, filled: Filled) -> list[tuple[Any, Any]]:
    from app.models.person import Person  # noqa: PLC0415 - used here only

    with database.reading() as db:
        return [(team, db.get_one(Person, person)) for team, person in filled.members[:WRITERS]]


def plain(database: Database) -> Act:
    """Return the other way: each writer its own transaction, and SQLite's own waiting for the lock."""

    def act(unit: Callable[[Db], Any]) -> Any:
        with Db(database.engine, expire_on_commit=False) as session, session.begin():
            return unit(session)

    return act


class SlowDisk:
    """Makes every commit as slow as a flush of a disk in a cloud."""

    def __init__(self, database: Database) -> None:
        self.engine = database.engine

    def _wait(self, _connection: Any) -> None:
        time.sleep(SLOW_DISK)

    def __enter__(self) -> None:
        sa.event.listen(self.engine, "commit", self._wait)

    def __exit__(self, *_error: object) -> None:
        sa.event.remove(self.engine, "commit", self._wait)
