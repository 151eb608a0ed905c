"""S1, R3: what is kept ready for visitors is never personal, never stale after a change, and the same bytes."""

from sqlmodel import Session as Db

from app.domain import journal
from app.domain.policy import Action
from app.models.hackathon import Attendance, Format, Hackathon, Phase, Programme
from app.models.journal import StreamKind
from app.models.person import Person
from app.web import cache
from tests.world import World


def publish(world: World, slug: str, title: str) -> None:
    def unit(db: Db) -> None:
        programme = Programme(slug=f"p-{slug}", name="P", summary={}, created_at=world.now)
        db.add(programme)
        db.flush()
        hackathon = Hackathon(
            programme_id=programme.id,
            slug=slug,
            title={"en": title, "fr": title},
            format=Format.ON_SITE_24H,
            attendance=Attendance.ON_SITE,
            timezone="Europe/Paris",
            phase=Phase.CALL,
            phase_since=world.now,
            starts_at=world.now,
            ends_at=world.now,
            created_at=world.now,
        )
        db.add(hackathon)
        journal.open_stream(db, hackathon.id, StreamKind.HACKATHON)
        journal.record(db, hackathon.id, None, Action.CREATE_HACKATHON, hackathon, at=world.now)

    world.act(unit)


def layer(world: World) -> cache.ReadyBytes:
    found = world.app.middleware_stack
    while not isinstance(found, cache.ReadyBytes):
        found = found.app
    return found


def test_a_visitor_sees_a_change_once_the_burst_is_over(world: World):
    visitor = world.visitor()
    assert "Fort" not in visitor.see("/hackathons")
    kept = layer(world)
    ticks = [0.0]
    kept.clock = lambda: ticks[0]
    kept.kept.clear()
    visitor.see("/hackathons")
    assert len(kept.kept) == 1
    publish(world, "fort", "Open the Fort")
    ticks[0] = cache.BURST + 0.3
    world.database._looked = float("-inf")
    assert "Open the Fort" in visitor.see("/hackathons")


def test_nothing_personal_is_kept_or_served(world: World):
    lina, visitor = world.person("Lina Roy"), world.visitor()
    assert "Lina Roy" in lina.see("/hackathons")
    assert layer(world).kept == {}
    first = visitor.see("/hackathons")
    assert "Lina Roy" not in first
    assert "Lina Roy" in lina.see("/hackathons")
    assert world.read(lambda db: db.get(Person, lina.id)).display_name == "Lina Roy"


def test_languages_and_themes_are_kept_apart(sqlite_world: World):
    visitor = sqlite_world.visitor()
    assert "Going on now" in visitor.see("/hackathons")
    visitor.page.headers["Accept-Language"] = "fr"
    assert "En ce moment" in visitor.see("/hackathons")
    visitor.page.cookies.set("theme", "dark")
    assert 'data-theme="dark"' in visitor.page.get("/hackathons").text


def test_an_unchanged_page_costs_no_bytes(sqlite_world: World):
    visitor = sqlite_world.visitor()
    first = visitor.page.get("/hackathons", headers={"Accept-Encoding": "gzip"})
    again = visitor.page.get("/hackathons", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.page.get("/hackathons").headers["content-security-policy"].startswith("default-src 'none'")
