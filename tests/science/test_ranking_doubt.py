"""J5: margins, likely ranks, teams that cannot be told apart, the guard against far marks, the drop test."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science import certainty
from app.science.adjusting import Reason
from app.science.certainty import Closeness, closeness, weigh
from app.science.guarding import alarms, hold
from app.science.ranking import Estimator, Ranking, Rules, rank
from app.science.ranking_doubt import Doubt, doubt, drop, guard
from tests.science.judging import ADJUSTED, CATALYSTS, RAW, STOOLS, Reads, columns, drawn, fitted, panel, sheets, teams


def ranking(reads: Reads, rules: Rules = ADJUSTED) -> Ranking:
    return rank(teams(reads), sheets(reads), rules)


def doubts(reads: Reads, rules: Rules = ADJUSTED) -> Doubt:
    return doubt(ranking(reads, rules))


def test_published_expected_ranks_of_a_funding_panel() -> None:
    """The Swiss fund's own figures (JAGS, ERforResearch 4.0.0) are met within .24 of a rank, and in their order."""
    rows = columns("snsf_er_mock_panel1.csv")
    reads = {(row["judge"], row["item"]): float(row["num_grade"]) for row in rows}
    published = (2.44, 4.06, 4.09, 4.12, 5.08, 6.19, 7.34, 7.26, 8.43, 9.42, 10.4, 11.4, 13.0, 13.0, 13.7)
    found, means = fitted(reads)
    expected = weigh(found.adjusted, found.spread).expected
    assert list(means) == [f"#{n}" for n in range(1, 16)]
    assert expected == pytest.approx(published, abs=0.24)


def test_pairs_and_expected_ranks_are_those_of_the_draws() -> None:
    found, _ = fitted(drawn(1)[0])
    sure = weigh(found.adjusted, found.spread)
    count = len(found.adjusted)
    assert sure.expected.sum() == pytest.approx(count * (count + 1) / 2)
    assert sure.first.sum() == pytest.approx(1)
    assert sure.podium.sum() == pytest.approx(3)
    assert sure.better + sure.better.T == pytest.approx(np.ones((count, count)))
    middle, cover = certainty._posterior(found.adjusted, found.spread)
    drawn_ = np.random.default_rng(7).multivariate_normal(middle, cover, 40_000)
    ranks = (-drawn_).argsort(axis=1).argsort(axis=1) + 1
    assert ranks.mean(axis=0) == pytest.approx(sure.expected, abs=0.05)
    assert (ranks == 1).mean(axis=0) == pytest.approx(sure.first, abs=0.015)
    low, high = np.quantile(ranks, [0.05, 0.95], axis=0, method="inverted_cdf")
    assert np.abs(sure.lowest - low).max() <= 1
    assert np.abs(sure.highest - high).max() <= 1


def test_the_posterior_is_the_one_of_whole_matrices() -> None:
    """Given τ², teams around an unknown mean with a flat prior: the textbook formula for normal means."""
    found, _ = fitted(drawn(2)[0])
    middle, cover = certainty._posterior(found.adjusted, found.spread)
    count = len(middle)
    worth = max((np.var(found.adjusted) * count - (np.trace(found.spread) - found.spread.sum() / count)) / (count - 1), 1e-6)
    vague = worth * np.eye(count) + 1e6  # an unknown common mean is a very wide normal one
    start = found.adjusted.mean()
    gain = vague @ np.linalg.inv(vague + found.spread)
    assert middle == pytest.approx(start + gain @ (found.adjusted - start), abs=1e-4)
    assert cover == pytest.approx(vague - gain @ vague, abs=1e-3)


def test_the_same_seed_gives_the_same_chances_and_names_move_none() -> None:
    found, _ = fitted(drawn(3)[0])
    once, twice = weigh(found.adjusted, found.spread), weigh(found.adjusted, found.spread)
    assert (once.first == twice.first).all()
    other = np.random.default_rng(0).permutation(len(found.adjusted))
    mixed = weigh(found.adjusted[other], found.spread[np.ix_(other, other)])
    assert mixed.first == pytest.approx(once.first[other], abs=1e-9)
    assert (mixed.lowest == once.lowest[other]).all()
    assert (weigh(found.adjusted, found.spread, seed=1).first != once.first).any()


def test_the_draws_are_the_same_on_every_machine() -> None:
    """The seed is kept with the result; should the library's stream change, this says so before a proof fails."""
    first = np.random.Generator(np.random.PCG64(certainty.SEED)).standard_normal(3)
    assert first.round(9).tolist() == [0.473692321, 0.128334348, -0.639622899]


@pytest.mark.parametrize(
    ("chance", "word"), [(0.95, "clear"), (0.9499, "likely"), (0.8, "likely"), (0.7999, "tie"), (0.1, "tie")]
)
def test_closeness_in_a_word(chance: float, word: str) -> None:
    assert closeness(chance) is Closeness(word)


CLOSE = panel("""
5 5 4 5 5
3 4 3 3 4
4 3 3 4 3
1 1 2 1 1
""")


def test_two_teams_that_cannot_be_told_apart_are_said_to_be_so() -> None:
    result = ranking(CLOSE)
    found = doubt(result)
    assert found.refusal is None
    assert {team: (m.alike, m.likely, m.best_rank, m.worst_rank) for team, m in found.margins.items()} == {
        "A": ((), (), 1, 1),
        "B": (("C",), (), 2, 3),
        "C": (("B",), (), 2, 3),
        "D": ((), (), 4, 4),
    }
    best = found.margins["A"]
    assert (best.first, best.podium, best.expected_rank) == (1, 1, 1)
    assert best.low < Decimal("4.80") < best.high
    assert best.high - Decimal("4.80") == Decimal("4.80") - best.low


def test_equal_teams_have_equal_chances() -> None:
    reads = {key: mark for key, mark in CLOSE.items() if key[1] in "BC"} | {
        (juror, "D" if team == "B" else "E"): mark for (juror, team), mark in CLOSE.items() if team in "BC"
    }
    found = doubts(reads)
    assert len({margin.first for margin in found.margins.values()}) <= 2
    sure = weigh(np.array([2.0, 3.0, 2.0, 3.0]), 0.1 * np.eye(4))
    assert (sure.first[0], sure.first[1]) == (sure.first[2], sure.first[3])
    equal = doubts(dict.fromkeys(CLOSE, 3.0)).margins
    assert {margin.first for margin in equal.values()} == {Decimal("0.25")}
    assert all(len(margin.alike) == 3 and margin.low == margin.high == 3 for margin in equal.values())


def test_margins_of_jurors_who_agree_to_the_digit_are_nothing() -> None:
    reads = {(juror, team): float("ABCD".index(team) + 1) for juror, team in CLOSE}
    found = doubts(reads)
    assert {team: (m.low, m.high, m.first, m.alike) for team, m in found.margins.items()} == {
        team: (n, n, int(team == "D"), ()) for n, team in enumerate("ABCD", 1)
    }


def test_where_nothing_can_be_said_the_reason_is() -> None:
    assert doubts({("j", "A"): 3, ("j", "B"): 4}).refusal is Reason.TOO_FEW
    assert doubts({("j", "A"): 3}).refusal is Reason.NOBODY
    assert doubts(CATALYSTS).refusal is Reason.TOO_FEW
    assert doubts(STOOLS).refusal is None
    some, _ = drawn(0)
    assert doubts(some, RAW).refusal is Reason.NOT_ADJUSTED
    assert doubts(some).refusal is None
    apart = CLOSE | {("else", "Y"): 3.0, ("else", "Z"): 3.0}
    assert doubts(apart).refusal is Reason.DISCONNECTED
    assert doubts(some | {("late", "t00"): 3.0}).refusal is Reason.THIN_JUROR
    assert all(doubt_.margins == {} for doubt_ in (doubts(apart), doubts(CATALYSTS)))


def test_the_margin_covers_the_truth_nine_times_in_ten() -> None:
    """Of simulated panels: the line around the mean holds the team's true distance from the others."""
    inside = []
    for seed in range(120):
        reads, worth = drawn(seed, count=12, jurors=6, reads=4)
        found, means = fitted(reads)
        apart = np.array([means[name] for name in sorted(means)]) - worth
        margin = dict(zip(means, weigh(found.adjusted, found.spread, draws=2).margin, strict=True))
        inside += (np.abs(apart - apart.mean()) <= [margin[name] for name in sorted(means)]).tolist()
    assert len(inside) == 1440
    assert 0.87 < np.mean(inside) < 0.93


FAR = panel("""
4 4 4 4 5
3 3 3 3 3
2 2 2 3 2
3 3 4 3 3
2 2 2 2 2
4 4 4 4 1
""")


def test_a_mark_far_from_the_others_is_for_its_juror_to_confirm() -> None:
    found = guard(ranking(FAR))
    assert found.far == (("j4", "F"),)
    assert found.podium_differs is False
    fair = {key: mark if key != ("j4", "F") else 4 for key, mark in FAR.items()}
    assert guard(ranking(fair)).far == ()
    assert ranking(FAR).rows[1].score == Decimal("3.40")  # nothing is dropped


def test_a_podium_that_rests_on_one_far_mark_is_said_to() -> None:
    reads = panel("""
    5 4 5 4 4 5
    5 5 5 5 5 1
    3 3 3 4 3 3
    2 3 2 2 2 2
    1 2 1 1 1 1
    """)
    found = guard(ranking(reads))
    assert [row.team for row in ranking(reads).rows][:2] == ["A", "B"]
    assert found.far == (("j5", "B"),)
    assert found.podium[0] == "B"
    assert found.podium_differs


def test_two_jurors_cannot_raise_the_alarm() -> None:
    reads = {(f"j{n}", team): float(mark) for n in range(2) for mark, team in enumerate("ABCDEFGHIJ")}
    assert guard(ranking(reads | {("j1", "A"): 9.0})).far == ()
    three = reads | {("j2", team): float(mark) for mark, team in enumerate("ABCDEFGHIJ")}
    assert guard(ranking(three | {("j1", "A"): 9.0})).far == (("j1", "A"),)


def test_nobody_is_far_where_all_agree_or_nothing_can_be_said() -> None:
    assert guard(ranking(dict.fromkeys(FAR, 3.0))).far == ()
    assert guard(ranking(CATALYSTS)) == guard(ranking({}))


def test_far_marks_are_held_not_dropped() -> None:
    found, _ = fitted(FAR)
    plan, marks = found.plan, np.array(list(FAR.values()))
    held, departures = hold(plan, marks)
    assert alarms(plan, departures) == [list(FAR).index(("j4", "F"))]
    assert held.raw[5] > found.raw[5]
    calm, gaps = hold(plan, found.raw[plan.team])
    assert calm.raw == pytest.approx(found.raw)
    assert np.abs(gaps).max() < 1e-9


SPONSORED = panel("""
5 3 3 4
3 4 3 4
2 2 2 2
""")


def test_the_drop_test_says_what_the_sponsors_jurors_change() -> None:
    found = drop(teams(SPONSORED), sheets(SPONSORED), RAW, {"j0"})
    assert found.ranks == (("A", 1, 2), ("B", 2, 1), ("C", 3, 3))
    assert found.differs
    assert found.first_differs
    same = drop(teams(SPONSORED), sheets(SPONSORED), RAW, {"nobody"})
    assert not same.differs
    assert not same.first_differs


def test_the_drop_test_of_every_juror_ranks_nobody() -> None:
    found = drop(teams(SPONSORED), sheets(SPONSORED), RAW, {"j0", "j1", "j2", "j3"})
    assert [without for _, _, without in found.ranks] == [None, None, None]


wide = st.dictionaries(
    st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("ABCDE")), st.integers(0, 20).map(lambda n: n / 4), max_size=30
)


@settings(max_examples=120)
@given(wide, st.sampled_from(Estimator))
def test_what_is_said_of_any_panel_makes_sense(reads: Reads, estimator: Estimator) -> None:
    rules = Rules(criteria=RAW.criteria, minimum_reads=1, estimator=estimator)
    result = ranking(reads, rules)
    found, warned = doubt(result), guard(result)
    assert bool(found.margins) == (found.refusal is None)
    assert set(warned.far) <= set(reads)
    for team, margin in found.margins.items():
        assert 1 <= margin.best_rank <= margin.worst_rank <= len(found.margins)
        assert margin.low <= margin.high
        assert 0 <= margin.first <= margin.podium <= 1
        assert math.isfinite(margin.expected_rank)
        assert team not in margin.alike
        assert all(team in found.margins[other].alike for other in margin.alike)
    if found.margins:
        assert abs(sum(margin.first for margin in found.margins.values()) - 1) < Decimal("0.03")
