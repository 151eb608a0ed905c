"""A linear model built row by row and given to the solver, which is imported only here (P4, P5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple


class Solved(NamedTuple):
    """`status`: "optimal", "infeasible", "limit" or "stopped"; `bound` is proved; `values` are empty without a solution."""

    status: str
    bound: float
    cost: float
    values: list[float]


class Linear:
    """Columns of 0 or more with a cost, rows with a least and a most; the least total cost is looked for."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.most: list[float] = []
        self.whole: list[int] = []
        self.least_of_row: list[float] = []
        self.most_of_row: list[float] = []
        self.starts: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def column(self, cost: float, most: float | None = None, *, whole: bool = False) -> int:
        """Add a column; return its number."""
        self.costs.append(cost)
        self.most.append(math.inf if most is None else most)
        self.whole.append(int(whole))
        return len(self.costs) - 1

    def row(self, entries: Sequence[tuple[int, float]], least: float | None, most: float | None) -> int:
        """Add a row of (column, factor); return its number."""
        self.index += [column for column, _ in entries]
        self.value += [factor for _, factor in entries]
        self.starts.append(len(self.index))
        self.least_of_row.append(-math.inf if least is None else least)
        self.most_of_row.append(math.inf if most is None else most)
        return len(self.least_of_row) - 1

    def _load(self, solver: Any, highspy: Any, *, whole: bool) -> None:
        import numpy as np  # noqa: PLC0415 - the same

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.least_of_row)
        lp.col_cost_ = np.array(self.costs, np.float64)
        lp.col_lower_, lp.col_upper_ = np.zeros(len(self.costs)), np.array(self.most, np.float64)
        lp.row_lower_, lp.row_upper_ = np.array(self.least_of_row), np.array(self.most_of_row)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
        lp.a_matrix_.start_ = np.array(self.starts, np.int32)
        lp.a_matrix_.index_ = np.array(self.index, np.int32)
        lp.a_matrix_.value_ = np.array(self.value, np.float64)
        if whole:
            lp.integrality_ = [highspy.HighsVarType(one) for one in self.whole]
        solver.passModel(lp)

    def solve(
        self,
        *,
        whole: bool = True,
        nodes: int = 0,
        start: Mapping[int, float] | None = None,
        stop: Callable[[], bool] | None = None,
        **more: Any,
    ) -> Solved:
        """Find the least cost. `whole`: with whole numbers where asked; `nodes`: so many branches at most (0: to the proof).

        One thread and one seed, so that the same model gives the same solution. `stop` is asked while it works.
        """
        import highspy  # noqa: PLC0415 - serving processes never need them
        import numpy as np  # noqa: PLC0415 - the same

        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        options = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99, **more}
        if nodes:
            options["mip_max_nodes"] = nodes
        for name, option in options.items():
            solver.setOptionValue(name, option)
        self._load(solver, highspy, whole=whole)
        if start is not None:
            solver.setSolution(len(start), np.array([*start], np.int32), np.array([*start.values()], np.float64))
        if stop is not None:
            asked = stop

            def interrupt(event: Any) -> None:
                if asked():
                    event.interrupt()

            solver.cbMipInterrupt.subscribe(interrupt)
            solver.cbSimplexInterrupt.subscribe(interrupt)
        solver.run()
        info, status = solver.getInfo(), solver.getModelStatus()
        solution = list(solver.getSolution().col_value) if info.primal_solution_status == 2 else []  # noqa: PLR2004
        told = {highspy.HighsModelStatus.kOptimal: "optimal", highspy.HighsModelStatus.kInfeasible: "infeasible",
                highspy.HighsModelStatus.kInterrupt: "stopped"}.get(status, "limit")  # fmt: skip
        if whole:
            return Solved(told, info.mip_dual_bound, info.objective_function_value, solution)
        bound = info.objective_function_value if told == "optimal" else -math.inf
        return Solved(told, bound, info.objective_function_value, solution)
