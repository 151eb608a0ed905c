"""P5: coaches and designers for all teams at once; who is missing, and why."""

from app.models.person import Role
from tests.builders import create_team
from tests.web.test_team_composition import companion, propose, scene
from tests.world import World


def test_p5_every_team_gets_its_coach_and_designer_in_one_press(world: World):
    organiser, hackathon, _people, _ = scene(world, 15)
    found = propose(world, organiser, hackathon, teams=3, effort="quick")
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    for name in ("Cora", "Cleo", "Cyra"):
        companion(world, hackathon, f"{name} Coach", Role.COACH)
    for name in ("Dora", "Dina"):
        companion(world, hackathon, f"{name} Designer", Role.DESIGNER)
    page = f"/hackathons/{hackathon.slug}/compose/companions"
    shown = organiser.see(page)
    assert "0 coaches are missing" in shown
    assert "proposed" in shown
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    assert len(set(plan["new"]["coach"].values())) == 3
    assert len(plan["new"]["designer"]) == 3  # one of two designers takes two teams
    organiser.send(page, {"fingerprint": plan["fingerprint"]})
    teams = organiser.call("GET", f"hackathons/{hackathon.id}/teams")
    assert all(team["has_coach"] and team["has_designer"] for team in teams)
    again = organiser.call(
        "POST", f"hackathons/{hackathon.id}/companion-plan/adoption", 409, json={"fingerprint": plan["fingerprint"]}
    )
    assert again["code"] == "plan_outdated"
    assert "Nothing to adopt" in organiser.see(page)


def test_p5_who_is_missing_is_said_and_those_who_accompany_stay(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    watch = create_team(organiser, hackathon, challenge, "The Watch")
    create_team(organiser, hackathon, challenge, "The Wall")
    cora = companion(world, hackathon, "Cora Coach", Role.COACH)
    organiser.call("PUT", f"teams/{watch['id']}/coach", json={"person_id": str(cora.id)})
    shown = organiser.see(f"/hackathons/{hackathon.slug}/compose/companions")
    assert "2 designers are missing" in shown
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    assert plan["pairs"]["coach"][watch["id"]] == str(cora.id)
    assert watch["id"] not in plan["new"]["coach"]
    assert {one["why"] for one in plan["missing"]["designer"]} == {"busy"}


def test_p5_somebody_of_another_language_or_a_colleague_is_not_proposed(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    team = create_team(organiser, hackathon, challenge, "The Watch")
    body = {"name": "The Watch", "seats": 8, "language": "fr"}
    organiser.call("PUT", f"teams/{team['id']}", json=body)
    organiser.call("POST", f"teams/{team['id']}/members", 201, json={"person_id": str(people[0].id)})
    stranger = world.person("Sam Stranger")
    for who in (stranger, people[0]):
        who.see(f"/hackathons/{hackathon.slug}/compose/companions", 404)
        who.call("GET", f"hackathons/{hackathon.id}/companion-plan", 404)
        who.call("POST", f"hackathons/{hackathon.id}/companion-plan/adoption", 404, json={"fingerprint": "0" * 64})
    # A participant who is in a team accompanies none.
    assert organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")["pairs"]["coach"] == {}
