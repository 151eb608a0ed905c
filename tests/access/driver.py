"""Asks the application directly, without a network and without a client: a cell of the matrix costs about a millisecond."""

import asyncio
import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar
from unittest.mock import patch
from urllib.parse import urlsplit

import anyio.to_thread
from starlette.types import Message

T = TypeVar("T")


async def at_once(work: Callable[..., T], *args: Any, **_options: Any) -> T:
    """Do here what the application would hand to a thread: one question is asked at a time, and a thread costs more than it."""
    return copy_context().run(work, *args)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Driver:
    """One event loop and an application; every request is one call."""

    def __init__(self, app: object) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
        with patch.object(anyio.to_thread, "run_sync", at_once):
            return self.loop.run_until_complete(self._ask(method, path, headers or {}, body))

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        given = {"host": "testserver", "accept-language": "en", "content-length": str(len(body))} | headers
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()],
        }
        sent = False
        status, out, chunks = 0, {}, []
        done = asyncio.Event()

        async def receive() -> Message:
            nonlocal sent
            if not sent:
                sent = True
                return {"type": "http.request", "body": body, "more_body": False}
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal status, out
            if message["type"] == "http.response.start":
                status = message["status"]
                out = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
            elif message["type"] == "http.response.body":
                chunks.append(message.get("body", b""))
                if not message.get("more_body"):
                    done.set()

        try:
            await self.app(scope, receive, send)  # type: ignore[operator]
        except Exception:
            # The server's own handler has answered 500; a program error must not end the walk.
            if status == 0:
                raise
        return Answer(status, out, b"".join(chunks))

    def close(self) -> None:
        """End the loop, from a thread of its own since the caller's may hold another one (Playwright's)."""
        ending = threading.Thread(target=self._end)
        ending.start()
        ending.join()

    def _end(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
