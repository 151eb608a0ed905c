"""P4: teams published with the reasons, contested and answered; nobody's attributes are told to anybody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import select

from app.domain import notifications
from app.models.hackathon import Phase
from app.models.journal import Delivery
from app.web.letters import Writer
from tests.builders import create_team, make_hackathon, move_to
from tests.web.test_team_composition import open_members, propose, scene
from tests.world import World


def mails(world: World, template: str) -> dict[str, str]:
    """Return the bodies of the mails of one kind, by the id of their person."""
    while world.act(lambda db: notifications.dispatch(db, at=world.now)):
        pass
    writer = Writer(world.app.url_path_for, "http://testserver", b"k" * 32)
    found = {}
    with world.database.reading() as db:
        for delivery in db.exec(select(Delivery).where(Delivery.template == template)):
            context = notifications.CONTEXTS[template](db, delivery)
            if context is not None:
                letter = writer.write(template, "en", context, at=world.now)
                found[str(delivery.person_id)] = f"{letter.subject}\n{letter.body}"
    return found


def published(world: World, number: int = 10, hours: int = 24):
    organiser, hackathon, people, challenge = scene(world, number)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    until = (world.now + timedelta(hours=hours)).isoformat()
    organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 201, json={"appeals_until": until})
    return organiser, hackathon, people, challenge


def test_p4_everybody_is_told_their_team_and_why_and_nothing_of_the_others(world: World):
    organiser, hackathon, people, _ = scene(world, 10)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    assert mails(world, "team_published") == {}
    base = f"/hackathons/{hackathon.slug}"
    page = organiser.see(f"{base}/compose/publication")
    assert "10 people will be written to" in page
    assert "not published yet" in people[0].see(f"{base}/my-team")
    past = organiser.send(f"{base}/compose/publication", {"appeals_until": "2027-03-25T08:00"}, status=422).text
    assert "Choose a moment to come" in past
    organiser.send(f"{base}/compose/publication", {"appeals_until": "2027-03-26T18:00"})
    sent = mails(world, "team_published")
    assert set(sent) == {str(person.id) for person in people}
    for person in people:
        text = sent[str(person.id)]
        assert "Why this team:" in text
        assert "You may contest until" in text
        assert not any(other.person.display_name in text for other in people)
        assert not any(word in text for word in ("company", "Banque", "woman"))
    mine = people[0].see(f"{base}/my-team")
    assert "article 22 of the GDPR" in mine
    assert "the mix of sectors 10" in mine
    assert "banque du port" in mine.lower()
    assert not any(other.person.display_name in mine for other in people[1:])
    read = people[0].call("GET", f"hackathons/{hackathon.id}/my-team")
    assert read["applied"]["weights"]["sector"] == 10
    assert read["applied"]["fingerprint"] == found["fingerprint"]
    # Told again, only who joined since is written to.
    late = world.person("Lea Late")
    assert organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 422, json={"appeals_until": "2027-03-01T10:00"})
    late.see(f"{base}/my-team", 404)


def test_p4_a_person_contests_and_is_answered_kept_with_a_reason(world: World):
    organiser, hackathon, people, _ = published(world)
    base = f"/hackathons/{hackathon.slug}"
    me = people[2]
    assert "Fill in this field" in me.send(f"{base}/my-team/appeals", {"body": ""}, status=422).text
    me.send(f"{base}/my-team/appeals", {"body": "I worked with them <b>last year</b>."})
    assert "Waits for an answer" in me.see(f"{base}/my-team")
    assert me.call("POST", f"hackathons/{hackathon.id}/appeals", 409, json={"body": "Again"})["code"] == "appeal_open"
    assert str(organiser.id) in mails(world, "appeal")
    listed = organiser.call("GET", f"hackathons/{hackathon.id}/appeals")
    assert [one["body"] for one in listed] == ["I worked with them <b>last year</b>."]
    where = f"{base}/compose/appeals/{listed[0]['id']}"
    assert "last year" in organiser.see(where)
    organiser.send(f"{where}/answer", {"outcome": "kept", "answer": "Every other team would lack your skill."})
    assert "Every other team would lack your skill" in me.see(f"{base}/my-team")
    assert "stays the same" in mails(world, "appeal_answer")[str(me.id)]
    again = organiser.call("POST", f"appeals/{listed[0]['id']}/answer", 409, json={"outcome": "kept", "answer": "Once more"})
    assert again["code"] == "appeal_answered"
    for other in (people[3], world.person("Sam Stranger")):
        other.call("GET", f"appeals/{listed[0]['id']}", 404)
        other.see(where, 404)
    assert me.call("GET", f"appeals/{listed[0]['id']}")["outcome"] == "kept"


def test_p4_an_appeal_that_is_heard_moves_the_person(world: World):
    organiser, hackathon, people, challenge = published(world)
    third = create_team(organiser, hackathon, challenge, "The Third")
    base = f"/hackathons/{hackathon.slug}"
    me = people[0]
    made = me.call("POST", f"hackathons/{hackathon.id}/appeals", 201, json={"body": "Too far", "wished_team_id": third["id"]})
    where = f"{base}/compose/appeals/{made['id']}"
    assert "The Third" in organiser.see(where)
    unknown = organiser.send(f"{where}/answer", {"outcome": "changed", "answer": "Of course.", "team": "Fourth"}, status=422)
    assert "No open team is called" in unknown.text
    organiser.send(f"{where}/answer", {"outcome": "changed", "answer": "Of course.", "team": "the third"})
    assert "Your team was changed" in me.see(f"{base}/my-team")
    assert "An organiser placed you there" in me.see(f"{base}/my-team")
    stays = {str(one.team_id) for one in open_members(world) if one.person_id == me.id}
    assert stays == {third["id"]}
    assert len(open_members(world)) == 10


def test_p4_appeals_have_their_time_and_two_answers_at_once_are_one(world: World):
    organiser, hackathon, people, _ = published(world, hours=2)
    body = {"body": "I would rather not"}
    made = people[0].call("POST", f"hackathons/{hackathon.id}/appeals", 201, json=body)
    with ThreadPoolExecutor(3) as pool:
        answer = {"outcome": "kept", "answer": "It stays so."}
        codes = list(pool.map(lambda _: organiser.api.post(f"appeals/{made['id']}/answer", json=answer).status_code, range(3)))
    assert sorted(codes) == [200, 409, 409]
    world.clock.forward(hours=3)
    assert people[1].call("POST", f"hackathons/{hackathon.id}/appeals", 409, json=body)["code"] == "appeals_closed"
    assert "The time to appeal ended" in people[1].see(f"/hackathons/{hackathon.slug}/my-team")


def test_p4_before_publication_and_outside_a_team_there_is_nothing_to_contest(world: World):
    organiser, hackathon, people, _ = scene(world, 10)
    stranger, other = world.person("Sam Stranger"), world.person("Otto Org")
    make_hackathon(world, other, title="Elsewhere")
    body = {"appeals_until": "2027-03-26T18:00"}
    nobody = organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 409, json=body)
    assert nobody["code"] == "nobody_in_a_team"
    people[0].call("POST", f"hackathons/{hackathon.id}/appeals", 403, json={"body": "Why not"})
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    early = people[0].call("POST", f"hackathons/{hackathon.id}/appeals", 409, json={"body": "Why not"})
    assert early["code"] == "teams_not_published"
    for who in (stranger, other):
        who.see(f"/hackathons/{hackathon.slug}/compose/publication", 404)
        who.call("GET", f"hackathons/{hackathon.id}/appeals", 404)
        who.call("GET", f"hackathons/{hackathon.id}/team-publications", 404)
        who.call("GET", f"hackathons/{hackathon.id}/my-team", 404)
    assert people[0].call("POST", f"hackathons/{hackathon.id}/team-publications", 403, json=body)
    move_to(world, hackathon, Phase.JURY, organiser)
    late = organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 409, json={"appeals_until": "2028-03-26T18:00"})
    assert late["code"] == "wrong_phase"
