"""P3: a place offered is confirmed, given up, or passes to the next when its time is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain import offers
from app.mail import kept
from app.models.hackathon import Phase
from app.models.journal import Entry
from app.models.person import Role
from app.queries.roles import holds
from app.worker import Worker
from tests.builders import apply_to, decide, move_to, pause, resume
from tests.web.test_selection import change, crowd, scene, status_of
from tests.world import World


def tick(world: World, hackathon) -> int:
    return world.act(lambda db: offers.pass_on(db, hackathon.id, at=world.now))


def statuses(world: World, *sent: dict) -> list[str]:
    return [status_of(world, one) for one in sent]


def test_p3_an_offer_is_confirmed_in_one_tap(world: World):
    organiser, hackathon = scene(world, capacity=1, offer_days=4)
    ana = world.person("Person Ana")
    sent = apply_to(ana, hackathon)
    decide(organiser, hackathon, "accept", sent)
    assert status_of(world, sent) == "offered"
    assert not world.read(lambda db: holds(db, ana.person, Role.PARTICIPANT, hackathon.id))
    assert "Confirm my place, or give it up" in ana.see("/home")
    assert "A place is kept for you" in ana.see(f"/hackathons/{hackathon.slug}/offer")
    (late,) = crowd(world, hackathon, "Bob")
    assert decide(organiser, hackathon, "accept", late, status=409)["code"] == "no_place_left"
    ana.send(f"/hackathons/{hackathon.slug}/offer")
    assert status_of(world, sent) == "accepted"
    assert world.read(lambda db: holds(db, ana.person, Role.PARTICIPANT, hackathon.id))
    assert ana.call("POST", f"applications/{sent['id']}/confirmation")["status"] == "accepted"
    assert ana.page.get(f"/hackathons/{hackathon.slug}/offer").status_code == 303
    world.person("Sam Stranger").call("POST", f"applications/{sent['id']}/confirmation", 404)
    organiser.call("POST", f"applications/{sent['id']}/confirmation", 403)


def test_p3_one_reminder_at_half_then_the_place_passes_on(world: World):
    organiser, hackathon = scene(world, capacity=1, offer_days=4)
    ana, bob, cid = crowd(world, hackathon, "Ana", "Bob", "Cid")
    decide(organiser, hackathon, "accept", ana)
    decide(organiser, hackathon, "wait", cid)
    world.clock.forward(minutes=1)
    decide(organiser, hackathon, "wait", bob)
    assert tick(world, hackathon) == 0
    world.clock.forward(days=2)
    assert world.read(lambda db: offers.due(db, at=world.now)) == [hackathon.id]
    assert [tick(world, hackathon), tick(world, hackathon)] == [1, 0]
    world.clock.forward(days=2)
    assert tick(world, hackathon) == 1
    assert tick(world, hackathon) == 0
    assert statuses(world, ana, bob, cid) == ["expired", "waiting", "offered"]
    actions = world.read(lambda db: [entry.action for entry in db.exec(select(Entry).where(Entry.actor_id == None))])  # noqa: E711
    assert sorted(set(actions) & {"remind_offer", "expire_offer", "offer_place"}) == [
        "expire_offer",
        "offer_place",
        "remind_offer",
    ]
    late = world.person("Person Ana late")
    assert late.call("POST", f"applications/{ana['id']}/confirmation", 404)["code"] == "not_found"
    decide(organiser, hackathon, "decline", cid)  # an organiser's own act: the place is theirs to give
    assert status_of(world, bob) == "waiting"
    decide(organiser, hackathon, "accept", bob)
    assert status_of(world, bob) == "offered"


def test_p3_giving_up_passes_the_place_within_its_sector(world: World):
    organiser, hackathon = scene(world, capacity=3, offer_days=4, sector_places={"company": 1})
    ana, bob = crowd(world, hackathon, "Ana", "Bob")
    actor = world.person("Zoe Zen")
    citizen = apply_to(actor, hackathon, sector="citizen")
    (other,) = crowd(world, hackathon, "Dan", sector="citizen")
    decide(organiser, hackathon, "accept", ana, citizen)
    for one in (bob, other):
        world.clock.forward(minutes=1)
        decide(organiser, hackathon, "wait", one)
    actor.send(f"/hackathons/{hackathon.slug}/application/withdrawal")
    assert statuses(world, ana, bob, citizen, other) == ["offered", "waiting", "withdrawn", "offered"]


def test_p3_two_workers_pass_one_place_once(world: World):
    organiser, hackathon = scene(world, capacity=2, offer_days=2)
    sent = crowd(world, hackathon, "Ana", "Bob", "Cid", "Dan", "Eve")
    decide(organiser, hackathon, "accept", *sent[:2])
    decide(organiser, hackathon, "wait", *sent[2:])
    world.clock.forward(days=3)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: tick(world, hackathon), range(2))) == [0, 2]
    assert sorted(statuses(world, *sent)) == ["expired", "expired", "offered", "offered", "waiting"]


def test_p3_a_pause_holds_the_clock_and_the_start_ends_every_offer(world: World):
    organiser, hackathon = scene(world, capacity=1, offer_days=2)
    ana = world.person("Person Ana")
    sent = apply_to(ana, hackathon)
    decide(organiser, hackathon, "accept", sent)
    pause(world, hackathon, organiser)
    world.clock.forward(days=3)
    assert tick(world, hackathon) == 0
    resume(world, hackathon, organiser)
    tick(world, hackathon)
    assert status_of(world, sent) == "offered"  # its end moved with the pause
    world.clock.now = hackathon.starts_at + timedelta(days=4)
    assert tick(world, hackathon) == 1
    refused = ana.call("POST", f"applications/{sent['id']}/confirmation", 409)
    assert refused["code"] == "offer_ended"
    assert "The time to confirm your place has passed" in ana.see(f"/hackathons/{hackathon.slug}/application")


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_p3_the_worker_writes_the_mails_of_an_offer(sqlite_world: World, locale: str):
    world = sqlite_world
    organiser, hackathon = scene(world, capacity=1, offer_days=4)
    sent = apply_to(world.person("Person Ana", locale=locale), hackathon)
    (waits,) = crowd(world, hackathon, "Bob")
    decide(organiser, hackathon, "accept", sent)
    decide(organiser, hackathon, "wait", waits)
    worker = Worker(world.services, world.app.url_path_for)
    worker.work()
    for days in (2, 2):
        world.clock.forward(days=days)
        worker.work()
    assert statuses(world, sent, waits) == ["expired", "offered"]
    subjects = {mail.subject for mail in kept(world.settings.data_dir / "outbox")}
    words = {
        "en": ("A place is yours if you confirm it", "Your place still waits for your word", "Your place has passed on"),
        "fr": ("Une place vous attend", "Votre place attend toujours votre réponse", "Votre place est allée à quelqu’un d’autre"),
    }[locale]
    assert all(any(subject.startswith(start) for subject in subjects) for start in words)


def test_p3_under_fifteen_without_consent_is_passed_over(world: World):
    organiser, hackathon = scene(world, capacity=1, offer_days=2)
    ana, bob, cid = crowd(world, hackathon, "Ana", "Bob", "Cid")
    decide(organiser, hackathon, "accept", ana)
    decide(organiser, hackathon, "wait", bob)
    world.clock.forward(minutes=1)
    decide(organiser, hackathon, "wait", cid)
    change(world, bob, fifteen_or_over=False)
    world.clock.forward(days=3)
    tick(world, hackathon)
    assert statuses(world, ana, bob, cid) == ["expired", "waiting", "offered"]
    move_to(world, hackathon, Phase.TEAMING, organiser)
