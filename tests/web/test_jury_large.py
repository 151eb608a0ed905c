"""J1, J3, J6: the organisers' pages of a jury of twelve on fifty teams stay within the gates of the design."""

import random
import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.models.challenge import Challenge, ChallengeStatus
from app.models.jury import Criterion, Mark, Publication, Rubric, Seat, Sheet, Tie, TieKind
from app.web import standings
from bench.asgi import Queries
from tests.builders import JuryScene, jury_scene
from tests.web.test_fair_ranking import grid_of
from tests.world import Actor, World

NODES = 350  # of a page, drawings apart, as in tests/browser/gates.py

QUERIES = 30  # of the page with the most of them; a query for each team would be fifty more


class _Counter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.nodes = self.drawing = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.nodes += not self.drawing
        self.drawing += tag == "svg"

    def handle_startendtag(self, _tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.nodes += not self.drawing

    def handle_endtag(self, tag: str) -> None:
        self.drawing -= tag == "svg"


def nodes(who: Actor, path: str) -> int:
    answer = who.page.get(path)
    assert answer.status_code == 200, path
    counter = _Counter()
    counter.feed(answer.text)
    return counter.nodes


def test_fifty_teams_fit_into_each_page(sqlite_world: World):
    """Seven seconds: fifty teams and two hundred sheets. Seen: 418 nodes where a proposal named all twelve for each team."""
    scene = jury_scene(sqlite_world, teams=50, jurors=12)
    organiser, president = scene.organiser, scene.jurors[0]
    at, setup = f"/challenges/{scene.challenge.id}", f"/hackathons/{scene.slug}/jury/setup"
    grid_of(scene, president_id=str(president.id))
    seen = {
        way: nodes(organiser, at + way)
        for way in (
            "/panels", "/panels?reads=4", "/rounds", "/grid", "/grid?more=criterion&template=nature",
            "/grid?more=criterion&template=big-bloom", "/grid?more=bonus&template=big-bloom",
        )
    }  # fmt: skip
    organiser.call("PUT", f"{at[1:]}/panels", 204, json={"reads": 4, "minutes": 10, "window_minutes": 150})
    seen |= {
        f"then {way}": nodes(organiser, at + way) for way in ("/panels?anew=1&seed=7&reads=6", "/panels/print", "/panels/jurors")
    }
    words = organiser.see(setup)
    assert "The time asks for 14 jurors" in words
    assert "12 are there" in words

    def read_all(db: Db) -> tuple[Seat, str]:
        rubric, chance = db.exec(select(Rubric)).one(), random.Random(1)
        criteria = list(db.exec(select(Criterion.id).where(Criterion.rubric_id == rubric.id)))
        rubric.opened_at = rubric.locked_at = sqlite_world.now
        seats = list(db.exec(select(Seat).where(col(Seat.ended_at).is_(None)).order_by(col(Seat.team_id), col(Seat.person_id))))
        for seat in seats:
            given = {"person_id": seat.person_id, "team_id": seat.team_id}
            db.add(Tie(kind=TieKind.NONE, declared_at=sqlite_world.now, **given))
            now = sqlite_world.now
            sheet = Sheet(rubric_id=rubric.id, challenge_id=rubric.challenge_id, saved_at=now, locked_at=now, **given)
            db.add(sheet)
            db.flush()
            db.add_all(Mark(sheet_id=sheet.id, criterion_id=one, level=chance.randint(1, 5)) for one in criteria)
        return seats[0].person_id, seats[0].team_id

    juror_id, team_id = sqlite_world.act(read_all)
    opened = f"{setup}?team={team_id}&juror={juror_id}"
    seen |= {"setup": nodes(organiser, setup), "give back": nodes(organiser, opened)}
    form = f"/teams/{team_id}/sheets/{juror_id}/reopen"
    assert "Give the sheet of" in organiser.see(opened)
    assert "Reason" in organiser.send(form, {}, status=422).text
    organiser.send(form, {"reason": "A slip."})
    assert "Give the sheet of" not in organiser.see(opened)
    sqlite_world.act(lambda db: db.exec(select(Rubric)).one().sqlmodel_update({"closed_at": sqlite_world.now}))
    president.send(f"{at}/deliberation", {"minutes": "5"})
    seen |= {
        f"{who.person.display_name}: {way}": nodes(who, at + way)
        for who, way in (
            (president, "/deliberation"), (scene.jurors[3], "/deliberation"), (organiser, "/deliberation/minutes"),
            (organiser, "/deliberation/screen"), (organiser, "/rounds"),
        )
    }  # fmt: skip
    seen |= published(sqlite_world, scene)
    assert {way: number for way, number in seen.items() if number > NODES} == {}


def published(world: World, scene: JuryScene) -> dict[str, int]:
    """Publish, and return how many nodes the pages of the result have, before and after."""
    organiser, president, visitor = scene.organiser, scene.jurors[0], world.visitor()
    desk, results = f"/challenges/{scene.challenge.id}/publication", f"/hackathons/{scene.slug}/results"
    president.send(f"/challenges/{scene.challenge.id}/deliberation/end")
    preview = organiser.call("GET", f"{desk[1:]}-preview")["teams"]
    last = [team for team in preview if team["rank"]][-1]
    ways = (desk, f"{desk}?page=1", f"{desk}?page=2", f"{desk}?also={last['team_id']}")
    seen = {f"before {way}": nodes(organiser, way) for way in ways}
    with Queries(world.database) as asked:
        organiser.see(desk)
    assert len(asked.statements) <= QUERIES
    assert "Teams 46 to 50 of 50" in organiser.see(f"{desk}?page=99")
    # Whoever is not among the first is one press away, and then among those to choose from.
    assert any(f"also={last['team_id']}" in organiser.page.get(f"{desk}?page={number}").text for number in (3, 4))
    assert f'value="{last["team_id"]}"' not in organiser.page.get(desk).text
    assert f'value="{last["team_id"]}" aria-label="Retain {last["team"]}" checked' in organiser.page.get(ways[-1]).text
    kept = [last["team_id"], preview[0]["team_id"]]
    wrong = organiser.send(desk, {"retained": kept, "inputs_sha256": "0" * 64, "without_missing": "1"}, status=409)
    assert all(f'value="{key}"' in wrong.text for key in kept)
    organiser.send(desk, {"retained": kept, "inputs_sha256": "", "without_missing": "1"})
    teams = visitor.call("GET", results[1:])[0]["teams"]
    pages = [visitor.page.get(f"{results}?challenge={scene.challenge.id}&page={number}").text for number in (1, 2, 3)]
    assert [re.findall(r'<tr id="team-([^"]+)"', page) for page in pages] == [
        [team["team_id"] for team in teams[low : low + 20]] for low in (0, 20, 40)
    ]
    # The first twelve, and who is retained beyond them.
    front = visitor.page.get(results).text
    assert front.count('class="rank"') == 13
    assert f"Solution {last['solution'].split()[-1]}</a>" in front
    mine = next(team for team in teams if team["team_id"] == str(scene.teams[0].id))
    way = re.search(r'href="([^"]*)#team-([^"]+)"', scene.member.page.get(results).text)
    assert way
    assert f"Your team: {mine['rank']}" in scene.member.see(results)
    assert way[2] == mine["team_id"]
    assert f'<tr id="team-{way[2]}" aria-current="true">' in scene.member.page.get(unescape(way[1])).text
    assert len(visitor.page.get(f"{results}.csv").text.strip().splitlines()) == 51
    alone = f"{results}?challenge={scene.challenge.id}"
    team, juror = f"/teams/{scene.teams[0].id}/result", scene.jurors[3]
    seen |= {
        f"after {way} {who.person and who.person.display_name}": nodes(who, way)
        for who, way in (
            (organiser, desk), (visitor, results), (scene.member, results), (organiser, results), (scene.member, team),
            (organiser, team), (scene.member, f"{alone}&page=1"), (organiser, f"{alone}&page=2"), (visitor, f"{alone}&page=3"),
            (organiser, f"/challenges/{scene.challenge.id}/deliberation/minutes"), (juror, f"/jury/{scene.slug}"),
            (organiser, f"/hackathons/{scene.slug}/jury/setup"), (organiser, f"/challenges/{scene.challenge.id}/jury-file"),
            (visitor, f"/hackathons/{scene.slug}"), (visitor, "/solutions"),
        )
    }  # fmt: skip

    def many(db: Db) -> None:
        found = db.exec(select(Publication)).one().model_dump(exclude={"id", "challenge_id"})
        for number in range(8):
            challenge = Challenge(
                hackathon_id=scene.hackathon.id, status=ChallengeStatus.READY, title=f"D{number}", theme="Heritage", why="So.",
                approved_at=world.now, created_at=world.now + timedelta(seconds=number),
            )  # fmt: skip
            db.add(challenge)
            db.flush()
            db.add(Publication(**found, challenge_id=challenge.id))

    world.act(many)
    world.clock.forward(seconds=2)
    seen |= {f"nine défis {way}": nodes(scene.member, way) for way in (results, f"{results}?page=2", alone, f"{alone}&page=1")}
    words = visitor.page.get(f"{results}?page=2").text
    assert words.count("The whole result: 50 teams") == 3
    assert visitor.page.get(f"{results}?challenge={scene.teams[0].id}").status_code == 404
    return seen


def test_a_result_is_whole_as_long_as_it_fits():
    def result(teams: int, criteria: int = 4) -> dict[str, list[int]]:
        return {"teams": [0] * teams, "criteria": [0] * criteria}

    assert standings.form_of([]) is standings.Form.WHOLE
    assert standings.form_of([result(6)]) is standings.Form.WHOLE
    assert standings.form_of([result(2), result(2)]) is standings.Form.WHOLE
    assert standings.form_of([result(6, 8)]) is standings.Form.FIRST
    assert standings.form_of([result(12)]) is standings.form_of([result(300)]) is standings.Form.FIRST
    assert standings.form_of([result(6), result(6)]) is standings.Form.FIRST
    assert standings.form_of([result(6)] * 3) is standings.Form.SHORT
    assert [standings.rows_of(columns) for columns in (1, 4, 5, 8, 9, 17, 40)] == [20, 20, 15, 15, 10, 5, 5]
