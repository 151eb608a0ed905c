"""P4: demands at the edge and beyond it: what waits, what closes, what is blamed; and no rule broken in 1,000 problems."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from app.science.team_blame import blame
from app.science.team_model import TeamModel
from app.science.team_problem import resolve
from app.science.team_score import evaluate, look_up
from app.science.team_types import Applicant, Options, Problem, Slot
from app.science.teams import Proposal, compose
from tests.science.crowds import people, planted, problem, slots, varied

QUICK = Options(seed=1, effort=0.05, explain=False)


def codes(found: Proposal) -> list[str]:
    return [told.code for told in found.blame]


@pytest.mark.parametrize("part", range(10))
def test_p4_no_rule_is_broken_in_a_thousand_random_problems(part: int) -> None:
    for seed in range(100 * part, 100 * part + 100):
        whole = planted(seed)
        found = compose(whole, QUICK)
        told = (seed, found.score.broken, found.waiting, found.closed)
        assert told == (seed, (), (), ()), told
        assert evaluate(whole, found.assignment).broken == ()
        assert set(found.assignment) == {person.id for person in whole.people}
        assert found.bound <= found.score.total


@pytest.mark.parametrize("seed", range(12))
def test_p4_the_optimum_is_that_of_every_assignment_tried(seed: int) -> None:
    rng = random.Random(seed)
    crew = varied(7, 2, seed)
    teams = [replace(slot, language=rng.choice(["fr", None])) for slot in slots(2, 2, 5, challenges=2)]
    whole = resolve(problem(crew, teams, known=(("p001", "p002"), ("p003", "p004")), apart=(("p000", "p005"),)))
    scores = []
    for choice in itertools.product(("t00", "t01"), repeat=7):
        score = evaluate(whole, {person.id: slot for person, slot in zip(whole.people, choice, strict=True)})
        if not score.broken:
            scores.append(score.total)
    found = compose(whole, QUICK)
    if scores and not found.waiting:
        assert (found.score.total, found.proved) == (min(scores), True)
    else:
        assert found.blame


@pytest.mark.parametrize("seed", range(3))
def test_p4_below_forty_people_the_optimum_is_the_exact_models(seed: int) -> None:
    whole = resolve(problem(varied(20, 2, seed), slots(3, 6, 8, challenges=2), known=(("p001", "p002"), ("p003", "p004"))))
    exact = TeamModel(look_up(whole), single=True).solve()
    found = compose(whole, Options(1, explain=False))
    assert exact.status == "optimal"
    assert found.score.broken == ()
    assert (found.score.total, found.proved) == (round(exact.cost), True)


@pytest.mark.parametrize(
    ("count", "teams", "expected", "closed", "waiting"),
    [
        (0, slots(2, 3, 5), ["too_few_people"], 2, 0),
        (1, slots(4, 3, 5), ["too_few_people"], 4, 1),
        (14, slots(3, 6, 8), ["too_few_people"], 1, 0),
        (11, slots(3, 10, 10), ["too_few_people"], 2, 1),
        (13, slots(4, 3, 3), ["too_many_people"], 0, 1),
        (12, slots(4, 3, 3), [], 0, 0),
        (4, [], ["no_teams"], 0, 4),
        (
            4,
            [Slot("bad", low=5, high=3), Slot("none", low=0, high=0)],
            ["range_impossible", "range_impossible", "no_teams"],
            2,
            4,
        ),
    ],
)
def test_p4_sizes_that_cannot_be_are_counted_and_named(
    count: int, teams: list[Slot], expected: list[str], closed: int, waiting: int
) -> None:
    found = compose(problem(people(count), teams), Options(1, effort=0.05))
    assert codes(found) == expected
    assert (len(found.closed), len(found.waiting), len(found.assignment)) == (closed, waiting, count - waiting)
    assert found.score.broken == ()
    assert all(found.explained.people[one][0].code == "waiting" for one in found.waiting)


def test_p4_too_few_people_says_how_many_are_missing_and_each_challenge_keeps_a_team() -> None:
    teams = [Slot(f"t{n:02}", f"c{n // 2}", low=4, high=6) for n in range(4)]
    found = compose(problem(people(8), teams), QUICK)
    assert found.closed == ("t01", "t03")
    assert found.blame[0].params == {"people": 8, "needed": 16, "missing": 8}
    assert found.blame[0].amount == 8


def test_p4_who_waits_is_drawn_by_lot_but_the_locked_and_groups_stay_whole() -> None:
    whole = problem(people(10), slots(2, 3, 4), locks={"p009": "t01"}, together=(frozenset({"p000", "p001"}),))
    drawn = {compose(whole, replace(QUICK, seed=seed)).waiting for seed in range(20)}
    assert all(len(waiting) == 2 and "p009" not in waiting for waiting in drawn)
    assert all(("p000" in waiting) == ("p001" in waiting) for waiting in drawn)
    assert len(drawn) > 5


def test_p4_all_remote_and_one_place_on_site() -> None:
    found = compose(problem(people(8, mode="remote"), [Slot("s", mode="on_site", low=1, high=1)]), QUICK)
    assert {told.code for told in found.blame} == {"too_many_people", "mode_seats"}
    assert next(told for told in found.blame if told.code == "mode_seats").params["seats"] == 0
    assert len(found.waiting) == 8


def test_p4_more_remote_people_than_remote_seats() -> None:
    crew = [*people(5, mode="remote"), *(Applicant(f"s{n}") for n in range(4))]
    whole = problem(crew, [Slot("r", mode="remote", low=2, high=3), Slot("s", mode="on_site", low=2, high=9)])
    (told,) = blame(whole)
    assert (told.rule, told.code, told.amount) == ("mode", "mode_seats", 2)
    assert told.people == tuple(f"p{n:03}" for n in range(5))
    found = compose(whole, QUICK)
    assert len(found.waiting) == 2
    assert set(found.waiting) <= set(told.people)
    assert found.score.broken == ()


def test_p4_an_accessible_place_and_a_language_may_be_too_few() -> None:
    stairs = problem(people(6, step_free=True), slots(2, 2, 4, accessible=False))
    assert [told.code for told in blame(stairs)] == ["access_seats"]
    crew = [*people(4, languages=frozenset({"ty"})), *(Applicant(f"s{n}") for n in range(4))]
    spoken = problem(crew, [Slot("a", language="ty", low=1, high=3), Slot("b", language="fr", low=1, high=9)])
    (told,) = blame(spoken)
    assert (told.code, told.amount, told.params["language"]) == ("language_seats", 1, "ty")


def test_p4_a_group_larger_than_a_team_and_one_that_fits_nowhere() -> None:
    large = frozenset(f"p{n:03}" for n in range(6))
    (told, *_) = blame(problem(people(12), slots(3, 4, 4), together=(large,)))
    assert (told.code, told.amount, told.params, set(told.people)) == ("group_too_large", 2, {"size": 6, "largest": 4}, large)
    split = [Applicant("a", mode="remote"), Applicant("b", mode="on_site"), *people(6)]
    teams = [Slot("r", mode="remote", low=1, high=4), Slot("s", mode="on_site", low=1, high=5)]
    assert [told.code for told in blame(problem(split, teams, together=(frozenset({"a", "b"}),)))] == ["group_fits_nowhere"]


def test_p4_a_with_b_and_b_apart_from_a() -> None:
    whole = problem(people(8), slots(2, 4, 4), together=(frozenset({"p000", "p001"}),), apart=(("p001", "p000"),))
    assert [(told.rule, told.code, told.people) for told in blame(whole)] == [("apart", "group_apart", ("p000", "p001"))]
    found = compose(whole, QUICK)
    assert [(broken.rule, broken.amount) for broken in found.score.broken] in ([("apart", 1)], [("together", 1)])


def test_p4_contradictory_locks_are_named_one_by_one() -> None:
    locks = {f"p{n:03}": "t00" for n in range(5)} | {"p005": "gone", "p006": "t01", "stranger": "t00"}
    whole = problem(
        people(12, mode="on_site"), [*slots(2, 2, 4), Slot("r", mode="remote", low=0, high=4), *slots(5, 1, 4)[2:]],
        locks=locks | {"p007": "r"}, together=(frozenset({"p004", "p006"}),), apart=(("p000", "p001"),),
    )  # fmt: skip
    found = blame(whole)
    assert [(told.code, told.amount) for told in found if told.rule == "lock"] == [
        ("lock_unknown_team", 1), ("lock_does_not_fit", 1), ("locks_over_maximum", 1), ("locks_apart", 1),
        ("locks_split_group", 1),
    ]  # fmt: skip
    assert {told.rule for told in found} == {"lock"}
    placed = compose(whole, QUICK).assignment
    assert all(placed[f"p{n:03}"] == "t00" for n in range(5))


def test_p4_too_few_with_the_skill_or_present_and_an_employer_over_a_cap_by_hand() -> None:
    crew = [
        Applicant(f"p{n}", employer="Sponsor", skills=frozenset({"proto"} if n < 2 else ()), present=frozenset({0}))
        for n in range(12)
    ]
    whole = problem(crew, slots(3, 4, 4), required_skill="proto", half_days=2, present_min=2, employer_caps={"sponsor": 3})
    told = {one.code: one.amount for one in blame(whole)}
    assert told == {"too_few_skilled": 1, "presence_short": 6, "employer_over_cap": 3}
    found = compose(whole, QUICK)
    assert {broken.rule for broken in found.score.broken} == {"skill", "presence", "employer"}


def test_p4_only_the_model_sees_what_no_count_shows() -> None:
    """Three of one employer, two apart pairs: each count is fine, the whole is not."""
    crew = [Applicant(f"p{n}", employer="E" if n < 2 else None) for n in range(4)]
    whole = problem(crew, slots(2, 2, 2), apart=(("p0", "p2"), ("p0", "p3")), employer_caps={"e": 1})
    (told,) = blame(whole)
    assert (told.rule, told.amount) == ("employer", 1)
    assert set(told.people) == {"p0", "p1"}
    assert told.params["cap"] == 1


def test_p4_classes_of_one_and_a_problem_already_solved() -> None:
    alone: Problem = problem(people(6), [Slot(f"t{n}", f"c{n}", low=2, high=2) for n in range(3)])
    found = compose(alone, Options(1))
    assert (found.score.total, found.proved) == (0, True)
    assert compose(found.problem, Options(1)).assignment == found.assignment


def test_p4_the_reason_why_not_the_first_wish_is_what_it_would_break_or_cost() -> None:
    crew = [
        Applicant("r", mode="remote", wishes=("c1", "c0")),
        *(Applicant(f"p{n}", mode="on_site", wishes=("c1",)) for n in range(4)),
    ]
    teams = [Slot("t0", "c0", low=1, high=3), Slot("t1", "c1", "on_site", low=2, high=3)]
    found = compose(problem(crew, teams), Options(1))
    reasons = found.explained.people
    assert [reason.code for reason in reasons["r"]] == ["wish_given", "first_wish_rule"]
    assert reasons["r"][0].params == {"rank": 2}
    assert reasons["r"][1].params == {"challenge": "c1", "rule": "mode"}
    others = [one for one, slot in found.assignment.items() if slot == "t0" and one != "r"]
    assert others
    for one in others:
        given, why = reasons[one]
        assert given.code == "wish_not_given"
        assert (why.code, why.params["kind"], why.params["points"]) == ("first_wish_costs", "wish", 20)


def test_p4_a_first_wish_whose_seats_are_all_locked_is_full() -> None:
    crew = [Applicant(f"p{n}", wishes=("c0",)) for n in range(4)]
    teams = [Slot("t0", "c0", low=2, high=2), Slot("t1", "c1", low=2, high=2)]
    found = compose(problem(crew, teams, locks={"p0": "t0", "p1": "t0"}), Options(1))
    assert [reason.code for reason in found.explained.people["p2"]] == ["wish_not_given", "first_wish_full"]
    assert [reason.code for reason in found.explained.people["p0"]] == ["locked"]
