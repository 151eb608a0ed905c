"""T3/T4: mails that follow from the journal are planned once, sent at least once, never by two workers at the same time."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from app.domain import notifications
from app.models.journal import Delivery, DeliveryState, Entry
from app.models.person import SignInRequest
from app.security import derived_code, derived_token
from app.worker import ATTEMPTS, LEASE, Worker, claim, settle, wait_after
from tests.ops.smtp import MailServer
from tests.world import World


@pytest.fixture
def post_office() -> Iterator[MailServer]:
    made = MailServer()
    yield made
    made.close()


def worker_of(world: World, server: MailServer | None = None) -> Worker:
    if server is not None:
        world.services.settings = world.settings.model_copy(update={"smtp_url": SecretStr(server.url)})
    return Worker(world.services, world.app.url_path_for)


def ask(world: World, email: str = "lina@example.org", language: str = "en") -> None:
    world.visitor().send("/sign-in", {"email": email}, headers={"Accept-Language": language})


def deliveries(world: World) -> list[Delivery]:
    return world.read(lambda db: list(db.exec(select(Delivery).order_by(col(Delivery.id)))))


def test_a_code_arrives_by_real_smtp_once(world: World, post_office: MailServer):
    ask(world)
    worker = worker_of(world, post_office)
    assert worker.work() == 1
    assert worker.work() == 0
    (message,) = post_office.received
    request = world.read(lambda db: db.exec(select(SignInRequest)).one())
    code = derived_code(world.services.key, "sign-in", request.id)
    assert message["To"] == "lina@example.org"
    assert message["Subject"] == f"{code} is your Essaim code"
    link = f"http://testserver/sign-in/{request.id}/{derived_token(world.services.key, 'sign-in', request.id)}"
    assert link in message.get_content()
    (delivery,) = deliveries(world)
    assert message["Message-ID"] == f"<{delivery.id}@localhost>"
    assert delivery.state is DeliveryState.SENT
    assert delivery.sent_at == world.now


def test_the_mail_speaks_the_readers_language(sqlite_world: World, post_office: MailServer):
    ask(sqlite_world, language="fr")
    worker_of(sqlite_world, post_office).work()
    (message,) = post_office.received
    assert message["Content-Language"] == "fr"
    assert "Bonjour" in message.get_content()
    assert "{" not in message.get_content()


def test_without_a_server_mails_become_files_that_an_outbox_shows(sqlite_world: World):
    ask(sqlite_world)
    worker_of(sqlite_world).work()
    (path,) = (sqlite_world.settings.data_dir / "outbox").iterdir()
    assert path.name == f"{deliveries(sqlite_world)[0].id}.eml"
    assert b"lina@example.org" in path.read_bytes()


def test_dispatching_twice_plans_once(world: World):
    ask(world)
    world.act(lambda db: notifications.dispatch(db, at=world.now))

    def forget(db):
        entry = db.exec(select(Entry)).one()
        entry.dispatched_at = None
        db.add(entry)

    world.act(forget)
    assert world.act(lambda db: notifications.dispatch(db, at=world.now)) == 1
    assert len(deliveries(world)) == 1


def test_a_crash_between_sending_and_writing_it_down_sends_the_same_mail_again(world: World, post_office: MailServer):
    ask(world)
    worker = worker_of(world, post_office)
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    world.act(lambda db: claim(db, at=world.now))  # a first worker takes it, sends it, and dies before settling
    assert worker.work() == 0, "leased to somebody who may still be sending"
    world.clock.forward(seconds=LEASE.total_seconds() + 1)
    assert worker.work() == 1
    assert len(post_office.received) == 1
    assert deliveries(world)[0].state is DeliveryState.SENT


def test_who_lost_the_lease_cannot_settle(world: World):
    ask(world)
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    (old,) = world.act(lambda db: claim(db, at=world.now))
    world.clock.forward(seconds=LEASE.total_seconds() + 1)
    (new,) = world.act(lambda db: claim(db, at=world.now))
    assert not world.act(lambda db: settle(db, old, DeliveryState.DEAD, at=world.now))
    assert world.act(lambda db: settle(db, new, DeliveryState.SENT, at=world.now))
    assert deliveries(world)[0].state is DeliveryState.SENT


def test_two_workers_never_send_the_same_mail(world: World, post_office: MailServer):
    for number in range(30):
        ask(world, f"person{number}@example.org")
    workers = [worker_of(world, post_office), worker_of(world, post_office)]
    threads = [threading.Thread(target=worker.work) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    ids = [message["Message-ID"] for message in post_office.received]
    assert len(ids) == len(set(ids)) == 30
    assert {delivery.attempts for delivery in deliveries(world)} == {1}


def test_a_server_that_says_later_is_asked_again_and_in_the_end_given_up(world: World, post_office: MailServer):
    post_office.on_recipient = lambda _line: "451 later"
    ask(world)
    worker = worker_of(world, post_office)
    for attempt in range(1, ATTEMPTS + 1):
        assert worker.work() == 1
        assert worker.work() == 0, "waits before it tries again"
        (delivery,) = deliveries(world)
        assert delivery.attempts == attempt
        assert delivery.last_error == "SMTPRecipientsRefused 451", "and never anybody's address"
        world.clock.forward(seconds=wait_after(attempt).total_seconds())
    assert delivery.state is DeliveryState.DEAD
    assert worker.work() == 0


def test_an_address_that_does_not_exist_is_given_up_at_once_and_the_others_go(world: World, post_office: MailServer):
    post_office.on_recipient = lambda line: "550 nobody here" if "omar" in line else "250 ok"
    ask(world, "omar@example.org")
    ask(world, "lina@example.org")
    worker_of(world, post_office).work()
    assert sorted(delivery.state for delivery in deliveries(world)) == ["dead", "sent"]
    assert post_office.connections == 1


def test_a_line_cut_after_the_message_sends_it_again_under_the_same_id(world: World, post_office: MailServer):
    answers: list[str | None] = [None, "250 taken"]
    post_office.on_data = lambda: answers.pop(0)
    ask(world)
    worker = worker_of(world, post_office)
    worker.work()
    world.clock.forward(minutes=1)
    worker.work()
    first, second = post_office.received
    assert first["Message-ID"] == second["Message-ID"]
    assert deliveries(world)[0].state is DeliveryState.SENT


def test_a_server_that_is_away_costs_a_try_and_no_mail(world: World):
    server = MailServer()
    server.close()
    ask(world)
    worker_of(world, server).work()
    (delivery,) = deliveries(world)
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 1)
    assert delivery.next_at == world.now + wait_after(1)


def test_a_code_that_was_replaced_is_not_sent(world: World, post_office: MailServer):
    ask(world)
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    ask(world)
    worker_of(world, post_office).work()
    assert [delivery.state for delivery in deliveries(world)] == [DeliveryState.CANCELLED, DeliveryState.SENT]
    assert len(post_office.received) == 1


def test_a_plan_that_fails_does_not_stop_the_others(world: World, monkeypatch: pytest.MonkeyPatch):
    def broken(db, entry):
        raise ZeroDivisionError

    monkeypatch.setitem(notifications.PLANS, "sign_in", broken)
    world.person("Lina Roy")  # two sessions opened: one of them an entry with the broken plan
    ask(world)
    world.act(lambda db: notifications.dispatch(db, at=world.now))
    assert len(deliveries(world)) == 1
    assert not world.read(notifications.pending)


def test_a_commit_wakes_the_worker_and_stopping_ends_it(world: World, post_office: MailServer):
    taken = threading.Event()

    def take() -> str:
        taken.set()
        return "250 taken"

    post_office.on_data = take
    worker = worker_of(world, post_office)
    worker.start()
    try:
        ask(world)
        assert taken.wait(60)
    finally:
        worker.stop()
    assert not worker._thread.is_alive()


def test_waits_double_up_to_six_hours():
    assert [wait_after(attempt) for attempt in (1, 2, 3)] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert wait_after(40) == timedelta(hours=6)
