"""J7: an invented team that all jurors score before a round, on both surfaces; no result, count or export ever reads it."""

from sqlmodel import select

from app.models.calibration import Example, ExampleSheet
from app.models.hackathon import Phase
from app.models.journal import Entry
from app.models.jury import Mark, Sheet
from tests.builders import JuryScene, criteria_ids, free_of_ties, jury_scene, score
from tests.web.test_jury import as_input, grid_of
from tests.world import Actor, World

EXAMPLE = {"title": {"en": "The Hatch"}, "body": {"en": "A table that **moves**."}}


def marks_of(scene: JuryScene, levels: list[int]) -> dict[str, int]:
    return dict(zip(criteria_ids(scene), levels, strict=False))


def write(scene: JuryScene, status: int = 200, **more: object) -> dict:
    return scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/example", status, json=EXAMPLE | more)


def answer(scene: JuryScene, juror: Actor, levels: list[int], status: int = 200) -> dict:
    body = {"marks": marks_of(scene, levels)}
    return juror.call("PUT", f"challenges/{scene.challenge.id}/example/answer", status, json=body)


def test_jurors_score_one_example_and_then_see_how_they_spread(world: World):
    """Sabotage: with the spread shown to all, the second juror's page says it before they answer."""
    scene = jury_scene(world, jurors=4, phase=Phase.SPRINT)
    desk, api = f"/challenges/{scene.challenge.id}/example", f"challenges/{scene.challenge.id}/example"
    mine = f"/jury/examples/{scene.challenge.id}"
    for juror in (scene.jurors[0], scene.member):
        juror.see(desk, 404)
        juror.see(mine, 404)
    assert "The Hatch (an invented team)" in scene.organiser.page.get(f"{desk}?template=1").text
    assert "Give the invented team a name" in scene.organiser.send(desk, {"body.en": "x"}, status=422).text
    form = {"title.en": "The Hatch", "body.en": "A table that **moves**.", "link": ""}
    scene.organiser.send(desk, form)
    need = criteria_ids(scene)[0]
    reference = {f"level.{need}": "3", f"reason.{need}.en": "CANARY-REASON"}
    scene.organiser.send(desk, form | reference | {f"level.{need}": "9"}, status=422)
    scene.organiser.send(desk, form | reference)
    # The juror's next step; nothing of the others before one's own answer.
    assert "First, one example for all of you" in scene.jurors[0].see(f"/jury/{scene.slug}")
    assert "Score it like a real team" in scene.jurors[0].see(mine)
    partial = {f"marks.{name}": str(level) for name, level in marks_of(scene, [4, 4]).items()}
    assert "Give a mark for every criterion" in scene.jurors[0].send(mine, partial, status=422).text
    assert answer(scene, scene.jurors[0], [4, 3, 5], 422)["code"] == "sheet_incomplete"
    sent = {f"marks.{name}": str(level) for name, level in marks_of(scene, [4, 3, 5, 2]).items()}
    scene.jurors[0].send(mine, sent)
    assert "You have scored it" in scene.jurors[0].see(mine)
    second = scene.jurors[1].call("GET", api)
    assert (second["spread"], second["answers"], second["answered_at"]) == (None, 1, None)
    seen = scene.jurors[1].see(mine)
    assert "How the jury spread" not in seen
    assert "CANARY-REASON" not in seen
    scene.jurors[1].see(desk, 404)
    # Organisers: who, never whose; the spread from three answers on.
    found = answer(scene, scene.jurors[1], [2, 3, 4, 2])
    first = found["spread"][0]
    assert (first["counts"], first["own"], first["reference"]) == ({"1": 0, "2": 1, "3": 0, "4": 1, "5": 0}, 2, 3)
    assert [one["talk"] for one in found["spread"]] == [True, False, False, False]
    assert "CANARY-REASON" in scene.jurors[1].see(mine)
    assert scene.organiser.call("GET", api)["spread"] is None
    assert "one mark alone is somebody's" in scene.organiser.see(desk)
    done = {one["name"]: one["answered"] for one in scene.organiser.call("GET", f"{api}/answers")}
    assert list(done.values()) == [True, True, False, False]
    answer(scene, scene.jurors[2], [3, 3, 4, 4])
    spread = scene.organiser.call("GET", api)["spread"]
    assert (spread[3]["counts"], spread[3]["own"], spread[3]["talk"]) == ({"1": 0, "2": 2, "3": 0, "4": 1, "5": 0}, None, True)
    told = scene.organiser.see(desk)
    assert told.count("Talk about it before you start") == 2
    # Once, and the same again is the same.
    assert answer(scene, scene.jurors[1], [2, 3, 4, 2])["answers"] == 3
    assert answer(scene, scene.jurors[1], [3, 3, 4, 2], 409)["code"] == "example_answered"
    assert write(scene, 409, title={"en": "Another"})["code"] == "example_answered"
    assert scene.organiser.send(desk, form | {"title.en": "Another"}, status=409)
    for stranger in (scene.member, world.person("Nobody")):
        stranger.call("GET", api, 404)
        stranger.see(mine, 404)
    scene.organiser.see(mine, 404)
    assert scene.jurors[0].call("GET", f"{api}/answers", 404)
    facts = world.read(lambda db: str([entry.facts for entry in db.exec(select(Entry).where(Entry.action == "score_example"))]))
    assert "marks" not in facts


def test_the_example_is_closed_when_scoring_opens_and_stays_to_be_read(world: World):
    scene = jury_scene(world)
    write(scene)
    answer(scene, scene.jurors[0], [4, 3, 5, 2])
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")
    api = f"challenges/{scene.challenge.id}/example"
    assert answer(scene, scene.jurors[1], [4, 3, 5, 2], 409)["code"] == "example_closed"
    assert write(scene, 409)["code"] == "example_closed"
    assert scene.organiser.call("DELETE", api, 409)["code"] == "example_closed"
    scene.organiser.send(f"/{api}/remove", status=409)
    assert "You have scored it" in scene.jurors[0].see(f"/jury/examples/{scene.challenge.id}")
    late = scene.jurors[1].see(f"/jury/examples/{scene.challenge.id}")
    assert "its example stays as it is" in late
    assert "How the jury spread" not in late
    assert "First, one example" not in scene.jurors[1].see(f"/jury/{scene.slug}")
    assert "The example, and how the jury read it" in scene.jurors[0].see(f"/jury/{scene.slug}")


def test_another_grid_asks_for_another_answer_and_an_example_goes_with_its_answers(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    write(scene)
    answer(scene, scene.jurors[0], [4, 3, 5, 2])
    scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", json=as_input(grid_of(scene)))
    assert "Score it like a real team" in scene.jurors[0].see(f"/jury/examples/{scene.challenge.id}")
    assert answer(scene, scene.jurors[0], [1, 3, 5, 2])["answers"] == 1
    scene.organiser.send(f"/challenges/{scene.challenge.id}/example/remove")
    assert sqlite_world.read(lambda db: (db.exec(select(Example)).first(), db.exec(select(ExampleSheet)).first())) == (None, None)
    scene.jurors[0].see(f"/jury/examples/{scene.challenge.id}", 404)
    scene.jurors[0].call("GET", f"challenges/{scene.challenge.id}/example", 404)


def test_no_result_count_or_file_reads_the_example(sqlite_world: World):
    """Two juries that differ in their example alone have the same result, to the last figure."""
    outcomes = []
    for name, practised in (("With", True), ("Without", False)):
        scene = jury_scene(sqlite_world, jurors=3, name=name)
        if practised:
            write(scene, title={"en": "CANARY-EXAMPLE"})
            for juror, levels in zip(scene.jurors, ([1, 1, 1, 1], [5, 5, 5, 5], [1, 5, 1, 5]), strict=True):
                answer(scene, juror, levels)
            assert sqlite_world.read(lambda db: (db.exec(select(Sheet)).first(), db.exec(select(Mark)).first())) == (None, None)
        progress = scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]
        assert (progress["locked"], progress["in_progress"], progress["expected"]) == (0, 0, 6)
        free_of_ties(sqlite_world, scene)
        for number, juror in enumerate(scene.jurors):
            for place, team in enumerate(scene.teams):
                score(scene, juror, team, [3 + place, 2 + number, 4, 3])
        preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
        outcomes.append([(team["rank"], team["score"]) for team in preview["teams"]])
        seen = scene.organiser.see(f"/challenges/{scene.challenge.id}/publication") + str(preview)
        assert "CANARY" not in seen
        body = {"retained": [preview["teams"][0]["team_id"]], "inputs_sha256": preview["inputs_sha256"]}
        scene.organiser.call("POST", f"challenges/{scene.challenge.id}/publication", 201, json=body)
        visitor = sqlite_world.visitor()
        assert "CANARY" not in visitor.see(f"/hackathons/{scene.slug}/results")
        assert "CANARY" not in str(visitor.call("GET", f"hackathons/{scene.slug}/results"))
    assert outcomes[0] == outcomes[1]
