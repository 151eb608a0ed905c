"""Real services for the journeys: one process on SQLite; on PostgreSQL two web processes and a worker."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.journeys.live import Service


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_url: str) -> Iterator[Service]:
    with Service(tmp_path, sqlite_url) as service:
        yield service


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql_server: sa.URL) -> Iterator[Service]:
    name = f"journey_{uuid4().hex[:10]}"
    engine = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE essaim_template")
    engine.dispose()
    url = postgresql_server.set(database=name).render_as_string(hide_password=False)
    with Service(tmp_path, url, web=2, worker=True) as service:
        yield service


@pytest.fixture(params=["on_sqlite", "on_postgresql"])
def service(request: pytest.FixtureRequest) -> Service:
    """The service as it is run, in each of the two ways."""
    found: Service = request.getfixturevalue(request.param)
    return found
