"""C7: draws by lot, from the quotas to the substitutes: chances shown before, one public number, no silent redraw."""

import csv
import io
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.computing import Inline
from app.domain import notifications, offers
from app.models.application import AgeBand, Application, ApplicationStatus, Call, Gender
from app.models.hackathon import Attendance, Hackathon, Phase
from app.models.journal import Delivery, Entry
from app.models.lot import Lot, LotEntry, LotState
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.web.letters import Writer
from tests.builders import bare_person, make_hackathon, move_to
from tests.world import Actor, World, plain

GENDERS = (Gender.WOMAN, Gender.MAN, Gender.WOMAN, Gender.MAN, Gender.OTHER)
AGES = list(AgeBand)
WHY = "More people applied than can come."


def scene(world: World, people: int = 20, role: Role = Role.PARTICIPANT) -> tuple[Actor, Hackathon, list[Actor]]:
    """A call with applications; the first three people can sign in."""
    organiser = world.person("Olga Org")
    hackathon = make_hackathon(world, organiser, capacity=60)
    move_to(world, hackathon, Phase.CALL, organiser)
    actors = [world.person(f"Ada {word}") for word in ("One", "Two", "Three")]

    def unit(db: Db) -> None:
        for number in range(people):
            person = actors[number].person if number < len(actors) else bare_person(db, world, f"Guest {number}")
            assert person
            db.add(
                Application(
                    hackathon_id=hackathon.id, person_id=person.id, role=role, sector=list(Sector)[number % len(Sector)],
                    attendance=Attendance.ON_SITE, languages=["fr"], gender=GENDERS[number % 5], age_band=AGES[number % 5],
                    fifteen_or_over=True, status=ApplicationStatus.SUBMITTED, created_at=world.now,
                )
            )  # fmt: skip

    world.act(unit)
    return organiser, hackathon, actors


def begin(organiser: Actor, hackathon: Hackathon, **given: Any) -> dict[str, Any]:
    body = {
        "kind": "panel", "title": "The panel", "reason": WHY, "places": 6, "pool_role": "participant", "attributes": ["gender"],
    }  # fmt: skip
    made: dict[str, Any] = organiser.call("POST", f"hackathons/{hackathon.id}/lots", 201, json=body | given)
    return made


def quota(value: str, minimum: int, maximum: int, attribute: str = "gender") -> dict[str, Any]:
    return {"attribute": attribute, "value": value, "minimum": minimum, "maximum": maximum}


def search(world: World, organiser: Actor, lot: dict[str, Any]) -> dict[str, Any]:
    organiser.call("POST", f"lots/{lot['id']}/search")
    Inline(world.services).work()
    found: dict[str, Any] = organiser.call("GET", f"lots/{lot['id']}")
    return found


def announce(world: World, organiser: Actor, lot: dict[str, Any], **given: Any) -> dict[str, Any]:
    due = world.clock.now.replace(tzinfo=None).isoformat(timespec="minutes")
    body = {"number_source": "The first number of the evening lottery", "number_due_at": f"{due[:11]}18:00", "reading": "number"}
    frozen: dict[str, Any] = organiser.call("POST", f"lots/{lot['id']}/announcement", json=body | given)
    return frozen


def announced(world: World, organiser: Actor, hackathon: Hackathon, **given: Any) -> dict[str, Any]:
    lot = begin(organiser, hackathon, **given)
    quotas = [quota("woman", 2, 3), quota("man", 2, 3)] if "gender" in lot["attributes"] else []
    organiser.call("PUT", f"lots/{lot['id']}/quotas", json={"quotas": quotas})
    search(world, organiser, lot)
    return announce(world, organiser, lot)


def drawn(world: World, organiser: Actor, hackathon: Hackathon, number: str = "417", **given: Any) -> dict[str, Any]:
    lot = announced(world, organiser, hackathon, **given)
    world.clock.forward(hours=10)
    done: dict[str, Any] = organiser.call("POST", f"lots/{lot['id']}/draw", json={"number": number})
    return done


def entries(world: World, lot: dict[str, Any]) -> list[LotEntry]:
    return world.read(lambda db: list(db.exec(select(LotEntry).where(LotEntry.lot_id == UUID(lot["id"])))))


def seats(world: World, lot: dict[str, Any]) -> list[LotEntry]:
    return sorted((one for one in entries(world, lot) if one.seat), key=lambda one: one.seat or 0)


def act_as(world: World, person_id: Any) -> Actor:
    return Actor(world, world.read(lambda db: db.get(Person, person_id)))


def test_c7_a_panel_is_drawn_in_pages_from_the_quotas_to_the_result(world: World):
    organiser, hackathon, _ = scene(world)
    base = f"/hackathons/{hackathon.slug}/organise/lots"
    assert "No draw yet" in organiser.see(base)
    organiser.see(f"{base}/new?kind=panel")
    sent = {
        "kind": "panel", "title": "The panel", "reason": WHY, "places": "6", "pool_role": "participant", "attributes": "gender",
    }  # fmt: skip
    assert "Say how many people are drawn" in organiser.send(f"{base}/new", sent | {"places": ""}, status=422).text
    where = organiser.send(f"{base}/new", sent).headers["location"]
    assert "In the pool 20" in organiser.see(where)
    page = organiser.see(f"{where}/quotas")
    assert "Women 8 in the pool" in page
    lines = ["man", "other", "woman"]
    typed = {"places": "6"}
    for number, value in enumerate(lines):
        typed |= {f"attribute.{number}": "gender", f"value.{number}": value}
    wrong = organiser.send(f"{where}/quotas", typed | {"minimum.1": "5.5"}, status=422)
    assert 'id="minimum.1-error"' in wrong.text
    organiser.send(f"{where}/quotas", typed | {"minimum.1": "5"})
    page = organiser.see(f"{where}/quotas")
    assert "at least 5 are wanted, and the pool has 4" in page
    assert "Smallest change: at least 4 instead of 5" in page
    assert "No draw keeps these quotas" in organiser.send(f"{where}/search", status=409).text
    organiser.send(f"{where}/quotas", typed | {"minimum.0": "2", "maximum.0": "3", "minimum.2": "2", "maximum.2": "3"})
    organiser.send(f"{where}/search")
    assert "The search waits for its turn" in organiser.see(where)
    Inline(world.services).work()
    page = organiser.see(where)
    assert "The chances are found" in page
    assert "Women (8)" in page
    public = where.replace("/organise", "")
    world.visitor().see(public, 404)
    ask = {"number_source": "The first number of the evening lottery", "reading": "number"}
    assert "Choose a moment to come" in organiser.send(
        f"{where}/announcement", ask | {"number_due_at": "2027-03-25T08:00"}, status=422
    ).text  # fmt: skip
    assert organiser.send(f"{where}/announcement", ask | {"number_due_at": "2027-03-25T19:00"}).headers["location"] == public
    page = world.visitor().see(public)
    assert "6 of 20 people are drawn" in page
    assert "Fingerprints (SHA-256)" in page
    assert "Type the public number" not in organiser.see(public)
    assert (
        "nothing of it changes" in organiser.send(f"{where}/edit", {"title": "x", "reason": WHY, "places": "7"}, status=409).text
    )
    assert "not due yet" in organiser.send(f"{public}/draw", {"number": "417"}, status=409).text
    world.clock.forward(hours=12)
    assert "Type the public number" in organiser.see(public)
    assert "Type the public number" not in world.visitor().see(public)
    assert "a whole number from 0 to" in organiser.send(f"{public}/draw", {"number": "1e9"}, status=422).text
    organiser.send(f"{public}/draw", {"number": "417"})
    organiser.send(f"{public}/draw", {"number": "417"})
    assert "A draw happens once" in organiser.send(f"{public}/draw", {"number": "418"}, status=409).text
    page = world.visitor().see(public)
    assert "6 numbers drawn" in page
    assert "Those drawn" in organiser.see(where)


def test_c7_each_reads_their_own_chance_and_nobody_anothers(world: World):
    organiser, hackathon, people = scene(world)
    lot = announced(world, organiser, hackathon)
    page = f"/hackathons/{hackathon.slug}/lots/{lot['id']}"
    mine = people[0].call("GET", f"lots/{lot['id']}/mine")
    assert f"You are number {mine['pseudonym']}" in people[0].see(page)
    assert "Your chance of being drawn is" in people[0].see(page)
    chances = {one.pseudonym: one.chance for one in entries(world, lot)}
    assert f"Your number is {mine['pseudonym']}" in people[0].see(f"/hackathons/{hackathon.slug}/application")
    assert f"Your number is {mine['pseudonym']}" in people[0].see(f"/hackathons/{hackathon.slug}/lots")
    assert "Draws by lot" in world.visitor().see(f"/hackathons/{hackathon.slug}")
    assert mine["chance"] == chances[mine["pseudonym"]]
    assert abs(sum(chances.values()) - 6) < 0.001
    assert "You are number" not in organiser.see(page)
    organiser.call("GET", f"lots/{lot['id']}/mine", 404)
    people[0].call("GET", f"lots/{lot['id']}/entries", 404)
    people[0].call("GET", f"lots/{lot['id']}/check", 404)
    text = world.visitor().page.get(f"{page}/file.json").text
    assert people[0].person.display_name not in text
    assert str(people[0].id) not in text
    assert "sector" not in text  # the draw does not look at it


def test_c7_the_file_is_enough_to_run_the_draw_again(world: World):
    organiser, hackathon, _ = scene(world)
    lot = announced(world, organiser, hackathon)
    visitor = world.visitor()
    before = visitor.call("GET", f"lots/{lot['id']}/file")
    world.clock.forward(hours=10)
    organiser.call("POST", f"lots/{lot['id']}/draw", json={"number": "417"})
    after = visitor.call("GET", f"lots/{lot['id']}/file")
    assert before["fingerprints"] == after["fingerprints"]
    assert before["draw"] is None
    assert [one.pseudonym for one in seats(world, lot)] == after["draw"]["panel"]
    from app.science.lots import verify  # noqa: PLC0415 - what the command runs

    assert verify(before) == []
    assert verify(after) == []
    forged = json.loads(json.dumps(after))
    forged["draw"]["panel"] = sorted(forged["draw"]["panel"][1:] + forged["draw"]["reserve"][:1])
    assert verify(forged) != []


def test_c7_two_organisers_who_draw_at_once_draw_once(world: World):
    organiser, hackathon, _ = scene(world)
    lot = announced(world, organiser, hackathon)
    world.clock.forward(hours=10)

    def draw(number: str) -> int:
        return organiser.api.post(f"lots/{lot['id']}/draw", json={"number": number}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(draw, ["417", "12", "417", "12"]))
    kept = world.read(lambda db: db.get(Lot, UUID(lot["id"])))
    assert [status == 200 for status in answers] == [number == kept.number for number in ("417", "12", "417", "12")]
    acts = world.read(lambda db: list(db.exec(select(Entry.facts).where(Entry.action == "draw_lot"))))
    assert len(acts) == 1
    assert len(seats(world, lot)) == 6


def test_c7_who_withdraws_before_the_draw_stays_in_the_pool_and_counts_as_refusing(world: World):
    organiser, hackathon, _ = scene(world)
    lot = announced(world, organiser, hackathon)
    world.clock.forward(hours=10)
    # Everybody whom the number will draw first is known from the file; one of them has left.
    from app.science.lot_types import Reading  # noqa: PLC0415 - only here
    from app.science.lots import read_number  # noqa: PLC0415 - only here

    file = organiser.call("GET", f"lots/{lot['id']}/file")
    tickets = file["tickets"]
    first = tickets["panels"][tickets["numbers"][read_number("417", Reading.NUMBER, len(tickets["numbers"]))]][0]
    leaving = next(one for one in entries(world, lot) if one.pseudonym == first)

    def withdraw(db: Db) -> None:
        found = db.exec(select(Application).where(Application.person_id == leaving.person_id)).one()
        found.status = ApplicationStatus.WITHDRAWN
        db.add(found)

    world.act(withdraw)
    organiser.call("POST", f"lots/{lot['id']}/draw", json={"number": "417"})
    after = {one.pseudonym: one for one in seats(world, lot)}
    assert len(after) == 7
    assert after[first].answer == "refused"
    called = [one for one in after.values() if one.substitute]
    assert [one.seat for one in called] == [after[first].seat]
    assert called[0].attributes == leaving.attributes  # alike in what the quotas ask
    file = organiser.call("GET", f"lots/{lot['id']}/file")
    assert first in file["draw"]["panel"]  # what was drawn stays what was drawn


def test_c7_a_refusal_calls_the_next_substitute_who_keeps_the_quotas(world: World):
    organiser, hackathon, _ = scene(world)
    lot = drawn(world, organiser, hackathon)
    panel = seats(world, lot)
    page = f"/hackathons/{hackathon.slug}/lots/{lot['id']}"
    one, two = act_as(world, panel[0].person_id), act_as(world, panel[1].person_id)
    assert "You were drawn" in one.see(page)
    one.send(f"{page}/answer", {"answer": "accepted"})
    assert "You have accepted" in one.see(page)
    two.call("POST", f"lots/{lot['id']}/answer", json={"answer": "refused"})
    assert two.call("POST", f"lots/{lot['id']}/answer", 409, json={"answer": "accepted"})["code"] == "answer_given"
    called = next(entry for entry in seats(world, lot) if entry.substitute)
    assert called.seat == panel[1].seat
    assert "it is your turn" in act_as(world, called.person_id).see(page)
    genders = [entry.attributes["gender"] for entry in seats(world, lot) if entry.answer != "refused"]
    assert len(genders) == 6
    assert 2 <= genders.count("woman") <= 3
    assert 2 <= genders.count("man") <= 3
    outsider = world.person("Otto Out")
    outsider.call("POST", f"lots/{lot['id']}/answer", 403, json={"answer": "accepted"})
    desk = f"/hackathons/{hackathon.slug}/organise/lots/{lot['id']}"
    organiser.send(f"{desk}/entries/{panel[2].id}", {"answer": "refused"})
    assert "2 people refused or withdrew" in world.visitor().see(page)
    assert organiser.call("GET", f"lots/{lot['id']}/report")["called"] == 2


def test_c7_no_silent_redraw(world: World):
    organiser, hackathon, _ = scene(world)
    first = drawn(world, organiser, hackathon)
    again = begin(organiser, hackathon)
    search(world, organiser, again)
    due = {"number_source": "The lottery of tomorrow", "number_due_at": "2027-03-27T18:00"}
    assert organiser.call("POST", f"lots/{again['id']}/announcement", 409, json=due)["code"] == "draw_stands"
    assert again["replaces_id"] is None
    base = f"/hackathons/{hackathon.slug}"
    organiser.send(f"{base}/organise/lots/{first['id']}/cancellation", {"reason": ""}, status=422)
    organiser.send(f"{base}/organise/lots/{first['id']}/cancellation", {"reason": "A line of the list was wrong."})
    assert "A line of the list was wrong" in world.visitor().see(f"{base}/lots/{first['id']}")
    assert "6 numbers drawn" in world.visitor().see(f"{base}/lots/{first['id']}")
    organiser.call("POST", f"lots/{first['id']}/draw", 409, json={"number": "5"})
    second = begin(organiser, hackathon, title="The panel again")
    assert second["replaces_id"] == first["id"]
    search(world, organiser, second)
    # Whichever of the two drafts is announced, also the one begun before, says what it replaces.
    assert organiser.call("POST", f"lots/{again['id']}/announcement", json=due)["replaces_id"] == first["id"]
    organiser.call("POST", f"lots/{again['id']}/cancellation", json={"reason": "The other draft was meant."})
    assert organiser.call("POST", f"lots/{second['id']}/announcement", json=due)["replaces_id"] == again["id"]
    assert "replaces “The panel”, which was cancelled" in world.visitor().see(f"{base}/lots/{second['id']}")
    assert "It is replaced by “The panel again”" in world.visitor().see(f"{base}/lots/{again['id']}")
    assert "It is replaced by “The panel”" in world.visitor().see(f"{base}/lots/{first['id']}")


def test_c7_an_order_of_passage_is_drawn_by_any_public_text(world: World):
    organiser = world.person("Olga Org")
    hackathon = move_to(world, make_hackathon(world, organiser), Phase.TEAMING, organiser)
    challenge = organiser.call("GET", f"hackathons/{hackathon.id}/challenges")[0]["id"]
    lot = begin(organiser, hackathon, kind="order", places=None, pool_role=None, attributes=[], title="Who pitches when")
    organiser.call("POST", f"lots/{lot['id']}/search", 409)
    due = {"number_source": "The temperature at noon", "number_due_at": "2027-03-26T12:30", "reading": "text"}
    assert organiser.call("POST", f"lots/{lot['id']}/announcement", 409, json=due)["code"] == "no_chances_yet"
    for name in ("Watch", "Wall", "Well"):
        organiser.call(
            "POST", f"hackathons/{hackathon.id}/teams", 201, json={"challenge_id": challenge, "name": name, "seats": 6}
        )
    organiser.call("POST", f"lots/{lot['id']}/announcement", json=due)
    page = f"/hackathons/{hackathon.slug}/lots/{lot['id']}"
    assert "Watch" in world.visitor().see(page)
    world.clock.forward(days=2)
    for odd in ("", "\u2028", "\u200b", "—"):
        assert 'id="number-error"' in organiser.send(f"{page}/draw", {"number": odd}, status=422).text
        organiser.call("POST", f"lots/{lot['id']}/draw", 422, json={"number": odd})
    organiser.send(f"{page}/draw", {"number": "11,4 °C"})
    assert [one.seat for one in seats(world, lot)] == [1, 2, 3]
    file = organiser.call("GET", f"lots/{lot['id']}/file")
    from app.science.lot_orders import verify_order  # noqa: PLC0415 - what the command runs

    assert verify_order(file) == []
    file["draw"]["order"].reverse()
    assert verify_order(file) == ["The public number does not give this order."]
    organiser.see(f"/hackathons/{hackathon.slug}/organise/lots/{lot['id']}")


def test_c7_a_panel_can_be_drawn_from_a_list_of_its_own(world: World):
    organiser, hackathon, _ = scene(world, 3)
    lot = begin(organiser, hackathon, pool_role=None, attributes=[], places=4)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([["ref", "area"], *([f"R{number}", "north" if number % 3 else "south"] for number in range(12))])
    page = f"/hackathons/{hackathon.slug}/organise/lots/{lot['id']}/pool"
    assert "Line 3 has not as many cells" in organiser.send(page, {"text": "ref;area\nA;north\nB"}, status=422).text
    assert "no reference of its own" in organiser.send(page, {"text": "ref;area\nA;north\nA;south"}, status=422).text
    file = {"file": ("pool.csv", b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv")}
    organiser.send(page, {"text": ""}, files=file)
    check = organiser.call("GET", f"lots/{lot['id']}/check")
    assert check["counts"] == {"area": {"north": 8, "south": 4}}
    organiser.call("PUT", f"lots/{lot['id']}/quotas", json={"quotas": [quota("south", 2, 2, "area")]})
    search(world, organiser, lot)
    announce(world, organiser, lot)
    world.clock.forward(hours=10)
    organiser.call("POST", f"lots/{lot['id']}/draw", json={"number": "999"})
    panel = seats(world, lot)
    assert [one.attributes["area"] for one in panel].count("south") == 2
    desk = organiser.see(f"/hackathons/{hackathon.slug}/organise/lots/{lot['id']}")
    assert panel[0].reference in desk
    assert panel[0].reference not in json.dumps(organiser.call("GET", f"lots/{lot['id']}/file"))


def test_c7_a_changed_pool_asks_for_a_new_search(world: World):
    organiser, hackathon, people = scene(world)
    lot = begin(organiser, hackathon)
    search(world, organiser, lot)
    mine = world.read(lambda db: db.exec(select(Application.id).where(Application.person_id == people[0].id)).one())
    people[0].call("POST", f"applications/{mine}/withdrawal")
    body = {"number_source": "The evening lottery", "number_due_at": "2027-03-26T12:30"}
    assert organiser.call("POST", f"lots/{lot['id']}/announcement", 409, json=body)["code"] == "pool_changed"
    search(world, organiser, lot)
    organiser.call("POST", f"lots/{lot['id']}/announcement", json=body)
    assert len(entries(world, lot)) == 19


def test_c7_a_search_that_is_cancelled_leaves_a_draft_or_what_it_found(world: World):
    organiser, hackathon, _ = scene(world)
    lot = begin(organiser, hackathon)
    organiser.call("POST", f"lots/{lot['id']}/search")
    assert organiser.call("POST", f"lots/{lot['id']}/search", 409)["code"] == "lot_closed"
    state = organiser.call("GET", f"lots/{lot['id']}/search")
    assert state["state"] == "waiting"
    organiser.call("POST", f"lots/{lot['id']}/cancellation", json={"reason": "Not needed after all."})
    Inline(world.services).work()
    kept = world.read(lambda db: db.get(Lot, UUID(lot["id"])))
    assert kept.state is LotState.CANCELLED


def test_c7_a_guarantor_draws_and_strangers_see_no_draft(world: World):
    organiser, hackathon, people = scene(world)
    from app.domain import roles  # noqa: PLC0415 - only here

    guarantor = world.person("Gala Guard")
    world.act(lambda db: roles.give(db, guarantor.person, Role.GUARANTOR, Within.HACKATHON, hackathon.id, at=world.now))
    draft = begin(organiser, hackathon)
    people[0].call("GET", f"lots/{draft['id']}", 404)
    assert people[0].call("GET", f"hackathons/{hackathon.id}/lots") == []
    lot = announced(world, organiser, hackathon, kind="panel", pool_role="participant")
    people[0].call("POST", f"lots/{lot['id']}/draw", 403, json={"number": "1"})
    people[0].call("POST", f"lots/{lot['id']}/cancellation", 403, json={"reason": "I would like another one."})
    world.clock.forward(hours=10)
    guarantor.send(f"/hackathons/{hackathon.slug}/lots/{lot['id']}/draw", {"number": "7"})
    assert "The result" in plain(people[0].page.get(f"/hackathons/{hackathon.slug}/lots/{lot['id']}").text)


def standing(world: World, hackathon: Hackathon) -> dict[Any, Application]:
    found = world.read(lambda db: list(db.exec(select(Application).where(Application.hackathon_id == hackathon.id))))
    return {one.person_id: one for one in found}


def test_c7_p3_those_drawn_get_their_places_and_the_others_wait_in_the_order_of_the_draw(world: World):
    organiser, hackathon, _ = scene(world)
    lot = drawn(world, organiser, hackathon, kind="places")
    status = {key: one.status for key, one in standing(world, hackathon).items()}
    panel = seats(world, lot)
    assert {status[one.person_id] for one in panel} == {"accepted"}
    reserve = sorted((one for one in entries(world, lot) if not one.seat), key=lambda one: one.substitute or 0)
    assert {status[one.person_id] for one in reserve} == {"waiting"}
    first = act_as(world, reserve[0].person_id)
    assert "1" in first.see(f"/hackathons/{hackathon.slug}/application")
    waiting = sorted(
        (one for one in standing(world, hackathon).values() if one.status == "waiting"), key=lambda one: one.decided_at
    )
    assert [one.person_id for one in waiting] == [one.person_id for one in reserve]
    assert act_as(world, panel[0].person_id).call("POST", f"lots/{lot['id']}/answer", 409, json={"answer": "refused"})[
        "code"
    ] == "answer_the_offer"  # fmt: skip


def test_c7_p3_a_drawn_place_that_is_given_back_goes_to_the_substitute_who_keeps_the_quotas(world: World):
    organiser, hackathon, _ = scene(world)
    world.act(lambda db: db.add(Call(hackathon_id=hackathon.id, offer_days=3, created_at=world.now)))
    lot = drawn(world, organiser, hackathon, kind="places")
    panel = seats(world, lot)
    assert {standing(world, hackathon)[one.person_id].status for one in panel} == {"offered"}
    leaving = panel[0]
    act_as(world, leaving.person_id).call(
        "POST", f"applications/{standing(world, hackathon)[leaving.person_id].id}/withdrawal"
    )  # fmt: skip
    called = [one for one in seats(world, lot) if one.substitute]
    assert len(called) == 1
    assert called[0].attributes == leaving.attributes
    assert standing(world, hackathon)[called[0].person_id].status == "offered"
    # The others let their offers run out: each goes to a substitute, and the panel keeps its quotas.
    world.clock.forward(days=4)
    world.act(lambda db: offers.pass_on(db, hackathon.id, at=world.now) and None)
    now = [one for one in seats(world, lot) if one.answer != "refused"]
    assert len(now) == 6
    assert {standing(world, hackathon)[one.person_id].status for one in now} == {"offered"}
    genders = [one.attributes["gender"] for one in now]
    assert 2 <= genders.count("woman") <= 3
    assert 2 <= genders.count("man") <= 3


def test_c7_a_draw_stands_though_its_places_cannot_be_given_yet(world: World):
    organiser, hackathon, _ = scene(world)
    lot = announced(world, organiser, hackathon, kind="places")

    def shrink(db: Db) -> None:
        found = db.get(Hackathon, hackathon.id)
        assert found
        found.capacity = 3
        db.add(found)

    world.act(shrink)
    world.clock.forward(hours=10)
    organiser.call("POST", f"lots/{lot['id']}/draw", json={"number": "417"})
    desk = f"/hackathons/{hackathon.slug}/organise/lots/{lot['id']}"
    assert "Places left: 3; you chose 6" in organiser.see(desk)
    assert organiser.call("POST", f"lots/{lot['id']}/places", 409)["code"] == "no_place_left"
    world.act(lambda db: setattr(db.get(Hackathon, hackathon.id), "capacity", 60))
    organiser.send(f"{desk}/places")
    assert {standing(world, hackathon)[one.person_id].status for one in seats(world, lot)} == {"accepted"}
    assert organiser.call("POST", f"lots/{lot['id']}/places", 409)["code"] == "places_given"


def test_c7_the_pool_is_written_to_when_announced_drawn_and_called(world: World):
    organiser, hackathon, _ = scene(world, 12)
    lot = drawn(world, organiser, hackathon)
    panel = seats(world, lot)
    world.act(lambda db: notifications.dispatch(db, at=world.now) and None)
    act_as(world, panel[0].person_id).call("POST", f"lots/{lot['id']}/answer", json={"answer": "refused"})
    act_as(world, panel[1].person_id).call("POST", f"lots/{lot['id']}/answer", json={"answer": "accepted"})
    world.act(lambda db: notifications.dispatch(db, at=world.now) and None)
    sent = world.read(lambda db: list(db.exec(select(Delivery).where(col(Delivery.template).startswith("lot_")))))
    kinds = Counter(one.template for one in sent)
    assert kinds == {"lot_announced": 12, "lot_result": 12, "lot_called": 1}
    called = next(one for one in seats(world, lot) if one.substitute)
    assert [one.person_id for one in sent if one.template == "lot_called"] == [called.person_id]
    writer = Writer(world.app.url_path_for, "http://testserver", b"k" * 32)
    for one in sent[:24:6]:
        context = world.read(lambda db, one=one: notifications.CONTEXTS[one.template](db, one))
        letter = writer.write(one.template, "fr", context, at=world.now)
        mine = next(entry for entry in entries(world, lot) if entry.person_id == one.person_id)
        assert mine.pseudonym in letter.body


def crossed(world: World, **given: Any) -> tuple[Actor, Hackathon, dict[str, Any]]:
    """Two seats for one woman and one man, one on site and one remote: only two pairs of four people keep that."""
    organiser, hackathon, _ = scene(world, 4)

    def unit(db: Db) -> None:
        pairs = [(gender, where) for gender in (Gender.WOMAN, Gender.MAN) for where in (Attendance.ON_SITE, Attendance.REMOTE)]
        for one, (gender, where) in zip(db.exec(select(Application).order_by(Application.id)), pairs, strict=True):
            one.gender, one.attendance = gender, where
            db.add(one)
        db.add(Call(hackathon_id=hackathon.id, offer_days=3, created_at=world.now))

    world.act(unit)
    lot = begin(organiser, hackathon, places=2, attributes=["gender", "attendance"], **given)
    each = [quota("woman", 1, 1), quota("man", 1, 1), quota("on_site", 1, 1, "attendance"), quota("remote", 1, 1, "attendance")]
    organiser.call("PUT", f"lots/{lot['id']}/quotas", json={"quotas": each})
    search(world, organiser, lot)
    announce(world, organiser, lot)
    world.clock.forward(hours=10)
    organiser.call("POST", f"lots/{lot['id']}/draw", json={"number": "417"})
    return organiser, hackathon, lot


def test_c7_seats_that_nobody_can_take_alone_are_filled_together(world: World):
    """Sabotage: without `complete_panel`, both seats stay empty though two people of the reserve keep every quota."""
    organiser, hackathon, lot = crossed(world)
    first, second = seats(world, lot)
    desk = f"/hackathons/{hackathon.slug}/organise/lots/{lot['id']}"
    act_as(world, first.person_id).call("POST", f"lots/{lot['id']}/answer", json={"answer": "refused"})
    assert [one.pseudonym for one in seats(world, lot) if one.answer != "refused"] == [second.pseudonym]
    assert "1 seat is empty" in organiser.see(desk)
    organiser.send(f"{desk}/entries/{second.id}", {"answer": "refused"})
    called = [one for one in seats(world, lot) if one.answer != "refused"]
    assert [one.seat for one in called] == [1, 2]
    assert {(one.attributes["gender"], one.attributes["attendance"]) for one in called}.isdisjoint(
        {(one.attributes["gender"], one.attributes["attendance"]) for one in (first, second)}
    )
    assert "empty" not in organiser.see(desk)
    world.act(lambda db: notifications.dispatch(db, at=world.now) and None)
    told = world.read(lambda db: set(db.exec(select(Delivery.person_id).where(Delivery.template == "lot_called"))))
    assert told == {one.person_id for one in called}


def test_c7_p3_places_that_come_free_together_are_offered_together(world: World):
    _, hackathon, lot = crossed(world, kind="places")
    panel = seats(world, lot)
    world.clock.forward(days=4)
    world.act(lambda db: offers.pass_on(db, hackathon.id, at=world.now) and None)
    now = {one.person_id for one in seats(world, lot) if one.answer != "refused"}
    assert len(now) == 2
    stand = {person: one.status.value for person, one in standing(world, hackathon).items()}
    assert {stand[person] for person in now} == {"offered"}
    assert {stand[one.person_id] for one in panel} == {"expired"}
