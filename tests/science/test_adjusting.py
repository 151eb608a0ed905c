"""J5: means adjusted for strict and lenient jurors, against textbooks, published figures, and the slow way."""

from __future__ import annotations

import math
import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.adjusting import CLEARLY, METHOD, Fit, Floats, Reason
from app.science.ranking import Coverage, Estimator, Rules, Sheet, is_complete, rank
from app.science.tails import below, f_above
from tests.science.judging import (
    ADJUSTED,
    CATALYSTS,
    RAW,
    STOOLS,
    Reads,
    columns,
    drawn,
    fitted,
    panel,
    sheets,
    teams,
    turned,
)


def test_textbook_incomplete_blocks() -> None:
    """Montgomery's analysis of variance: catalysts adjusted for batches F 11.67, p .0107, error 3.25 on 5."""
    found, _ = fitted(turned(CATALYSTS))
    assert (round(found.f, 2), round(found.p, 4), found.plan.dof) == (11.67, 0.0107, 5)
    blocks, means = fitted(CATALYSTS, math.inf)
    assert round(blocks.f, 2) == 33.89  # batches adjusted for catalysts: 66.08 / 3 over 3.25 / 5
    assert means == pytest.approx({"1": 71.375, "2": 71.625, "3": 72.0, "4": 75.0})


def test_textbook_mixed_model() -> None:
    """Pinheiro and Bates by REML: 1.332465 between people, 1.100295 within, criterion 121.1; means as they are."""
    found, means = fitted(STOOLS)
    assert round(found.between_jurors, 6) == 1.332465
    assert round(math.sqrt(found.noise), 6) == 1.100295
    assert round(found.criterion, 1) == 121.1
    assert means == pytest.approx({"T1": 8.555556, "T2": 12.444444, "T3": 10.777778, "T4": 9.222222}, abs=1e-6)


def test_the_files_are_the_textbooks() -> None:
    for name, reads in (("ergostool.csv", STOOLS), ("montgomery_bibd_catalyst.csv", CATALYSTS)):
        kept = {(row["judge"].lstrip("B"), row["item"].lstrip("C")): float(row["score"]) for row in columns(name)}
        assert kept == reads


def test_trimmed_means_of_a_skating_panel_whose_juror_was_away() -> None:
    """Of 40 published means, 40 are found when the absent juror's 0.00 is blank, and not when it is a mark."""
    found = {}
    for away in (None, Decimal(0)):
        marks: dict[tuple[str, str, str], list[Decimal]] = {}
        for row in columns("figure_skating_2016_pairs_sp_missing_judge.csv"):
            given_ = Decimal(row["score"])
            sheet = Sheet(row["judge"], row["name"], {"mark": away if row["judge"] == "J6" and not given_ else given_})
            if is_complete(sheet, RAW.criteria):
                marks.setdefault((row["name"], row["aspect_desc"], row["scores_of_panel"]), []).append(
                    sheet.scores["mark"] or Decimal(0)
                )
        trimmed = {key: sorted(values)[1:-1] for key, values in marks.items()}
        found[away] = sum(
            (sum(v) / len(v)).quantize(Decimal("0.01"), "ROUND_HALF_UP") == Decimal(k[2]) for k, v in trimmed.items()
        )
        assert len(trimmed) == 40
    assert found[None] == 40
    assert found[Decimal(0)] < 40


def test_six_rooms_are_not_ranked_together() -> None:
    reads = {
        (f"{row['category']} {row['judge']}", row["team"]): float(row["score"])
        for row in columns("fll_state_rubric_anonymised.csv")
        if (row["category"], row["criterion"]) == ("core_values", "DISCOVERY")
    }
    found, _ = fitted(reads)
    assert found.plan.panels == 6
    result = rank(teams(reads), sheets(reads), ADJUSTED)
    assert (result.coverage, result.refusal) == (Coverage.DISCONNECTED, Reason.DISCONNECTED)
    assert all(row.rank is None and row.adjusted is None for row in result.rows)


def slow(found: Fit, marks: Floats, ratio: float) -> tuple[Floats, Floats, float, float]:
    """The same model with whole matrices: means, their covariance, noise and −2 log likelihood at a given λ."""
    plan = found.plan
    x = np.eye(len(plan.by_team))[plan.team]
    z = np.eye(len(plan.by_juror))[plan.juror]
    v = np.eye(len(marks)) + ratio * z @ z.T
    w = np.linalg.inv(v)
    inner = np.linalg.inv(x.T @ w @ x)
    means = inner @ x.T @ w @ marks
    rest, spare = marks - x @ means, len(marks) - x.shape[1]
    noise = float(rest @ w @ rest) / spare
    sizes = np.linalg.slogdet(v)[1] - np.linalg.slogdet(inner)[1]
    return means, inner * noise, noise, spare * (1 + math.log(2 * math.pi * noise)) + float(sizes)


@pytest.mark.parametrize("seed", range(8))
def test_the_fast_fit_is_the_slow_one(seed: int) -> None:
    reads, _ = drawn(seed, leniency=1.0)
    found, _ = fitted(reads)
    marks = np.array(list(reads.values()))
    assert 0 < found.ratio < math.inf
    means, spread, noise, cost = slow(found, marks, found.ratio)
    assert found.adjusted == pytest.approx(means, abs=1e-9)
    assert found.spread == pytest.approx(spread, abs=1e-9)
    assert found.noise == pytest.approx(noise, rel=1e-9)
    assert found.criterion == pytest.approx(cost, abs=1e-8)
    others = [slow(found, marks, found.ratio * step)[3] for step in (0.01, 0.5, 0.99, 1.01, 2, 100)]
    assert all(cost <= other + 1e-9 for other in others)
    assert cost < slow(found, marks, 0)[3] - CLEARLY + 1e-9


def test_an_adjusted_mean_is_the_raw_one_less_the_leniency_of_its_jurors() -> None:
    found, means = fitted(drawn(3)[0])
    plan = found.plan
    for number, team in enumerate(means):
        mine = [float(found.leniency[juror]) for juror in plan.juror[plan.team == number]]
        assert means[team] == pytest.approx(found.raw[number] - sum(mine) / len(mine))


# Nine teams of equal steps; j0 marks two less than the others. I, the best, was read by j0 and two of them.
STRICT = panel("""
. 2.0 2.1 . 1.9
. 2.3 2.2 2.2 .
. . 2.4 2.6 2.5
0.7 2.8 . 2.7 .
. 3.0 3.1 . 2.9
1.2 . 3.2 3.3 .
. 3.4 . 3.6 3.5
. . 3.7 3.8 3.7
2.1 . 4.1 . 3.9
""")


def test_a_strict_juror_does_not_cost_a_team_its_place() -> None:
    plain, fair = rank("ABCDEFGHI", sheets(STRICT), RAW), rank("ABCDEFGHI", sheets(STRICT), ADJUSTED)
    assert [row.team for row in plain.rows][:2] == ["H", "G"]
    assert [row.team for row in fair.rows] == list("IHGFEDCBA")
    assert (plain.method, fair.method, fair.refusal) == ("weighted-mean-1", METHOD, None)
    best = fair.rows[0]
    assert best.score == Decimal("3.37")
    assert best.adjusted is not None
    assert best.adjusted > best.score + Decimal("0.2")
    assert best.deciding == best.adjusted
    assert plain.rows[0].deciding == plain.rows[0].score


def reason(reads: Reads, rules: Rules = ADJUSTED) -> Reason | None:
    result = rank(teams(reads), sheets(reads), rules)
    assert (result.method == METHOD) == (result.refusal is None)
    if result.refusal is not None:
        plain = rank(teams(reads), sheets(reads), Rules(criteria=rules.criteria, minimum_reads=rules.minimum_reads))
        assert result.rows == plain.rows
    return result.refusal


def test_refusals_say_why_and_leave_the_plain_ranking() -> None:
    assert reason(STOOLS) is Reason.COMPLETE
    assert reason(CATALYSTS) is Reason.TOO_FEW
    assert reason({("j", "A"): 3, ("j", "B"): 4}) is Reason.COMPLETE
    assert reason({("j", "A"): 3}) is Reason.NOBODY
    assert reason({}) is Reason.NOBODY
    thin = STRICT | {("late", "A"): 2.0, ("late", "B"): 2.2}
    assert reason(thin) is Reason.THIN_JUROR
    assert reason(thin | {("late", "C"): 2.4}) is None
    two_rooms = STRICT | {(f"other {juror}", f"other {team}"): mark for (juror, team), mark in STRICT.items()}
    assert reason(two_rooms) is Reason.DISCONNECTED
    bridge = two_rooms | {("bridge", "A"): 2.0, ("bridge", "other A"): 2.0, ("bridge", "other I"): 4.0}
    assert reason(bridge) is None
    alike = {key: ord(key[1]) - ord("A") + (0.1 if n % 2 else -0.1) for n, key in enumerate(STRICT)}
    assert reason(alike) is Reason.NO_DIFFERENCE


def test_the_bridge_juror_recused_leaves_nobody_to_compare() -> None:
    other = {(f"other {juror}", f"other {team}"): mark for (juror, team), mark in STRICT.items()}
    reads = STRICT | other | {("bridge", "A"): 2.0, ("bridge", "other A"): 2.0, ("bridge", "other I"): 4.0}
    gone = [Sheet(s.juror, s.team, s.scores, recused=s.juror == "bridge") for s in sheets(reads)]
    result = rank(teams(reads), gone, ADJUSTED)
    assert (result.coverage, result.refusal) == (Coverage.DISCONNECTED, Reason.DISCONNECTED)


def test_plain_rules_are_never_adjusted_and_keep_their_fingerprint() -> None:
    plain = rank("ABCDEFGHI", sheets(STRICT), RAW)
    assert (plain.method, plain.refusal) == ("weighted-mean-1", None)
    assert all(row.adjusted is None for row in plain.rows)
    assert plain.fingerprint != rank("ABCDEFGHI", sheets(STRICT), ADJUSTED).fingerprint
    assert rank("A", [], RAW).fingerprint == "e75c60e04b9077ac56e2bd966b150ac7624667becd3da3aa39350b1e20d096f4"


def test_a_complete_panel_keeps_the_plain_order_exactly() -> None:
    for seed in range(5):
        reads, _ = drawn(seed, count=5, jurors=5, reads=5, leniency=1.0)
        fair, plain = (rank(teams(reads), sheets(reads), rules) for rules in (ADJUSTED, RAW))
        assert fair.rows == plain.rows
        found, means = fitted(reads)
        assert means == pytest.approx(dict(zip(means, found.raw.tolist(), strict=True)), abs=1e-9)


def test_all_equal_marks_are_neither_infinite_nor_nothing() -> None:
    equal = dict.fromkeys(STRICT, 3.0)
    found, means = fitted(equal)
    assert set(means.values()) == {3.0}
    assert (found.ratio, found.noise, found.f, found.p) == (0.0, 0.0, 0.0, 1.0)
    assert np.all(found.spread == 0)
    assert reason(equal) is Reason.NO_DIFFERENCE


def test_jurors_who_differ_by_a_constant_are_corrected_exactly() -> None:
    reads = {(juror, team): 2.0 + (ord(team) - ord("A")) / 4 + int(juror[1]) / 2 for juror, team in STRICT}
    found, means = fitted(reads)
    assert (found.ratio, found.noise, found.f, found.p) == (math.inf, 0.0, math.inf, 0.0)
    steps = [means[team] - means["A"] for team in "ABCDEFGHI"]
    assert steps == pytest.approx([n / 4 for n in range(9)])
    assert found.between_jurors == pytest.approx(math.sqrt(0.5))
    result = rank("ABCDEFGHI", sheets(reads), ADJUSTED)
    assert [row.team for row in result.rows] == list("IHGFEDCBA")


def test_one_read_a_team_leaves_nothing_to_measure() -> None:
    found, means = fitted({("j", "A"): 3.0, ("j", "B"): 4.0})
    assert (found.plan.dof, found.ratio, found.noise, means) == (0, 0.0, 0.0, {"A": 3.0, "B": 4.0})
    assert reason({("j", "A"): 3.0, ("j", "B"): 4.0}) is Reason.COMPLETE


def test_a_blank_sheet_is_no_read_and_zero_is_one() -> None:
    away = {**STRICT, ("j1", "C"): 0.0}
    blank = [*sheets(STRICT), Sheet("j1", "C", {"mark": None})]
    assert rank("ABCDEFGHI", blank, ADJUSTED).rows == rank("ABCDEFGHI", sheets(STRICT), ADJUSTED).rows
    assert rank("ABCDEFGHI", sheets(away), ADJUSTED).rows != rank("ABCDEFGHI", sheets(STRICT), ADJUSTED).rows


def test_a_team_that_cannot_be_ranked_teaches_nothing_about_jurors() -> None:
    rules = Rules(criteria=ADJUSTED.criteria, minimum_reads=2, estimator=Estimator.ADJUSTED)
    alone = STRICT | {("j0", "Z"): 5.0, ("ghost", "Y"): 1.0}
    before, after = (rank(teams(reads), sheets(reads), rules) for reads in (STRICT, alone))
    assert [(row.team, row.rank, row.adjusted) for row in after.rows[:9]] == [
        (row.team, row.rank, row.adjusted) for row in before.rows
    ]
    assert after.refusal is None
    assert [row.rank for row in after.rows[9:]] == [None, None]


wide = st.dictionaries(
    st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("ABCDEFGH")), st.integers(0, 20).map(lambda n: n / 4), max_size=48
)


@settings(max_examples=150)
@given(wide, st.randoms(use_true_random=False))
def test_neither_order_nor_names_move_an_adjusted_result(reads: Reads, chance: random.Random) -> None:
    before = rank("ABCDEFGH", sheets(reads), ADJUSTED)
    mixed = sheets(reads)
    chance.shuffle(mixed)
    assert rank("HGFEDCBA", mixed, ADJUSTED) == before
    names = dict(zip("ABCDEFGH", "QYPZRXSW", strict=True))
    renamed = {(juror.upper()[::-1] + "é", names[team]): mark for (juror, team), mark in reads.items()}
    after = {row.team: (row.rank, row.score, row.adjusted) for row in rank(names.values(), sheets(renamed), ADJUSTED).rows}
    assert {names[row.team]: (row.rank, row.score, row.adjusted) for row in before.rows} == after


@settings(max_examples=150)
@given(wide.filter(bool))
def test_every_figure_is_a_number(reads: Reads) -> None:
    found, means = fitted(reads)
    assert all(math.isfinite(mean) for mean in means.values())
    assert np.isfinite(found.leniency).all()
    assert np.isfinite(found.spread).all()
    assert 0 <= found.p <= 1
    assert found.noise >= 0
    assert found.between_jurors >= 0
    assert np.linalg.eigvalsh(found.spread).min() > -1e-9


@settings(max_examples=60)
@given(wide.filter(bool), st.integers(-8, 8))
def test_a_mark_more_for_all_is_a_mark_more_for_all(reads: Reads, more: int) -> None:
    before, after = fitted(reads)[1], fitted({key: mark + more for key, mark in reads.items()})[1]
    assert after == pytest.approx({team: mean + more for team, mean in before.items()}, abs=1e-6)


def test_tails_are_those_of_the_tables() -> None:
    """Upper points of F from Pearson and Hartley, Biometrika Tables for Statisticians, tables 5 % and 1 %."""
    for f, between, within, chance in ((4.96, 1, 10, 0.05), (3.29, 3, 15, 0.05), (6.63, 3, 9, 0.012), (4.94, 4, 18, 0.0073)):
        assert f_above(f, between, within) == pytest.approx(chance, rel=0.05)
    assert f_above(0, 3, 9) == 1
    assert below(1.6448536) == pytest.approx(0.95)
    assert below(-1.6448536) == pytest.approx(0.05)
