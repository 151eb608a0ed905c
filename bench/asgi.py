"""Calling an application inside this process, and counting what it asks its database."""

from dataclasses import dataclass, field
from typing import Any, Self

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from app.db import Database

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


class Queries:
    """Counts the statements that a database is asked."""

    def __init__(self, database: Database) -> None:
        self.statements: list[tuple[str, Any]] = []
        # What is asked of a reader that shares the engine's connections is heard at the engine already.
        self._engines = {id(engine.pool): engine for engine in (database.reader, database.engine)}.values()

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            self.statements.append((statement, parameters))

    def __enter__(self) -> Self:
        for engine in self._engines:
            sa.event.listen(engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        for engine in self._engines:
            sa.event.remove(engine, "before_cursor_execute", self._note)
