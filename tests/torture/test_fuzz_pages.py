"""Pages answer whatever is typed, pasted or forged: never 5xx, whatever a field, an address or a body holds.

The forms are those that the pages themselves show to somebody who may send them; hostile values go into every field at once,
and into one field after the other while the rest is as a browser would send it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from urllib.parse import quote, quote_plus

import pytest

from app.web import handlers, middleware
from tests.access.bodies import Fields
from tests.access.routes import Way, way_to, ways
from tests.conftest import ENGINES
from tests.full_world import Scene
from tests.torture.scenes import ASKERS, whole_world
from tests.world import Client

HOSTILE: Final[dict[str, bytes]] = {
    "nul": b"a%00b",
    "lone surrogate": b"%ED%A0%80",
    "not utf-8": b"%FF%FE",
    "huge number": b"9" * 400,
    "beyond 64 bits": b"99999999999999999999",
    "negative": b"-1",
    "infinite": b"1e309",
    "not a number": b"NaN",
    "no such time": b"2027-13-45T99%3A99",
    "the first year": b"0001-01-01T00%3A00",
    "the last year": b"9999-12-31T23%3A59",
    "wrong uuid": b"01a20111-zzzz",
    "nobody's uuid": b"01a20111-b490-7978-9c17-bac534149011",
    "sql": b"%27%20OR%201%3D1%20--",
    "template": b"%7B%7B7*7%7D%7D%25s%25%28x%29s",
    "turned text": b"%E2%80%AE%E2%80%A8%0D%0A",
    "deep json": b"%5B" * 500,
    "nothing": b"",
}
EVERYWHERE: Final = int(os.environ.get("ESSAIM_TEST_ROUNDS", "3"))
LONG: Final = b"x" * 1_000_000
ADDRESSES: Final = ("not-a-uuid", "%00", "%ED%A0%80", "9" * 30, "..%2Fetc")
BODIES: Final = (
    ("application/json", b"[" * 10_000),
    ("application/json", b'{"a": NaN, "b": "\\ud800"}'),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"),
    ("multipart/form-data", b"no boundary"),
    ("text/plain; charset=nonsense", b"\xff\x00"),
)
QUESTION: Final = f"?page={'9' * 30}&state=%00&q=%ED%A0%80&after=x&lang=%00"
PAIRS: Final = [(engine, phase) for engine, phase in zip(cycle(ENGINES), ASKERS, strict=False)]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Found:
    """A form that somebody was shown."""

    way: Way
    path: str
    asker: str
    fields: dict[str, list[str]]
    multipart: bool


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure is named by the test; the log would draw each of them on a thousand lines."""
    for module in (handlers, middleware):
        monkeypatch.setattr(module, "log", SimpleNamespace(error=_nothing, exception=_nothing, info=_nothing))


def _nothing(*_words: object, **_facts: object) -> None:
    pass


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A whole world in a phase; the engines take turns."""
    with whole_world(request, tmp_path, *request.param) as made:
        yield made


def client(scene: Scene, asker: str) -> Client:
    made = Client(scene.world, "http://testserver", follow_redirects=False)
    made.headers.update({"Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"})
    made.cookies.set("essaim-session", scene.secrets[asker])
    return made


def forms(scene: Scene, clients: dict[str, Client], known: list[Way], broken: list[str]) -> list[Found]:
    """Read every page that each asker can open, and return each form once."""
    found: dict[str, Found] = {}
    for way in known:
        if way.method != "GET" or way.api or way.name == "stream":
            continue
        path = scene.path(way.path, "own")
        for asker, browser in clients.items():
            if path is None or "{path" in way.path:
                continue
            answer = browser.get(path)
            if answer.status_code >= 500:
                broken.append(f"{asker} GET {path}: {answer.status_code}")
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            for action, fields, multipart in Fields(answer.text).forms:
                target = action or path
                to = way_to(known, "POST", target.partition("?")[0])
                if to is not None:
                    found.setdefault(to.key, Found(to, target, asker, fields, multipart))
    return list(found.values())


def body(fields: dict[str, list[str]], hostile: dict[str, bytes]) -> bytes:
    """Return a form's body with some fields' values put in as they are."""
    pairs = [
        quote_plus(name).encode() + b"=" + hostile.get(name, quote_plus(value).encode())
        for name, values in fields.items()
        for value in values or [""]
    ]
    return b"&".join(pairs)


FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def test_hostile_values_never_break_a_form(scene: Scene):
    clients = {asker: client(scene, asker) for asker in ASKERS[scene.phase]}
    known = ways(scene.world.app)
    broken: list[str] = []
    shown = forms(scene, clients, known, broken)
    assert len(shown) > 10
    kinds = cycle(HOSTILE.items())
    for form in shown:
        browser, names = clients[form.asker], [name for name in form.fields if name != "_once"]
        # Kinds take turns over all forms: a few in every field at once, one in each field alone.
        tries = [(label, dict.fromkeys(names, value)) for label, value in islice(kinds, EVERYWHERE)]
        tries += [(f"{label} in {name}", {name: value}) for name, (label, value) in zip(names, kinds, strict=False)]
        tries += [("a million letters", {name: LONG}) for name in names[:1]]
        for label, hostile in tries:
            answer = browser.post(form.path, content=body(form.fields, hostile), headers=FORM)
            if answer.status_code >= 500:
                broken.append(f"{form.asker} {form.way.key}, {label}: {answer.status_code}")
    assert broken == []


def test_hostile_addresses_and_bodies_never_break_a_page(scene: Scene):
    asker = ASKERS[scene.phase][0]
    browser, broken = client(scene, asker), []
    # They take turns over the routes.
    addresses, bodies, few = cycle(ADDRESSES), cycle(BODIES), min(EVERYWHERE, len(ADDRESSES))
    for way in ways(scene.world.app):
        if way.method not in {"GET", "POST", "PUT", "PATCH", "DELETE"} or "listen" in way.name or "stream" in way.name:
            continue
        for hostile in islice(addresses, few) if way.placed else ():
            path = "/".join(hostile if piece.startswith("{") else piece for piece in way.path.split("/"))
            answer = browser.request(way.method, path, headers=FORM if way.method == "POST" else None)
            if answer.status_code >= 500:
                broken.append(f"{way.key} {hostile}: {answer.status_code}")
        if way.safe:
            answer = browser.get(
                (scene.path(way.path, "own") or way.path) + f"?page={'9' * 30}&state=%00&q=%ED%A0%80&after=x&lang=%00"
            )
            if answer.status_code >= 500:
                broken.append(f"{way.key} with a hostile question: {answer.status_code}")
            continue
        path = scene.path(way.path, "none") or quote(way.path)
        for kind, content in islice(bodies, few):
            answer = browser.request(way.method, path, content=content, headers={"Content-Type": kind})
            if answer.status_code >= 500:
                broken.append(f"{way.key} {kind}: {answer.status_code}")
    assert broken == []
