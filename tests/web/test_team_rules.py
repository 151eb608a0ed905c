"""P4: rules that a composition keeps, by page and by program; contradictions are named at once."""

from uuid import UUID

from sqlmodel import select

from app.models.application import Application
from app.models.hackathon import Phase
from app.models.journal import Entry
from app.models.team import TeamRule
from tests.builders import accepted_people, create_team, make_hackathon, move_to
from tests.web.test_team_composition import scene
from tests.world import World


def rule(organiser, hackathon, kind: str, *people, status: int = 201, **more):
    body = {"kind": kind, "people": [str(one.id) for one in people], **more}
    return organiser.call("POST", f"hackathons/{hackathon.id}/team-rules", status, json=body)


def test_p4_rules_are_added_by_name_and_ended_and_stay_on_record(world: World):
    organiser, hackathon, people, challenge = scene(world, 6)
    base = f"/hackathons/{hackathon.slug}/compose"
    create_team(organiser, hackathon, challenge, "The Watch")
    assert "No rule yet" in organiser.see(f"{base}/rules")
    one, two, three = (person.person for person in people[:3])
    typed = {"kind": "together", "people": f"{one.display_name}\n{two.email}", "reason": "Formed beforehand"}
    organiser.send(f"{base}/rules", typed)
    organiser.send(f"{base}/rules", {"kind": "lock", "people": three.display_name, "team": "the watch"})
    page = organiser.see(f"{base}/rules")
    assert f"{one.display_name}, {two.display_name}" in page
    assert "Formed beforehand" in page
    assert "In a team The Watch" in page
    assert "Formed beforehand" in organiser.see(f"{base}/people/{one.id}")
    listed = organiser.call("GET", f"hackathons/{hackathon.id}/team-rules")
    assert [row["kind"] for row in listed] == ["together", "lock"]
    organiser.send(f"{base}/rules/{listed[0]['id']}/ending")
    assert organiser.call("POST", f"team-rules/{listed[0]['id']}/ending", 409)["code"] == "rule_ended"
    assert len(organiser.call("GET", f"hackathons/{hackathon.id}/team-rules")) == 1
    assert len(world.read(lambda db: db.exec(select(TeamRule)).all())) == 2
    # The journal holds ids, not the words of a reason.
    facts = world.read(lambda db: [entry.facts for entry in db.exec(select(Entry).where(Entry.action == "add_team_rule"))])
    assert "Formed" not in str(facts)


def test_p4_a_name_that_is_nobody_s_or_several_people_s_is_said_beside_the_field(world: World):
    organiser, hackathon, people, _ = scene(world, 6)
    base = f"/hackathons/{hackathon.slug}/compose/rules"
    nobody = organiser.send(base, {"kind": "apart", "people": "Zoé Nobody"}, status=422).text
    assert "Nobody who is accepted here is called" in nobody
    several = organiser.send(base, {"kind": "apart", "people": "person"}, status=422).text
    assert "Several people are called" in several
    alone = organiser.send(base, {"kind": "apart", "people": people[0].person.display_name}, status=422).text
    assert "Name two people at least" in alone
    unknown = organiser.send(base, {"kind": "lock", "people": people[0].person.email, "team": "Nothing"}, status=422).text
    assert "No open team is called" in unknown


def test_p4_contradictions_are_named_at_once_with_the_people(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    a, b, c, d = people[:4]
    watch = create_team(organiser, hackathon, challenge, "The Watch", seats=2)
    wall = create_team(organiser, hackathon, challenge, "The Wall")
    rule(organiser, hackathon, "together", a, b)
    rule(organiser, hackathon, "together", b, c)
    refused = rule(organiser, hackathon, "apart", a, c, status=409)
    assert refused["code"] == "rule_contradicts"
    assert "together and apart" in refused["detail"]
    assert a.person.display_name in refused["detail"]
    rule(organiser, hackathon, "lock", a, team_id=watch["id"])
    rule(organiser, hackathon, "lock", a, team_id=wall["id"], status=409)
    assert "different teams" in rule(organiser, hackathon, "lock", c, team_id=wall["id"], status=409)["detail"]
    rule(organiser, hackathon, "lock", c, team_id=watch["id"])
    assert "2 seats" in rule(organiser, hackathon, "lock", d, team_id=watch["id"], status=409)["detail"]
    crowd = rule(organiser, hackathon, "together", *people[:9], status=409)
    assert "more than any team seats" in crowd["detail"]
    # What the words above call a rule about oneself is none.
    rule(organiser, hackathon, "apart", d, d, status=422)
    rule(organiser, hackathon, "lock", d, status=422)


def test_p4_friends_who_ask_for_each_other_are_suggested_and_kept_in_one_press(world: World):
    organiser = world.person("Olga Org")
    hackathon = make_hackathon(world, organiser, capacity=60)
    move_to(world, hackathon, Phase.CALL, organiser)
    people = accepted_people(world, organiser, hackathon, 5)
    hackathon = move_to(world, hackathon, Phase.TEAMING, organiser)

    def befriend(db) -> None:
        for one, others in ((0, [1]), (1, [0, 4]), (2, [3])):
            row = db.exec(select(Application).where(Application.person_id == people[one].id)).one()
            row.friends = [people[other].person.email.upper() for other in others] + ["stranger@example.org"]
            db.add(row)

    world.act(befriend)
    page = organiser.see(f"/hackathons/{hackathon.slug}/compose/rules")
    names = [person.person.display_name for person in people]
    assert f"{names[0]}, {names[1]}" in page
    assert f"{names[2]} would like to be with {names[3]}" in page
    assert "stranger@example.org" not in page
    (found,) = organiser.call("GET", f"hackathons/{hackathon.id}/team-rules/suggestions")
    assert {UUID(one) for one in found["people"]} == {people[0].id, people[1].id}
    organiser.send(f"/hackathons/{hackathon.slug}/compose/rules/suggestions", {"kind": "together", "people": found["people"]})
    assert organiser.call("GET", f"hackathons/{hackathon.id}/team-rules/suggestions") == []


def test_p4_rules_are_the_organisers_and_about_accepted_people(world: World):
    organiser, hackathon, people, _ = scene(world, 5)
    stranger, other = world.person("Sam Stranger"), world.person("Otto Org")
    make_hackathon(world, other, title="Elsewhere")
    made = rule(organiser, hackathon, "together", *people[:2])
    assert rule(organiser, hackathon, "together", people[0], stranger, status=422)["code"] == "invalid"
    for who in (stranger, other, people[0]):
        who.see(f"/hackathons/{hackathon.slug}/compose/rules", 404)
        who.call("GET", f"hackathons/{hackathon.id}/team-rules", 404)
        who.call("GET", f"hackathons/{hackathon.id}/team-rules/suggestions", 404)
        who.call("POST", f"team-rules/{made['id']}/ending", 404)
