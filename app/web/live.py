"""Live streams (server-sent events): one watcher per process reads the journals, every listener gets the same bytes.

A listener costs one task and no database session. What was encoded once is sent to all who may hear it; a comment every 15
seconds keeps proxies awake; a stream ends after ten minutes so that the next one asks again who is listening, and browsers
come back by themselves with the number of the last event they heard.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.db import Database, too_busy
from app.domain.live import heard_by
from app.errors import Refused
from app.models.hackathon import Hackathon
from app.queries import live as journal
from app.queries.live import Circle
from app.web.caller import Caller

log = structlog.get_logger("essaim.live")

HEARTBEAT: Final = 15.0  # seconds
BEATS: Final = 40  # heartbeats after which a stream ends
LOOK: Final = 0.5  # seconds between looks at what other processes did
REST: Final = 0.05  # seconds between two looks, however much is going on
KEPT: Final = 1000  # events of one hackathon kept for those who come back
LISTENERS: Final = 5000
MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final = {"cache-control": "no-store", "x-accel-buffering": "no"}

Happened = tuple[int, Circle, bytes]


def encode(seq: int, action: str) -> Happened:
    """Return an event as everybody who may hear it gets it."""
    return seq, heard_by(action), b'id: %d\nevent: %s\ndata: {"seq":%d}\n\n' % (seq, action.encode(), seq)


@dataclass(slots=True, eq=False)
class Listener:
    """One open stream: where it stands, what it may hear, how to wake it."""

    circle: Circle
    seq: int
    beat: int = 0
    gone: bool = False
    awake: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Channel:
    """One hackathon's latest events, and who listens."""

    seq: int
    events: deque[Happened] = field(default_factory=lambda: deque(maxlen=KEPT))
    listeners: set[Listener] = field(default_factory=set)


class Hub:
    """The streams of one process; everything but the watcher's thread runs in the event loop."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.channels: dict[UUID, Channel] = {}
        self.beats = 0
        self.closed = False
        self._count = 0
        self._poke = threading.Event()
        self._ended = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watcher: threading.Thread | None = None
        self._timer: asyncio.TimerHandle | None = None
        database.on_commit(self._poke.set)

    @contextlib.contextmanager
    def listening(self, stream_id: UUID, listener: Listener) -> Generator[Channel]:
        """Join a hackathon's channel, and leave it at the end."""
        channel = self.channels.setdefault(stream_id, Channel(listener.seq))
        channel.listeners.add(listener)
        self._count += 1
        listener.beat = self.beats
        self._start()
        try:
            yield channel
        finally:
            self._count -= 1
            channel.listeners.discard(listener)
            if not channel.listeners:
                self.channels.pop(stream_id, None)

    @property
    def full(self) -> bool:
        return self._count >= LISTENERS

    def _start(self) -> None:
        """Watch, from the first listener on."""
        if self._watcher is None and not self.closed:
            self._loop = asyncio.get_running_loop()
            self._watcher = threading.Thread(target=self._watch, name="essaim-live", daemon=True)
            self._watcher.start()
            self._timer = self._loop.call_later(HEARTBEAT, self.beat)
        self._poke.set()

    def beat(self) -> None:
        """Let every listener send a sign of life."""
        self.beats += 1
        for channel in self.channels.values():
            _wake(channel.listeners)
        if self._loop is not None and not self.closed:
            self._timer = self._loop.call_later(HEARTBEAT, self.beat)

    def publish(self, stream_id: UUID, events: Iterable[Happened]) -> None:
        """Take in what the watcher found, and wake those who listen."""
        channel = self.channels.get(stream_id)
        if channel is None:
            return
        for event in events:
            if event[0] > channel.seq:
                channel.events.append(event)
                channel.seq = event[0]
        _wake(channel.listeners)

    def close(self) -> None:
        """End every stream at once, so that the process can stop; may be called from any thread."""
        self.closed = True
        self._ended.set()
        self._poke.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        for channel in self.channels.values():
            _wake(channel.listeners)

    def _watch(self) -> None:
        """Look at the journals after each commit of this process, and twice a second for the others'."""
        with _change_detector(self.database) as changed:
            while not self.closed:
                poked = self._poke.wait(LOOK)
                self._poke.clear()
                try:
                    if (changed() or poked) and self.channels and not self.closed:
                        self._look()
                except (SQLAlchemyError, sqlite3.Error, Refused):
                    log.warning("live_look_failed")
                self._ended.wait(REST)

    def _look(self) -> None:
        known = {stream_id: channel.seq for stream_id, channel in list(self.channels.items())}
        with self.database.reading() as db:
            for stream_id, seq in journal.positions(db, known).items():
                if seq > known[stream_id]:
                    events = [encode(number, action) for number, action in journal.since(db, stream_id, known[stream_id])]
                    if self._loop is not None and not self._loop.is_closed():
                        self._loop.call_soon_threadsafe(self.publish, stream_id, events)


def _wake(listeners: Iterable[Listener]) -> None:
    for listener in listeners:
        listener.awake.set()


@contextlib.contextmanager
def _change_detector(database: Database) -> Generator[Callable[[], bool]]:
    """Give what tells, very cheaply on SQLite, whether any process committed since it was asked last."""
    if not database.is_sqlite:
        yield lambda: True
        return
    last = 0

    def changed() -> bool:
        nonlocal last
        before, last = last, cursor.execute("PRAGMA data_version").fetchone()[0]
        return bool(before != last)

    with contextlib.closing(database.reader.raw_connection()) as connection, contextlib.closing(connection.cursor()) as cursor:
        yield changed


class LiveResponse(Response):
    """A stream of events; to those who do not ask for a stream, the events since then, and the end."""

    def __init__(self, hub: Hub, hackathon_id: UUID, circle: Circle, seq: int, missed: list[Happened], *, ends: bool) -> None:
        super().__init__(b"".join(body for _, least, body in missed if circle >= least), 200, HEADERS, MEDIA_TYPE)
        self.hub, self.hackathon_id, self.ends = hub, hackathon_id, ends
        self.listener = Listener(circle, seq)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.ends or scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        del self.headers["content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        # The first bytes go out at once: browsers then know that the stream is open.
        await send(_chunk(b": open\nretry: 2000\n\n" + bytes(self.body)))
        departure = asyncio.ensure_future(self._notice_departure(receive))
        try:
            with self.hub.listening(self.hackathon_id, self.listener) as channel:
                await self._tell(channel, send)
        finally:
            departure.cancel()
        if not self.listener.gone:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, channel: Channel, send: Send) -> None:
        hub, me = self.hub, self.listener
        last = hub.beats + BEATS
        while not hub.closed and not me.gone and hub.beats < last:
            me.awake.clear()
            if channel.seq > me.seq:
                news = b"".join(body for seq, least, body in channel.events if seq > me.seq and me.circle >= least)
                me.seq = channel.seq
                if news:
                    await send(_chunk(news))
                    continue
            if me.beat != hub.beats:
                me.beat = hub.beats
                await send(_chunk(b":\n\n"))
            await me.awake.wait()

    async def _notice_departure(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.listener.gone = True
        self.listener.awake.set()


def _chunk(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def stream(caller: Caller, hackathon: Hackathon) -> LiveResponse:
    """Return the stream of a hackathon for the one who asks, from the event they name on, else from now on."""
    request: Request = caller.request
    hub: Hub = request.app.state.live
    if hub.full:
        raise too_busy()
    given = request.headers.get("last-event-id", "")
    seq = journal.position(caller.db, hackathon.id)
    missed: list[Happened] = []
    if given.isdigit() and len(given) < 10 and int(given) < seq:  # noqa: PLR2004 - more digits than any journal has
        missed = [encode(number, action) for number, action in journal.since(caller.db, hackathon.id, int(given))]
    circle = journal.circle_of(caller.db, caller.me, hackathon)
    seq = max([seq, *(number for number, _, _ in missed)])
    return LiveResponse(hub, hackathon.id, circle, seq, missed, ends=MEDIA_TYPE not in request.headers.get("accept", ""))
