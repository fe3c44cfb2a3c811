"""What a reader sees of a few figures once small numbers are withheld, the threshold being 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from quarterbook.disclosure.blank import blanked
from quarterbook.ground.periods import parse
from support.records import record, withheld

THRESHOLD = 5
WITHHELD = "[c]"


def published(figure: Mapping[str, Any]) -> str:
    """Return one figure as it is shown.

    ``unit, value`` and, where they are there, ``numerator, denominator, marker,
    small_numbers``.
    """
    measures = _measures(
        ["m"], {}, **{k: figure[k] for k in ("unit", "small_numbers") if k in figure}
    )
    row = {key: figure.get(key) for key in ("value", "numerator", "denominator")}
    observations = pd.DataFrame([_row("m", 1, figure.get("marker", ""), **row)])
    hidden = withheld(measures, _numbers(observations), THRESHOLD)
    return WITHHELD if hidden else f"{figure['value']:g}"


def published_together(
    quarters: Sequence[Mapping[str, float]], part_of: Mapping[str, str], **measure: str
) -> list[dict[str, str]]:
    """Return counts of people as they are shown, by measure, quarter by quarter from Q1 on."""
    ids = list(quarters[0])
    rows = [
        _row(id_, number, "", value=quarter[id_], numerator=None, denominator=None)
        for number, quarter in enumerate(quarters, 1)
        for id_ in ids
    ]
    measures = _measures(ids, part_of, **measure)
    recorded = record(measures, _numbers(pd.DataFrame(rows)), THRESHOLD)
    seen = blanked(recorded, next(iter(recorded.quarters))).tables["observations"]
    shown = dict(zip(zip(seen["measure"], seen["period"], strict=True), seen["value"], strict=True))
    values = [{id_: shown[id_, _quarter(number)] for id_ in ids} for number in _numbered(quarters)]
    return [
        {id_: WITHHELD if pd.isna(value) else f"{value:g}" for id_, value in quarter.items()}
        for quarter in values
    ]


def _numbered(quarters: Sequence[object]) -> range:
    return range(1, len(quarters) + 1)


def _quarter(number: int) -> Any:
    return parse(f"2021-22-Q{number}")


def _row(id_: str, number: int, marker: str, **figures: Any) -> dict[str, Any]:
    return {"measure": id_, "period": _quarter(number), "marker": marker, **figures}


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype(dict.fromkeys(("value", "numerator", "denominator"), float))


def _measures(ids: Sequence[str], part_of: Mapping[str, str], **measure: str) -> pd.DataFrame:
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot", "small_numbers": ""}
    return pd.DataFrame(
        [{"id": id_, **usual, **measure, "part_of": part_of.get(id_, "")} for id_ in ids]
    )
