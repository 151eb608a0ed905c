"""P5: who accompanies which team, who is missing, and the round of the witnesses."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.assigning import assign
from app.science.companion_rota import rota
from app.science.companion_types import Companion, Pairing, Place
from app.science.companions import accompany, obstacle


def crowd(count: int, **more: object) -> list[Companion]:
    return [Companion(f"c{n}", **more) for n in range(count)]  # type: ignore[arg-type]


def places(count: int, whens: int = 1, **more: object) -> list[Place]:
    return [Place(f"t{n:02}", f"h{n % whens}", **more) for n in range(count)]  # type: ignore[arg-type]


def test_p5_each_team_gets_one_and_the_load_is_even() -> None:
    found = accompany(places(8, whens=4), crowd(4, most=4))
    assert found.missing == ()
    assert set(found.teams.values()) == {2}
    assert all(len(inside) == 1 for inside in found.companions.values())


def test_p5_nobody_is_at_two_teams_of_one_hackathon_unless_they_can_be() -> None:
    apart = accompany(places(4), crowd(2, most=4))
    assert sum(one.number for one in apart.missing) == 2
    assert {one.why for one in apart.missing} == {"busy"}
    both = accompany(places(4), crowd(2, most=4, at_once=2))
    assert both.missing == ()


def test_p5_load_elsewhere_counts() -> None:
    found = accompany(places(2, whens=2), [Companion("busy", most=3, load=2), Companion("free", most=3)])
    assert found.teams == {"busy": 0, "free": 2}


@pytest.mark.parametrize(
    ("companion", "place", "why"),
    [
        (Companion("c", languages=frozenset({"en"})), Place("t", language="fr"), "language"),
        (Companion("c", mode="remote"), Place("t", mode="on_site"), "mode"),
        (Companion("c", ties=frozenset({"défi"})), Place("t", tags=frozenset({"défi"})), "tie"),
        (Companion("c", ties=frozenset({"t"})), Place("t"), "tie"),
        (Companion("c", employer="Énergie"), Place("t", employers=frozenset({"energie "})), "employer"),
        (Companion("c", whens=frozenset({"other"})), Place("t", "h"), "when"),
    ],
)
def test_p5_who_is_missing_is_said_with_the_reason(companion: Companion, place: Place, why: str) -> None:
    found = accompany([place], [companion])
    assert [(one.place, one.number, one.why) for one in found.missing] == [("t", 1, why)]
    assert found.companions == {"t": ()}
    assert accompany([place], [companion, Companion("other")]).companions == {"t": ("other",)}


def test_p5_nobody_at_all_and_nothing_to_do() -> None:
    assert [one.why for one in accompany(places(1), []).missing] == ["busy"]
    assert accompany([], crowd(3)).companions == {}


def test_p5_a_companion_of_another_sector_is_preferred() -> None:
    asked = [Place("a", "h", sectors={"private": 3, "public": 1}), Place("b", "h", sectors={"public": 3, "private": 1})]
    pair = [Companion("x", "private"), Companion("y", "public")]
    assert accompany(asked, pair).companions == {"a": ("y",), "b": ("x",)}


def test_p5_what_is_kept_stays_and_what_cannot_be_is_refused() -> None:
    tied = Companion("c0", ties=frozenset({"t00"}))
    kept = frozenset({("t00", "c0"), ("t01", "c0"), ("gone", "c0"), ("t01", "nobody")})
    found = accompany(places(2), [tied, Companion("c1")], Pairing(kept))
    assert found.companions == {"t00": ("c0",), "t01": ("c1",)}
    assert found.refused == (("gone", "c0"), ("t01", "c0"), ("t01", "nobody"))


def test_p5_several_companions_for_one_place() -> None:
    found = accompany([Place("t", needed=2)], crowd(3))
    assert (len(found.companions["t"]), found.missing) == (2, ())


def cost_by_hand(asked: list[Place], people: list[Companion], given_to: tuple[int, ...]) -> int | None:
    """Points of one choice (the number of a companion or -1 for each place), None if it cannot be."""
    options, load, at_once, cost = Pairing(), Counter[int](), Counter[tuple[int, str]](), 0
    for place, n in zip(asked, given_to, strict=True):
        if n < 0:
            cost += options.missing
            continue
        one = people[n]
        load[n] += 1
        at_once[n, place.when] += 1
        if obstacle(one, place) or load[n] > one.most or at_once[n, place.when] > one.at_once:
            return None
        most = max(place.sectors.values(), default=0)
        cost += options.sector * (most > 0 and place.sectors.get(one.sector, 0) == most)
        cost += options.load * (one.load + load[n] - 1)
    return cost


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_p5_no_other_choice_costs_less(seed: int) -> None:
    rng = random.Random(seed)
    people = [
        Companion(
            f"c{n}", rng.choice(["a", "b"]), rng.choice([None, "X"]), frozenset(rng.sample(["fr", "en"], rng.randint(0, 2))),
            rng.choice(["on_site", "either"]), rng.randint(1, 2), rng.randint(1, 2), rng.randint(0, 2),
            frozenset(rng.sample(["t00", "t01"], rng.randint(0, 1))),
        )
        for n in range(3)
    ]  # fmt: skip
    events = rng.choice([["h"], ["h", "i"]])  # one is an assignment, several are a flow
    asked = [
        Place(
            f"t{n:02}", rng.choice(events), rng.choice(["fr", "en", None]), rng.choice(["on_site", "remote", "either"]),
            employers=frozenset(rng.sample(["x"], rng.randint(0, 1))), sectors={"a": rng.randint(0, 2), "b": rng.randint(0, 2)},
        )
        for n in range(4)
    ]  # fmt: skip
    costs = [cost_by_hand(asked, people, choice) for choice in itertools.product(range(-1, 3), repeat=4)]
    found = accompany(rng.sample(asked, 4), rng.sample(people, 3))
    assert found.cost == min(cost for cost in costs if cost is not None)
    chosen = tuple(int(found.companions[place.id][0][1:]) if found.companions[place.id] else -1 for place in asked)
    assert cost_by_hand(asked, people, chosen) == found.cost


def test_p5_sixty_teams_and_eighty_coaches_over_eight_events() -> None:
    rng = random.Random(1)
    people = [
        Companion(f"c{n}", rng.choice("abcd"), most=3, languages=frozenset({"fr", rng.choice(["en", "fr"])})) for n in range(80)
    ]
    asked = [Place(f"t{n:02}", f"h{n % 8}", rng.choice(["fr", "en"]), sectors={rng.choice("abcd"): 2}) for n in range(60)]
    began = time.process_time()
    found = accompany(asked, people)
    assert time.process_time() - began < 3
    assert found.missing == ()
    assert max(found.teams.values()) <= 2


def test_p5_three_hundred_teams_of_one_event_are_quick_enough_for_a_page() -> None:
    rng = random.Random(1)
    sectors, employers = ["public", "company", "association"], [f"Org {n}" for n in range(300)]
    people = [
        Companion(
            f"c{n:03}", rng.choice(sectors), rng.choice(employers), frozenset(rng.sample(["fr", "en", "es"], 2)),
            rng.choice(["on_site", "either", "remote"]), load=rng.randint(0, 2), ties=frozenset({f"d{n % 40}"}),
        )
        for n in range(330)
    ]  # fmt: skip
    asked = [
        Place(
            f"t{n:03}", "h", rng.choice(["fr", "en", None]), rng.choice(["on_site", "either"]), tags=frozenset({f"d{n % 40}"}),
            employers=frozenset(rng.sample(employers, 4)), sectors={one: rng.randint(0, 3) for one in sectors},
        )
        for n in range(300)
    ]  # fmt: skip
    began = time.process_time()
    found = accompany(asked, people)
    assert time.process_time() - began < 1.0  # .06 s on a quiet core
    assert found.missing == ()
    assert set(found.teams.values()) == {0, 1}


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_p5_an_assignment_costs_the_least_and_uses_no_column_twice(seed: int) -> None:
    rng = random.Random(seed)
    rows, more = rng.randint(1, 4), rng.randint(0, 2)
    costs = [[float(rng.randint(0, 5)) for _ in range(rows + more)] + [100.0] * rows for _ in range(rows)]
    given_to = assign(np.array(costs))
    assert len(set(given_to)) == rows
    all_ways = itertools.permutations(range(len(costs[0])), rows)
    assert sum(costs[n][column] for n, column in enumerate(given_to)) == min(
        sum(costs[n][column] for n, column in enumerate(way)) for way in all_ways
    )


def check_rota(plan: object, people: list[Companion], asked: list[Place]) -> None:
    person = {one.id: one for one in people}
    place = {one.id: one for one in asked}
    heard = [pair for each in plan.rounds for pair in each.items()]  # type: ignore[attr-defined]
    assert len(set(heard)) == len(heard)
    for each in plan.rounds:  # type: ignore[attr-defined]
        assert len(set(each.values())) == len(each)
    assert all(obstacle(person[one], place[table]) is None for table, one in heard)
    counts = Counter(table for table, _ in heard)
    assert plan.visits == {table: counts[table] for table in place}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("tables", "witnesses", "rounds"), [(6, 6, 4), (7, 3, 5), (4, 9, 4), (12, 5, 6), (1, 1, 3), (5, 0, 2)])
def test_p5_tables_hear_different_witnesses_in_balance(tables: int, witnesses: int, rounds: int) -> None:
    people, asked = crowd(witnesses), places(tables)
    plan = rota(people, asked, rounds)
    check_rota(plan, people, asked)
    assert max(plan.visits.values()) - min(plan.visits.values()) <= 1
    possible = min(tables * min(rounds, witnesses), min(witnesses, tables) * rounds)
    assert sum(plan.visits.values()) >= possible - (possible > 0) * (witnesses < rounds) * tables // 2
    assert plan.unseen == {table: rounds - seen for table, seen in plan.visits.items() if seen < rounds}


def test_p5_as_many_witnesses_as_rounds_serve_every_table() -> None:
    plan = rota(crowd(6), places(6), 6)
    assert (plan.unseen, set(plan.visits.values())) == ({}, {6})


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_p5_ties_are_kept_in_the_rota_and_a_seed_reproduces(seed: int) -> None:
    rng = random.Random(seed)
    asked = places(rng.randint(1, 8))
    people = [
        Companion(f"c{n}", most=rng.randint(1, 3), ties=frozenset(rng.sample([one.id for one in asked], rng.randint(0, 1))))
        for n in range(rng.randint(0, 8))
    ]
    plan = rota(people, asked, rng.randint(0, 5), seed=seed)
    check_rota(plan, people, asked)
    work = Counter(one for each in plan.rounds for one in each.values())
    assert all(work[one.id] <= one.most for one in people if one.most > 1)
    assert rota(people[::-1], asked[::-1], len(plan.rounds), seed=seed) == plan
