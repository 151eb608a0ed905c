"""J1, J3, J6: the organisers' pages of a jury of twelve on fifty teams stay within the gates of the design."""

import random
from html.parser import HTMLParser

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.models.jury import Criterion, Mark, Rubric, Seat, Sheet, Tie, TieKind
from tests.builders import jury_scene
from tests.web.test_fair_ranking import grid_of
from tests.world import Actor, World

NODES = 350  # of a page, drawings apart, as in tests/browser/gates.py


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
    assert {way: number for way, number in seen.items() if number > NODES} == {}
