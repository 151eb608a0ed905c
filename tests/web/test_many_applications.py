"""P3: two thousand applications; the organisers' list stays a page, is asked for in a few questions, and misses nobody."""

import gzip
import time
from html.parser import HTMLParser
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session as Db

from app.models.application import Application, ApplicationStatus, Appraisal
from app.models.base import new_id
from app.models.hackathon import Attendance, Hackathon
from app.models.organisation import Organisation, Sector
from app.models.person import Person
from app.security import email_key
from bench.asgi import Queries
from tests.web.test_selection import hidden, preview, reader, scene
from tests.world import Actor, World, plain

MANY: Final = 2000
NODES: Final = 350
# What the list may weigh beside the styles and the one script that every page has; all together 30 KB.
KILOBYTES: Final = 12
QUERIES: Final = 9
EACH: Final = 4  # statements for one answer among many: its row, and its entry in the chain of the journal
SLICE: Final = 100
STATES: Final = (
    *(["submitted"] * 7), "waiting", "accepted", "declined",
)  # fmt: skip
SECONDS: Final = 10


class Nodes(HTMLParser):
    """Counts elements as the gates do: without what is inside drawings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.count, self.drawing = 0, 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.count += not self.drawing
        self.drawing += tag == "svg"

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.count += not self.drawing

    def handle_endtag(self, tag: str) -> None:
        self.drawing -= tag == "svg"


def fill(db: Db, world: World, hackathon: Hackathon, readers: list[Actor]) -> None:
    """Put two thousand applications, each marked by two readers, straight into the tables."""
    at, people, sent, marks = world.now, [], [], []
    owner = Organisation(
        name="Établissement du Port autonome",
        name_key="etablissement du port autonome",
        sector=Sector.PUBLIC,
        created_at=at,
    )
    db.add(owner)
    db.flush()
    for number in range(MANY):
        email = f"crowd.{number}@example.org"
        people.append(
            {"id": new_id(), "email": email, "email_key": email_key(email), "display_name": f"Zoé Martin-Lefèvre {number:04}",
             "locale": "fr", "created_at": at}
        )  # fmt: skip
        sent.append(
            {"id": new_id(), "hackathon_id": hackathon.id, "person_id": people[-1]["id"], "sector": list(Sector)[number % 5],
             "organisation_id": owner.id if number % 2 else None, "skills": ["design", "law", "carpentry"], "languages": ["fr"],
             "attendance": list(Attendance)[number % 3], "fifteen_or_over": True, "created_at": at,
             "status": ApplicationStatus(STATES[number % len(STATES)]), "motivation": "To be useful. " * 20}
        )  # fmt: skip
        marks += [
            {"id": new_id(), "application_id": sent[-1]["id"], "hackathon_id": hackathon.id, "reviewer_id": one.id,
             "mark": (number * 7 + place) % 11, "revised_at": at, "created_at": at}
            for place, one in enumerate(readers)
        ]  # fmt: skip
    for table, rows in ((Person, people), (Application, sent), (Appraisal, marks)):
        db.exec(sa.insert(table), params=rows)


LOOKS: Final = {
    "": 1400,
    "?sort=-level": 1400,
    "?sector=public&attendance=remote&q=zo%C3%A9&sort=name": 133,
    "?page=70": 1400,
    "?status=declined": 200,
    "?q=port+autonome": 600,
}


def test_p3_two_thousand_applications_are_read_page_by_page_and_answered_at_once(world: World):
    """One crowd asked many things; it costs some seconds of CPU to make. With 25 rows the page had 355 elements."""
    organiser, hackathon = scene(world, capacity=300, roles=["participant", "coach", "mentor"])
    readers = [reader(world, hackathon, name) for name in ("Rita Reader", "Remi Reader")]
    began = time.process_time()
    world.act(lambda db: fill(db, world, hackathon, readers))
    assert time.process_time() - began < SECONDS
    read_pages(world, organiser, hackathon)
    read_slices(world, organiser, hackathon)
    answer_at_once(world, organiser, hackathon)


def read_pages(world: World, organiser: Actor, hackathon: Hackathon) -> None:
    here = f"/hackathons/{hackathon.slug}/applications"
    for query, found in LOOKS.items():
        with Queries(world.database) as asked:
            answer = organiser.page.get(f"{here}{query}")
        assert answer.status_code == 200
        assert len(asked.statements) <= QUERIES * copies(world), query
        assert Nodes(answer.text).count <= NODES, query
        assert len(gzip.compress(answer.content)) <= KILOBYTES * 1000, query
        words = plain(answer.text)
        assert f"{found} results" in words, (query, words)
        assert "To answer 1400 Waiting list 200 Taking part 200 Refused 200" in words
    tally = organiser.call("GET", f"hackathons/{hackathon.id}/applications/tally")
    assert [tally[name] for name in ("submitted", "waiting", "accepted", "declined", "left")] == [1400, 200, 200, 200, 100]


def read_slices(world: World, organiser: Actor, hackathon: Hackathon) -> None:
    """Programs read on after the last line that they saw, and miss nobody."""
    seen: list[str] = []
    part: list[Any] = [None] * SLICE
    while len(part) == SLICE:
        after = f"&after={seen[-1]}" if seen else ""
        with Queries(world.database) as asked:
            part = organiser.call("GET", f"hackathons/{hackathon.id}/applications?limit={SLICE}{after}")
        assert len(asked.statements) <= QUERIES * copies(world)
        seen += [one["id"] for one in part]
    assert (len(seen), len(set(seen))) == (MANY, MANY)
    public = organiser.call("GET", f"hackathons/{hackathon.id}/applications?sector=public&status=submitted&limit={SLICE}")
    assert {one["sector"] for one in public} == {"public"}


def answer_at_once(world: World, organiser: Actor, hackathon: Hackathon) -> None:
    """All that a filter finds, all or none."""
    here, path = f"/hackathons/{hackathon.slug}/applications", f"hackathons/{hackathon.id}/applications/decisions"
    refused = organiser.call("POST", path, 409, json={"decision": "accept", "filter": {"status": "submitted"}})
    assert "Places left: 100; you chose 1400" in refused["detail"]
    assert "All 467 found, on every page" in organiser.see(f"{here}?attendance=remote&q=zo%C3%A9")
    shown = preview(organiser, hackathon, "decision=decline&all=true&sector=citizen&reason=We+are+full.")
    assert "200 people receive an answer." in shown
    assert "and 175 other people" in shown
    assert Nodes(shown).count <= NODES
    assert len(shown) < 30_000
    with Queries(world.database) as asked:
        organiser.send(f"{here}/decisions", hidden(shown))
    assert len(asked.statements) <= EACH * 200 * copies(world) + 40
    tally = organiser.call("GET", f"hackathons/{hackathon.id}/applications/tally")
    assert (tally["submitted"], tally["declined"]) == (1200, 400)


def copies(world: World) -> int:
    """Return how often a statement is noted: on PostgreSQL the engine for reading is the other one under another name."""
    return 1 if world.database.is_sqlite else 2
