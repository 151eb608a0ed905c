"""Backup and restore: one archive holds a consistent picture of the tables, the files and the key, whatever the engine.

The archive (tar, gzip) holds `tables/<table>.jsonl`, one JSON object per row, read in one transaction that sees one state;
`files/…`, read after the tables so that every file that a row names is there; `secret.key`; and `manifest.json`, written last,
with the fingerprint of each part. A backup of SQLite restores into PostgreSQL and the other way round.
"""

import base64
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from app import migrate
from app.config import Settings
from app.domain import journal
from app.models import metadata

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEY: Final = "secret.key"
BATCH: Final = 500


class BackupError(Exception):
    """The archive or the place to restore to is not what it should be; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an archive holds."""

    rows: int
    files: int
    made_at: str
    revision: str


# reading


def back_up(settings: Settings, target: Path, *, at: datetime) -> Summary:
    """Write the archive, whole or not at all; the service may go on meanwhile. Raises BackupError when nothing can be saved."""
    url = settings.resolved_database_url()
    here, newest = migrate.state(url)
    if here is None or here != newest:
        raise BackupError(f"The tables are at {here or 'nothing'} and this version knows {newest}. Run essaim migrate first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.tmp")
    parts: dict[str, str] = {}
    counts: dict[str, int] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="essaim-backup-") as scratch, tarfile.open(fresh, "w:gz", compresslevel=6) as tar:
            fresh.chmod(0o600)
            with _snapshot(url) as connection:
                for table in metadata.sorted_tables:
                    part = Path(scratch) / f"{table.name}.jsonl"
                    counts[str(table.name)] = _write_rows(connection, table, part)
                    parts[f"tables/{table.name}.jsonl"] = _add(tar, part, f"tables/{table.name}.jsonl")
                    part.unlink()
            for path in _files(settings.data_dir):
                name = path.relative_to(settings.data_dir).as_posix()
                parts[name] = _add(tar, path, name)
            manifest = {"format": FORMAT, "made_at": at.isoformat(), "revision": here, "rows": counts, "parts": parts}
            part = Path(scratch) / MANIFEST
            part.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
            _add(tar, part, MANIFEST)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.rename(target)
    finally:
        fresh.unlink(missing_ok=True)
    return _summary(manifest)


@contextmanager
def _snapshot(url: str) -> Generator[sa.Connection]:
    """Open a connection that sees one state of the data until it is closed."""
    engine = sa.create_engine(url, poolclass=NullPool)
    try:
        if engine.dialect.name == "sqlite":

            @event.listens_for(engine, "connect")
            def _connect(connection: Any, _record: Any) -> None:
                connection.isolation_level = None
                connection.execute("PRAGMA query_only = ON")

            @event.listens_for(engine, "begin")
            def _begin(connection: sa.Connection) -> None:
                connection.exec_driver_sql("BEGIN")
        else:
            engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _write_rows(connection: sa.Connection, table: sa.Table, part: Path) -> int:
    count = 0
    found = connection.execution_options(stream_results=True, yield_per=BATCH).execute(
        sa.select(table).order_by(*table.primary_key.columns)
    )
    with part.open("wb") as file:
        for row in found.mappings():
            file.write(orjson.dumps({str(name): _plain(value) for name, value in row.items()}, default=str) + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in (folder / "files").rglob("*") if path.is_file() and not path.name.endswith(".tmp"))
    if (folder / KEY).is_file():
        yield folder / KEY


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        entry = tar.gettarinfo(arcname=name, fileobj=file)
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mode = 0o600
        tar.addfile(entry, file)
    return digest


# restoring


def restore(settings: Settings, archive: Path) -> Summary:
    """Bring the archive's data into an empty place, checked before and after. Raises BackupError."""
    _, flaws = verify(archive)
    if flaws:
        raise BackupError("The backup is not sound: " + "; ".join(flaws[:5]))
    with _opened(archive) as (folder, manifest):
        url = settings.resolved_database_url()
        _refuse_taken(settings, folder)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate.migrate(url)
        _load(url, folder, manifest)
        for part in manifest["parts"]:
            if not part.startswith("tables/"):
                target = settings.data_dir / part
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / part, target)
                target.chmod(0o600)
        if flaws := list(examine(url, settings.data_dir, manifest)):
            raise BackupError("The restored data is not what was saved: " + "; ".join(flaws[:5]))
        return _summary(manifest)


def verify(archive: Path) -> tuple[Summary, list[str]]:
    """Restore into a temporary place and check everything there; return what is wrong with it."""
    with _opened(archive) as (folder, manifest):
        url = f"sqlite:///{folder / 'verify.sqlite3'}"
        migrate.migrate(url)
        _load(url, folder, manifest)
        return _summary(manifest), list(examine(url, folder, manifest))


@contextmanager
def _opened(archive: Path) -> Generator[tuple[Path, dict[str, Any]]]:
    """Unpack an archive into a temporary folder and check the fingerprint of each of its parts."""
    with tempfile.TemporaryDirectory(prefix="essaim-restore-") as scratch:
        folder = Path(scratch)
        try:
            with tarfile.open(archive, "r:gz") as tar:
                tar.extractall(folder, filter="data")
            manifest: dict[str, Any] = orjson.loads((folder / MANIFEST).read_bytes())
        except (OSError, EOFError, tarfile.TarError, ValueError) as error:
            raise BackupError(f"{archive} is not a whole backup of Essaim ({error}).") from error
        if manifest["format"] != FORMAT:
            raise BackupError(f"{archive} is in format {manifest['format']}; this version reads {FORMAT}.")
        for name, expected in manifest["parts"].items():
            path = folder / name
            if not path.is_file() or _digest(path) != expected:
                raise BackupError(f"{archive} is damaged: {name} is not what was saved.")
        newest = migrate.newest()
        if manifest["revision"] != newest:
            raise BackupError(
                f"This backup has the tables of {manifest['revision']}, this version those of {newest}. "
                "Restore it with the version that made it, then run essaim migrate with this one."
            )
        yield folder, manifest


def _refuse_taken(settings: Settings, folder: Path) -> None:
    """Raise BackupError unless there is nothing yet that a restore could overwrite."""
    url = settings.resolved_database_url()
    made = sa.make_url(url)
    if made.get_backend_name() != "sqlite" or Path(made.database or "").exists():
        engine = sa.create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            present = set(sa.inspect(connection).get_table_names())
            for table in (metadata.tables["person"], metadata.tables["journal_entry"]):
                if table.name in present and connection.execute(sa.select(table.c.id).limit(1)).first():
                    raise BackupError("The database is not empty. Restore into an empty one, so that nothing is overwritten.")
        engine.dispose()
    here, saved = settings.data_dir / KEY, folder / KEY
    if here.exists() and saved.exists() and here.read_bytes() != saved.read_bytes():
        raise BackupError(f"{here} is another key than the backup's. Move it away first.")


def _load(url: str, folder: Path, manifest: dict[str, Any]) -> None:
    """Fill the tables in one transaction."""
    engine = sa.create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())  # what the migrations themselves put there
            for table in metadata.sorted_tables:
                path = folder / "tables" / f"{table.name}.jsonl"
                if table.name not in manifest["rows"]:
                    raise BackupError(f"The backup has no table {table.name}.")
                with path.open("rb") as file:
                    rows = (_typed(table, orjson.loads(line)) for line in file)
                    for batch in _batches(_parents_first(table, rows)):
                        connection.execute(table.insert(), batch)
    finally:
        engine.dispose()


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value) for name, value in row.items()}


def _value(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if value is None or isinstance(kind, sa.JSON):
        return value
    if isinstance(kind, sa.Uuid):
        return UUID(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(getattr(kind, "impl", kind), sa.DateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    return base64.b64decode(value) if isinstance(kind, sa.LargeBinary) else value


def _parents_first(table: sa.Table, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Return the rows so that one that refers to another of its table comes after it."""
    own = [c.name for c in table.columns for key in c.foreign_keys if key.column.table is table]
    if not own:
        return rows
    waiting, placed, ordered = list(rows), set(), []
    while waiting:
        ready = [row for row in waiting if all(row[name] is None or row[name] in placed for name in own)]
        if not ready:
            raise BackupError(f"Rows of {table.name} refer to each other in a circle.")
        ordered += ready
        placed |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in placed]
    return ordered


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def examine(url: str, folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Name everything in restored data that is not as it was saved: counts, references, journal, files."""
    engine = sa.create_engine(url, poolclass=NullPool)
    try:
        with Session(engine) as db:
            for name, expected in manifest["rows"].items():
                count = db.connection().execute(sa.select(sa.func.count()).select_from(metadata.tables[name])).scalar_one()
                if count != expected:
                    yield f"{name} has {count} rows, {expected} were saved"
            if engine.dialect.name == "sqlite":
                for row in db.connection().exec_driver_sql("PRAGMA foreign_key_check").all():
                    yield f"a row of {row[0]} refers to a row of {row[2]} that does not exist"
            for flaw in journal.verify(db):
                yield f"journal {flaw.stream_id}, entry {flaw.seq}: {flaw.reason}"
            stored = metadata.tables["stored_file"]
            wanted = db.connection().execute(sa.select(stored.c.sha256).where(stored.c.removed_at.is_(None)).distinct()).scalars()
            present = {path.name: path for path in (folder / "files").rglob("*") if path.is_file()}
            for sha256 in wanted:
                if sha256 not in present:
                    yield f"the file {sha256[:12]}… that a team handed in is missing"
                elif _digest(present[sha256]) != sha256:
                    yield f"the file {sha256[:12]}… is not what its name says"
    finally:
        engine.dispose()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _summary(manifest: dict[str, Any]) -> Summary:
    files = sum(1 for part in manifest["parts"] if part.startswith("files/"))
    return Summary(sum(manifest["rows"].values()), files, manifest["made_at"], manifest["revision"])
