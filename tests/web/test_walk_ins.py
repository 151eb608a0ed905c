"""P3, P5: a code on the wall; who comes on the day signs up once, within the places, and waits for a team."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from app.models.application import Application, Call
from app.models.hackathon import Phase
from app.models.person import Role
from app.queries.roles import holds
from app.security import derived_token
from tests.builders import apply_to, decide, make_hackathon, move_to
from tests.world import World

SAID = {"sector": "citizen", "languages": ["fr"], "attendance": "on_site", "fifteen_or_over": "true", "skills": ["design"]}


def scene(world: World, capacity: int | None = 20, phase: Phase = Phase.TEAMING, **draft):
    organiser = world.person("Olga Org")
    hackathon = move_to(world, make_hackathon(world, organiser, capacity=capacity), phase, organiser)
    body = {"label": "Main door", "expires_at": (world.now + timedelta(hours=8)).isoformat()} | draft
    code = organiser.call("POST", f"hackathons/{hackathon.id}/walk-ins", 201, json=body)
    return organiser, hackathon, code


def token(world: World, code: dict) -> str:
    return derived_token(world.services.key, "walk-in", UUID(code["id"]))


def door(world: World, code: dict) -> str:
    return f"/walk-in/{code['id']}/{token(world, code)}"


def came(world: World) -> int:
    return world.read(lambda db: sum(one.walk_in for one in db.exec(select(Application))))


def test_p5_one_opens_a_code_and_people_sign_up_by_it(world: World):
    organiser, hackathon, _ = scene(world)
    desk = f"/hackathons/{hackathon.slug}/organise/walk-ins"
    ends = (world.now + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    sheet = organiser.send(desk, {"label": "Side door", "places": "", "expires_at": ends}).headers["location"]
    page = organiser.page.get(sheet).text
    assert re.search(r'<svg[^>]*viewBox="0 0 \d+ \d+"', page)
    address = re.search(r"<code>http://testserver(/walk-in/[^<]+)</code>", page).group(1)
    assert "Sign in" in world.visitor().see(address)
    lina = world.person("Lina Roy")
    assert "Sign up now" in lina.see(address)
    wrong = lina.send(address, {"sector": "citizen", "languages": ["fr"], "attendance": "on_site"}, status=422)
    assert "Under 15" in wrong.text
    lina.send(address, SAID)
    lina.send(address, SAID)  # once per person
    assert "You take part already." in lina.see(address)
    assert world.read(lambda db: holds(db, lina.person, Role.PARTICIPANT, hackathon.id))
    assert came(world) == 1
    assert "Lina Roy" in organiser.see(desk)
    assert "Lina Roy" in organiser.see(f"/hackathons/{hackathon.slug}/compose")
    assert "Lina Roy" in organiser.see(f"/hackathons/{hackathon.slug}/applications?status=accepted")


def test_p5_the_last_place_goes_to_one(world: World):
    organiser, hackathon, code = scene(world, capacity=None, places=1)
    people = [world.person(f"Person {name}") for name in ("Ana", "Bob", "Cid")]
    body = SAID | {"fifteen_or_over": True, "token": token(world, code)}
    url = f"walk-ins/{code['id']}/arrivals"
    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(lambda who: who.api.post(url, json=body).status_code, people))
    assert answers == [200, 409, 409]
    assert came(world) == 1
    second = organiser.call(
        "POST", f"hackathons/{hackathon.id}/walk-ins", 201, json={"expires_at": (world.now + timedelta(hours=1)).isoformat()}
    )
    other = body | {"token": token(world, second)}
    assert world.person("Dan Door").call("POST", f"walk-ins/{second['id']}/arrivals", json=other)["status"] == "accepted"
    assert world.person("Eve Door").call("POST", url, 409, json=body)["code"] == "walk_in_full"


def test_p5_the_places_of_the_event_and_of_a_sector_hold(world: World):
    organiser, hackathon, code = scene(world, capacity=20, phase=Phase.CALL)
    world.act(lambda db: db.add(Call(hackathon_id=hackathon.id, sector_places={"citizen": 0}, created_at=world.now)))
    lina = world.person("Lina Roy")
    body = SAID | {"fifteen_or_over": True, "token": token(world, code)}
    url = f"walk-ins/{code['id']}/arrivals"
    assert lina.call("POST", url, 409, json=body)["code"] == "no_place_left"
    waiting = apply_to(lina, hackathon)
    decide(organiser, hackathon, "wait", waiting)
    assert lina.call("POST", url, json=body | {"sector": "student"})["id"] == waiting["id"]
    declined = world.person("Dora Declined")
    decide(organiser, hackathon, "decline", apply_to(declined, hackathon))
    assert declined.call("POST", url, 409, json=body | {"sector": "student"})["code"] == "already_answered"


def test_p5_a_code_that_is_forged_closed_or_over_says_so(world: World):
    organiser, hackathon, code = scene(world)
    lina = world.person("Lina Roy")
    lina.see(f"/walk-in/{code['id']}/{'x' * 40}", 404)
    lina.send(f"/walk-in/{code['id']}/{'x' * 40}", SAID, status=404)
    lina.call("POST", f"walk-ins/{code['id']}/arrivals", 404, json=SAID | {"fifteen_or_over": True, "token": "x"})
    desk = f"/hackathons/{hackathon.slug}/organise/walk-ins"
    for who in (lina, world.person("Sam Stranger")):
        who.see(desk, 404)
        who.see(f"{desk}/{code['id']}", 404)
        who.call("GET", f"hackathons/{hackathon.id}/walk-ins", 404)
        who.call("POST", f"walk-ins/{code['id']}/closure", 404)
        who.send(f"{desk}/close", {"walk_in_id": code["id"]}, status=404)
    world.clock.forward(hours=9)
    assert "This code is closed" in lina.see(door(world, code))
    assert "This code is closed" in lina.send(door(world, code), SAID, status=409).text
    fresh = organiser.call(
        "POST", f"hackathons/{hackathon.id}/walk-ins", 201, json={"expires_at": (world.now + timedelta(hours=1)).isoformat()}
    )
    organiser.send(f"{desk}/close", {"walk_in_id": fresh["id"]})
    assert organiser.call("POST", f"walk-ins/{fresh['id']}/closure")["closed_at"]
    assert "This code is closed" in lina.see(door(world, fresh))
    assert came(world) == 0
    far = {"expires_at": (world.now + timedelta(days=30)).isoformat()}
    refused = organiser.call("POST", f"hackathons/{hackathon.id}/walk-ins", 422, json=far)
    assert "within the next seven days" in refused["detail"]
    move_to(world, hackathon, Phase.JURY, organiser)
    organiser.call("POST", f"hackathons/{hackathon.id}/walk-ins", 409, json=far)
