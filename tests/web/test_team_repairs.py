"""P4: no-shows and latecomers; the fewest moves; teams that have begun stay; the cheapest team closes."""

from uuid import UUID

from sqlmodel import select

from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Attendance
from app.models.organisation import Sector
from app.models.prototype import PrototypeDraft
from app.models.team import Membership, Team, TeamProposal
from tests.builders import bare_person, make_hackathon
from tests.web.test_team_composition import open_members, propose, scene, searched
from tests.web.test_team_publications import mails, published
from tests.world import World


def latecomer(world: World, hackathon, name: str):
    """Accept somebody who came on the day."""
    person = world.person(name)

    def unit(db) -> None:
        db.add(
            Application(
                hackathon_id=hackathon.id, person_id=person.id, sector=Sector.CITIZEN, attendance=Attendance.ON_SITE,
                fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, walk_in=True, languages=["fr"], decided_at=world.now,
                created_at=world.now,
            )
        )  # fmt: skip

    world.act(unit)
    return person


def repaired(world: World, organiser, hackathon, **asked):
    made = organiser.call("POST", f"hackathons/{hackathon.id}/team-repairs", 201, json=asked)
    searched(world)
    return organiser.call("GET", f"team-proposals/{made['id']}")


def composed(world: World, number: int, teams: int):
    """People of one employer, in teams that the machine made."""
    organiser, hackathon, people, challenge = scene(world, number)
    found = propose(world, organiser, hackathon, teams=teams, effort="quick")
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    return organiser, hackathon, people, challenge


def test_p4_an_absent_person_is_replaced_by_a_latecomer_without_moving_anybody(world: World):
    organiser, hackathon, people, _ = published(world)
    mails(world, "team_published")
    base = f"/hackathons/{hackathon.slug}/compose"
    nothing = organiser.call("POST", f"hackathons/{hackathon.id}/team-repairs", 409, json={})
    assert nothing["code"] == "nothing_to_repair"
    late = latecomer(world, hackathon, "Lea Late")
    gone = people[3]
    where = {one.person_id: one.team_id for one in open_members(world)}
    assert "1 person here without a team" in organiser.see(f"{base}/attendance")
    organiser.send(f"{base}/attendance", {"people": [str(gone.id)], "absent": "true"})
    page = organiser.see(f"{base}/attendance?q={gone.person.display_name}")
    assert "absent" in page
    assert "1 absent person holds a seat" in page
    way = organiser.send(f"{base}/repairs").headers["location"]
    searched(world)
    shown = organiser.see(way)
    assert "Nobody changes team" in shown
    assert "Lea Late comes to" in shown
    assert f"Gone: {gone.person.display_name}" in shown
    organiser.send(f"{way}/adoption", {"step": "0"})
    now = {one.person_id: one.team_id for one in open_members(world)}
    assert gone.id not in now
    assert now[late.id] == where[gone.id]
    assert all(now[one.id] == where[one.id] for one in people if one is not gone)
    ended = world.read(lambda db: db.exec(select(Membership).where(Membership.person_id == gone.id)).one())
    assert ended.reason == "Absence"  # in the language of the hackathon
    # Published already: the latecomer is told, and nobody else.
    told = mails(world, "team_published")
    assert str(late.id) in told
    kept = world.read(lambda db: db.exec(select(TeamProposal).where(TeamProposal.repairs_id != None)).one())  # noqa: E711
    assert kept.state == "adopted"
    organiser.send(f"{base}/attendance", {"people": [str(gone.id)], "absent": ""})
    assert organiser.call("GET", f"hackathons/{hackathon.id}/absences") == []


def test_p4_too_few_people_and_the_cheapest_team_closes_with_its_history(world: World):
    organiser, hackathon, people, _ = composed(world, 18, 3)
    where = {one.person_id: one.team_id for one in open_members(world)}
    absent = [person.id for person in people if where[person.id] == where[people[0].id]][:4]
    body = {"people": [str(one) for one in absent], "absent": True}
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json=body)
    found = repaired(world, organiser, hackathon)
    assert found["result"]["closing"] == [str(where[people[0].id])]
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    now = {one.person_id: one.team_id for one in open_members(world)}
    assert len(now) == 14
    assert len(set(now.values())) == 2
    closed = world.read(lambda db: db.get(Team, where[people[0].id]))
    assert closed.closed_at is not None
    stays = world.read(lambda db: list(db.exec(select(Membership).where(Membership.team_id == closed.id))))
    assert len(stays) == 6
    assert {stay.reason for stay in stays} == {"Absence", "Réparation des équipes"}


def test_p4_a_team_that_has_begun_is_left_alone_unless_asked(world: World):
    organiser, hackathon, people, _ = composed(world, 18, 3)
    where = {one.person_id: one.team_id for one in open_members(world)}
    teams = sorted(set(where.values()))
    begun = teams[0]
    world.act(lambda db: db.add(PrototypeDraft(team_id=begun, saved_at=world.now)))
    absent = [str(person.id) for person in people if where[person.id] == teams[1]][:3]
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json={"people": absent})
    found = repaired(world, organiser, hackathon)
    for point in found["result"]["curve"]:
        moved = {one for one in point["changes"] if UUID(one) in where and where[UUID(one)] == begun}
        assert moved == set()
    asked = repaired(world, organiser, hackathon, move_begun=True)
    assert asked["inputs"]["move_begun"] is True


def test_p4_any_point_of_the_curve_can_be_adopted_and_no_other(world: World):
    organiser, hackathon, people, _ = composed(world, 24, 4)
    absent = [str(person.id) for person in people[:3]]
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json={"people": absent})
    found = repaired(world, organiser, hackathon)
    curve = found["result"]["curve"]
    assert [point["moves"] for point in curve] == sorted(point["moves"] for point in curve)
    beyond = organiser.call("POST", f"team-proposals/{found['id']}/adoption", 422, json={"step": len(curve)})
    assert beyond["code"] == "invalid"
    done = organiser.call("POST", f"team-proposals/{found['id']}/adoption", json={"step": len(curve) - 1})
    now = {str(one.person_id): str(one.team_id) for one in open_members(world)}
    assert now == done["result"]["assignments"]
    assert done["result"]["total"] == curve[-1]["total"]


def test_p4_somebody_who_withdraws_meanwhile_makes_a_repair_outdated(world: World):
    organiser, hackathon, people, _ = composed(world, 12, 2)
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json={"people": [str(people[0].id)]})
    found = repaired(world, organiser, hackathon)
    mine = world.read(lambda db: db.exec(select(Application.id).where(Application.person_id == people[1].id)).one())
    people[1].call("POST", f"applications/{mine}/withdrawal")
    assert organiser.call("POST", f"team-proposals/{found['id']}/adoption", 409)["code"] == "proposal_outdated"


def test_p4_absences_in_bulk_by_name_and_only_by_organisers(world: World):
    organiser, hackathon, people, _ = composed(world, 12, 2)
    base = f"/hackathons/{hackathon.slug}/compose"
    lines = f"{people[0].person.email}\n{people[1].person.display_name}"
    organiser.send(f"{base}/attendance", {"lines": lines, "absent": "true"})
    absent = organiser.call("GET", f"hackathons/{hackathon.id}/absences")
    assert set(absent) == {str(people[0].id), str(people[1].id)}
    wrong = organiser.send(f"{base}/attendance", {"lines": "Nobody Atall", "absent": "true"}, status=422)
    assert "Nobody who is accepted here is called" in wrong.text
    stranger, other = world.person("Sam Stranger"), world.person("Otto Org")
    make_hackathon(world, other, title="Elsewhere")
    for who in (stranger, other, people[2]):
        who.see(f"{base}/attendance", 404)
        who.call("GET", f"hackathons/{hackathon.id}/absences", 404)
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 422, json={"people": [str(stranger.id)]})
    assert world.act(lambda db: bare_person(db, world, "Zed").id)
