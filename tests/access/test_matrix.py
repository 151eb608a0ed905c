"""R1, R2, R4: every route × everybody × own / neighbour's / another hackathon's / nothing × phase, as the table says.

The routes come from the application itself, so that a new one fails here until somebody says who may open it.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.config import Mode
from app.main import create_app
from app.models.hackathon import Phase
from app.web.services import Services
from tests.access.canaries import leaks
from tests.access.jury_states import ROUTES, STATES
from tests.access.matrix import NOT_IN_PRODUCTION, Walk
from tests.access.routes import unruled, ways
from tests.access.table import JURY_FILE, Table
from tests.world import World

# The phases that the reviewed table holds.
RECORDED = tuple(Phase)


def test_every_route_has_a_rule(sqlite_world: World):
    """R1. Tried: a plain APIRouter route added to the application is named here."""
    assert unruled(sqlite_world.app) == []


def test_every_route_stands_in_the_table(sqlite_world: World):
    """R1. Tried: a new route without a line in expected.toml is named here, and so is a line without a route."""
    found = {way.key for way in ways(sqlite_world.app) if not NOT_IN_PRODUCTION.match(way.path)}
    table = set(Table().rows)
    assert sorted(found - table) == [], "say in tests/access/expected.toml who may open these"
    assert sorted(table - found) == [], "these lines of expected.toml are about no route"


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("phase", RECORDED)
def test_who_gets_in(phase: Phase, sqlite_template: Path, quick_folder: Path):
    """R2, R4. Whoever the table does not name is refused, changes nothing, and is shown nothing that is not theirs.

    What is one's own is asked whole in the sprint. Elsewhere, and in the other phases, which differ from it by little, every
    page is opened and a quarter of the other cells asked, the same at every run: `make torture` asks the rest, recording all.

    Tried on the sprint: with the guards of PUBLISH_CHARTER taken out, 42 cells got in; with `applications.seen` replaced by
    `db.get`, 69 got in and were shown CANARY-motivation-applicant-own. Found when it first ran: the API told visitors why and by
    whom a phase was moved. Found in the teaming phase: the page of a grid told jurors a title before it was revealed.
    """
    _hold(Walk(quick_folder, sqlite_template, phase, whole=False), Table())


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("state", STATES)
def test_who_gets_in_while_a_jury_goes_on(state: str, sqlite_template: Path, quick_folder: Path):
    """J2, J4, J6, R2, R4. The same in each state of a jury, for the routes that it decides about."""
    _hold(Walk(quick_folder, sqlite_template, state, re.compile(ROUTES), whole=False), Table(JURY_FILE))


def test_every_route_of_a_jury_stands_in_its_table(sqlite_world: World):
    """J2, J4, J6. A new route about a jury is named here until somebody says who may open it in which state."""
    found = {way.key for way in ways(sqlite_world.app) if way.placed and re.search(ROUTES, way.key)}
    table = set(Table(JURY_FILE).rows)
    assert sorted(found - table) == [], "say in tests/access/expected_jury.toml who may open these"
    assert sorted(table - found) == [], "these lines of expected_jury.toml are about no route"


def _hold(walk: Walk, table: Table) -> None:
    """Ask every question of a walk, and hold the answers against the table."""
    wrong = []
    for cell in walk.cells_of():
        if cell.way.key not in table.rows:
            continue  # a test of its own names it
        if cell.verdict == "broken":
            wrong.append(f"{cell}: {walk.log[-1] if walk.log else ''}")
        expected = cell.who in table.who(cell.way.key, cell.place, walk.moment)
        if cell.verdict == "in" and not expected:
            wrong.append(f"{cell} got in")
        elif expected and cell.verdict == "out":
            wrong.append(f"{cell} was refused")
        if shown := leaks(cell.who, cell.canaries, walk.phase):
            wrong.append(f"{cell} was shown {sorted(shown)}")
    logged = {canary for line in walk.log for canary in line.lower().split() if "canary" in canary}
    walk.close()
    assert not logged, f"private texts in the log: {sorted(logged)[:5]}"
    assert walk.changed == []
    assert not wrong, f"{len(wrong)} of {walk.cells} cells are wrong:\n" + "\n".join(_shortly(wrong))


def _shortly(wrong: list[str], limit: int = 60) -> list[str]:
    """Return the first findings and how many more there are of each route."""
    rest = Counter(" ".join(line.split()[1:3]) for line in wrong[limit:])
    return [*wrong[:limit], *(f"… and {count} more of {route}" for route, count in rest.items())]


def test_only_pages_for_developers_are_missing_in_production(sqlite_world: World, tmp_path: Path):
    """What the matrix leaves out does not exist where real people are."""
    chosen = sqlite_world.settings.model_copy(update={"mode": Mode.PRODUCTION})
    app = create_app(Services(chosen, sqlite_world.database, key=b"k" * 32, clock=sqlite_world.clock))
    assert [way.key for way in ways(app) if NOT_IN_PRODUCTION.match(way.path)] == []
