"""An integer programme, small and solved exactly by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import inf
from typing import Any

import numpy as np

Terms = Sequence[tuple[int, float]]

_Row = tuple[Terms, float, float]

_SLACK = 1e-6


@cache
def _highs() -> Any:
    """The solver, loaded where there is something to solve: that takes a quarter of a second."""
    from highspy import _core

    solver = _core._Highs()  # highspy.Highs prints its licence when it begins
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
    ):
        solver.setOptionValue(name, value)
    return solver


class Programme:
    """Columns between bounds, and rows of them between bounds."""

    def __init__(self) -> None:
        self._columns: list[tuple[float, float, bool, float]] = []
        self._rows: list[_Row] = []

    def __len__(self) -> int:
        return len(self._columns)

    def column(self, low: float, high: float, *, is_whole: bool = True, cost: float = 0.0) -> int:
        """Add a column and return its place."""
        self._columns.append((low, high, is_whole, cost))
        return len(self._columns) - 1

    def row(self, terms: Terms, low: float, high: float) -> None:
        """Add what a sum of columns lies between."""
        self._rows.append((terms, low, high))

    def nothing_or_between(self, column: int, low: float, high: float) -> None:
        """Let a column be nothing, or lie between two numbers."""
        is_some = self.column(0.0, 1.0)
        self.row([(column, 1.0), (is_some, -low)], 0.0, inf)
        self.row([(column, 1.0), (is_some, -high)], -inf, 0.0)

    def least(self, terms: Terms) -> float | None:
        """Return the least that a sum of columns can be, or nothing where nothing fits."""
        costs = [0.0] * len(self)
        for column, times in terms:
            costs[column] += times
        solution = self._solve(costs)
        return (
            None if solution is None else sum(times * solution[column] for column, times in terms)
        )

    def solve(self) -> list[float] | None:
        """Return the columns of a solution of least cost, or nothing where nothing fits."""
        return self._solve([cost for _, _, _, cost in self._columns])

    def _solve(self, costs: Sequence[float]) -> list[float] | None:
        import highspy

        if any(low > high for low, high, _, _ in self._columns):
            return None
        if any(not terms and max(low, -high) > _SLACK for terms, low, high in self._rows):
            return None
        if not self._columns:
            return []
        rows = [row for row in self._rows if row[0]]
        solver = _highs()
        solver.passModel(self._model(costs, rows))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = [
            float(round(number)) if is_whole else number
            for number, (_, _, is_whole, _) in zip(
                solver.getSolution().col_value, self._columns, strict=True
            )
        ]
        return solution if self._holds(solution, rows) else None

    def _model(self, costs: Sequence[float], rows: Sequence[_Row]) -> Any:
        import highspy

        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        least, most, is_whole, _ = zip(*self._columns, strict=True) if self._columns else ((),) * 4
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._columns), len(rows)
        lp.col_cost_ = np.array(costs, dtype=np.double)
        lp.col_lower_ = np.array(least, dtype=np.double)
        lp.col_upper_ = np.array(most, dtype=np.double)
        lp.row_lower_ = np.array([low for _, low, _ in rows], dtype=np.double)
        lp.row_upper_ = np.array([high for _, _, high in rows], dtype=np.double)
        lp.integrality_ = [kinds[whole] for whole in is_whole]
        terms = [term for some, _, _ in rows for term in some]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(some) for some, _, _ in rows)])
        lp.a_matrix_.index_ = np.array([column for column, _ in terms], dtype=int)
        lp.a_matrix_.value_ = np.array([times for _, times in terms], dtype=np.double)
        return lp

    def _holds(self, solution: Sequence[float], rows: Sequence[_Row]) -> bool:
        """Whether a solution is one to the last digit."""
        for terms, low, high in rows:
            amount = sum(times * solution[column] for column, times in terms)
            slack = _SLACK * max(1.0, *(abs(times * solution[column]) for column, times in terms))
            if not low - slack <= amount <= high + slack:
                return False
        return True
