"""P3: the call is set by its organisers, its questions are theirs, ordered and frozen. Both surfaces, both engines."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session as Db
from sqlmodel import select

from app.models.application import AgeBand, Application, Call, Gender, Question
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Entry
from tests.builders import APPLICATION, apply_to, make_hackathon, move_to
from tests.world import Actor, World

CALL: dict[str, Any] = {
    "roles": ["participant", "coach", "juror"],
    "sector_places": {"company": 10, "student": 5},
    "target_mix": {"company": 40, "association": 60},
    "offer_days": 5,
    "half_days": [{"fr": "Vendredi soir", "en": "Friday evening"}, {"fr": "Samedi matin", "en": "Saturday morning"}],
    "balance": ["gender", "age"],
}
QUESTION: dict[str, Any] = {"kind": "short", "label": {"fr": "Votre taille de t-shirt ?", "en": "Your size?"}}
FORM: dict[str, Any] = {
    "roles": ["participant", "mentor"], "offer_days": "", "balance": ["age"], "revision": "0", "questions_freeze_at": "",
    "places.public": "12", "mix.public": "50", "mix.citizen": "50",
    "half_days.fr": "Vendredi soir\nSamedi matin", "half_days.en": "Friday evening",
}  # fmt: skip


def scene(world: World, phase: Phase = Phase.CALL) -> tuple[Actor, Hackathon]:
    organiser = world.person("Olga Org")
    return organiser, move_to(world, make_hackathon(world, organiser), phase, organiser)


def ask(organiser: Actor, hackathon: Hackathon, **given: Any) -> dict[str, Any]:
    made: dict[str, Any] = organiser.call("POST", f"hackathons/{hackathon.id}/questions", 201, json=QUESTION | given)
    return made


def sent(world: World, hackathon: Hackathon, **values: Any) -> None:
    """Have somebody apply, then put values in the row that the form does not ask here."""
    made = apply_to(world.person("Lina Roy"), hackathon)

    def put(db: Db) -> None:
        row = db.get_one(Application, UUID(made["id"]))
        for name, value in values.items():
            setattr(row, name, value)
        db.add(row)

    world.act(put)


def set_call(organiser: Actor, hackathon: Hackathon, revision: int = 0, status: int = 200, **given: Any) -> Any:
    path = f"hackathons/{hackathon.id}/call"
    return organiser.call("PUT", path, status, json=CALL | given, headers={"If-Match": f'"{revision}"'})


def test_p3_a_call_has_defaults_until_somebody_sets_it(world: World):
    organiser, hackathon = scene(world)
    before = world.visitor().call("GET", f"hackathons/{hackathon.id}/call")
    assert (before["roles"], before["half_days"], before["revision"]) == (["participant"], [], 0)
    after = set_call(organiser, hackathon)
    assert after["revision"] == 1
    assert after["half_days"][1] == {"fr": "Samedi matin", "en": "Saturday morning"}
    assert world.visitor().call("GET", f"hackathons/{hackathon.id}/call") == after
    assert set_call(organiser, hackathon, 1)["revision"] == 1, "nothing changed"
    assert len(world.read(lambda db: db.exec(select(Entry).where(Entry.action == "change_call")).all())) == 1


def test_p3_two_organisers_do_not_undo_each_other(world: World):
    organiser, hackathon = scene(world)
    here = f"/hackathons/{hackathon.slug}/organise/call"
    organiser.send(here, FORM)
    stale = organiser.send(here, FORM | {"offer_days": "9"}, status=412)
    assert "Somebody changed this meanwhile" in stale.text
    assert 'value="9"' in stale.text
    assert 'name="revision" value="1"' in stale.text
    assert set_call(organiser, hackathon, 0, 412)["code"] == "stale"
    organiser.call("PUT", f"hackathons/{hackathon.id}/call", 428, json=CALL)


def test_p3_the_desk_sets_the_call_line_by_line(world: World):
    organiser, hackathon = scene(world)
    here = f"/hackathons/{hackathon.slug}/organise/call"
    organiser.send(here, FORM | {"questions_freeze_at": "2027-04-01T09:00"})
    call = world.read(lambda db: db.exec(select(Call)).one())
    assert call.roles == ["participant", "mentor"]
    assert call.sector_places == {"public": 12}
    assert call.target_mix == {"public": 50, "citizen": 50}
    assert call.half_days == [{"fr": "Vendredi soir", "en": "Friday evening"}, {"fr": "Samedi matin"}]
    assert call.balance == ["age"]
    page = organiser.page.get(here).text
    assert "Vendredi soir\nSamedi matin</textarea>" in page
    assert 'value="2027-04-01T09:00"' in page
    wrong = organiser.send(here, FORM | {"revision": "1", "mix.public": "10", "roles": []}, status=422).text
    assert "The shares make 60 % together" in wrong
    assert 'id="roles-error"' in wrong


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"roles": ["organiser"]}, "roles.0"),
        ({"roles": []}, "roles"),
        ({"target_mix": {"public": 99}}, "target_mix"),
        ({"half_days": [{"fr": ""}]}, "half_days.0.fr"),
        ({"balance": ["religion"]}, "balance.0"),
        ({"offer_days": 0}, "offer_days"),
        ({"secret": 1}, "secret"),
    ],
)
def test_p3_a_call_that_makes_no_sense_is_refused_beside_its_field(sqlite_world: World, given: dict[str, Any], field: str):
    organiser, hackathon = scene(sqlite_world, Phase.DRAFT)
    refused = set_call(organiser, hackathon, 0, 422, **given)
    assert [error["field"] for error in refused["errors"]] == [field]


def test_p3_what_is_no_longer_asked_is_no_longer_kept(world: World):
    organiser, hackathon = scene(world)
    sent(world, hackathon, gender=Gender.WOMAN, age_band=AgeBand.TO_29)
    set_call(organiser, hackathon)
    set_call(organiser, hackathon, 1, balance=["age"])
    kept = world.read(lambda db: db.exec(select(Application)).one())
    assert (kept.gender, kept.age_band) == (None, AgeBand.TO_29)


def test_p3_half_days_that_people_answered_by_stay(world: World):
    organiser, hackathon = scene(world)
    sent(world, hackathon, half_days=[1])
    set_call(organiser, hackathon)
    fewer = [{"fr": "Vendredi soir"}]
    assert set_call(organiser, hackathon, 1, 409, half_days=fewer)["code"] == "half_days_told"
    more = [{"fr": "Vendredi"}, {"fr": "Samedi"}, {"fr": "Dimanche"}]
    assert len(set_call(organiser, hackathon, 1, half_days=more)["half_days"]) == 3


def test_p3_questions_are_written_ordered_and_taken_off(world: World):
    organiser, hackathon = scene(world)
    here = f"/hackathons/{hackathon.slug}/organise/call/questions"
    organiser.send(f"{here}/new", {"kind": "short", "label.fr": "Taille ?", "label.en": "Size?", "role": ""})
    choice = {
        "kind": "one",
        "label.fr": "Repas",
        "options.fr": "Viande\nLégumes",
        "options.en": "Meat\nVegetables",
        "required": "true",
    }
    organiser.send(f"{here}/new", choice | {"role": "participant"})
    ask(organiser, hackathon, kind="yes_no", label={"en": "A driving licence?"})
    listed = world.visitor().call("GET", f"hackathons/{hackathon.id}/questions")
    assert [one["position"] for one in listed] == [1, 2, 3]
    assert listed[1]["options"][1] == {"key": "2", "label": {"fr": "Légumes", "en": "Vegetables"}}
    assert listed[1]["required"]
    organiser.send(f"{here}/{listed[2]['id']}/move", {"to": "up"})
    organiser.call("POST", f"questions/{listed[2]['id']}/move", json={"to": "up"})
    organiser.call("POST", f"questions/{listed[2]['id']}/move", json={"to": "up"})
    now = world.visitor().call("GET", f"hackathons/{hackathon.id}/questions")
    assert [one["id"] for one in now] == [listed[2]["id"], listed[0]["id"], listed[1]["id"]]
    page = organiser.see(here)
    assert page.index("A driving licence?") < page.index("Size?") < page.index("Repas")
    edited = organiser.page.get(f"{here}/{listed[1]['id']}").text
    assert "Meat\nVegetables</textarea>" in edited
    organiser.send(f"{here}/{listed[1]['id']}", choice | {"label.en": "Your meal"})
    assert "Your meal" in organiser.see(here)
    organiser.send(f"{here}/{listed[0]['id']}/remove")
    assert [one["position"] for one in world.visitor().call("GET", f"hackathons/{hackathon.id}/questions")] == [1, 2]
    assert world.read(lambda db: db.get(Question, db.exec(select(Question.id)).first())) is not None


def test_p3_a_choice_needs_answers_and_only_a_choice_has_them(world: World):
    organiser, hackathon = scene(world)
    path = f"hackathons/{hackathon.id}/questions"
    assert "at least two" in organiser.call("POST", path, 422, json=QUESTION | {"kind": "one"})["errors"][0]["detail"]
    wrong = QUESTION | {"options": [{"fr": "Oui"}, {"fr": "Non"}]}
    assert "Only questions with a choice" in organiser.call("POST", path, 422, json=wrong)["errors"][0]["detail"]
    here = f"/hackathons/{hackathon.slug}/organise/call/questions/new"
    refused = organiser.send(here, {"kind": "several", "label.fr": "Quoi ?", "options.fr": "Un seul"}, status=422)
    assert "Write at least two answers" in refused.text
    assert "Un seul</textarea>" in refused.text


def test_p3_a_question_that_was_answered_is_retired_with_its_answers(world: World):
    organiser, hackathon = scene(world)
    asked = ask(organiser, hackathon)
    sent(world, hackathon, answers={asked["id"]: "M"})
    url = f"questions/{asked['id']}"
    assert organiser.call("PUT", url, 409, json=QUESTION | {"kind": "long"})["code"] == "question_answered"
    assert organiser.call("PUT", url, json=QUESTION | {"label": {"en": "T-shirt size"}})["label"] == {"en": "T-shirt size"}
    organiser.call("DELETE", url, 204)
    assert world.visitor().call("GET", f"hackathons/{hackathon.id}/questions") == []
    (kept,) = organiser.call("GET", f"hackathons/{hackathon.id}/questions")
    assert kept["retired_at"]
    assert world.read(lambda db: db.exec(select(Application)).one()).answers == {asked["id"]: "M"}
    assert "No longer asked" in organiser.see(f"/hackathons/{hackathon.slug}/organise/call/questions")
    organiser.see(f"/hackathons/{hackathon.slug}/organise/call/questions/{asked['id']}", 404)
    organiser.call("PUT", url, 404, json=QUESTION)
    unanswered = ask(organiser, hackathon)
    organiser.call("DELETE", f"questions/{unanswered['id']}", 204)
    assert len(organiser.call("GET", f"hackathons/{hackathon.id}/questions")) == 1


def test_p3_from_their_date_on_questions_are_frozen(world: World):
    organiser, hackathon = scene(world)
    asked = ask(organiser, hackathon)
    freeze = (world.now + timedelta(days=2)).isoformat()
    set_call(organiser, hackathon, questions_freeze_at=freeze)
    organiser.call("PUT", f"questions/{asked['id']}", json=QUESTION)
    world.clock.forward(days=2)
    assert organiser.call("POST", f"hackathons/{hackathon.id}/questions", 409, json=QUESTION)["code"] == "questions_frozen"
    for method, path, body in (("PUT", "", QUESTION), ("POST", "/move", {"to": "up"}), ("DELETE", "", None)):
        refused = organiser.call(method, f"questions/{asked['id']}{path}", 409, **({"json": body} if body else {}))
        assert refused["code"] == "questions_frozen"
    later = (world.now + timedelta(days=9)).isoformat()
    assert set_call(organiser, hackathon, 1, 409, questions_freeze_at=later)["code"] == "questions_frozen"
    assert set_call(organiser, hackathon, 1, questions_freeze_at=freeze, offer_days=3)["offer_days"] == 3
    page = organiser.see(f"/hackathons/{hackathon.slug}/organise/call/questions")
    assert "Frozen since" in page
    assert "Add a question" not in page
    here = f"/hackathons/{hackathon.slug}/organise/call/questions/new"
    assert "are frozen" in organiser.send(here, {"kind": "short", "label.fr": "Encore ?"}, status=409).text


def test_p3_the_call_is_its_own_organisers_business(world: World):
    organiser, hackathon = scene(world)
    asked = ask(organiser, hackathon)
    other = world.person("Otto Org")
    make_hackathon(world, other, title="Elsewhere")
    for who in (other, world.person("Sam Stranger")):
        who.see(f"/hackathons/{hackathon.slug}/organise/call", 404)
        who.see(f"/hackathons/{hackathon.slug}/organise/call/questions", 404)
        who.call("PUT", f"questions/{asked['id']}", 404, json=QUESTION)
        assert set_call(who, hackathon, 0, 403)["code"] == "not_allowed"
    move_to(world, hackathon, Phase.SPRINT, organiser)
    assert set_call(organiser, hackathon, 0, 409)["code"] == "wrong_phase"
    body = APPLICATION
    assert world.person("Late Larry").call("PUT", f"hackathons/{hackathon.id}/application", 409, json=body)
