"""J4: sheets signed before the close on a device without a network, on both engines.

Tried: without the look at the grace, and with the device's clock believed as it is, one test each goes red.
"""

import re
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import rubrics
from app.models.journal import Entry
from app.models.jury import Rubric, Sheet
from app.models.team import Team
from app.queries import juries
from tests.builders import JuryScene, criteria_ids, free_of_ties, jury_scene, score, sheet_body
from tests.web.test_jury import as_input, grid_of
from tests.world import World


def put(scene: JuryScene, status: int = 200, *, revision: int = 0, signed: datetime, sent: datetime, **more: object) -> dict:
    """Send the first juror's sheet on the first team as a device does that was without a network."""
    body = sheet_body(scene, [4, 3, 5, 2], signed_at=signed.isoformat(), sent_at=sent.isoformat(), **{"lock": True, **more})
    path = f"teams/{scene.teams[0].id}/sheet"
    return scene.jurors[0].call("PUT", path, status, json=body, headers={"If-Match": f'"{revision}"'})


def close(scene: JuryScene) -> None:
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/close")


def test_a_sheet_signed_before_the_close_counts_within_the_grace_and_both_clocks_are_kept(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    signed = world.now
    world.clock.forward(minutes=1)
    close(scene)
    world.clock.forward(minutes=14)
    found = put(scene, signed=signed, sent=world.now)
    assert (found["revision"], found["total"]) == (1, 3.7)
    assert found["locked_at"]
    stored = world.read(lambda db: db.exec(select(Sheet)).one())
    assert (stored.signed_at, stored.received_at) == (signed, world.now)
    entry = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "lock_sheet")).one())
    assert entry.facts["seconds_under_way"] == 15 * 60
    assert scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]["locked"] == 1


def test_a_device_whose_clock_is_wrong_is_believed_about_how_long_ago_not_about_when(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    close(scene)
    world.clock.forward(minutes=5)
    fast, slow = world.now + timedelta(hours=3), world.now - timedelta(days=400)
    assert put(scene, 409, signed=slow - timedelta(minutes=4), sent=slow)["code"] == "scoring_closed"
    assert put(scene, 409, signed=fast + timedelta(minutes=9), sent=fast)["code"] == "scoring_closed"
    assert put(scene, signed=fast - timedelta(minutes=6), sent=fast)["locked_at"]


def test_after_the_grace_and_without_a_signature_it_is_refused_in_words_and_nothing_is_kept(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, path = scene.jurors[0], f"teams/{scene.teams[0].id}/sheet"
    signed = world.now
    world.clock.forward(minutes=1)
    close(scene)
    unsigned = juror.call("PUT", path, 409, json=sheet_body(scene, [4, 3, 5, 2], lock=True), headers={"If-Match": "0"})
    assert unsigned["code"] == "scoring_closed"
    incomplete = put(scene, 422, signed=signed, sent=world.now, marks={})
    assert incomplete["code"] == "sheet_incomplete"
    world.clock.forward(minutes=15, seconds=1)
    refused = put(scene, 409, signed=signed, sent=world.now)
    assert refused["code"] == "scoring_closed"
    assert "Tell an organiser" in refused["detail"]
    assert world.read(lambda db: db.exec(select(Sheet)).first()) is None


def test_what_was_typed_before_the_close_is_saved_within_the_grace_but_counts_only_when_it_was_signed(sqlite_world: World):
    world = sqlite_world
    scene = jury_scene(world)
    free_of_ties(world, scene)
    typed = world.now
    world.clock.forward(minutes=1)
    close(scene)
    first = put(scene, signed=typed, sent=world.now, lock=False)
    assert first["locked_at"] is None
    assert put(scene, signed=typed, sent=world.now, revision=first["revision"])["locked_at"]


def test_save_and_lock_sent_twice_are_one_act_even_after_publication(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    for juror in scene.jurors:
        score(scene, juror, scene.teams[1], [3, 3, 3, 3])
    score(scene, scene.jurors[1], scene.teams[0], [3, 3, 3, 3])
    op, signed = str(uuid4()), world.now
    first = put(scene, signed=signed, sent=signed, op_id=op)
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    body = {"retained": [str(scene.teams[0].id)], "inputs_sha256": preview["inputs_sha256"]}
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/publication", 201, json=body)
    assert put(scene, signed=signed, sent=world.now, op_id=op) == first
    assert put(scene, 409, signed=signed, sent=world.now, revision=first["revision"])["code"] == "results_published"


def test_the_grace_is_fixed_with_the_grid(sqlite_world: World):
    """J1: said in the grid, part of its fingerprint, and locked with it; a grid of before, without grace, keeps its own."""
    scene = jury_scene(sqlite_world)
    free_of_ties(sqlite_world, scene)
    opened = scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")
    assert opened["grace_minutes"] == 15
    editor = scene.organiser.page.get(f"/challenges/{scene.challenge.id}/grid").text
    assert 'name="grace_minutes" type="text" value="15"' in editor
    shorter = scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", json=as_input(opened) | {"grace_minutes": 5})
    assert shorter["fingerprint"] != opened["fingerprint"]
    score(scene, scene.jurors[0], scene.teams[0], [3], lock=False)
    changed = as_input(grid_of(scene)) | {"grace_minutes": 60}
    assert scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", 409, json=changed)["code"] == "grid_locked"

    def of_before(db):
        rubric = db.exec(select(Rubric)).one()
        criteria = juries.criteria_of(db, rubric)
        given, rubric.grace_minutes = rubric.grace_minutes, 0
        without = rubrics.fingerprint(rubric, criteria)
        rubric.grace_minutes = given
        return without, rubrics.fingerprint(rubric, criteria)

    without, stored = sqlite_world.read(of_before)
    assert without != stored == grid_of(scene)["fingerprint"]


def test_the_next_team_is_the_least_read_then_the_nearest_table_then_ones_own_order(sqlite_world: World):
    """On both surfaces, ties skipped. Sabotage: without the tables, or the reads before them, another team is first."""
    world = sqlite_world
    scene = jury_scene(world, teams=5)
    tables = ["B 12", "A 3", "b-14", "B 2", None]

    def place(db: Db) -> None:
        for team, table in zip(scene.teams, tables, strict=True):
            db.get_one(Team, team.id).table_label = table

    world.act(place)
    free_of_ties(world, scene)
    juror, (here, other, near, far, unknown) = scene.jurors[0], scene.teams

    def onward() -> list[str]:
        page = juror.page.get(f"/jury/sheets/{here.id}").text
        assert "table B 12" in page
        return re.findall(r'data-next="([^"]*)"', page)[0].split()

    order = [line["team_id"] for line in juror.call("GET", f"hackathons/{scene.slug}/sheets")]
    after = order[order.index(str(here.id)) + 1 :] + order[: order.index(str(here.id))]
    rest = [team for team in after if team in {str(other.id), str(unknown.id)}]
    assert [path.split("/")[-1] for path in onward()] == [str(near.id), str(far.id), *rest]
    score(scene, scene.jurors[1], near, [3, 3, 3, 3])
    juror.call("PUT", f"teams/{far.id}/tie", json={"kind": "family"})
    assert [path.split("/")[-1] for path in onward()] == [*rest, str(near.id)]
    assert "table A 3" in juror.see(f"/jury/{scene.slug}")
    assert {line["table"] for line in juror.call("GET", f"hackathons/{scene.slug}/sheets")} == set(tables)
    body = {f"marks.{name}": "3" for name in criteria_ids(scene)} | {"revision": "0", "op_id": str(uuid4()), "do": "lock"}
    sent = juror.send(f"/jury/sheets/{here.id}", body)
    assert sent.headers["location"].endswith(rest[0])
