"""Tables, sentences and chosen charts of an analyst's own, in the house style."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from inspect import signature
from itertools import product
from typing import Any

import lxml.html
import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from quarterbook import Report
from quarterbook.ground.errors import CommandError
from quarterbook.ground.markdown import rich
from support.books import ROOT

mpl.use("agg")


@pytest.fixture(scope="module")
def report() -> Report:
    return Report("2021-22-q3", book=ROOT)


def test_a_table_has_headers_that_name_rows_and_columns(report: Report) -> None:
    data = pd.DataFrame(
        {
            "ward": ["North", "South"],
            "share": [12.345, 7.0],
            "cost": [-1500.5, None],
            "year": [2020, 2021],
        }
    )
    units = {"share": "%", "cost": "£"}
    block = report.table(
        data, caption="Litter by ward", decimals={"share": 1, "cost": 0}, units=units
    )
    table = lxml.html.fromstring(block.html).find(".//table")
    assert table.findtext("caption") == "Litter by ward"
    assert [cell.get("scope") for cell in table.iterfind("thead/tr/th")] == ["col"] * 4
    assert [cell.text for cell in table.iterfind("tbody/tr/th")] == ["North", "South"]
    rows = [[cell.text for cell in row.iterfind("td")] for row in table.iterfind("tbody/tr")]
    assert rows == [["12.3%", "−£1,501", "2020"], ["7.0%", None, "2021"]]
    assert {cell.get("class") for cell in table.iterfind("tbody/tr/td")} == {"num"}


def test_a_unit_in_words_stands_in_the_header(report: Report) -> None:
    block = report.table(
        pd.DataFrame({"ward": ["N"], "waste": [1.0]}), units={"waste": "kg per head"}
    )
    assert "waste (kg per head)" in block.html


def test_a_column_that_is_not_there_is_said(report: Report) -> None:
    data = pd.DataFrame({"ward": ["N"], "waste": [1.0]})
    with pytest.raises(CommandError, match=r'no column "wast"\. Did you mean "waste"'):
        report.table(data, decimals={"wast": 1})


MISSING = [None, float("nan"), pd.NA, pd.NaT, float("inf")]


@pytest.mark.parametrize("missing", MISSING, ids=str)
def test_no_direction_is_made_of_a_figure_that_is_missing(report: Report, missing: float) -> None:
    """A withheld figure is NaN in ``data``."""
    words = [
        report.sentence("Jobs", *figures, since="2019", until="2024")
        for figures in ((missing, 5), (5, missing), (missing, missing))
    ]
    assert words == [
        "Jobs: 5 in 2024, no figure in 2019.",
        "Jobs: no figure in 2024, 5 in 2019.",
        "Jobs: no figure in 2019 or in 2024.",
    ]
    assert report.sentence("Jobs", missing, 5) == "Jobs: 5, no figure before."
    written = report.number(missing, "%", 1), report["recycling-rate"].written(missing)
    assert written == ("no figure", "no figure")


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (1200, 1450, "Jobs rose from 1,200 in 2019 to 1,450 in 2024."),
        (1450, 1200, "Jobs fell from 1,450 in 2019 to 1,200 in 2024."),
        (1200, 1200.4, "Jobs: 1,200 in 2024, as in 2019."),
    ],
)
def test_a_sentence_says_how_a_figure_moved(
    report: Report, before: float, now: float, words: str
) -> None:
    assert report.sentence("Jobs", before, now, since="2019", until="2024") == words


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("last year", "now", "Jobs rose from 5 last year to 6 now."),
        ("a year ago", "this quarter", "Jobs rose from 5 a year ago to 6 this quarter."),
        ("in June", "on 31 July", "Jobs rose from 5 in June to 6 on 31 July."),
        ("June 2024", "Q1 2025/26", "Jobs rose from 5 in June 2024 to 6 in Q1 2025/26."),
        ("April", "August", "Jobs rose from 5 in April to 6 in August."),
    ],
)
def test_a_sentence_says_when_in_english(
    report: Report, since: str, until: str, words: str
) -> None:
    assert report.sentence("Jobs", 5, 6, since=since, until=until) == words


def test_halves_go_away_from_zero_in_numbers_of_ones_own(report: Report) -> None:
    assert (report.number(2.5), report.number(-0.25, "%", 1)) == ("3", "−0.3%")
    assert report.number(1234.5, "£m", 1) == "£1,234.5m"


def test_words_of_ones_own_are_markdown(report: Report) -> None:
    block = report.text("""
        The gap is **2** points.
    """)
    assert block.markdown == "The gap is **2** points."
    assert "<strong>2</strong>" in block.html
    assert (
        report.text("# Northgate\n\nIts #1 street.").html
        == "<h1>Northgate</h1>\n<p>Its #1 street.</p>"
    )
    assert rich("# Northgate") == "<p># Northgate</p>"


def test_a_chart_may_begin_earlier_or_later_than_usual(report: Report) -> None:
    rate = report["recycling-rate"]
    assert "Q1 2020/21 to Q3 2021/22" in rate.chart(since="2020-21-q1").markdown
    assert "bar for each of seven figures" in rate.chart("bar", since="2020-21-Q1").markdown
    for since in ("2020-21", "2020-21 to 2022-23"):
        assert "Q1 2020/21 to Q3 2021/22" in rate.chart(since=since).markdown
    assert "target of 50.0%" in rate.chart("bullet").markdown


def test_a_chart_has_the_comparators_that_are_asked_for(report: Report) -> None:
    markdown = report["recycling-rate"].chart(compare=["england"]).markdown
    assert "England" in markdown
    assert "neighbours" not in markdown
    assert (
        "Statistical neighbours"
        in report["recycling-rate"].chart("bar", compare=["neighbours"]).markdown
    )


def test_one_id_is_as_good_as_a_list_of_one(report: Report) -> None:
    rate = report["recycling-rate"]
    assert report.compare("recycling-rate") == report.compare(["recycling-rate"])
    assert rate.chart(compare="england") == rate.chart(compare=["england"])
    area = Report("2021-22-q3", "healthy-environment", book=ROOT)
    assert area.sections(by_hand="recycling-rate") == area.sections(by_hand=["recycling-rate"])
    assert "recycling-rate" not in dir(Report("2021-22-q3", leave_out="recycling-rate", book=ROOT))


def test_blocks_are_summed(report: Report) -> None:
    one, two = report.text("One."), report.text("Two.")
    assert sum([one, two]) == one + two


BLOCK = 'a str cannot be added to a block. Make it one: report.text("…") of words'
ODD = [5, "x", None, float("nan"), ["x"], {"x": 1}, pd.DataFrame({"a": [1]}), object(), plt]


@pytest.mark.parametrize(
    ("misused", "message"),
    [
        (lambda r: r.text(5), "text: markdown was given 5. Give text in quotes."),
        (lambda r: r.text(pd.Series([1])), "markdown was given a Series. Give text in quotes."),
        (lambda r: r.number("12"), "number: value was given '12'. Give one number."),
        (lambda r: r.number(pd.Series([1])), "value was given a Series. Give one number."),
        (lambda r: r.number(12.3, 1), "number: unit was given 1. Give text in quotes."),
        (lambda r: r.sentence("Jobs", 5, "6"), "sentence: now was given '6'. Give one number."),
        (lambda r: r.text("a") + "b", BLOCK),
        (lambda r: "b" + r.text("a"), BLOCK),
        (lambda r: r.text(f"See {r.text('a')}"), "A block cannot stand inside a text. Add it"),
        (lambda r: r.compare(5), "compare: ids was given 5. Give one id in quotes, or several in"),
        (lambda r: r.figure(plt, "n", "words"), "report.figure was given pyplot, and no chart"),
        (lambda r: r.figure(None, "n", "words"), "report.figure was given None. Give it a matplo"),
        (lambda r: r.table({"a": [1]}), "report.table was given a dict. Give it a DataFrame"),
        (lambda r: r.table(pd.DataFrame({"a": [1]}).groupby("a")), "given a DataFrameGroupBy. G"),
        (lambda r: r.table(pd.DataFrame({"a": [1.5]}), decimals="1"), "decimals was given '1'. G"),
        (lambda r: r[5], 'report["…"]: id was given 5. Give text in quotes.'),
    ],
)
def test_misuse_says_what_was_given_and_what_is_wanted(
    report: Report, misused: Callable[[Report], object], message: str
) -> None:
    plt.close("all")
    with pytest.raises(CommandError) as fault:
        misused(report)
    assert message in str(fault.value)


@pytest.mark.parametrize(
    "call", [Report.__getitem__, Report.text, Report.number, Report.sentence, Report.compare]
)
def test_whatever_is_given_no_error_is_python_s(report: Report, call: Callable[..., Any]) -> None:
    usual = {"id_": "recycling-rate", "what": "Jobs", "before": 1, "now": 2, "value": 1}
    usual |= {"ids": ["recycling-rate"], "markdown": "Words."}
    asked = list(signature(call).parameters)[1:]
    for name, odd in product(asked, ODD):
        with suppress(CommandError):
            call(report, **{one: usual[one] for one in asked if one in usual} | {name: odd})


def test_what_was_drawn_leads_to_its_figure(report: Report) -> None:
    for draw in (
        lambda: plt.bar([1, 2], [3, 4]),
        lambda: plt.plot([1, 2]),
        lambda: plt.hist([1, 2, 2]),
        lambda: (plt.plot([1, 2]), plt)[1],
    ):
        block = report.figure(draw(), name="jobs", alt="Jobs rose from 3 to 4.")
        assert "charts/jobs.svg" in block.files
        assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"kind": "pie"}, 'kind="pie" is no kind of chart. Write "line", "bar" or "bullet"'),
        ({"since": "last year"}, 'since: "LAST YEAR" is not a period'),
        ({"compare": ["englnd"]}, 'Did you mean "england"'),
        ({"kind": "bullet", "compare": ["england"]}, "a bullet has no comparators"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    report: Report, chosen: dict[str, object], message: str
) -> None:
    with pytest.raises(CommandError) as fault:
        report["recycling-rate"].chart(**chosen)
    assert message in str(fault.value)


def test_measures_side_by_side_say_what_each_shows(report: Report) -> None:
    markdown = report.compare(["recycling-rate", "staff-turnover"]).markdown
    assert "Household waste sent for reuse" in markdown
    assert "Staff turnover rose from 11.1% in Q2 2021/22 to 12.2% in Q3 2021/22" in markdown
    assert "although the same as in Q3 2018/19" in markdown


def test_measures_side_by_side_that_begin_alike_are_charts_of_their_own(report: Report) -> None:
    """Their ids are longer than a file's name; those that fit stay as they are."""
    ids = [view.id for view in report.view.views_shown]
    names = [[*report.compare(some).files] for some in (ids[:9], ids[:10], ids[:2])]
    pictures = [
        one for some in names for one in some if one.endswith(".svg") and "-narrow" not in one
    ]
    assert pictures[2] == f"charts/compare-{ids[0]}-{ids[1]}.svg"
    assert len({*pictures}) == 3
    assert max(map(len, pictures)) == len("charts/.svg") + 120


def test_long_names_at_an_axis_are_not_cut_off(report: Report) -> None:
    """What reaches beyond the figure widens the picture; what fits leaves it as it was drawn."""

    def size_of(name: str) -> tuple[float, float]:
        figure, axes = plt.subplots(figsize=(4, 3))
        axes.barh([name, "York"], [1, 2])
        block = report.figure(figure, name="long", alt="Bars of one and two.")
        head = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', block.files["charts/long.svg"])
        assert head
        return float(head[1]), float(head[2])

    assert size_of("Hull") == (288.0, 216.0)
    width, height = size_of("Kingston upon Hull and the East Riding of Yorkshire")
    assert width > 400
    assert height == pytest.approx(216, abs=10)


def test_a_styler_is_given_a_caption_and_keeps_its_formats(report: Report) -> None:
    styler = pd.DataFrame({"ward": ["A"], "share": [0.123]}).style.format({"share": "{:.2f}"})
    words = report.table(styler, caption="Shares by ward").html
    assert "Shares by ward" in words
    assert ">0.12<" in words
    with pytest.raises(CommandError, match=r"^A Styler has formats of its own"):
        report.table(styler, decimals=1)
    with pytest.raises(CommandError, match=r"^report.table was given a list\. Give it a DataFr"):
        report.table([1, 2])  # type: ignore[arg-type]


def test_a_file_of_an_analysts_own_is_kept_to_the_cut_off(report: Report) -> None:
    """The cut-off is of the demonstration's params: 4 February 2022."""
    days = pd.to_datetime(pd.Series(["2022-02-04", "2022-02-05"]))
    assert list(days <= report.cut_off) == [True, False]
    periods = pd.Series(["2021-22-Q2", "2021-22-Q3", "2021-22-Q4"])
    assert list(periods <= report.quarter) == [True, True, False]
    assert list(periods[:2].map(report.label)) == ["Q2 2021/22", "Q3 2021/22"]
    with pytest.raises(CommandError, match=r'label: "Q2" is not a period\. Write one of'):
        report.label("Q2")


@pytest.mark.parametrize(
    ("change", "is_read"),
    [
        (lambda axes: axes.set_xticks([0, 1], ["5", "3"]), True),
        (lambda axes: axes.set_xticks([3, 5]), False),
        (lambda axes: axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}"), False),
        (lambda axes: axes.plot([1], [1], marker="$3$"), True),
        (lambda axes: axes.plot([1], [1], marker="3"), False),
    ],
    ids=[
        "labels set by hand",
        "an axis's own numbers",
        "in a form of one's own",
        "a marker that says it",
        "a marker's name",
    ],
)
def test_numbers_that_code_writes_into_a_chart_are_read(
    report: Report, change: Callable[[Axes], object], is_read: bool
) -> None:
    figure, axes = plt.subplots()
    axes.plot([0, 6], [1, 2])
    change(axes)
    given = report.figure(figure, "own", alt="Children on a plan fell.").given
    assert ("3" in " ".join(given).split()) is is_read
