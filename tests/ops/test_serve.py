"""T4: the service as a real process: it starts, writes its mails, streams, and stops within seconds when it is told to."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.domain.policy import Action
from app.models.person import SignInRequest
from tests.ops.test_live import hackathon_in, happen
from tests.world import World

PATIENCE = 100  # a busy machine is slow; nothing waits for this long otherwise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition, what: str):
    """Ask again and again, for as long as is reasonable, and return the first answer that is true."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < end:
        if answer := condition():
            return answer
        pause.wait(0.05)
    pytest.fail(what)


@contextlib.contextmanager
def serving(world: World, *options: str) -> Iterator[tuple[str, subprocess.Popen]]:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "ESSAIM_MODE": "development",
        "ESSAIM_DATA_DIR": str(world.settings.data_dir),
        "ESSAIM_DATABASE_URL": world.database.url.render_as_string(hide_password=False),
        "ESSAIM_PORT": str(port),
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", *options], env=environment, cwd=Path(__file__).parents[2]
    )
    base = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        assert running.poll() is None, "the service ended by itself"
        try:
            return httpx.get(f"{base}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    try:
        until(ready, "the service does not answer")
        yield base, running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait(10)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.timeout(240)
def test_a_process_serves_mails_streams_and_stops(world: World, stop: signal.Signals):
    hackathon = hackathon_in(world)
    options = () if world.database.is_sqlite else ("--workers", "2")
    with serving(world, *options) as (base, running):
        httpx.post(f"{base}/sign-in", data={"email": "lina@example.org"}, headers={"Sec-Fetch-Site": "same-origin"})
        until(lambda: list((world.settings.data_dir / "outbox").glob("*.eml")), "the mail was not written")
        accept = {"Accept": "text/event-stream"}
        with httpx.stream("GET", f"{base}/hackathons/h/live", headers=accept, timeout=PATIENCE) as stream:
            pieces = stream.iter_text()
            assert next(pieces).startswith(": open")
            happen(world, hackathon, Action.MOVE_PHASE)
            assert "event: move_phase" in next(pieces)
            running.send_signal(stop)
            assert list(pieces) == [], "the stream ends, and whole"
        running.wait(PATIENCE)


@pytest.mark.timeout(240)
def test_what_is_under_way_when_told_to_stop_is_finished(sqlite_world: World):
    """An acknowledged change is there after a stop in the middle of many."""
    acknowledged: list[str] = []
    with serving(sqlite_world) as (base, running):

        def ask() -> None:
            with (
                httpx.Client(base_url=base, headers={"Sec-Fetch-Site": "same-origin"}) as client,
                contextlib.suppress(httpx.TransportError),
            ):
                for number in range(10_000):
                    name = f"{threading.get_ident()}-{number}@example.org"
                    if client.post("/sign-in", data={"email": name}).status_code == 303:
                        acknowledged.append(name)
                        begun.set()

        begun = threading.Event()
        askers = [threading.Thread(target=ask) for _ in range(4)]
        for thread in askers:
            thread.start()
        assert begun.wait(PATIENCE)
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE)
        for thread in askers:
            thread.join(PATIENCE)
    kept = set(sqlite_world.read(lambda db: db.exec(select(SignInRequest.email)).all()))
    assert acknowledged
    assert set(acknowledged) <= kept
