"""A1: an incubation opens by publication, starts with an owner, moves by milestones and decisions, ends with an outcome."""

import pytest
from sqlmodel import select

from app.domain import incubations, journal
from app.models.hackathon import Hackathon
from app.models.incubation import Incubation
from app.models.journal import Entry
from app.models.person import Person
from tests.builders import open_incubation
from tests.world import World

REASON = {"reason": "The test shows it.", "serves_why": "Visitors take part."}


def test_publication_opens_one_incubation_per_team_and_it_gives_nothing_else(world: World):
    """A1, rule 13: opened once however often it is called; it waits for an owner, visibly."""
    care = open_incubation(world)

    def again(db):
        hackathon = db.get_one(Hackathon, care.hackathon.id)
        organiser = db.get_one(Person, care.organiser.id)
        return incubations.open_for(db, organiser, hackathon, care.challenge.id, care.team.id, "Other", at=world.now)

    assert world.act(again).id == care.incubation.id
    assert len(world.read(lambda db: db.exec(select(Incubation)).all())) == 1
    shown = world.visitor().call("GET", care.api)
    assert (shown["state"], shown["owner"], shown["milestones"]) == ("waiting_owner", None, [])
    assert "No owner, no start." in world.visitor().see(care.path)


def test_no_owner_no_start_on_both_surfaces(world: World):
    """A1: the start is refused until an organisation owns the solution, then the plan of 26 weeks is laid."""
    care = open_incubation(world)
    assert care.holder.call("POST", f"{care.api}/start", 409)["code"] == "no_owner"
    refused = care.holder.send(f"{care.path}/start", status=409)
    assert "No owner, no start: first name the organisation" in refused.text

    stranger = {"organisation_id": "01890000-0000-7000-8000-000000000000"}
    assert care.holder.call("PUT", f"{care.api}/owner", 422, json=stranger)["code"] == "not_a_candidate"
    care.holder.send(f"{care.path}/owner", {"organisation_id": str(care.association.id)})
    care.holder.send(f"{care.path}/lead", {"person_id": str(care.member.id)})
    care.holder.send(f"{care.path}/start")
    assert care.holder.call("POST", f"{care.api}/start", 409)["code"] == "already_started"

    shown = world.visitor().call("GET", care.api)
    assert (shown["state"], shown["owner"], shown["week"]) == ("running", "Acta", 1)
    assert [milestone["week"] for milestone in shown["milestones"]] == [2, 4, 10, 13, 20, 24, 26]
    page = world.visitor().see(care.path)
    assert "Week 1 of 26 on the way to being used by Acta." in page
    assert "Presentation to the ministry" in page


def test_the_lead_hands_the_plan_over_to_the_next(world: World):
    """A1: the role is held within one incubation, and the one before gives it back."""
    care = open_incubation(world)
    care.start()
    care.holder.call("PUT", f"{care.api}/lead", json={"person_id": str(care.member.id)})
    care.member.call("POST", f"{care.api}/check-ins", 201, json={"done": "Met them.", "progress": 10})
    care.holder.call("PUT", f"{care.api}/lead", json={"person_id": str(care.volunteer.id)})
    care.member.call("POST", f"{care.api}/check-ins", 403, json={"done": "Met them.", "progress": 10})
    refused = care.holder.call("PUT", f"{care.api}/lead", 422, json={"person_id": str(care.outsider.id)})
    assert refused["code"] == "not_a_candidate"


def test_lateness_follows_from_the_date_and_only_the_association_validates(world: World):
    """A1: late is computed, never set; done is validated by the association; dropped says why."""
    care = open_incubation(world)
    care.start()
    first, second = care.holder.call("GET", care.api)["milestones"][:2]
    assert care.organiser.call("PATCH", f"milestones/{first['id']}", 422, json={"status": "late"})["code"] == "invalid"
    care.forward(days=13)
    assert care.holder.call("GET", care.api)["milestones"][0]["status"] == "planned"
    care.forward(days=1)
    assert care.holder.call("GET", care.api)["milestones"][0]["status"] == "late"
    assert "1 milestone is late" in care.holder.see(care.path)

    assert care.holder.call("PUT", f"milestones/{first['id']}/validation", 409)["code"] == "milestone_not_done"
    care.organiser.send(f"{care.path}/milestones/{first['id']}", {"status": "done"})
    assert care.organiser.call("PUT", f"milestones/{first['id']}/validation", 403)["code"] == "not_allowed"
    care.holder.send(f"{care.path}/milestones/{first['id']}/validation")
    shown = care.holder.call("GET", care.api)["milestones"][0]
    assert shown["status"] == "done"
    assert shown["validated_at"]

    care.organiser.call("PATCH", f"milestones/{first['id']}", json={"status": "on_track"})
    assert care.holder.call("GET", care.api)["milestones"][0]["validated_at"] is None
    refused = care.organiser.send(f"{care.path}/milestones/{second['id']}", {"status": "dropped"}, status=422)
    assert "Say why this milestone is dropped." in refused.text
    care.organiser.call("PATCH", f"milestones/{second['id']}", json={"status": "dropped", "note": "Done by the town."})


def test_stopping_names_its_cause_and_ends_it_all(world: World):
    """A1, rule 15: a reason from the list and a text; then nothing more changes."""
    care = open_incubation(world)
    care.start()
    answer = care.holder.send(f"{care.path}/review", REASON | {"decision": "stop"}, status=422)
    assert "choose the cause that fits best" in answer.text
    assert "The test shows it." in answer.text
    assert (
        care.holder.call("POST", f"{care.api}/reviews", 422, json=REASON | {"decision": "stop"})["code"] == "drop_reason_missing"
    )
    care.holder.call("POST", f"{care.api}/reviews", 422, json={"decision": "go_on", "reason": "It goes."})
    care.holder.call("POST", f"{care.api}/reviews", 201, json=REASON | {"decision": "go_on"})
    care.holder.call("POST", f"{care.api}/reviews", 201, json=REASON | {"decision": "stop", "drop_reason": "exists_already"})

    shown = world.visitor().call("GET", care.api)
    assert (shown["state"], shown["outcome"]) == ("ended", "dropped")
    assert "The test shows it." not in world.visitor().see(care.path)
    check_in = {"done": "More", "progress": 90}
    assert care.holder.call("POST", f"{care.api}/check-ins", 409, json=check_in)["code"] == "incubation_not_running"


def test_a_solution_without_an_owner_may_be_dropped(world: World):
    """A1: honest triage before the start."""
    care = open_incubation(world)
    care.organiser.call("POST", f"{care.api}/reviews", 409, json=REASON | {"decision": "go_on"})
    care.organiser.call("POST", f"{care.api}/reviews", 201, json=REASON | {"decision": "stop", "drop_reason": "no_owner"})
    assert world.visitor().call("GET", care.api)["outcome"] == "dropped"


def test_an_outcome_is_told_to_everybody(world: World):
    """A1: deployed, ready, absorbed; dropping goes by a review."""
    care = open_incubation(world)
    told = {"outcome": "deployed", "outcome_text": "In use on **17** islands."}
    assert care.holder.call("PUT", f"{care.api}/outcome", 409, json=told)["code"] == "incubation_not_running"
    care.start()
    care.holder.call("PUT", f"{care.api}/outcome", 422, json=told | {"outcome": "dropped"})
    care.holder.send(f"{care.path}/end", told)
    page = world.visitor().see(care.path)
    assert "In use on 17 islands." in page
    assert world.visitor().call("GET", care.api)["outcome"] == "deployed"


def test_the_work_stays_among_its_people(world: World):
    """A1: everybody reads the why and the milestones; accounts, names and decisions are for the people of the incubation."""
    care = open_incubation(world)
    care.start()
    care.holder.call("PUT", f"{care.api}/lead", json={"person_id": str(care.member.id)})
    account = {"done": "CANARY-done", "next": "CANARY-next", "blocked": "CANARY-blocked", "progress": 40}
    care.member.call("POST", f"{care.api}/check-ins", 201, json=account)
    care.holder.call(
        "POST", f"{care.api}/reviews", 201, json={"decision": "change", "reason": "CANARY-reason", "serves_why": "CANARY-why"}
    )
    milestone = care.holder.call("GET", care.api)["milestones"][0]["id"]
    care.holder.call("PATCH", f"milestones/{milestone}", json={"status": "on_track", "note": "CANARY-note"})
    care.pledge(care.volunteer)

    for insider in (care.member, care.holder, care.organiser, care.volunteer):
        assert "CANARY-done" in insider.see(care.path)
        assert insider.call("GET", f"{care.api}/check-ins")[0]["blocked"] == "CANARY-blocked"
    for other in (world.visitor(), care.outsider, care.sponsor, care.observer):
        page = other.see(care.path)
        assert "CANARY" not in page
        assert "Mina Member" not in page
        assert "Vera Volunteer" not in page
        assert "So that visitors take part" in page
        for part in ("check-ins", "reviews", "pledges", "hours", "hours/totals"):
            other.call("GET", f"{care.api}/{part}", 403 if other.person else 401)
    care.outsider.see(f"{care.path}/milestones/{milestone}", 403)
    care.outsider.see(f"{care.path}/hours", 404)


def test_a_closed_incubation_is_not_found_by_others(world: World):
    """A1: is_public off hides it, and its parts, as if it did not exist."""
    care = open_incubation(world)
    care.holder.call("PUT", f"{care.api}/visibility", json={"is_public": False})
    for other in (world.visitor(), care.outsider, care.observer):
        other.call("GET", care.api, 404)
        other.see(care.path, 404)
        assert other.call("GET", "incubations") == []
    care.outsider.call("POST", f"{care.api}/start", 404)
    assert care.organiser.call("GET", care.api)["is_public"] is False
    assert len(care.holder.call("GET", "incubations")) == 1


@pytest.mark.parametrize("who", ["member", "volunteer", "sponsor", "observer", "outsider"])
def test_who_has_no_part_in_it_decides_nothing(sqlite_world: World, who: str):
    """A1: each act asks the policy; nothing changes and the journal says nothing."""
    care = open_incubation(sqlite_world)
    care.start()
    milestone = care.holder.call("GET", care.api)["milestones"][0]["id"]
    before = sqlite_world.read(lambda db: len(db.exec(select(Entry).where(Entry.stream_id == care.incubation.id)).all()))
    actor = getattr(care, who)
    actor.call("PUT", f"{care.api}/owner", 403, json={"organisation_id": str(care.association.id)})
    actor.call("PUT", f"{care.api}/lead", 403, json={"person_id": str(actor.id)})
    actor.call("PATCH", f"milestones/{milestone}", 403, json={"status": "done"})
    actor.call("POST", f"{care.api}/reviews", 403, json=REASON | {"decision": "stop", "drop_reason": "other"})
    actor.call("PUT", f"{care.api}/outcome", 403, json={"outcome": "deployed", "outcome_text": "Ours now"})
    after = sqlite_world.read(lambda db: len(db.exec(select(Entry).where(Entry.stream_id == care.incubation.id)).all()))
    assert after == before


def test_the_journal_of_an_incubation_holds_no_text_and_verifies(world: World):
    """A1, C9: ids and facts only."""
    care = open_incubation(world)
    care.start()
    care.holder.call("POST", f"{care.api}/check-ins", 201, json={"done": "CANARY-done", "progress": 40})
    entries = world.read(lambda db: db.exec(select(Entry).where(Entry.stream_id == care.incubation.id).order_by(Entry.seq)).all())
    assert [entry.action for entry in entries] == ["open_incubation", "name_owner", "start_incubation", "check_in"]
    assert "CANARY" not in str([entry.facts for entry in entries])
    assert world.read(lambda db: list(journal.verify(db))) == []
