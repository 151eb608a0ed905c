"""One jury from its preselection to the answer to a contest, lived in pages on each engine.

Four of five teams go on from the mentor's round, three jurors read each, one sees a tie late, the jury puts another team
first, and the team that loses its place contests. What a page shows to one juror, the others do through the API. On SQLite
everybody has a phone, with script, in French; on PostgreSQL a desk, without, in English.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.domain import roles
from app.models.person import Role, Within
from tests.builders import JuryScene, jury_scene, score
from tests.journeys.browser import Device, Person, Way
from tests.journeys.live import Service
from tests.world import Actor, World

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.timeout(300)]

PHONE, DESK = Way("fr", script=True, width=375), Way("en", script=False, width=1280)
WORDS = {
    "fr": {
        "all_in": "5 fiches sur 5", "seated": "Chacun a ses équipes.", "open": "Notation en cours", "to_say": "Lien à déclarer",
        "closed_work": "Son travail vous reste fermé", "kept": "Gardé sur cet appareil", "saved": "Enregistré sur le serveur",
        "instead_of": r"{} a un lien avec {}\s; (.+) lit à sa place", "talks": "Le jury parle de", "carried": "adopté",
        "changed": "Ce que le jury a changé", "contested": "Ce que l’équipe conteste",
        "tied": "Un lien vous unit à cette équipe",
        "severity": "Vos notes à côté de celles des autres", "close": "Quelqu’un de proche",
        "given_back": "Rouverte jusqu’à", "second": "2e sur 4",
    },
    "en": {
        "all_in": "5 of 5 sheets", "seated": "Everybody has their teams.", "open": "Scoring under way",
        "to_say": "Tie to declare", "closed_work": "Its work stays closed to you",
        "instead_of": r"{} is tied to {}; (.+) reads instead",
        "talks": "The jury talks about", "carried": "carried", "changed": "What the jury changed",
        "tied": "You are tied to this team", "close": "Somebody close",
        "severity": "Your marks beside the others'", "contested": "What the team contests",
        "given_back": "Given back until", "second": "2nd of 4",
    },
}  # fmt: skip
WORK = r"WORK-\d"
WHY = "It serves those who wait longest."
LEVELS = ((5, 4, 4, 4), (4, 4, 4, 4), (3, 2, 3, 2), (2, 2, 2, 2))


class Jury:
    """What happened so far, and who was there."""

    def __init__(self, service: Service, browser: Browser, way: Way, world: World) -> None:
        self.service, self.browser, self.way, self.world = service, browser, way, world
        self.words = WORDS[way.locale]
        self.scene: JuryScene = jury_scene(world, teams=5, jurors=5, locale=way.locale)
        self.at = f"challenges/{self.scene.challenge.id}"
        self.setup = f"/hackathons/{self.scene.slug}/jury/setup"
        self.names = [juror.person.display_name for juror in self.scene.jurors if juror.person]
        self.people: list[Person] = []
        self._preselect()
        self.olga = self.person(self.scene.organiser)
        self.paula, self.ana, self.cyn = (self.person(self.scene.jurors[number]) for number in (0, 1, 3))

    def person(self, actor: Actor | None) -> Person:
        device = Device(self.service, self.browser, self.way) if self.way.script or not self.people else self.people[0].device
        made = Person(self.service, device, self.way, actor.person.display_name if actor and actor.person else "")
        self.people.append(made)
        return made.bring(actor.page.cookies["essaim-session"]) if actor else made

    def _preselect(self) -> None:
        """Let a mentor read all five teams in a round of their own."""
        world, scene = self.world, self.scene
        mentor = world.person("Mona Mentor")
        held = {"at": world.now, "hackathon_id": scene.hackathon.id}
        world.act(lambda db: roles.give(db, mentor.person, Role.MENTOR, Within.HACKATHON, scene.hackathon.id, **held))
        scene.organiser.call("POST", f"{self.at}/rounds", 201, json={"before": {"fr": "Le tri", "en": "The sieve"}})
        grid = {"minimum_reads": 1, "criteria": [{"label": {"en": "Promise"}, "weight": 100, "anchors": []}]}
        scene.organiser.call("PUT", f"{self.at}/grid", json=grid, params={"round": 1})
        scene.organiser.call("PUT", f"{self.at}/panelists/{mentor.id}", 204, json={})
        for team, level in zip(scene.teams, (5, 4, 3, 3, 1), strict=True):
            mentor.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
            score(scene, mentor, team, [level])

    # The chapters

    def prepare(self) -> None:
        """The round ends, four go on, the grid gets a president; one declares a tie, and the panels heed it."""
        olga, team = self.olga, self.scene.teams[2]
        olga.open(self.setup)
        olga.follow("/rounds")
        olga.reads(self.words["all_in"])
        olga.send("/scoring/close")
        olga.send("/finalists", teams=[str(one.id) for one in self.scene.teams[:4]])
        olga.follow("/grid?round=2")
        olga.send("/grid", president_id=self.names[0], contest_hours="48")
        ana = self.ana
        ana.open("/home")
        ana.follow(f"/jury/{self.scene.slug}")
        ana.reads(self.words["to_say"])
        assert self.scene.teams[4].name not in ana.text()
        ana.follow(f"/jury/sheets/{team.id}")
        ana.send("/tie", kind="employer")
        ana.reads(self.words["closed_work"])
        assert not re.search(WORK, ana.page.content())
        olga.open(self.setup)
        olga.follow("/panels")
        olga.follow("/panels/jurors")
        olga.page.get_by_role("link", name=self.names[4]).click()
        olga.send("/panels/jurors/*", stand_in=True)
        olga.follow("/panels")
        olga.page.locator("[name=reads]").fill("3")
        with olga.page.expect_navigation(wait_until="load"):
            olga.page.locator("[name=reads]").press("Enter")
        olga.send("/panels")
        olga.reads(self.words["seated"])
        row = olga.page.locator("tbody tr").filter(has_text=team.name)
        assert self.names[1] not in row.inner_text()
        assert self.names[4] not in olga.text()  # who stands by waits
        olga.open(self.setup)
        olga.send("/scoring/open")
        olga.reads(self.words["open"])

    def judge(self) -> None:
        """One scores and goes on, for a moment without a network; another sees a tie late and is replaced."""
        mine = [team for team, names in self._panels().items() if self.names[1] in names]
        ana = self.ana
        ana.open(f"/jury/{self.scene.slug}")
        ana.page.locator("main .actions a").first.click()
        ana.page.wait_for_url("**/jury/sheets/*")
        first = ana.path
        ana.send("/tie", kind="none")
        assert re.search(WORK, ana.text())
        if self.way.script:
            self._score_by_keys(ana)
        else:
            self._score_by_form(ana)
        ana.page.wait_for_url(lambda url: first not in url)
        assert ana.path in {f"/jury/sheets/{team}" for team in mine}
        ana.send("/tie", kind="none")
        if self.way.script:
            self._score_away(ana)
        else:
            self._score_by_form(ana)
        cyn, actor = self.cyn, self.scene.jurors[3]
        team = next(one for one in self.scene.teams if self.names[3] in self._panels().get(str(one.id), []))
        actor.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
        score(self.scene, actor, team, (5, 5, 5, 5), lock=False)
        cyn.open(f"/jury/sheets/{team.id}")
        assert re.search(WORK, cyn.text())
        cyn.send("/tie", kind=self.words["close"])
        cyn.reads(self.words["closed_work"])
        assert not re.search(WORK, cyn.text())
        self.olga.open(f"/{self.at}/panels")
        told = re.search(rf"{self.words['instead_of']}".format(self.names[3], team.name), self.olga.text())
        assert told
        assert told[1] == self.names[4]  # who stood by steps in
        self.olga.follow("/panels/print")
        self.olga.reads(self.names[3], told[1])
        self._score_on_paper()
        self._give_back(mine)
        self._score_the_rest()

    def _give_back(self, mine: list[str]) -> None:
        """The organiser reminds who has teams left, and gives a sheet back; its juror reads why and locks it again."""
        olga, ana = self.olga, self.ana
        olga.open(self.setup)
        olga.send("/reminders")
        lines = self.scene.jurors[1].call("GET", f"hackathons/{self.scene.slug}/sheets")
        team = next(line["team_id"] for line in lines if line["state"] == "done" and line["team_id"] in mine)
        olga.page.locator("tr").filter(has_text=ana.name).locator(f"a[href*='team={team}']").click()
        olga.send("/reopen", reason="Two lines were swapped.")
        olga.reads(self.words["given_back"])
        ana.open(f"/jury/sheets/{team}")
        ana.reads("Two lines were swapped.")
        ana.send("/jury/sheets/*", press="lock")

    def _score_on_paper(self) -> None:
        """The president writes on paper; the organiser types it in, by its code alone; she reads who did, and confirms."""
        olga, paula = self.olga, self.paula
        team = next(one for one in self.scene.teams if paula.name in self._panels().get(str(one.id), []))
        olga.open(self.setup)
        olga.follow("/paper")
        olga.send("/paper", juror_id=paula.name, team_id=team.name)
        code = re.search(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}\b", olga.text())
        assert code
        olga.open(f"/hackathons/{self.scene.slug}/paper")
        olga.page.locator("[name=code]").fill(code[0].lower())
        with olga.page.expect_navigation(wait_until="load"):
            olga.page.locator("[name=code]").press("Enter")
        olga.reads(paula.name, team.name)
        form = olga.form("/paper", "signed_at")
        marks = dict.fromkeys((field.get_attribute("name") or "" for field in form.locator("[type=radio]").all()), "4")
        olga.send("/paper", untied=True, **marks)
        paula.open(f"/jury/sheets/{team.id}")
        paula.reads(olga.name)
        paula.send("/jury/sheets/*/paper")

    @staticmethod
    def _score_by_keys(ana: Person) -> None:
        """Never touch the screen: a digit for each criterion, and Ctrl + Enter."""
        expect(ana.page.locator("#timer")).not_to_be_empty()
        for level in "4445":
            ana.page.keyboard.press(level)
        ana.page.keyboard.press("Control+Enter")

    def _score_away(self, ana: Person) -> None:
        state, network, second = ana.page.locator("#state"), ana.page.context, ana.path
        expect(ana.page.locator("#timer")).not_to_be_empty()
        network.set_offline(True)
        for fieldset in ana.page.locator("fieldset[data-criterion]").all():
            fieldset.locator("label:nth-child(4)").click()
        expect(state).to_contain_text(self.words["kept"])
        network.set_offline(False)
        expect(state).to_contain_text(self.words["saved"])
        ana.page.locator("button[value=lock]").click()
        ana.page.wait_for_url(lambda url: second not in url)

    @staticmethod
    def _score_by_form(ana: Person) -> None:
        form = ana.form("/jury/sheets/*", "op_id")
        names = list(dict.fromkeys(field.get_attribute("name") or "" for field in form.locator("[type=radio]").all()))
        ana.send("/jury/sheets/*", press="lock", expect=422, **dict.fromkeys(names[:3], "4"))
        assert ana.page.locator(".errors a").count() == 1
        ana.send("/jury/sheets/*", press="lock", **dict.fromkeys(names, "4"))

    def _panels(self) -> dict[str, list[str]]:
        """Return who is to read each team, or has read it, by the team's id."""
        found = self.scene.organiser.call("GET", f"{self.at}/panels")["panels"]
        there = {"planned", "now", "done"}
        return {line["team_id"]: [one["juror"] for one in line["places"] if one["state"] in there] for line in found}

    def _score_the_rest(self) -> None:
        self.world.clock.now = datetime.now(UTC)
        seats = self._panels()
        for team, levels in zip(self.scene.teams, LEVELS, strict=False):
            for name in seats[str(team.id)]:
                juror = self.scene.jurors[self.names.index(name)]
                juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
                if not juror.call("GET", f"teams/{team.id}/sheet")["locked_at"]:
                    score(self.scene, juror, team, levels, great=f"Bravo {team.name}", think_about="L’hiver.")

    def deliberate(self) -> None:
        """The president calls a team and puts a change to the vote; who votes late sees what came of it."""
        paula, ana, team = self.paula, self.ana, self.scene.teams[1]
        paula.open(f"/jury/{self.scene.slug}")
        paula.follow("/deliberation")
        paula.send("/deliberation", minutes="5")
        if not paula.page.locator("form[action$='/motions']").count():
            paula.send("/deliberation", teams=[str(one.id) for one in self.scene.teams[:2]])
        paula.send("/deliberation/team")
        paula.follow("/deliberation/screen")
        paula.reads(self.words["talks"])
        paula.open(f"/{self.at}/deliberation")
        paula.send("/motions", team_id=team.name, place="1", reason=WHY)
        paula.follow("/jury/sheets/*")
        paula.send("/tie", kind="none")
        voters = [self.scene.jurors[number] for number in (1, 2, 4)]
        for juror in voters:
            for one in self.scene.teams[:2]:
                juror.call("PUT", f"teams/{one.id}/tie", json={"kind": "none"})
        paula.open(f"/{self.at}/deliberation")
        paula.send("/vote", press="for")
        ana.open(f"/jury/{self.scene.slug}")
        ana.reads(self.words["severity"])
        ana.follow("/deliberation")
        ana.reads(team.name, WHY)
        ana.send("/vote", press="for")
        motion = self.scene.jurors[0].call("GET", f"{self.at}/deliberation")["motions"][-1]["id"]
        for juror in voters[1:]:
            juror.call("PUT", f"motions/{motion}/vote", 204, json={"vote": "for"})
        paula.open(f"/{self.at}/deliberation")
        paula.send("/close")
        paula.reads(self.words["carried"])
        ana.send("/vote", press="against", expect=409)
        ana.reads(self.words["carried"])
        paula.follow("/deliberation/minutes")
        paula.reads(WHY)
        paula.open(f"/{self.at}/deliberation")
        paula.send("/end")

    def publish(self) -> None:
        olga = self.olga
        olga.open(self.setup)
        olga.follow("/publication")
        olga.send("/publication")
        olga.reads(self.words["changed"], WHY)
        places = olga.page.locator(".podium li h3").all_inner_texts()
        assert places[:2] == ["Solution 2", "Solution 1"]

    def contest(self) -> None:
        """The team reads what jurors wrote, contests, and reads the answer; the public reads the answer alone."""
        mina, team = self.person(self.scene.member), self.scene.teams[0]
        mina.open("/home")
        mina.follow("/results")
        mina.reads(f"Bravo {team.name}", "L’hiver.")
        mina.follow(f"/teams/{team.id}/result")
        mina.reads(self.words["second"], f"Bravo {team.name}")
        mina.send("/contest", body="La règle n’est pas tenue.")
        mina.reads(self.words["contested"], "La règle n’est pas tenue.")
        olga = self.olga
        olga.open(f"/{self.at}/publication")
        olga.follow(f"/teams/{team.id}/result")
        olga.reads("La règle n’est pas tenue.")
        olga.send("/contest/answer", outcome="recognised", answer="Vous avez raison : merci.")
        mina.open(mina.path)
        mina.reads("Vous avez raison : merci.")
        visitor = self.person(None)
        visitor.open(f"/hackathons/{self.scene.slug}/results")
        visitor.reads("Vous avez raison : merci.", WHY)
        assert "La règle n’est pas tenue." not in visitor.text()
        assert "Bravo" not in visitor.text()


@pytest.fixture(params=[("on_sqlite", PHONE), ("on_postgresql", DESK)], ids=["sqlite-phone-fr", "postgresql-desk-en"])
def jury(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Jury]:
    engine, way = request.param
    service: Service = request.getfixturevalue(engine)
    world = World(service.environment["ESSAIM_DATABASE_URL"], tmp_path / "world")
    world.clock.now = datetime.now(UTC)
    yield Jury(service, browser, way, world)
    world.close()


def test_a_jury_from_its_first_round_to_the_answer_to_a_contest(jury: Jury):
    jury.prepare()
    jury.judge()
    jury.deliberate()
    jury.publish()
    jury.contest()
    assert [flaw for person in jury.people for flaw in person.broken] == []
