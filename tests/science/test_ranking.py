"""J5: the ranking within one défi."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.science.ranking import (
    Coverage,
    Criterion,
    Ranking,
    Rules,
    Rung,
    Sheet,
    Status,
    is_complete,
    normalise_weights,
    rank,
    sheet_total,
)

DATA = Path(__file__).parents[3] / "shared" / "data" / "judging"

GRID = Rules(
    criteria=(
        Criterion("need", Decimal(30)),
        Criterion("originality", Decimal(20)),
        Criterion("potential", Decimal(30)),
        Criterion("pitch", Decimal(20)),
    )
)
ONE = Rules(criteria=(Criterion("mark", Decimal(1)),), minimum_reads=1)
TWO = Rules(criteria=(Criterion("a", Decimal(2)), Criterion("b", Decimal(1))), minimum_reads=1)


def read(juror: str, team: str, *marks: int | str | None, rules: Rules = GRID) -> Sheet:
    names = [criterion.id for criterion in rules.criteria]
    return Sheet(juror, team, {n: None if m is None else Decimal(m) for n, m in zip(names, marks, strict=True)})


def single(juror: str, team: str, mark: int | str | None) -> Sheet:
    return read(juror, team, mark, rules=ONE)


def ranks(result: Ranking) -> dict[str, int | None]:
    return {row.team: row.rank for row in result.rows}


def test_weighted_mean_of_complete_sheets() -> None:
    sheets = [
        read("j1", "A", 5, 3, 4, 2),
        read("j2", "A", 4, 4, 4, 4),
        read("j1", "B", 3, 3, 3, 3),
        read("j2", "B", 5, 5, 5, 4),
    ]
    result = rank(["A", "B"], sheets, GRID)
    assert [(row.team, row.score, row.rank) for row in result.rows] == [
        ("B", Decimal("3.90"), 1),
        ("A", Decimal("3.85"), 2),
    ]
    assert result.coverage is Coverage.COMPLETE
    assert all(row.decided_by is Rung.SCORE for row in result.rows)
    assert result.rows[0].criteria == {"need": 4, "originality": 4, "potential": 4, "pitch": Decimal("3.50")}
    assert (result.rows[0].lowest, result.rows[0].highest) == (Decimal("3.00"), Decimal("4.80"))


def test_weights_that_do_not_sum_to_one_are_normalised() -> None:
    assert normalise_weights(GRID.criteria) == {
        "need": Decimal("0.3"),
        "originality": Decimal("0.2"),
        "potential": Decimal("0.3"),
        "pitch": Decimal("0.2"),
    }
    thirds = tuple(Criterion(name, Decimal(7)) for name in "abc")
    rules = Rules(criteria=thirds, minimum_reads=1)
    result = rank(["A"], [Sheet("j", "A", dict.fromkeys("abc", Decimal(5)))], rules)
    assert result.rows[0].score == 5


@pytest.mark.parametrize("weights", [[], ["0", "0"], ["-1", "3"], ["NaN"], ["Infinity"]])
def test_a_grid_without_usable_weights_is_refused(weights: list[str]) -> None:
    rules = Rules(criteria=tuple(Criterion(str(n), Decimal(w)) for n, w in enumerate(weights)))
    with pytest.raises(ValueError, match="weight"):
        rank(["A"], [], rules)


def test_a_zero_weight_counts_for_nothing_but_must_be_marked() -> None:
    rules = Rules(criteria=(Criterion("a", Decimal(1)), Criterion("b", Decimal(0))), minimum_reads=1)
    result = rank(["A"], [read("j", "A", 3, 5, rules=rules)], rules)
    assert result.rows[0].score == 3
    assert not is_complete(read("j", "A", 3, None, rules=rules), rules.criteria)


def test_blank_is_missing_and_zero_is_a_mark() -> None:
    result = rank(
        ["A", "B"],
        [single("j1", "A", 0), single("j2", "A", 4), single("j1", "B", None), single("j2", "B", 4)],
        ONE,
    )
    assert {row.team: (row.score, row.reads) for row in result.rows} == {
        "A": (Decimal("2.00"), 2),
        "B": (Decimal("4.00"), 1),
    }
    assert sheet_total(single("j1", "B", None), ONE) is None
    assert sheet_total(single("j1", "A", 0), ONE) == 0


def test_a_partial_sheet_never_counts() -> None:
    sheets = [read("j1", "A", 5, 5, 5, None), read("j2", "A", 2, 2, 2, 2), read("j3", "A", 2, 2, 2, 2)]
    row = rank(["A"], sheets, GRID).rows[0]
    assert (row.reads, row.score) == (2, Decimal("2.00"))


def test_a_recused_sheet_is_missing_even_when_filled() -> None:
    filled = Sheet("j1", "A", {"mark": Decimal(1)}, recused=True)
    row = rank(["A"], [filled, single("j2", "A", 5)], ONE).rows[0]
    assert (row.reads, row.score) == (1, Decimal("5.00"))


def test_fewer_reads_than_the_minimum_is_not_rankable_never_last() -> None:
    sheets = [read("j1", "A", 1, 1, 1, 1), read("j2", "A", 1, 1, 1, 1), read("j1", "B", 5, 5, 5, 5)]
    result = rank(["A", "B", "C"], sheets, GRID)
    assert ranks(result) == {"A": 1, "B": None, "C": None}
    assert {row.team: row.status for row in result.rows}["B"] is Status.NOT_RANKABLE
    assert result.rows[2].score is None
    assert result.rows[2].decided_by is None


def test_a_minimum_of_zero_still_asks_for_one_read() -> None:
    assert rank(["A"], [], Rules(criteria=ONE.criteria, minimum_reads=0)).rows[0].status is Status.NOT_RANKABLE


def test_ranks_are_1_2_2_4() -> None:
    result = rank("ABCD", [single("j", team, mark) for team, mark in zip("ABCD", (5, 4, 4, 3), strict=True)], ONE)
    assert ranks(result) == {"A": 1, "B": 2, "C": 2, "D": 4}
    tied = {row.team: (row.decided_by, row.tied_with) for row in result.rows}
    assert tied["B"] == (Rung.TIE, ("C",))
    assert tied["D"] == (Rung.SCORE, ())


def test_the_heaviest_criterion_settles_a_tie_first() -> None:
    result = rank("AB", [read("j", "A", 3, 5, rules=TWO), read("j", "B", 4, 3, rules=TWO)], TWO)
    assert [(row.team, row.decided_by) for row in result.rows] == [
        ("B", Rung.HEAVIEST_CRITERION),
        ("A", Rung.HEAVIEST_CRITERION),
    ]


def test_most_first_places_settles_what_the_heaviest_criterion_left() -> None:
    sheets = [
        single(f"j{n}", team, mark)
        for n, marks in enumerate([(5, 4), (5, 4), (2, 4)])
        for team, mark in zip("AB", marks, strict=True)
    ]
    result = rank("AB", sheets, ONE)
    assert [(row.team, row.score, row.first_places, row.decided_by) for row in result.rows] == [
        ("A", Decimal("4.00"), 2, Rung.FIRST_PLACES),
        ("B", Decimal("4.00"), 1, Rung.FIRST_PLACES),
    ]


def test_the_named_president_settles_the_rest_and_nothing_else() -> None:
    sheets = [single("j", team, mark) for team, mark in (("A", 4), ("B", 4), ("C", 5))]
    rules = Rules(criteria=ONE.criteria, minimum_reads=1, president_order=("B", "A", "C"))
    result = rank("ABC", sheets, rules)
    assert ranks(result) == {"C": 1, "B": 2, "A": 3}
    assert {row.team: row.decided_by for row in result.rows} == {
        "C": Rung.SCORE,
        "B": Rung.PRESIDENT,
        "A": Rung.PRESIDENT,
    }


def test_teams_the_president_did_not_name_stay_tied_after_the_named() -> None:
    rules = Rules(criteria=ONE.criteria, minimum_reads=1, president_order=("C",))
    result = rank("ABC", [single("j", team, 4) for team in "ABC"], rules)
    assert ranks(result) == {"C": 1, "A": 2, "B": 2}
    assert {row.team: row.decided_by for row in result.rows} == {
        "C": Rung.PRESIDENT,
        "A": Rung.TIE,
        "B": Rung.TIE,
    }


@pytest.mark.parametrize(("co_award", "expected"), [(True, Rung.CO_AWARD), (False, Rung.TIE)])
def test_a_tie_at_the_top_is_a_co_award_only_if_the_rules_said_so(co_award: bool, expected: Rung) -> None:
    rules = Rules(criteria=ONE.criteria, minimum_reads=1, co_award=co_award)
    result = rank("ABCD", [single("j", team, mark) for team, mark in zip("ABCD", (4, 4, 2, 2), strict=True)], rules)
    assert {row.team: row.decided_by for row in result.rows} == {
        "A": expected,
        "B": expected,
        "C": Rung.TIE,
        "D": Rung.TIE,
    }


def test_the_ladder_is_data() -> None:
    rules = Rules(criteria=TWO.criteria, minimum_reads=1, ladder=(Rung.PRESIDENT,), president_order=("A", "B"))
    result = rank("AB", [read("j", "A", 3, 5, rules=TWO), read("j", "B", 4, 3, rules=TWO)], rules)
    assert [row.decided_by for row in result.rows] == [Rung.PRESIDENT, Rung.PRESIDENT]
    assert result.rows[0].team == "A"


def test_rounding_is_half_up_and_equal_rounded_means_are_tied() -> None:
    sheets = [
        single(f"j{n}", team, mark) for team, marks in {"A": "44444443", "B": "44444434"}.items() for n, mark in enumerate(marks)
    ]
    result = rank("AB", sheets, ONE)
    assert {row.score for row in result.rows} == {Decimal("3.88")}
    coarse = Rules(criteria=ONE.criteria, minimum_reads=1, places=0)
    close = [single("j1", "A", "3.5"), single("j1", "B", "4.4")]
    assert ranks(rank("AB", close, Rules(criteria=coarse.criteria, minimum_reads=1, places=0, ladder=()))) == {"A": 1, "B": 1}


def test_one_juror_one_team_all_equal_and_nobody() -> None:
    assert ranks(rank(["A"], [single("j", "A", 3)], ONE)) == {"A": 1}
    equal = rank("ABC", [single(j, t, 3) for j in "xy" for t in "ABC"], ONE)
    assert set(ranks(equal).values()) == {1}
    assert rank([], [], ONE).rows == ()


def test_a_juror_without_reads_changes_nothing() -> None:
    sheets = [single("j", "A", 3), single("j", "B", 4)]
    with_blank = rank("AB", [*sheets, single("ghost", "A", None), single("ghost", "B", None)], ONE)
    assert with_blank.rows == rank("AB", sheets, ONE).rows
    assert with_blank.coverage is Coverage.COMPLETE


def test_panels_without_a_common_juror_are_not_ranked_together() -> None:
    sheets = [single("j1", "A", 5), single("j1", "B", 4), single("j2", "C", 3)]
    result = rank("ABC", sheets, ONE)
    assert result.coverage is Coverage.DISCONNECTED
    assert {row.status for row in result.rows} == {Status.NOT_COMPARABLE}
    bridged = rank("ABC", [*sheets, single("j2", "A", 4)], ONE)
    assert bridged.coverage is Coverage.INCOMPLETE
    assert None not in ranks(bridged).values()


def test_a_recused_bridge_juror_disconnects() -> None:
    sheets = [
        single("j1", "A", 5),
        Sheet("j1", "B", {"mark": Decimal(5)}, recused=True),
        single("j2", "B", 4),
    ]
    assert rank("AB", sheets, ONE).coverage is Coverage.DISCONNECTED


def test_what_storage_should_never_allow_is_refused() -> None:
    with pytest.raises(ValueError, match="two sheets"):
        rank("A", [single("j", "A", 1), single("j", "A", 2)], ONE)
    with pytest.raises(ValueError, match="not listed"):
        rank("A", [single("j", "B", 1)], ONE)
    with pytest.raises(ValueError, match="not a number"):
        rank("A", [single("j", "A", "NaN")], ONE)


def test_the_fingerprint_covers_marks_and_rules_but_not_their_order_or_spelling() -> None:
    sheets = [single("j1", "A", "3"), single("j2", "A", 4)]
    first = rank("AB", sheets, ONE).fingerprint
    assert rank("BA", sheets[::-1], ONE).fingerprint == first
    assert rank("AB", [single("j1", "A", "3.00"), sheets[1]], ONE).fingerprint == first
    assert rank("AB", [single("j1", "A", "3.01"), sheets[1]], ONE).fingerprint != first
    assert rank("AB", sheets, Rules(criteria=ONE.criteria, minimum_reads=2)).fingerprint != first
    assert (
        rank("AB", [single("j1", "A", None), sheets[1]], ONE).fingerprint
        != rank("AB", [single("j1", "A", 0), sheets[1]], ONE).fingerprint
    )
    assert len(first) == 64


marks = st.one_of(st.none(), st.integers(0, 5))
panels = st.dictionaries(st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("ABCDE")), st.tuples(marks, marks), max_size=30)


def sheets_of(panel: dict[tuple[str, str], tuple[int | None, int | None]]) -> list[Sheet]:
    return [read(juror, team, *pair, rules=TWO) for (juror, team), pair in panel.items()]


@given(panels, st.randoms(use_true_random=False))
def test_neither_order_nor_names_move_a_result(
    panel: dict[tuple[str, str], tuple[int | None, int | None]], rng: random.Random
) -> None:
    sheets = sheets_of(panel)
    before = rank("ABCDE", sheets, TWO)
    rng.shuffle(sheets)
    assert rank("EDCBA", sheets, TWO) == before
    names = dict(zip("ABCDE", "PZQYR", strict=True))
    renamed = [Sheet(sheet.juror[::-1] + "é", names[sheet.team], sheet.scores) for sheet in sheets]
    after = ranks(rank(names.values(), renamed, TWO))
    assert {names[team]: place for team, place in ranks(before).items()} == after


@given(panels)
def test_ranks_are_competition_ranks_and_follow_the_score(
    panel: dict[tuple[str, str], tuple[int | None, int | None]],
) -> None:
    ranked = [row for row in rank("ABCDE", sheets_of(panel), TWO).rows if row.rank is not None]
    for place, row in enumerate(ranked):
        assert row.rank == 1 + sum(other.rank is not None and other.rank < row.rank for other in ranked if row.rank)
        assert row.score is not None
        assert all(row.score >= (other.score or 0) for other in ranked[place:])
    scores = [row.score for row in ranked]
    assert scores == sorted(scores, key=lambda score: score or 0, reverse=True)


@settings(max_examples=50)
@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), min_size=2, max_size=6))
def test_a_harsh_juror_who_read_everything_cannot_change_the_order(rows: list[tuple[int, ...]]) -> None:
    teams = [f"t{n}" for n in range(len(rows))]
    sheets = [single(f"j{j}", team, row[j]) for team, row in zip(teams, rows, strict=True) for j in range(4)]
    harsh = [s if s.juror != "j0" else single("j0", s.team, (s.scores["mark"] or 0) - 3) for s in sheets]  # type: ignore[arg-type]
    assert ranks(rank(teams, sheets, ONE)) == ranks(rank(teams, harsh, ONE))


def columns(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip("the shared score sheets are not here")
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_textbook_ergonomic_stool_means() -> None:
    rows = columns("ergostool.csv")
    sheets = [single(row["judge"], row["item"], row["score"]) for row in rows]
    result = rank({row["item"] for row in rows}, sheets, Rules(criteria=ONE.criteria, places=6))
    assert sorted(str(row.score) for row in result.rows) == ["10.777778", "12.444444", "8.555556", "9.222222"]
    assert result.coverage is Coverage.COMPLETE


def test_published_averages_of_a_funding_panel() -> None:
    rows = columns("snsf_er_mock_panel1.csv")
    sheets = [single(row["judge"], row["item"], row["num_grade"]) for row in rows]
    result = rank({row["item"] for row in rows}, sheets, Rules(criteria=ONE.criteria, places=1))
    published = [Decimal(n) / 10 for n in (50, 46, 46, 46, 44, 42, 40, 40, 38, 36, 34, 32, 28, 28, 26)]
    assert [row.score for row in result.rows] == published


def test_six_separate_rooms_are_not_ranked_together() -> None:
    rows = columns("fll_state_rubric_anonymised.csv")
    sheets = [
        Sheet(f"{row['category']} {row['judge']}", row["team"], {"mark": Decimal(row["score"])})
        for row in rows
        if (row["category"], row["criterion"]) == ("core_values", "DISCOVERY")
    ]
    result = rank({sheet.team for sheet in sheets}, sheets, ONE)
    assert result.coverage is Coverage.DISCONNECTED
    assert all(row.rank is None for row in result.rows)
