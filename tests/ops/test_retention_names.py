"""C10, J4, J5: twelve months after a result nothing in the tables says who scored what; the result stands and is proved again."""

import random
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import retention_names
from app.domain.assessments import assess
from app.domain.recomputing import digest_of, of_tables, prove
from app.models import metadata
from app.models.challenge import Challenge
from app.models.computation import Computation
from app.models.deliberation import Deliberation
from app.models.journal import Answered, Entry
from app.models.jury import Mark, Panelist, Publication, Rubric, Seat, Sheet, Tie
from app.models.organisation import Sector
from app.models.paper import PaperSheet
from app.models.person import Person
from app.queries import juries, rounds
from app.science import ranking_json
from app.worker import Worker
from tests.access.routes import ways
from tests.builders import JuryScene, jury_scene
from tests.web.test_deliberations import change, publish, scored, talk
from tests.web.test_fair_ranking import PANEL, read
from tests.world import Actor, World

# Where a juror is still found: who they are, what part they have, which round they sat in; and who led, in the jury's talk.
KNOWN = {"person", "session", "role_held", "panelist", "journal_entry"}
LED = {"rubric", "deliberation", "motion"}
HERE = {
    "jury", "jury_setup", "jury_rounds", "panels", "papers", "results", "result_files", "deliberations", "confirmations",
    "calibrations", "jury_files", "juries", "sheets", "contests", "prizes", "prize_desk", "my_space", "account", "accounts",
    "prototypes", "live", "organiser", "team",
}  # fmt: skip


def settled(world: World) -> JuryScene:
    """A published result: seats, loads, who stood by and read, ties, paper, a search, what never counted, a place by vote."""
    scene = scored(world)
    scene.jurors[1].call("PUT", f"teams/{scene.teams[2].id}/tie", json={"kind": "employer"})

    def unit(db: Db) -> None:
        at, rubric = world.now, db.exec(select(Rubric)).one()
        for sheet in db.exec(select(Sheet)).all():
            db.add(Seat(rubric_id=rubric.id, person_id=sheet.person_id, team_id=sheet.team_id, given_at=at))
        first, second, third = (juror.id for juror in scene.jurors[:3])
        db.add(Panelist(rubric_id=rubric.id, person_id=second, load=3, sector=Sector.COMPANY))
        db.add(Panelist(rubric_id=rubric.id, person_id=third, stand_in=True))
        sent = db.exec(select(Sheet.id).where(Sheet.person_id == second)).first()
        db.add(Answered(key="k", person_id=second, request="0" * 64, outcome_kind="sheet", outcome_id=sent, at=at))
        declared = db.exec(select(Tie.id).where(Tie.person_id == third)).first()
        db.add(Answered(key="k", person_id=third, request="0" * 64, outcome_kind="tie", outcome_id=declared, at=at))
        last = {"team_id": scene.teams[2].id, "challenge_id": scene.challenge.id, "rubric_id": rubric.id}
        db.add(Sheet(**last, person_id=scene.jurors[3].id, great="CANARY-begun", saved_at=at))
        paper = {"rubric_id": rubric.id, "challenge_id": scene.challenge.id, "fingerprint": "0" * 64, "printed_at": at}
        db.add(PaperSheet(**paper, code="000000000", person_id=first, team_id=scene.teams[0].id, printed_by_id=second))
        search = {"hackathon_id": scene.hackathon.id, "subject_id": rubric.id, "asked_by_id": scene.organiser.id}
        db.add(
            Computation(**search, method="place_jurors", best={"seats": [[str(first), str(scene.teams[0].id)]]}, created_at=at)
        )

    world.act(unit)
    talk(scene, scene.jurors[0], "POST")
    change(scene, 1, 1, "for", "for", "for")
    talk(scene, scene.jurors[0], "POST", "/end")
    publish(scene)
    return scene


def later(world: World, published: datetime, days: int) -> None:
    world.clock.now = published + timedelta(days=days)
    worker = Worker(world.services, world.app.url_path_for)
    worker.tidy()


def naming(db: Db, people: list[UUID]) -> set[str]:
    """Return the tables of which a row holds the id of one of some people, in whatever column."""
    ids = {str(one) for one in people}
    found = set()
    for table in metadata.sorted_tables:
        if any(name in str(value) for row in db.execute(table.select()) for value in row for name in ids):
            found.add(table.name)
    return found


def told(world: World, scene: JuryScene) -> dict[str, Any]:
    """Return what stays to be read of a result, by each who reads it."""
    organiser, president, member = (Actor(world, one.person) for one in (scene.organiser, scene.jurors[0], scene.member))
    challenge, team = scene.challenge.id, scene.teams[0].id
    minutes = president.call("GET", f"challenges/{challenge}/deliberation/minutes")
    for row in [*minutes["teams"], *minutes["ranked"]]:
        row.pop("away")
    return {
        "results": world.visitor().call("GET", f"hackathons/{scene.slug}/results"),
        "page": world.visitor().see(f"/hackathons/{scene.slug}/results"),
        "csv": world.visitor().page.get(f"/hackathons/{scene.slug}/results.csv").text,
        "feedback": member.call("GET", f"teams/{team}/feedback"),
        "letters": member.page.get(f"/teams/{team}/sheets.csv").text,
        "all letters": organiser.page.get(f"/challenges/{challenge}/sheets.csv").text,
        "minutes": minutes,
        "progress": [(one["expected"], one["locked"]) for one in organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")],
        "proof": world.read(lambda db: list(prove(db))),
    }


def test_after_twelve_months_no_row_leads_from_a_mark_to_its_juror_and_the_result_stands(world: World):
    """Sabotage: keep the ties, the requests, the times of sheets, or forget who sat, and a line here differs."""
    scene = settled(world)
    published, jurors = world.now, [juror.id for juror in scene.jurors]
    later(world, published, 364)
    before = told(world, scene)
    assert before["proof"][0].same
    sat = world.read(lambda db: [one.display_name for one in juries.jurors_of(db, scene.challenge)])
    assert before["minutes"]["jurors"] == sat
    old = world.read(lambda db: {row for table in (Sheet, Mark, Seat) for row in db.exec(select(table.id))})
    assert {"sheet", "seat", "tie", "paper_sheet", "computation"} <= world.read(lambda db: naming(db, jurors))

    later(world, published, 366)
    later(world, published, 367)
    assert world.read(lambda db: naming(db, jurors[1:])) == KNOWN
    assert world.read(lambda db: naming(db, jurors)) == KNOWN | LED
    after = told(world, scene)
    assert {name: after[name] for name in before if after[name] != before[name]} == {}

    def look(db: Db) -> None:
        sheets, marks = db.exec(select(Sheet)).all(), db.exec(select(Mark)).all()
        assert (len(sheets), len(marks), len(db.exec(select(Tie)).all())) == (10, 40, 0)
        closed = db.exec(select(Rubric)).one().closed_at
        for one in sheets:
            assert {one.saved_at, one.locked_at} == {closed}
            plain = (one.revision, one.op_id, one.great, one.think_about, one.signed_at, one.received_at, one.entered_by_id)
            assert (*plain, one.paper_code, one.confirmed_at, one.reopened_at) == (1, None, "", "", *[None] * 6)
        new = {one.id for one in (*sheets, *marks)}
        assert not new & old
        assert not set(db.exec(select(Seat.id))) & old
        entries = db.exec(select(Entry)).all()
        assert not {str(one) for one in new} & {word for entry in entries for word in (str(entry.subject_id), str(entry.facts))}
        numbered = db.exec(select(Person).where(Person.email == "").order_by(Person.email_key)).all()
        assert [one.email_key for one in numbered] == [f"juror number {number:04}" for number in range(1, 5)]
        purged = [entry.facts for entry in entries if entry.action == "purge_data" and entry.facts.get("juror_sheets")]
        assert [(one["juror_sheets"], one["juror_seats"], one["juror_ties"]) for one in purged] == [(12, 11, 12)]
        assert [(one["juror_papers"], one["juror_loads"], one["jury_searches"]) for one in purged] == [(1, 1, 1)]

    world.read(look)
    walk(world, scene)


def as_before(db: Db) -> str:
    """Make a publication what it was before decision 22: its inputs and its fingerprint name jurors by their ids."""
    publication, challenge = db.exec(select(Publication)).one(), db.exec(select(Challenge)).one()
    publication.inputs = of_tables(db, challenge, publication)
    publication.inputs_sha256 = digest_of(publication, ranking_json.again(publication.inputs))
    db.add(publication)
    return publication.inputs_sha256


@pytest.mark.parametrize("kept", [True, False])
def test_a_result_that_was_fingerprinted_with_ids_is_proved_before_and_after(sqlite_world: World, kept: bool):
    """Sabotage: believe the fingerprint beside the inputs without asking the journal, and the last proof does not fail."""
    world = sqlite_world
    scene = read(world, PANEL if kept else "4 5\n2 2")
    publish(scene)
    published = world.now
    new = world.read(lambda db: db.exec(select(Publication.inputs_sha256)).one())
    old = world.act(as_before)
    if not kept:
        world.act(lambda db: setattr(db.exec(select(Publication)).one(), "inputs", {}))
    assert old != new
    assert [proof.flaws for proof in world.read(lambda db: list(prove(db)))] == [()]
    later(world, published, 366)
    assert [(proof.flaws, proof.inputs_sha256) for proof in world.read(lambda db: list(prove(db)))] == [((), old)]

    def look(db: Db) -> None:
        kept = db.exec(select(Publication.inputs)).one()
        assert {sheet["juror"] for sheet in kept["sheets"]} == {f"{n:04}" for n in range(1, len(scene.jurors) + 1)}
        assert kept["renamed"] == new
        assert [len(e.facts["renamed"]) for e in db.exec(select(Entry)) if "renamed" in e.facts] == [1]

    world.read(look)

    def falsify(db: Db) -> None:
        found = db.exec(select(Publication)).one()
        sheets = [dict(sheet) for sheet in found.inputs["sheets"]]
        sheets[0]["scores"] = dict.fromkeys(sheets[0]["scores"], "1")
        inputs = found.inputs | {"sheets": sheets}
        found.inputs = inputs | {"renamed": digest_of(found, ranking_json.again(inputs))}
        db.add(found)

    world.act(falsify)
    (proof,) = world.read(lambda db: list(prove(db)))
    assert "the fingerprint of the inputs is another one" in proof.flaws


def test_a_talk_that_began_before_goes_on(sqlite_world: World):
    """A deliberation that was opened on a fingerprint with ids still stands on the same sheets."""
    scene = scored(sqlite_world)
    talk(scene, scene.jurors[0], "POST")

    def unit(db: Db) -> None:
        found = assess(db, db.exec(select(Challenge)).one())
        kept = db.exec(select(Deliberation)).one()
        assert kept.inputs_sha256 == found.inputs_sha256
        kept.inputs_sha256 = found._named_sha256
        assert found.rests_on(kept.inputs_sha256)
        assert not found.rests_on("0" * 64)
        db.add(kept)

    sqlite_world.act(unit)
    talk(scene, scene.jurors[0], "POST", "/end")
    publish(scene)


class Back(Exception):
    """Undoes what was tried."""


def test_whoever_sat_in_a_round_still_did_afterwards(sqlite_world: World):
    """Two rounds with seats, names, people standing by and sheets at random. Sabotage: name nobody, and somebody is missing."""
    scene = jury_scene(sqlite_world, teams=2, jurors=4)
    jurors, (first, second), at = [juror.id for juror in scene.jurors], scene.teams, sqlite_world.now
    told = sa.select(col(Challenge.id)).where(col(Challenge.id) == scene.challenge.id)

    def try_one(db: Db, seed: int) -> None:
        chance = random.Random(seed)
        grids = [Rubric(challenge_id=scene.challenge.id, position=number, created_at=at, closed_at=at) for number in (1, 2)]
        told_as = {"snapshot": {"method": "record"}, "inputs_sha256": "0" * 64, "published_at": at}
        db.add_all([*grids, Publication(challenge_id=scene.challenge.id, hackathon_id=scene.hackathon.id, **told_as)])
        db.flush()
        for grid, juror in product(grids, jurors):
            who = {"rubric_id": grid.id, "person_id": juror}
            if chance.random() < 0.25:
                db.add(Panelist(**who, stand_in=chance.random() < 0.5))
            if chance.random() < 0.3:
                locked = at if chance.random() < 0.7 else None
                db.add(Sheet(**who, team_id=first.id, challenge_id=scene.challenge.id, saved_at=at, locked_at=locked))
            if chance.random() < 0.2:
                db.add(Seat(**who, team_id=second.id, given_at=at, ended_at=at if chance.random() < 0.3 else None))
        db.flush()
        before = [rounds.deciders_of(db, grid, jurors) for grid in grids]
        retention_names.cut(db, told, at=at)
        assert [rounds.deciders_of(db, grid, jurors) for grid in grids] == before
        assert not any(retention_names.held(db, told).values())
        raise Back

    for seed in range(40):
        with pytest.raises(Back):
            sqlite_world.act(lambda db, seed=seed: try_one(db, seed))


def walk(world: World, scene: JuryScene) -> None:
    """Open all pages and answers about an old jury, as everybody: nothing breaks, and jurors are told why there is nothing."""
    world.visitor().call("POST", "sign-in-requests", 422, json={"email": "juror number 0001"})
    page = world.visitor().see("/confidentialite")
    assert "without the juror’s name twelve months after publication, as far as it is said below" in page
    assert "Twelve months after a result, the sheets and marks of its jurors lose their names." in page
    assert "the journal, which is kept as long as the service and cannot be changed" in page
    sheet = world.read(lambda db: db.exec(select(Sheet.person_id)).first())
    known = {
        "slug": scene.slug, "challenge_id": scene.challenge.id, "team_id": scene.teams[0].id, "juror_id": sheet,
        "motion_id": scene.challenge.id, "version": 1, "number": 1,
    }  # fmt: skip
    people = {
        "organiser": Actor(world, scene.organiser.person), "president": Actor(world, scene.jurors[0].person),
        "tied": Actor(world, scene.jurors[3].person), "member": Actor(world, scene.member.person),
        "stranger": world.person("Stranger"), "visitor": world.visitor(),
    }  # fmt: skip
    paths = []
    for way in ways(world.app):
        module = way.route.endpoint.__module__.rsplit(".", 1)[-1]
        if way.method == "GET" and module in HERE and "stream" not in way.path:
            try:
                paths.append(way.path.format(**known))
            except KeyError:
                continue
    assert len(paths) > 60
    answers = {(name, path): actor.page.get(path).status_code for name, actor in people.items() for path in paths}
    assert {where: status for where, status in answers.items() if status >= 500} == {}
    juror = people["tied"]
    assert answers["tied", f"/jury/{scene.slug}"] == 200
    said = "No sheet here carries your name: twelve months after a result, what jurors scored loses their names."
    assert said in juror.see(f"/jury/{scene.slug}")
    assert said in juror.see(f"/jury/sheets/{scene.teams[0].id}")
    assert "WORK-1" not in juror.see(f"/jury/sheets/{scene.teams[0].id}")
    assert juror.call("GET", f"hackathons/{scene.slug}/sheets") == []
    here = f"/challenges/{scene.challenge.id}/panels"
    for path in (f"/hackathons/{scene.slug}/jury/setup", here, f"{here}/print"):
        assert "Who read which team is not known here any more" in people["organiser"].see(path)
    juror.call("GET", f"teams/{scene.teams[0].id}/sheet", 404)
    juror.call("PUT", f"teams/{scene.teams[0].id}/tie", 409, json={"kind": "none"})
