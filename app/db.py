"""Storage: the one place that opens transactions and commits them.

Reading happens in sessions that cannot write. Changing happens in *units*, functions that take a session: `Database.act` runs
a unit in a write transaction and returns only after the commit. On SQLite one thread takes the units of a process first come
first served, several to a transaction, each in its own savepoint, so that one flush to the disk serves many (group commit).
On PostgreSQL a unit is the calling thread's own transaction, tried again when the server asks for it.
"""

import fcntl
import queue
import sqlite3
import threading
from collections.abc import Callable, Generator, Hashable, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session

from app.errors import BUSY, CONFLICT, FULL, Refused, refuse
from app.i18n import N_

T = TypeVar("T")

GROUP: Final = 64  # units that share one flush
WAITING: Final = 2000  # units that may wait before callers are told to come back
PATIENCE: Final = 30.0  # seconds that a caller waits for its unit
TRIES: Final = 6
LOOK: Final = 0.25  # seconds between two looks at the version on PostgreSQL
SERIALISATION: Final = {"40001", "40P01"}
LOCK_TIMEOUT: Final = {"55P03", "57014"}


def too_busy() -> Refused:
    return refuse(BUSY, N_("The service is very busy. Nothing was saved; try again in a moment."))


def conflict() -> Refused:
    return refuse(CONFLICT, N_("Somebody did the same thing at the same moment. Reload the page to see where things stand."))


@dataclass(slots=True)
class _Unit:
    run: Callable[[Session], Any]
    done: "Future[Any]"


class _Writer(threading.Thread):
    """The only thread of this process that writes to its SQLite file."""

    def __init__(self, engine: Engine, lock: Path | None, committed: Callable[[], None]) -> None:
        super().__init__(name="essaim-writer", daemon=True)
        self.engine, self.lock, self.committed = engine, lock, committed
        self.units: queue.Queue[_Unit | None] = queue.Queue(maxsize=WAITING)

    def submit(self, run: Callable[[Session], T]) -> "Future[T]":
        done: Future[T] = Future()
        try:
            self.units.put_nowait(_Unit(run, done))
        except queue.Full:
            raise too_busy() from None
        return done

    def stop(self) -> None:
        self.units.put(None)
        self.join(timeout=PATIENCE)

    def run(self) -> None:
        stopping = False
        while not stopping:
            unit = self.units.get()
            group: list[_Unit] = []
            while True:
                if unit is None:
                    stopping = True
                    break
                if unit.done.set_running_or_notify_cancel():
                    group.append(unit)
                if len(group) >= GROUP:
                    break
                try:
                    unit = self.units.get_nowait()
                except queue.Empty:
                    break
            if group:
                self._commit(group)

    def _commit(self, group: Sequence[_Unit]) -> None:
        """Run the units in one transaction; answer each only when all are on the disk."""
        outcomes: list[tuple[_Unit, Any, BaseException | None]] = []
        try:
            with _locked(self.lock), self.engine.connect() as connection, connection.begin():
                outcomes.extend((unit, *_run(unit.run, connection)) for unit in group)
        except BaseException as error:  # noqa: BLE001 - whatever happened, nobody's work was saved, and everybody must hear it
            for unit in group:
                unit.done.set_exception(_worded(error))
            return
        for unit, result, failure in outcomes:
            if failure is None:
                unit.done.set_result(result)
            else:
                unit.done.set_exception(_worded(failure))
        self.committed()


def _run(unit: Callable[[Session], T], connection: Connection) -> tuple[T | None, BaseException | None]:
    """Run one unit in a savepoint; a unit that fails leaves nothing behind and does not hurt the others."""
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        try:
            result = unit(session)
            session.commit()
        except Exception as error:
            session.rollback()
            if isinstance(error, DBAPIError) and "full" in str(error.orig):
                raise  # SQLite has already ended the whole transaction
            return None, error
        return result, None


@contextmanager
def _locked(path: Path | None) -> Generator[None]:
    """Hold the file that orders the writers of several processes; waiting on it is fair, SQLite's own wait is not."""
    if path is None:
        yield
        return
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _answered_meanwhile(error: DBAPIError) -> bool:
    """Tell whether the same request, sent twice at once, was carried out by the other one; the next try finds its outcome."""
    return getattr(getattr(error.orig, "diag", None), "table_name", None) == "answered"


def _worded(error: BaseException) -> BaseException:
    """Turn what the database says into what a person can be told."""
    if isinstance(error, IntegrityError):
        worded: BaseException = conflict()
    elif isinstance(error, OperationalError):
        reason = str(error.orig)
        if "full" in reason or "No space" in reason:
            worded = refuse(FULL, N_("The storage is full. Nothing was saved; the organisers have to make room."))
        else:
            worded = too_busy()
    else:
        return error
    worded.__cause__ = error
    return worded


class Reading(Session):
    """A session that only reads: it keeps every row that it has loaded, and what it was told, until it begins again."""

    def rollback(self) -> None:
        self.info.clear()
        super().rollback()


@event.listens_for(Reading, "loaded_as_persistent")
def _keep(session: Session, instance: object) -> None:
    # A row that nobody holds would be forgotten, and asked for again by the next guard.
    session.info.setdefault("kept", []).append(instance)


def remembered(db: Session, key: Hashable, question: Callable[[], T]) -> T:
    """Return the answer that a reading session has had before, else ask; a session that writes asks each time."""
    if not isinstance(db, Reading):
        return question()
    answers: dict[Hashable, T] = db.info.setdefault("answers", {})
    if key not in answers:
        answers[key] = question()
    return answers[key]


class Database:
    """The database of this process: sessions to read, units to write."""

    def __init__(self, url: str, *, readers: int = 8) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._listeners: list[Callable[[], None]] = []
        self._writer: _Writer | None = None
        self._starting = threading.Lock()
        self._watching = threading.Lock()
        self._watcher: sqlite3.Connection | None = None
        self._looked = float("-inf")
        self._seen: object = None
        if self.is_sqlite:
            self.reader = _sqlite_engine(self.url, readers, writes=False)
            self.engine = _sqlite_engine(self.url, 1, writes=True)
        else:
            options = "-c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000"
            self.engine = sa.create_engine(
                self.url, pool_pre_ping=True, pool_size=readers, max_overflow=readers, connect_args={"options": options}
            )
            self.reader = self.engine.execution_options(postgresql_readonly=True)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Open a session that sees one state of the data and cannot change it."""
        try:
            with Reading(self.reader, autoflush=False, expire_on_commit=False) as session:
                yield session
        except OperationalError as error:
            raise too_busy() from error

    def act(self, unit: Callable[[Session], T]) -> T:
        """Run a unit, commit, and return its result; if it raises, nothing of it remains.

        Raises what the unit raised, or `Refused` with `busy`, `conflict` or `storage_full` when the database said no.
        """
        if not self.is_sqlite:
            return self._own_transaction(unit)
        with self._starting:
            if self._writer is None or not self._writer.is_alive():
                self._writer = _Writer(self.engine, self._lock_path(), self._committed)
                self._writer.start()
        done = self._writer.submit(unit)
        try:
            return done.result(timeout=PATIENCE)
        except TimeoutError:
            if done.cancel():
                raise too_busy() from None
            return done.result()

    def _own_transaction(self, unit: Callable[[Session], T]) -> T:
        for attempt in range(TRIES):
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    result = unit(session)
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                if attempt < TRIES - 1 and (state in SERIALISATION or _answered_meanwhile(error)):
                    continue
                if state in LOCK_TIMEOUT or state in SERIALISATION or error.connection_invalidated:
                    raise too_busy() from error
                worded = _worded(error)
                if worded is error:
                    raise
                raise worded from error
            self._committed()
            return result
        raise AssertionError  # pragma: no cover - the last try returns or raises

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call a function after each commit of this process; it must be quick and must not raise."""
        self._listeners.append(listener)

    def _committed(self) -> None:
        for listener in self._listeners:
            listener()

    def version(self) -> object:
        """Return a value that changes whenever any process commits; on PostgreSQL at most a quarter of a second late."""
        with self._watching:
            if self.is_sqlite:
                if self._watcher is None:
                    self._watcher = sqlite3.connect(f"file:{self.url.database}?mode=ro", uri=True, check_same_thread=False)
                return self._watcher.execute("PRAGMA data_version").fetchone()[0]
            now = monotonic()
            if now - self._looked >= LOOK:
                with self.engine.connect() as connection:
                    self._seen = tuple(connection.exec_driver_sql("SELECT sum(seq), count(*) FROM stream").one())
                self._looked = now
            return self._seen

    def _lock_path(self) -> Path | None:
        name = self.url.database
        return Path(f"{name}.lock") if name and name != ":memory:" else None

    def close(self) -> None:
        """Finish what waits, then close every connection."""
        if self._writer is not None and self._writer.is_alive():
            self._writer.stop()
        if self._watcher is not None:
            self._watcher.close()
        self.reader.dispose()
        self.engine.dispose()


def _sqlite_engine(url: sa.URL, size: int, *, writes: bool) -> Engine:
    """Return an engine whose transactions begin as we say: at once for writing, late for reading."""
    overflow = 0 if writes else size * 2
    engine = sa.create_engine(url, pool_size=size, max_overflow=overflow, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own transactions get in the way of savepoints
        # SQLite's own knows the letters of English only, and people are called Élodie.
        connection.create_function("lower", 1, lambda text: text.lower() if isinstance(text, str) else text, deterministic=True)
        for pragma in (
            "busy_timeout = 20000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "cache_size = -16000",
            f"query_only = {'OFF' if writes else 'ON'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def savepoint(db: Session) -> Generator[None]:
    """Let a part of a unit fail and be undone without the rest of it."""
    with db.begin_nested():
        yield


def rows(db: Session, statement: sa.Executable, **values: object) -> Sequence[Row[Any]]:
    """Return what a statement finds, with values for what it leaves open, as plain rows: they cost a fifth of objects."""
    return db.connection().execute(statement, values).all()


def one_row(db: Session, statement: sa.Executable) -> Row[Any] | None:
    """Return the first row that a statement finds, or None."""
    return db.connection().execute(statement).first()


def count(db: Session, statement: sa.Select[Any]) -> int:
    """Return how many rows a statement would find."""
    return int(db.connection().execute(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())).scalar_one())
