"""One measure judged from plain values, as a report would judge it from its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from quarterbook.data.params.council import Defaults
from quarterbook.ground.periods import Period, parse
from quarterbook.judge.assessment import Assessment, assess
from quarterbook.judge.judging_rules import judging_rules
from quarterbook.judge.observations import goals_of, observations_of

MEASURE = {
    "rag_rule": "",
    "direction_basis": "",
    "kind": "measure",
    "polarity": "higher",
    "reading": "snapshot",
    "frequency": "quarterly",
    "seasonal": "no",
}


def judged(
    figures: dict[str, float | None],
    targets: dict[str, tuple[float | None, ...]] | None = None,
    markers: dict[str, str] | None = None,
    year: str | None = None,
    recalculations: list[tuple[Period, str]] | None = None,
    defaults: dict[str, Any] | None = None,
    recorded: dict[str, str] | None = None,
    **measure: Any,
) -> Assessment:
    """Judge figures by period against (target, floor, lower, upper) by period.

    Of ``()`` a target is set and nobody recorded it.
    ``recorded`` is what its owner recorded this quarter; ``measure`` are columns of
    measures.csv, and ``defaults`` settings of council.yml.
    """
    often = "annual" if all(len(code) == 7 and "Q" not in code for code in figures) else None
    rows: list[dict[str, Any]] = [
        {
            "measure": "m",
            "period": parse(code, often),
            "value": value,
            "marker": (markers or {}).get(code, ""),
            "was": None,
            "is_later": False,
        }
        for code, value in figures.items()
    ]
    goals = []
    for code, goal in (targets or {}).items():
        target, floor, lower, upper = (*goal, *[None] * 4)[:4]
        period = parse(code, often)
        goals.append(
            {
                "measure": "m",
                "period": period,
                "target": target,
                "floor": floor,
                "lower": lower,
                "upper": upper,
                "marker": "" if goal else "x",
            }
        )
    limits = ["target", "floor", "lower", "upper"]
    observed = pd.DataFrame(
        rows, columns=["measure", "period", "value", "marker", "was", "is_later"]
    )
    set_for = pd.DataFrame(goals, columns=["measure", "period", *limits, "marker"])
    return assess(
        judging_rules({**MEASURE, **measure}, Defaults(**(defaults or {}))),
        observations_of(observed.astype({"value": float, "was": float})).get("m", ()),
        goals_of(set_for.astype(dict.fromkeys(limits, float))).get("m", {}),
        recorded or {},
        year=parse(year, "annual") if year else None,
        recalculations=recalculations or (),
    )


def in_order(first: str, values: Sequence[float | None]) -> dict[str, float | None]:
    """Return figures by period, one for each period from the first on."""
    start = parse(first)
    return {start.back(-n).code: value for n, value in enumerate(values)}
