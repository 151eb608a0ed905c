"""One database for each engine and module: races and crashes play many rounds in the same world, as a real day does."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.conftest import ENGINES, _sql
from tests.torture.arena import Arena, arena_of
from tests.world import World


@pytest.fixture(scope="module", params=ENGINES)
def lasting_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database on each engine in turn, kept for the whole module."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("torture") / "essaim.sqlite3"
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    server: sa.URL = request.getfixturevalue("postgresql_server")
    name = f"torture_{uuid4().hex[:12]}"
    _sql(server, f"CREATE DATABASE {name} TEMPLATE essaim_template STRATEGY file_copy")
    yield server.set(database=name).render_as_string(hide_password=False)
    _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def lasting_world(lasting_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(lasting_url, tmp_path_factory.mktemp("data"))
    yield made
    made.close()


@pytest.fixture
def arena(lasting_world: World) -> Iterator[Arena]:
    with arena_of(lasting_world) as made:
        yield made
