"""Whole worlds to be asked hostile questions, and who asks them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from app.models.hackathon import Phase
from tests.conftest import _sql
from tests.full_world import Scene, build
from tests.world import World

# Who asks in which phase: an organiser may do most, the others have something of their own.
ASKERS: Final = {
    Phase.CALL: ("organiser", "applicant", "holder"),
    Phase.SPRINT: ("organiser", "member", "coach"),
    Phase.JURY: ("organiser", "juror", "member"),
    Phase.INCUBATION: ("organiser", "lead", "volunteer"),
}


@contextmanager
def whole_world(request: pytest.FixtureRequest, folder: Path, engine: str, phase: Phase) -> Iterator[Scene]:
    """Build a whole world in a phase, on an engine, in a database of its own."""
    name = f"scene_{uuid4().hex[:12]}"
    if engine == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, folder / f"{name}.sqlite3")
        url = f"sqlite:///{folder / name}.sqlite3"
    else:
        server = request.getfixturevalue("postgresql_server")
        _sql(server, f"CREATE DATABASE {name} TEMPLATE essaim_template STRATEGY file_copy")
        url = server.set(database=name).render_as_string(hide_password=False)
    world = World(url, folder)
    try:
        yield build(world, phase)
    finally:
        world.close()
        if engine != "sqlite":
            _sql(server, f"DROP DATABASE {name} WITH (FORCE)")
