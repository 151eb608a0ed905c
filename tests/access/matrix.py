"""The matrix: every route × everybody × own / neighbour's / another hackathon's / nothing, in one phase."""

import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import Any
from zlib import crc32

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.errors import Refusal
from app.models import metadata
from app.models.hackathon import Phase
from app.web import handlers
from app.web.page import ENV
from tests.access.bodies import Bodies
from tests.access.driver import Answer, Driver
from tests.access.jury_states import STATES
from tests.access.routes import Way, ways
from tests.full_world import CAST, PLACES, Scene, build
from tests.world import World

# Which quarter is asked of what is sampled.
SAMPLE = int(os.environ.get("ESSAIM_TEST_SAMPLE", "0"))
CANARY = re.compile(rb"canary[-a-z0-9_]*", re.I)
# What is not there is not there for anybody: a few of the cast stand for all.
FEW = ("visitor", "stranger", "member", "organiser", "programme_lead")
# In these phases every place is asked, in the others what is one's own (and what has no place is not asked again).
WHOLE: set[str] = {Phase.SPRINT, Phase.INCUBATION}
# A developer's or a demonstration's own pages, which do not exist in production.
NOT_IN_PRODUCTION = re.compile(r"^/(outbox|styleguide|demo)\b")


@dataclass(frozen=True, slots=True)
class Cell:
    """One question to the application, and what it answered."""

    way: Way
    place: str
    who: str
    # A phase, or a state of a jury.
    moment: str
    path: str
    answer: Answer

    @property
    def verdict(self) -> str:
        """`out`: refused. `in`: done or shown, or told what is wrong with what was sent. `broken`: our mistake."""
        status = self.answer.status
        if status >= 500:
            return "broken"
        if status in {401, 403, 404, 405, 409} or (status == 303 and self.answer.location.startswith("/sign-in?")):
            return "out"
        return "in"

    @property
    def canaries(self) -> set[str]:
        return {found.decode() for found in CANARY.findall(self.answer.body)}

    def __str__(self) -> str:
        return f"{self.moment} {self.way.key} [{self.place}] {self.who}: {self.answer.status}"


def plainly(_request: Request, refusal: Refusal) -> Response:
    """Answer an error with its words alone."""
    return PlainTextResponse(f"{refusal.code} {refusal.message} {refusal.params}", refusal.status)


@dataclass
class Walk:
    """The world of one phase, or of one state of a jury, and the questions asked in it."""

    folder: Path
    template: Path
    moment: str
    only: re.Pattern[str] = re.compile("")
    whole: bool = True
    cells: int = 0
    changed: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        structlog.configure(processors=[self._hear])
        self.file = self.folder / "essaim.sqlite3"
        copy(self.template, self.file)
        ENV.auto_reload = False  # a look at every template's file for every page is a third of the time
        # Thousands of refusals: their words count, not the frame around them (which test_quiet.py looks at).
        self.frame, handlers.error_page = handlers.error_page, plainly
        self.world = World(f"sqlite:///{self.file}", self.folder)
        state = STATES.get(self.moment)
        self.phase = state.phase if state else Phase(self.moment)
        self.scene: Scene = build(self.world, self.phase)
        if state:
            self.world.act(lambda db: state.arrange(db, self.scene))
        self.driver = Driver(self.world.app)
        self.ways = [way for way in ways(self.world.app) if not NOT_IN_PRODUCTION.match(way.path)]
        self.watch = sqlite3.connect(self.file)
        self.watch.execute("PRAGMA synchronous = OFF")
        self.saved = sqlite3.connect(self.folder / "saved.sqlite3")
        self.watch.backup(self.saved)
        self.first = self.fingerprint()
        self.bodies = Bodies(self.scene, self.ways, self.world.app.openapi())

    def _hear(self, _logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
        """Keep what is logged, to look for canaries in it; printing the trace of an error would take a second."""
        self.log.append(str({**event, "exc_info": repr(event.get("exc_info"))}))
        raise structlog.DropEvent

    def headers(self, who: str) -> dict[str, str]:
        same = {"sec-fetch-site": "same-origin"}
        return same if who == "visitor" else same | {"cookie": f"essaim-session={self.scene.secrets[who]}"}

    def version(self) -> int:
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def fingerprint(self) -> str:
        """Return a digest of every row of every table."""
        digest = sha256()
        for table in metadata.sorted_tables:
            for row in sorted(map(str, self.watch.execute(f'SELECT * FROM "{table.name}"'))):
                digest.update(f"{table.name} {row}\n".encode())
        return digest.hexdigest()

    def restore(self) -> None:
        """Bring the world back to where it began."""
        self.saved.backup(self.watch)
        self.seen = self.version()

    def questions(self) -> Iterator[tuple[Way, str, str, str]]:
        """Return route, place, person and address of every cell: first what is read, where the forms are found."""
        places = PLACES if self.moment in WHOLE else PLACES[:1]
        for way in sorted(self.ways, key=lambda way: not way.safe):
            if not self.only.search(way.key) or (not way.placed and self.moment not in WHOLE):
                continue
            asked: set[str] = set()
            for place in places if way.placed else PLACES[:1]:
                path = self.scene.path(way.path, place)
                if path is None or path in asked:
                    continue
                asked.add(path)
                for who in FEW if place == "none" else CAST:
                    if self.whole or self._kept(way, place, who):
                        yield way, place, who, path

    def _kept(self, way: Way, place: str, who: str) -> bool:
        """Tell whether a cell is of the sample: what is one's own in the sprint, and all pages, where forms are found."""
        if (self.moment == Phase.SPRINT and place == "own") or (way.safe and not way.api):
            return True
        return crc32(f"{way.key} {place} {who} {self.moment}".encode()) % 4 == SAMPLE % 4

    def cells_of(self) -> Iterator[Cell]:
        """Ask every question; what an answer changed is noted, then undone."""
        self.seen = self.version()
        for way, place, who, path in self.questions():
            headers, body = ({}, b"") if way.safe else self.bodies.of(way, place)
            answer = self.driver.ask(way.method, path, self.headers(who) | headers, body)
            self.cells += 1
            cell = Cell(way, place, who, self.moment, path, answer)
            if way.safe and not way.api and answer.status == 200:
                self.bodies.learn(answer.body)
            if self.version() != self.seen:
                if self.fingerprint() != self.first:
                    if way.safe or cell.verdict != "in":
                        self.changed.append(f"{cell} changed the data")
                    self.restore()
                self.seen = self.version()
            yield cell

    def close(self) -> None:
        structlog.reset_defaults()
        ENV.auto_reload = True
        handlers.error_page = self.frame
        self.driver.close()
        self.watch.close()
        self.saved.close()
        self.world.close()


Found = dict[str, dict[str, dict[str, set[str]]]]


def gather(into: Found, cells: list[Cell]) -> None:
    """Add to route → place → moment → who got in; a moment in which nobody did is there with an empty set."""
    for cell in cells:
        who = into.setdefault(cell.way.key, {}).setdefault(cell.place, {}).setdefault(cell.moment, set())
        if cell.verdict == "in":
            who.add(cell.who)
