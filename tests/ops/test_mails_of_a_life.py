"""T3: every mail of a hackathon's life finds its people and its words; played over the whole demonstration, in both languages."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from app.demo.load import load
from app.domain import notifications
from app.i18n import LOCALES
from app.models.journal import Delivery, Entry
from app.web.letters import FOLDER, Writer
from tests.world import World


@pytest.fixture
def living(sqlite_world: World) -> World:
    """A world in which the demonstration has happened and nobody was written to yet."""
    now = datetime.now(UTC)
    load(sqlite_world.database, at=now)
    sqlite_world.clock.now = now

    def unsee(db):
        for entry in db.exec(select(Entry)):
            entry.dispatched_at = None
            db.add(entry)

    sqlite_world.act(unsee)
    return sqlite_world


def test_every_entry_of_the_demonstration_leads_to_mails_that_can_be_written(living: World, monkeypatch: pytest.MonkeyPatch):
    plans: dict[str, int] = {}
    broken: list[str] = []
    monkeypatch.setattr(notifications.log, "exception", lambda _event, **facts: broken.append(facts["action"]))
    while living.act(lambda db: notifications.dispatch(db, at=living.now)):
        pass
    assert broken == []
    writer = Writer(living.app.url_path_for, "http://testserver", living.services.key)
    deliveries = living.read(lambda db: list(db.exec(select(Delivery).order_by(col(Delivery.id)))))
    newest: dict[tuple[str, str], Delivery] = {}
    for delivery in deliveries:
        plans[delivery.template] = plans.get(delivery.template, 0) + 1
        newest[delivery.template, str(delivery.subject_id)] = delivery
    for delivery in newest.values():
        with living.database.reading() as db:
            context = notifications.CONTEXTS[delivery.template](db, delivery)
            for locale in LOCALES if context is not None else ():
                letter = writer.write(delivery.template, locale, context, at=living.now)
                assert letter.subject
                assert "http://testserver/" in letter.body
                assert not re.search(r"[{}]|%\(|None", letter.subject + letter.body), letter
    assert {"receipt", "results", "team_published"} <= set(plans)


def test_every_link_in_a_mail_is_a_route(sqlite_world: World):
    for path in FOLDER.glob("*.txt"):
        for name, params in re.findall(r'url\("(\w+)"((?:, \w+=[^,)]+(?:\([^)]*\))?)*)\)', path.read_text()):
            given = dict.fromkeys(re.findall(r"(\w+)=", params), "00000000-0000-7000-8000-000000000000")
            assert sqlite_world.app.url_path_for(name, **given), f"{path.name}: {name}"


def test_what_was_loaded_is_news_to_nobody(living: World):
    living.act(lambda db: notifications.write_to_nobody(db, at=living.now))
    assert not living.read(notifications.pending)
    assert living.read(lambda db: db.exec(select(Delivery)).first()) is None
