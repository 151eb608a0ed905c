"""J5: what the shared score sheets are known to give, line by line beyond the tests of each part; skipped where absent."""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal
from statistics import mean

import numpy as np
import pytest

from app.science.adjusting import Reason, fit, plan_of
from app.science.certainty import weigh
from app.science.ranking import Coverage, Criterion, Estimator, Rules, Sheet, rank
from app.science.ranking_doubt import doubt, guard
from tests.science.judging import ADJUSTED, RAW, Reads, columns, fitted, sheets, teams, turned


def read(name: str, mark: str = "score") -> Reads:
    return {(row["judge"], row["item"]): float(row[mark]) for row in columns(name)}


def test_stools_by_item() -> None:
    """Every person tried every stool: the corrected means are the plain ones, and the ranking says that it corrects nothing."""
    reads = read("ergostool.csv")
    rules = Rules(criteria=RAW.criteria, minimum_reads=1, places=6, estimator=Estimator.ADJUSTED)
    result = rank(teams(reads), sheets(reads), rules)
    assert {row.team: str(row.score) for row in result.rows} == {
        "T1": "8.555556", "T2": "12.444444", "T3": "10.777778", "T4": "9.222222",
    }  # fmt: skip
    assert [row.rank for row in result.rows] == [1, 2, 3, 4]
    assert (result.coverage, result.refusal) == (Coverage.COMPLETE, Reason.COMPLETE)
    assert result.measured is not None
    assert (len(reads), len(result.measured.jurors)) == (36, 9)


def test_catalysts_sums_of_squares() -> None:
    """Blocks 55.00, catalysts adjusted for them 22.75, error 3.25 on 5, R² .959877; effects −9/8, −7/8, −4/8, 20/8."""
    reads = read("montgomery_bibd_catalyst.csv")
    blocks, means = fitted(reads, math.inf)
    treatments, of_block = fitted(turned(reads), math.inf)
    marks = np.array(list(reads.values()))
    spare = len(marks) - 4
    error = treatments.noise * spare
    plain = sum((mark - of_block_mean) ** 2 for mark, of_block_mean in _within(reads))
    assert round(error, 2) == 3.25 == round(blocks.noise * spare, 2)
    assert (round(plain - error, 2), treatments.plan.dof) == (22.75, 5)
    whole = float(((marks - marks.mean()) ** 2).sum())
    assert round(whole - plain, 2) == 55.0
    assert round(1 - error / whole, 6) == 0.959877
    assert (round(treatments.f, 2), round(treatments.p, 4)) == (11.67, 0.0107)
    middle = mean(means.values())
    assert {team: round(8 * (found - middle), 6) for team, found in means.items()} == {"C1": -9, "C2": -7, "C3": -4, "C4": 20}
    assert len(of_block) == 4


def _within(reads: Reads) -> list[tuple[float, float]]:
    """Return each mark beside the plain mean of its batch."""
    batches: dict[str, list[float]] = defaultdict(list)
    for (batch, _), mark in reads.items():
        batches[batch].append(mark)
    return [(mark, mean(batches[batch])) for (batch, _), mark in reads.items()]


def test_a_funding_panel_by_the_curves_of_its_ranks() -> None:
    """SUCRA, the share of the others that a proposal is better than, as published, within .024: .24 of a rank, rounded twice."""
    found, _ = fitted(read("snsf_er_mock_panel1.csv", "num_grade"))
    published = (0.9, 0.78, 0.78, 0.78, 0.71, 0.63, 0.55, 0.55, 0.47, 0.4, 0.33, 0.25, 0.15, 0.14, 0.09)
    expected = weigh(found.adjusted, found.spread).expected
    assert (15 - expected) / 14 == pytest.approx(published, abs=0.024)


def test_the_juror_of_a_skating_panel_who_was_away_reads_nothing() -> None:
    """Five criteria of equal weight: blank, J6 has no sheet on anybody; 0.00 would be one and move every mean."""
    rows = columns("figure_skating_2016_pairs_sp_missing_judge.csv")
    grid = Rules(criteria=tuple(Criterion(name, Decimal(1)) for name in sorted({row["aspect_desc"] for row in rows})))
    found = {}
    for away in (None, Decimal(0)):
        marks: dict[tuple[str, str], dict[str, Decimal | None]] = defaultdict(dict)
        for row in rows:
            given = Decimal(row["score"])
            marks[row["judge"], row["name"]][row["aspect_desc"]] = away if row["judge"] == "J6" and not given else given
        listed = [Sheet(juror, pair, scores) for (juror, pair), scores in marks.items()]
        found[away] = rank({row["name"] for row in rows}, listed, grid)
    blank, zero = found[None], found[Decimal(0)]
    assert {row.reads for row in blank.rows} == {8}
    assert {row.reads for row in zero.rows} == {9}
    assert (blank.coverage, zero.coverage) == (Coverage.COMPLETE, Coverage.COMPLETE)
    assert all((row.lowest or 0) > 5 for row in blank.rows)
    assert {row.lowest for row in zero.rows} == {Decimal("0.00")}
    # The order is that of the published component scores, which leave out the best and the worst mark of each.
    totals = {row["name"]: Decimal(row["total_component_score"]) for row in rows}
    ranked = [row.team for row in blank.rows]
    assert ranked[0] == max(totals, key=lambda name: totals[name])
    assert sum(abs(ranked.index(name) - place) for place, name in enumerate(sorted(totals, key=lambda n: -totals[n]))) <= 4


def test_no_grid_of_six_rooms_is_ranked_across_them_and_each_room_is() -> None:
    rows = columns("fll_state_rubric_anonymised.csv")
    assert len({row["team"] for row in rows}) == 65
    assert {int(row["score"]) for row in rows if row["score"]} <= set(range(13))
    for category in sorted({row["category"] for row in rows}):
        own = [row for row in rows if row["category"] == category]
        names = sorted({row["criterion"] for row in own})
        assert len(names) == 9
        marks: dict[tuple[str, str], dict[str, Decimal | None]] = defaultdict(dict)
        for row in own:
            marks[row["judge"], row["team"]][row["criterion"]] = Decimal(row["score"]) if row["score"] else None
        listed = [Sheet(juror, team, scores) for (juror, team), scores in marks.items()]
        grid = Rules(criteria=tuple(Criterion(name, Decimal(1)) for name in names), minimum_reads=1, estimator=Estimator.ADJUSTED)
        whole = rank({sheet.team for sheet in listed}, listed, grid)
        assert (whole.coverage, whole.refusal) == (Coverage.DISCONNECTED, Reason.DISCONNECTED), category
        assert all(row.rank is None and row.adjusted is None for row in whole.rows)
        assert doubt(whole).refusal is Reason.DISCONNECTED
        assert guard(whole).far == ()
        rooms = _rooms(listed)
        assert len(rooms) == 6, category
        for room in rooms:
            result = rank(room, [sheet for sheet in listed if sheet.team in room], grid)
            assert result.coverage is not Coverage.DISCONNECTED
            assert result.rows[0].rank == 1


def _rooms(listed: list[Sheet]) -> list[set[str]]:
    rooms: list[tuple[set[str], set[str]]] = []
    for sheet in listed:
        met = [room for room in rooms if sheet.team in room[0] or sheet.juror in room[1]]
        joined = ({sheet.team}.union(*(room[0] for room in met)), {sheet.juror}.union(*(room[1] for room in met)))
        rooms = [room for room in rooms if room not in met] + [joined]
    return [room[0] for room in rooms]


def test_reads_that_leave_nothing_over_are_not_adjusted() -> None:
    """A ring of three: as many reads as teams and jurors together, so that one is left; take one away and none is."""
    ring = {("x", "A"): 3.0, ("x", "B"): 4.0, ("y", "B"): 2.0, ("y", "C"): 5.0, ("z", "C"): 1.0, ("z", "A"): 4.0}
    for reads, dof in ((ring, 1), ({key: mark for key, mark in ring.items() if key != ("z", "A")}, 0)):
        plan, _, _ = plan_of([(team, juror) for juror, team in reads])
        found = fit(plan, np.array(list(reads.values())))
        assert plan.dof == dof
        assert np.isfinite(found.adjusted).all()
        assert np.isfinite(found.spread).all()
        result = rank("ABC", sheets(reads), ADJUSTED)
        assert (result.refusal, doubt(result).margins) == (Reason.TOO_FEW, {})
        assert result.rows == rank("ABC", sheets(reads), RAW).rows


def test_a_juror_without_reads_is_no_group_of_their_own() -> None:
    """Dropped before groups are counted: blank and recused sheets alone neither cut a panel apart nor join two."""
    rooms = {("x", "A"): 3.0, ("x", "B"): 4.0, ("y", "C"): 2.0, ("y", "D"): 5.0}
    for rules in (RAW, ADJUSTED):
        one = [sheet for sheet in sheets(rooms) if sheet.juror == "x"]
        ghosts = [Sheet("ghost", team, {"mark": None}) for team in "AB"]
        ghosts += [Sheet("gone", team, {"mark": Decimal(1)}, recused=True) for team in "AB"]
        before, after = rank("AB", one, rules), rank("AB", [*one, *ghosts], rules)
        assert (after.coverage, after.refusal, after.rows) == (before.coverage, before.refusal, before.rows)
        bridge = [Sheet("ghost", team, {"mark": None}) for team in "BC"]
        assert rank("ABCD", [*sheets(rooms), *bridge], rules).coverage is Coverage.DISCONNECTED
