"""T4: live streams say that something was done, to whom may hear it, from where they left off, and end when asked to."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from app.domain import journal, roles
from app.domain.policy import Action
from app.models.hackathon import Attendance, Format, Hackathon, Phase, Programme
from app.models.journal import StreamKind
from app.models.person import Person, Role, Within
from app.web.live import BEATS, Hub
from tests.world import Actor, World

PATIENCE = 60  # a busy machine is slow; nothing waits for this long otherwise


def hackathon_in(world: World) -> Hackathon:
    def unit(db):
        programme = Programme(slug="p", name="P", created_at=world.now)
        db.add(programme)
        db.flush()
        made = Hackathon(
            programme_id=programme.id, slug="h", format=Format.ON_SITE_24H, attendance=Attendance.EITHER,
            timezone="Europe/Paris", phase=Phase.SPRINT,
            phase_since=world.now, starts_at=world.now, ends_at=world.now + timedelta(days=1), created_at=world.now,
        )  # fmt: skip
        db.add(made)
        journal.open_stream(db, made.id, StreamKind.HACKATHON)
        return made

    return world.act(unit)


def happen(world: World, hackathon: Hackathon, *actions: Action) -> None:
    def unit(db):
        for action in actions:
            journal.record(db, hackathon.id, None, action, hackathon, at=world.now)

    world.act(unit)


def organiser_of(world: World, hackathon: Hackathon) -> Actor:
    actor = world.person("Ola Organ")

    def unit(db):
        person = db.exec(select(Person).where(col(Person.id) == actor.id)).one()
        roles.give(db, person, Role.ORGANISER, Within.HACKATHON, hackathon.id, at=world.now)

    world.act(unit)
    return actor


class Listening:
    """A client of one stream: `next()` waits for its next piece, `leave()` goes away."""

    def __init__(self) -> None:
        self.pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.left = asyncio.Event()
        self.headers: dict[bytes, bytes] = {}
        self.status = 0

    async def next(self) -> str | None:
        piece = await asyncio.wait_for(self.pieces.get(), PATIENCE)
        return piece.decode() if piece is not None else None

    def leave(self) -> None:
        self.left.set()


@asynccontextmanager
async def listening(world: World, path: str, *, actor: Actor | None = None, last: int | None = None):
    """Open a stream on the application itself, the way a server does."""
    client = Listening()
    headers = [(b"accept", b"text/event-stream"), (b"host", b"testserver")]
    if actor is not None:
        headers.append((b"authorization", actor.api.headers["Authorization"].encode()))
    if last is not None:
        headers.append((b"last-event-id", str(last).encode()))
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": headers, "scheme": "http", "root_path": "",
        "server": ("testserver", 80), "client": ("test", 1), "state": {},
    }  # fmt: skip
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await client.left.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            client.status, client.headers = message["status"], dict(message["headers"])
        elif message.get("body"):
            await client.pieces.put(message["body"])
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await client.pieces.put(None)

    running = asyncio.create_task(world.app(scope, receive, send))
    assert (await client.next() or "").startswith(": open"), client.status
    try:
        yield client
    finally:
        client.leave()
        await asyncio.wait_for(running, PATIENCE)


def on_a_loop(world: World, scenario: Callable[[], Any]) -> None:
    async def whole() -> None:
        try:
            await scenario()
        finally:
            hub: Hub = world.app.state.live
            hub.close()
            if hub._watcher:
                await asyncio.to_thread(hub._watcher.join, PATIENCE)

    asyncio.run(whole())


def test_everybody_hears_what_they_may_and_nothing_else(world: World):
    hackathon = hackathon_in(world)
    organiser = organiser_of(world, hackathon)

    async def scenario() -> None:
        path = f"/api/v1/hackathons/{hackathon.id}/events"
        async with listening(world, path) as visitor, listening(world, path, actor=organiser) as inside:
            assert visitor.headers[b"content-type"].startswith(b"text/event-stream")
            assert visitor.headers[b"x-content-type-options"] == b"nosniff"
            await asyncio.to_thread(happen, world, hackathon, Action.TICK_CHECKLIST)
            assert await inside.next() == 'id: 1\nevent: tick_checklist\ndata: {"seq":1}\n\n'
            await asyncio.to_thread(happen, world, hackathon, Action.MOVE_PHASE)
            assert await inside.next() == 'id: 2\nevent: move_phase\ndata: {"seq":2}\n\n'
            assert await visitor.next() == 'id: 2\nevent: move_phase\ndata: {"seq":2}\n\n'
            assert visitor.pieces.empty()

    on_a_loop(world, scenario)


def test_who_comes_back_hears_what_was_missed(world: World):
    hackathon = hackathon_in(world)
    happen(world, hackathon, Action.MOVE_PHASE, Action.MOVE_PHASE, Action.MOVE_PHASE)
    visitor = world.visitor()
    poll = visitor.page.get("/hackathons/h/live", headers={"Last-Event-ID": "1"})
    assert [line for line in poll.text.splitlines() if line.startswith("id")] == ["id: 2", "id: 3"]
    assert visitor.page.get("/hackathons/h/live").text == ""
    assert visitor.page.get("/hackathons/h/live", headers={"Last-Event-ID": "nonsense"}).text == ""
    assert visitor.page.get("/hackathons/none/live").status_code == 404

    async def scenario() -> None:
        async with listening(world, "/hackathons/h/live", last=2) as client:
            await asyncio.to_thread(happen, world, hackathon, Action.MOVE_PHASE)
            assert "id: 4" in (await client.next() or "")

    on_a_loop(world, scenario)


def test_what_another_process_commits_is_heard_too(world: World):
    hackathon = hackathon_in(world)
    other = type(world.database)(world.database.url.render_as_string(hide_password=False), readers=1)

    async def scenario() -> None:
        async with listening(world, "/hackathons/h/live") as client:
            world.database._listeners.clear()
            unit = lambda db: journal.record(db, hackathon.id, None, Action.MOVE_PHASE, hackathon, at=world.now)  # noqa: E731
            await asyncio.to_thread(other.act, unit)
            assert "id: 1" in (await client.next() or "")

    on_a_loop(world, scenario)
    other.close()


def test_streams_beat_end_after_a_while_and_end_at_once_when_the_service_stops(sqlite_world: World):
    hackathon_in(sqlite_world)
    hub: Hub = sqlite_world.app.state.live

    async def scenario() -> None:
        async with listening(sqlite_world, "/hackathons/h/live") as client:
            hub.beat()
            assert await client.next() == ":\n\n"
            hub.beats += BEATS
            hub.beat()
            assert await client.next() is None
        async with listening(sqlite_world, "/hackathons/h/live") as client:
            hub.close()
            assert await client.next() is None
        assert hub.channels == {}

    on_a_loop(sqlite_world, scenario)


def test_who_leaves_is_forgotten(sqlite_world: World):
    hackathon_in(sqlite_world)

    async def scenario() -> None:
        async with listening(sqlite_world, "/hackathons/h/live"):
            assert len(sqlite_world.app.state.live.channels) == 1
        assert sqlite_world.app.state.live.channels == {}

    on_a_loop(sqlite_world, scenario)


def test_a_stream_holds_no_connection_to_the_database(world: World):
    hackathon = hackathon_in(world)

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(listening(world, "/hackathons/h/live")) for _ in range(6)]
            await asyncio.to_thread(happen, world, hackathon, Action.MOVE_PHASE)
            assert len({await client.next() for client in clients}) == 1
            assert world.database.reader.pool.checkedout() <= 2, "the watcher's own, and no listener's"

    on_a_loop(world, scenario)
