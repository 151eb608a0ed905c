"""The demonstration: loaded through the verbs, standing as it says, open with one click, and nowhere but in demo mode."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.config import Mode
from app.demo.cast import CAST
from app.demo.facts import EVENTS
from app.demo.load import load
from app.domain import journal
from app.models.hackathon import Hackathon, Phase
from app.models.incubation import Incubation, Outcome
from app.models.person import Person
from app.models.prototype import Prototype
from app.models.team import Membership, Team
from tests.world import World, plain

AT = datetime(2027, 3, 25, 9, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demonstration, loaded once: these tests read it, and sign in."""
    world = World(module_database_url, tmp_path_factory.mktemp("demo"), mode=Mode.DEMO)
    world.clock.now = AT
    load(world.database, at=AT)
    yield world
    world.close()


def test_each_event_stands_where_the_demonstration_says(demo: World):
    def look(db):
        return {row.slug: row for row in db.exec(select(Hackathon))}

    found = demo.read(look)
    for event in EVENTS:
        assert found[event.key].phase == event.phase, event.key
        assert found[event.key].is_demo
        assert found[event.key].unknown == list(event.unknown)
    campus = found["grand-hackathon-campus"]
    assert campus.starts_at < AT < campus.submissions_close_at
    teams = demo.read(lambda db: list(db.exec(select(Team).where(Team.hackathon_id == campus.id))))
    assert len(teams) == 25
    assert len({team.challenge_id for team in teams}) == 5
    members = demo.read(lambda db: list(db.exec(select(Membership).where(Membership.hackathon_id == campus.id))))
    assert len(members) == 100
    assert demo.read(lambda db: db.exec(select(Prototype)).first())
    adie = demo.read(lambda db: db.exec(select(Incubation).where(Incubation.title == "Aide l'Adie")).first())
    adie = adie or demo.read(lambda db: next(i for i in db.exec(select(Incubation)) if "Adie" in i.title))
    assert adie.outcome is Outcome.DEPLOYED
    marseille = [t for t in demo.read(lambda db: list(db.exec(select(Team)))) if t.hackathon_id == found["marseille-2021"].id]
    assert marseille == [], "nothing is made up where the record is silent"
    assert found["marseille-2021"].phase is Phase.CLOSED


def test_loading_again_changes_nothing_and_the_journal_verifies(demo: World):
    def people(db):
        return sorted(row.email for row in db.exec(select(Person)))

    before = demo.read(people)
    load(demo.database, at=AT)
    assert demo.read(people) == before
    assert all(email.endswith("@demo.example.org") for email in before)
    assert demo.read(lambda db: list(journal.verify(db))) == []


def test_each_of_the_cast_enters_with_one_click_and_sees_their_events(demo: World):
    for member in CAST:
        visitor = demo.visitor()
        assert member.person.name in visitor.see("/demo")
        visitor.send(f"/demo/{member.role}")
        assert member.person.name in visitor.see("/home"), member.role
        visitor.see("/account")
    demo.visitor().send("/demo/minister", status=404)


def test_outside_a_demonstration_there_is_no_such_door(sqlite_world: World):
    assert sqlite_world.visitor().page.get("/demo").status_code == 404
    assert sqlite_world.visitor().page.post("/demo/organiser").status_code == 404


def test_public_pages_tell_the_record_and_say_what_is_unknown(demo: World):
    visitor = demo.visitor()
    visitor.page.headers["Accept-Language"] = "fr"
    adie = visitor.see("/hackathons/adie-tahiti-2022")
    assert "inconnu" in adie
    assert "radio1.pf" in visitor.page.get("/hackathons/adie-tahiti-2022").text
    winner = demo.read(lambda db: db.exec(select(Prototype).where(Prototype.name == "Aide l'Adie")).one())
    assert "17 îles" in visitor.see(f"/solutions/{winner.team_id}")
    home = plain(visitor.page.get("/").text)
    assert "Grand Hackathon Campus" in home
    for path in ("/hackathons", "/commons", "/solutions"):
        visitor.see(path)
