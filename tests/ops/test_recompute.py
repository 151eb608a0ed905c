"""J5: `essaim results recompute` finds each published result again, and tells what was touched."""

from collections.abc import Callable

import pytest
from sqlmodel import Session as Db
from sqlmodel import select

from app.domain.recomputing import digest_of, of_tables, prove
from app.models.challenge import Challenge
from app.models.jury import Award, Criterion, Mark, Publication, Rubric
from app.science import ranking_json
from tests.ops.test_cli import run
from tests.web.test_fair_ranking import PANEL, publish, read
from tests.world import World

__all__ = ["run"]


def first(db: Db, table: type) -> object:
    return db.exec(select(table).order_by(table.id)).first()


def test_results_are_found_again_and_one_tampered_mark_is_told(world: World, run):
    scene, other = read(world, "4 5\n2 2"), read(world, "3 3\n2 4", name="Pont")
    url = world.database.url.render_as_string(hide_password=False)
    assert "No result is published there yet." in run("results", "recompute", database_url=url).output
    publish(scene)
    publish(other)
    found = run("results", "recompute")
    assert found.exit_code == 0, found.output
    assert found.output.count("the same result from 4 sheets (weighted-mean-1, inputs ") == 2

    def falsify(db: Db) -> None:
        mark = db.exec(select(Mark).join(Criterion).join(Rubric).where(Rubric.challenge_id == scene.challenge.id)).first()
        mark.level = 1
        db.add(mark)

    world.act(falsify)
    found = run("results", "recompute")
    assert found.exit_code == 1
    assert f"✗ {scene.slug}, {scene.challenge.title}: sheets differ from those that were counted." in found.output
    assert f"✓ {other.slug}" in found.output
    assert run("results", "recompute", "--hackathon", other.slug).exit_code == 0
    assert run("results", "recompute", "--hackathon", scene.slug).exit_code == 1
    assert run("results", "recompute", "--hackathon", "nowhere").exit_code == 1


def of(db: Db) -> Publication:
    return db.exec(select(Publication)).one()


def kept_mark(db: Db) -> None:
    found = of(db)
    found.inputs = found.inputs | {"sheets": [dict(sheet) for sheet in found.inputs["sheets"]]}
    scores = found.inputs["sheets"][0]["scores"]
    found.inputs["sheets"][0]["scores"] = {name: "5" if mark == "1" else "1" for name, mark in scores.items()}


def shown_rank(db: Db) -> None:
    found = of(db)
    teams = [dict(team) for team in found.snapshot["teams"]]
    teams[0]["rank"], teams[1]["rank"] = teams[1]["rank"], teams[0]["rank"]
    found.snapshot = found.snapshot | {"teams": teams}


def shown_margin(db: Db) -> None:
    found = of(db)
    found.snapshot = found.snapshot | {"teams": [team | {"low": "0.01"} for team in found.snapshot["teams"]]}


def rule(db: Db) -> None:
    rubric = first(db, Rubric)
    rubric.minimum_reads = 1
    db.add(rubric)


def word(db: Db) -> None:
    criterion = first(db, Criterion)
    criterion.label = {"en": "Something else"}
    db.add(criterion)


def award(db: Db) -> None:
    found = first(db, Award)
    found.rank = 9
    db.add(found)


def nothing(db: Db) -> None:
    found = of(db)
    found.inputs = {"version": 99}


TOUCHED: dict[Callable[[Db], None], str] = {
    kept_mark: "sheets differ",
    shown_rank: "another rank",
    shown_margin: "another low",
    rule: "rules differ",
    word: "the grid is not the one",
    award: "the awards are not those",
    nothing: "what was kept cannot be computed",
}


def test_whatever_is_touched_is_told(sqlite_world: World):
    """Sabotage: leave one of the comparisons out, and its line is missing here."""
    scene = read(sqlite_world, PANEL)
    publish(scene)
    proof = sqlite_world.read(lambda db: list(prove(db)))
    assert [(found.same, found.flaws, found.method, found.sheets) for found in proof] == [(True, (), "adjusted-mean-1", 27)]

    class Back(Exception):
        """Undoes what was touched."""

    for touch, said in TOUCHED.items():

        def unit(db: Db, touch: Callable[[Db], None] = touch, said: str = said) -> None:
            touch(db)
            db.flush()
            (found,) = prove(db)
            assert not found.same
            assert said in "; ".join(found.flaws), found.flaws
            raise Back

        with pytest.raises(Back):
            sqlite_world.act(unit)
    assert sqlite_world.read(lambda db: [found.same for found in prove(db)]) == [True]


def test_a_result_from_before_inputs_were_kept_is_proved_from_the_tables(sqlite_world: World):
    publish(read(sqlite_world, "4 5\n2 2"))

    def forget(db: Db) -> None:
        found = of(db)
        new = {"low", "high", "best_rank", "worst_rank", "first", "podium", "alike", "likely", "adjusted"}
        teams = [{name: value for name, value in team.items() if name not in new} for team in found.snapshot["teams"]]
        named = of_tables(db, db.exec(select(Challenge)).one(), found)
        found.inputs, found.snapshot = {}, found.snapshot | {"teams": teams}
        found.inputs_sha256 = digest_of(found, ranking_json.again(named))
        db.add(found)

    sqlite_world.act(forget)
    assert sqlite_world.read(lambda db: [found.same for found in prove(db)]) == [True]


def test_a_result_of_the_past_has_nothing_to_compute(sqlite_world: World):
    publish(read(sqlite_world, "4 5\n2 2"))

    def record(db: Db) -> None:
        found = of(db)
        found.snapshot = {"method": "record", "teams": []}
        db.add(found)

    sqlite_world.act(record)
    assert sqlite_world.read(lambda db: [found.same for found in prove(db)]) == [None]
