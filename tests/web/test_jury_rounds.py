"""J1: gates and a bonus beside the mean, grids to start from, and rounds: a preselection by mentors, then a final."""

from uuid import uuid4

from sqlmodel import col, select

from app.domain import roles
from app.models.journal import Entry
from app.models.jury import Rubric, Sheet
from app.models.person import Role, Within
from tests.builders import JuryScene, free_of_ties, jury_scene, score
from tests.web.test_jury import as_input, grid_of
from tests.world import Actor, World

GATE = {"kind": "gate", "label": {"fr": "Porteur", "en": "Owner"}, "failed": {"en": "The owner could not apply it."}}
BONUS = {"kind": "bonus", "label": {"en": "Open data"}, "anchors": [{"en": f"Level {n}"} for n in range(1, 6)]}


def put(scene: JuryScene, grid: dict, status: int = 200, **params: int) -> dict:
    return scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", status, json=grid, params=params)


def test_every_template_is_a_whole_grid_in_both_languages_and_can_be_taken_on_both_surfaces(world: World):
    scene = jury_scene(world)
    found = scene.organiser.call("GET", "grid-templates")
    assert [one["key"] for one in found] == ["big-bloom", "open-data", "nature", "territory", "social", "equal"]
    for one in found:
        assert sum(criterion["weight"] for criterion in one["grid"]["criteria"]) == 100
        for criterion in one["grid"]["criteria"]:
            texts = [criterion["label"], criterion["hint"], *criterion["anchors"]]
            texts += [criterion["failed"]] if criterion["kind"] == "gate" else []
            assert all(text["fr"] and text["en"] for text in texts)
            assert len(criterion["anchors"]) == (0 if criterion["kind"] == "gate" else 5)
        assert put(scene, one["grid"])["criteria"][0]["label"] == one["grid"]["criteria"][0]["label"]
    page = scene.organiser.page.get(f"/challenges/{scene.challenge.id}/grid?template=open-data").text
    assert 'name="b1.label.en"' in page
    assert 'value="Use of open data"' in page
    assert grid_of(scene)["criteria"][0]["label"] == found[-1]["grid"]["criteria"][0]["label"]  # looking stores nothing


def test_gates_and_a_bonus_stand_beside_the_mean(world: World):
    """Tried: with every criterion in the ranking, the sheet that leaves the bonus open is not a whole one and does not count."""
    scene = jury_scene(world)
    grid = as_input(grid_of(scene))
    weighty = grid | {"criteria": [*grid["criteria"], GATE | {"weight": 10}]}
    assert "weigh nothing" in put(scene, weighty, 422)["detail"]
    silent = grid | {"criteria": [*grid["criteria"], {"kind": "gate", "label": {"en": "Owner"}}]}
    assert "when the answer is no" in put(scene, silent, 422)["detail"]
    many = grid | {"criteria": [*grid["criteria"], GATE, GATE, GATE]}
    assert "two gates" in put(scene, many, 422)["detail"]
    before = scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")["fingerprint"]
    saved = put(scene, grid | {"criteria": [*grid["criteria"], GATE, BONUS]})
    assert saved["fingerprint"] != before
    gate, bonus = (criterion["id"] for criterion in saved["criteria"][4:])
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    api = f"teams/{team.id}/sheet"
    marks = {criterion["id"]: 4 for criterion in saved["criteria"][:4]}
    op = "018f0000-0000-7000-8000-00000000000"

    def save(number: int, revision: int, given: dict, status: int = 200) -> dict:
        body = {"op_id": f"{op}{number}", "marks": given}
        return juror.call("PUT", api, status, json=body, headers={"If-Match": str(revision)})

    assert save(1, 0, marks | {gate: 3}, 422)["code"] == "invalid"
    save(2, 0, marks)
    assert juror.call("POST", f"{api}/lock", 422)["code"] == "sheet_incomplete"
    assert save(3, 1, marks | {gate: 0, bonus: 1})["total"] == 4
    juror.call("POST", f"{api}/lock")
    for other, each in ((scene.jurors[1], team), (juror, scene.teams[1]), (scene.jurors[1], scene.teams[1])):
        each_api = f"teams/{each.id}/sheet"
        body = {"op_id": str(uuid4()), "marks": marks | {gate: 1}}
        other.call("PUT", each_api, json=body, headers={"If-Match": "0"})
        other.call("POST", f"{each_api}/lock")
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    assert [(line["rank"], line["reads"]) for line in preview["teams"]] == [(1, 2), (1, 2)]
    assert "For a no: The owner could not apply it." in scene.organiser.see(f"/challenges/{scene.challenge.id}/grid")


def test_the_page_keeps_gates_and_bonus_and_says_what_they_lack(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    page = f"/challenges/{scene.challenge.id}/grid"
    form = {
        "c1.label.en": "Need", "c1.weight": "100", "minimum_reads": "2", "grace_minutes": "15", "awards": "1",
        "contest_hours": "72", "feedback": "always", "g1.label.en": "Owner", "b1.label.en": "Data", "b1.anchors.en": "None\nSome",
    }  # fmt: skip
    assert "when the answer is no" in scene.organiser.send(page, form, status=422).text
    scene.organiser.send(page, form | {"g1.failed.en": "Not alone."})
    assert [(one["kind"], one["weight"]) for one in grid_of(scene)["criteria"]] == [("scored", 100), ("gate", 0), ("bonus", 0)]
    assert 'value="Not alone."' in scene.organiser.page.get(page).text


def mentors(world: World, scene: JuryScene, *names: str) -> list[Actor]:
    made = [world.person(name) for name in names]

    def unit(db) -> None:
        for one in made:
            roles.give(
                db, one.person, Role.MENTOR, Within.HACKATHON, scene.hackathon.id, at=world.now, hackathon_id=scene.hackathon.id
            )

    world.act(unit)
    return made


def test_mentors_preselect_then_the_jury_decides_among_those_that_went_on(world: World):
    """Tried: without the look at the seat, a juror of the final opens a team that stayed behind."""
    scene = jury_scene(world, teams=3, jurors=2)
    at, (first, second, third) = f"challenges/{scene.challenge.id}", scene.teams
    scene.organiser.send(f"/{at}/rounds", {"before.en": "Preselection", "name.en": "Final"})
    assert [one["name"]["en"] for one in scene.organiser.call("GET", f"{at}/rounds")] == ["Preselection", "Final"]
    quick = as_input(grid_of(scene)) | {
        "minimum_reads": 1,
        "criteria": [{"label": {"en": "Promise"}, "weight": 100, "anchors": []}],
    }
    put(scene, quick, round=1)
    put(scene, quick, 404, round=3)
    assert [len(one["criteria"]) for one in scene.organiser.call("GET", f"{at}/rounds")] == [1, 4]
    (mentor,) = mentors(world, scene, "Mona")
    scene.organiser.call("PUT", f"{at}/panelists/{mentor.id}", 204, json={})
    assert scene.jurors[0].call("GET", f"hackathons/{scene.slug}/sheets") == []  # the first round is the mentor's
    for team, mark in zip(scene.teams, (5, 4, 1), strict=True):
        mentor.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
        score(scene, mentor, team, [mark])
    assert scene.organiser.call("PUT", f"{at}/finalists", 409, json={"teams": [str(first.id)]})["code"] == "round_open"
    scene.organiser.send(f"/{at}/scoring/close")
    assert scene.organiser.call("DELETE", f"{at}/rounds/2", 409)["code"] == "round_begun"
    assert "Preselection" in scene.organiser.see(f"/{at}/rounds")
    scene.organiser.send(f"/{at}/finalists", {"teams": [str(first.id), str(second.id)]})
    assert {line["team_id"] for line in scene.jurors[0].call("GET", f"hackathons/{scene.slug}/sheets")} == {
        str(first.id), str(second.id),
    }  # fmt: skip
    assert mentor.call("GET", f"hackathons/{scene.slug}/sheets") == []
    assert mentor.call("GET", f"teams/{first.id}/sheet", 409)["code"] == "not_seated"
    for juror in scene.jurors:
        for team, marks in ((first, [2, 2, 2, 2]), (second, [4, 4, 4, 4])):
            juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
            score(scene, juror, team, marks)
    juror = scene.jurors[0]
    juror.call("PUT", f"teams/{third.id}/tie", json={"kind": "none"})
    assert juror.call("GET", f"teams/{third.id}/sheet", 409)["code"] == "not_seated"
    assert scene.organiser.call("PUT", f"{at}/finalists", 409, json={"teams": [str(third.id)]})["code"] == "round_begun"
    preview = scene.organiser.call("GET", f"{at}/publication-preview")
    ranks = {team["team_id"]: team["rank"] for team in preview["teams"]}
    assert (ranks[str(second.id)], ranks[str(first.id)], ranks[str(third.id)]) == (1, 2, None)
    # Who preselected has no vote on the final, and does not count in its quorum. Tried: with all jurors in the room, three vote.
    scene.organiser.send(f"/{at}/scoring/close")
    scene.organiser.call("POST", f"{at}/deliberation", json={})
    asked = {"team_id": str(first.id), "place": 1, "reason": "It serves the need best"}
    scene.organiser.call("POST", f"{at}/deliberation/motions", 201, json=asked)
    motion = scene.organiser.call("GET", f"{at}/deliberation")["motions"][0]
    mentor.call("PUT", f"motions/{motion['id']}/vote", 409, json={"vote": "for"})
    for juror in scene.jurors:
        juror.call("PUT", f"motions/{motion['id']}/vote", 204, json={"vote": "for"})
    closed = scene.organiser.call("POST", f"motions/{motion['id']}/close")["motions"][0]
    assert (closed["voters"], closed["quorum"], closed["carried"]) == (2, 2, True)
    actions = world.read(lambda db: set(db.exec(select(Entry.action))))
    assert {"add_round", "choose_finalists"} <= actions
    assert world.read(lambda db: len(db.exec(select(Sheet)).all())) == 7


def test_a_round_that_nobody_began_is_taken_away_and_three_are_the_most(world: World):
    scene = jury_scene(world)
    at = f"challenges/{scene.challenge.id}/rounds"
    for _ in range(2):
        scene.organiser.call("POST", at, 201, json={})
    assert scene.organiser.call("POST", at, 422, json={})["code"] == "invalid"
    scene.organiser.call("DELETE", f"{at}/2", 404)
    scene.organiser.send(f"/{at}/3/remove")
    scene.jurors[0].call("POST", at, 403, json={})
    positions = select(Rubric.position).order_by(col(Rubric.position))
    assert world.read(lambda db: list(db.exec(positions))) == [1, 2]
