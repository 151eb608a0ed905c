"""P3: the form per role, kept as typed, resumed elsewhere, answered whole; what is one's own stays one's own. Both surfaces."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.domain import notifications, roles
from app.models.application import AccessNeed, Application, ApplicationStatus, Consent
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Delivery, Entry
from app.models.person import Role, Within
from tests.builders import APPLICATION, apply_to, decide, make_hackathon, move_to
from tests.web.test_applications import FORM
from tests.web.test_calls import CALL, ask, scene, set_call
from tests.world import Actor, World

TYPED = {"role": "participant", "motivation": "To be us", "sector": "somewhere", "skills": ["design", "law"]}


def save(who: Actor, hackathon: Hackathon, revision: int, status: int = 200, **values: Any) -> Any:
    path = f"hackathons/{hackathon.id}/application/draft"
    return who.call("PUT", path, status, json={"values": values}, headers={"If-Match": f'"{revision}"'})


def here(hackathon: Hackathon) -> str:
    return f"/hackathons/{hackathon.slug}/application"


def row(world: World) -> Application:
    return world.read(lambda db: db.exec(select(Application)).one())


# role by role


def test_p3_one_chooses_a_role_first_and_sees_its_fields_only(world: World):
    organiser, hackathon = scene(world)
    set_call(organiser, hackathon, roles=["participant", "juror", "volunteer"], half_days=[], balance=[])
    ask(organiser, hackathon, role="juror", label={"en": "Whom do you know here?"})
    lina = world.person("Lina Roy")
    choice = lina.see(here(hackathon))
    assert "As what would you come?" in choice
    assert "Member of the jury" in choice
    assert "Mentor" not in choice
    edit = f"{here(hackathon)}/edit?role="
    juror, participant = lina.see(f"{edit}juror"), lina.see(f"{edit}participant")
    assert "Whom do you know here?" in juror
    assert "People you would like to be with" not in juror
    assert "What you can bring" not in juror
    assert "People you would like to be with" in participant
    assert "Whom do you know here?" not in participant
    assert "Gender" not in participant
    assert "As what would you come?" in lina.see(f"{edit}mentor")


def test_p3_a_role_that_is_not_open_or_fields_of_another_are_refused(world: World):
    organiser, hackathon = scene(world)
    lina = world.person("Lina Roy")
    path = f"hackathons/{hackathon.id}/application"
    assert lina.call("PUT", path, 409, json=APPLICATION | {"role": "coach"})["code"] == "role_closed"
    set_call(organiser, hackathon, half_days=[])
    refused = lina.call("PUT", path, 422, json=APPLICATION | {"role": "juror"})
    assert [error["field"] for error in refused["errors"]] == ["skills"]
    sent = lina.call("PUT", path, json=APPLICATION | {"role": "juror", "skills": []})
    assert sent["role"] == "juror"
    assert lina.call("PUT", path, 422, json=APPLICATION | {"role": "organiser"})["errors"][0]["field"] == "role"
    decide(organiser, hackathon, "accept", sent)
    if row(world).status is ApplicationStatus.ACCEPTED:
        again = lina.call("PUT", path, 409, json=APPLICATION)
    else:
        lina.send(f"/hackathons/{hackathon.slug}/offer")
        again = lina.call("PUT", path, 409, json=APPLICATION)
    assert again["code"] == "already_answered"


# the organisers' questions


def test_p3_answers_are_checked_by_their_kind_all_at_once(world: World):
    organiser, hackathon = scene(world)
    two = [{"en": "Meat"}, {"en": "Vegetables"}]
    short = ask(organiser, hackathon, required=True)["id"]
    one = ask(organiser, hackathon, kind="one", options=two)["id"]
    several = ask(organiser, hackathon, kind="several", options=two)["id"]
    number = ask(organiser, hackathon, kind="number")["id"]
    licence = ask(organiser, hackathon, kind="yes_no", required=True)["id"]
    lina = world.person("Lina Roy")
    wrong = FORM | {f"answers.{one}": "9", f"answers.{number}": "many"}
    page = lina.send(here(hackathon), wrong, status=422).text
    for question, said in ((short, "Fill in this field."), (licence, "Fill in this field."), (number, "Write a number")):
        assert f'id="answers.{question}-error">{said}' in page
    assert f'id="answers.{one}-error">Choose one of' in page
    right = {short: "M", one: "2", several: ["1", "2"], number: "1 200,5", licence: "false"}
    lina.send(here(hackathon), FORM | {f"answers.{key}": value for key, value in right.items()})
    assert row(world).answers == {short: "M", one: "2", several: ["1", "2"], number: 1200.5, licence: False}
    shown = lina.see(here(hackathon))
    assert "Vegetables" in shown
    assert "Your size? M" in shown
    form = lina.page.get(f"{here(hackathon)}/edit").text
    assert 'value="2" checked' in form
    assert 'value="false" checked' in form
    unknown = APPLICATION | {"answers": {short: "M", licence: True, one: ["1", "2"]}}
    refused = lina.call("PUT", f"hackathons/{hackathon.id}/application", 422, json=unknown)
    assert refused["errors"][0]["field"] == f"answers.{one}"


def test_p3_half_days_friends_and_balance_are_kept_as_asked(world: World):
    organiser, hackathon = scene(world)
    set_call(organiser, hackathon, balance=["gender"])
    lina = world.person("Lina Roy")
    form = FORM | {"gender": "woman", "age_band": "18_29", "friends": "omar@example.org, ana@example.org"}
    assert "Tick the half-days" in lina.send(here(hackathon), form, status=422).text
    assert "Choose one of" in lina.send(here(hackathon), form | {"half_days": "7"}, status=422).text
    mine = lina.send(here(hackathon), form | {"half_days": ["0"], "friends": "lina.roy@example.org"}, status=422)
    assert "This is your own address" in mine.text
    lina.send(here(hackathon), form | {"half_days": ["1", "0"]})
    kept = row(world)
    assert (kept.half_days, kept.friends) == ([0, 1], ["omar@example.org", "ana@example.org"])
    assert (kept.gender, kept.age_band) == ("woman", None)
    seen = organiser.call("GET", f"applications/{kept.id}")
    assert "friends" not in seen
    assert "gender" not in seen
    everywhere = organiser.page.get(f"/hackathons/{hackathon.slug}/applications/{kept.id}").text
    assert "omar@example.org" not in everywhere
    assert not world.read(lambda db: db.exec(select(Delivery).where(Delivery.address == "omar@example.org")).all())


# kept as typed


def test_p3_what_is_typed_is_kept_however_wrong_and_resumed_elsewhere(world: World):
    _, hackathon = scene(world)
    lina = world.person("Lina Roy")
    kept = save(lina, hackathon, 0, **TYPED)
    assert (kept["status"], kept["revision"], kept["draft"]) == ("draft", 1, TYPED)
    assert save(lina, hackathon, 1, **TYPED)["revision"] == 1, "nothing changed"
    assert save(lina, hackathon, 1, **TYPED | {"motivation": "To be useful"})["revision"] == 2
    form = lina.page.get(here(hackathon)).text
    assert "To be useful</textarea>" in form
    assert 'value="law" checked' in form
    assert 'name="revision" value="2"' in form
    assert "Nothing is sent yet" in form
    assert "Not sent yet" in lina.see("/home")
    lina.send(here(hackathon), FORM | {"revision": "2"})
    sent = lina.call("GET", f"hackathons/{hackathon.id}/application")
    assert (sent["status"], sent["draft"], sent["revision"]) == ("submitted", None, 3)
    assert sent["submitted_at"]
    save(lina, hackathon, 3, motivation="Better")
    assert "changes that are not sent" in lina.see(here(hackathon))
    assert lina.call("GET", f"applications/{sent['id']}")["motivation"] == "To be useful."
    lina.send(f"{here(hackathon)}/discard")
    assert lina.call("GET", f"hackathons/{hackathon.id}/application")["draft"] is None


def test_p3_without_script_a_button_keeps_it_for_later(world: World):
    _, hackathon = scene(world)
    lina = world.person("Lina Roy")
    lina.send(f"{here(hackathon)}/draft", FORM | {"sector": "", "revision": "0", "role": "participant", "more_skills": "knots"})
    form = lina.page.get(here(hackathon)).text
    assert 'value="knots"' in form
    assert "To be useful.</textarea>" in form
    lina.send(f"{here(hackathon)}/discard")
    assert world.read(lambda db: db.exec(select(Application)).all()) == []
    assert lina.call("DELETE", f"hackathons/{hackathon.id}/application/draft", 404)["code"] == "not_found"


def test_p3_two_devices_are_told_and_both_copies_are_on_the_page(world: World):
    _, hackathon = scene(world)
    lina = world.person("Lina Roy")
    save(lina, hackathon, 0, **TYPED | {"motivation": "From the phone"})
    assert save(lina, hackathon, 0, 409, **TYPED)["code"] == "draft_changed"
    for path in (here(hackathon), f"{here(hackathon)}/draft"):
        both = lina.send(path, FORM | {"motivation": "From the desk", "revision": "0"}, status=409).text
        assert "What another device saved" in both
        assert "From the phone" in both
        assert "From the desk</textarea>" in both
        assert 'name="revision" value="1"' in both
    lina.send(f"{here(hackathon)}/draft", FORM | {"motivation": "From both", "revision": "1"})
    assert row(world).draft["motivation"] == "From both"
    lina.call("PUT", f"hackathons/{hackathon.id}/application/draft", 428, json={"values": TYPED})


@pytest.mark.parametrize(
    "values",
    [
        {"motivation": "x" * 4001},
        {"Name": "x"},
        {"a" * 81: "x"},
        {"motivation": "\u0000"},
        {f"f{n}": "x" * 3999 for n in range(11)},
    ],
)
def test_p3_what_is_kept_is_bounded(sqlite_world: World, values: dict[str, Any]):
    _, hackathon = scene(sqlite_world)
    assert save(sqlite_world.person("Lina Roy"), hackathon, 0, 422, **values)["code"] == "invalid"


def test_p3_an_application_that_is_not_sent_is_nobody_elses_business(world: World):
    organiser, hackathon = scene(world)
    lina = world.person("Lina Roy")
    before = organiser.see(f"/hackathons/{hackathon.slug}/organise/journal")
    kept = save(lina, hackathon, 0, motivation="Nobody knows", **{"access.needs": "A quiet room"})
    assert "access.needs" not in kept["draft"], "not before one agreed"
    told = {"needs": "A lift", "consent": True}
    url = f"hackathons/{hackathon.id}/application/access"
    assert lina.call("PUT", url, 409, json=told)["code"] == "application_not_sent"
    organiser.call("GET", f"applications/{kept['id']}", 404)
    organiser.see(f"/hackathons/{hackathon.slug}/applications/{kept['id']}", 404)
    organiser.call("POST", f"applications/{kept['id']}/withdrawal", 404)
    assert decide(organiser, hackathon, "accept", kept, status=404)["code"] == "not_found"
    assert organiser.call("GET", f"hackathons/{hackathon.id}/applications") == []
    assert "draft" not in organiser.call("GET", f"hackathons/{hackathon.id}/applications/tally")
    for path in ("applications", "applications?status=draft", "organise", "organise/people"):
        assert "Lina" not in organiser.see(f"/hackathons/{hackathon.slug}/{path}")
    assert organiser.see(f"/hackathons/{hackathon.slug}/organise/journal") == before
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    assert not [
        mail for mail in world.read(lambda db: db.exec(select(Delivery)).all()) if mail.template.startswith("application")
    ]
    stream = world.read(lambda db: db.exec(select(Entry.stream_id).where(Entry.action == "save_application")).one())
    assert stream != hackathon.id


def test_p3_nothing_is_kept_once_the_call_is_closed(world: World):
    organiser, hackathon = scene(world)
    lina = world.person("Lina Roy")
    save(lina, hackathon, 0, **TYPED)
    move_to(world, hackathon, Phase.TEAMING, organiser)
    assert save(lina, hackathon, 1, 409, **TYPED | {"motivation": "Late"})["code"] == "wrong_phase"
    assert "No application can be sent now" in lina.see(here(hackathon))
    lina.call("DELETE", f"hackathons/{hackathon.id}/application/draft", 204)


# consents and needs


def test_p3_each_consent_is_kept_with_its_words_and_taken_back(world: World):
    _, hackathon = scene(world)
    lina = world.person("Lina Roy", locale="fr")
    lina.page.headers["Accept-Language"] = "fr"
    lina.send(here(hackathon), FORM | {"consents": ["photos", "next_editions"]})
    (second, first) = world.read(lambda db: db.exec(select(Consent).order_by(Consent.purpose)).all())
    assert first.wording.startswith("Des photos")
    lina.send(here(hackathon), FORM | {"consents": ["photos", "share_with_sponsors"]})
    kept = {one["purpose"]: one for one in lina.call("GET", "consents")}
    assert kept["next_editions"]["withdrawn_at"]
    assert not kept["photos"]["withdrawn_at"]
    assert lina.call("GET", f"hackathons/{hackathon.id}/application")["consents"] == ["photos", "share_with_sponsors"]
    other = world.person("Sam Stranger")
    other.call("POST", f"consents/{first.id}/withdrawal", 404)
    other.send(f"/account/consents/{first.id}/withdrawal", status=404)
    assert "Des photos" in lina.see("/account/consents")
    lina.send(f"/account/consents/{first.id}/withdrawal")
    assert lina.call("POST", f"consents/{first.id}/withdrawal")["withdrawn_at"]
    assert lina.call("GET", f"hackathons/{hackathon.id}/application")["consents"] == ["share_with_sponsors"]
    assert len(world.read(lambda db: db.exec(select(Entry).where(Entry.action == "withdraw_consent")).all())) == 1
    assert second.purpose == "next_editions"


def test_p3_what_help_one_needs_is_read_by_those_who_prepare_the_place(world: World):
    organiser, hackathon = scene(world)
    lina, leo = world.person("Lina Roy"), world.person("Leo Logistics")
    world.act(lambda db: roles.give(db, leo.person, Role.LOGISTICS, Within.HACKATHON, hackathon.id, at=world.now))
    told = {"access.needs": "A quiet room", "access.step_free": "true"}
    refused = lina.send(here(hackathon), FORM | told, status=422).text
    assert "Tick that this may be kept" in refused
    assert "A quiet room</textarea>" in refused
    lina.send(here(hackathon), FORM | told | {"access.consent": "true"})
    sent = lina.call("GET", f"hackathons/{hackathon.id}/application")
    assert sent["access"]["needs"] == "A quiet room"
    needs = f"/hackathons/{hackathon.slug}/access-needs"
    assert "Nobody has told a need yet" in leo.see(needs)
    decide(organiser, hackathon, "accept", sent)
    assert "A quiet room" in leo.see(needs)
    assert "What people need" in leo.see("/home")
    assert [one["step_free"] for one in leo.call("GET", f"hackathons/{hackathon.id}/access-needs")] == [True]
    for who in (organiser, world.person("Sam Stranger")):
        who.see(needs, 404)
        who.call("GET", f"hackathons/{hackathon.id}/access-needs", 404)
    assert "A quiet room" not in organiser.page.get(f"/hackathons/{hackathon.slug}/applications/{sent['id']}").text
    assert "access" not in organiser.call("GET", f"applications/{sent['id']}")
    journal = world.read(lambda db: db.exec(select(Entry.action).where(Entry.stream_id == hackathon.id)).all())
    assert not [action for action in journal if "access" in action]
    page = f"{here(hackathon)}/access"
    assert "A quiet room" in lina.see(page)
    lina.send(page, {"needs": "A lift", "consent": "true"})
    assert "A lift" in leo.see(needs)
    assert "Tick that this" in lina.send(page, {"needs": "A lift"}, status=422).text
    lina.send(page)
    assert world.read(lambda db: db.exec(select(AccessNeed)).all()) == []
    lina.call("PUT", f"hackathons/{hackathon.id}/application/access", json={"needs": "A lift", "consent": True})
    lina.send(f"{here(hackathon)}/withdrawal")
    assert world.read(lambda db: db.exec(select(AccessNeed)).all()) == []


def test_p3_one_withdraws_in_one_tap_from_ones_own_space(world: World):
    _, hackathon = scene(world)
    lina = world.person("Lina Roy")
    apply_to(lina, hackathon)
    home = lina.page.get("/home").text
    assert f'action="{here(hackathon)}/withdrawal"' in home
    lina.send(f"{here(hackathon)}/withdrawal")
    assert row(world).status is ApplicationStatus.WITHDRAWN
    assert "I cannot come" not in lina.see("/home")


def test_p3_organisers_read_the_form_as_people_will(sqlite_world: World):
    organiser, hackathon = scene(sqlite_world)
    set_call(organiser, hackathon)
    ask(organiser, hackathon, role="juror", label={"en": "Whom do you know here?"})
    path = f"/hackathons/{hackathon.slug}/organise/call/form"
    assert "Whom do you know here?" in organiser.see(f"{path}?role=juror")
    assert "Whom do you know here?" not in organiser.see(path)
    assert "<fieldset disabled" in organiser.page.get(path).text
    sqlite_world.person("Sam Stranger").see(path, 404)


def test_p3_withdrawn_or_closed_by_the_clock_keeps_ones_words(world: World):
    _, hackathon = scene(world)
    lina = world.person("Lina Roy")
    sent = apply_to(lina, hackathon, friends=["omar@example.org"])
    lina.call("POST", f"applications/{sent['id']}/withdrawal")
    assert "omar@example.org" in lina.page.get(f"{here(hackathon)}/edit").text
    again = apply_to(lina, hackathon)
    assert (again["id"], again["status"]) == (sent["id"], "submitted")
    closes = world.now + timedelta(hours=1)

    def close(db: Any) -> None:
        found = db.get(Hackathon, hackathon.id)
        found.call_closes_at = closes
        db.add(found)

    world.act(close)
    world.clock.forward(hours=1)
    assert save(lina, hackathon, again["revision"], 409, **TYPED)["code"] == "call_closed"


def test_p3_wishes_of_those_who_accompany_are_boxes(sqlite_world: World):
    world = sqlite_world
    organiser, hackathon = scene(world)
    set_call(organiser, hackathon, half_days=[], balance=[], roles=["juror"])

    def more(db: Any) -> None:
        first = db.exec(select(Challenge)).first()
        db.add(Challenge(**first.model_dump(exclude={"id", "title"}), title="Another one"))

    world.act(more)
    lina = world.person("Lina Roy")
    assert "Challenges that you could judge" in lina.see(here(hackathon))
    wish = str(world.read(lambda db: db.exec(select(Challenge.id)).first()))
    form = {key: value for key, value in FORM.items() if key not in {"skills", "more_skills"}}
    lina.send(here(hackathon), form | {"role": "juror", "wishes": [wish], "revision": "0"})
    assert row(world).wishes == [wish]
    assert f'value="{wish}" checked' in lina.page.get(f"{here(hackathon)}/edit").text


def test_p3_a_call_elsewhere_changes_nothing_here(sqlite_world: World):
    organiser, hackathon = scene(sqlite_world)
    other = make_hackathon(sqlite_world, organiser, title="Elsewhere")
    set_call(organiser, other, **CALL)
    assert "When you are there" not in sqlite_world.person("Lina Roy").see(here(hackathon))
