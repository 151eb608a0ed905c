"""P4: published teams repaired with the fewest moves; what moving somebody by hand would change."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.team_moves import what_if
from app.science.team_problem import resolve
from app.science.team_repair import repair
from app.science.team_types import Applicant, Options, Problem, Slot
from app.science.teams import Proposal, compose, evaluate
from tests.science.crowds import people, planted, problem, sample, slots


@pytest.fixture(scope="module")
def published() -> Proposal:
    return compose(sample("synthetic_120_seed1"), Options(1, effort=0.1, explain=False))


def with_late(found: Proposal, seed: int) -> tuple[Problem, list[str], list[str]]:
    """Twelve people do not come, five others do."""
    rng = random.Random(seed)
    crowd = found.problem.people
    gone = [person.id for person in rng.sample(crowd, 12)]
    late = [
        replace(person, id=f"late {person.id}", employer=None, number=1000 + n) for n, person in enumerate(rng.sample(crowd, 5))
    ]
    return replace(found.problem, people=(*crowd, *late)), gone, [person.id for person in late]


@pytest.mark.parametrize("seed", range(4))
def test_p4_twelve_no_shows_and_five_latecomers_move_one_person_at_most(published: Proposal, seed: int) -> None:
    whole, gone, late = with_late(published, seed)
    began = time.process_time()
    found = repair(whole, published.assignment, gone, late)
    assert time.process_time() - began < 1
    assert found.step.moves <= 1
    assert found.step.score.broken == ()
    assert (found.closed, found.waiting) == ((), ())
    assert set(found.step.assignment) == {person.id for person in whole.people} - set(gone)
    assert [step.moves for step in found.curve] == sorted({step.moves for step in found.curve})
    kept = {one: slot for one, slot in published.assignment.items() if one not in gone}
    for step in found.curve:
        assert step.moved == {one: step.assignment[one] for one, slot in kept.items() if step.assignment[one] != slot}


def test_p4_more_moves_never_make_the_curve_worse_than_nobody_moving(published: Proposal) -> None:
    whole, gone, late = with_late(published, 1)
    curve = repair(whole, published.assignment, gone, late).curve
    assert len(curve) > 2
    assert curve[-1].score.total < curve[0].score.total
    free = repair(whole, published.assignment, gone, late, move_cost=0)
    dear = repair(whole, published.assignment, gone, late, move_cost=500)
    assert free.step.moves > dear.step.moves


def test_p4_nothing_happened_moves_nobody() -> None:
    whole = problem(people(12), slots(3, 4, 4))
    found = compose(whole, Options(1))
    again = repair(found.problem, found.assignment)
    assert (again.step.moves, again.step.assignment) == (0, found.assignment)


def test_p4_a_no_show_in_a_team_of_minimum_size_is_filled_from_a_larger_team() -> None:
    whole = problem(people(9, ("public",)), slots(2, 4, 5))
    placed = {f"p{n:03}": "t00" if n < 4 else "t01" for n in range(9)}
    found = repair(whole, placed, ["p000"])
    assert found.step.moves == 1
    assert found.step.score.broken == ()
    assert found.closed == ()


def test_p4_a_latecomer_waits_when_all_teams_are_full_and_else_takes_the_free_seat() -> None:
    whole = problem(people(9, ("public",)), slots(2, 4, 4))
    placed = {f"p{n:03}": f"t{n % 2:02}" for n in range(8)}
    full = repair(whole, placed, late=["p008"])
    assert (full.waiting, full.step.moves, full.step.score.broken) == (("p008",), 0, ())
    free = repair(whole, placed, ["p001"], ["p008"])
    assert (free.waiting, free.step.moves, free.step.assignment["p008"]) == ((), 0, "t01")


def test_p4_a_latecomer_who_fits_only_a_full_team_gets_a_seat_by_one_move() -> None:
    crew = people(6, ("public",))
    late = Applicant("late", "public", mode="remote", number=9)
    teams = [Slot("r", mode="remote", low=2, high=3), Slot("s", mode="on_site", low=2, high=4)]
    placed = {person.id: "rs"[n // 3] for n, person in enumerate(crew)}
    found = repair(problem([*crew, late], teams), placed)
    assert (found.waiting, found.step.moves, found.step.assignment["late"]) == ((), 1, "r")


def test_p4_too_few_people_close_the_cheapest_team_and_never_one_that_has_begun() -> None:
    whole = problem(people(11, ("public",)), slots(3, 3, 6))
    placed = {f"p{n:03}": ("t00", "t00", "t00", "t00", "t01", "t01", "t01", "t01", "t02", "t02", "t02")[n] for n in range(11)}
    gone = ["p000", "p004", "p008", "p009"]
    found = repair(whole, placed, gone)
    assert found.closed == ("t02",)
    assert set(found.step.moved) == {"p010"}
    assert found.step.score.broken == ()
    begun = replace(whole, slots=tuple(replace(slot, locked=slot.id == "t02") for slot in whole.slots))
    kept = repair(begun, placed, gone)
    assert "t02" not in kept.closed
    assert "p010" not in kept.step.moved
    asked = repair(begun, placed, gone, move_locked=True)
    assert asked.closed == ("t02",)


def test_p4_a_team_closes_where_everybody_has_one_employer_and_the_cap_follows() -> None:
    crew = people(12, ("company",), employer="Banque du Port")
    placed = {person.id: f"t{n // 4:02}" for n, person in enumerate(crew)}
    whole = resolve(problem(crew, slots(3, 3, 6)))  # a cap of 4 then, of 4 in two teams now
    found = repair(whole, placed, ["p000", "p001", "p002", "p004", "p008"])
    assert found.closed == ("t00",)
    assert (set(found.step.moved), found.step.score.broken) == ({"p003"}, ())
    fewer = repair(resolve(problem(crew, slots(3, 4, 6))), placed, ["p000", "p001"])
    assert (len(fewer.closed), fewer.step.score.broken) == (1, ())
    own = replace(whole, employer_caps={"BANQUE DU PORT": 6})
    assert repair(own, placed, ["p000", "p001", "p002", "p004", "p008"]).step.score.broken == ()


def test_p4_nobody_leaves_a_team_that_has_begun_or_that_they_are_locked_to() -> None:
    crew = people(12, ("public", "private", "student"))
    placed = {person.id: f"t{n // 4:02}" for n, person in enumerate(crew)}
    whole = problem(crew, slots(3, 3, 5, locked=True))
    assert all(step.moves == 0 for step in repair(whole, placed, ["p000", "p001"], move_cost=0).curve)
    open_ones = problem(crew, slots(3, 3, 5), locks={"p004": "t01"})
    moved = {one for step in repair(open_ones, placed, ["p000", "p001"], move_cost=0).curve for one in step.moved}
    assert moved
    assert "p004" not in moved


def test_p4_everybody_gone_and_nobody_published() -> None:
    whole = problem(people(6, ("public",)), slots(2, 2, 4))
    assert repair(whole, {}, [person.id for person in whole.people]).step.assignment == {}
    fresh = repair(whole, {})
    assert (fresh.step.moves, len(fresh.step.assignment), fresh.step.score.broken) == (0, 6, ())


@settings(max_examples=80)
@given(st.integers(0, 10**9))
def test_p4_what_if_says_what_the_evaluator_finds(seed: int) -> None:
    whole, rng = resolve(planted(seed)), random.Random(seed)
    placed = {person.id: rng.choice(whole.slots).id for person in whole.people}
    one, other = rng.sample([person.id for person in whole.people], 2)
    moves = {one: placed[other], other: placed[one]} if rng.random() < 0.6 else {one: rng.choice(whole.slots).id}
    told = what_if(whole, placed, moves)
    before, after = evaluate(whole, placed), evaluate(whole, {**placed, **moves})
    assert told.delta == {kind: after.costs[kind] - before.costs[kind] for kind in after.costs}
    assert sum(b.amount for b in told.breaks) - sum(b.amount for b in told.mends) == after.excess - before.excess
    assert told.allowed == (not told.breaks)


def test_p4_what_if_takes_some_milliseconds_for_two_thousand_people_and_a_move_out() -> None:
    crew = people(2000)
    whole = resolve(problem(crew, slots(300, 5, 8)))
    placed = {person.id: whole.slots[n % 300].id for n, person in enumerate(crew)}
    spent = []
    for _ in range(5):
        began = time.process_time()
        told = what_if(whole, placed, {"p003": "t07", "p007": "t03", "stranger": "t00"})
        spent.append(time.process_time() - began)
    assert min(spent) < 0.01
    assert told.delta["size"] == 0
    assert what_if(whole, placed, {"p003": ""}).delta["wish"] == 0
