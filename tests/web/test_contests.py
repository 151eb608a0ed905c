"""J6: a team that takes no award wins over one that is pending; contests within their time; what teams read, by the grid."""

from sqlmodel import select

from app.models.deliberation import Contest
from app.models.incubation import Incubation
from app.models.jury import Award
from tests.builders import JuryScene
from tests.web.test_deliberations import at_once, publish, scored
from tests.world import Actor, World


def again(world: World, scene: JuryScene, who: Actor, **span: float) -> Actor:
    """Let time pass; somebody signs in again, for sessions end."""
    world.clock.forward(**span)
    return Actor(world, who.person)


def test_a_team_that_takes_no_award_wins_over_a_pending_one_even_at_the_same_moment(world: World):
    """Tried: without asking who declined, two runs of three are red; which of the two comes first is left to chance."""
    scene = scored(world, tied=False)
    first = scene.teams[0]
    path = f"teams/{first.id}/award-refusal"
    assert scene.organiser.call("POST", path, 403)["code"] == "not_allowed"
    scene.jurors[0].call("POST", path, 404)
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    assert [team["team_id"] for team in preview["teams"] if team["retained"]] == [str(first.id)]
    assert preview["told"] == {"members": 1, "jurors": 4, "holders": 0}
    answers = at_once(
        [
            lambda: scene.member.api.post(path),
            lambda: scene.organiser.api.post(f"challenges/{scene.challenge.id}/publication", json={"retained": [str(first.id)]}),
        ]
    )
    opened = world.read(lambda db: db.exec(select(Incubation)).all())
    if answers[0].status_code == 200:
        assert answers[1].json()["code"] == "award_declined"
        assert opened == []
        assert "Takes no award" in scene.organiser.see(f"/challenges/{scene.challenge.id}/publication")
        publish(scene)
        assert world.read(lambda db: db.exec(select(Incubation)).first()) is None
        assert world.read(lambda db: {a.retained for a in db.exec(select(Award))}) == {False}
    else:
        assert answers[0].json()["code"] in {"results_published", "wrong_phase"}
        assert len(opened) == 1


def test_a_team_contests_once_in_time_and_the_answer_is_public(world: World):
    scene = scored(world, tied=False, contest_hours=24)
    here, team = f"/teams/{scene.teams[0].id}/result", scene.teams[0].id
    assert "Should you win" in scene.member.see(here)
    scene.jurors[1].see(here, 404)
    scene.member.call("POST", f"teams/{team}/contest", 409, json={"body": "Too early"})
    publish(scene)
    mine = scene.member.see(here)
    assert "1st of 3 · 4.00 on average" in mine
    assert mine.count("4.00 from 2.00 to 4.00") == 4  # each criterion, beside the lowest and the highest team
    scene.member.send(f"/teams/{team}/contest", {"body": ""}, status=422)
    scene.member.send(f"/teams/{team}/contest", {"body": "CANARY-why"})
    assert scene.member.call("POST", f"teams/{team}/contest", 409, json={"body": "Again"})["code"] == "contested"
    assert "contests its result: answer it" in scene.organiser.see(f"/challenges/{scene.challenge.id}/publication")
    assert scene.member.call("POST", f"teams/{team}/contest/answer", 403, json={"outcome": "upheld", "answer": "No"})
    for other in (scene.jurors[0], world.person("Nobody")):
        other.call("GET", f"teams/{team}/contest", 404)
    results = f"/hackathons/{scene.slug}/results"
    assert "CANARY" not in scene.organiser.see(results)
    scene.organiser.send(f"/teams/{team}/contest/answer", {"outcome": "recognised", "answer": "The figure was read wrongly."})
    told = {"outcome": "upheld", "answer": "Twice"}
    assert scene.organiser.call("POST", f"teams/{team}/contest/answer", 409, json=told)["code"] == "contest_answered"
    seen = world.visitor().see(results)
    assert "A mistake is recognised" in seen
    assert "The figure was read wrongly." in seen
    assert "CANARY" not in seen
    assert "CANARY-why" in scene.member.see(here)
    assert world.read(lambda db: db.exec(select(Contest)).one().outcome.value) == "recognised"


def test_nobody_contests_after_the_time_that_the_grid_said(sqlite_world: World):
    scene = scored(sqlite_world, tied=False, contest_hours=24)
    publish(scene)
    member = again(sqlite_world, scene, scene.member, hours=25)
    assert member.call("POST", f"teams/{scene.teams[0].id}/contest", 409, json={"body": "Late"})["code"] == "no_contest"
    assert "The time to contest ended" in member.see(f"/teams/{scene.teams[0].id}/result")


def test_teams_read_what_the_grid_said(sqlite_world: World):
    """Four jurors read team 1: letters. Tried: with the sheets of three shown, the last scene shows a letter."""
    world = sqlite_world
    scene = scored(world, tied=False, feedback="juror")
    juror, team = scene.jurors[1], scene.teams[0]
    assert "You choose which teams read" in juror.see(f"/challenges/{scene.challenge.id}/words")
    juror.send(f"/challenges/{scene.challenge.id}/words", {"teams": [str(team.id)]})
    scene.jurors[2].call("PUT", f"teams/{team.id}/sheet/shared", 204, json={"shared": True})
    scene.jurors[2].call("PUT", f"teams/{team.id}/sheet/shared", 204, json={"shared": False})
    publish(scene)
    given = scene.member.call("GET", f"teams/{team.id}/feedback")
    assert (given["policy"], len(given["great"]), given["reads"]) == ("juror", 1, 4)
    assert [sheet["letter"] for sheet in given["sheets"]] == ["A", "B", "C", "D"]
    page = scene.member.see(f"/hackathons/{scene.slug}/results")
    assert "4 jurors read you: 4.00 on average, from 4.00 to 4.00" in page
    silent = scored(world, name="Silent", feedback="never")
    assert (
        silent.jurors[0].call("PUT", f"teams/{silent.teams[0].id}/sheet/shared", 409, json={"shared": True})["code"]
        == "not_in_rules"
    )
    publish(silent)
    given = silent.member.call("GET", f"teams/{silent.teams[0].id}/feedback")
    assert (given["great"], given["sheets"], given["score"]) == ([], [], None)
    few = scored(world, name="Few", tied=False)
    few.jurors[3].call("PUT", f"teams/{few.teams[0].id}/tie", json={"kind": "family"})
    publish(few)
    given = few.member.call("GET", f"teams/{few.teams[0].id}/feedback")
    assert (len(given["great"]), given["reads"], given["sheets"], given["lowest"]) == (3, 3, [], "4.00")
