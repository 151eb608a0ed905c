"""P4: a national edition: 2,000 people, 300 teams of twenty défis, through what organisers and people see of it.

On SQLite in the suite; with ESSAIM_TEST_CYCLES raised, as `make torture` does, on both engines.
"""

import gzip
import os
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from uuid import UUID

import pytest

from app.models.hackathon import Hackathon
from app.models.team import Team
from bench.asgi import Queries
from tests.browser.gates import KILOBYTES, NODES
from tests.campus import campus, walk_in
from tests.conftest import ENGINES
from tests.web.test_team_composition import open_members, searched
from tests.world import Actor, World, plain

LONG = int(os.environ.get("ESSAIM_TEST_CYCLES", "20")) > 20
PEOPLE, TEAMS, DEFIS = 2000, 300, 20
LOOK = 14  # KB that a first visit brings beside the page: the style, the icon, the scripts of the page
ASKED = 30  # queries of a page, whatever the number of teams


class Nodes(HTMLParser):
    """Counts elements, but those within drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.found = self.drawn = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found += not self.drawn
        self.drawn += tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        self.drawn -= tag == "svg"


def look(world: World, who: Actor, path: str) -> str:
    """Open a page, check what it weighs and asks, and return its words."""
    with Queries(world.database) as asked:
        answer = who.page.get(path)
    assert answer.status_code == 200, path
    nodes = Nodes()
    nodes.feed(answer.text)
    weight = len(gzip.compress(answer.content)) / 1000 + LOOK
    queries = sum("FROM stream" not in statement for statement, _ in asked.statements)  # the watcher looks by itself
    kept = (nodes.found <= NODES, weight <= KILOBYTES, queries <= ASKED)
    assert kept == (True, True, True), f"{path}: {nodes.found} nodes, {weight:.0f} KB, {queries} queries"
    return plain(answer.text)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("database_url", ENGINES if LONG else ENGINES[:1], indirect=True)
def test_p4_a_nation_is_composed_published_contested_and_repaired(world: World):
    """Twenty-five seconds: nothing smaller shows that the pages of 300 teams hold."""
    organiser, mina, hackathon, defis = campus(world, PEOPLE, TEAMS, tuple(f"Défi {n}" for n in range(DEFIS)))
    base = f"/hackathons/{hackathon.slug}"
    asked = {f"teams_on.{one}": str(TEAMS // DEFIS) for one in defis} | {"size_min": "5", "size_max": "8", "effort": "quick"}
    look(world, organiser, f"{base}/compose/ask")
    run = organiser.send(f"{base}/compose/proposals", asked).headers["location"]
    searched(world)
    found = organiser.call("GET", f"team-proposals/{run.rsplit('/', 1)[1]}")["result"]
    assert (len(found["assignments"]), found["broken"], found["blame"], found["unplaced"]) == (PEOPLE, [], [], [])
    assert "300 results" in look(world, organiser, run)
    assert "page 15 of 15" in look(world, organiser, f"{run}?as=table&page=15")
    person, slot = next((one, place) for one, place in found["assignments"].items() if one != str(mina.id))
    for path in (f"teams/{slot}", f"people/{person}", f"people/{person}?team={_other(found, slot)}"):
        look(world, organiser, f"{run}/{path}")
    with Queries(world.database) as adopting:
        organiser.send(f"{run}/adoption")
    assert len(adopting.statements) < 6 * TEAMS  # some for each team, none for each person
    before = {one.person_id: one.team_id for one in open_members(world)}
    assert set(Counter(before.values()).values()) <= {5, 6, 7, 8}
    assert len(set(before.values())) == TEAMS
    until = (world.now + timedelta(days=1)).isoformat()
    organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 201, json={"appeals_until": until})
    assert "Why this team" in look(world, mina, f"{base}/my-team")
    mina.send(f"{base}/my-team/appeals", {"body": "My sister is elsewhere."})
    (appeal,) = organiser.call("GET", f"hackathons/{hackathon.id}/appeals")
    look(world, organiser, f"{base}/compose/appeals/{appeal['id']}")
    roomy = next(team for team, size in Counter(before.values()).items() if size < 8 and team != before[mina.id])
    name = world.read(lambda db: db.get_one(Team, roomy).name)
    answer = {"outcome": "changed", "answer": "You join her.", "team": name}
    organiser.send(f"{base}/compose/appeals/{appeal['id']}/answer", answer)
    assert "Your team was changed" in look(world, mina, f"{base}/my-team")
    _repair(world, organiser, mina.id, hackathon)


def _other(found: dict, slot: str) -> str:
    return next(place for place in found["assignments"].values() if place != slot)


def _repair(world: World, organiser: Actor, mina: UUID, hackathon: Hackathon) -> None:
    """A tenth does not come, five come whom nobody knew: the organiser looks at everything, and decides."""
    before = {one.person_id: one.team_id for one in open_members(world)}
    gone = sorted((one for one in before if one != mina), key=str)[: PEOPLE // 10]
    base = f"/hackathons/{hackathon.slug}"
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json={"people": [str(one) for one in gone]})
    late = world.act(lambda db: [walk_in(db, world, hackathon, f"Late {n}").id for n in range(5)])
    pages = ["", "?page=15", "/rules", "/proposals", "/companions", "/publication", "/attendance", f"/people/{late[0]}"]
    for path in [*pages, f"/people/{mina}", f"/teams/{before[mina]}"]:
        look(world, organiser, f"{base}/compose{path}")
    run = organiser.send(f"{base}/compose/repairs").headers["location"]
    searched(world)
    look(world, organiser, run)
    organiser.send(f"{run}/adoption")
    after = {one.person_id: one.team_id for one in open_members(world)}
    assert set(after) == (set(before) - set(gone)) | set(late)
    assert sum(after[one] != team for one, team in before.items() if one in after) <= len(gone) // 4
    assert set(Counter(after.values()).values()) <= {5, 6, 7, 8}
