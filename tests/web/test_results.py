"""J5, J6: ranking within a défi, publication in one act, feedback, the gallery, on both surfaces and both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from app.models.hackathon import Hackathon, Phase
from app.models.incubation import Incubation
from app.models.journal import Entry
from app.models.jury import Award, Publication
from tests.builders import JuryScene, criteria_ids, free_of_ties, jury_scene, score
from tests.world import World

# Two jurors, three teams, weights 30/20/30/20. By hand, sheet by sheet:
#   team 1: .3·5 + .2·4 + .3·4 + .2·3 = 4.1 and .3·4 + .2·4 + .3·4 + .2·4 = 4.0 → 4.05
#   team 2: .3·3 + .2·5 + .3·3 + .2·5 = 3.8 and .3·2 + .2·2 + .3·5 + .2·1 = 2.7 → 3.25
#   team 3: .3·4 + .2·4 + .3·4 + .2·4 = 4.0 and .3·5 + .2·3 + .3·5 + .2·1 = 3.8 → 3.90
MARKS = (((5, 4, 4, 3), (4, 4, 4, 4)), ((3, 5, 3, 5), (2, 2, 5, 1)), ((4, 4, 4, 4), (5, 3, 5, 1)))


def scored(world: World, marks=MARKS, **given) -> JuryScene:
    scene = jury_scene(world, teams=len(marks), jurors=len(marks[0]), **given)
    free_of_ties(world, scene)
    for team, rows in zip(scene.teams, marks, strict=True):
        for number, (juror, levels) in enumerate(zip(scene.jurors, rows, strict=True)):
            score(scene, juror, team, levels, great=f"Great {number}", think_about=f"Think {number}" if number else "")
    return scene


def publish(scene: JuryScene, status: int = 201, **given):
    return scene.organiser.call("POST", f"challenges/{scene.challenge.id}/publication", status, json=given)


def test_the_ranking_is_the_weighted_mean_computed_by_hand(world: World):
    scene = scored(world)
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    assert preview["ready"]
    found = {team["team_id"]: (team["rank"], team["score"], team["lowest"], team["highest"]) for team in preview["teams"]}
    one, two, three = (str(team.id) for team in scene.teams)
    assert found == {one: (1, "4.05", "4.00", "4.10"), three: (2, "3.90", "3.80", "4.00"), two: (3, "3.25", "2.70", "3.80")}
    need = criteria_ids(scene)[0]
    assert [team["criteria"][need] for team in preview["teams"]] == ["4.50", "4.50", "2.50"]


def test_equal_scores_are_set_apart_by_the_heaviest_criteria_or_shared(world: World):
    # Every sheet has .3·3 + .2·3 + .3·3 + .2·3 = 3.0 or .3·4 + .2·2 + .3·4 + .2·1 = 3.0; the criteria of 30 % mean 3 and 4.
    scene = scored(world, (((3, 3, 3, 3), (3, 3, 3, 3)), ((4, 2, 4, 1), (4, 2, 4, 1)), ((3, 3, 3, 3), (3, 3, 3, 3))))
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    found = {team["team_id"]: (team["score"], team["rank"], team["decided_by"]) for team in preview["teams"]}
    one, two, three = (str(team.id) for team in scene.teams)
    assert found[two] == ("3.00", 1, "heaviest_criterion")
    assert found[one] == found[three] == ("3.00", 2, "tie")


def test_the_president_settles_what_stays_equal_and_nobody_else_can(world: World):
    scene = jury_scene(world)
    president, other = scene.jurors
    grid = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/grid")
    form = {f"c{c['position']}.label.en": c["label"]["en"] for c in grid["criteria"]}
    form |= {f"c{c['position']}.weight": str(c["weight"]) for c in grid["criteria"]}
    wrong = scene.organiser.send(
        f"/challenges/{scene.challenge.id}/grid", form | {"minimum_reads": "2", "president_id": str(scene.member.id)}, status=422
    )
    assert "Choose the president among the jurors" in wrong.text
    scene.organiser.send(
        f"/challenges/{scene.challenge.id}/grid", form | {"minimum_reads": "2", "president_id": str(president.id)}
    )
    free_of_ties(world, scene)
    for juror in scene.jurors:
        for team in scene.teams:
            assert "you settle it" not in president.see(f"/jury/{scene.slug}")
            score(scene, juror, team, (3, 3, 3, 3))
    assert "you settle it" in president.see(f"/jury/{scene.slug}")
    assert "you settle it" not in other.see(f"/jury/{scene.slug}")
    one, two = (str(team.id) for team in scene.teams)
    path = f"challenges/{scene.challenge.id}/president-order"
    other.call("PUT", path, 422, json={"teams": [two, one]})
    assert scene.organiser.call("PUT", path, 403, json={"teams": [two, one]})["code"] == "not_allowed"
    president.send(f"/{path}", {f"place.{one}": "2", f"place.{two}": "1"})
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    assert [(team["team_id"], team["rank"], team["decided_by"]) for team in preview["teams"]] == [
        (two, 1, "president"), (one, 2, "president"),
    ]  # fmt: skip


def test_publishing_makes_a_snapshot_awards_and_one_incubation_and_moves_to_the_results(world: World):
    scene = scored(world)
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    publish(scene, inputs_sha256=preview["inputs_sha256"])
    awards = world.read(lambda db: {award.team_id: (award.rank, award.retained) for award in db.exec(select(Award))})
    one, two, three = (team.id for team in scene.teams)
    assert awards == {one: (1, True), three: (2, False), two: (3, False)}
    incubation = world.read(lambda db: db.exec(select(Incubation)).one())
    assert (incubation.team_id, incubation.title) == (one, "Solution 1")
    assert world.read(lambda db: db.get(Hackathon, scene.hackathon.id).phase) is Phase.RESULTS
    visitor = world.visitor()
    result = visitor.call("GET", f"hackathons/{scene.slug}/results")[0]
    assert [(team["solution"], team["rank"]) for team in result["teams"]] == [
        ("Solution 1", 1),
        ("Solution 3", 2),
        ("Solution 2", 3),
    ]
    page = visitor.see(f"/hackathons/{scene.slug}/results")
    assert page.index("Solution 1") < page.index("Solution 3") < page.index("Solution 2")
    for words in (page, str(result)):
        for private in ("Great", "Think", "Juror a", "2.70", "4.10"):
            assert private not in words


def test_the_organiser_may_retain_others_than_the_first(world: World):
    scene = scored(world)
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    chosen = [str(scene.teams[0].id), str(scene.teams[2].id)]
    form = {"retained": chosen, "inputs_sha256": preview["inputs_sha256"]}
    done = scene.organiser.send(f"/challenges/{scene.challenge.id}/publication", form)
    assert done.headers["location"] == f"/hackathons/{scene.slug}/results"
    kept = world.read(lambda db: {str(found.team_id) for found in db.exec(select(Incubation))})
    assert kept == set(chosen)


def test_a_result_waits_for_its_sheets_or_for_scoring_to_be_closed(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    for juror in scene.jurors:
        score(scene, juror, scene.teams[0], (3, 3, 3, 3))
    score(scene, scene.jurors[0], scene.teams[1], (5, 5, 5, 5))
    assert publish(scene, 409)["code"] == "not_scored"
    assert "Not yet to be seen" in scene.organiser.see(f"/challenges/{scene.challenge.id}/publication")
    scene.organiser.send(f"/challenges/{scene.challenge.id}/scoring/close")
    late = scene.jurors[1].api.put(
        f"teams/{scene.teams[1].id}/sheet", json={"op_id": str(scene.challenge.id), "marks": {}}, headers={"If-Match": "0"}
    )
    assert late.json()["code"] == "scoring_closed"
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    # Team 2 has one sheet and the grid asks for two: not rankable, and never last.
    assert [(team["rank"], team["status"]) for team in preview["teams"]] == [(1, "ranked"), (None, "not_rankable")]
    # What was signed before the close may still be under way: for the grace of the grid, only a clear word publishes.
    assert publish(scene, 409)["code"] == "grace_running"
    assert preview["grace_until"] == "2027-03-25T09:15:00Z"
    desk = f"/challenges/{scene.challenge.id}/publication"
    assert "Sheets may still arrive" in scene.organiser.see(desk)
    form = {"retained": [str(scene.teams[0].id)], "inputs_sha256": preview["inputs_sha256"]}
    scene.organiser.send(desk, form, status=409)
    world.clock.forward(minutes=16)
    assert "Sheets may still arrive" not in scene.organiser.see(desk)
    scene.organiser.send(desk, form)
    assert "Not ranked, for want of enough sheets: Solution 2" in world.visitor().see(f"/hackathons/{scene.slug}/results")


def test_a_late_tie_takes_the_sheet_out_of_the_result(world: World):
    scene = scored(world, (((5, 5, 5, 5), (1, 1, 1, 1), (2, 2, 2, 2)), ((3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3))))
    scene.jurors[0].call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "family"})
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    assert [(team["score"], team["reads"]) for team in preview["teams"]] == [("3.00", 3), ("1.50", 2)]


def test_a_preview_that_is_out_of_date_does_not_publish(world: World):
    scene = scored(world)
    before = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")["inputs_sha256"]
    give_back = f"teams/{scene.teams[1].id}/sheets/{scene.jurors[0].id}/reopen"
    scene.organiser.call("POST", give_back, 204, json={"reason": "Wrong team"})
    score(scene, scene.jurors[0], scene.teams[1], (5, 5, 5, 5))
    assert publish(scene, 409, inputs_sha256=before)["code"] == "inputs_changed"
    form = {"retained": [str(scene.teams[0].id)], "inputs_sha256": before}
    again = scene.organiser.send(f"/challenges/{scene.challenge.id}/publication", form, status=409)
    assert "A sheet changed while you were reading" in again.text
    assert world.read(lambda db: db.exec(select(Publication)).first()) is None


def test_publishing_twice_is_publishing_once(world: World):
    scene = scored(world)
    path = f"challenges/{scene.challenge.id}/publication"
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: scene.organiser.api.post(path, json={}), range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert publish(scene, 409, retained=[str(scene.teams[1].id)])["code"] == "results_published"
    assert world.read(lambda db: len(db.exec(select(Incubation)).all())) == 1
    published = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "publish_results")).all())
    assert len(published) == 1
    assert scene.jurors[0].call("POST", path, 403, json={})["code"] == "not_allowed"


def test_a_sheet_that_arrives_while_publishing_is_counted_or_refused(world: World):
    for round_ in range(3):
        scene = jury_scene(world, name=f"Round {'abc'[round_]}")
        free_of_ties(world, scene)
        for juror in scene.jurors:
            score(scene, juror, scene.teams[0], (3, 3, 3, 3))
        score(scene, scene.jurors[0], scene.teams[1], (5, 5, 5, 5))
        last = scene.jurors[1]
        score(scene, last, scene.teams[1], (5, 5, 5, 5), lock=False)
        start = threading.Barrier(2)
        answers = {}

        def lock(last=last, scene=scene, start=start, answers=answers):
            start.wait()
            answers["lock"] = last.api.post(f"teams/{scene.teams[1].id}/sheet/lock")

        def make_public(scene=scene, start=start, answers=answers):
            start.wait()
            body = {"without_missing": True}
            answers["publish"] = scene.organiser.api.post(f"challenges/{scene.challenge.id}/publication", json=body)

        threads = [threading.Thread(target=lock), threading.Thread(target=make_public)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers["publish"].status_code == 201
        snapshot = world.read(
            lambda db, scene=scene: (
                db.exec(select(Publication).where(Publication.challenge_id == scene.challenge.id)).one().snapshot
            )
        )
        counted = snapshot["reads"] == 4
        assert answers["lock"].status_code == (200 if counted else 409)
        if not counted:
            assert answers["lock"].json()["code"] == "results_published"


def test_nothing_of_the_jury_changes_after_publication(world: World):
    scene = scored(world)
    publish(scene)
    juror, team = scene.jurors[0], scene.teams[0]
    before = juror.call("GET", f"teams/{team.id}/sheet")
    body = {"op_id": str(team.id), "marks": before["marks"]}
    refused = juror.call("PUT", f"teams/{team.id}/sheet", 409, json=body, headers={"If-Match": str(before["revision"])})
    assert refused["code"] == "results_published"
    assert juror.call("POST", f"teams/{team.id}/sheet/unlock", 409)["code"] == "results_published"
    scene.organiser.call("POST", f"teams/{team.id}/sheets/{juror.id}/reopen", 409, json={"reason": "Too late"})
    assert juror.call("GET", f"teams/{team.id}/sheet") == before


def test_members_read_the_feedback_after_publication_and_nobody_else_does(world: World):
    scene = scored(world)
    mine = f"teams/{scene.teams[0].id}/feedback"
    scene.member.call("GET", mine, 404)
    publish(scene)
    given = scene.member.call("GET", mine)
    assert sorted(given["great"]) == ["Great 0", "Great 1"]
    assert given["think_about"] == ["Think 1"]
    assert "Great 1" in scene.member.see(f"/hackathons/{scene.slug}/results")
    scene.member.call("GET", f"teams/{scene.teams[1].id}/feedback", 404)
    for other in (scene.jurors[0], world.person("Nobody"), world.person("Somebody")):
        other.call("GET", mine, 404)
        assert "Great 1" not in other.see(f"/hackathons/{scene.slug}/results")


def test_the_gallery_shows_published_solutions_the_retained_first(world: World):
    scene, hidden = scored(world), jury_scene(world, name="Unpublished")
    publish(scene, retained=[str(scene.teams[2].id)])
    visitor = world.visitor()
    names = [solution["name"] for solution in visitor.call("GET", "solutions")]
    assert names == ["Solution 3", "Solution 1", "Solution 2"]
    page = visitor.see("/solutions")
    assert page.index("Solution 3") < page.index("Solution 1")
    assert visitor.call("GET", "solutions?theme=Nothing") == []
    assert "No solution matches" in visitor.see("/solutions?theme=Nothing")
    assert len(visitor.call("GET", "solutions?theme=Heritage&territory=Marseille")) == 3
    assert "WORK-3" in visitor.see(f"/solutions/{scene.teams[2].id}")
    assert visitor.call("GET", f"solutions/{scene.teams[2].id}")["content"] == "WORK-3"
    visitor.see(f"/solutions/{hidden.teams[0].id}", 404)
    visitor.call("GET", f"solutions/{hidden.teams[0].id}", 404)


def test_results_are_empty_and_say_so_before_publication(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    visitor = sqlite_world.visitor()
    assert "Not published yet" in visitor.see(f"/hackathons/{scene.slug}/results")
    assert visitor.call("GET", f"hackathons/{scene.slug}/results") == []
    assert "No solution is published yet" in visitor.see("/solutions")
