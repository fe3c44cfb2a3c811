"""Nomis downloads, made by hand after the publisher's layout: what is taken, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.publishers.layouts import nomis
from quarterbook.publishers.reading.layout import (
    TAKE_IN_AREAS,
    LayoutError,
    RequestedSeries,
)
from support.published_files import (
    AREAS,
    DORSET,
    ENGLAND,
    NOMIS_HEADER,
    PAY,
    SHROPSHIRE,
    figures,
    pay_row,
    reasons,
    values,
    written,
)

CONFIDENCE = ("20701", "Confidence")


def test_pay_is_taken_and_marked_where_its_confidence_is_low(tmp_path: Path) -> None:
    path = written(
        tmp_path / "nomis.csv",
        [
            NOMIS_HEADER,
            pay_row("571.1"),
            pay_row("4.2", measure=CONFIDENCE),
            pay_row("1,040.5", code=DORSET),
            pay_row("20.1", code=DORSET, measure=CONFIDENCE),
            pay_row("610", code=ENGLAND),
            pay_row("20", code=ENGLAND, measure=CONFIDENCE),
            pay_row("480", sex="Female Full Time Workers"),
            pay_row("580", code="E07000001"),
            pay_row("580", code=""),
            pay_row("590", code="E13000001"),
        ],
    )
    for indicator in ("Value", "value", "20100"):
        taken = nomis.read(path, [RequestedSeries("pay", indicator, PAY, source="Nomis")], AREAS)
        assert figures(taken) == {
            ("2022", SHROPSHIRE): (571.1, None, None, ""),
            ("2022", DORSET): (1040.5, None, None, "u"),
            ("2022", ENGLAND): (610, None, None, ""),
        }
        assert reasons(taken) == {
            9: "E07000001 is no code of areas.csv: " + TAKE_IN_AREAS,
            10: "a blank is no code of areas.csv: " + TAKE_IN_AREAS,
            11: "E13000001 is no code of areas.csv: if it is wanted, add the line "
            "E13000001,Inner London,region to areas.csv; London needs neither",
        }
        assert (taken.rows, taken.unasked) == (10, 1)


def test_confidence_of_another_survey_is_no_percentage(tmp_path: Path) -> None:
    """The Annual Population Survey's is a half-width, in the figure's own unit."""
    header = [name for name in NOMIS_HEADER if name != "PAY_NAME"]
    place = NOMIS_HEADER.index("PAY_NAME")
    rows = [pay_row("12300"), pay_row("2100", measure=CONFIDENCE)]
    path = written(
        tmp_path / "nomis.csv", [header, *[row[:place] + row[place + 1 :] for row in rows]]
    )
    taken = nomis.read(path, [RequestedSeries("m", "Value")], AREAS)
    assert figures(taken) == {("2022", SHROPSHIRE): (12300, None, None, "")}
    assert (taken.rows, taken.unasked) == (2, 1)


@pytest.mark.parametrize(
    ("value", "status", "marker"),
    [
        ("", ("Q", "These figures are missing.", "F"), "x"),
        ("", ("Q", "These figures are suppressed as statistically unreliable", "F"), "u"),
        ("", ("Q", "", "F"), "x"),
        ("", ("A", "", "F"), "x"),
        ("", ("E", "Estimated", "F"), "x"),
        (
            "",
            (
                "Q",
                "Estimate and confidence interval not available since the group sample size is "
                "zero or disclosive (0-2)",
                "F",
            ),
            "c",
        ),
        (
            "900",
            (
                "",
                "Estimate and confidence interval unreliable since the group sample size is small "
                "(3-9)",
                "",
            ),
            "u",
        ),
        ("900", ("P", "Provisional", "F"), "p"),
        ("900", ("B", "", "F"), "b"),
        ("900", ("A", "Normal Value", "F"), ""),
        ("900", ("A", "Normal Value", "C"), "c"),
        ("-", ("", "", ""), "x"),
        ("!", ("", "", ""), "c"),
    ],
)
def test_statuses_become_markers(
    tmp_path: Path, value: str, status: tuple[str, str, str], marker: str
) -> None:
    path = written(tmp_path / "nomis.csv", [NOMIS_HEADER, pay_row(value, status=status)])
    taken = nomis.read(path, [RequestedSeries("m", "Value")], AREAS)
    kept = 900.0 if value == "900" and marker != "c" else None
    assert figures(taken) == {("2022", SHROPSHIRE): (kept, None, None, marker)}


@pytest.mark.parametrize(
    ("label", "kind", "outcome"),
    [
        ("2022", "year", "2022"),
        ("2022", "calendar", "2022"),
        ("Apr 2021-Mar 2022", "year", "2021-22"),
        ("Jan 2021-Dec 2021", "calendar", "2021"),
        ("Jan 2021-Dec 2021", None, "2021"),
        ("Jul 2021-Jun 2022", None, "2021-07 to 2022-06"),
        ("June 2022", "year", "2022-06"),
        (
            "Jan 2021-Dec 2021",
            "year",
            '"Jan 2021-Dec 2021" is no financial year, which series.csv asks for',
        ),
        (
            "Jul 2021-Jun 2022",
            "year",
            '"Jul 2021-Jun 2022" is no financial year, which series.csv asks for',
        ),
        (
            "2022-06",
            "year",
            '"2022-06" is a month or twelve months that end in it: select date_name too',
        ),
        ("2022", "academic", '"2022" is one year, and series.csv says academic years'),
    ],
)
def test_dates_are_years_months_or_twelve_months(
    tmp_path: Path, label: str, kind: str | None, outcome: str
) -> None:
    path = written(tmp_path / "nomis.csv", [NOMIS_HEADER, pay_row("5", date=label)])
    taken = nomis.read(path, [RequestedSeries("m", "Value", period=kind)], AREAS)  # type: ignore[arg-type]
    if taken.refused.empty:
        assert values(taken) == {(outcome, SHROPSHIRE): 5.0}
    else:
        assert reasons(taken) == {2: outcome}


def test_what_nomis_cannot_tell_is_refused_by_name(tmp_path: Path) -> None:
    women = pay_row("480", sex="Female")
    unknown = pay_row("5", code=DORSET, status=("K", "", "F"))
    path = written(tmp_path / "nomis.csv", [NOMIS_HEADER, pay_row("571"), women, unknown])
    taken = nomis.read(path, [RequestedSeries("m", "Value")], AREAS)
    several = (
        "several rows for one area and period: in where, set one value of SEX_NAME "
        '("Full Time Workers" or "Female")'
    )
    assert reasons(taken) == {
        2: several,
        3: several,
        4: 'OBS_STATUS is "K", which is not known',
    }


@pytest.mark.parametrize(
    ("drop", "series", "message"),
    [
        (
            ("DATE", "DATE_NAME"),
            RequestedSeries("m", "Value"),
            "The download has neither DATE_NAME nor DATE, so that no figure has a period. Select "
            "date_name when downloading.",
        ),
        (
            ("MEASURES", "MEASURES_NAME"),
            RequestedSeries("m", "Value"),
            'The file has none of the series that series.csv asks of Nomis: "m" asks for a '
            "measure, and the file has no column MEASURES_NAME: select it too.",
        ),
        (
            (),
            RequestedSeries("m", "Values"),
            'The file has none of the series that series.csv asks of Nomis: "m" asks for the '
            'measure "Values", which no row has ("Value" are there). Did you mean "Value"?',
        ),
        (
            (),
            RequestedSeries("m", "Value", {"ITEM_NAME": "Mean"}),
            'The file has none of the series that series.csv asks of Nomis: "m" asks for '
            'ITEM_NAME "Mean", which no row has. Did you mean "Median"?',
        ),
    ],
)
def test_a_download_without_what_is_needed(
    tmp_path: Path, drop: tuple[str, ...], series: RequestedSeries, message: str
) -> None:
    keep = [place for place, name in enumerate(NOMIS_HEADER) if name not in drop]
    rows = [[row[place] for place in keep] for row in (NOMIS_HEADER, pay_row("571"))]
    with pytest.raises(LayoutError) as error:
        nomis.read(written(tmp_path / "nomis.csv", rows), [series], AREAS)
    assert str(error.value) == message
