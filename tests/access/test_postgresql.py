"""R2, R4 on PostgreSQL: a sample of the matrix, since queries decide who sees what and engines read them differently."""

from sqlmodel import select

from app.models.hackathon import Phase
from app.models.journal import Stream
from tests.access.bodies import Bodies
from tests.access.canaries import leaks
from tests.access.driver import Driver
from tests.access.matrix import Cell
from tests.access.routes import ways
from tests.access.table import Table
from tests.full_world import build
from tests.world import World

ASKED = ("visitor", "stranger", "member_other", "organiser_there", "sponsor")


def test_the_same_people_are_refused_on_postgresql(postgresql_url: str, tmp_path):
    """What the table refuses is refused on the other engine too, writes no act and shows no canary (the API, one's own)."""
    world = World(postgresql_url, tmp_path)
    scene, driver, table = build(world, Phase.SPRINT), Driver(world.app), Table()
    found = [way for way in ways(world.app) if way.api and way.placed and way.key in table.rows]
    bodies = Bodies(scene, found, world.app.openapi())

    def acts() -> dict[str, int]:
        return world.read(lambda db: {str(stream.id): stream.seq for stream in db.exec(select(Stream))})

    before, wrong = acts(), []
    for way in found:
        path, allowed = scene.path(way.path, "own"), table.who(way.key, "own", Phase.SPRINT)
        for who in ASKED if path else ():
            if who in allowed and not way.safe:
                continue
            headers, body = ({}, b"") if way.safe else bodies.of(way, "own")
            cookie = {} if who == "visitor" else {"cookie": f"essaim-session={scene.secrets[who]}"}
            answer = driver.ask(way.method, path or "", {"sec-fetch-site": "same-origin"} | cookie | headers, body)
            cell = Cell(way, "own", who, Phase.SPRINT, path or "", answer)
            if cell.verdict != ("in" if who in allowed else "out") or leaks(who, cell.canaries, Phase.SPRINT):
                wrong.append(str(cell))
    after = acts()
    driver.close()
    world.close()
    assert wrong == []
    assert after == before
