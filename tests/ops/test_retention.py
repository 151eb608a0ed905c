"""C10: thirty days after an event, what balanced it is gone, and a public draw's numbers lead back to nobody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal, retention
from app.models.application import AccessNeed, Application
from app.models.computation import Computation
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Entry
from app.models.lot import LotEntry
from app.models.team import TeamProposal
from app.science.lots import verify
from app.worker import Worker
from tests.builders import apply_to, make_hackathon, move_to
from tests.web.test_lots import act_as, drawn, entries, scene, seats
from tests.world import Actor, World

PERSON = {"id": "a", "sector": "public", "gender": "woman", "age": "18_29", "step_free": True}


def kept(world: World) -> dict[str, Any]:
    """A drawn panel with an answer, a need, and a proposal of teams."""
    organiser, hackathon, people = scene(world)
    lot = drawn(world, organiser, hackathon)
    panel = seats(world, lot)
    act_as(world, panel[0].person_id).call("POST", f"lots/{lot['id']}/answer", json={"answer": "refused"})
    act_as(world, panel[1].person_id).call("POST", f"lots/{lot['id']}/answer", json={"answer": "accepted"})

    def unit(db: Db) -> None:
        found = db.exec(select(Application).where(Application.person_id == people[0].id)).one()
        db.add(
            AccessNeed(
                application_id=found.id, hackathon_id=hackathon.id, step_free=True, needs="A ramp",
                consented_at=world.now, created_at=world.now,
            )
        )  # fmt: skip
        inputs = {"people": [PERSON], "weights": {"gender": 3}}
        db.add(TeamProposal(hackathon_id=hackathon.id, seed=1, inputs=inputs, created_at=world.now))

    world.act(unit)
    return {"organiser": organiser, "hackathon": hackathon, "lot": lot, "people": people, "refused": panel[0]}


def after_the_event(world: World, hackathon: Hackathon, days: int) -> None:
    ends = world.read(lambda db: db.get(Hackathon, hackathon.id)).ends_at
    world.clock.now = ends + timedelta(days=days)


def work(world: World) -> None:
    Worker(world.services, world.app.url_path_for).tidy()


def test_c10_nothing_goes_before_its_time_and_everything_at_it(world: World):
    given = kept(world)
    hackathon, lot = given["hackathon"], given["lot"]
    file = given["organiser"].call("GET", f"lots/{lot['id']}/file")
    report = given["organiser"].call("GET", f"lots/{lot['id']}/report")
    after_the_event(world, hackathon, 29)
    work(world)
    assert all(entry.person_id for entry in entries(world, lot))
    after_the_event(world, hackathon, 31)
    work(world)
    work(world)
    left = world.read(
        lambda db: (
            list(db.exec(select(Application.gender, Application.age_band).distinct())),
            list(db.exec(select(AccessNeed))),
            db.exec(select(TeamProposal.inputs)).one(),
            db.exec(select(Computation.inputs)).one()["people"],
        )
    )
    assert left[0] == [(None, None)]
    assert left[1] == []
    assert left[2] == {"people": [PERSON | {"gender": None, "age": None, "step_free": False}], "weights": {"gender": 3}}
    assert left[3] == {}
    facts = world.read(lambda db: list(db.exec(select(Entry.facts).where(Entry.action == "purge_data"))))
    assert facts == [{"applications": 20, "needs": 1, "numbers": 20, "compositions": 2}]
    # What is public stays, and still holds.
    assert world.visitor().call("GET", f"lots/{lot['id']}/file") == file
    assert verify(file) == []
    assert given["organiser"].call("GET", f"lots/{lot['id']}/report") == report
    page = world.visitor().see(f"/hackathons/{hackathon.slug}/lots/{lot['id']}")
    assert "1 person refused or withdrew" in page
    act_as(world, given["people"][0].id).call("GET", f"lots/{lot['id']}/mine", 404)


def test_c10_no_row_leads_from_a_number_to_a_person_after_the_purge(world: World):
    """Sabotage: keep `answered_at`, and the journal's moment of an answer tells whose seat it was."""
    given = kept(world)
    after_the_event(world, given["hackathon"], 31)
    work(world)
    secret = given["refused"]
    rows = world.read(lambda db: list(db.exec(select(LotEntry).where(LotEntry.lot_id == UUID(given["lot"]["id"])))))
    assert all((row.person_id, row.reference, row.attributes, row.chance) == (None, "", {}, None) for row in rows)
    assert all((row.answer, row.answered_at) == (None, None) for row in rows)
    # The order of the ids is that of the numbers, so that it says nothing of who applied when.
    made = [row.id.int >> 80 for row in sorted(rows, key=lambda row: row.pseudonym)]
    assert made == sorted(made)
    journal = world.read(lambda db: list(db.exec(select(Entry))))
    for entry in journal:
        said = orjson.dumps(entry.facts).decode()
        assert f'"{secret.pseudonym}"' not in said
        assert str(secret.id) not in said
        assert entry.subject_id != secret.id


def test_c10_two_workers_purge_once(world: World):
    given = kept(world)
    after_the_event(world, given["hackathon"], 40)
    for _ in range(2):
        world.act(lambda db: retention.purge(db, at=world.now) and None)
    count = sa.select(sa.func.count()).select_from(Entry).where(col(Entry.action) == "purge_data")
    assert world.read(lambda db: db.connection().execute(count).scalar_one()) == 1


def test_c10_what_was_never_sent_goes_thirty_days_after_the_call(world: World):
    """Sabotage: without `application_drafts.expire` both drafts are still there on the thirtieth day."""
    organiser = world.person("Olga Org")
    hackathon = move_to(world, make_hackathon(world, organiser), Phase.CALL, organiser)
    begun, sent = world.person("Ana Begun"), world.person("Bob Sent")
    apply_to(sent, hackathon)
    typed = {"values": {"role": "participant", "motivation": "Perhaps", "access.needs": "A ramp", "access.consent": "true"}}
    path = f"hackathons/{hackathon.id}/application"
    for who, revision in ((begun, 0), (sent, 1)):
        kept = who.call("PUT", f"{path}/draft", json=typed, headers={"If-Match": f'"{revision}"'})
        assert kept["draft"]["access.needs"] == "A ramp"
    closes = world.read(lambda db: db.get(Hackathon, hackathon.id)).call_closes_at
    assert kept["draft_until"] == (closes + timedelta(days=30)).isoformat().replace("+00:00", "Z")
    here = f"/hackathons/{hackathon.slug}/application"
    assert "If you do not send it, it is erased on Saturday 1 May 2027" in begun.see(here)
    assert "If you do not send it, it is erased on Saturday 1 May 2027" in sent.see(here)
    world.clock.now = closes + timedelta(days=29)
    work(world)
    ana, bob = (Actor(world, one.person) for one in (begun, sent))  # sessions end meanwhile
    assert "What you had typed and did not send is erased on" in ana.see(here)
    assert bob.call("GET", path)["draft"] == typed["values"]
    world.clock.forward(days=2)
    work(world)
    work(world)
    ana.call("GET", path, 404)
    told = bob.call("GET", path)
    assert (told["status"], told["draft"], told["draft_until"]) == ("submitted", None, None)
    entries = world.read(lambda db: list(db.exec(select(Entry.facts, Entry.stream_id).where(Entry.action == "purge_data"))))
    assert entries == [({"unsent": 2}, journal.ACCOUNTS)], "that somebody thought of applying is theirs alone"
