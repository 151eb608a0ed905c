"""The page audit: every page that somebody can open, with 50 teams and 400 applications, against the gates of the design.

Which pages there are comes from the application's routes, and who may open them from the reviewed table of access. Of pages that
differ only in their words and in the length of their lists, the longest is looked at. What is covered:

* of each route the longest page, in the first phase that has it: DOM nodes, requests, KB, third parties, one h1, the language,
  the `_once` of its forms, CSP violations, errors of scripts, no scrolling at 320 px; and every rule of axe twice: in French,
  light, on a phone, and in English, dark, on a desk (words do not depend on the theme, nor colours on the language);
* of each route those other pages (of other people, in other phases) that show an element, a class or a field that no page showed
  before: the same, with axe in French, light, on a phone;
* the pages that a link in a mail or a printed code opens, by that link;
* each form sent with nothing in it, once: what comes back, on a phone, in French and light;
* the pages of what is not there and of what is refused.

Public pages are opened by some of the cast, all others by everybody who may. The suite says page, person, gate and number;
`test_gates.py` shows that each gate turns red. ESSAIM_TEST_PAGES=<regex of the path> asks about some pages only.
"""

import os
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser
from sqlmodel import Session as Db
from sqlmodel import select

from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Phase
from app.security import derived_token
from app.web import handlers
from tests.access.matrix import Walk
from tests.access.routes import Way, way_to
from tests.access.table import Table
from tests.browser.gates import DESK, LEAN, Traffic, axe, findings, too_wide, watched
from tests.browser.serving import serving
from tests.full_world import CAST, crowd

# Together these phases open every page there is.
PHASES = (Phase.CALL, Phase.TEAMING, Phase.SPRINT, Phase.JURY, Phase.INCUBATION)
ONLY = os.environ.get("ESSAIM_TEST_PAGES", "")
# Who opens the pages that everybody may open.
SOME = {"visitor", "stranger", "applicant", "member", "coach", "juror", "organiser", "holder"}
# Refused and not there: who asks for what.
ERRORS = (("visitor", "/nothing-here"), ("member", "/nothing-here"), ("member", "/hackathons/here/organise"))
# The pages that a link opens: what its secret is derived for.
LINKS = {
    "invitation": "invitation", "guardian": "guardian", "arrival": "walk-in", "ballot": "prize-vote", "enter_code": "",
    "sign_in_link": "sign-in",
}  # fmt: skip
# What is a whole page, and not a part of one or a file.
PAGE = re.compile(r"<!doctype html", re.I)
# What a page is made of, whatever it says and however often.
SHAPE = re.compile(r"<[a-z0-9]+(?: class=\"[^\"]*\")?| name=\"[a-z_.]+")
EMPTY = """f => {
  for (const e of f.elements) if (e.name && e.type !== 'hidden' && e.tagName !== 'BUTTON') {
    if (['checkbox', 'radio'].includes(e.type)) e.checked = false;
    else if (e.tagName === 'SELECT') e.selectedIndex = 0;
    else e.value = '';
  }
  f.submit();
}"""
FILLABLE = """() => [...document.forms].map((f, n) => [n, new URL(f.action).pathname, f]).filter(
  ([, , f]) => f.method === 'post' && [...f.elements].some(e => e.name && e.type !== 'hidden' && e.tagName !== 'BUTTON')
).map(([n, path]) => [n, path])"""


@dataclass(frozen=True)
class Visit:
    """A page to look at, through somebody's eyes."""

    way: Way
    who: str
    path: str
    size: int
    shape: frozenset[str]


class Audit:
    """One phase's world, served; visits and what they found."""

    def __init__(self, walk: Walk, traffic: Traffic) -> None:
        self.walk, self.traffic, self.page = walk, traffic, traffic.page
        self.who = "visitor"
        self.found: dict[str, list[str]] = defaultdict(list)

    def be(self, who: str) -> None:
        """Sign in as somebody of the cast."""
        if who == self.who:
            return
        self.page.context.clear_cookies()
        if who != "visitor":
            secret = self.walk.scene.secrets[who]
            self.page.context.add_cookies([{"name": "essaim-session", "value": secret, "url": self.traffic.origin}])
        self.who = who

    def look(self, name: str, path: str, who: str) -> None:
        """Measure one page, and ask axe about it."""
        self.be(who)
        self.traffic.clear()
        answer = self.page.goto(path, wait_until="load")
        label = f"{name} {path} as {who}"
        self.found[label] += findings(self.traffic, lean=name in LEAN, locale="fr", status=answer.status if answer else 0)
        self.found[label] += axe(self.page) + too_wide(self.page)

    def vary(self, visit: Visit) -> None:
        """Ask axe about a page in English."""
        self.be(visit.who)
        self.page.goto(f"{visit.path}?lang=en")
        assert self.page.evaluate("document.documentElement.lang") == "en"
        self.found[f"{visit.way.name} {visit.path} as {visit.who}, in English, dark"] += axe(self.page)
        self.page.context.clear_cookies(name="lang")

    def send_empty(self, visit: Visit, done: set[str]) -> None:
        """Send every form of the page that was just looked at with nothing in it, and look at what comes back."""
        there = True
        for number, path in self.page.evaluate(FILLABLE):
            way = way_to(self.walk.ways, "POST", path)
            if way is None or way.key in done:
                continue
            done.add(way.key)
            if not there:
                self.page.goto(visit.path)
            self.traffic.clear()
            with self.page.expect_navigation() as going:
                self.page.evaluate_handle("n => document.forms[n]", number).evaluate(EMPTY)
            there = False
            status = going.value.status if going.value else 0
            label = f"{way.name} sent empty from {visit.path} as {visit.who}: {status}"
            if status >= 400:
                self.found[label] += findings(self.traffic, lean=False, locale="fr", status=status)
                self.found[label] += too_wide(self.page) + axe(self.page)
            if status >= 500 or status == 400:
                self.found[label].append("not a page of ours")
            self.walk.restore()


def link(walk: Walk, way: Way, place: str) -> str | None:
    """Return the address of a page that a link opens, with the secret that nobody guesses; None when there is no such thing."""
    name = re.findall(r"{(\w+)}", way.path)[0]
    # The page of a code is the same for whoever asks, so that nobody learns which codes there are.
    subject = uuid4() if name == "request_id" else walk.scene.ids[place].get(name)
    if subject is None:
        return None
    secret = derived_token(walk.world.services.key, LINKS[way.name], subject)
    return way.path.replace(f"{{{name}}}", str(subject)).replace("{token}", secret)


def offer(walk: Walk) -> None:
    """Offer a place to somebody who does without theirs, so that there is a page to answer on."""

    def unit(db: Db) -> None:
        held = db.exec(select(Application).where(Application.person_id == walk.scene.people["ex_member"])).first()
        if held is not None:
            held.status, held.offer_ends_at = ApplicationStatus.OFFERED, walk.world.now + timedelta(days=2)
            db.add(held)

    walk.world.act(unit)


def visits(walk: Walk) -> list[Visit]:
    """Return the longest page of each shape, of each route, that somebody opens in this phase."""
    table = Table()
    best: dict[tuple[str, frozenset[str]], Visit] = {}
    for way in walk.ways:
        if way.method != "GET" or way.api or not re.search(ONLY, way.path):
            continue
        for place in ("own", "there") if way.placed else ("own",):
            path = link(walk, way, place) if way.name in LINKS else walk.scene.path(way.path, place)
            allowed = table.who(way.key, place, walk.phase) if way.key in table.rows else set(CAST)
            if way.access.everybody:
                allowed = SOME if way.name in LINKS else allowed & SOME
            for who in sorted(allowed) if path else ():
                answer = walk.driver.ask("GET", str(path), walk.headers(who) | {"accept-language": "fr"})
                assert answer.status < 500, f"{way.key} as {who}: {answer.status}"
                if answer.status != 200 or not PAGE.search(answer.body[:200].decode("latin-1")):
                    continue
                shape = frozenset(SHAPE.findall(answer.body.decode("utf-8")))
                if (way.key, shape) not in best or best[way.key, shape].size < len(answer.body):
                    best[way.key, shape] = Visit(way, who, str(path), len(answer.body), shape)
    return sorted(best.values(), key=lambda visit: (visit.way.key, -visit.size))


def spread(found: list[Visit], seen: dict[str, set[str]]) -> list[Visit]:
    """Return the visits worth their time: of a route never seen the longest page, then those that show something new.

    Args:
        found: every visit of a phase, of each route the longest first.
        seen: what is known of each route, and under `""` of all pages; what is kept is added to it.

    """
    kept = []
    known = seen.setdefault("", set())
    for visit in found:
        if visit.way.key not in seen or not visit.shape <= known:
            kept.append(visit)
            seen.setdefault(visit.way.key, set()).update(visit.shape)
            known |= visit.shape
    return kept


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("phase", PHASES)
def test_every_page_keeps_the_gates(
    phase: Phase, browser: Browser, sqlite_template: Path, tmp_path: Path, seen: dict[str, set[str]]
):
    """Every page of a phase; about a minute in the first of them, since what an earlier phase showed is not looked at again."""
    walk = Walk(tmp_path / "walk", sqlite_template, phase)
    crowd(walk.world, walk.scene)
    offer(walk)
    walk.watch.backup(walk.saved)
    first = not seen
    with ThreadPoolExecutor(1) as apart:  # Playwright keeps an event loop of its own in this thread
        todo = apart.submit(visits, walk).result()
    known = set(seen)
    todo = spread(todo, seen)
    longest = {visit.way.key: visit for visit in reversed(todo) if visit.way.key not in known}
    sent = seen.setdefault("sent", set())
    handlers.error_page = walk.frame
    with serving(walk.world.app) as address, watched(browser, address) as traffic:
        audit = Audit(walk, traffic)
        for who, path in ERRORS if first else ():
            audit.look("error", path, who)
        for visit in sorted(todo, key=lambda visit: visit.who):
            audit.look(visit.way.name, visit.path, visit.who)
            audit.send_empty(visit, sent)
        traffic.page.set_viewport_size(DESK)
        traffic.page.emulate_media(color_scheme="dark")
        for visit in sorted(longest.values(), key=lambda visit: visit.who):
            audit.vary(visit)
    walk.close()
    wrong = {label: gates for label, gates in audit.found.items() if gates}
    report = "\n".join(f"{label}\n    " + "\n    ".join(gates) for label, gates in sorted(wrong.items()))
    assert not wrong, f"{len(wrong)} of {len(audit.found)} pages fall short:\n{report}"
