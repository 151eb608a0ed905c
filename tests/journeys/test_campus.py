"""The Grand Hackathon Campus lived in pages, on each engine: people come, lots are drawn, teams are composed and contested.

A hundred people, twenty-five teams, five défis. The crowd is written into the database beforehand; whoever says something
here says it in a page. On SQLite everybody has a phone, with script, in French; on PostgreSQL a desk, without, in English.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.computing import Inline
from app.models.application import Call
from app.models.hackathon import Phase
from tests.campus import campus
from tests.journeys.browser import LONG, Person, Way
from tests.journeys.cast import Cast, moment
from tests.journeys.live import Service, eventually
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.timeout(600)]

PHONE, DESK = Way("fr", script=True, width=375), Way("en", script=False, width=1280)
WORDS = {
    "fr": {
        "kept": "Gardé", "in": "Vous participez !", "declined": "Vous avez décliné", "apart": "1 paire séparée",
        "by_hand": "À la main", "changed": "Votre équipe a été changée", "inside": "Vous participez déjà",
        "waits": "1 personne présente sans équipe", "comes": "Lea Late rejoint",
    },
    "en": {
        "kept": "Kept", "in": "You take part!", "declined": "You have declined", "apart": "1 pair kept apart",
        "by_hand": "By hand", "changed": "Your team was changed", "inside": "You take part already",
        "waits": "1 person here without a team", "comes": "Lea Late comes to",
    },
}  # fmt: skip


# In the suite on a phone, in `make torture` on a desk without a script, too.
WAYS = {"sqlite-phone-fr": ("on_sqlite", PHONE), "postgresql-desk-en": ("on_postgresql", DESK)}
ASKED = list(WAYS) if LONG else list(WAYS)[:1]


@pytest.fixture(params=ASKED)
def cast(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator["Campus"]:
    engine, way = WAYS[request.param]
    service: Service = request.getfixturevalue(engine)
    world = World(service.environment["ESSAIM_DATABASE_URL"], tmp_path / "world")
    world.clock.now = datetime.now(UTC) - timedelta(hours=3)  # what is announced now is due when the people come
    yield Campus(service, browser, way, world)
    world.close()


class Campus(Cast):
    """What happened so far, and who was there."""

    def __init__(self, service: Service, browser: Browser, way: Way, world: World) -> None:
        organiser, _, hackathon, self.defis = campus(world, phase=Phase.CALL, locale=way.locale)
        world.act(lambda db: db.add(Call(hackathon_id=hackathon.id, offer_days=4, created_at=world.now)))
        self.base, self.words = f"/hackathons/{hackathon.slug}", WORDS[way.locale]
        self.lot = self._announced(world, organiser, f"hackathons/{hackathon.id}/lots")
        super().__init__(service, browser, way, known=True)

    def _announced(self, world: World, organiser: Any, lots: str) -> str:
        """Announce the draw of a citizens' panel; its number is due by now."""
        wanted = {"kind": "panel", "title": "The panel", "reason": "More wish to sit.", "places": 8, "pool_role": "participant"}
        lot = organiser.call("POST", lots, 201, json=wanted | {"attributes": ["sector"]})["id"]
        quotas = [{"attribute": "sector", "value": one, "minimum": 1, "maximum": 2} for one in ("public", "citizen")]
        organiser.call("PUT", f"lots/{lot}/quotas", json={"quotas": quotas})
        organiser.call("POST", f"lots/{lot}/search")
        Inline(world.services).work()  # unless the service has it already
        eventually(lambda: organiser.call("GET", f"lots/{lot}")["state"] == "ready" or None, "the chances")
        number = {"number_source": "The evening lottery", "number_due_at": moment(hours=-2), "reading": "number"}
        organiser.call("POST", f"lots/{lot}/announcement", json=number)
        return str(lot)

    def organise(self, *way: str) -> Person:
        """Let the organiser go from her desk along some links."""
        self.olga.open(f"{self.base}/organise")
        for link in way:
            self.olga.follow(link)
        return self.olga

    def mailed(self, person: Person, pattern: str) -> str:
        return self.service.wait_for_mail(person.email, pattern)[1]

    # The chapters

    def come(self) -> None:
        """Begin an application here, end it on another device; confirm the place; decline an invitation."""
        begun = self.person("Paul Pierre")
        begun.open(self.base)
        begun.follow("/application")
        begun.sign_in()
        form = begun.fill("/application", sector="citizen", motivation="Apprendre.", languages=["fr"])
        if self.way.script:
            begun.page.locator("#state", has_text=self.words["kept"]).wait_for()
        else:
            with begun.page.expect_navigation():
                form.locator('[formaction$="/application/draft"]').click()
            assert self.words["kept"] in begun.page.content()
        paul = self.person("Paul Pierre").sign_in(known=True, shown=False)
        paul.follow("/application")
        assert paul.form("/application").locator("[name=motivation]").input_value() == "Apprendre."
        paul.send("/application", skills=["design"], attendance="remote", fifteen_or_over="true", wish_2="Repair")
        self.decide("accept", ["Paul Pierre"])
        paul.open(self.mailed(paul, r"(/hackathons/\S+/offer)\b"))
        paul.send("/offer")
        paul.reads(self.words["in"])
        wanda = self.write_to("Wanda Witness", "witness")
        self.open_mail(wanda)
        wanda.send("/decline")
        wanda.reads(self.words["declined"])
        self.organise("/organise/people", "/organise/people/invitations")
        self.olga.follow("?state=declined")
        self.olga.reads(wanda.email)

    def draw(self, folder: Path) -> None:
        """The number that everybody saw is typed; a visitor reads the report and runs it again."""
        visitor = self.person()
        visitor.open(self.base)
        visitor.follow("/lots")
        visitor.follow(self.lot)
        assert visitor.page.locator('form[action$="/draw"]').count() == 0
        olga = self.organise("/organise/lots", self.lot)
        olga.follow(f"{self.base}/lots/{self.lot}")
        olga.send("/draw", number="417")
        visitor.open(visitor.path)
        visitor.reads("417")
        assert "Student" not in visitor.text()
        with visitor.page.expect_download() as found:
            visitor.page.locator('main a[href$="/file.json"]').click()
        found.value.save_as(folder / "lot.json")
        if self.way.script:  # once is enough
            self.service.run("lot", "verify", str(folder / "lot.json"))

    def compose(self) -> None:
        """A rule, the demands, the search, the reasons; one exchange by keyboard; what the person decides is adopted."""
        self.move("teaming")
        olga = self.organise("/compose", "/compose/rules")
        olga.send("/compose/rules", kind="apart", people="Student 0003\nStudent 0008")
        olga.follow("/compose/ask")
        teams = {f"teams_on.{one}": "5" for one in self.defis}
        olga.send("/compose/proposals", size_min="3", size_max="6", effort="quick", **teams)
        olga.wait_for("/adoption")
        olga.reads(self.words["apart"])
        assert olga.page.locator("main .cards > li").count() == 20
        olga.follow("?as=table")
        olga.follow("/teams/new-001")
        olga.page.locator("main .people a").first.press("Enter")
        olga.page.wait_for_url("**/people/*")
        self._tab_to("main .rows a[href*='?team=']")
        olga.page.keyboard.press("Enter")
        olga.page.wait_for_url("**?team=*")
        self._tab_to("main .rows li:nth-child(2) button")
        with olga.page.expect_navigation(wait_until="load"):
            olga.page.keyboard.press("Enter")
        olga.reads(self.words["by_hand"])
        olga.send("/adoption")
        olga.follow("/compose/companions")
        olga.send("/compose/companions")

    def _tab_to(self, wanted: str) -> None:
        """Go on with the Tab key until the focus is on something."""
        page = self.olga.page
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.locator("*:focus").evaluate("(found, wanted) => found.matches(wanted)", wanted):
                return
        raise AssertionError(f"the Tab key never comes to {wanted} on {self.olga.path}:\n{self.olga.text()[:3000]}")

    def contest(self) -> None:
        """Everybody reads their team and why; one contests, and is heard."""
        olga = self.organise("/compose", "/compose/publication")
        olga.send("/compose/publication", appeals_until=moment(days=2))
        mina = self.person("Mina Member")
        mine = self.mailed(mina, r"(/hackathons/\S+/my-team)\b")
        mina.open("/sign-in")
        mina.sign_in(known=True, shown=False)
        mina.open(mine)
        before = mina.page.locator("h1").inner_text()
        others = mina.page.locator("[name=wished_team_id] option").all_inner_texts()
        wished = next(name.split(" – ")[0] for name in others[1:] if before not in name)
        mina.send("/my-team/appeals", body="Ma sœur y est.", wished_team_id=wished)
        olga = self.organise("/compose", "/compose/publication", "/compose/appeals/*")
        olga.reads("Ma sœur y est.", wished)
        olga.send("/answer", outcome="changed", answer="Bien sûr.")
        mina.open(self.mailed(mina, r"Bien sûr\.[\s\S]*?(/hackathons/\S+/my-team)\b"))
        mina.reads(self.words["changed"], "Bien sûr.")
        assert mina.page.locator("h1").inner_text() == wished

    def repair(self) -> None:
        """Some do not come, one comes by the code on the wall: the fewest moves."""
        olga = self.organise("/organise/people", "/organise/walk-ins")
        olga.send("/organise/walk-ins", label="Main door", expires_at=moment(hours=3))
        assert olga.page.locator("figure.qr svg").is_visible()
        door = re.sub(r"^https?://[^/]+", "", olga.page.locator("main code").inner_text())
        lea = self.person("Lea Late")
        lea.open(door)
        lea.follow(f"/sign-in?next={door}")
        lea.sign_in()
        lea.send(door, sector="citizen", languages=["fr"], fifteen_or_over="true")
        lea.open(door)
        lea.reads(self.words["inside"])
        olga = self.organise("/compose", "/compose/attendance")
        form = olga.form("/compose/attendance", "people")
        for name in ("Student 0011", "Student 0012"):
            form.get_by_role("checkbox", name=name).check()
        olga.send("/compose/attendance", press="true", people=[])
        gone = "\n".join(f"Student {number:04}" for number in range(40, 48))
        olga.send("/compose/attendance", lines=gone)
        olga.reads(self.words["waits"])
        olga.send("/compose/repairs")
        olga.wait_for("/adoption")
        olga.reads(self.words["comes"], "Student 0011")
        olga.send("/adoption")
        lea.open("/home")
        lea.follow("/teams/*")
        lea.follow("/my-team")


def test_the_grand_campus_in_a_browser(cast: Campus, tmp_path: Path):
    cast.come()
    cast.draw(tmp_path)
    cast.compose()
    cast.contest()
    cast.repair()
    assert [flaw for person in cast.people for flaw in person.broken] == []
