"""A small world for tests: the whole application on a database, a clock to move, people with browsers and tokens."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import anyio
from anyio.from_thread import BlockingPortal
from httpx2 import Response
from sqlmodel import Session as Db
from starlette.testclient import TestClient

from app.config import Mode, Settings
from app.db import Database
from app.domain import accounts
from app.main import create_app
from app.models.person import Person, SessionKind
from app.security import email_key
from app.web.services import Services

T = TypeVar("T")
START = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)


class Clock:
    """The time of this world; it moves when a test says so."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@cache
def portal() -> BlockingPortal:
    """Return this process's one event loop: a client's own would be made, with its threads, for each request anew."""
    made: list[BlockingPortal] = []
    ready = threading.Event()

    async def stay() -> None:
        async with BlockingPortal() as it:
            made.append(it)
            ready.set()
            await it.sleep_until_stopped()

    threading.Thread(target=anyio.run, args=[stay], daemon=True).start()
    ready.wait()
    return made[0]


class Client(TestClient):
    """A client of the application that asks it in the process's own event loop."""

    def __init__(self, world: "World", base_url: str, *, follow_redirects: bool = True) -> None:
        super().__init__(world.app, base_url=base_url, raise_server_exceptions=False, follow_redirects=follow_redirects)
        self.portal = portal()


class Actor:
    """Somebody: a browser that is signed in (`page`) and a program with their token (`api`)."""

    def __init__(self, world: "World", person: Person | None) -> None:
        self.person = person
        self.page = Client(world, "http://testserver", follow_redirects=False)
        self.page.headers.update({"Accept-Language": "en", "Sec-Fetch-Site": "same-origin"})
        self.api = Client(world, "http://testserver/api/v1")
        self.api.headers.update({"Accept-Language": "en"})
        if person:
            for client, kind in ((self.page, SessionKind.BROWSER), (self.api, SessionKind.TOKEN)):
                secret = world.act(
                    lambda db, kind=kind: accounts.open_session(db, person, kind=kind, label="test", at=world.now)[1]
                )
                if kind is SessionKind.BROWSER:
                    client.cookies.set("essaim-session", secret)
                else:
                    client.headers["Authorization"] = f"Bearer {secret}"

    @property
    def id(self) -> Any:
        assert self.person
        return self.person.id

    def see(self, path: str, status: int = 200) -> str:
        """Open a page and return its text without markup, spaces joined."""
        answer = self.page.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:400]}"
        return plain(answer.text)

    def send(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **options: Any) -> Response:
        """Send a form and check the answer's status; 303 is what success looks like."""
        answer = self.page.post(path, data=data or {}, **options)
        assert answer.status_code == status, f"{path}: {answer.status_code} {plain(answer.text)[:600]}"
        return answer

    def call(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """Call the API, check the status, return the JSON (None when there is none)."""
        answer = self.api.request(method, path, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        return answer.json() if answer.content else None


class World:
    """The application, its database and its people."""

    def __init__(self, url: str, folder: Path, mode: Mode = Mode.DEVELOPMENT) -> None:
        self.clock = Clock()
        self.settings = Settings(mode=mode, data_dir=folder, base_url="http://testserver", log_level="error")
        self.database = Database(url, readers=8)
        self.services = Services(self.settings, self.database, key=b"k" * 32, clock=self.clock)
        self.app = create_app(self.services)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def act(self, unit: Callable[[Db], T]) -> T:
        return self.database.act(unit)

    def read(self, question: Callable[[Db], T]) -> T:
        with self.database.reading() as db:
            return question(db)

    def person(self, name: str = "Ada Martin", *, locale: str = "en") -> Actor:
        """Make somebody new (or find them by name), signed in on both surfaces."""
        email = f"{re.sub('[^a-z]+', '.', name.lower())}@example.org"

        def unit(db: Db) -> Person:
            person = Person(email=email, email_key=email_key(email), display_name=name, locale=locale, created_at=self.now)
            db.add(person)
            db.flush()
            return person

        return Actor(self, self.act(unit))

    def visitor(self) -> Actor:
        return Actor(self, None)

    def close(self) -> None:
        self.database.close()


def plain(html: str) -> str:
    """Return a page's words: no markup, no-break spaces as spaces."""
    text = re.sub(r"<(script|style|svg|template)\b.*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()
