"""Bring a database to the tables of this version, on both engines, by one process at a time."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.pool import NullPool

from app.models import metadata

FOLDER: Final = Path(__file__).parent.parent / "migrations"
LOCK: Final = 7_041_986


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _connect(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            connection.isolation_level = None
            # A table rebuilt while foreign keys are on would delete its children without a word.
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA busy_timeout = 60000")

        @event.listens_for(engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def migrate(url: str, revision: str = "head", *, down: bool = False) -> None:
    """Upgrade (or downgrade) to a revision; a second process waits until the first is done."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            config = _config(connection)
            (command.downgrade if down else command.upgrade)(config, revision)
            if engine.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"Rows without the row that they refer to: {broken[:5]}")
    finally:
        engine.dispose()


def state(url: str) -> tuple[str | None, str | None]:
    """Return the revision of the database and the newest one that we know."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
            return here, ScriptDirectory.from_config(_config(connection)).get_current_head()
    finally:
        engine.dispose()


def newest() -> str | None:
    """Return the newest revision that this version knows."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(config).get_current_head()


def drift(url: str) -> list[object]:
    """Return the differences between the tables of the database and the models; none when all is well."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()
