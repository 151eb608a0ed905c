"""P3, P10 in Chromium: what is typed is saved by itself, survives a cut and another device, and a button loses nothing.

Time is the browser's false clock. One file does it for both forms; tried: without keeping what is typed on the device, the
words typed during the cut are gone after the page is closed.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from app.models.application import Application
from app.models.hackathon import Phase
from app.models.prototype import PrototypeDraft
from app.models.team import Membership, Team
from tests.browser.serving import serving
from tests.browser.test_offline_jury import telephone
from tests.builders import make_hackathon, move_to
from tests.world import World

SAVED = re.compile("^(Kept as you type|Saved)")


def typed(page: Page, field: str, words: str) -> None:
    page.locator(f"[name={field}]").fill(words)
    page.clock.run_for(1500)


def settled(page: Page) -> None:
    """Let the tries go on until the server has everything."""
    for _ in range(50):
        if SAVED.match(page.locator("#state").inner_text()):
            return
        page.clock.run_for(8000)
        page.wait_for_timeout(50)
    expect(page.locator("#state")).to_have_text(SAVED)


@pytest.mark.parametrize("what", ["application", "prototype"])
def test_what_is_typed_is_saved_through_a_cut_and_beside_another_device(sqlite_world: World, browser: Browser, what: str):
    world = sqlite_world
    organiser, me = world.person("Olga Org"), world.person("Lina Roy")
    hackathon = make_hackathon(world, organiser)
    if what == "application":
        hackathon = move_to(world, hackathon, Phase.CALL, organiser)
        path, field, row = f"/hackathons/{hackathon.slug}/application", "motivation", lambda found: found.draft["motivation"]
        save, table = f"hackathons/{hackathon.id}/application/draft", Application
        body = {"values": {"role": "participant", "motivation": "From the other device"}}
    else:
        hackathon = move_to(world, hackathon, Phase.SPRINT, organiser)
        team = world.read(lambda db: db.exec(select(Team)).first())
        world.act(
            lambda db: db.add(
                Membership(team_id=team.id, hackathon_id=hackathon.id, person_id=me.id, joined_at=world.now)
            )
        )  # fmt: skip
        path, field, row = f"/teams/{team.id}/prototype", "content", lambda found: found.content
        save, table = f"teams/{team.id}/prototype", PrototypeDraft
        body = {"name": "", "content": "From the other device", "budget": "", "deployment": "", "serves_why": "", "links": []}

    def stored() -> tuple[str, int]:
        (found,) = [
            one for one in world.read(lambda db: db.exec(select(table)).all()) if getattr(one, "person_id", me.id) == me.id
        ]
        return row(found), found.revision

    with serving(world.app) as address, telephone(browser, address, me) as phone:
        phone.clock.install()
        page = phone.new_page()
        page.goto(path)
        typed(page, field, "First words")
        settled(page)
        assert stored()[0] == "First words"
        # A cut: the words stay on the device, a button says so, and a page opened later has them.
        phone.set_offline(True)
        typed(page, field, "Typed in the tunnel")
        expect(page.locator("#state")).to_contain_text("Not saved yet")
        page.close()
        phone.set_offline(False)
        page = phone.new_page()
        page.goto(path)
        expect(page.locator(f"[name={field}]")).to_have_value("Typed in the tunnel")
        settled(page)
        words, revision = stored()
        assert words == "Typed in the tunnel"
        # Another device saves meanwhile: nothing is written over it but by the person, who sees both.
        me.call("PUT", save, json=body, headers={"If-Match": f'"{revision}"'})
        typed(page, field, "From this device")
        for _ in range(20):
            if "meanwhile" in page.locator("#state").inner_text():
                break
            page.clock.run_for(3000)
            page.wait_for_timeout(50)
        expect(page.locator("#state")).to_contain_text("meanwhile")
        assert stored()[0] == "From the other device"
        page.locator("main form[data-save] button[type=submit]").last.click()
        expect(page.locator("#stored")).to_contain_text("From the other device")
        expect(page.locator(f"[name={field}]")).to_have_value("From this device")
