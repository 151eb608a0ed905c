"""R14: a process that is killed while it writes loses nothing that it acknowledged and leaves nothing half done.

SIGKILL, at a moment chosen by a seeded number of acknowledgements, again and again on the same database. Then: every
acknowledged change is there, whole; the journal verifies; the file is sound. Sabotage: acknowledging before the commit, and
doing one change in two units, must both be caught.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pytest
import sqlalchemy as sa
from sqlmodel import col, func, select

from app.db import Database
from app.domain import accounts, journal, notifications
from app.models.journal import Delivery, DeliveryState, Entry
from app.models.organisation import Organisation
from app.models.person import Person
from app.schemas.account import SignInIn
from tests.ops.smtp import MailServer
from tests.torture.writer import AT, THREADS, writer

CYCLES = int(os.environ.get("ESSAIM_TEST_CYCLES", "20"))
SEED = int(os.environ.get("ESSAIM_TEST_SEED", "2027"))


class Victim:
    """The process that forks writers, and the reader of what they say."""

    def __init__(self, url: str, sabotage: str = "") -> None:
        command = [sys.executable, "-m", "tests.torture.writer", url, *([sabotage] if sabotage else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ)
        assert self.process.stdin
        assert self.process.stdout
        self.input: IO[str] = self.process.stdin
        self.output: IO[str] = self.process.stdout

    def begin(self, task: str) -> int:
        """Start a child and return its pid."""
        self.input.write(f"{task}\n")
        self.input.flush()
        word, _, pid = self.output.readline().strip().partition(" ")
        assert word == "pid", f"the writer did not start: {word}"
        return int(pid)

    def heard(self) -> Iterator[str]:
        """Return what the child says until it is gone."""
        while (line := self.output.readline().strip()) != "end":
            assert line, "the writer itself died"
            yield line

    def kill_after(self, acknowledgements: int) -> dict[int, int]:
        """Let a child write, kill it after so many acknowledgements, return the last number that each thread heard."""
        pid, heard = None, 0
        last: dict[int, int] = {}
        self.input.write("writes\n")
        self.input.flush()
        for line in self.heard():
            word, *numbers = line.split()
            if word == "pid":
                pid = int(numbers[0])
            else:
                last[int(numbers[0])] = int(numbers[1])
                heard += 1
            if pid and heard >= acknowledgements:
                os.kill(pid, signal.SIGKILL)
                pid = None  # what it had said before is still to be read
        return last


@contextmanager
def victim(url: str, sabotage: str = "") -> Iterator[Victim]:
    made = Victim(url, sabotage)
    try:
        yield made
    finally:
        made.input.close()
        made.process.wait(20)
        made.output.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the people as whom the threads write."""
    made = Database(database_url)
    made.act(lambda db: db.add_all([writer(number) for number in range(THREADS)]))
    yield made
    made.close()


def wounds(database: Database, acknowledged: dict[int, int]) -> Iterator[str]:
    """Compare what was acknowledged with what is stored."""
    with database.reading() as db:
        for number in range(THREADS):
            person = db.exec(select(Person).where(Person.email_key == writer(number).email_key)).one()
            stored = int(person.display_name)
            if stored < acknowledged.get(number, 0):
                yield f"writer {number} was told {acknowledged[number]}, {stored} is stored"
            entries = db.exec(select(func.count()).where(Entry.actor_id == person.id, Entry.action == "change_profile")).one()
            if entries != stored:
                yield f"writer {number}: {stored} changes, {entries} entries"
            names = set(db.exec(select(Organisation.name).where(col(Organisation.name).startswith(f"{number}-"))))
            if names != {f"{number}-{change}" for change in range(1, stored + 1)}:
                yield f"writer {number}: {stored} changes, {len(names)} organisations"
        yield from (str(flaw) for flaw in journal.verify(db))
        if database.is_sqlite:
            said = db.connection().execute(sa.text("PRAGMA integrity_check")).scalar_one()
            if said != "ok":
                yield said


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def cycles(database: Database, rounds: int, sabotage: str = "") -> Iterator[str]:
    chance, acknowledged = random.Random(SEED), {}
    with victim(url_of(database), sabotage) as process:
        for cycle in range(rounds):
            acknowledged |= process.kill_after(chance.randint(1, 40))
            # The chain grows with every cycle; reading all of it each time would test patience.
            if cycle % 5 == 4 or cycle == rounds - 1 or sabotage:
                yield from wounds(database, acknowledged)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_was_acknowledged_survives(database: Database):
    assert list(cycles(database, CYCLES)) == []
    with database.reading() as db:
        assert db.exec(select(func.count(col(Organisation.id)))).one() >= CYCLES


@pytest.mark.slow
@pytest.mark.parametrize("sabotage", ["early", "halves"])
def test_sabotage_is_caught(database: Database, sabotage: str):
    assert next(cycles(database, 20, sabotage), None) is not None


def test_a_mail_sent_before_the_crash_goes_again_under_its_own_name(database: Database):
    """T3: the server took the mail, the worker died before it could write that down: at least once, the same Message-ID."""
    asked = SignInIn(email="lina@example.org")
    database.act(lambda db: accounts.request_sign_in(db, asked, browser="b", locale="fr", next_path=None, at=AT))
    database.act(lambda db: notifications.dispatch(db, at=AT))
    post_office, pids, known = MailServer(), [], threading.Event()

    def die() -> str:
        known.wait(20)
        os.kill(pids[0], signal.SIGKILL)
        return "250 taken"

    post_office.on_data = die
    try:
        with victim(url_of(database)) as process:
            pids.append(process.begin(f"mail 0 {post_office.url}"))
            known.set()
            assert list(process.heard()) == [], "the worker lived on"
            left = the_mail(database)
            assert (left.state, left.sent_at) == (DeliveryState.WAITING, None)
            post_office.on_data = lambda: "250 taken"
            process.begin(f"mail 2 {post_office.url}")
            assert list(process.heard()) == ["sent 1"]
    finally:
        post_office.close()
    first, second = post_office.received
    assert first["Message-ID"] == second["Message-ID"] == f"<{left.id}@localhost>"
    assert the_mail(database).state is DeliveryState.SENT


def the_mail(database: Database) -> Delivery:
    with database.reading() as db:
        return db.exec(select(Delivery)).one()
