"""J4: sheets on paper: printed with a code, typed in for their juror, two copies that differ; both surfaces, both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.domain import paper_codes, roles
from app.models.journal import Entry
from app.models.jury import Mark, Seat, Sheet
from app.models.paper import PaperEntry, PaperSheet, PaperState
from app.models.person import Role
from tests.builders import JuryScene, criteria_ids, free_of_ties, jury_scene, score
from tests.web.test_jury import as_input, grid_of
from tests.world import Actor, World

bodies = st.text(alphabet=paper_codes.ALPHABET, min_size=8, max_size=8)


@given(bodies, st.integers(0, 8), st.sampled_from(paper_codes.ALPHABET), st.integers(0, 7))
def test_one_wrong_character_or_two_that_changed_places_never_give_another_code(body: str, place: int, other: str, swap: int):
    code = body + paper_codes.check_character(body)
    assert paper_codes.read(code) == code
    assert paper_codes.read(f" {paper_codes.grouped(code).lower()} ") == code
    wrong = code[:place] + other + code[place + 1 :]
    assert paper_codes.read(wrong) == (code if wrong == code else None)
    swapped = code[:swap] + code[swap + 1] + code[swap] + code[swap + 2 :]
    assert paper_codes.read(swapped) == (code if swapped == code else None)


def test_letters_that_look_like_figures_are_read_as_figures():
    body = "10101010"
    code = body + paper_codes.check_character(body)
    assert paper_codes.read("lOi0-Lo1o" + code[-1]) == code
    assert paper_codes.read("U" * 9) is None
    assert paper_codes.read(code + "0") is None


def printed(scene: JuryScene, juror: Actor, team: int = 0, **more: Any) -> str:
    """Print one sheet and return its code."""
    body = {"juror_id": str(juror.id), "team_id": str(scene.teams[team].id)} | more
    (made,) = scene.organiser.call("POST", f"challenges/{scene.challenge.id}/paper-sheets", json=body)
    return made["code"]


def body_of(world: World, scene: JuryScene, levels: list[int], **more: Any) -> dict[str, Any]:
    marks = dict(zip(criteria_ids(scene), levels, strict=False))
    return {"marks": marks, "great": "", "think_about": "", "signed_at": world.now.isoformat()} | more


def type_in(world: World, scene: JuryScene, code: str, levels: list[int], status: int = 200, **more: Any) -> dict[str, Any]:
    return scene.organiser.call("POST", f"paper-sheets/{code}/entries", status, json=body_of(world, scene, levels, **more))


def form_of(scene: JuryScene, code: str, levels: list[int], **more: str) -> dict[str, str]:
    marks = {f"marks.{name}": str(level) for name, level in zip(criteria_ids(scene), levels, strict=False)}
    return marks | {"code": code, "great": "", "think_about": "", "signed_at": "2027-03-25T09:30"} | more


def stored(world: World, scene: JuryScene, juror: Actor, team: int = 0) -> Sheet:
    where = (Sheet.person_id == juror.id, Sheet.team_id == scene.teams[team].id)
    return world.read(lambda db: db.exec(select(Sheet).where(*where)).one())


def levels_of(world: World, scene: JuryScene, sheet: Sheet) -> list[int]:
    found = world.read(lambda db: {str(m.criterion_id): m.level for m in db.exec(select(Mark).where(Mark.sheet_id == sheet.id))})
    return [found[name] for name in criteria_ids(scene)]


def test_sheets_are_printed_where_nothing_ties_a_juror_and_keep_their_code(world: World):
    scene = jury_scene(world)
    free, tied = scene.jurors
    tied.call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "family"})
    here, api = f"/challenges/{scene.challenge.id}/paper", f"challenges/{scene.challenge.id}/paper-sheets"
    assert "All jurors" in scene.organiser.see(here)
    sent = scene.organiser.send(here, {"juror_id": "", "team_id": ""})
    sheets = scene.organiser.see(sent.headers["location"])
    codes = {(one["juror_id"], one["team_id"]): one["code"] for one in scene.organiser.call("GET", api)}
    assert set(codes) == {
        (str(free.id), str(scene.teams[0].id)), (str(free.id), str(scene.teams[1].id)), (str(tied.id), str(scene.teams[1].id)),
    }  # fmt: skip
    assert all(code in sheets for code in codes.values())
    assert "Misses the need" in sheets
    assert "Nothing ties me to this team" in sheets
    assert scene.organiser.page.get(sent.headers["location"]).text.count("<article") == 3
    of_one = scene.organiser.page.get(f"{here}/print?juror={tied.id}").text
    assert of_one.count("<article") == 1
    assert "A blank sheet has no code" in scene.organiser.see(f"{here}/print")
    refused = {"juror_id": str(tied.id), "team_id": str(scene.teams[0].id)}
    assert scene.organiser.call("POST", api, 409, json=refused)["code"] == "nothing_to_print"
    assert "no sheet to print here" in scene.organiser.send(here, refused, status=409).text
    again = scene.organiser.call("POST", api, json={})
    assert {(one["juror_id"], one["team_id"]): one["code"] for one in again} == codes
    some = next(iter(codes.values()))
    for stranger in (free, scene.member, world.person("Nobody")):
        stranger.see(here, 404)
        stranger.see(f"{here}/print", 404)
        stranger.see(f"/hackathons/{scene.slug}/paper?code={some}", 404)
        stranger.call("GET", api, 404)
        stranger.call("GET", f"paper-sheets/{some}", 404)
        stranger.call("POST", f"paper-sheets/{some}/entries", 404, json=body_of(world, scene, [1]))
    assert free.call("POST", api, 403, json={})["code"] == "not_allowed"
    entries = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "print_paper")).all())
    assert sorted((entry.facts["sheets"], entry.facts["new"]) for entry in entries) == [(3, 0), (3, 3)]


def test_a_sheet_that_is_typed_in_counts_like_a_locked_one_and_only_its_juror_sees_it(world: World):
    """Sabotage: without the tick for the tie, the first sending is not refused."""
    scene = jury_scene(world)
    juror, team = scene.jurors[0], scene.teams[0]
    code, page = printed(scene, juror), f"/hackathons/{scene.slug}/paper"
    wrong = scene.organiser.page.get(f"{page}?code=000000001")
    assert wrong.status_code == 422
    assert "No sheet has this code" in wrong.text
    assert "You type for Juror a" in scene.organiser.see(f"{page}?code={code.lower().replace('-', ' ')}")
    world.clock.forward(hours=1)
    untied = scene.organiser.send(page, form_of(scene, code, [4, 3, 5, 2]), status=422)
    assert "Tick this if the juror ticked it" in untied.text
    partial = scene.organiser.send(page, form_of(scene, code, [4, 3, 5], untied="1", great="CANARY-BOLD"), status=422)
    assert "Give a mark for every criterion" in partial.text
    assert "CANARY-BOLD" in partial.text
    early = form_of(scene, code, [4, 3, 5, 2], untied="1", signed_at="2027-03-25T23:30")
    assert "signed before it is typed in" in scene.organiser.send(page, early, status=422).text
    assert world.read(lambda db: db.exec(select(Sheet)).first()) is None
    assert juror.call("GET", f"teams/{team.id}/sheet", 409)["code"] == "tie_first"
    scene.organiser.send(page, form_of(scene, code, [4, 3, 5, 2], untied="1", great="CANARY-BOLD"))
    sheet = stored(world, scene, juror)
    assert (sheet.entered_by_id, sheet.paper_code, bool(sheet.locked_at)) == (scene.organiser.id, code.replace("-", ""), True)
    assert sheet.signed_at.isoformat() == "2027-03-25T08:30:00+00:00"  # half past nine in Paris
    assert juror.call("GET", f"teams/{team.id}/sheet")["total"] == 3.7
    assert "Olga Fort typed this sheet for you, signed" in juror.see(f"/jury/sheets/{team.id}")
    (progress,) = scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")
    assert (progress["locked"], progress["on_paper"], progress["teams"][0]["on_paper"]) == (1, 1, 1)
    assert "Locked, on paper" in scene.organiser.see(f"/hackathons/{scene.slug}/jury/setup")
    assert "Typed in" in scene.organiser.see(f"/challenges/{scene.challenge.id}/paper")
    entry_id = world.read(lambda db: db.exec(select(PaperEntry)).one().id)
    for seen in (
        scene.organiser.page.get(f"{page}?code={code}").text,
        scene.organiser.see(f"/paper-entries/{entry_id}"),
        str(scene.organiser.call("GET", f"paper-entries/{entry_id}")),
        str(scene.organiser.call("GET", f"paper-sheets/{code}")),
        world.read(lambda db: str([entry.facts for entry in db.exec(select(Entry))])),
    ):
        assert "CANARY" not in seen
        assert " checked" not in seen
    scene.jurors[1].call("GET", f"paper-entries/{entry_id}", 404)
    scene.jurors[1].see(f"/paper-entries/{entry_id}", 404)
    # The juror answers, and what is wrong is put right by them, on the way that every locked sheet has.
    assert scene.jurors[1].call("GET", f"teams/{team.id}/sheet/paper", 409)["code"] == "tie_first"
    silent = {"answer": "contested"}
    assert juror.call("PUT", f"teams/{team.id}/sheet/paper", 422, json=silent)["errors"][0]["field"] == "note"
    juror.send(f"/jury/sheets/{team.id}/paper", {"answer": "confirmed", "note": ""})
    assert "You confirmed it." in juror.see(f"/jury/sheets/{team.id}")
    juror.call("PUT", f"teams/{team.id}/sheet/paper", json=silent | {"note": "I wrote 5"})
    assert "Its juror contests it" in scene.organiser.see(f"/challenges/{scene.challenge.id}/paper")
    scene.organiser.send(f"/teams/{team.id}/sheets/{juror.id}/reopen", {"reason": "Typed wrongly"})
    assert score(scene, juror, team, [4, 3, 5, 5])["total"] == 4.3
    sheet = stored(world, scene, juror)
    assert (sheet.entered_by_id, sheet.paper_code) == (None, None)
    assert juror.call("GET", f"teams/{team.id}/sheet/paper") == []
    assert scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]["on_paper"] == 0


def test_typing_twice_confirms_and_what_differs_waits_for_a_person(world: World):
    """Sabotage: with the second copy written over the first, the same typed twice is no double entry any more."""
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, code = scene.jurors[0], printed(scene, scene.jurors[0])
    assert type_in(world, scene, code, [4, 3, 5, 2], great="Bold ")["state"] == "applied"
    assert type_in(world, scene, code, [4, 3, 5, 2], great="Bold")["state"] == "confirmed"
    sheet = stored(world, scene, juror)
    assert sheet.revision == 1
    waiting = type_in(world, scene, code, [4, 3, 5, 3], great="Bold")
    assert waiting["state"] == "waiting"
    assert levels_of(world, scene, sheet) == [4, 3, 5, 2]
    assert type_in(world, scene, code, [4, 3, 5, 3], great="Bold")["id"] == waiting["id"]
    assert type_in(world, scene, code, [1, 1, 1, 1], 409)["code"] == "paper_waiting"
    copies = f"/paper-entries/{waiting['id']}"
    seen = scene.organiser.page.get(copies).text
    assert seen.count('<tr class="differs">') == 1
    assert "Two copies differ" in scene.organiser.see(f"/hackathons/{scene.slug}/jury/setup")
    assert "Look at both and choose" in juror.see(f"/jury/sheets/{scene.teams[0].id}")
    scene.organiser.send(copies, {"keep": "typed", "reason": ""}, status=422)
    scene.organiser.send(copies, {"keep": "typed", "reason": "The paper says 3"})
    assert levels_of(world, scene, sheet) == [4, 3, 5, 3]
    applied = select(PaperEntry).where(PaperEntry.state == PaperState.APPLIED).order_by(col(PaperEntry.id))
    kept = world.read(lambda db: db.exec(applied).all()[-1])
    assert sorted(kept.replaced["marks"].values()) == [2, 3, 4, 5]
    assert scene.organiser.call("POST", f"{copies[1:]}/decision", json={"keep": "typed", "reason": "Again"})["state"] == "applied"
    refused = scene.organiser.call("POST", f"{copies[1:]}/decision", 409, json={"keep": "stored", "reason": "No" * 2})
    assert refused["code"] == "paper_settled"
    facts = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "settle_paper")).one()).facts
    assert facts["kept"] == "typed"
    assert "The paper says 3" not in str(facts)


def test_what_a_juror_saved_on_their_own_device_is_chosen_by_nobody_else(world: World):
    """Sabotage: with `_sees` always true, the organiser reads the juror's own 1."""
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror = scene.jurors[0]
    codes = [printed(scene, juror, number) for number in (0, 1)]
    for team in scene.teams:
        score(scene, juror, team, [1, 1, 1, 1], great="CANARY-OWN")
    assert (
        scene.organiser.call("POST", f"challenges/{scene.challenge.id}/paper-sheets", 409, json={"juror_id": str(juror.id)})[
            "code"
        ]
        == "nothing_to_print"
    )
    first, second = (type_in(world, scene, code, [5, 5, 5, 5]) for code in codes)
    assert (first["state"], second["state"]) == ("waiting", "waiting")
    for entry in (first, second):
        found = scene.organiser.call("GET", f"paper-entries/{entry['id']}")
        assert (found["typed"], found["stored"]) == (None, None)
        seen = scene.organiser.see(f"/paper-entries/{entry['id']}")
        assert "The juror chooses" in seen
        assert "CANARY" not in seen
    decide, chosen = f"paper-entries/{first['id']}/decision", {"keep": "typed", "reason": "I think so"}
    assert scene.organiser.call("POST", decide, 403, json=chosen)["code"] == "paper_private"
    scene.jurors[1].call("POST", decide, 404, json=chosen)
    assert juror.call("GET", decide.removesuffix("/decision"))["stored"]["great"] == "CANARY-OWN"
    juror.send(f"/paper-entries/{first['id']}", chosen)
    sheet = stored(world, scene, juror)
    assert levels_of(world, scene, sheet) == [5, 5, 5, 5]
    assert sheet.locked_at
    assert "What was typed is the sheet" in juror.see(f"/paper-entries/{first['id']}")
    scene.organiser.call("POST", f"paper-entries/{second['id']}/decision", json={"keep": "stored", "reason": "They scored it"})
    assert levels_of(world, scene, stored(world, scene, juror, 1)) == [1, 1, 1, 1]


def test_a_sheet_that_was_begun_is_locked_by_a_paper_that_says_the_same(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    free_of_ties(sqlite_world, scene)
    juror, code = scene.jurors[0], printed(scene, scene.jurors[0])
    score(scene, juror, scene.teams[0], [2, 2, 2, 2], lock=False)
    assert type_in(sqlite_world, scene, code, [2, 2, 2, 2])["state"] == "applied"
    assert stored(sqlite_world, scene, juror).locked_at


@pytest.mark.parametrize("change", ["tie", "seat", "role", "grid", "charter"])
def test_what_no_longer_counts_is_refused_with_its_reason(sqlite_world: World, change: str):
    """Sabotage: without `require_valid` the sheet of another grid is taken."""
    world = sqlite_world
    scene = jury_scene(world)
    juror, team = scene.jurors[0], scene.teams[0]
    juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "none"})
    code, said, expected = printed(scene, juror), "paper_void", ""
    if change == "tie":
        juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "family"})
        expected = "declared a tie"
    elif change == "seat":
        other = world.read(lambda db: db.exec(select(PaperSheet)).one())

        def unit(db: Any) -> None:
            for person, ended in ((juror.id, world.now), (scene.jurors[1].id, None)):
                seat = {"rubric_id": other.rubric_id, "person_id": person, "team_id": team.id, "given_at": world.now}
                db.add(Seat(**seat, ended_at=ended))

        world.act(unit)
        expected = "Another juror reads this team by now"
    elif change == "role":
        world.act(lambda db: roles.end(db, juror.id, Role.JUROR, scene.challenge.id, at=world.now))
        expected = "no longer in this jury"
    elif change == "grid":
        grid = as_input(grid_of(scene))
        grid["criteria"][0]["label"]["en"] = "The need"
        scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", json=grid)
        said, expected = "paper_outdated", "another version of the grid"
    else:
        scene.organiser.call("POST", f"hackathons/{scene.hackathon.id}/charters", 201, json={"body": {"en": "Be kind."}})
        expected = "has not signed the charter"
    refused = type_in(world, scene, code, [4, 4, 4, 4], 409)
    assert refused["code"] == said
    assert expected in refused["detail"]
    answer = scene.organiser.send(f"/hackathons/{scene.slug}/paper", form_of(scene, code, [4, 4, 4, 4]), status=409)
    assert expected in answer.text
    assert world.read(lambda db: db.exec(select(Sheet)).first()) is None


def test_paper_follows_the_close_and_the_grace_by_when_it_was_signed(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    codes = [printed(scene, juror) for juror in scene.jurors]
    signed = world.now
    world.clock.forward(minutes=1)
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/close")
    world.clock.forward(minutes=5)
    late = (world.now - timedelta(minutes=1)).isoformat()
    assert type_in(world, scene, codes[0], [3, 3, 3, 3], 409, signed_at=late)["code"] == "scoring_closed"
    assert type_in(world, scene, codes[0], [3, 3, 3, 3], signed_at=signed.isoformat())["state"] == "applied"
    assert world.read(lambda db: db.exec(select(Entry).where(Entry.action == "enter_paper")).one().facts["late"]) is True
    answered = scene.jurors[0].call("PUT", f"teams/{scene.teams[0].id}/sheet/paper", 409, json={"answer": "confirmed"})
    assert answered["code"] == "scoring_closed"
    world.clock.forward(minutes=10, seconds=1)
    assert type_in(world, scene, codes[1], [3, 3, 3, 3], 409, signed_at=signed.isoformat())["code"] == "scoring_closed"


def test_two_people_who_type_the_same_code_at_once_leave_one_sheet_and_one_question(world: World):
    """Sabotage: without the lock of the stream, PostgreSQL refuses one of them instead of keeping both copies."""
    scene = jury_scene(world)
    free_of_ties(world, scene)
    code = printed(scene, scene.jurors[0])
    sent = [body_of(world, scene, levels) for levels in ([4, 4, 4, 4], [2, 2, 2, 2])]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda body: scene.organiser.api.post(f"paper-sheets/{code}/entries", json=body), sent))
    assert sorted(answer.json()["state"] for answer in answers) == ["applied", "waiting"]
    first = next(number for number, answer in enumerate(answers) if answer.json()["state"] == "applied")
    assert set(levels_of(world, scene, stored(world, scene, scene.jurors[0]))) == set(sent[first]["marks"].values())
