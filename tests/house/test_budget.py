"""S4, S5, S12: what a page may ask of the database and send, without any clock: the same on every machine.

Twice the teams and people must not mean more queries, and no query that a list asks may read a whole table.
"""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.routing import Match
from starlette.types import Scope

from app.config import Mode, Settings
from app.db import Database
from app.main import create_app
from app.models import metadata
from app.web.cache import ReadyBytes
from app.web.router import GuardedRoute
from app.web.services import Services
from bench.asgi import Answer, Ask, Queries, call
from bench.data import Filled, fill
from bench.pages import Make, Pages, Saves
from tests.world import START

# The most queries a page or save may ask, and the most KB its answer may have, for a small event. Lower them when you can.
BUDGET = {
    "gallery": (6, 30),
    "hackathons": (2, 20),
    "hackathon": (6, 60),
    "solution": (3, 25),
    "results": (5, 40),
    "json list": (5, 30),
    "team room": (9, 30),
    "prototype": (7, 30),
    "juror's list": (7, 30),
    "sheet": (19, 40),
    "organiser's home": (9, 30),
    "applications": (8, 40),
    "compose teams": (15, 80),
    "my space": (6, 30),
    "juror's autosave": (35, 2),
    "draft save": (30, 6),
}
# Tables that may be read whole: a page shows all of what is in them, or they never have more than a handful of rows.
SMALL = {"programme", "hackathon", "publication", "charter"}
# The gallery counts every published solution, of which award is the list; pages of 20,000 (S7) will want a count that is kept.
COUNTED = {"award"}


@dataclass
class Filling:
    """An application with so many teams."""

    app: FastAPI
    database: Database
    filled: Filled

    @cached_property
    def asks(self) -> dict[str, Make]:
        pages, saves = Pages(self.app, self.filled), Saves(self.filled)
        made = {name: pages.get(path, part) for name, (path, part) in pages.paths().items()}
        return made | {"juror's autosave": saves.sheet(), "draft save": saves.draft()}


def filling(template: Path, folder: Path, teams: int) -> Iterator[Filling]:
    shutil.copy(template, folder / "budget.sqlite3")
    database = Database(f"sqlite:///{folder / 'budget.sqlite3'}")
    settings = Settings(mode=Mode.DEVELOPMENT, data_dir=folder, base_url="http://testserver", log_level="error")
    app = create_app(Services(settings, database, key=b"k" * 32, clock=lambda: START))
    yield Filling(app, database, fill(database, START, teams=teams, people=teams * 5))
    database.close()


@pytest.fixture(scope="module")
def small(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filling]:
    yield from filling(sqlite_template, tmp_path_factory.mktemp("small"), 10)


@pytest.fixture(scope="module")
def large(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filling]:
    yield from filling(sqlite_template, tmp_path_factory.mktemp("large"), 20)


def forget_ready_pages(app: FastAPI) -> None:
    """Empty what is kept ready, so that a page asks what it asks whatever was opened before."""
    layer: Any = app.middleware_stack
    while layer is not None and not isinstance(layer, ReadyBytes):
        layer = getattr(layer, "app", None)
    if layer is not None:
        layer.kept.clear()


def asked(given: Filling, name: str) -> tuple[Queries, Answer]:
    make = given.asks[name]
    forget_ready_pages(given.app)
    with Queries(given.database) as queries:
        answer = asyncio.run(call(given.app, make()))
    assert answer.status == 200, answer.body[:400]
    return queries, answer


@pytest.mark.parametrize("name", BUDGET)
def test_a_page_keeps_to_its_budget(small: Filling, name: str):
    queries, answer = asked(small, name)
    most, kilobytes = BUDGET[name]
    said = [statement.replace("\n", " ")[-160:] for statement, _ in queries.statements]
    assert len(queries.statements) <= most, "\n".join(said)
    assert len(answer.body) <= kilobytes * 1000


@pytest.mark.parametrize("name", [name for name in BUDGET if "save" not in name])
def test_twice_the_people_ask_no_more(small: Filling, large: Filling, name: str):
    assert len(asked(large, name)[0].statements) <= len(asked(small, name)[0].statements)


@pytest.mark.parametrize("name", BUDGET)
def test_nothing_reads_a_whole_table(small: Filling, name: str):
    """Sabotage: drop an index that a page uses, and its query is named here."""
    queries, _ = asked(small, name)
    guilty = set()
    with small.database.reader.connect() as connection:
        for statement, parameters in queries.statements:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                words = row.detail.split()
                if words[0] == "SCAN" and "USING" not in words and words[1] in set(metadata.tables) - SMALL - COUNTED:
                    guilty.add(f"{row.detail}: {statement[-200:]}")
    assert guilty == set()


@pytest.mark.parametrize("path", ["/hackathons", "/api/v1/hackathons", "/nothing-here"])
def test_few_routes_are_asked_whether_they_are_meant(small: Filling, path: str):
    """S12. Of four hundred routes a request asks those of a few rooms. Tried: without `Router.matches`, it asks 370 of them."""
    asked_routes = []
    matches = GuardedRoute.matches

    def count(route: GuardedRoute, scope: Scope) -> tuple[Match, Scope]:
        asked_routes.append(route.path)
        return matches(route, scope)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GuardedRoute, "matches", count)
        asyncio.run(call(small.app, Ask(path)))
    assert len(asked_routes) <= 60, asked_routes


def test_the_budget_check_sees_a_scan(small: Filling):
    """The check above is not blind: a question that no index answers is a SCAN."""
    with small.database.reader.connect() as connection:
        plan = connection.execute(sa.text("EXPLAIN QUERY PLAN SELECT * FROM prototype WHERE content = 'x'")).all()
    assert plan[0].detail == "SCAN prototype"
