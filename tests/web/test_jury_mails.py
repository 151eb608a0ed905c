"""J2-J6: who is written to about seats, what is left to read, contests and prizes: once, and never about a tie or a score."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from sqlmodel import select

from app.models.journal import Entry
from app.models.jury import Rubric
from app.worker import Worker
from tests.builders import jury_scene, score
from tests.web.test_deliberations import publish, scored
from tests.web.test_prizes import counted, make, opened
from tests.world import Actor, World


class Post:
    """The mails of a world, those that were not read yet."""

    def __init__(self, world: World) -> None:
        self.world, self.read = world, set()
        self.worker = Worker(world.services, world.app.url_path_for)

    def new(self) -> list[tuple[str, str, str]]:
        """Send what waits; return (first part of the address, subject, text) of each new mail, by address."""
        self.worker._clock_at = None
        self.worker.work()
        found = []
        for path in sorted((Path(self.world.settings.data_dir) / "outbox").glob("*.eml")):
            if path.name not in self.read:
                self.read.add(path.name)
                message: Any = message_from_bytes(path.read_bytes(), policy=default)
                found.append((str(message["To"]).partition("@")[0], str(message["Subject"]), str(message.get_content())))
        return sorted(found)

    def to(self) -> list[str]:
        return [who for who, _, _ in self.new()]


def test_jurors_hear_of_their_seats_once_and_not_why(world: World):
    """One act that moves many seats is one mail each. Sabotage: plan by seat instead of by juror, and three mails come."""
    scene = jury_scene(world, teams=3, jurors=3)
    post, at = Post(world), f"challenges/{scene.challenge.id}"
    a, b, c = (f"juror.{letter}.fort" for letter in "abc")
    scene.organiser.call("PUT", f"{at}/panelists/{scene.jurors[2].id}", 204, json={"stand_in": True})
    told = post.new()
    assert [(who, subject) for who, subject, _ in told] == [(c, "Your teams to read: Open Fort")]
    assert "You stand by" in told[0][2]
    world.clock.forward(minutes=5)
    scene.organiser.call("PUT", f"{at}/panels", 204, json={"reads": 2})
    told = post.new()
    assert [who for who, _, _ in told] == [a, b]
    assert all("From now on you read 3 teams." in text and text.count("- Team") == 3 for _, _, text in told)
    world.clock.forward(minutes=5)
    scene.jurors[0].call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "other", "note": "CANARY-tie"})
    told = post.new()
    assert [who for who, _, _ in told] == [c]
    assert "You stood by, and you are needed: from now on you read 1 team." in told[0][2]
    assert not re.search(r"CANARY|tie|Juror|lien", told[0][2])
    assert post.new() == []


def test_jurors_with_teams_left_are_reminded_once_before_the_window_ends(world: World):
    """Sabotage: forget that it was said, and the minute after there are two more."""
    scene = jury_scene(world, teams=2, jurors=2)
    post = Post(world)
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")

    def window(db: Any) -> None:
        rubric = db.exec(select(Rubric)).one()
        rubric.window_minutes = 120
        db.add(rubric)

    world.act(window)
    assert sorted(post.to()) == ["juror.a.fort", "juror.b.fort"]
    for team in scene.teams:
        scene.jurors[0].call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
        score(scene, scene.jurors[0], team, (4, 4, 4, 4))
    world.clock.forward(minutes=89)
    assert post.new() == []
    world.clock.forward(minutes=2)
    told = post.new()
    assert [(who, subject) for who, subject, _ in told] == [("juror.b.fort", "2 teams wait for your marks: Open Fort")]
    assert "The round ends on" in told[0][2]
    world.clock.forward(minutes=1)
    assert post.new() == []
    facts = world.read(lambda db: db.exec(select(Entry.facts).where(Entry.action == "remind_jurors")).all())
    assert facts == [{"jurors": 1}]


def test_an_organiser_reminds_who_has_teams_left_and_not_again_at_once(world: World):
    """Tried: without the pause, a second organiser writes to everybody once more."""
    scene = jury_scene(world, teams=1, jurors=2)
    post, at, (team,) = Post(world), f"challenges/{scene.challenge.id}/reminders", scene.teams
    setup = f"/hackathons/{scene.slug}/jury/setup"
    assert scene.organiser.call("POST", at, 409)["code"] == "scoring_closed"
    assert "Remind the jurors" not in scene.organiser.see(setup)
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")
    post.new()
    scene.jurors[0].call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
    score(scene, scene.jurors[0], team, (4, 4, 4, 4))
    assert scene.jurors[1].call("POST", at, 403)["code"] == "not_allowed"
    assert "Remind the jurors" in scene.organiser.see(setup)
    scene.organiser.send(f"/{at}", {})
    assert scene.organiser.call("POST", at, 409)["code"] == "reminded"
    assert "Give them a moment" in scene.organiser.send(f"/{at}", {}, status=409).text
    assert [(who, subject) for who, subject, _ in post.new()] == [("juror.b.fort", "1 team waits for your marks: Open Fort")]
    world.clock.forward(minutes=16)
    assert scene.organiser.call("POST", at)["jurors"] == 1
    assert post.to() == ["juror.b.fort"]
    scene.jurors[1].call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
    score(scene, scene.jurors[1], team, (4, 4, 4, 4))
    world.clock.forward(minutes=16)
    assert scene.organiser.call("POST", at, 409)["code"] == "nothing_left"
    acts = world.read(lambda db: [one.facts for one in db.exec(select(Entry).where(Entry.action == "remind_jurors"))])
    assert acts == [{"jurors": 1}] * 2


def test_a_contest_goes_to_the_organisers_and_its_answer_to_the_team(world: World):
    scene = scored(world, tied=False, contest_hours=24)
    prize = opened(scene, "jury")
    post = Post(world)
    told = [mail for mail in post.new() if mail[1].startswith("You may vote")]
    assert [who for who, _, _ in told] == [f"juror.{letter}.fort" for letter in "abcd"]
    for juror in scene.jurors:
        juror.call("PUT", f"prizes/{prize}/vote", 204, json={"team_id": str(scene.teams[0].id)})
    counted(scene, prize)
    publish(scene)
    told = {(who, subject): text for who, subject, text in post.new()}
    won = told["mina.fort", f"{scene.teams[0].name} has a prize: The jury’s favourite"]
    assert "It stands beside the jury’s result. Bravo!" in won
    results = told["mina.fort", "The results are out: Open Fort"]
    assert "your team may contest its result, once" in " ".join(results.split())
    assert "contest" not in told["juror.a.fort", "The results are out: Open Fort"]
    assert not re.search(r"\d\.\d\d", won + results), "no mail holds a mean"
    path = f"teams/{scene.teams[0].id}/contest"
    scene.member.call("POST", path, 201, json={"body": "CANARY-why"})
    told_ = post.new()
    assert [(who, subject) for who, subject, _ in told_] == [("olga.fort", f"{scene.teams[0].name} contests its result")]
    assert "CANARY" not in told_[0][2]
    scene.organiser.call("POST", f"{path}/answer", json={"outcome": "recognised", "answer": "You are right."})
    told_ = post.new()
    assert [who for who, _, _ in told_] == ["mina.fort"]
    assert "> You are right." in told_[0][2]
    scene.organiser.call("POST", f"prizes/{prize}/publication")
    assert post.new() == []


def test_who_may_vote_is_told_when_a_vote_opens_by_itself(sqlite_world: World):
    world = sqlite_world
    scene = jury_scene(world, teams=2)
    make(scene, "peers", opens_at="2027-03-25T12:00:00+00:00", closes_at="2027-03-25T13:00:00+00:00")
    post = Post(world)
    assert post.new() == []
    world.clock.forward(hours=3, minutes=1)
    told = post.new()
    assert [(who, subject) for who, subject, _ in told] == [("mina.fort", "You may vote: The teams’ prize")]
    world.clock.forward(minutes=5)
    assert post.new() == []
    assert "The vote is open" in Actor(world, scene.member.person).see(f"/hackathons/{scene.slug}/prizes")
