"""The linear models of a draw by lot, on HiGHS (C7). Nothing else imports the solver, so that it loads only when asked.

Strata are columns: n_t people of stratum t, 0 ≤ n_t ≤ its size. One thread and fixed options: the same
input gives the same answer. Tolerances are those of chances (0 to 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from app.science.lot_pool import sort_quotas
from app.science.lot_types import Quota, Stop, Stratum

Vector = NDArray[np.float64]
Counts = tuple[int, ...]

INFINITE = highspy.kHighsInf
EXACT = 1e-9
STRICT, LENIENT = 1e-10, (1e-9, 1e-8, 1e-7)
TIGHT_DUAL = 1e-7
ANY_ANSWER = 10.0  # a relative gap so wide that the first panel found will do


class Interrupted(Exception):
    """`should_stop` answered True."""


class NoPanel(Exception):
    """No panel keeps the quotas."""


class Shape(NamedTuple):
    """What a panel must fulfil: `lows` ≤ matrix · n ≤ `highs`, a row per quota and a last one for the places."""

    sizes: Vector
    matrix: NDArray[np.float64]
    lows: Vector
    highs: Vector


def shape_of(strata: Sequence[Stratum], quotas: Iterable[Quota], places: int) -> Shape:
    """The rows of the quotas, in their sorted order, then that of the places."""
    ordered = sort_quotas(quotas)
    rows = [[float((quota.attribute, quota.value) in stratum.attributes) for stratum in strata] for quota in ordered]
    return Shape(
        sizes=np.array([len(stratum.ids) for stratum in strata], dtype=np.float64),
        matrix=np.array([*rows, [1.0] * len(strata)], dtype=np.float64),
        lows=np.array([*(quota.minimum for quota in ordered), places], dtype=np.float64),
        highs=np.array([*(quota.maximum for quota in ordered), places], dtype=np.float64),
    )


def _model(shape: Shape, *, whole: bool) -> Any:
    columns, rows = len(shape.sizes), len(shape.lows)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = np.zeros(columns), shape.sizes
    model.row_lower_, model.row_upper_ = shape.lows, shape.highs
    at_row, at_column = np.nonzero(shape.matrix)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum((shape.matrix != 0).sum(axis=1))]).astype(np.int32)
    model.a_matrix_.index_ = at_column.astype(np.int32)
    model.a_matrix_.value_ = shape.matrix[at_row, at_column]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    solver = _solver(tolerance=1e-7 if whole else STRICT)
    solver.passModel(model)
    return solver


def _solver(tolerance: float = STRICT) -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in (("threads", 1), ("parallel", "off"), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    _tolerate(solver, tolerance)
    return solver


def _solved(solver: Any) -> bool:
    """Whether there is a best answer. Levels fixed one upon the other may leave no room: then ask afresh, less strictly."""
    solver.run()
    for tolerance in LENIENT:
        if _optimal(solver):
            break
        _tolerate(solver, tolerance)
        solver.clearSolver()
        solver.run()
    _tolerate(solver, STRICT)
    return _optimal(solver)


def _optimal(solver: Any) -> bool:
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _tolerate(solver: Any, tolerance: float) -> None:
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(option, tolerance)


def solve_smallest_gap(shape: Shape, *, included: int | None = None, costs: Vector | None = None) -> Counts | None:
    """People per stratum, filling the places, that stray from the quotas by as few people as can be.

    `included`: a stratum that must have somebody in it. `costs` (together under 1) decide among equals.
    None when there are too few people.
    """
    solver, columns, quotas = _model(shape, whole=True), len(shape.sizes), len(shape.lows) - 1
    solver.changeObjectiveSense(highspy.ObjSense.kMinimize)
    for row in range(quotas):
        for sign in (1.0, -1.0):
            solver.addCol(1.0, 0.0, INFINITE, 1, np.array([row], dtype=np.int32), np.array([sign]))
        low, high = shape.lows[row], shape.highs[row]
        if low > high:  # whatever lies between the two strays equally
            solver.changeRowBounds(row, high, low)
    if included is not None:
        solver.changeColBounds(included, 1.0, shape.sizes[included])
    if costs is not None:
        solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), costs)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", EXACT)
    solver.run()
    if not _optimal(solver):
        return None
    return tuple(round(count) for count in solver.getSolution().col_value[:columns])


class PanelModel:
    """Whole panels: the one worth most, or one as close as possible to a mixture."""

    def __init__(self, shape: Shape, should_stop: Stop | None = None) -> None:
        self.shape = shape
        self.should_stop = should_stop
        self._solver = _model(shape, whole=True)
        self._columns = np.arange(len(shape.sizes), dtype=np.int32)
        self._rows = np.arange(len(shape.lows), dtype=np.int32)
        self._solver.setOptionValue("mip_abs_gap", EXACT)
        if should_stop is not None:
            self._solver.cbMipInterrupt.subscribe(lambda event: event.interrupt(should_stop()))

    def best(self, worth: Vector, *, gap: float = 0.0, lows: Vector | None = None) -> tuple[Counts | None, float]:
        """The possible panel worth most and a proved bound on that worth; None when there is no panel.

        `gap` is the share of the worth that may be left; `lows` are people to take at least.
        """
        shape = self.shape
        self._bind(np.zeros(len(shape.sizes)) if lows is None else lows, shape.sizes, shape.lows, shape.highs)
        panel = self._run(worth, gap)
        return panel, float(self._solver.getInfo().mip_dual_bound) if panel is not None else -INFINITE

    def near(self, target: Vector, rows: Vector) -> Counts | None:
        """A panel with each stratum and each quota rounded up or down from `target`, and `rows` = matrix · target."""
        low, shape = np.floor(target), self.shape
        self._bind(low, np.ceil(target), np.maximum(np.floor(rows), shape.lows), np.minimum(np.ceil(rows), shape.highs))
        return self._run(target - low, ANY_ANSWER)

    def _bind(self, low: Vector, high: Vector, row_low: Vector, row_high: Vector) -> None:
        self._solver.changeColsBounds(len(low), self._columns, low, high)
        self._solver.changeRowsBounds(len(row_low), self._rows, row_low, row_high)

    def _run(self, worth: Vector, gap: float) -> Counts | None:
        if self.should_stop is not None and self.should_stop():
            raise Interrupted
        self._solver.setOptionValue("mip_rel_gap", gap)
        self._solver.changeColsCost(len(worth), self._columns, worth)
        self._solver.clearSolver()
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInterrupt:
            raise Interrupted
        if not _optimal(self._solver):
            return None
        counts = np.rint(np.array(self._solver.getSolution().col_value))
        rows = self.shape.matrix @ counts
        kept = bool(np.all(rows >= self.shape.lows) and np.all(rows <= self.shape.highs))
        return tuple(int(count) for count in counts) if kept else None


class MixtureModel:
    """The same rules for mixtures instead of whole panels: no lottery can be fairer than the fairest mixture."""

    def __init__(self, shape: Shape) -> None:
        self.count = len(shape.sizes)
        self._first = len(shape.lows)
        self._solver = _model(shape, whole=False)
        self._solver.addCol(1.0, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        for stratum, size in enumerate(shape.sizes):
            index = np.array([stratum, self.count], dtype=np.int32)
            self._solver.addRow(0.0, INFINITE, 2, index, np.array([1.0 / size, -1.0]))
        self.fixed: dict[int, float] = {}

    def level(self) -> tuple[float, list[int]] | None:
        """The highest chance all strata not yet fixed can have, and those that can have no more. None: impossible."""
        if not _solved(self._solver):
            return None
        value = float(self._solver.getSolution().col_value[self.count])
        duals = np.abs(np.array(self._solver.getSolution().row_dual)[self._first :])
        free = [stratum for stratum in range(self.count) if stratum not in self.fixed]
        tight = [stratum for stratum in free if duals[stratum] > TIGHT_DUAL]
        return value, tight or free

    def fix(self, strata: Iterable[int], value: float) -> None:
        """From now on these strata keep this chance, and the others rise."""
        for stratum in strata:
            self.fixed[stratum] = value
            self._solver.changeCoeff(self._first + stratum, self.count, 0.0)
            self._solver.changeRowBounds(self._first + stratum, max(0.0, value - 1e-11), INFINITE)


class WeightModel:
    """The weights of the panels known so far that raise z, when each chance is at least floor + slope · z."""

    def __init__(self, shape: Shape) -> None:
        self.sizes = shape.sizes
        self.panels: list[Counts] = []
        self._known: set[Counts] = set()
        self._solver = _solver()
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        none = np.array([], dtype=np.int32)
        self._solver.addCol(1.0, -1.0, 1.0, 0, none, np.array([]))
        for _ in self.sizes:
            self._solver.addRow(0.0, INFINITE, 1, np.array([0], dtype=np.int32), np.array([-1.0]))
        self._solver.addRow(1.0, 1.0, 0, none, np.array([]))

    def aim(self, floors: Vector, slopes: Vector) -> None:
        """What the next `solve` raises."""
        for stratum, (floor, slope) in enumerate(zip(floors, slopes, strict=True)):
            self._solver.changeCoeff(stratum, 0, -slope)
            self._solver.changeRowBounds(stratum, floor - 1e-11, INFINITE)

    def add(self, panel: Counts) -> bool:
        """Take a panel in; False when it was known."""
        if panel in self._known:
            return False
        self._known.add(panel)
        self.panels.append(panel)
        counts = np.array(panel)
        index = np.nonzero(counts)[0]
        shares = counts[index] / self.sizes[index]
        rows = np.append(index, len(self.sizes)).astype(np.int32)
        self._solver.addCol(0.0, 0.0, INFINITE, len(rows), rows, np.append(shares, 1.0))
        return True

    def solve(self) -> tuple[float, Vector]:
        """The highest z, and the price of each stratum's row (≥ 0; together with the slopes they make 1)."""
        _solved(self._solver)
        solution = self._solver.getSolution()
        return float(solution.col_value[0]), np.maximum(-np.array(solution.row_dual)[:-1], 0.0)

    def weights(self) -> list[float]:
        """The weight of each panel in the last solution, together 1."""
        found = np.maximum(np.array(self._solver.getSolution().col_value)[1:], 0.0)
        found[found < EXACT / 10] = 0.0
        return [float(weight) for weight in found / found.sum()]
