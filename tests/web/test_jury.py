"""P11, J1, J2, J4: grids, ties and sheets, on both surfaces and both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import col, select

from app.domain import notifications, roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge
from app.models.hackathon import Attendance, Phase
from app.models.journal import Delivery, Entry
from app.models.jury import Mark, Rubric, Sheet
from app.models.organisation import Organisation, Sector
from app.models.person import Role, Within
from app.worker import Worker
from tests.builders import JuryScene, criteria_ids, free_of_ties, jury_scene, score, sheet_body
from tests.world import Actor, World


def grid_of(scene: JuryScene) -> dict:
    return scene.organiser.call("GET", f"challenges/{scene.challenge.id}/grid")


def as_input(grid: dict) -> dict:
    kept = ("label", "hint", "weight")
    criteria = [
        {name: c[name] for name in kept} | {"anchors": [c["anchors"][str(level)] for level in range(1, 6)]}
        for c in grid["criteria"]
    ]
    return {"criteria": criteria, **{name: grid[name] for name in ("minimum_reads", "co_award", "president_id")}}


def test_jurors_sign_the_charter_before_they_score(world: World):
    """P6, J4: on both surfaces; the page says so and leads to the charter, which a juror may sign."""
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    charter = scene.organiser.call("POST", f"hackathons/{scene.hackathon.id}/charters", 201, json={"body": {"en": "Be kind."}})
    path, api, body = f"/jury/sheets/{team.id}", f"teams/{team.id}/sheet", sheet_body(scene, [4, 4, 4, 4])
    assert juror.call("PUT", api, 409, json=body, headers={"If-Match": '"0"'})["code"] == "charter_unsigned"
    assert "Sign the charter" in juror.send(path, form_of(scene, [4, 4, 4, 4], 0), status=409).text
    assert f"/hackathons/{scene.hackathon.slug}/charter" in juror.page.get(path).text
    assert "Sign the charter" in juror.see(path)
    juror.call("POST", f"charters/{charter['id']}/adhesions", 201)
    assert "Sign the charter" not in juror.see(path)
    score(scene, juror, team, [4, 4, 4, 4], lock=False)
    scene.organiser.call("POST", f"hackathons/{scene.hackathon.id}/charters", 201, json={"body": {"en": "Be kinder."}})
    assert juror.call("POST", f"{api}/lock", 409)["code"] == "charter_unsigned"


def form_of(scene: JuryScene, levels: list[int], revision: int, **more: str) -> dict[str, str]:
    marks = {f"marks.{criterion}": str(level) for criterion, level in zip(criteria_ids(scene), levels, strict=False)}
    return marks | {"revision": str(revision), "op_id": str(uuid4()), "great": "", "think_about": ""} | more


# J1


def test_the_default_grid_has_the_four_criteria_with_an_anchor_for_every_level_in_both_languages(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    grid = grid_of(scene)
    assert [c["weight"] for c in grid["criteria"]] == [30, 20, 30, 20]
    assert [c["label"]["en"] for c in grid["criteria"]] == [
        "Understanding of the need", "Originality of the solution", "Potential of the prototype", "Relevance of the pitch",
    ]  # fmt: skip
    for criterion in grid["criteria"]:
        assert set(criterion["anchors"]) == {"1", "2", "3", "4", "5"}
        assert all(anchor["fr"] and anchor["en"] for anchor in criterion["anchors"].values())


def test_weights_must_sum_to_100_on_both_surfaces(world: World):
    scene = jury_scene(world)
    grid = as_input(grid_of(scene))
    grid["criteria"][0]["weight"] = 31
    refused = scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", 422, json=grid)
    assert "sum to 101" in refused["detail"]
    form = {"c1.label.en": "Need", "c1.weight": "60", "c2.label.en": "Pitch", "c2.weight": "30", "minimum_reads": "2"}
    answer = scene.organiser.send(f"/challenges/{scene.challenge.id}/grid", form, status=422)
    assert "The weights sum to 90" in answer.text
    assert 'value="Need"' in answer.text
    scene.organiser.send(f"/challenges/{scene.challenge.id}/grid", form | {"c2.weight": "40", "minimum_reads": "1"})
    assert [c["weight"] for c in grid_of(scene)["criteria"]] == [60, 40]
    assert grid_of(scene)["minimum_reads"] == 1


def test_the_page_takes_the_words_of_the_marks_a_line_each_and_keeps_them_when_something_is_wrong(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    page = f"/challenges/{scene.challenge.id}/grid"
    assert "1. Misses the need\n2. Touches on the need" in scene.organiser.page.get(page).text
    form = {"c2.label.en": "Need", "c2.weight": "100", "c2.anchors.en": "Misses it\n\n3. Meets it\n5) More", "minimum_reads": "2"}
    scene.organiser.send(page, form)
    (criterion,) = grid_of(scene)["criteria"]
    assert {level: anchor["en"] for level, anchor in criterion["anchors"].items()} == {
        "1": "Misses it", "2": "", "3": "Meets it", "4": "", "5": "More",
    }  # fmt: skip
    assert "1. Misses it\n3. Meets it\n5. More</textarea>" in scene.organiser.page.get(page).text
    for field, typed, said in (
        ("c2.anchors.en", "a\nb\nc\nd\ne\nf", "one line for each"),
        ("c2.anchors.en", "1. a\n1. b", "Two lines are for a 1"),
        ("c2.anchors.en", "2. " + "x" * 161, "Shorten the line for a 2"),
        ("c4.hint.en", "Is it clear?", "Give this criterion a name"),
    ):
        answer = scene.organiser.send(page, form | {field: typed}, status=422)
        block = next(part for part in answer.text.split("<details") if f'name="{field}"' in part)
        assert said in block
        assert typed in block
        assert block.startswith(' class="panel" open')
        assert 'id="c1.label.fr-error"' not in answer.text
    assert len(grid_of(scene)["criteria"]) == 1


def test_the_grid_does_not_tell_jurors_a_title_before_it_is_revealed(sqlite_world: World):
    """P2, J1: found by the access matrix in the teaming phase."""
    scene = jury_scene(sqlite_world)
    page = f"/challenges/{scene.challenge.id}/grid"
    assert scene.challenge.title in scene.jurors[0].see(page)
    later = sqlite_world.now + timedelta(days=1)
    sqlite_world.act(lambda db: setattr(db.get_one(Challenge, scene.challenge.id), "reveal_at", later))
    assert scene.challenge.title not in scene.jurors[0].see(page)
    assert scene.challenge.title in scene.organiser.see(page)


def test_only_organisers_change_a_grid_and_strangers_do_not_find_it(world: World):
    scene = jury_scene(world)
    grid = as_input(grid_of(scene))
    path = f"challenges/{scene.challenge.id}/grid"
    assert scene.jurors[0].call("PUT", path, 403, json=grid)["code"] == "not_allowed"
    scene.member.call("GET", path, 404)
    scene.member.call("PUT", path, 404, json=grid)


def test_the_first_sheet_locks_the_grid_and_opening_fixes_its_fingerprint(world: World):
    scene = jury_scene(world)
    opened = scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")
    assert len(opened["fingerprint"]) == 64
    assert opened["locked_at"] is None
    changed = as_input(opened) | {"minimum_reads": 1}
    again = scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", json=changed)
    assert again["fingerprint"] != opened["fingerprint"]
    free_of_ties(world, scene)
    score(scene, scene.jurors[0], scene.teams[0], [3], lock=False)
    assert grid_of(scene)["locked_at"]
    refused = scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", 409, json=changed)
    assert refused["code"] == "grid_locked"
    form = {"c1.label.en": "Need", "c1.weight": "100", "minimum_reads": "2"}
    scene.organiser.send(f"/challenges/{scene.challenge.id}/grid", form, status=409)
    assert "cannot change any more" in scene.organiser.see(f"/challenges/{scene.challenge.id}/grid")


# J2


def test_the_work_stays_shut_until_a_juror_says_that_nothing_ties_them(world: World):
    scene = jury_scene(world)
    juror, team = scene.jurors[0], scene.teams[0]
    page, api = f"/jury/sheets/{team.id}", f"teams/{team.id}/sheet"
    assert "WORK-1" not in juror.see(page)
    assert "Solution 1" not in juror.see(page)
    assert juror.call("GET", api, 409)["code"] == "tie_first"
    body = sheet_body(scene, [])
    assert juror.call("PUT", api, 409, json=body, headers={"If-Match": "0"})["code"] == "tie_first"
    assert juror.call("POST", f"{api}/lock", 409)["code"] == "tie_first"
    juror.send(page, {"revision": "0", "op_id": str(uuid4())}, status=409)
    assert world.read(lambda db: db.exec(select(Sheet)).first()) is None
    juror.send(f"/jury/sheets/{team.id}/tie", {"kind": "none"})
    assert "WORK-1" in juror.see(page)
    assert juror.call("GET", api)["revision"] == 0


def test_a_tie_keeps_the_work_shut_on_every_surface_and_counts_as_absent(world: World):
    scene = jury_scene(world)
    juror, team = scene.jurors[0], scene.teams[0]
    refused = juror.send(f"/jury/sheets/{team.id}/tie", {"kind": "other"}, status=422)
    assert "Say in a few words" in refused.text
    juror.send(f"/jury/sheets/{team.id}/tie", {"kind": "family", "note": "CANARY-NOTE"})
    page = juror.see(f"/jury/sheets/{team.id}")
    assert "You do not score this team" in page
    for words in (page, juror.see(f"/jury/{scene.slug}"), str(juror.call("GET", f"hackathons/{scene.slug}/sheets"))):
        assert "WORK-1" not in words
        assert "Solution 1" not in words
    for method, path in (("GET", ""), ("POST", "/lock"), ("POST", "/unlock")):
        assert juror.call(method, f"teams/{team.id}/sheet{path}", 409)["code"] == "recused"
    body = sheet_body(scene, [5, 5, 5, 5])
    assert juror.call("PUT", f"teams/{team.id}/sheet", 409, json=body, headers={"If-Match": "0"})["code"] == "recused"
    assert juror.call("PUT", f"teams/{team.id}/tie", 409, json={"kind": "none"})["code"] == "tie_stays"
    progress = scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]
    assert (progress["expected"], progress["recused"]) == (3, 1)
    assert "CANARY-NOTE" not in scene.organiser.see(f"/hackathons/{scene.slug}/jury/setup")


def test_a_tie_is_suggested_for_a_shared_employer_and_for_coaching(sqlite_world: World):
    world = sqlite_world
    scene = jury_scene(world)
    colleague, coach = scene.jurors

    def unit(db):
        organisation = Organisation(name="Acme", name_key="acme", sector=Sector.COMPANY, created_at=world.now)
        db.add(organisation)
        db.flush()
        for person in (colleague, scene.member):
            db.add(
                Application(
                    hackathon_id=scene.hackathon.id, person_id=person.id, sector=Sector.COMPANY, organisation_id=organisation.id,
                    attendance=Attendance.ON_SITE, fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, created_at=world.now,
                )
            )  # fmt: skip
        roles.give(db, coach.person, Role.COACH, Within.TEAM, scene.teams[0].id, at=world.now, hackathon_id=scene.hackathon.id)

    world.act(unit)
    assert "the same employer as one of its members – so our records suggest" in colleague.see(
        f"/jury/sheets/{scene.teams[0].id}"
    )
    assert "I coached or helped this team – so our records suggest" in coach.see(f"/jury/sheets/{scene.teams[0].id}")
    assert "so our records suggest" not in coach.see(f"/jury/sheets/{scene.teams[1].id}")


def test_a_tie_found_late_keeps_the_sheet_and_takes_it_out(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    score(scene, juror, team, [5, 5, 5, 5])
    juror.send(f"/jury/sheets/{team.id}/tie", {"kind": "financial"})
    sheet = world.read(lambda db: db.exec(select(Sheet)).one())
    assert sheet.recused_at
    assert sheet.locked_at
    assert "WORK-1" not in juror.see(f"/jury/sheets/{team.id}")
    progress = scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]
    assert (progress["expected"], progress["locked"], progress["recused"]) == (3, 0, 1)


def test_only_jurors_of_the_challenge_find_its_sheets(world: World):
    scene, other = jury_scene(world), jury_scene(world, name="Elsewhere")
    team = scene.teams[0]
    for stranger in (other.jurors[0], scene.member, scene.organiser, world.person("Nobody")):
        stranger.call("GET", f"teams/{team.id}/sheet", 404)
        stranger.call("PUT", f"teams/{team.id}/tie", 404, json={"kind": "none"})
        stranger.see(f"/jury/sheets/{team.id}", 404)
        stranger.call("GET", f"hackathons/{scene.slug}/sheets", 404)
        stranger.see(f"/jury/{scene.slug}", 404)


# J4


def test_nothing_is_preselected_and_the_whole_sheet_is_there(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    free_of_ties(sqlite_world, scene)
    html = scene.jurors[0].page.get(f"/jury/sheets/{scene.teams[0].id}").text
    assert html.count('type="radio"') == 20
    assert "checked" not in html.split('id="sheet"')[1].split("</form>")[0]
    assert "Starts from the lives of the people concerned" in html


def test_a_sheet_is_saved_locked_and_leads_to_the_next_team(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, (first, second) = scene.jurors[0], scene.teams
    refused = juror.send(f"/jury/sheets/{first.id}", form_of(scene, [4, 3], 0, do="lock", great="Bold"), status=422)
    assert "Give a mark for every criterion" in refused.text
    assert "Bold" in refused.text
    assert world.read(lambda db: db.exec(select(Sheet)).first()) is None
    onward = juror.send(f"/jury/sheets/{first.id}", form_of(scene, [4, 3, 5, 2], 0, do="lock"))
    assert onward.headers["location"] == f"/jury/sheets/{second.id}"
    assert "Undo (10 seconds)" in juror.see(f"/jury/sheets/{second.id}")
    assert juror.call("GET", f"teams/{first.id}/sheet")["total"] == 3.7  # .3·4 + .2·3 + .3·5 + .2·2
    done = juror.send(f"/jury/sheets/{second.id}", form_of(scene, [1, 1, 1, 1], 0, do="lock"))
    assert done.headers["location"] == f"/jury/{scene.slug}"
    assert "2 of 2" in juror.see(f"/jury/{scene.slug}")


def test_undo_works_for_ten_seconds_then_only_an_organiser_gives_the_sheet_back(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    path = f"teams/{team.id}/sheet"
    score(scene, juror, team, [1, 2, 3, 4])
    world.clock.forward(seconds=10)
    juror.send(f"/jury/sheets/{team.id}/unlock")
    juror.call("POST", f"{path}/lock")
    world.clock.forward(seconds=11)
    assert juror.call("POST", f"{path}/unlock", 409)["code"] == "undo_over"
    assert "Undo" not in juror.see(f"/jury/{scene.slug}")
    current = juror.call("GET", path)["revision"]
    refused = juror.call("PUT", path, 409, json=sheet_body(scene, [5, 5, 5, 5]), headers={"If-Match": str(current)})
    assert refused["code"] == "sheet_locked"
    give_back = f"teams/{team.id}/sheets/{juror.id}/reopen"
    juror.call("POST", give_back, 404, json={"reason": "I want to"})
    scene.organiser.send(f"/{give_back}", {"reason": "", "minutes": "30"}, status=422)
    scene.organiser.send(f"/{give_back}", {"reason": "Marks on the wrong team"})
    score(scene, juror, team, [5, 5, 5, 5])
    entries = world.read(
        lambda db: [
            entry.action for entry in db.exec(select(Entry).where(Entry.subject_kind == "sheet").order_by(col(Entry.seq)))
        ]
    )
    assert entries == ["score", "lock_sheet", "unlock_sheet", "lock_sheet", "reopen_sheet", "score", "lock_sheet"]


def test_a_sheet_given_back_counts_again_as_it_was_once_its_time_is_over(world: World):
    """Tried: without what was kept, the sheet stays out of the result for good; without the end, it stays open for good."""
    scene = jury_scene(world)
    free_of_ties(world, scene)
    (juror, other), (team, second), worker = scene.jurors, scene.teams, Worker(world.services, world.app.url_path_for)
    for one in scene.jurors:
        for each in scene.teams:
            score(scene, one, each, [2, 2, 2, 2], great="As it was")
    at, preview = f"challenges/{scene.challenge.id}", f"challenges/{scene.challenge.id}/publication-preview"
    scene.organiser.call("POST", f"{at}/scoring/close")
    give_back, path = f"teams/{team.id}/sheets/{juror.id}/reopen", f"teams/{team.id}/sheet"
    scene.organiser.call("POST", give_back, 422, json={"reason": "Wrong team", "minutes": 2})
    scene.organiser.send(f"/{give_back}", {"reason": "Wrong team", "minutes": "30"})
    until = world.now + timedelta(minutes=30)
    mine = juror.call("GET", path)
    assert (mine["given_back"], datetime.fromisoformat(mine["open_until"]), mine["locked_at"]) == ("Wrong team", until, None)
    assert "Wrong team" in juror.see(f"/jury/sheets/{team.id}")
    assert "Given back to you until" in juror.see(f"/jury/{scene.slug}")
    assert "Given back until" in scene.organiser.see(f"/hackathons/{scene.slug}/jury/setup")
    world.act(lambda db: notifications.dispatch(db, at=world.now) and None)
    told = select(Delivery.person_id).where(Delivery.template == "sheet_back")
    assert world.read(lambda db: db.exec(told).all()) == [juror.id]
    score(scene, juror, team, [5, 5, 5, 5], lock=False, great="Better")
    # Its grace is over with the half hour and a quarter; nobody publishes over it before, unless they say so.
    world.clock.forward(minutes=30)
    assert scene.organiser.call("POST", f"{at}/publication", 409, json={})["code"] == "grace_running"
    world.clock.forward(minutes=1)
    current = juror.call("GET", path)["revision"]
    body = sheet_body(scene, [5, 5, 5, 5])
    late = juror.call("PUT", path, 409, json=body, headers={"If-Match": str(current)})
    assert late["code"] == "reopening_over"
    world.clock.forward(minutes=14)
    worker._clock_at = None
    worker.keep_time()
    worker._clock_at = None
    worker.keep_time()
    again = juror.call("GET", path)
    assert (again["total"], again["great"], again["open_until"]) == (2.0, "As it was", None)
    assert again["locked_at"]
    assert [line["reads"] for line in scene.organiser.call("GET", preview)["teams"]] == [2, 2]
    acts = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "take_sheet_back")).all())
    assert [(one.actor_id, one.facts["team_id"]) for one in acts] == [(None, str(team.id))]
    assert "counts again as it was" in scene.organiser.see(f"/hackathons/{scene.slug}/organise/journal")
    # Who publishes without waiting publishes without what is given back.
    scene.organiser.call("POST", f"teams/{second.id}/sheets/{other.id}/reopen", 204, json={"reason": "A slip"})
    score(scene, other, second, [5, 5, 5, 5], lock=False)
    scene.organiser.call("POST", f"{at}/publication", 201, json={"without_missing": True})
    result = world.visitor().call("GET", f"hackathons/{scene.slug}/results")[0]
    assert [(line["score"], line["reads"]) for line in result["teams"]] == [("2.00", 2), ("2.00", 1)]
    assert world.read(lambda db: [one.reopened_from for one in db.exec(select(Sheet))]) == [None] * 4


def test_the_same_sending_twice_has_the_same_answer_and_an_old_copy_is_refused_with_both_kept(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    path = f"teams/{team.id}/sheet"
    body = sheet_body(scene, [2, 2])
    assert juror.call("PUT", path, 428, json=body)["code"] == "precondition_required"
    first = juror.call("PUT", path, json=body, headers={"If-Match": '"0"'})
    assert juror.call("PUT", path, json=body, headers={"If-Match": '"0"'}) == first
    refused = juror.call("PUT", path, 409, json=sheet_body(scene, [5]), headers={"If-Match": '"0"'})
    assert refused["code"] == "sheet_changed"
    assert juror.call("GET", path) == first
    shown = juror.send(f"/jury/sheets/{team.id}", form_of(scene, [5], 0, great="Typed in the second tab"), status=409)
    assert "The copy on the server" in shown.text
    assert "Typed in the second tab" in shown.text
    assert 'name="revision" value="1"' in shown.text
    juror.send(f"/jury/sheets/{team.id}", form_of(scene, [5], 1, great="Typed in the second tab"))
    assert juror.call("GET", path)["great"] == "Typed in the second tab"


def test_two_tabs_at_once_lose_nothing(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    path = f"teams/{team.id}/sheet"
    bodies = [sheet_body(scene, [level]) for level in (1, 2, 3, 4, 5)]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda body: juror.api.put(path, json=body, headers={"If-Match": "0"}), bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    won = next(body for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 200)
    assert juror.call("GET", path)["marks"] == won["marks"]
    assert world.read(lambda db: len(db.exec(select(Mark)).all())) == 1


def test_locking_twice_at_once_is_locking_once(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    score(scene, juror, team, [1, 2, 3, 4], lock=False)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: juror.api.post(f"teams/{team.id}/sheet/lock"), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    locks = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "lock_sheet")).all())
    assert len(locks) == 1


def test_two_jurors_begin_at_once_and_the_grid_is_locked_once(world: World):
    scene = jury_scene(world, jurors=4)
    free_of_ties(world, scene)
    team = scene.teams[0]
    bodies = [sheet_body(scene, [3]) for _ in scene.jurors]

    def begin(pair: tuple[Actor, dict]) -> int:
        return pair[0].api.put(f"teams/{team.id}/sheet", json=pair[1], headers={"If-Match": "0"}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(begin, zip(scene.jurors, bodies, strict=True))) == [200] * 4
    assert world.read(lambda db: len(db.exec(select(Rubric)).all())) == 1


def test_marks_stay_private_from_everybody_before_publication(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    author, other = scene.jurors
    score(scene, author, scene.teams[0], [5, 1, 5, 1], great="CANARY-GREAT", think_about="CANARY-THINK")
    visitor = world.visitor()
    seen = [
        other.see(f"/jury/{scene.slug}"),
        other.see(f"/jury/sheets/{scene.teams[0].id}"),
        str(other.call("GET", f"teams/{scene.teams[0].id}/sheet")),
        str(other.call("GET", f"hackathons/{scene.slug}/sheets")),
        scene.organiser.see(f"/hackathons/{scene.slug}/jury/setup"),
        scene.organiser.see(f"/challenges/{scene.challenge.id}/publication"),
        str(scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")),
        str(scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")),
        visitor.see(f"/hackathons/{scene.slug}/results"),
        str(visitor.call("GET", f"hackathons/{scene.slug}/results")),
        visitor.see("/solutions"),
        scene.member.see(f"/hackathons/{scene.slug}/results"),
    ]
    for words in seen:
        assert "CANARY" not in words
        assert "3.4" not in words  # the author's total: .3·5 + .2·1 + .3·5 + .2·1
    assert scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")["teams"] == []
    assert other.call("GET", f"teams/{scene.teams[0].id}/sheet")["marks"] == {}
    scene.member.call("GET", f"teams/{scene.teams[0].id}/feedback", 404)
    for actor in (scene.member, other):
        actor.call("GET", f"challenges/{scene.challenge.id}/publication-preview", 404)
        actor.see(f"/challenges/{scene.challenge.id}/publication", 404)
        actor.see(f"/hackathons/{scene.slug}/jury/setup", 404)
    visitor.see(f"/solutions/{scene.teams[0].id}", 404)


def test_a_juror_whose_role_ended_loses_the_sheets_at_once(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    world.act(lambda db: roles.end(db, juror.id, Role.JUROR, scene.challenge.id, at=world.now))
    juror.see(f"/jury/sheets/{team.id}", 404)
    juror.call("PUT", f"teams/{team.id}/sheet", 404, json=sheet_body(scene, [1]), headers={"If-Match": "0"})


def test_nobody_scores_outside_the_jury_phase(world: World):
    scene = jury_scene(world, phase=Phase.SPRINT)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    assert "WORK-1" not in juror.see(f"/jury/sheets/{team.id}")
    refused = juror.call("PUT", f"teams/{team.id}/sheet", 409, json=sheet_body(scene, [1]), headers={"If-Match": "0"})
    assert refused["code"] == "wrong_phase"


def test_each_juror_has_an_order_of_their_own_that_stays(sqlite_world: World):
    scene = jury_scene(sqlite_world, teams=6, jurors=3)
    orders = [[line["team"] for line in juror.call("GET", f"hackathons/{scene.slug}/sheets")] for juror in scene.jurors]
    assert orders[0] == [line["team"] for line in scene.jurors[0].call("GET", f"hackathons/{scene.slug}/sheets")]
    assert len({tuple(order) for order in orders}) > 1
