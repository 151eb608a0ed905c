"""What stands around every answer: safe headers, no cross-site writes, bounded bodies, one log line. Pure ASGI, all of it."""

import time
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import CODES, CROSS_SITE, TOO_LARGE
from app.i18n import DEFAULT_LOCALE, N_, pick_locale, translate

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE: Final = {"GET", "HEAD", "OPTIONS"}
CROSS_SITE_SENTENCE: Final = N_("This request came from another site and was refused. Open the page here and try again.")
TOO_LARGE_SENTENCE: Final = N_("This is larger than what can be received here. Send smaller files.")
log = structlog.get_logger("essaim.http")


async def _refuse(scope: Scope, send: Send, name: str, sentence: str) -> None:
    """Answer without the application: a problem for programs, one plain sentence for people."""
    headers = Headers(scope=scope)
    locale = pick_locale(headers.get("accept-language", "")) or DEFAULT_LOCALE
    text = translate(locale, sentence)
    status = CODES[name]
    if scope["path"].startswith("/api/"):
        problem = {"type": f"/errors#{name}", "title": text, "status": status, "code": name, "detail": text}
        body, kind = orjson.dumps(problem), b"application/problem+json"
    else:
        body = f'<!doctype html><html lang="{locale}"><meta charset="utf-8"><title>Essaim</title><p>{text}</p></html>'.encode()
        kind = b"text/html; charset=utf-8"
    out = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": out})
    await send({"type": "http.response.body", "body": body})


class SafeHeaders:
    """Put the security headers on every answer."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.headers = HEADERS | ({"Strict-Transport-Security": "max-age=63072000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class SameSite:
    """Refuse unsafe requests that another site made a browser send (Sec-Fetch-Site, else Origin)."""

    def __init__(self, app: ASGIApp, *, cookies: Iterable[str]) -> None:
        self.app = app
        self.cookies = tuple(f"{name}=" for name in cookies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._fine(Headers(scope=scope)):
            await _refuse(scope, send, CROSS_SITE, CROSS_SITE_SENTENCE)
            return
        await self.app(scope, receive, send)

    def _fine(self, headers: Headers) -> bool:
        if site := headers.get("sec-fetch-site"):
            return site in {"same-origin", "none"}
        if origin := headers.get("origin"):
            return urlsplit(origin).netloc == headers.get("host", "")
        if headers.get("authorization"):
            return True
        cookie = headers.get("cookie", "")
        return not any(name in cookie for name in self.cookies)


class BoundedBody:
    """Refuse a body that is larger than the limit, by its announced length or as it arrives."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > self.limit:
            await _refuse(scope, send, TOO_LARGE, TOO_LARGE_SENTENCE)
            return
        received, answered, refused = 0, False, False

        async def bounded() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                refused = True
                return {"type": "http.disconnect"}
            return message

        async def watched(message: Message) -> None:
            nonlocal answered
            if refused and not answered:
                return
            answered = True
            await send(message)

        try:
            await self.app(scope, bounded, watched)
        except Exception:
            if not refused:
                raise
        if refused and not answered:
            await _refuse(scope, send, TOO_LARGE, TOO_LARGE_SENTENCE)


class AccessLog:
    """Log slow and failed requests, and one in a hundred of the others; never a query string or a person's data."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self.app, self.clock, self.count = app, clock, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = self.clock(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            self.count += 1
            taken = self.clock() - started
            if status >= 500 or taken > 1 or self.count % 100 == 0:  # noqa: PLR2004 - failures, slow ones, a sample
                log.info("request", method=scope["method"], route=_route(scope), status=status, ms=round(taken * 1000))


def _route(scope: Scope) -> str:
    """Return the route's pattern, so that no id or slug lands in the log."""
    return getattr(scope.get("route"), "path", "-")
