"""J3, J2: who reads whom, on both surfaces and both engines: proposed, applied, changed by hand, solved again after a tie."""

import pytest
from sqlmodel import col, select

from app.computing import Inline
from app.domain import panel_plans, roles
from app.models.computation import Computation
from app.models.hackathon import Phase
from app.models.journal import Entry
from app.models.jury import Seat
from app.models.person import Role, Within
from app.science import panel_json
from tests.builders import JuryScene, free_of_ties, jury_scene, score
from tests.world import Actor, World


def asked(scene: JuryScene, **more: object) -> dict:
    return scene.organiser.call("GET", f"challenges/{scene.challenge.id}/panels", params=more)


def apply(scene: JuryScene, status: int = 204, **more: object) -> dict:
    return scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/panels", status, json=more)


def reader_of(scene: JuryScene, number: int) -> Actor:
    """Return somebody who sits before a team."""
    seats = asked(scene)["panels"]
    panel = next(line for line in seats if line["team_id"] == str(scene.teams[number].id))
    return next(one for one in scene.jurors if str(one.id) == next(p["person_id"] for p in panel["places"] if sits(p)))


def sits(place: dict) -> bool:
    return place["state"] in {"planned", "now", "done"}


def seats_of(scene: JuryScene) -> set[tuple[str, str]]:
    """Return who sits before which team, as (juror, team)."""
    lines = asked(scene)["panels"]
    return {(place["person_id"], line["team_id"]) for line in lines for place in line["places"] if sits(place)}


def panel(scene: JuryScene, number: int) -> dict[str, str]:
    """Return the state of each juror of a team's panel by name."""
    lines = {line["team_id"]: line for line in asked(scene)["panels"]}
    return {place["juror"]: place["state"] for place in lines[str(scene.teams[number].id)]["places"]}


def test_a_proposal_stores_nothing_and_is_applied_as_it_was_seen(world: World):
    scene = jury_scene(world, teams=6, jurors=4)
    seen = asked(scene, reads=2)
    assert (seen["assigned"], seen["proposal"]["new"], seen["proposal"]["lacks"]) == (False, 12, [])
    assert set(seen["proposal"]["loads"].values()) == {3}
    assert world.read(lambda db: db.exec(select(Seat)).first()) is None
    page = scene.organiser.page.get(f"/challenges/{scene.challenge.id}/panels?reads=2").text
    assert seen["proposal"]["fingerprint"] in page
    assert "Each juror reads 3 teams." in page
    assert apply(scene, 409, reads=2, fingerprint="0" * 64)["code"] == "panels_changed"
    form = {"reads": "2", "minutes": "10", "seed": "1", "fingerprint": seen["proposal"]["fingerprint"]}
    scene.organiser.send(f"/challenges/{scene.challenge.id}/panels", form)
    now = asked(scene, reads=2)
    assert (now["assigned"], now["proposal"]["new"], now["proposal"]["gone"]) == (True, 0, 0)
    assert all(len(line["places"]) == 2 and not line["missing"] for line in now["panels"])
    assert "Nothing to apply" in scene.organiser.see(f"/challenges/{scene.challenge.id}/panels")
    assert scene.teams[3].name in scene.organiser.see(f"/challenges/{scene.challenge.id}/panels/print")
    facts = world.read(lambda db: db.exec(select(Entry.facts).where(Entry.action == "assign_jurors")).one())
    assert (facts["seats"], facts["fingerprint"]) == (12, seen["proposal"]["fingerprint"])


def test_jurors_read_their_teams_only_and_nothing_of_the_others(world: World):
    """Tried: without the seat in `require_content` a juror opens what others read."""
    scene = jury_scene(world, teams=4, jurors=4)
    free_of_ties(world, scene)
    apply(scene, reads=2)
    juror = scene.jurors[0]
    seats = {pair[1] for pair in asked(scene, reads=2)["proposal"]["seats"] if pair[0] == str(juror.id)}
    assert len(seats) == 2
    listed = juror.call("GET", f"hackathons/{scene.slug}/sheets")
    assert {line["team_id"] for line in listed} == seats
    other = next(team for team in scene.teams if str(team.id) not in seats)
    own = next(team for team in scene.teams if str(team.id) in seats)
    assert juror.call("GET", f"teams/{own.id}/sheet")["revision"] == 0
    assert juror.call("GET", f"teams/{other.id}/sheet", 409)["code"] == "not_seated"
    number = scene.teams.index(other) + 1
    assert f"WORK-{number}" not in juror.see(f"/jury/sheets/{other.id}")
    progress = scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]
    assert progress["expected"] == 8
    for stranger in (juror, scene.member):
        stranger.call("GET", f"challenges/{scene.challenge.id}/panels", 404)
        stranger.see(f"/challenges/{scene.challenge.id}/panels", 404)
    assert juror.call("PUT", f"challenges/{scene.challenge.id}/panels", 403, json={"reads": 2})["code"] == "not_allowed"


def test_a_late_tie_keeps_the_read_takes_it_out_and_somebody_else_reads(world: World):
    scene = jury_scene(world, teams=4, jurors=4)
    free_of_ties(world, scene)
    apply(scene, reads=2)
    first = {juror for juror, team in map(tuple, asked(scene, reads=2)["proposal"]["seats"]) if team == str(scene.teams[0].id)}
    gone, stays = sorted((one for one in scene.jurors if str(one.id) in first), key=lambda one: str(one.id))
    for juror in (gone, stays):
        score(scene, juror, scene.teams[0], [5, 5, 5, 5])
    gone.call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "abstain", "note": "Too close."})
    line = next(line for line in asked(scene)["panels"] if line["team_id"] == str(scene.teams[0].id))
    states = {place["person_id"]: place for place in line["places"]}
    assert states[str(gone.id)]["state"] == "recused"
    assert states[str(gone.id)]["replaced_by"]
    assert states[str(stays.id)]["state"] == "done"
    assert sorted(place["state"] for place in states.values()) == ["done", "planned", "recused"]
    assert line["missing"] == 0
    entry = world.read(
        lambda db: db.exec(select(Entry).where(Entry.action == "declare_tie").order_by(col(Entry.seq).desc())).first()
    )
    assert (entry.facts["late"], entry.facts["tied"]) == (True, True)
    assert entry.facts["new"] >= 1
    instead = states[str(gone.id)]["replaced_by"]
    told = next(each for each in asked(scene)["changes"] if each["state"] == "recused")
    assert (told["team_id"], told["juror"], told["instead"]) == (str(scene.teams[0].id), gone.person.display_name, instead)
    words = scene.organiser.see(f"/challenges/{scene.challenge.id}/panels")
    assert f"{gone.person.display_name} is tied to {scene.teams[0].name}; {instead} reads instead." in words


def test_what_was_read_before_anybody_was_placed_is_told(sqlite_world: World):
    """Seen: 0 of 3 read, and a juror proposed who had locked their sheet."""
    scene = jury_scene(sqlite_world, teams=2, jurors=3)
    free_of_ties(sqlite_world, scene)
    score(scene, scene.jurors[0], scene.teams[0], [4, 4, 4, 4])
    words = scene.organiser.see(f"/challenges/{scene.challenge.id}/panels")
    name = scene.jurors[0].person.display_name
    assert f"{name} read" in words
    assert words.count(f"{name} proposed") == 1  # before the other team
    assert "1 / 3" in words


def test_who_stands_by_steps_in_once_scoring_is_open_and_nobody_else_moves(world: World):
    """Tried: solved anew as before the opening, the seat goes to a juror whose time was spoken for."""
    scene = jury_scene(world, teams=4, jurors=5)
    free_of_ties(world, scene)
    stands_by = scene.jurors[4]
    scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/panelists/{stands_by.id}", 204, json={"stand_in": True})
    apply(scene, reads=2)
    before = seats_of(scene)
    assert stands_by.call("GET", f"hackathons/{scene.slug}/sheets") == []
    early, team = reader_of(scene, 1), scene.teams[1]
    early.call("PUT", f"teams/{team.id}/tie", json={"kind": "family"})
    assert stands_by.call("GET", f"hackathons/{scene.slug}/sheets") == []  # nobody reads yet: the jury manages alone
    planned = seats_of(scene)
    assert len(before - planned) <= 2
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")
    gone, team = reader_of(scene, 0), scene.teams[0]
    gone.send(f"/jury/sheets/{team.id}/tie", {"kind": "family"})
    assert panel(scene, 0)[gone.person.display_name] == "recused"
    now = seats_of(scene)
    assert (planned - now, now - planned) == ({(str(gone.id), str(team.id))}, {(str(stands_by.id), str(team.id))})
    assert stands_by.see(f"/jury/{scene.slug}").count(team.name)
    assert {tuple(pair) for pair in asked(scene, reads=2)["proposal"]["seats"]} == now  # and nothing else is proposed
    told = f"{gone.person.display_name} is tied to {team.name}; {stands_by.person.display_name} reads instead."
    assert told in scene.organiser.see(f"/challenges/{scene.challenge.id}/panels")


def test_an_organiser_recuses_a_juror_and_takes_it_back(world: World):
    """Sabotage: let the juror deny it as if it were their own, and they are back before the organiser knows."""
    scene = jury_scene(world, teams=3, jurors=3)
    free_of_ties(world, scene)
    apply(scene, reads=2)
    juror, team = reader_of(scene, 0), scene.teams[0]
    name, at = juror.person.display_name, f"challenges/{scene.challenge.id}/panels/{team.id}"
    score(scene, juror, team, [5, 5, 5, 5])
    scene.organiser.call("PUT", f"{at}/{juror.id}/tie", 422, json={"kind": "none"})
    scene.organiser.call("PUT", f"{at}/{juror.id}/tie", 422, json={"kind": "other"})
    scene.organiser.call("PUT", f"{at}/{scene.member.id}/tie", 404, json={"kind": "family"})
    assert juror.call("PUT", f"{at}/{juror.id}/tie", 403, json={"kind": "family"})["code"] == "not_allowed"
    scene.member.call("PUT", f"{at}/{juror.id}/tie", 404, json={"kind": "family"})
    wrong = scene.organiser.send(f"/{at}/recusals", {"juror_id": str(juror.id), "kind": "other", "note": ""}, status=422)
    assert "what keeps this juror from this team" in wrong.text
    scene.organiser.send(f"/{at}/recusals", {"juror_id": str(juror.id), "kind": "employer"})
    assert panel(scene, 0)[name] == "recused"
    assert sorted(panel(scene, 0).values()) == ["planned", "planned", "recused"]
    told = scene.organiser.see(f"/challenges/{scene.challenge.id}/panels")
    assert f"{name} is tied to {team.name}" in told
    page = juror.see(f"/jury/sheets/{team.id}")
    assert "An organiser wrote this down" in page
    assert "I declared this by mistake" not in page
    assert "WORK-1" not in page
    assert juror.call("POST", f"teams/{team.id}/tie/deny", 409)["code"] == "tie_stays"
    opened = f"/challenges/{scene.challenge.id}/panels?team={team.id}"
    assert f"Take back the recusal of {name}" in scene.organiser.see(opened)
    assert f"Lever la récusation : {name}" in scene.organiser.see(f"{opened}&lang=fr").replace("\u202f", " ").replace("\xa0", " ")
    scene.organiser.see(f"{opened}&lang=en")
    scene.organiser.send(f"/{at}/recusals/{juror.id}/withdrawal", {})
    assert panel(scene, 0)[name] == "done"
    assert juror.call("GET", f"teams/{team.id}/sheet")["total"] == 5.0
    scene.organiser.call("PUT", f"{at}/{juror.id}/tie", 204, json={"kind": "other", "note": "They quarrelled."})
    scene.organiser.call("DELETE", f"{at}/{juror.id}/tie", 204)
    own = next(one for one in scene.jurors if one is not juror)
    own.call("PUT", f"teams/{scene.teams[1].id}/tie", json={"kind": "family"})
    declared = f"challenges/{scene.challenge.id}/panels/{scene.teams[1].id}/{own.id}/tie"
    assert scene.organiser.call("DELETE", declared, 422)["errors"][0]["field"] == "note"
    scene.organiser.call("DELETE", declared, 204, params={"reason": "Another team was meant."})
    acts = select(Entry.action).where(col(Entry.action).in_(["record_tie", "withdraw_tie"])).order_by(col(Entry.seq))
    assert world.read(lambda db: list(db.exec(acts))) == ["record_tie", "withdraw_tie"] * 2 + ["withdraw_tie"]


def test_a_tie_is_kept_where_the_jury_is_too_large_to_be_placed_anew_at_once(world: World, monkeypatch: pytest.MonkeyPatch):
    """J2 before J3. Seen: the juror was told that the jury is too large, and the tie was lost."""
    scene = jury_scene(world, teams=4, jurors=4)
    free_of_ties(world, scene)
    apply(scene, reads=2)
    juror, team = reader_of(scene, 0), scene.teams[0]
    before = {tuple(pair) for pair in asked(scene, reads=2)["proposal"]["seats"]}
    score(scene, juror, team, [5, 5, 5, 5])
    monkeypatch.setattr(panel_plans, "AT_ONCE", 1)
    juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "abstain", "note": "Too close."})
    seen = asked(scene)
    line = next(line for line in seen["panels"] if line["team_id"] == str(team.id))
    assert {place["person_id"]: place["state"] for place in line["places"]}[str(juror.id)] == "recused"
    assert line["missing"] == 0  # who reads least takes over, and nobody else moves
    now = seats_of(scene)
    assert len(now - before) == 1
    assert before - now == {(str(juror.id), str(team.id))}


def test_a_large_jury_is_placed_by_a_search_in_the_background(world: World, monkeypatch: pytest.MonkeyPatch):
    """Asked for on one surface, looked at and applied on the other; what changed meanwhile is said and refused."""
    scene = jury_scene(world, teams=6, jurors=4)
    at = f"challenges/{scene.challenge.id}/panels"
    small = asked(scene, reads=2)["proposal"]
    monkeypatch.setattr(panel_plans, "AT_ONCE", 1)
    first = asked(scene, reads=2)
    assert (first["proposal"]["answer"], first["proposal"]["seats"], first["proposal"]["lacks"]) == ("unasked", [], [])
    assert all(line["places"] == [] for line in first["panels"])
    assert apply(scene, 409, reads=2)["code"] == "panels_search_first"
    assert "Nobody has searched yet." in scene.organiser.see(f"/{at}")
    asking = {"reads": "2", "minutes": "10", "seed": "1"}
    scene.organiser.send(f"/{at}/search", asking)
    scene.organiser.send(f"/{at}/search", asking, status=409)
    going = scene.organiser.page.get(f"/{at}").text
    assert 'hx-trigger="every 2s"' in going
    assert "The search waits for its turn." in going
    search = asked(scene, reads=2)["proposal"]
    assert (search["answer"], search["search"]["state"]) == ("going", "waiting")
    assert apply(scene, 409, reads=2)["code"] == "search_goes_on"
    Inline(world.services).work()
    found = asked(scene, reads=2)["proposal"]
    assert (found["answer"], found["seats"], found["new"]) == ("found", small["seats"], 12)
    assert asked(scene, reads=3)["proposal"]["answer"] == "changed"
    kept = world.read(lambda db: db.exec(select(Computation)).one())
    assert (kept.inputs, set(kept.best)) == ({}, {"seats", "question", "given"})
    page = scene.organiser.page.get(f"/{at}").text
    assert found["fingerprint"] in page
    assert "See its proposal" in page
    juror = next(one for one in scene.jurors if [str(one.id), str(scene.teams[0].id)] in found["seats"])
    juror.call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "family"})
    assert apply(scene, 409, reads=2, fingerprint=found["fingerprint"])["code"] == "panels_changed"
    assert "This search is out of date" in scene.organiser.see(f"/{at}")
    stopped = scene.organiser.call("POST", f"{at}/searches", 202, json={"reads": 2})
    scene.organiser.call("POST", f"computations/{stopped['id']}/cancellation")
    Inline(world.services).work()
    found = asked(scene, reads=2)["proposal"]
    assert (found["answer"], found["search"]["state"], found["lacks"]) == ("found", "cancelled", [])
    assert [str(juror.id), str(scene.teams[0].id)] not in found["seats"]
    form = asking | {"fingerprint": found["fingerprint"]}
    scene.organiser.send(f"/{at}", form)
    now = asked(scene, reads=2)
    assert (now["assigned"], now["proposal"]["answer"], now["proposal"]["new"], now["proposal"]["gone"]) == (True, "found", 0, 0)
    assert "Nothing to apply" in scene.organiser.see(f"/{at}")
    scene.jurors[0].call("POST", f"{at}/searches", 403, json={"reads": 2})


def test_a_search_that_found_nothing_says_so(sqlite_world: World, monkeypatch: pytest.MonkeyPatch):
    scene = jury_scene(sqlite_world, teams=2, jurors=2)
    monkeypatch.setattr(panel_plans, "AT_ONCE", 1)
    monkeypatch.setattr(panel_json, "compose", lambda *_: 1 / 0)
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/panels/searches", 202, json={"reads": 1})
    Inline(sqlite_world.services).work()
    assert asked(scene, reads=1)["proposal"]["answer"] == "failed"
    assert "The search found nothing" in scene.organiser.see(f"/challenges/{scene.challenge.id}/panels")


def test_by_hand_a_juror_is_put_and_taken_away_but_never_against_a_tie(world: World):
    scene = jury_scene(world, teams=3, jurors=3)
    free_of_ties(world, scene)
    team, juror = scene.teams[0], scene.jurors[0]
    scene.jurors[1].call("PUT", f"teams/{team.id}/tie", json={"kind": "family"})
    at = f"challenges/{scene.challenge.id}/panels/{team.id}"
    assert scene.organiser.call("PUT", f"{at}/{scene.jurors[1].id}", 409)["code"] == "seat_tied"
    scene.organiser.send(f"/{at}", {"juror_id": str(juror.id), "sits": "1"})
    apply(scene, reads=1)
    assert panel(scene, 0) == {juror.person.display_name: "planned"}
    scene.organiser.call("DELETE", f"{at}/{juror.id}", 204)
    scene.organiser.call("PUT", f"{at}/{juror.id}", 204)
    score(scene, juror, team, [3], lock=False)
    assert scene.organiser.call("DELETE", f"{at}/{juror.id}", 409)["code"] == "seat_read"
    scene.organiser.call("PUT", f"{at}/{scene.member.id}", 404)
    scene.organiser.send(f"/{at}", {"juror_id": str(scene.jurors[1].id), "sits": "1"}, status=409)


def test_who_was_taken_away_by_hand_stays_away_until_that_is_undone(world: World):
    """Tried: without `apart` among the ties, solving again puts the juror back at once."""
    scene = jury_scene(world, teams=3, jurors=3)
    free_of_ties(world, scene)
    apply(scene, reads=2)
    juror, team = reader_of(scene, 0), scene.teams[0]
    name, at = juror.person.display_name, f"challenges/{scene.challenge.id}/panels"
    world.clock.forward(minutes=1)
    scene.organiser.send(f"/{at}/{team.id}", {"juror_id": str(juror.id)})
    for anew in ("false", "true"):
        proposal = asked(scene, reads=2, anew=anew)["proposal"]
        assert [str(juror.id), str(team.id)] not in proposal["seats"]
        assert proposal["lacks"] == []
    apply(scene, reads=2)
    assert panel(scene, 0)[name] == "kept_away"
    away = {"juror": name, "team_id": str(team.id), "state": "kept_away"}
    assert any(away.items() <= change.items() for change in asked(scene)["changes"])
    words = scene.organiser.see(f"/{at}?team={team.id}")
    assert f"{name} taken away, by hand" in words
    assert f"{name} was taken away from {team.name} by hand." in words
    lacking = asked(scene, reads=3)["proposal"]["lacks"]
    said = f"{team.name} lacks jurors: 1 more wanted; taken away by hand: 1."
    assert [lack["words"] for lack in lacking] == [said]
    scene.organiser.send(f"/{at}/{team.id}", {"juror_id": str(juror.id), "forget": "1"})
    assert panel(scene, 0)[name] == "replaced"
    assert asked(scene, reads=3)["proposal"]["lacks"] == []
    scene.organiser.call("DELETE", f"{at}/{team.id}/{juror.id}", 204)
    assert asked(scene, reads=3)["proposal"]["lacks"]
    scene.organiser.call("DELETE", f"{at}/{team.id}/{juror.id}", 204, params={"remember": False})
    assert asked(scene, reads=3)["proposal"]["lacks"] == []
    facts = world.read(lambda db: db.exec(select(Entry.facts).where(Entry.action == "seat_juror").order_by(col(Entry.seq))).all())
    assert [fact["remembered"] for fact in facts] == [True, False, True, False]


def test_what_cannot_be_is_said_by_name_in_both_languages(sqlite_world: World):
    world = sqlite_world
    scene = jury_scene(world, teams=3, jurors=2)
    free_of_ties(world, scene)
    scene.jurors[0].call("PUT", f"teams/{scene.teams[1].id}/tie", json={"kind": "financial"})
    lacks = asked(scene, reads=2)["proposal"]["lacks"]
    assert [(lack["team_id"], lack["missing"], lack["free"]) for lack in lacks] == [(str(scene.teams[1].id), 1, 1)]
    assert lacks[0]["words"] == f"{scene.teams[1].name} lacks jurors without a tie: 1 more wanted, 1 there."
    page = f"/challenges/{scene.challenge.id}/panels?reads=2&minutes=20&window_minutes=40"
    assert "lacks jurors without a tie" in scene.organiser.see(page)
    assert "The time asks for 3 jurors" in scene.organiser.see(page)
    assert asked(scene, reads=2, minutes=20, window_minutes=40)["proposal"]["jurors_needed"] == 3


def test_a_stand_in_waits_a_load_is_kept_and_a_named_mentor_becomes_a_juror(world: World):
    scene = jury_scene(world, teams=4, jurors=3)
    mentor = world.person("Mona Mentor")
    world.act(
        lambda db: roles.give(
            db, mentor.person, Role.MENTOR, Within.HACKATHON, scene.hackathon.id, at=world.now, hackathon_id=scene.hackathon.id
        )
    )
    at = f"challenges/{scene.challenge.id}/panelists"
    scene.organiser.call("PUT", f"{at}/{scene.jurors[0].id}", 204, json={"stand_in": True})
    scene.organiser.send(f"/challenges/{scene.challenge.id}/panels/jurors/{mentor.id}", {"load": "1", "sector": "public"})
    scene.organiser.call("PUT", f"{at}/{scene.member.id}", 404, json={})
    loads = asked(scene, reads=2)["proposal"]["loads"]
    assert loads[str(scene.jurors[0].id)] == 0
    assert loads[str(mentor.id)] <= 1
    assert sum(loads.values()) == 8
    words = scene.organiser.see(f"/challenges/{scene.challenge.id}/panels/jurors?juror={mentor.id}")
    assert "Stands by" in words
    assert "Mona Mentor" in words
    assert mentor.call("GET", f"hackathons/{scene.slug}/sheets")  # a juror now
    assert scene.jurors[0].call("GET", f"hackathons/{scene.slug}/sheets") == []


def test_nobody_is_placed_before_there_are_teams_or_after_the_close(world: World):
    scene = jury_scene(world, phase=Phase.CALL)
    assert apply(scene, 409, reads=1)["code"] == "wrong_phase"
    judged = jury_scene(world, name="Closed")
    judged.organiser.call("POST", f"challenges/{judged.challenge.id}/scoring/close")
    assert apply(judged, 409, reads=1)["code"] == "round_closed"
