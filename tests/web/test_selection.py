"""P3: applications answered in bulk, their mails read before they go; places in all and by sector; both surfaces."""

import re
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from app.domain import notifications, roles
from app.models.application import Application, ApplicationStatus, Call, Guardian
from app.models.hackathon import Phase
from app.models.journal import Delivery
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.queries.roles import holds
from tests.builders import apply_to, decide, make_hackathon, move_to
from tests.world import Actor, World

NAMES = ("Ana", "Bob", "Cid", "Dan", "Eve")


def scene(world: World, capacity: int | None = 4, **call):
    organiser = world.person("Olga Org")
    hackathon = move_to(world, make_hackathon(world, organiser, capacity=capacity), Phase.CALL, organiser)
    if call:
        world.act(lambda db: db.add(Call(hackathon_id=hackathon.id, created_at=world.now, **call)))
    return organiser, hackathon


def crowd(world: World, hackathon, *names: str, **given) -> list[dict]:
    return [apply_to(world.person(f"Person {name}"), hackathon, **given) for name in names]


def change(world: World, sent: dict, **values) -> None:
    """Put an application into a state that its own verbs make elsewhere."""

    def unit(db) -> None:
        row = db.exec(select(Application).where(Application.id == _id(sent))).one()
        for name, value in values.items():
            setattr(row, name, value)
        db.add(row)

    world.act(unit)


def _id(sent: dict):
    from uuid import UUID  # noqa: PLC0415

    return UUID(sent["id"])


def reader(world: World, hackathon, name: str) -> Actor:
    """Make somebody who reads the applications."""
    made = world.person(name)
    world.act(lambda db: roles.give(db, made.person, Role.REVIEWER, Within.HACKATHON, hackathon.id, at=world.now))
    return made


def status_of(world: World, sent: dict) -> str:
    return world.read(lambda db: db.get(Application, _id(sent)).status.value)


def hidden(html: str) -> dict[str, list[str]]:
    """Return the hidden fields of the answer's own form."""
    form = re.search(r'<form action="[^"]*/decisions" method="post">.*?</form>', html, re.S)
    assert form, html
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form.group()):
        found.setdefault(name, []).append(value)
    return found


def preview(organiser: Actor, hackathon, query: str) -> str:
    answer = organiser.page.get(f"/hackathons/{hackathon.slug}/applications/preview?{query}")
    assert answer.status_code == 200, answer.text[:400]
    return answer.text


def test_p3_the_mails_are_read_before_they_go_and_exactly_those_shown_are_answered(world: World):
    organiser, hackathon = scene(world)
    sent = crowd(world, hackathon, *NAMES[:3])
    frida = world.person("Frida Voisin", locale="fr")
    sent.append(apply_to(frida, hackathon))
    shown = preview(organiser, hackathon, "decision=accept&all=1&status=submitted")
    assert "4 people receive an answer." in shown
    assert "3 mails, in English" in shown
    assert "One mail, in French" in shown
    assert "Person Ana, Person Bob, Person Cid" in shown
    assert "Votre candidature à" in shown
    assert all(status_of(world, one) == "submitted" for one in sent)
    form = hidden(shown)
    late = apply_to(world.person("Person Late"), hackathon)
    decisions = f"/hackathons/{hackathon.slug}/applications/decisions"
    refused = organiser.send(decisions, form, status=409)
    assert "have changed since you looked at them" in refused.text
    assert status_of(world, sent[0]) == "submitted"
    decide(organiser, hackathon, "decline", late)
    fresh = hidden(preview(organiser, hackathon, "decision=accept&all=1&status=submitted"))
    organiser.send(decisions, fresh)
    organiser.send(decisions, fresh)  # a double click: the same request, done once
    assert [status_of(world, one) for one in sent] == ["accepted"] * 4
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    answers = select(Delivery).where(Delivery.template == "application_answer")
    assert len(world.read(lambda db: db.exec(answers).all())) == 5


def test_p3_the_preview_is_what_the_worker_writes(world: World):
    organiser, hackathon = scene(world)
    sent = crowd(world, hackathon, "Ana")
    url = f"hackathons/{hackathon.id}/applications"
    params = {"applications": [sent[0]["id"]], "decision": "decline", "reason": "Too many designers."}
    shown = organiser.call("GET", f"{url}/preview", params=params)
    assert shown["number"] == 1
    assert shown["refused"] is None
    assert "> Too many designers." in shown["mails"][0]["body"]
    organiser.call("POST", f"{url}/decisions", json=params | {"seen": shown["seen"]})
    stale = organiser.call("POST", f"{url}/decisions", 409, json=params | {"seen": shown["seen"]})
    assert stale["code"] == "selection_changed"
    from app.web.letters import Writer  # noqa: PLC0415

    def written(db):
        delivery = db.exec(select(Delivery).where(Delivery.template == "application_answer")).one()
        writer = Writer(world.app.url_path_for, world.settings.url, world.services.key)
        context = notifications.CONTEXTS[delivery.template](db, delivery)
        return writer.write(delivery.template, delivery.locale, context, at=world.now)

    world.act(lambda db: notifications.dispatch(db, at=world.now))
    letter = world.read(written)
    assert (letter.subject, letter.body) == (shown["mails"][0]["subject"], shown["mails"][0]["body"])


def test_p3_a_refusal_is_given_with_its_words(sqlite_world: World):
    world = sqlite_world
    organiser, hackathon = scene(world)
    (sent,) = crowd(world, hackathon, "Ana")
    bare = preview(organiser, hackathon, f"decision=decline&applications={sent['id']}")
    assert "See the mails" in bare
    assert 'method="post">' not in bare.split("<main", 1)[1]
    worded = preview(organiser, hackathon, f"decision=decline&applications={sent['id']}&reason=Too+many+designers.")
    assert "&gt; Too many designers." in worded
    form = hidden(worded)
    organiser.send(f"/hackathons/{hackathon.slug}/applications/decisions", form)
    assert status_of(world, sent) == "declined"
    nobody = preview(organiser, hackathon, "decision=accept")
    assert "Tick the applications that you answer." in nobody
    world.person("Sam Stranger").see(f"/hackathons/{hackathon.slug}/applications/preview?decision=accept&all=1", 404)


def test_p3_places_by_sector_hold_and_the_refusal_names_the_sector(world: World):
    organiser, hackathon = scene(world, capacity=None, sector_places={"company": 1})
    companies = crowd(world, hackathon, "Ana", "Bob")
    others = crowd(world, hackathon, "Cid", "Dan", sector="citizen")
    refused = decide(organiser, hackathon, "accept", *companies, *others, status=409)
    assert refused["code"] == "no_place_left"
    assert "Places left for “Company”: 1; you chose 2" in refused["detail"]
    french = organiser.page.get(
        f"/hackathons/{hackathon.slug}/applications/preview?decision=accept&all=1&lang=fr", headers={"Accept-Language": "fr"}
    )
    assert "Entreprise" in french.text
    assert "Places restantes" in french.text
    decide(organiser, hackathon, "accept", companies[0], *others)
    assert decide(organiser, hackathon, "accept", companies[1], status=409)["code"] == "no_place_left"
    with ThreadPoolExecutor(2) as pool:  # a place given back, and two organisers who give it
        decide(organiser, hackathon, "wait", companies[0])
        url = f"hackathons/{hackathon.id}/applications/decisions"
        bodies = [{"decision": "accept", "applications": [one["id"]]} for one in companies]
        answers = sorted(pool.map(lambda body: organiser.api.post(url, json=body).status_code, bodies))
    assert answers == [200, 409]


def test_p3_one_gets_the_role_that_one_applied_for_and_only_participants_take_places(world: World):
    organiser, hackathon = scene(world, capacity=1)
    ana, cora = world.person("Person Ana"), world.person("Cora Coach")
    coach, ana_sent = apply_to(cora, hackathon), apply_to(ana, hackathon)
    change(world, coach, role=Role.COACH)
    decide(organiser, hackathon, "accept", coach, ana_sent)
    assert world.read(lambda db: holds(db, cora.person, Role.COACH, hackathon.id))
    assert not world.read(lambda db: holds(db, cora.person, Role.PARTICIPANT, hackathon.id))
    assert world.read(lambda db: holds(db, ana.person, Role.PARTICIPANT, hackathon.id))
    decide(organiser, hackathon, "wait", coach)
    assert not world.read(lambda db: holds(db, cora.person, Role.COACH, hackathon.id))


def test_p3_under_fifteen_one_is_accepted_with_both_consents_only(world: World):
    organiser, hackathon = scene(world)
    young, other = crowd(world, hackathon, "Ana", "Bob")
    change(world, young, fifteen_or_over=False)
    refused = decide(organiser, hackathon, "accept", young, other, status=409)
    assert refused["code"] == "guardian_missing"
    assert "Person Ana" in refused["detail"]
    assert "Person Bob" not in refused["detail"]
    assert status_of(world, other) == "submitted"
    guardian = {"application_id": _id(young), "hackathon_id": hackathon.id, "name": "G", "email": "g@example.org"}

    def consent(confirmed):
        def unit(db) -> None:
            row = db.exec(select(Guardian)).first() or Guardian(**guardian, asked_at=world.now, created_at=world.now)
            row.consented_at, row.confirmed_at = world.now, world.now if confirmed else None
            db.add(row)

        world.act(unit)

    consent(confirmed=False)
    decide(organiser, hackathon, "accept", young, status=409)
    consent(confirmed=True)
    decide(organiser, hackathon, "accept", young)
    assert status_of(world, young) == "accepted"


def test_p3_what_was_not_sent_appears_nowhere(world: World):
    organiser, hackathon = scene(world)
    draft, other = crowd(world, hackathon, "Ana", "Bob")
    change(world, draft, status=ApplicationStatus.DRAFT)
    listed = f"/hackathons/{hackathon.slug}/applications"
    assert "Person Ana" not in organiser.see(f"{listed}?status=draft")
    assert "Person Ana" not in organiser.see(listed)
    organiser.see(f"{listed}/{draft['id']}", 404)
    url = f"hackathons/{hackathon.id}/applications"
    assert [row["id"] for row in organiser.call("GET", url)] == [other["id"]]
    assert organiser.call("GET", url, params={"status": "draft"}) == []
    assert "draft" not in organiser.call("GET", f"{url}/tally")
    organiser.call("GET", f"applications/{draft['id']}", 404)
    decide(organiser, hackathon, "accept", draft, status=404)
    organiser.call("GET", f"{url}/preview", 404, params={"applications": [draft["id"]], "decision": "accept"})


def test_p3_the_list_is_filtered_by_role_and_sector(sqlite_world: World):
    world = sqlite_world
    organiser, hackathon = scene(world)
    for name, sector in zip(NAMES, Sector, strict=True):
        sent = apply_to(world.person(f"Person {name}"), hackathon, sector=sector.value)
        if name == "Eve":
            change(world, sent, role=Role.WITNESS)
    listed = f"/hackathons/{hackathon.slug}/applications"
    assert "Person Eve" in organiser.see(f"{listed}?role=witness")
    assert "Person Ana" not in organiser.see(f"{listed}?role=witness")
    assert "Person Ana" in organiser.see(f"{listed}?role=nonsense&sector=%20&status=what")
    url = f"hackathons/{hackathon.id}/applications"
    assert len(organiser.call("GET", url, params={"role": "witness"})) == 1


def test_p3_the_mix_stands_against_its_target_as_a_picture_and_a_table(world: World):
    organiser, hackathon = scene(world, target_mix={"company": 40, "citizen": 60}, sector_places={"company": 2})
    companies = crowd(world, hackathon, *NAMES[:3])
    citizens = crowd(world, hackathon, "Flo", sector="citizen")
    decide(organiser, hackathon, "accept", companies[0], *citizens)
    mix = {one["sector"]: one for one in organiser.call("GET", f"hackathons/{hackathon.id}/applications/mix")}
    assert (mix["company"]["applied"], mix["company"]["placed"], mix["company"]["target"]) == (3, 1, 40)
    assert (mix["citizen"]["applied_percent"], mix["citizen"]["placed_percent"]) == (25, 50)
    assert mix["public"]["target"] is None
    page = organiser.page.get(f"/hackathons/{hackathon.slug}/applications").text
    assert page.count('class="aim"') == 2
    assert "Business (2 places) 3 · 75 % 1 · 50 % 40 %" in organiser.see(f"/hackathons/{hackathon.slug}/applications")
    world.person("Sam Stranger").call("GET", f"hackathons/{hackathon.id}/applications/mix", 404)


def test_p3_the_list_leaves_as_a_spreadsheet_without_what_is_private(world: World):
    organiser, hackathon = scene(world)
    evil = world.person("Eve Evil")
    world.act(lambda db: _rename(db, evil.id, '=HYPERLINK("x")'))
    apply_to(evil, hackathon, skills=["+cmd"], motivation="SECRETMOTIVATION")
    (draft,) = crowd(world, hackathon, "Ana")
    change(world, draft, status=ApplicationStatus.DRAFT)
    answer = organiser.page.get(f"/hackathons/{hackathon.slug}/applications.csv?status=submitted")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.text
    assert "'=HYPERLINK" in text
    assert "'+cmd" in text
    assert all(word not in text for word in ("SECRETMOTIVATION", "example.org", "Person Ana"))
    assert "'=HYPERLINK" in organiser.api.get(f"hackathons/{hackathon.id}/applications.csv").text
    world.person("Sam Stranger").see(f"/hackathons/{hackathon.slug}/applications.csv", 404)


def _rename(db, person_id, name: str) -> None:
    row = db.get(Person, person_id)
    row.display_name = name
    db.add(row)
