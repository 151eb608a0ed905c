"""Ready bytes for visitors: a page that everybody may see is made once, and served until something changes.

A handler says that its answer is the same for all visitors (`Page.shared`); this layer then keeps it, plain, compressed and
with its ETag, and answers the next visitor without the framework, the database or the template. An answer is good while
nothing was committed since it was made and for a second at most, since time itself changes pages (a reveal, a clock). After a
change it may still be served for a quarter of a second, so that a burst of writes does not make every reader wait.
Whoever has a session never gets an answer from here.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.i18n import DEFAULT_LOCALE, LOCALES, pick_locale

MARK: Final = "essaim-shared"
ENTRIES: Final = 1000
LONGEST: Final = 512_000  # bytes of one answer worth keeping
FRESH: Final = 1.0  # seconds after which time may have changed a page
BURST: Final = 0.25  # seconds for which a change may go unseen by visitors

Key = tuple[str, bytes, str, str, bool]


@dataclass(frozen=True, slots=True)
class Ready:
    """One answer, as it goes over the wire."""

    made: float
    version: object
    etag: bytes
    plain: bytes
    gzipped: bytes
    headers: tuple[tuple[bytes, bytes], ...]


class ReadyBytes:
    """The layer: looks before everything else, keeps what handlers mark as shared."""

    def __init__(
        self, app: ASGIApp, *, version: Callable[[], object], private: tuple[str, ...], clock: Callable[[], float] = monotonic
    ) -> None:
        self.app, self.version, self.clock = app, version, clock
        self.private = tuple(f"{name}=".encode() for name in private)
        self.kept: OrderedDict[Key, Ready] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        version = self.version()
        ready = self.kept.get(key)
        if ready is not None:
            age = self.clock() - ready.made
            if age < BURST or (age < FRESH and ready.version == version):
                await _answer(ready, Headers(scope=scope), send)
                return
        await self._make(key, version, scope, receive, send)

    async def _make(self, key: Key, version: object, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and keep its answer if the handler says that it is everybody's."""
        started: Message | None = None
        shared = False
        parts: list[bytes] = []

        async def watched(message: Message) -> None:
            nonlocal started, shared
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                shared = MARK in headers and message["status"] == 200 and "set-cookie" not in headers  # noqa: PLR2004 - OK
                if MARK in headers:
                    del headers[MARK]
                started = message
                if not shared:
                    await send(message)
                return
            if not shared:
                await send(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                assert started is not None  # noqa: S101 - the protocol's order
                ready = _ready(self.clock(), version, b"".join(parts), started["headers"])
                self._keep(key, ready)
                await _answer(ready, Headers(scope=scope), send)

        await self.app(scope, receive, watched)

    def _keep(self, key: Key, ready: Ready) -> None:
        if len(ready.plain) > LONGEST:
            return
        self.kept[key] = ready
        self.kept.move_to_end(key)
        while len(self.kept) > ENTRIES:
            self.kept.popitem(last=False)

    def _key(self, scope: Scope) -> Key | None:
        """Return what the answer depends on, None for whoever must be answered in person."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        cookie = accept = b""
        for name, value in scope["headers"]:
            if name == b"cookie":
                cookie = value
            elif name == b"accept-language":
                accept = value
            elif name in {b"authorization", b"range"}:
                return None
        if cookie and any(name in cookie for name in self.private):
            return None
        query: bytes = scope["query_string"]
        if b"lang=" in query or b"theme=" in query:
            return None
        chosen = _cookie(cookie, b"lang") if cookie else ""
        locale = chosen if chosen in LOCALES else (pick_locale(accept.decode("latin-1")) or DEFAULT_LOCALE)
        return scope["path"], query, locale, _cookie(cookie, b"theme") if cookie else "", scope["path"].startswith("/api/")


def _cookie(header: bytes, name: bytes) -> str:
    for part in header.split(b";"):
        found, _, value = part.strip().partition(b"=")
        if found == name:
            return value.decode("latin-1")
    return ""


def _ready(made: float, version: object, body: bytes, headers: list[tuple[bytes, bytes]]) -> Ready:
    etag = b'"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"'
    kept = tuple((name, value) for name, value in headers if name not in {b"content-length", b"etag", b"vary"})
    common = (*kept, (b"etag", etag), (b"vary", b"Cookie, Accept-Language, Accept-Encoding"))
    return Ready(made, version, etag, body, gzip.compress(body, 6, mtime=0), common)


async def _answer(ready: Ready, headers: Headers, send: Send) -> None:
    if ready.etag.decode() in headers.get("if-none-match", ""):
        await send({"type": "http.response.start", "status": 304, "headers": list(ready.headers)})
        await send({"type": "http.response.body", "body": b""})
        return
    out = list(ready.headers)
    body = ready.plain
    if "gzip" in headers.get("accept-encoding", ""):
        body = ready.gzipped
        out.append((b"content-encoding", b"gzip"))
    out.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": out})
    await send({"type": "http.response.body", "body": body})
