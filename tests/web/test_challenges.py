"""P2: a défi and its why: proposed, scoped, approved, revealed; on both surfaces and both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import select

from app.domain import notifications, roles
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Phase
from app.models.journal import Delivery, Entry
from app.models.organisation import Organisation
from app.models.person import Role, Within
from tests.builders import CHALLENGE, create_team, make_hackathon, move_to, pause, propose_challenge, ready_challenge
from tests.world import World


def scene(world: World, phase: Phase = Phase.SCOPING):
    organiser, holder = world.person("Olga Org"), world.person("Hana Holder")
    hackathon = move_to(world, make_hackathon(world, organiser), phase, organiser)
    return organiser, holder, hackathon


def stored(world: World, challenge) -> Challenge:
    return world.read(lambda db: db.exec(select(Challenge).where(Challenge.id == challenge)).one())


def only(world: World) -> Challenge:
    return world.read(lambda db: db.exec(select(Challenge).order_by(Challenge.created_at.desc())).first())


def test_p2_a_challenge_goes_from_the_proposal_to_ready_in_pages(world: World):
    organiser, holder, hackathon = scene(world)
    base = f"/hackathons/{hackathon.slug}/challenges"
    form = {key: value for key, value in CHALLENGE.items() if key != "why"} | {"why": ""}
    here = holder.send(base, form).headers["location"]
    assert "Write the why" in holder.see(here)
    assert "Proposed" in organiser.see(here)
    organiser.send(f"{here}/scoping")
    assert "once its why is written and approved" in organiser.see(here)

    # Neither unwritten nor unapproved does it leave scoping.
    assert "not written yet" in organiser.send(f"{here}/readiness", status=409).text
    holder.send(f"{here}/edit", {"revision": "2", "title": "T", "theme": "Th", "why": "Because people matter."})
    assert "has not approved" in organiser.send(f"{here}/readiness", status=409).text
    assert only(world).status is ChallengeStatus.SCOPING

    # The organiser cannot approve in its place.
    organiser.send(f"{here}/approval", {"revision": "3"}, status=403)
    holder.send(f"{here}/approval", {"revision": "3"})
    organiser.send(f"{here}/readiness")
    assert only(world).status is ChallengeStatus.READY
    assert "Because people matter." in world.visitor().see(here)


def test_p2_editing_the_why_clears_the_approval_and_takes_a_ready_one_back(world: World):
    organiser, holder, hackathon = scene(world)
    ready = ready_challenge(organiser, holder, hackathon)
    path = f"challenges/{ready['id']}"
    same = holder.call("PATCH", path, json={"brief": "Another brief."}, headers={"If-Match": str(ready["revision"])})
    assert same["approved_at"]
    assert same["status"] == "ready"
    changed = holder.call("PATCH", path, json={"why": "Another why."}, headers={"If-Match": str(same["revision"])})
    assert changed["approved_at"] is None
    assert changed["status"] == "scoping"
    assert organiser.call("POST", f"{path}/readiness", 409)["code"] == "why_unapproved"


def test_p2_two_writers_do_not_overwrite_each_other(world: World):
    organiser, holder, hackathon = scene(world)
    made = propose_challenge(holder, hackathon)
    path = f"challenges/{made['id']}"
    assert holder.call("PATCH", path, 428, json={"brief": "x"})["code"] == "precondition_required"
    holder.call("PATCH", path, json={"brief": "Mine"}, headers={"If-Match": str(made["revision"])})
    late = organiser.call("PATCH", path, 412, json={"brief": "Theirs"}, headers={"If-Match": str(made["revision"])})
    assert late["code"] == "stale"

    # On the page what was typed is kept, and saving again is about the text that is shown.
    edit = f"/hackathons/{hackathon.slug}/challenges/{made['id']}/edit"
    refused = organiser.send(
        edit, {"revision": str(made["revision"]), "title": "T", "theme": "Th", "brief": "Theirs"}, status=412
    )
    assert "Theirs" in refused.text
    assert 'name="revision" value="2"' in refused.text
    organiser.send(edit, {"revision": "2", "title": "T", "theme": "Th", "brief": "Theirs"})
    assert only(world).brief == "Theirs"


def test_p2_concurrent_edits_of_one_revision_give_one_winner(world: World):
    organiser, holder, hackathon = scene(world)
    made = propose_challenge(holder, hackathon)

    def write(number: int) -> int:
        writer = holder if number % 2 else organiser
        sent = writer.api.patch(
            f"challenges/{made['id']}", json={"brief": f"Version {number}"}, headers={"If-Match": str(made["revision"])}
        )
        return sent.status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(write, range(4)))
    assert answers == [200, 412, 412, 412]


def test_p2_writing_by_itself_saves_answers_a_fragment_and_leaves_no_entry_for_nothing(sqlite_world: World):
    _, holder, hackathon = scene(sqlite_world)
    made = propose_challenge(holder, hackathon)
    edit = f"/hackathons/{hackathon.slug}/challenges/{made['id']}/edit"
    form = {"revision": "1", "title": made["title"], "theme": made["theme"], "why": "New."}
    saved = holder.send(edit, form, status=200, headers={"HX-Request": "true"})
    assert 'name="revision" value="2"' in saved.text
    assert "<html" not in saved.text
    holder.send(edit, form | {"revision": "2"}, status=200, headers={"HX-Request": "true"})
    edits = sqlite_world.read(lambda db: db.exec(select(Entry).where(Entry.action == "edit_challenge")).all())
    assert len(edits) == 1
    assert edits[0].facts["fields"] == ["why"]
    stale = holder.send(edit, form | {"why": "Other."}, status=412, headers={"HX-Request": "true"})
    assert "Not saved automatically" in stale.text
    assert 'value="1"' in stale.text


def test_p2_before_the_reveal_two_worlds_that_differ_in_hidden_facts_look_the_same(world: World):
    organiser, holder, hackathon = scene(world)
    ready = ready_challenge(organiser, holder, hackathon)
    path = f"challenges/{ready['id']}"
    body = {"confidential": "CANARY-confidential", "rights": "The association owns it."}
    edited = holder.call("PATCH", path, json=body, headers={"If-Match": str(ready["revision"])})
    local = (world.now + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%S")
    organiser.call("PUT", f"{path}/reveal", json={"reveal_at": local})
    stranger, visitor = world.person("Sam Stranger"), world.visitor()
    pages = (f"/hackathons/{hackathon.slug}/challenges", f"/hackathons/{hackathon.slug}/challenges/{ready['id']}")

    def looks() -> list[str]:
        found = [visitor.page.get(page).text for page in pages]
        found += [stranger.see(page) for page in pages]
        listed = f"hackathons/{hackathon.id}/challenges"
        return found + [who.api.get(one).text for who in (stranger, visitor) for one in (path, listed)]

    before = looks()
    for text in before:
        assert "CANARY" not in text
        assert CHALLENGE["title"] not in text
        assert CHALLENGE["why"] not in text
    assert "Heritage and employment" in before[0]
    assert "Acta Vista" in before[0]
    assert "The association owns it." in before[1]
    assert "ETag" not in stranger.api.get(path).headers

    def other_world(db):
        row = db.get(Challenge, edited["id"] if not isinstance(edited["id"], str) else stored_id)
        row.title, row.brief, row.why, row.confidential, row.who_suffers = "Z", "Z", "Z", "Z", "Z"
        row.revision += 7
        db.add(row)

    stored_id = only(world).id
    world.act(other_world)
    assert looks() == before
    # Those who scope it see everything, those of another challenge do not.
    assert holder.call("GET", path)["confidential"] == "Z"
    other = world.person("Ivo Other")
    propose_challenge(other, hackathon, organisation="Other Association")
    assert other.call("GET", path)["confidential"] is None
    assert other.call("GET", path)["title"] is None

    world.clock.forward(days=21)
    assert stranger.call("GET", path)["title"] == "Z"
    assert stranger.call("GET", path)["confidential"] is None


def test_p2_the_confidential_part_reaches_teams_companions_and_jurors_after_the_reveal_only(world: World):
    organiser, _holder, hackathon = scene(world, Phase.TEAMING)
    challenge = only(world)

    def reveal(db):
        row = db.get(Challenge, challenge.id)
        row.confidential, row.reveal_at = "CANARY", world.now + timedelta(days=1)
        db.add(row)

    world.act(reveal)
    ours = create_team(organiser, hackathon, {"id": str(challenge.id)}, "Ours")
    coach, juror, there = world.person("Cora Coach"), world.person("Jules Juror"), world.person("Theo There")

    def give(db):
        team_id = challenge.id.__class__(ours["id"])
        roles.give(db, coach.person, Role.COACH, Within.TEAM, team_id, at=world.now, hackathon_id=hackathon.id)
        roles.give(db, juror.person, Role.JUROR, Within.CHALLENGE, challenge.id, at=world.now, hackathon_id=hackathon.id)
        roles.give(db, there.person, Role.COACH, Within.HACKATHON, hackathon.id, at=world.now)

    world.act(give)
    path = f"challenges/{challenge.id}"
    assert [who.call("GET", path)["confidential"] for who in (coach, juror, there)] == [None, None, None]
    world.clock.forward(days=2)
    assert [who.call("GET", path)["confidential"] for who in (coach, juror, there)] == ["CANARY", "CANARY", None]


def test_p2_a_proposal_is_nobody_elses_business_before_it_is_ready(world: World):
    _, holder, hackathon = scene(world)
    made = propose_challenge(holder, hackathon)
    stranger = world.person("Sam Stranger")
    here = f"/hackathons/{hackathon.slug}/challenges/{made['id']}"
    assert stranger.call("GET", f"challenges/{made['id']}", 404)["code"] == "not_found"
    stranger.see(here, 404)
    stranger.see(f"{here}/edit", 404)
    stranger.send(f"{here}/edit", {"revision": "1", "title": "x", "theme": "x"}, status=404)
    stranger.send(f"{here}/readiness", status=404)
    assert CHALLENGE["title"] not in stranger.see(f"/hackathons/{hackathon.slug}/challenges")


def test_p2_two_spellings_of_one_association_are_one(world: World):
    organiser, holder, hackathon = scene(world)
    propose_challenge(holder, hackathon, organisation="Association Médina")
    propose_challenge(organiser, hackathon, organisation="  association  MEDINA ")
    names = world.read(lambda db: [o.name for o in db.exec(select(Organisation)) if "dina" in o.name.lower()])
    assert names == ["Association Médina"]
    found = holder.call("GET", "organisations?q=medina")
    assert [one["name"] for one in found] == ["Association Médina"]


def test_p2_declining_says_why_and_withdrawing_ends(world: World):
    organiser, holder, hackathon = scene(world)
    first = propose_challenge(holder, hackathon)
    here = f"/hackathons/{hackathon.slug}/challenges/{first['id']}"
    refused = organiser.send(f"{here}/refusal", {"reason": ""}, status=422)
    assert "Write at least 3 characters" in refused.text
    organiser.send(f"{here}/refusal", {"reason": "Outside our theme this year."})
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    told = world.read(lambda db: db.exec(select(Delivery.person_id).where(Delivery.template == "challenge_moved")).all())
    assert set(told) == {organiser.id, holder.id}
    assert "Outside our theme this year." in holder.see(here)
    assert holder.call("POST", f"challenges/{first['id']}/withdrawal", 409)["code"] == "wrong_status"
    organiser.send(f"{here}/scoping")
    holder.send(f"{here}/withdrawal")
    assert organiser.call("GET", f"challenges/{first['id']}")["status"] == "withdrawn"


def test_p2_proposing_needs_the_phase_and_keeps_what_was_typed(world: World):
    organiser, holder, hackathon = scene(world)
    base = f"/hackathons/{hackathon.slug}/challenges"
    kept = holder.send(base, CHALLENGE | {"title": ""}, status=422)
    assert "Acta Vista" in kept.text
    assert CHALLENGE["brief"] in kept.text
    assert "Fill in this field." in kept.text
    pause(world, hackathon, organiser)
    assert holder.call("POST", f"hackathons/{hackathon.id}/challenges", 409, json=CHALLENGE)["code"] == "paused"


def test_p2_sending_the_proposal_twice_makes_one(world: World):
    _, holder, hackathon = scene(world)
    base = f"/hackathons/{hackathon.slug}/challenges"
    before = len(world.read(lambda db: db.exec(select(Challenge)).all()))
    first = holder.send(base, CHALLENGE | {"_once": "abc"}).headers["location"]
    assert holder.send(base, CHALLENGE | {"_once": "abc"}).headers["location"] == first
    assert len(world.read(lambda db: db.exec(select(Challenge)).all())) == before + 1


def test_p2_a_reveal_that_the_clocks_skip_is_refused_beside_its_field(sqlite_world: World):
    organiser, holder, hackathon = scene(sqlite_world)
    made = propose_challenge(holder, hackathon)
    here = f"/hackathons/{hackathon.slug}/challenges/{made['id']}/reveal"
    refused = organiser.send(here, {"reveal_at": "2027-03-28T02:30"}, status=422)
    assert "Clocks skip this time" in refused.text
    assert "2027-03-28T02:30" in refused.text
    assert "before the hackathon ends" in organiser.send(here, {"reveal_at": "2029-01-01T02:30"}, status=422).text
    organiser.send(here, {"reveal_at": ""})
