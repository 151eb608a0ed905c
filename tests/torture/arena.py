"""Where races are made on purpose: threads that meet at the worst moment, and ways to take a mechanism away.

A race that depends on luck proves nothing. Here every unit waits, just before its first write, for the others of its race
(`Crossing`). With the mechanism in place the others cannot come, because they queue for the lock or for the writer, and the
wait runs out. With the mechanism taken away all of them have done their checks by then, and the harm is certain.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlmodel import Session as Db

from app.db import _worded
from app.domain import journal
from app.errors import Refused
from tests.world import World

T = TypeVar("T")

PATIENCE: Final = 0.04  # seconds that a unit waits for the others where they cannot come
LONG_PATIENCE: Final = 0.6  # … where they will, on a busy machine
JOIN: Final = 60.0
WRITES: Final = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one caller was told: a value that was acknowledged, or the code of a refusal."""

    value: Any = None
    refusal: str | None = None

    @property
    def acknowledged(self) -> bool:
        return self.refusal is None


class Crossing:
    """A point where so many threads wait for each other once, for a while at most; then it stays open."""

    def __init__(self, parties: int, patience: float) -> None:
        self._missing, self._patience = parties, patience
        self._counting, self._everybody = threading.Lock(), threading.Event()
        self.somebody = threading.Event()
        # Set when the first of the callers has its answer.
        self.first_answered = threading.Event()

    def arrive(self) -> None:
        self.somebody.set()
        with self._counting:
            self._missing -= 1
            if self._missing <= 0:
                self._everybody.set()
        self._everybody.wait(self._patience)


class Arena:
    """A world whose units meet; `unlocked`, `own_index` … say which mechanism is missing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.patience = PATIENCE
        # Which of the callers goes ahead: the others begin when it is about to write, so that what they read is about to change.
        self.leader: int | None = None
        self.crossing = Crossing(1, 0)
        self.where: tuple[str, ...] = WRITES
        self.recording = threading.local()
        self.caller = threading.local()

    def together(self, *calls: Callable[[], Any], where: tuple[str, ...] = WRITES) -> list[Outcome]:
        """Run the calls at the same time, each in a thread; a failure that is not a refusal is raised here.

        They meet before their first statement that begins with one of the words of `where`.
        """
        self.crossing = crossing = Crossing(len(calls), self.patience)
        self.where = where
        leader = None if self.leader is None else self.leader % len(calls)
        start, outcomes, failures = threading.Barrier(len(calls)), [Outcome()] * len(calls), []

        def run(number: int, call: Callable[[], Any]) -> None:
            start.wait(JOIN)
            self.caller.number = number
            if leader not in {None, number}:
                self.crossing.somebody.wait(LONG_PATIENCE)
            try:
                outcomes[number] = Outcome(call())
            except Refused as error:
                outcomes[number] = Outcome(refusal=error.refusal.code)
            except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
                failures.append(error)
            if number == 0:
                crossing.first_answered.set()

        threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(JOIN)
            assert not thread.is_alive(), "a caller never got an answer"
        self.crossing = Crossing(1, 0)
        if failures:
            raise failures[0]
        return outcomes

    def units(self, *units: Callable[[Db], Any], where: tuple[str, ...] = WRITES) -> list[Outcome]:
        """Run units at the same time through the application's own way of writing."""
        return self.together(*(lambda unit=unit: self.world.act(unit) for unit in units), where=where)

    def before_write(self, statement: str) -> None:
        if statement.startswith(self.where) and not getattr(self.recording, "now", False):
            self.crossing.arrive()


@contextmanager
def arena_of(world: World) -> Iterator[Arena]:
    """Make the units of a world meet before their first write."""
    arena, engine = Arena(world), world.database.engine

    def meet(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        arena.before_write(statement)

    sa.event.listen(engine, "before_cursor_execute", meet)
    try:
        yield arena
    finally:
        sa.event.remove(engine, "before_cursor_execute", meet)


# Sabotage: each takes one mechanism away for as long as the block lasts.

Sabotage = Callable[[Arena], Any]


@contextmanager
def without_lock(arena: Arena) -> Iterator[None]:
    """Take away the lock under which units check: PostgreSQL gets no FOR UPDATE, SQLite no transaction and no single writer.

    The journal itself still takes its turns, the first caller first, so that the chain is not what stops the race and the
    others write on what is no longer so.
    """
    arena.patience = LONG_PATIENCE
    database, original, turn = arena.world.database, journal.record, threading.RLock()

    def record(*args: Any, **facts: Any) -> Any:
        arena.before_write("INSERT")  # an act that only records meets the others here
        if getattr(arena.caller, "number", 0):
            arena.crossing.first_answered.wait(LONG_PATIENCE)
        with turn if database.is_sqlite else _nothing():
            arena.recording.now = True
            try:
                return original(*args, **facts)
            finally:
                arena.recording.now = False

    with ExitStack() as stack:
        stack.enter_context(_replaced(journal, "record", record))
        stack.enter_context(_loose_sqlite(arena) if database.is_sqlite else _stripped(arena))
        try:
            yield
        finally:
            arena.patience = PATIENCE


@contextmanager
def _stripped(arena: Arena) -> Iterator[None]:
    engine = arena.world.database.engine

    def strip(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
        if not getattr(arena.recording, "now", False):
            statement = statement.replace(" FOR UPDATE", "")
        return statement, parameters

    sa.event.listen(engine, "before_cursor_execute", strip, retval=True)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", strip)


@contextmanager
def _loose_sqlite(arena: Arena) -> Iterator[None]:
    """Let every thread write to the file by itself, each statement on its own."""
    database = arena.world.database
    engine = sa.create_engine(database.url, poolclass=sa.pool.NullPool)

    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout = 20000")
        connection.execute("PRAGMA foreign_keys = ON")

    sa.event.listen(engine, "connect", connect)
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_: arena.before_write(statement))

    def act(unit: Callable[[Db], T]) -> T:
        try:
            with Db(engine, expire_on_commit=False) as session:
                result = unit(session)
                session.commit()
        except sa.exc.DBAPIError as error:
            raise _worded(error) from error
        database._committed()
        return result

    with _replaced(database, "act", act):
        try:
            yield
        finally:
            engine.dispose()


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = owner.__dict__.get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if before is None:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def without_lock_and_index(table: Any, name: str) -> Sabotage:
    """Return the sabotage that also drops a unique index, which has the last word where the lock fails."""
    index = next(index for index in table.__table__.indexes if index.name == name)

    @contextmanager
    def sabotage(arena: Arena) -> Iterator[None]:
        engine = arena.world.database.engine
        with engine.begin() as connection:
            index.drop(connection)
        try:
            with without_lock(arena):
                yield
        finally:
            with engine.begin() as connection:
                connection.execute(table.__table__.delete())
                index.create(connection)

    return sabotage


def replaced(owner: Any, name: str, value: Any) -> Sabotage:
    """Return the sabotage that puts a careless function in the place of a careful one."""

    @contextmanager
    def sabotage(_arena: Arena) -> Iterator[None]:
        with _replaced(owner, name, value):
            yield

    return sabotage
