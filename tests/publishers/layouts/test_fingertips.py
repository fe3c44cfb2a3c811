"""Fingertips files, made by hand after the publisher's layout: what is taken, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.publishers.layouts import fingertips
from quarterbook.publishers.reading.layout import (
    TAKE_IN_AREAS,
    RequestedSeries,
)
from support.published_files import (
    AREAS,
    ENGLAND,
    FINGERTIPS_HEADER,
    SHROPSHIRE,
    figures,
    health_row,
    limits,
    reasons,
    values,
    written,
)


def test_each_area_counts_once_and_categories_not_at_all(tmp_path: Path) -> None:
    other = ["1", *health_row("1")[1:]]
    path = written(
        tmp_path / "fingertips.csv",
        [
            FINGERTIPS_HEADER,
            health_row("13.9", count="139"),
            health_row("13.9", count="139", parent="E12000005"),
            health_row("20.1", category="Mixed"),
            health_row("14.1", code=ENGLAND, period="2018/19"),
            other,
            health_row("15", code="E38000001"),
        ],
    )
    taken = fingertips.read(path, [RequestedSeries("smoking", "92443")], AREAS)
    assert figures(taken) == {
        ("2019-20", SHROPSHIRE): (13.9, 139, 1000, ""),
        ("2018-19", ENGLAND): (14.1, None, None, ""),
    }
    assert len(taken.figures) == 2
    assert reasons(taken) == {7: "A place (E38000001) is no area of areas.csv: " + TAKE_IN_AREAS}
    assert (taken.rows, taken.unasked) == (6, 2)

    mixed = RequestedSeries("smoking", "92443", {"Category": "mixed"})
    assert values(fingertips.read(path, [mixed], AREAS)) == {("2019-20", SHROPSHIRE): 20.1}


def test_sexes_that_the_series_does_not_choose_between_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path / "fingertips.csv",
        [FINGERTIPS_HEADER, health_row("14"), health_row("16", sex="Male")],
    )
    several = (
        'several rows for one area and period: in where, set one value of Sex ("Persons" or "Male")'
    )
    assert reasons(fingertips.read(path, [RequestedSeries("m", "92443")], AREAS)) == {
        2: several,
        3: several,
    }
    men = RequestedSeries("m", "92443", {"Sex": "Male"})
    assert values(fingertips.read(path, [men], AREAS)) == {("2019-20", SHROPSHIRE): 16.0}


@pytest.mark.parametrize(
    ("label", "kind", "outcome"),
    [
        ("2019", None, "2019"),
        ("2019", "year", '"2019" is one year, and series.csv says financial years'),
        ("2019", "calendar", "2019"),
        ("2019/20", "year", "2019-20"),
        ("2019/20", "academic", "2019/20-AY"),
        ("2017 - 19", "calendar", "2017 to 2019"),
        (
            "2018 - 19",
            "year",
            '"2018 - 19" is several years, quarters or months together, not one year',
        ),
        (
            "2017/18 - 19/20",
            "calendar",
            '"2017/18 - 19/20" is several financial years together, and series.csv says calendar '
            "years",
        ),
        ("2017/18 - 19/20", "year", "2017-18 to 2019-20"),
        ("2020/21 Q2", "year", '"2020/21 Q2" is a quarter, not a year'),
        (
            "2020 Q2",
            "calendar",
            '"2020 Q2" is a quarter, not a year',
        ),
        ("Jan 2020", "year", '"Jan 2020" is a month, not a year'),
        ("2019/20", "calendar", '"2019/20" is two years, and series.csv says calendar years'),
    ],
)
def test_time_periods_are_years_or_refused(
    tmp_path: Path, label: str, kind: str, outcome: str
) -> None:
    path = written(tmp_path / "f.csv", [FINGERTIPS_HEADER, health_row("14", period=label)])
    series = RequestedSeries("m", "92443", period=kind)  # type: ignore[arg-type]
    taken = fingertips.read(path, [series], AREAS)
    if taken.refused.empty:
        assert values(taken) == {(outcome, SHROPSHIRE): 14.0}
    else:
        assert reasons(taken) == {2: outcome}


@pytest.mark.parametrize(
    ("value", "note", "marker"),
    [
        ("", "Value suppressed for disclosure control due to small count", "c"),
        ("*", "", "c"),
        ("", "Value not published for data quality reasons", "u"),
        ("", "Value suppressed due to incompleteness of source data", "u"),
        ("", "Value missing in source data", "x"),
        ("", "", "x"),
        ("14", "There is a data quality issue with this value", "u"),
        ("14", "Value is provisional", "p"),
        ("14", "Aggregated from all known lower geography values", ""),
    ],
)
def test_value_notes_become_markers(tmp_path: Path, value: str, note: str, marker: str) -> None:
    path = written(tmp_path / "f.csv", [FINGERTIPS_HEADER, health_row(value, note=note)])
    taken = fingertips.read(path, [RequestedSeries("m", "92443")], AREAS)
    kept = float(value) if value == "14" else None
    assert figures(taken) == {("2019-20", SHROPSHIRE): (kept, None, None, marker)}


def test_confidence_limits_are_taken_and_none_of_a_figure_that_is_not_there(tmp_path: Path) -> None:
    """In the measure's unit, as the value is; the limits of what is withheld would tell it."""
    path = written(
        tmp_path / "f.csv",
        [
            FINGERTIPS_HEADER,
            health_row("0.14", between=("0.121", "0.16")),
            health_row("0.15", code=ENGLAND),
            health_row("*", code="E06000059", between=("0.1", "0.2")),
            health_row("0.14", period="2018/19", between=("0.16", "0.12")),
            health_row("0.14", period="2017/18", between=("about", "0.2")),
        ],
    )
    taken = fingertips.read(path, [RequestedSeries("m", "92443", scale=100)], AREAS)
    assert limits(taken) == {
        ("2019-20", SHROPSHIRE): (12.1, 16),
        ("2019-20", ENGLAND): (None, None),
        ("2019-20", "E06000059"): (None, None),
    }
    assert reasons(taken) == {
        5: "Lower CI 95.0 limit is above Upper CI 95.0 limit",
        6: 'Lower CI 95.0 limit is "about", no figure',
    }


def test_a_download_without_limits_is_read(tmp_path: Path) -> None:
    header = [name for name in FINGERTIPS_HEADER if "CI" not in name]
    cells = zip(health_row("14"), FINGERTIPS_HEADER, strict=True)
    row = [cell for cell, name in cells if "CI" not in name]
    path = written(tmp_path / "f.csv", [header, row])
    taken = fingertips.read(path, [RequestedSeries("m", "92443")], AREAS)
    assert limits(taken) == {("2019-20", SHROPSHIRE): (None, None)}
