"""The report as pandas DataFrames, for an analyst's own work: what may be shown, and no more.

Each is made anew whenever it is asked for, and may be changed freely. `COLUMNS` says of each
what its columns are; text is "" and a number NaN where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from quarterbook.data.comparators import compared_with
from quarterbook.data.params.council import AREA_COMPARATORS, Comparator
from quarterbook.data.vintage import Vintage
from quarterbook.ground.markers import Marker
from quarterbook.judge import ranking
from quarterbook.judge.comparison import FEWEST, Compared, ranked_values
from quarterbook.report.given_frames import remember
from quarterbook.report.views.measure import MeasureView
from quarterbook.report.views.quarter import QuarterView


class FrameColumn(NamedTuple):
    """A column of a frame: its name, its dtype in pandas, and what it holds."""

    name: str
    dtype: str
    meaning: str


_FIGURE = (
    FrameColumn("title", "str", "what readers call the measure"),
    FrameColumn("outcome", "str", "the id of its outcome area"),
    FrameColumn("unit", "str", "the unit of value, target, floor, lower, upper and was"),
    FrameColumn("label", "str", "the period as readers see it, such as Q3 2021/22"),
    FrameColumn("start", "datetime64[us]", "the first day of the period"),
    FrameColumn("end", "datetime64[us]", "the last day of the period"),
    FrameColumn(
        "value", "float64", "the figure as it is shown; NaN where there is none or it is withheld"
    ),
    FrameColumn("numerator", "float64", "what is counted of the denominator, where recorded"),
    FrameColumn("denominator", "float64", "what it is counted of, where recorded"),
    FrameColumn(
        "marker",
        "str",
        "c withheld, p provisional, e estimate, b break in series, x not available …",
    ),
    FrameColumn("target", "float64", "the target of the period or else of its year"),
    FrameColumn("floor", "float64", "where amber ends under the rule floor"),
    FrameColumn("lower", "float64", "the lower end of the expected range or band"),
    FrameColumn("upper", "float64", "the upper end of the expected range or band"),
    FrameColumn("rating", "str", "of the newest period, as the page says it: red, amber, green …"),
    FrameColumn(
        "direction", "str", "of the newest period: improved, same, declined, not comparable"
    ),
    FrameColumn("is_new", "bool", "whether the period is newer than any in the report before"),
    FrameColumn("was", "float64", "the value in the report before, where it has changed since"),
)

COLUMNS: dict[str, tuple[FrameColumn, ...]] = {
    "report.data": (
        FrameColumn("measure", "str", "the measure's id"),
        FrameColumn("period", "str", "the period as in data/, such as 2021-22-Q3"),
        *_FIGURE,
    ),
    'report["id"].data': _FIGURE,
    'report["id"].benchmarks': (
        FrameColumn("area", "str", "the area's code"),
        FrameColumn("name", "str", "the area's name"),
        FrameColumn(
            "group", "str", "own, england, country, region, groups of comparators.csv; apart by ;"
        ),
        FrameColumn("period", "str", "the period as in data/"),
        FrameColumn("value", "float64", "the published figure as it is shown"),
        FrameColumn("rank", "Int64", "among councils, 1 is best; NA where there is none"),
        FrameColumn("quartile", "str", "top, second, third or bottom"),
    ),
    "report.milestones": (
        FrameColumn("id", "str", "the milestone's id"),
        FrameColumn("title", "str", "what readers call it"),
        FrameColumn("outcome", "str", "the id of its outcome area"),
        FrameColumn("owner", "str", "who answers for it"),
        FrameColumn("committee", "str", "the committee that it is for"),
        FrameColumn("due", "datetime64[us]", "when it is due"),
        FrameColumn("forecast", "datetime64[us]", "when it is expected"),
        FrameColumn("completed_on", "datetime64[us]", "when it was completed"),
        FrameColumn("status", "str", "not_started, on_track, at_risk, off_track or completed"),
        FrameColumn("commentary", "str", "what the owner says, as Markdown"),
        FrameColumn("highlight", "str", "success, concern or note"),
        FrameColumn("action", "str", "what is being done, as Markdown"),
        FrameColumn("action_by", "datetime64[us]", "the day by which that is to be done"),
        FrameColumn("is_new", "bool", "whether its state is newer than the report before"),
        FrameColumn("status_before", "str", "the status in the report before"),
        FrameColumn("forecast_before", "datetime64[us]", "the forecast in the report before"),
    ),
    "report.commentary": (
        FrameColumn("measure", "str", "the measure's id"),
        FrameColumn("title", "str", "what readers call the measure"),
        FrameColumn("commentary", "str", "what the owner says, as Markdown"),
        FrameColumn("action", "str", "what is being done, as Markdown"),
        FrameColumn("highlight", "str", "success, concern or note"),
    ),
    "report.comparators": (
        FrameColumn("group", "str", "england, country, region or a group of comparators.csv"),
        FrameColumn("title", "str", "what readers call the group"),
        FrameColumn("area", "str", "the code of an area in the group"),
        FrameColumn("name", "str", "the area's name"),
        FrameColumn("rank", "Int64", "1 is most like the council, where the group is ranked"),
    ),
}  # fmt: skip


def _frame(name: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return rows under the columns of a frame, each of its dtype."""
    columns = COLUMNS[name]
    frame = pd.DataFrame(list(rows), columns=[column.name for column in columns], dtype=object)
    return remember(name, frame.astype({column.name: column.dtype for column in columns}))


def figures(view: QuarterView) -> pd.DataFrame:
    """Return ``report.data``: a row per measure shown and period, forecasts of owners left out."""
    return _figures(view, view.views_shown)


def figures_of(view: QuarterView, measure: MeasureView) -> pd.DataFrame:
    """Return ``report["id"].data``: the rows of one measure, indexed by period."""
    return _figures(view, [measure]).set_index("period").drop(columns="measure")


def _figures(view: QuarterView, measures: Sequence[MeasureView]) -> pd.DataFrame:
    rows = []
    for measure in measures:
        observed = view.vintage.rows("observations", "measure", measure.id)
        observed = observed[observed["marker"] != Marker.FORECAST].set_index("period")
        recorded = observed[["numerator", "denominator", "is_new"]].to_dict("index")
        assessment = measure.assessment
        for one in assessment.observations:
            numerator, denominator, is_new = recorded[one.period].values()
            goal = assessment.goals[one.period]
            judged = (measure.rag, measure.direction) if one is assessment.current else ("", "")
            rows.append(
                (
                    *(measure.id, one.period.code, measure.title, measure.outcome),
                    *(measure.format.unit, one.period.label, one.period.start, one.period.end),
                    *(one.value, numerator, denominator, one.marker),
                    *(goal.target, goal.floor, goal.lower, goal.upper, *judged),
                    *(bool(is_new), one.was),
                )
            )
    return _frame("report.data", rows)


def benchmarks(view: QuarterView, measure: MeasureView) -> pd.DataFrame:
    """Return ``report["id"].benchmarks``: a row per area and period, in order of both."""
    vintage = view.vintage
    recorded = vintage.rows("benchmarks", "measure", measure.id)
    names = dict(zip(vintage.areas["code"], vintage.areas["name"], strict=True))
    groups: dict[str, list[str]] = {}
    for group, _, area, *_ in _compared_with(vintage):
        groups.setdefault(area, []).append(group)
    groups[vintage.council.council.code] = ["own"]
    compared = view.compared(measure.id)
    rows = []
    for period, part in recorded.groupby("period"):
        by_area = part.set_index("area")
        values = ranked_values(vintage, period, by_area)
        ranks = ranking.rank(values, measure.assessment.rules.polarity)
        for area, value in by_area["value"].items():
            rank_and_quartile = (pd.NA, "")
            if (
                area in ranks.index
                and len(values) >= FEWEST
                and not pd.isna(ranks.at[area, "rank"])
            ):
                rank_and_quartile = (ranks.at[area, "rank"], ranks.at[area, "quartile"])
            rank_and_quartile = _place_on_page(compared, period, area) or rank_and_quartile
            group = "; ".join(groups.get(area, ()))
            rows.append(
                (area, names.get(area, area), group, period.code, value, *rank_and_quartile)
            )
    return _frame('report["id"].benchmarks', rows)


def _place_on_page(compared: Compared | None, period: object, area: object) -> Any:
    """The council's rank and quartile as its page has them: by all decimals of the figures."""
    if compared is None or area != compared.now.area or period != compared.period:
        return None
    return (compared.place.rank, compared.place.quartile) if compared.place else None


def milestones(view: QuarterView) -> pd.DataFrame:
    """Return ``report.milestones``: the newest state of each milestone of the page."""
    rows = view.milestones.reindex(columns=[one.name for one in COLUMNS["report.milestones"]])
    return _frame("report.milestones", rows.itertuples(index=False))


def commentary(view: QuarterView) -> pd.DataFrame:
    """Return ``report.commentary``: what owners wrote of the measures shown, this quarter."""
    return _frame(
        "report.commentary",
        (
            (one.id, one.title, one.commentary, one.action, one.highlight)
            for one in view.views_shown
            if one.words
        ),
    )


def comparators(view: QuarterView) -> pd.DataFrame:
    """Return ``report.comparators``: the areas of each group that the council is compared with."""
    return _frame("report.comparators", _compared_with(view.vintage))


def _compared_with(vintage: Vintage) -> list[tuple[str, str, str, str, object]]:
    """The areas of the groups of council.yml, in their order; region and England are one each."""
    areas = vintage.areas.set_index("code")
    rows: list[tuple[str, str, str, str, object]] = []
    own_groups = [name for name in vintage.measures["neighbours"].unique() if name]
    for group in (
        *vintage.council.comparators,
        *(Comparator(id=name, title=name) for name in own_groups),
    ):
        code, ranks = compared_with(vintage, group.id)
        if group.id in AREA_COMPARATORS:
            ranks = pd.Series(pd.NA, index=[code] if code else [])
        rows += [
            (group.id, group.title, area, areas["name"].get(area, area), rank)
            for area, rank in ranks.items()
        ]
    return rows
