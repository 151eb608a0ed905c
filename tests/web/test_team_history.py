"""P4: teams merge and split, and their history stays readable."""

from uuid import UUID

from sqlmodel import select

from app.models.person import Role, RoleHeld
from app.models.prototype import Prototype, PrototypeDraft
from app.models.team import Membership
from tests.builders import create_team
from tests.web.test_team_composition import companion, open_members, scene
from tests.world import World


def filled(world: World, seats: int = 3):
    organiser, hackathon, people, challenge = scene(world, 8)
    watch, wall = (create_team(organiser, hackathon, challenge, name, seats=seats) for name in ("The Watch", "The Wall"))
    for team, here in ((watch, people[:3]), (wall, people[3:6])):
        for person in here:
            organiser.call("POST", f"teams/{team['id']}/members", 201, json={"person_id": str(person.id)})
    return organiser, hackathon, people, challenge, watch, wall


def test_p4_two_teams_become_one_and_the_other_is_closed_with_its_work(world: World):
    organiser, hackathon, _people, _, watch, wall = filled(world)
    coach = companion(world, hackathon, "Cora Coach", Role.COACH)
    organiser.call("PUT", f"teams/{wall['id']}/coach", json={"person_id": str(coach.id)})
    world.act(lambda db: db.add(PrototypeDraft(team_id=UUID(wall["id"]), content="Kept words", saved_at=world.now)))
    page = f"/hackathons/{hackathon.slug}/compose/teams/{wall['id']}"
    assert "No open team is called" in organiser.send(f"{page}/merging", {"into": "The Moon"}, status=422).text
    organiser.send(f"{page}/merging", {"into": "the watch", "reason": "Too few"})
    assert "Its people went on in The Watch" in organiser.see(page)
    assert "6 of 6 seats taken" in organiser.see(f"/hackathons/{hackathon.slug}/compose/teams/{watch['id']}")
    assert {str(one.team_id) for one in open_members(world)} == {watch["id"]}
    ended = world.read(lambda db: [one.reason for one in db.exec(select(Membership)) if one.left_at])
    assert ended == ["Too few"] * 3
    assert world.read(lambda db: db.exec(select(RoleHeld).where(RoleHeld.role == Role.COACH, RoleHeld.ended_at == None)).all())  # noqa: E711
    assert world.read(lambda db: db.exec(select(PrototypeDraft)).one()).content == "Kept words"
    again = organiser.call("POST", f"teams/{wall['id']}/merging", 409, json={"into_id": watch["id"]})
    assert again["code"] == "team_closed"
    assert world.read(lambda db: db.exec(select(Prototype)).all()) == []


def test_p4_a_team_splits_and_the_new_one_says_where_it_came_from(world: World):
    organiser, hackathon, people, _, watch, _wall = filled(world)
    page = f"/hackathons/{hackathon.slug}/compose/teams/{watch['id']}"
    names = {"people": [str(people[0].id)], "name": "The Wall"}
    assert "has this name" in organiser.send(f"{page}/splitting", names, status=422).text
    everybody = {"people": [str(one.id) for one in people[:3]], "name": "All of them"}
    assert "Leave somebody" in organiser.send(f"{page}/splitting", everybody, status=422).text
    made = organiser.send(f"{page}/splitting", names | {"name": "The Scouts"}).headers["location"]
    assert "Made out of The Watch" in organiser.see(made)
    assert "2 of 3 seats taken" in organiser.see(page)
    body = {"people": [str(people[5].id)], "name": "Others"}
    assert organiser.call("POST", f"teams/{watch['id']}/splitting", 422, json=body)["code"] == "invalid"
    assert len(open_members(world)) == 6


def test_p4_merging_and_splitting_are_the_organisers(world: World):
    _, hackathon, people, _, watch, wall = filled(world)
    for who in (people[0], world.person("Sam Stranger")):
        who.call("POST", f"teams/{wall['id']}/merging", 404, json={"into_id": watch["id"]})
        who.call("POST", f"teams/{watch['id']}/splitting", 404, json={"people": [str(people[0].id)], "name": "Mine"})
        who.send(f"/hackathons/{hackathon.slug}/compose/teams/{wall['id']}/merging", {"into": "The Watch"}, status=404)
