"""P4, P5: teams by hand and by an adopted proposal, seats never given twice, one coach and one designer each."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlmodel import select

from app.computing import Inline
from app.domain import roles, team_proposals
from app.models.application import Application
from app.models.challenge import Challenge
from app.models.hackathon import Phase
from app.models.person import Role, RoleHeld, Within
from app.models.team import Membership, Team, TeamProposal
from tests.builders import accepted_people, create_team, make_hackathon, move_to
from tests.world import World


def scene(world: World, number: int = 10):
    organiser = world.person("Olga Org")
    hackathon = make_hackathon(world, organiser, capacity=60)
    move_to(world, hackathon, Phase.CALL, organiser)
    people = accepted_people(world, organiser, hackathon, number)
    hackathon = move_to(world, hackathon, Phase.TEAMING, organiser)
    challenge = {"id": str(world.read(lambda db: db.exec(select(Challenge.id)).first()))}
    return organiser, hackathon, people, challenge


def searched(world: World) -> None:
    """Let the worker do every search that waits."""
    Inline(world.services).work()


def propose(world: World, organiser, hackathon, **asked):
    """Ask for a proposal, wait for the worker, and return it."""
    made = organiser.call("POST", f"hackathons/{hackathon.id}/team-proposals", 201, json=asked)
    searched(world)
    return organiser.call("GET", f"team-proposals/{made['id']}")


def open_members(world: World) -> list[Membership]:
    return world.read(lambda db: list(db.exec(select(Membership).where(Membership.left_at == None))))  # noqa: E711


def companion(world: World, hackathon, name: str, role: Role):
    person = world.person(name)
    world.act(lambda db: roles.give(db, person.person, role, Within.HACKATHON, hackathon.id, at=world.now))
    return person


def test_p4_a_team_is_composed_by_hand_in_pages_and_its_history_kept(world: World):
    organiser, hackathon, people, challenge = scene(world)
    base = f"/hackathons/{hackathon.slug}/compose"
    assert "No team yet" in organiser.see(base)
    first = organiser.send(f"{base}/teams", {"challenge_id": challenge["id"], "name": "The Watch", "seats": "2"}).headers[
        "location"
    ]
    second = organiser.send(f"{base}/teams", {"challenge_id": challenge["id"], "name": "The Wall", "seats": "2"}).headers[
        "location"
    ]
    watch, wall = first.rsplit("/", 1)[1], second.rsplit("/", 1)[1]
    assert "has this name" in organiser.send(
        f"{base}/teams", {"challenge_id": challenge["id"], "name": "the watch", "seats": "2"}, status=422
    ).text  # fmt: skip
    for person in people[:2]:
        organiser.send(f"{base}/members", {"team_id": watch, "person_id": str(person.id)})
    full = organiser.send(f"{base}/members", {"team_id": watch, "person_id": str(people[2].id)}, status=409)
    assert "Every seat of this team is taken" in full.text
    assert "2 of 2 seats taken" in organiser.see(first)
    organiser.send(f"{base}/members", {"team_id": wall, "person_id": str(people[0].id), "from": "person"})
    assert "Were here before" in organiser.see(first)
    organiser.send(f"{base}/teams/{wall}/members/{people[0].id}/departure", {"reason": "Asked for it"})
    assert "Asked for it" in organiser.see(second)
    stays = world.read(lambda db: list(db.exec(select(Membership).where(Membership.person_id == people[0].id))))
    assert len(stays) == 2
    assert all(stay.left_at for stay in stays)
    assert people[0].person.display_name in organiser.see(base)


def test_p4_the_last_seat_goes_to_one_person_and_nobody_is_in_two_teams(world: World):
    organiser, hackathon, people, challenge = scene(world)
    one = create_team(organiser, hackathon, challenge, "One", seats=1)
    two = create_team(organiser, hackathon, challenge, "Two", seats=8)

    def place(work) -> int:
        team, person = work
        return organiser.api.post(f"teams/{team['id']}/members", json={"person_id": str(person.id)}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(place, [(one, person) for person in people[:4]]))
        assert answers == [201, 409, 409, 409]
        list(pool.map(place, [(two, people[5]), (one, people[5]), (two, people[5]), (two, people[6])]))
    members = open_members(world)
    assert len({member.person_id for member in members}) == len(members)
    assert len([member for member in members if member.team_id == UUID(one["id"])]) == 1


def test_p4_a_proposal_changes_nothing_until_it_is_adopted_once(world: World):
    organiser, hackathon, people, _ = scene(world, 12)
    base = f"/hackathons/{hackathon.slug}/compose"
    where = organiser.send(f"{base}/proposals", {"teams": "2", "keep_members": "true"}).headers["location"]
    assert "The search waits for its turn" in organiser.see(where)
    organiser.send(f"{where}/adoption", status=409)
    searched(world)
    page = organiser.see(where)
    assert "Nothing has changed yet" in page
    assert "2 results" in page
    team = organiser.see(f"{where}/teams/new-001")
    assert "Why this mix" in team
    assert people[0].person.display_name in team + organiser.see(f"{where}/teams/new-002")
    assert open_members(world) == []
    assert world.read(lambda db: db.exec(select(Team)).all()) == []
    organiser.send(f"{where}/adoption")
    assert len(open_members(world)) == 12
    assert len(world.read(lambda db: db.exec(select(Team)).all())) == 2
    twice = organiser.send(f"{where}/adoption", status=409)
    assert "adopted already" in twice.text
    assert len(open_members(world)) == 12


def test_p4_adopting_at_once_from_two_tabs_adopts_once(world: World):
    organiser, hackathon, _, _ = scene(world, 10)
    made = propose(world, organiser, hackathon, teams=2, seed=7)
    url = f"team-proposals/{made['id']}/adoption"
    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(lambda _: organiser.api.post(url).status_code, range(3)))
    assert answers == [200, 409, 409]
    assert len(open_members(world)) == 10


def test_p4_the_same_inputs_and_seed_give_the_same_teams_and_locks_stay(world: World):
    organiser, hackathon, people, challenge = scene(world, 12)
    kept = create_team(organiser, hackathon, challenge, "Kept")
    organiser.call("POST", f"teams/{kept['id']}/members", 201, json={"person_id": str(people[3].id)})
    one, two = (propose(world, organiser, hackathon, teams=2, seed=7, keep_members=True) for _ in range(2))
    assert one["result"] == two["result"]
    assert one["fingerprint"] == two["fingerprint"]
    assert one["result"]["assignments"][str(people[3].id)] == kept["id"]
    assert world.read(lambda db: team_proposals.again(db, db.get(TeamProposal, UUID(one["id"]))))
    organiser.call("POST", f"team-proposals/{one['id']}/adoption")
    # The other was found before these teams were made.
    assert organiser.call("POST", f"team-proposals/{two['id']}/adoption", 409)["code"] == "proposal_outdated"
    organiser.call("POST", f"team-proposals/{two['id']}/discarding")
    assert organiser.call("POST", f"team-proposals/{two['id']}/adoption", 409)["code"] == "proposal_decided"


def test_p4_somebody_who_withdrew_makes_a_proposal_outdated(world: World):
    organiser, hackathon, people, _ = scene(world, 10)
    made = propose(world, organiser, hackathon, teams=2)
    mine = world.read(lambda db: db.exec(select(Application.id).where(Application.person_id == people[0].id)).one())
    people[0].call("POST", f"applications/{mine}/withdrawal")
    refused = organiser.call("POST", f"team-proposals/{made['id']}/adoption", 409)
    assert refused["code"] == "proposal_outdated"
    assert open_members(world) == []


def test_p5_one_coach_and_one_designer_from_those_who_hold_the_role(world: World):
    organiser, hackathon, people, challenge = scene(world)
    team = create_team(organiser, hackathon, challenge, "The Watch")
    cora, cleo = (companion(world, hackathon, name, Role.COACH) for name in ("Cora Coach", "Cleo Coach"))
    page = f"/hackathons/{hackathon.slug}/compose/teams/{team['id']}"
    assert "No coach yet" in organiser.see(page)
    organiser.send(f"{page}/companions", {"role": "coach", "coach": str(cora.id)})
    organiser.send(f"{page}/companions", {"role": "coach", "coach": str(cleo.id)})
    held = world.read(lambda db: list(db.exec(select(RoleHeld).where(RoleHeld.within_id == UUID(team["id"])))))
    assert [(one.person_id, one.ended_at is None) for one in sorted(held, key=lambda one: one.id)] == [
        (cora.id, False), (cleo.id, True),
    ]  # fmt: skip
    refused = organiser.send(f"{page}/companions", {"role": "designer", "designer": str(cora.id)}, status=422)
    assert "does not hold that role" in refused.text
    assert organiser.call("PUT", f"teams/{team['id']}/designer", 409, json={"person_id": str(people[0].id)})["code"] == (
        "not_a_companion"
    )
    listed = organiser.call("GET", f"hackathons/{hackathon.id}/teams")
    assert [(one["has_coach"], one["has_designer"]) for one in listed] == [(True, False)]
    assert "1 team without a designer" in organiser.see(f"/hackathons/{hackathon.slug}/compose")
    organiser.call("PUT", f"teams/{team['id']}/coach", json={"person_id": None})
    assert not organiser.call("GET", f"hackathons/{hackathon.id}/teams")[0]["has_coach"]


def test_p4_only_accepted_people_are_placed_and_closing_needs_an_empty_team(world: World):
    organiser, hackathon, people, challenge = scene(world)
    team = create_team(organiser, hackathon, challenge, "The Watch")
    stranger = world.person("Sam Stranger")
    body = {"person_id": str(stranger.id)}
    assert organiser.call("POST", f"teams/{team['id']}/members", 409, json=body)["code"] == "not_accepted"
    organiser.call("POST", f"teams/{team['id']}/members", 201, json={"person_id": str(people[0].id)})
    assert organiser.call("POST", f"teams/{team['id']}/closing", 409)["code"] == "team_not_empty"
    seats = {"name": "The Watch", "seats": 0}
    assert organiser.call("PUT", f"teams/{team['id']}", 422, json=seats)["code"] == "invalid"
    organiser.call("POST", f"teams/{team['id']}/members/{people[0].id}/departure", json={})
    organiser.call("POST", f"teams/{team['id']}/closing")
    assert organiser.call("GET", f"hackathons/{hackathon.id}/teams") == []


def test_p4_composing_is_the_organisers_and_has_its_phase(world: World):
    organiser, hackathon, people, challenge = scene(world)
    team = create_team(organiser, hackathon, challenge, "The Watch")
    stranger, other = world.person("Sam Stranger"), world.person("Otto Org")
    make_hackathon(world, other, title="Elsewhere")
    base = f"/hackathons/{hackathon.slug}/compose"
    for who in (stranger, other, people[0]):
        who.see(base, 404)
        who.see(f"{base}/teams/{team['id']}", 404)
        who.see(f"{base}/people/{people[1].id}", 404)
        who.call("POST", f"teams/{team['id']}/members", 404, json={"person_id": str(people[1].id)})
    assert stranger.call("GET", f"hackathons/{hackathon.id}/teams", 404)["code"] == "not_found"
    assert people[0].call("GET", f"hackathons/{hackathon.id}/teams")[0]["name"] == "The Watch"
    move_to(world, hackathon, Phase.JURY, organiser)
    assert "not possible in the present phase" in organiser.see(base)
    body = {"challenge_id": challenge["id"], "name": "Late", "seats": 4}
    assert organiser.call("POST", f"hackathons/{hackathon.id}/teams", 409, json=body)["code"] == "wrong_phase"


def test_p4_the_page_asks_the_same_few_questions_for_one_team_and_for_fifty(sqlite_world: World):
    from sqlalchemy import event  # noqa: PLC0415 - only here

    world = sqlite_world
    organiser, hackathon, people, challenge = scene(world)
    one = create_team(organiser, hackathon, challenge, "The Watch")
    organiser.call("POST", f"teams/{one['id']}/members", 201, json={"person_id": str(people[0].id)})
    asked: list[str] = []
    event.listen(world.database.reader, "before_cursor_execute", lambda *args: asked.append(args[2]))
    organiser.see(f"/hackathons/{hackathon.slug}/compose")
    few = len(asked)

    def many(db) -> None:
        for number in range(49):
            db.add(
                Team(
                    hackathon_id=hackathon.id, challenge_id=UUID(challenge["id"]), name=f"Team {number}", created_at=world.now
                )
            )  # fmt: skip

    world.act(many)
    asked.clear()
    assert "page 2 of 3" in organiser.see(f"/hackathons/{hackathon.slug}/compose?page=2")
    assert len(asked) <= few
