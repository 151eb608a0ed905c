"""J4 in Chromium: a juror's telephone without a network, and through cuts, loses nothing and sees no conflict that is none.

Time is the browser's false clock; nobody waits. Tried, and red:

* the 480 saves: nothing kept in the browser's store; another op_id each time that the same is sent; what is pending changed by
  what is typed since; a server that does not know a repeated op_id;
* two devices: the other copy written over; a conflict said where both copies are the same, or where only the number moved on;
  no word between two windows; nothing sent when the network is back; asked again for ever where the sheet is locked elsewhere;
* without a network: no time of signing sent; a worker that keeps no page.
"""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.models.journal import Entry
from app.models.jury import Sheet
from tests.browser.serving import serving
from tests.builders import JuryScene, criteria_ids, free_of_ties, jury_scene, score
from tests.world import Actor, World

JURORS, SAVES = 12, 40
TAP = """async taps => { for (const [name, level] of taps) {
  document.querySelector(`input[name='marks.${name}'][value='${level}']`).click();
  await new Promise(done => { const line = new MessageChannel(); line.port1.onmessage = done; line.port2.postMessage(0); });
} }"""
KEPT = """() => new Promise(done => {
  const asked = indexedDB.open('essaim-jury', 1);
  asked.onsuccess = () => { const all = asked.result.transaction('sheets').objectStore('sheets').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.map(record => record.values.marks)); }; };
})"""
PAGES = """async () => (await Promise.all((await caches.keys()).map(
  async name => (await (await caches.open(name)).keys()).map(found => new URL(found.url).pathname)
))).flat()"""


class Cuts:
    """A bad network: some sheets never arrive, of some the answer never does."""

    def __init__(self, app: ASGIApp, seed: int) -> None:
        self.app, self.chance, self.lost = app, random.Random(seed), 0
        # The next sheet arrives, and its answer does not.
        self.swallow = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        bad = scope["type"] == "http" and scope["method"] == "PUT" and self.chance.random()
        if bad and self.swallow:
            bad, self.swallow = 0.2, False
        if not bad or bad > 0.3:
            await self.app(scope, receive, send)
            return
        self.lost += 1
        if bad > 0.1:

            async def nowhere(_message: Message) -> None:
                return

            await self.app(scope, receive, nowhere)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"rev', "more_body": True})


@contextmanager
def telephone(browser: Browser, address: str, juror: Actor, **options: Any) -> Iterator[BrowserContext]:
    """A browser in which a juror is signed in, 375 px wide."""
    context = browser.new_context(
        base_url=address, locale="en-GB", viewport={"width": 375, "height": 812}, **{"service_workers": "block", **options}
    )
    secret = juror.page.cookies["essaim-session"]
    context.add_cookies([{"name": "essaim-session", "value": secret, "url": address}])
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def scene(sqlite_world: World) -> JuryScene:
    made = jury_scene(sqlite_world, jurors=2, teams=2)
    free_of_ties(sqlite_world, made)
    return made


def open_sheet(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    expect(page.locator("#timer")).not_to_be_empty()
    return page


def state(page: Page, words: str) -> None:
    expect(page.locator("#state")).to_have_text(re.compile(f"^{words}"))


def settle(page: Page) -> None:
    """Let the false clock run to the next attempt each time the page says that one failed."""
    for _ in range(200):
        said = page.locator("#state").inner_text()
        if said == "Saved on the server":
            return
        if "No connection" in said:
            page.clock.fast_forward(20_000)
        page.wait_for_timeout(30)


def tap(page: Page, criterion: str, level: int) -> None:
    page.evaluate(TAP, [[criterion, level]])


@pytest.mark.timeout(300)
def test_480_saves_of_12_jurors_through_cuts_and_30_seconds_without_a_network(sqlite_world: World, browser: Browser):
    """None lost, no conflict: a third of the telephones are closed while they hold what nobody else has.

    A minute, for as many jurors and saves as the design asks for.
    """
    world = sqlite_world
    scene = jury_scene(world, jurors=JURORS, teams=1)
    free_of_ties(world, scene)
    names, team = criteria_ids(scene), scene.teams[0]
    path, chance = f"/jury/sheets/{team.id}", random.Random(4)
    cuts = Cuts(world.app, seed=480)
    with serving(cuts) as address:
        for number, juror in enumerate(scene.jurors):
            with telephone(browser, address, juror) as context:
                context.clock.install()
                page, marks = open_sheet(context, path), {}
                if number == 0:
                    # What was sent is sent again as it was, whatever is typed since under another op_id.
                    cuts.swallow, marks = True, {names[0]: 5}
                    tap(page, names[0], 1)
                    state(page, "Kept on this device. No connection")
                    tap(page, names[0], 5)
                    settle(page)
                    assert juror.call("GET", f"teams/{team.id}/sheet")["marks"] == marks
                for batch in range(4):
                    away = batch in {1, 2}
                    context.set_offline(away)
                    taps = [(chance.choice(names), chance.randint(1, 5)) for _ in range(SAVES // 4)]
                    page.evaluate(TAP, taps)
                    marks |= dict(taps)
                    if away:
                        state(page, "Kept on this device")
                        assert page.evaluate(KEPT) == [marks]
                        if number % 3 == batch:
                            page.close()
                            context.set_offline(False)
                            page = open_sheet(context, path)
                        else:
                            page.clock.fast_forward(30_000)
                            context.set_offline(False)
                    settle(page)
                    state(page, "Saved on the server")
                    assert page.locator("#copies").count() == 0
                    assert juror.call("GET", f"teams/{team.id}/sheet")["marks"] == marks
    assert cuts.lost >= JURORS
    sheets = world.read(lambda db: db.exec(select(Sheet)).all())
    saves = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "score")).all())
    assert (len(sheets), sum(sheet.revision for sheet in sheets)) == (JURORS, len(saves))


def test_a_juror_scores_and_locks_without_a_network_and_signing_out_leaves_nothing(
    scene: JuryScene, sqlite_world: World, browser: Browser
):
    """The worker opens the list and the own sheets, and no other page; what was locked counts from when it was signed."""
    world, juror, names = sqlite_world, scene.jurors[0], criteria_ids(scene)
    order = [f"/jury/sheets/{line['team_id']}" for line in juror.call("GET", f"hackathons/{scene.slug}/sheets")]
    with serving(world.app) as address, telephone(browser, address, juror, service_workers="allow") as context:
        page = context.new_page()
        page.goto(f"/jury/{scene.slug}")
        for _ in range(100):
            if set(page.evaluate(PAGES)) >= {f"/jury/{scene.slug}", *order}:
                break
            page.wait_for_timeout(50)
        context.set_offline(True)
        page.goto(order[0])
        page.locator("h1", has_text="Team").wait_for()
        for level, name in enumerate(names, 1):
            page.keyboard.press(str(level)) if level > 1 else tap(page, name, level)
        expect(page.locator("#total")).to_have_text("2.40")  # .3·1 + .2·2 + .3·3 + .2·4, the last three by keys alone
        page.locator("button[value=lock]").click()
        page.wait_for_url(f"**{order[1]}")
        page.locator(".undo button").click()
        page.wait_for_url(f"**{order[0]}")
        expect(page.locator("#timer")).not_to_be_empty()
        tap(page, names[3], 5)
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**{order[1]}")
        expect(page.locator("#timer")).not_to_be_empty()
        for name in names:
            tap(page, name, 3)
        page.locator("button[value=lock]").click()
        page.wait_for_url(f"**/jury/{scene.slug}")
        expect(page.locator(".tasks .status").first).to_contain_text("Locked on this device")
        assert world.read(lambda db: db.exec(select(Sheet)).first()) is None
        page.close()
        context.set_offline(False)
        again = context.new_page()
        again.goto("/account")
        assert again.evaluate("navigator.serviceWorker.controller") is None
        again.locator("main form[action='/sign-out'] button").click()
        expect(again.locator("h1")).to_contain_text("not sent yet")
        again.goto(f"/jury/{scene.slug}")
        # Said once nothing waits on this device; a page that has just opened says nothing either.
        for _ in range(200):
            if "essaim-jury=kept" in again.evaluate("document.cookie"):
                break
            again.wait_for_timeout(50)
        expect(again.locator("#state")).to_be_empty()
        stored = world.read(lambda db: db.exec(select(Sheet)).all())
        assert [bool(sheet.locked_at and sheet.signed_at) for sheet in stored] == [True, True]
        assert juror.call("GET", f"teams/{order[0].split('/')[-1]}/sheet")["total"] == 2.6
        assert "/account" not in again.evaluate(PAGES)
        again.goto("/account")
        again.locator("main form[action='/sign-out'] button").click()
        again.wait_for_url("**/")
        assert again.evaluate(PAGES) == []
        assert again.evaluate("async () => (await indexedDB.databases()).length") == 0


def test_two_devices_that_differ_show_both_copies_and_the_person_chooses(scene: JuryScene, sqlite_world: World, browser: Browser):
    juror, names, path = scene.jurors[0], criteria_ids(scene), f"/jury/sheets/{scene.teams[0].id}"
    with (
        serving(sqlite_world.app) as address,
        telephone(browser, address, juror) as phone,
        telephone(browser, address, juror) as tablet,
    ):
        left, right = open_sheet(phone, path), open_sheet(tablet, path)
        phone.set_offline(True)
        tap(left, names[0], 2)
        state(left, "Kept on this device")
        tap(right, names[0], 5)
        state(right, "Saved on the server")
        assert left.locator("#copies").count() == 0
        phone.set_offline(False)
        state(left, "Conflict")
        assert left.locator("#copies .differs td").all_inner_texts() == ["2", "5"]
        assert juror.call("GET", f"teams/{scene.teams[0].id}/sheet")["marks"] == {names[0]: 5}
        left.get_by_role("button", name="Keep what is typed here").click()
        state(left, "Saved on the server")
        assert juror.call("GET", f"teams/{scene.teams[0].id}/sheet")["marks"] == {names[0]: 2}
        # The other device typed nothing since: it takes the new copy by itself when it is opened again.
        right.reload()
        assert right.locator(f"input[name='marks.{names[0]}'][value='2']").is_checked()
        # Two windows of one device share what it keeps: no conflict.
        beside = open_sheet(phone, path)
        tap(left, names[1], 4)
        expect(beside.locator(f"input[name='marks.{names[1]}'][value='4']")).to_be_checked()
        tap(beside, names[2], 1)
        state(beside, "Saved on the server")
        state(left, "Saved on the server")
        assert juror.call("GET", f"teams/{scene.teams[0].id}/sheet")["marks"] == {names[0]: 2, names[1]: 4, names[2]: 1}
        # No false conflict: the same was typed elsewhere, or only the number moved on.
        phone.set_offline(True)
        tap(left, names[3], 5)
        state(left, "Kept on this device")
        score(scene, juror, scene.teams[0], [2, 4, 1, 5], lock=False)
        phone.set_offline(False)
        state(left, "Saved on the server")
        juror.call("POST", f"teams/{scene.teams[0].id}/sheet/lock")
        juror.call("POST", f"teams/{scene.teams[0].id}/sheet/unlock")
        tap(left, names[3], 4)
        state(left, "Saved on the server")
        assert juror.call("GET", f"teams/{scene.teams[0].id}/sheet")["marks"][names[3]] == 4
        # Locked elsewhere meanwhile, by a paper sheet for instance: both copies first, then why one's own cannot be sent.
        phone.set_offline(True)
        tap(left, names[3], 5)
        state(left, "Kept on this device")
        score(scene, juror, scene.teams[0], [1, 1, 1, 1])
        phone.set_offline(False)
        state(left, "Conflict")
        left.get_by_role("button", name="Keep what is typed here").click()
        state(left, "This sheet is locked")
        assert left.locator("#copies").count() == 0


def test_a_browser_that_keeps_nothing_says_so_and_still_saves(scene: JuryScene, sqlite_world: World, browser: Browser):
    juror, names, path = scene.jurors[0], criteria_ids(scene), f"/jury/sheets/{scene.teams[0].id}"
    with serving(sqlite_world.app) as address, telephone(browser, address, juror) as context:
        context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
        page = open_sheet(context, path)
        context.set_offline(True)
        tap(page, names[0], 3)
        state(page, "This browser keeps nothing")
        context.set_offline(False)
        state(page, "Saved on the server")
        assert juror.call("GET", f"teams/{scene.teams[0].id}/sheet")["marks"] == {names[0]: 3}
