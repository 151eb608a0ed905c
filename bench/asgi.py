"""Calling an application inside this process, and counting what that costs: CPU time of all its threads, queries, bytes."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from app.db import Database
from app.web.cache import ReadyBytes

BARE_BYTES = 70_000


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as a browser or a program sends it."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def scope(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        headers = {"host": "testserver", "accept-language": "fr", "sec-fetch-site": "same-origin", **self.headers}
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": self.method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("testserver", 80),
        }  # fmt: skip


@dataclass(slots=True)
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def call(app: ASGIApp, ask: Ask) -> Answer:
    """Send one request to an application and return its answer."""
    answer, sent = Answer(), False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": ask.body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(ask.scope(), receive, send)
    return answer


def bare() -> Starlette:
    """Return the unit of comparison, H: an application that answers the same constant page and does nothing else."""
    page = b"<!doctype html>" + b"x" * (BARE_BYTES - 15)

    async def constant(_request: Any) -> Response:
        return Response(page, media_type="text/html")

    return Starlette(routes=[Route("/", constant)])


def ready_bytes(app: Any) -> ReadyBytes:
    """Return the layer that keeps pages ready, so that a cold page can be asked for."""
    found = app.middleware_stack
    while not isinstance(found, ReadyBytes):
        found = found.app
    return found


@dataclass(slots=True)
class Case:
    """Something measured: how to do it once, how often in a round, and the CPU seconds of each round."""

    name: str
    once: Callable[[], Awaitable[Answer]]
    times: int
    status: int = 200
    rounds: list[float] = field(default_factory=list)
    last: Answer = field(default_factory=Answer)

    async def round(self) -> None:
        started = time.process_time()
        for _ in range(self.times):
            self.last = await self.once()
        self.rounds.append((time.process_time() - started) / self.times)
        if self.last.status != self.status:
            raise RuntimeError(f"{self.name} answered {self.last.status}: {self.last.body[:300]!r}")

    @property
    def seconds(self) -> float:
        """CPU seconds of one, the median of the rounds."""
        return statistics.median(self.rounds)


async def measure(cases: list[Case], rounds: int) -> None:
    """Play the rounds of all cases in turn, so that a busy moment of the machine hurts all of them alike."""
    for case in cases:
        await case.round()
        case.rounds.clear()
    for _ in range(rounds):
        for case in cases:
            await case.round()
        await asyncio.sleep(0)


class Queries:
    """Counts the statements that a database is asked."""

    def __init__(self, database: Database) -> None:
        self.statements: list[tuple[str, Any]] = []
        self._engines = {id(engine): engine for engine in (database.engine, database.reader)}.values()

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            self.statements.append((statement, parameters))

    def __enter__(self) -> "Queries":
        for engine in self._engines:
            sa.event.listen(engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        for engine in self._engines:
            sa.event.remove(engine, "before_cursor_execute", self._note)
