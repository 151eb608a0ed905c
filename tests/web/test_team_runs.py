"""P4: a run of the machine: demands in plain words, the impossible named first, kept, exported, run again, stopped."""

import json
from uuid import UUID

import pytest
from sqlmodel import select

from app.domain import computations, roles
from app.models.application import AccessNeed, Application
from app.models.challenge import Challenge, ChallengeStatus
from app.models.computation import Computation
from app.models.person import Role, Within
from app.models.team import TeamProposal
from tests.builders import create_team, make_hackathon
from tests.web.test_team_composition import open_members, propose, scene, searched
from tests.world import World


def test_p4_demands_are_typed_as_numbers_and_said_again_in_words(world: World):
    organiser, hackathon, _people, challenge = scene(world, 20)
    second = world.act(lambda db: _ready(db, hackathon, "Repair before buying", world.now))
    base = f"/hackathons/{hackathon.slug}/compose"
    page = organiser.see(f"{base}/ask")
    assert "20 accepted people" in page
    assert "4 people · 1 or 2 in each team" in page or "4 people · 1 in each team" in page
    asked = {
        f"teams_on.{challenge['id']}": "1", f"teams_on.{second}": "3", "size_min": "4", "size_max": "6", "employer_cap": "20",
        "bands.public.low": "1", "bands.public.high": "2", "weights.wish": "7", "weights.sector": "10", "effort": "quick",
    }  # fmt: skip
    where = organiser.send(f"{base}/proposals", asked).headers["location"]
    searched(world)
    found = organiser.see(where)
    assert "Public sector: 1 or 2 in each team" in found
    assert "people’s wishes 7" in found
    assert "At most 20 of one employer" in found
    assert "best" in found or "even" in found
    kept = world.read(lambda db: db.exec(select(TeamProposal)).one())
    on = [slot["challenge"] for slot in kept.inputs["slots"]]
    assert sorted(map(on.count, set(on))) == [1, 3]
    assert set(kept.result["assignments"].values()) == {slot["id"] for slot in kept.inputs["slots"]}
    wrong = organiser.send(f"{base}/proposals", asked | {"size_max": "3"}, status=422).text
    assert "The largest size is below the smallest" in wrong
    upside = organiser.send(f"{base}/proposals", asked | {"bands.public.low": "4"}, status=422).text
    assert "The most is below the least" in upside


def _ready(db, hackathon, title: str, at) -> str:
    made = Challenge(
        hackathon_id=hackathon.id, status=ChallengeStatus.READY, title=title, theme="Repair", brief="Much is thrown away.",
        why="To depend less.", approved_at=at, created_at=at,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return str(made.id)


def test_p4_the_impossible_is_named_first_and_searched_only_when_one_insists(world: World):
    organiser, hackathon, _people, _ = scene(world, 10)
    base = f"/hackathons/{hackathon.slug}/compose"
    refused = organiser.send(f"{base}/proposals", {"teams": "4", "effort": "quick"}, status=422)
    page = refused.text
    assert "These demands cannot all be met" in page
    assert "Too few people: 10 for teams that need 20" in page
    assert world.read(lambda db: db.exec(select(TeamProposal)).all()) == []
    answer = organiser.call("POST", f"hackathons/{hackathon.id}/team-proposals", 409, json={"teams": 4})
    assert answer["code"] == "demand_impossible"
    where = organiser.send(f"{base}/proposals", {"teams": "4", "effort": "quick", "insist": "true"}).headers["location"]
    searched(world)
    assert "What could not be met" in organiser.see(where)


def test_p4_an_employer_above_its_cap_is_blamed_with_its_people_for_organisers_only(world: World):
    organiser, hackathon, people, _ = scene(world, 10)  # all of one bank
    base = f"/hackathons/{hackathon.slug}/compose"
    page = organiser.send(f"{base}/proposals", {"teams": "2", "employer_cap": "2", "effort": "quick"}, status=422).text
    assert "10 people of one employer" in page
    assert people[0].person.display_name in page
    # Without a cap the machine spreads them as thinly as the numbers allow, and finds it fine.
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    assert found["result"]["blame"] == []
    assert found["result"]["broken"] == []


def test_p4_a_run_is_kept_listed_exported_without_names_and_gives_the_same_again(world: World):
    organiser, hackathon, people, _ = scene(world, 15)
    base = f"/hackathons/{hackathon.slug}/compose"
    found = propose(world, organiser, hackathon, teams=3, seed=11, effort="quick")
    (listed,) = organiser.call("GET", f"hackathons/{hackathon.id}/team-proposals")
    assert (listed["seed"], listed["fingerprint"]) == (11, found["fingerprint"])
    assert found["fingerprint"][:12] in organiser.see(f"{base}/proposals")
    sent = organiser.page.get(f"{base}/proposals/{found['id']}/export")
    assert "attachment" in sent.headers["content-disposition"]
    for text in (sent.text, json.dumps(organiser.call("GET", f"team-proposals/{found['id']}/export"))):
        assert not any(str(person.id) in text or person.person.display_name in text for person in people)
        assert "banque du port" not in text.lower()
    kept = json.loads(sent.text)
    assert kept["result"]["method"] == kept["method"] == found["method"]
    assert len(kept["problem"]["people"]) == len(kept["result"]["assignments"]) == 15
    assert set(kept["result"]["assignments"]) == {person["id"] for person in kept["problem"]["people"]}
    again = organiser.send(f"{base}/proposals/{found['id']}/repetitions").headers["location"]
    searched(world)
    assert "The same teams as the run that it repeats" in organiser.see(again)


def test_p4_a_search_that_is_stopped_keeps_its_best_and_one_that_fails_says_so(world: World, monkeypatch: pytest.MonkeyPatch):
    organiser, hackathon, _people, _ = scene(world, 10)
    base = f"/hackathons/{hackathon.slug}/compose"
    where = organiser.send(f"{base}/proposals", {"teams": "2"}).headers["location"]
    search = world.read(lambda db: db.exec(select(Computation)).one())
    organiser.send(f"/hackathons/{hackathon.slug}/searches/{search.id}/cancellation", {"back": where})
    assert "The search is stopping" in organiser.see(where)
    searched(world)
    assert "Adopt these teams" in organiser.see(where)

    def fails(*_args):
        raise RuntimeError("no")

    monkeypatch.setattr("app.science.team_kept.run", fails)
    where = organiser.send(f"{base}/proposals", {"teams": "2"}).headers["location"]
    searched(world)
    assert "The search ended without a result" in organiser.see(where)
    assert open_members(world) == []


def test_p4_the_best_so_far_is_shown_while_the_search_goes_on(world: World):
    organiser, hackathon, people, _ = scene(world, 10)
    where = organiser.send(f"/hackathons/{hackathon.slug}/compose/proposals", {"teams": "2"}).headers["location"]

    def report(db) -> None:
        hold = computations.claim(db, at=world.now)
        best = {"assignments": {str(person.id): f"new-00{1 + n % 2}" for n, person in enumerate(people)}}
        said = {"stage": "search", "cost": 12, "excess": 0, "bound": 4}
        computations.report(db, hold, 0.4, said, best, at=world.now)

    world.act(report)
    page = organiser.see(where)
    assert "The best so far costs 12; no teams can cost less than 4" in page
    assert "40 %" in page
    assert "2 results" in page
    assert "Adopt" not in page


def test_p4_who_needs_a_place_without_steps_is_minded_and_kept_nowhere(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    high = create_team(organiser, hackathon, challenge, "Up the stairs", seats=5)
    create_team(organiser, hackathon, challenge, "On the ground", seats=5)

    def need(db) -> None:
        mine = db.exec(select(Application).where(Application.person_id == people[0].id)).one()
        db.add(
            AccessNeed(
                application_id=mine.id, hackathon_id=hackathon.id, step_free=True, needs="CANARY", consented_at=world.now,
                created_at=world.now,
            )
        )  # fmt: skip

    world.act(need)
    body = {"name": "Up the stairs", "seats": 5, "step_free": False}
    organiser.call("PUT", f"teams/{high['id']}", json=body)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    assert found["result"]["assignments"][str(people[0].id)] != high["id"]
    assert not any(person["step_free"] for person in found["inputs"]["problem"]["people"])
    rows = world.read(lambda db: [row.inputs for row in db.exec(select(Computation))])
    assert rows == [{}]
    assert "true" not in json.dumps([person["step_free"] for person in found["inputs"]["problem"]["people"]]).lower()


def test_p4_runs_are_the_organisers(world: World):
    organiser, hackathon, people, _ = scene(world, 10)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    stranger, other = world.person("Sam Stranger"), world.person("Otto Org")
    make_hackathon(world, other, title="Elsewhere")
    base = f"/hackathons/{hackathon.slug}/compose"
    for who in (stranger, other, people[0]):
        for path in ("ask", "proposals", f"proposals/{found['id']}", f"proposals/{found['id']}/export"):
            who.see(f"{base}/{path}", 404)
        who.see(f"{base}/proposals/{found['id']}/teams/new-001", 404)
        who.call("GET", f"team-proposals/{found['id']}/export", 404)
        who.call("POST", f"team-proposals/{found['id']}/repetitions", 404)
        who.call("GET", f"hackathons/{hackathon.id}/team-proposals", 404)
    organiser.see(f"{base}/proposals/{found['id']}/teams/nothing", 404)
    assert UUID(found["id"])


def test_p4_coaches_who_applied_are_not_put_into_teams(world: World):
    organiser, hackathon, people, _ = scene(world, 11)

    def is_coach(db) -> None:
        mine = db.exec(select(Application).where(Application.person_id == people[0].id)).one()
        mine.role = Role.COACH
        db.add(mine)
        roles.give(db, people[0].person, Role.COACH, Within.HACKATHON, hackathon.id, at=world.now)

    world.act(is_coach)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    assert len(found["result"]["assignments"]) == 10
    assert str(people[0].id) not in found["result"]["assignments"]
