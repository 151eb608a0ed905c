"""P4, P5: the Grand Hackathon Campus: 100 people, 25 teams, five défis; composed, published, contested, repaired."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from app.models.team import Membership
from tests.campus import campus, walk_in
from tests.web.test_team_composition import open_members, searched
from tests.world import World


def test_p4_a_campus_is_composed_published_contested_and_repaired(world: World):
    organiser, mina, hackathon, defis = campus(world)
    base = f"/hackathons/{hackathon.slug}"
    asked = {f"teams_on.{one}": "5" for one in defis} | {"size_min": "3", "size_max": "6", "effort": "quick"}
    where = organiser.send(f"{base}/compose/proposals", asked).headers["location"]
    searched(world)
    page = organiser.see(where)
    assert "25 results" in page
    assert "from the best possible" in page or "nothing could be better" in page or "Proved the best" in page
    organiser.send(f"{where}/adoption")
    members = open_members(world)
    assert len(members) == 100
    assert len({one.team_id for one in members}) == 25
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    organiser.send(f"{base}/compose/companions", {"fingerprint": plan["fingerprint"]})
    assert "No coach is missing" in organiser.see(f"{base}/compose/companions")
    until = (world.now + timedelta(days=1)).isoformat()
    organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 201, json={"appeals_until": until})
    mina.send(f"{base}/my-team/appeals", {"body": "My sister is in this team."})
    (appeal,) = organiser.call("GET", f"hackathons/{hackathon.id}/appeals")
    another = next(str(one.team_id) for one in members if str(one.team_id) != appeal["team_id"])
    answer = {"outcome": "changed", "answer": "You join another one.", "team_id": another}
    organiser.call("POST", f"appeals/{appeal['id']}/answer", json=answer)
    assert "Your team was changed" in mina.see(f"{base}/my-team")
    # Ten do not come; four come whom nobody knew.
    before = {one.person_id: one.team_id for one in open_members(world)}
    gone = sorted((one for one in before if one != mina.id), key=str)[:10]

    world.act(lambda db: [walk_in(db, world, hackathon, f"Late {number}") for number in range(4)])
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json={"people": [str(one) for one in gone]})
    repair = organiser.send(f"{base}/compose/repairs").headers["location"]
    searched(world)
    assert "who is gone" in organiser.see(repair)
    organiser.send(f"{repair}/adoption")
    after = {one.person_id: one.team_id for one in open_members(world)}
    assert len(after) == 94
    assert not set(gone) & set(after)
    assert sum(after[one] != before[one] for one in after if one in before) <= 12
    stays = world.read(lambda db: db.exec(select(Membership).where(Membership.person_id == gone[0])).all())
    assert all(stay.left_at for stay in stays)
    assert all(isinstance(one, UUID) for one in after.values())
