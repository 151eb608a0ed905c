"""`essaim check`: what is wrong with this installation, in plain words, and what to do about each thing."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from app import mail, migrate
from app.config import Mode, Settings
from app.models.journal import Delivery, DeliveryState, Entry

LITTLE_SPACE: Final = 2_000_000_000  # bytes
NO_SPACE: Final = 200_000_000
DRIFT_SECONDS: Final = 5.0
KEY_LENGTH: Final = 32
OLDEST_POSTGRESQL: Final = 140000


class Grade(StrEnum):
    GOOD = "ok"
    ODD = "look"
    BAD = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it stands, and a sentence that says what to do when it is not well."""

    about: str
    grade: Grade
    sentence: str


def good(about: str, sentence: str) -> Finding:
    return Finding(about, Grade.GOOD, sentence)


def odd(about: str, sentence: str) -> Finding:
    return Finding(about, Grade.ODD, sentence)


def bad(about: str, sentence: str) -> Finding:
    return Finding(about, Grade.BAD, sentence)


def examine(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """Look at everything that an installation needs; one thing that is wrong does not hide the others."""
    for look in (_settings, _data_folder, _space, _key, _address, _mail):
        yield from _safely(look, settings)
    yield from _database(settings, at)


def _safely(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from look(settings)
    except OSError as error:
        name = getattr(look, "__name__", "check").strip("_").replace("_", " ")
        yield bad(name, f"Could not be looked at: {error.strerror or error}.")


def _settings(_settings: Settings) -> Iterator[Finding]:
    known = {f"ESSAIM_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("ESSAIM_") and name not in known)
    if unknown:
        yield odd("settings", f"Not a setting of Essaim, perhaps misspelt: {', '.join(unknown)}. See docs/settings.md.")
    else:
        yield good("settings", "Every ESSAIM_ variable is one that Essaim knows.")


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir.absolute()
    if not folder.is_dir():
        yield bad("data folder", f"{folder} does not exist. Create it, or set ESSAIM_DATA_DIR; `essaim migrate` also creates it.")
        return
    if folder.stat().st_mode & 0o077:
        yield odd("data folder", f"Other users of this machine can look into {folder}. Run: chmod 700 {folder}")
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield good("data folder", f"{folder} can be written to.")
    except OSError as error:
        yield bad("data folder", f"{folder} cannot be written to ({error.strerror}). Let the user that runs Essaim do so.")


def _space(settings: Settings) -> Iterator[Finding]:
    if not settings.data_dir.is_dir():
        return
    free = shutil.disk_usage(settings.data_dir).free
    words = f"{free / 1e9:.1f} GB are free where the data is."
    if free < NO_SPACE:
        yield bad("disk", f"{words} Make room now: nothing more will be saved soon.")
    elif free < LITTLE_SPACE:
        yield odd("disk", f"{words} Make room before the next event.")
    else:
        yield good("disk", words)


def _key(settings: Settings) -> Iterator[Finding]:
    path = settings.data_dir / "secret.key"
    if settings.secret_key is None and not path.exists():
        yield odd("key", "There is no key yet; it is made when the service starts for the first time.")
        return
    if len(settings.resolved_secret_key()) < KEY_LENGTH:
        yield bad("key", "The key is shorter than 32 characters. Take a longer one: openssl rand -hex 32.")
    elif settings.secret_key is None and path.stat().st_mode & 0o077:
        yield bad("key", f"Others can read {path}. Run: chmod 600 {path}")
    else:
        yield good("key", "The key is long enough and nobody else can read it.")


def _address(settings: Settings) -> Iterator[Finding]:
    if settings.mode is not Mode.PRODUCTION:
        yield good("address", f"{settings.url}, for {settings.mode}.")
    elif settings.base_url is None:
        yield bad(
            "address", "ESSAIM_BASE_URL is not set, so the links in mails lead to this machine. Set it to https://your.name."
        )
    elif not settings.secure:
        yield bad("address", f"{settings.url} is not https: sign-in cookies would travel in the open. Put TLS before it.")
    else:
        yield good("address", f"{settings.url} is what people see.")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url is None:
        words = f"No mail server is set; mails become files in {settings.data_dir / 'outbox'}."
        production = settings.mode is Mode.PRODUCTION
        yield bad("mail", f"{words} Nobody can sign in: set ESSAIM_SMTP_URL.") if production else good("mail", words)
        return
    try:
        with mail.connected(settings.smtp_url.get_secret_value()) as server:
            server.noop()
    except (OSError, ValueError) as error:
        yield bad("mail", f"The mail server does not take us: {type(error).__name__}: {error}. Check ESSAIM_SMTP_URL.")
        return
    yield good("mail", "The mail server answers and takes us in.")
    if settings.mail_from.rstrip(">").endswith("@localhost"):
        yield odd("sender", "ESSAIM_MAIL_FROM ends in @localhost; many servers refuse such mail. Use an address of your domain.")


def _database(settings: Settings, at: datetime) -> Iterator[Finding]:
    url = settings.resolved_database_url()
    made = sa.make_url(url)
    sqlite = made.get_backend_name() == "sqlite"
    if sqlite and not Path(made.database or "").is_file():
        yield bad("database", f"There is no database at {made.database} yet. Run: essaim migrate")
        return
    try:
        here, newest = migrate.state(url)
        if here != newest:
            yield bad("tables", f"The tables are at {here or 'nothing'}, this version wants {newest}. Run: essaim migrate")
            return
        yield good("tables", f"The tables are those of this version ({here}).")
        if differences := migrate.drift(url):
            yield bad("tables", f"{len(differences)} difference(s) between tables and version, such as {differences[0]}.")
        engine = sa.create_engine(url)
        try:
            with Session(engine) as db:
                yield from (_sqlite(db) if sqlite else _postgresql(db, at))
                yield from _contents(db, at)
        finally:
            engine.dispose()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield bad("database", f"The database does not answer: {reason}. Check ESSAIM_DATABASE_URL and that the server runs.")


def _sqlite(db: Session) -> Iterator[Finding]:
    verdict = db.connection().exec_driver_sql("PRAGMA quick_check").scalar_one()
    mode = db.connection().exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if verdict != "ok":
        yield bad("database", f"The file is damaged ({verdict}). Stop the service and restore the last backup.")
    elif mode not in {"wal", "delete"}:
        yield odd("database", f"The file is in journal mode {mode}; start the service once to set it right.")
    else:
        yield good("database", "The SQLite file is sound.")


def _postgresql(db: Session, at: datetime) -> Iterator[Finding]:
    version = int(db.connection().exec_driver_sql("SHOW server_version_num").scalar_one())
    encoding = db.connection().exec_driver_sql("SHOW server_encoding").scalar_one()
    there = db.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    if version < OLDEST_POSTGRESQL:
        yield bad("database", f"PostgreSQL {version // 10000} is too old; 14 or newer is needed.")
    elif encoding != "UTF8":
        yield bad("database", f"The database is in {encoding}; create it with ENCODING 'UTF8'.")
    else:
        yield good("database", f"PostgreSQL {version // 10000} answers.")
    apart = abs((there.astimezone(UTC) - at).total_seconds())
    if apart > DRIFT_SECONDS:
        yield bad("clock", f"This clock and the database's are {apart:.0f} s apart. Switch time synchronisation on.")


def _contents(db: Session, at: datetime) -> Iterator[Finding]:
    last = db.exec(select(func.max(Entry.at))).one()
    if last is not None and (ahead := (last - at).total_seconds()) > DRIFT_SECONDS:
        yield bad("clock", f"The journal's last entry is {ahead:.0f} s in the future: this clock was set back. Set it right.")
    else:
        yield good("clock", "The clock agrees with the journal.")
    dead = db.exec(select(func.count()).select_from(Delivery).where(col(Delivery.state) == DeliveryState.DEAD)).one()
    if dead:
        yield odd("mails", f"{dead} mail(s) were given up. See `essaim worker --dead`; docs/operation.md says what to do.")
