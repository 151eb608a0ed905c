"""One hackathon through its whole life in a real browser, in pages only: with and without script, desk and phone, fr and en."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import LONG, Person, Way
from tests.journeys.cast import Cast, moment
from tests.journeys.live import Service

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.timeout(600)]

WAYS = {
    "script-desk-fr": Way("fr", script=True, width=1280),
    "no-script-phone-en": Way("en", script=False, width=375),
}
# In the suite the first, in `make torture` both: people without a script live through their jury in `test_jury_life.py`.
ASKED = list(WAYS) if LONG else list(WAYS)[:1]
WORDS = {
    "fr": {
        "handed_in": "Votre prototype est rendu.",
        "published": "Le résultat est publié.",
        "verified": "Vérifié", "missing": "Il n’y a rien ici", "put_right": "points à corriger", "signed": "Signé",
        "closed": "Le hackathon est passé de « Incubation » à « Clos ».",
    },
    "en": {
        "handed_in": "Your prototype is handed in.", "published": "The result is published.",
        "verified": "Verified", "missing": "There is nothing here", "put_right": "things to put right", "signed": "Signed",
        "closed": "The hackathon went from “Incubation” to “Closed”.",
    },
}  # fmt: skip


@pytest.fixture(params=ASKED)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


class Life(Cast):
    """The chapters, one after the other."""

    def __init__(self, service: Service, browser: Browser, way: Way, folder: Path) -> None:
        super().__init__(service, browser, way)
        self.folder, self.words = folder, WORDS[way.locale]

    def create(self) -> None:
        olga = self.olga
        olga.follow("/programmes/new")
        olga.send_twice(
            "/programmes/new", "/programmes/fort-et-mer", name="Fort et mer", summary__fr="Des forts rouverts.",
            summary__en="Forts reopened.",
        )  # fmt: skip
        olga.open("/home")
        assert olga.page.locator('main a[href^="/programmes/fort-et-mer"]').count() == 1
        olga.follow("/programmes/fort-et-mer")
        olga.follow("/hackathons/new")
        to = "/programmes/fort-et-mer/hackathons/new"
        olga.send(to, expect=422, format="on_site_24h", starts_at="", place="Marseille, le fort", capacity="4")
        olga.reads(self.words["put_right"])
        form = olga.form(to)
        assert form.locator("[name=place]").input_value() == "Marseille, le fort"
        assert form.locator('[name="title.fr"][aria-invalid=true]').count() == 1
        assert olga.page.locator("#starts_at-error").is_visible()
        assert olga.page.locator('.errors a[href="#starts_at"]').is_visible()
        olga.send(
            to, title__fr="Un fort vivant", title__en="A living fort", starts_at=moment(days=30),
            summary__fr="Rouvrir un fort.", summary__en="Open a fort again.",
        )  # fmt: skip
        assert olga.path == "/hackathons/un-fort-vivant/organise"
        self.base = "/hackathons/un-fort-vivant"
        self.set_dates(team_min="2", team_max="5", theme__fr="Patrimoine", theme__en="Heritage", call_closes_at=moment(days=20))
        for page in ("steps", "checklist", "people", "announcements"):
            olga.follow(f"/organise/{page}")
        stranger = self.person("Sacha Stranger").sign_in(shown=False)
        stranger.open(f"{self.base}/organise", 404)
        stranger.reads(self.words["missing"])
        stranger.open(self.base, 404)
        self.move("scoping")

    def scope(self) -> None:
        """The association brings its défi; without its why and its approval nothing goes on."""
        self.hugo = hugo = self.person("Hugo Holder").sign_in(shown=False)
        hugo.open("/hackathons")
        hugo.follow(self.base)
        hugo.follow("/challenges")
        hugo.follow("/challenges/new")
        hugo.send(
            "/challenges", organisation="Acta Fort", title="Ouvrir le fort", theme="Patrimoine et emploi",
            brief="Fermé depuis 350 ans.",
        )  # fmt: skip
        self.challenge = hugo.path
        olga = self.olga
        olga.open(f"{self.base}/organise")
        olga.follow("/challenges")
        olga.follow(self.challenge)
        olga.send("/scoping")
        assert olga.page.locator('form[action$="/readiness"]').count() == 0
        hugo.open("/home")
        hugo.follow(self.challenge)
        hugo.follow("/edit")
        hugo.send("/edit", why="Que les visiteurs prennent part à l’insertion.", confidential="Le toit fuit.")
        hugo.open(self.challenge)
        hugo.send("/approval")
        olga.open(self.challenge)
        olga.reads("Que les visiteurs prennent part à l’insertion.")
        olga.send("/readiness")
        olga.open(f"{self.base}/organise")
        olga.follow("/charter")
        olga.follow("/charter/new")
        olga.send("/charter", body__fr="# Bienveillance\n\nEt franchise.", body__en="# Be kind\n\nAnd honest.")
        self.move("call")
        visitor = self.person()
        visitor.open("/hackathons")
        visitor.follow(self.base)
        visitor.follow("/application")
        assert visitor.path.startswith("/sign-in?next=")

    def apply(self) -> None:
        """Six apply for four places: one withdraws, one waits and gets the place, one is declined with a reason."""
        names = ["Ada Ames", "Ben Bell", "Chloe Cole", "Dan Dale", "Eve East", "Fay Ford"]
        sectors = ["company", "public", "association", "student", "citizen", "company"]
        people = []
        for name, sector in zip(names, sectors, strict=True):
            person = self.person(name)
            person.open(self.base)
            person.follow("/application")
            person.sign_in(shown=not people)
            person.send(
                "/application", sector=sector, organisation="" if sector == "citizen" else f"Maison {name}", skills=["design"],
                languages=["fr"], attendance="on_site", motivation="Être utile.", fifteen_or_over="true",
            )  # fmt: skip
            people.append(person)
        self.decide("accept", names[:4])
        self.decide("wait", names[4:5])
        self.decide("decline", names[5:], reason="Le fort est trop petit.")
        people[5].open(f"{self.base}/application")
        people[5].reads("Le fort est trop petit.")
        people[3].open("/home")
        people[3].follow("/application")
        people[3].send("/application/withdrawal")
        self.olga.open(f"{self.base}/applications")
        self.olga.reads("Eve East")
        # The place that is free, to the next who waits.
        self.olga.page.locator('main a[href*="decision=accept"]').first.click()
        self.olga.send("/applications/decisions")
        people[4].open("/home")
        people[4].follow("/application")
        self.members = [people[0], people[1], people[2], people[4]]
        for person in self.members:
            person.open("/home")
            person.follow("/charter")
            person.send("/signature")
            person.reads(self.words["signed"])

    def compose(self) -> None:
        self.cora = self.invite("Cora Coach", "coach")
        self.dora = self.invite("Dora Designer", "designer")
        self.jurors = [self.invite(name, "juror") for name in ("Judith Juror", "Jules Juror")]
        self.sara = self.invite("Sara Sponsor", "sponsor", organisation="Banque du Port")
        self.move("teaming")
        olga = self.olga
        olga.open(f"{self.base}/organise")
        olga.follow("/compose")
        olga.follow("/compose/ask")
        olga.send("/compose/proposals", teams="2", effort="quick")
        olga.wait_for("/adoption")
        olga.send("/adoption")
        teams = [link.get_attribute("href") or "" for link in olga.page.locator('main a[href*="/compose/teams/"]').all()]
        self.teams = [href.rsplit("/", 1)[-1] for href in dict.fromkeys(teams)]
        assert len(self.teams) == 2
        for team in self.teams:
            olga.open(f"{self.base}/compose")
            olga.follow(f"/compose/teams/{team}")
            olga.send("/companions", coach="Cora Coach")
            olga.send("/companions", designer="Dora Designer")
        self.move("sprint")
        self.set_dates(
            call_closes_at="", starts_at=moment(hours=-3), ends_at=moment(hours=2), submissions_close_at=moment(hours=1)
        )
        olga.open(f"{self.base}/organise")
        olga.follow("/organise/announcements")
        olga.send("/organise/announcements", body="Le repas est servi.")

    def work(self) -> None:
        """Each team works in its room and hands in, with a file."""
        plan = self.folder / "plan.pdf"
        plan.write_bytes(b"%PDF-1.4 plan")
        self.rooms: dict[str, list[Person]] = {team: [] for team in self.teams}
        for person in self.members:
            person.open("/home")
            person.follow("/teams/*")
            person.reads("Que les visiteurs prennent part à l’insertion.", "Le repas est servi.", "Cora Coach", "Dora Designer")
            self.rooms[person.path.rsplit("/", 1)[-1]].append(person)
        assert sorted(map(len, self.rooms.values())) == [2, 2]
        self.cora.open("/home")
        self.cora.follow("/teams/*")
        for number, (team, members) in enumerate(self.rooms.items(), 1):
            author = members[0]
            author.follow("/prototype")
            author.send("/files", file=str(plan))
            author.send(
                f"/teams/{team}/prototype", press="save", name=f"La porte ouverte {number}",
                content="Des visites menées par ceux qui rebâtissent le fort.", budget="1 200 euros pour commencer.",
            )  # fmt: skip
            author.send(
                f"/teams/{team}/prototype", press="check", deployment="Trois visites au printemps.",
                serves_why="Chaque visiteur rencontre quelqu’un qui rebâtit.",
            )  # fmt: skip
            author.send("/versions")
            author.reads(self.words["handed_in"], "plan.pdf")
        self.set_dates(submissions_close_at=moment(minutes=-1))
        self.olga.open(f"{self.base}/organise/submissions")
        self.move("jury")

    def judge(self) -> None:
        """Ties before anything opens, then sheets, then one act of publication."""
        olga = self.olga
        olga.open(f"{self.base}/organise")
        olga.follow("/jury/setup")
        olga.send("/scoring/open")
        for juror, levels in zip(self.jurors, ((5, 3), (4, 4)), strict=True):
            juror.open("/home")
            juror.follow("/charter")
            juror.send("/signature")
            juror.open("/home")
            juror.follow(self.base.replace("/hackathons/", "/jury/"))
            for team, level in zip(self.teams, levels, strict=True):
                juror.open(f"/jury/sheets/{team}")
                assert "La porte ouverte" not in juror.text()
                juror.send("/tie", kind="none")
                juror.reads("La porte ouverte")
                form = juror.form(f"/jury/sheets/{team}")
                marks = dict.fromkeys(field.get_attribute("name") or "" for field in form.locator("[type=radio]").all())
                assert len(marks) == 4
                juror.send(
                    f"/jury/sheets/{team}",
                    press="lock",
                    great="C’est clair.",
                    think_about="L’hiver.",
                    **dict.fromkeys(marks, str(level)),
                )
        olga.open(f"{self.base}/organise")
        olga.follow("/jury/setup")
        olga.follow("/publication")
        olga.send("/publication")
        olga.reads(self.words["published"])
        visitor = self.person()
        visitor.open("/hackathons")
        visitor.follow(self.base)
        visitor.follow("/results")
        visitor.reads("La porte ouverte 1", "La porte ouverte 2")
        assert "C’est clair." not in visitor.text()
        visitor.follow(f"/solutions/{self.teams[0]}")
        visitor.reads("Des visites menées par ceux qui rebâtissent le fort.")
        second = self.rooms[self.teams[1]][0]
        second.open("/home")
        second.follow("/results")
        second.reads("C’est clair.", "L’hiver.")

    def incubate(self) -> None:
        self.move("incubation")
        hugo = self.hugo
        hugo.open("/home")
        hugo.follow("/incubations/*")
        care = hugo.path
        hugo.follow("/owner")
        hugo.send("/owner", organisation_id="Acta Fort")
        hugo.send("/lead", person_id="Hugo Holder")
        hugo.send("/start")
        hugo.open(care)
        hugo.follow("/milestones/*")
        hugo.send("/milestones/*", status="done", note="Deux visites.")
        vera = self.invite("Vera Volunteer", "sponsor_volunteer")
        vera.open("/home")
        vera.follow("/incubations/*")
        vera.follow("/offer")
        vera.send("/offer", skill="Comptabilité", hours="20", mode="work_time", organisation_id="Banque du Port")
        vera.open(f"{care}/hours")
        vera.send("/hours/*", day=f"{datetime.now(UTC):%Y-%m-%d}", minutes="90", note="Le budget.")
        hugo.open(care)
        hugo.follow("/hours")
        hugo.send("/validations")
        hugo.open(care)
        hugo.follow("/check-in")
        hugo.send("/check-in", done="La première visite.", next="Deux de plus.")
        hugo.reads("La première visite.")
        hugo.follow("/review")
        hugo.send("/review", decision="go_on", reason="Les gens reviennent.", serves_why="Ils rencontrent les ouvriers.")
        self.sara.open("/home")
        self.sara.follow("/portfolio/*")
        assert "Vera" not in self.sara.text()
        hugo.open(care)
        hugo.follow("/end")
        hugo.send("/end", outcome="deployed", outcome_text="Des visites chaque samedi.")
        hugo.reads("Des visites chaque samedi.")
        self.move("closed")

    def share(self) -> None:
        """What was learned becomes a sheet; somebody elsewhere reuses it."""
        author, mate = self.rooms[self.teams[0]]
        author.open("/commons")
        author.follow("/commons/mine")
        author.send("/commons/mine")
        sheet = author.path.removesuffix("/edit")
        author.send(
            "/edit", title="Des visites par ceux qui rebâtissent", context="Un fort.", problem="Personne ne peut entrer.",
            what_was_done="Des visites menées par les ouvriers.", what_it_takes="Deux personnes.", what_failed="La pluie.",
            theme="Patrimoine", territory="Marseille", language="fr", licence="CC-BY-SA-4.0",
        )  # fmt: skip
        author.send("/authors", person_id=mate.name)
        assert author.page.locator('form[action$="/publish"]').count() == 0
        mate.open("/commons")
        mate.follow("/commons/mine")
        mate.follow(sheet)
        mate.send("/answer", press="yes", credited_as=mate.name)
        author.open(sheet)
        author.send("/publish")
        other = self.person("Paul Partner").sign_in(shown=False)
        other.open("/commons")
        other.page.locator("[name=q]").fill("visite rebâtir")
        other.page.locator("[name=q]").press("Enter")
        other.page.wait_for_url("**q=visite*")
        other.follow(sheet)
        other.follow("/reuse")
        other.send(
            "/reuse",
            community="Brest",
            territory="Brest",
            kept="Les ouvriers mènent.",
            changed="En bateau.",
            gave="Quarante visites.",
        )
        other.reads("Quarante visites.")
        visitor = self.person()
        visitor.open(sheet)
        visitor.reads("Brest", author.name, mate.name)

    def look_back(self) -> None:
        olga = self.olga
        olga.open(f"{self.base}/organise")
        olga.follow("/organise/journal")
        olga.reads(self.words["verified"], self.words["closed"])
        self.service.run("journal", "verify")


def test_the_whole_life_in_a_browser(on_sqlite: Service, browser: Browser, way: Way, tmp_path: Path):
    life = Life(on_sqlite, browser, way, tmp_path)
    life.create()
    life.scope()
    life.apply()
    life.compose()
    life.work()
    life.judge()
    life.incubate()
    life.share()
    life.look_back()
    assert [flaw for person in life.people for flaw in person.broken] == []
