"""Any table through a map: what is taken, what does not fit, and Dorset's published one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from quarterbook.publishers.layouts.table import MappedTable
from quarterbook.publishers.reading.layout import (
    TAKE_IN_AREAS,
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.table_map import Map
from support.published_files import (
    AREAS,
    DORSET,
    DORSET_MAP,
    DORSET_PAPER,
    ENGLAND,
    OLD_DORSET,
    SHROPSHIRE,
    SOUTH_WEST,
    figures,
    reasons,
    values,
    written,
)

# Read in the paper: the values of its 28 rows from top to bottom. Five are of September 2020, the
# others of October.
DORSET_VALUES = (
    *(70.00, 41.40, 4469, 4.54, 186, 47, 206, 355.20, 49.50, 72.00, 268, 105, 706, 207, 230),
    *(27.14, 72.86, 3.90, 54.00, 364.00, 40.00, 3.64, 21.70, 50.00, 76.00, 0.82, 8.54, 5.10),
)
OF_SEPTEMBER = (47, 3.64, 21.70, 50.00, 76.00)


def test_the_published_table_of_dorset_comes_out_whole(tmp_path: Path) -> None:
    if not DORSET_PAPER.exists():
        pytest.skip("needs the paper shared/seeds/002, which is no part of the project")
    paper = DORSET_PAPER.read_text(encoding="utf-8")
    path = tmp_path / "dorset.tsv"
    path.write_text(paper[paper.index("Indicator\tService") :], encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    header = lines[0]
    names = [
        line.split("\t")[0] for line in lines if line and line != header and line[0] not in "\t"
    ]
    assert len(names) == len(set(names)) == 28
    series = [RequestedSeries(f"measure-{place}", name) for place, name in enumerate(names)]
    taken = MappedTable(DORSET_MAP).read(path, series, AREAS)
    assert list(taken.figures["measure"]) == [one.measure for one in series]
    assert tuple(taken.figures["value"]) == DORSET_VALUES
    assert [period.code for period in taken.figures["period"]] == [
        "2020-09" if value in OF_SEPTEMBER else "2020-10" for value in DORSET_VALUES
    ]
    assert set(taken.figures["area"]) == {DORSET}
    assert taken.refused.empty
    assert (taken.rows, taken.unasked) == (28, 0)


BROKEN_TABLE = """\
Performance at a glance
Indicator\tService\tPeriod\tData\tTarget\tCommentary
<div>Homes &amp; flats delivered</div>\tHousing\tSep-20\t1,204\t75\tOn track

Adult care
Service users\tAdult care\tOct-20\t4,469\t\t<div>Demand is higher.</div>
\t\t\t\t\tIt went on rising.
Indicator\tService\tPeriod\tData\tTarget\tCommentary
Days lost to
sickness per head\tHR & OD\tOct-20\t8.54\t8\tStable
Turnover\tHR
& OD\tOct-20\t0.82\t\tLow
Complaints\tAll\tOct-20\t12\t\tFewer
than before, and
of other kinds
Savings\tFinance\tQ2 2021\t(1,250)\t\t
Debt\tFinance\tOct-20\t£(3,400.50)\t\t
Share\tFinance\tOct-20\t41.4%\t\t
Growth\tFinance\tOct-20\t\t\tNot known yet
Spend\tFinance\tOct-20\t£1.2m\t\t
Not asked for\tFinance\tOct-20\t1\t\t
"""


def test_a_table_with_broken_lines_is_put_together(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_text(BROKEN_TABLE, encoding="utf-8")
    names = (
        "Homes & flats delivered",
        "service users",
        "Days lost to sickness per head",
        "Turnover",
        "Complaints",
        "Savings",
        "Debt",
        "Share",
        "Growth",
        "Spend",
    )
    taken = MappedTable(DORSET_MAP).read(
        path, [RequestedSeries(name, name) for name in names], AREAS
    )
    got = {(row.measure, row.period.code): row.value for row in taken.figures.itertuples()}
    assert got == {
        ("Homes & flats delivered", "2020-09"): 1204,
        ("service users", "2020-10"): 4469,
        ("Days lost to sickness per head", "2020-10"): 8.54,
        ("Turnover", "2020-10"): 0.82,
        ("Complaints", "2020-10"): 12,
        ("Debt", "2020-10"): -3400.5,
        ("Share", "2020-10"): 41.4,
    }
    assert list(taken.figures.index) == [3, 6, 9, 11, 13, 17, 18]
    assert reasons(taken) == {
        16: 'Period: "Q2 2021" is a quarter of a calendar year or of a financial one: write it '
        "like Q2 2021/22, or say calendar under period in series.csv",
        19: "Data is blank, and no marker says why",
        20: 'Data is "£1.2m", no figure',
    }
    assert list(taken.refused["text"])[1] == "Growth,Finance,Oct-20,,,Not known yet"
    assert (taken.rows, taken.unasked) == (11, 1)


WHOLE_TABLE = """\
Indicator\tService area\tPeriod\tData\tTarget\tCommentary
New homes delivered\tHousing and Planning\tOct 2020\t47\t75\tOn track for the year
Staff turnover\tHuman Resources\tQ2 2020/21\t0.82\t\tLower than before
Days lost to sickness\tAll services\tSep 2020\t8.54\t8\tStable
"""


def test_it_does_not_matter_where_a_line_is_broken(tmp_path: Path) -> None:
    header, table = WHOLE_TABLE.split("\n", 1)
    names = ("New homes delivered", "Staff turnover", "Days lost to sickness")
    breaks = [place for place, sign in enumerate(table) if sign == " "]
    assert len(breaks) == 19
    for place in breaks:
        path = tmp_path / f"{place}.txt"
        path.write_text(f"{header}\n{table[:place]}\n{table[place + 1 :]}", encoding="utf-8")
        taken = MappedTable(DORSET_MAP).read(
            path, [RequestedSeries(name, name) for name in names], AREAS
        )
        got = {(row.measure, row.period.code): row.value for row in taken.figures.itertuples()}
        assert got == {
            ("New homes delivered", "2020-10"): 47,
            ("Staff turnover", "2020-21-Q2"): 0.82,
            ("Days lost to sickness", "2020-09"): 8.54,
        }, table[place - 10 : place + 10]
        assert (taken.rows, taken.unasked, len(taken.refused)) == (3, 0, 0)


def test_every_column_a_map_can_name(tmp_path: Path) -> None:
    path = written(
        tmp_path / "table.csv",
        [
            ("Name", "Council", "When", "Rate", "Top", "Of", "Note", "Kind"),
            ("Homes", "Dorset", "2018/19", "0.25", "1", "4", "", "net"),
            ("Homes", "Dorset", "2019/20", "0.5", "2", "4", "[p]", "net"),
            ("Homes", "Dorset Council", "2020/21", "", "", "", "C", "net"),
            ("Homes", "Dorset Council", "2017/18", "0.1", "", "", "", "net"),
            ("Homes", "South West", "2020/21", "0.3", "", "", "maybe", "net"),
            ("Homes", "Camden", "2020/21", "0.3", "", "", "", "net"),
            ("Homes", "Rutland", "2020/21", "0.3", "", "", "", "net"),
            ("Homes", SHROPSHIRE, "2020/21", "0.75", "3", "four", "", "net"),
            ("", SHROPSHIRE, "2019/20", "0.7", "", "", "", "net"),
            ("Homes", SHROPSHIRE, "2020/21", "9", "", "", "", "gross"),
            ("Homes", "England", "2020/21", "1", "", "", "", "net"),
            ("Homes", ENGLAND, "2020/21", "2", "", "", "", "net"),
        ],
    )
    layout = Map(
        indicator="Name",
        period="When",
        area="Council",
        value="Rate",
        numerator="Top",
        denominator="Of",
        marker="Note",
    )
    taken = MappedTable(layout).read(
        path, [RequestedSeries("m", "homes", {"kind": "Net"}, scale=100)], AREAS
    )
    assert figures(taken) == {
        ("2018-19", OLD_DORSET): (25, 1, 4, ""),
        ("2019-20", DORSET): (50, 2, 4, "p"),
        ("2020-21", DORSET): (None, None, None, "c"),
        ("2020-21", "E09000007"): (30, None, None, ""),
    }
    assert reasons(taken) == {
        5: 'Council: "Dorset Council" (E06000059) did not exist then',
        6: 'Note is "maybe": expected p, r, e, f, b, c, low, u, w, x or z, or blank',
        8: 'Council: "Rutland" is no area of areas.csv: ' + TAKE_IN_AREAS,
        9: 'Of is "four", no figure; if that is what stands in place of one, say so in the map, '
        'such as symbols: {"four": x}',
        10: "Name is blank",
        12: "the table has this area and period more than once",
        13: "the table has this area and period more than once",
    }
    assert (taken.rows, taken.unasked) == (12, 1)


def test_a_table_whose_columns_are_years(tmp_path: Path) -> None:
    path = written(
        tmp_path / "wide.csv",
        [
            ("Measure", "Unit", "2018/19", "2019/20", "2017-19", "RAG"),
            ("Homes", "No.", "1,000", "n/a", "", "Green"),
            ("Waste", "%", "52.1", "", "", ""),
            ("Other", "%", "1", "2", "3", ""),
        ],
    )
    layout = Map(indicator="Measure", across="period", area_is=DORSET, ignore=["unit", "rag"])
    taken = MappedTable(layout).read(
        path, [RequestedSeries("h", "Homes"), RequestedSeries("w", "Waste")], AREAS
    )
    got = {(row.measure, row.period.code): row.value for row in taken.figures.itertuples()}
    assert got == {("h", "2018-19"): 1000, ("w", "2018-19"): 52.1}
    assert reasons(taken) == {
        2: '2019/20 is "n/a", no figure; if that is what stands in place of one, say so in the '
        'map, such as symbols: {"n/a": x}'
    }
    assert (taken.rows, taken.unasked) == (3, 1)

    every = Map(indicator="Measure", across="period", area_is=DORSET)
    refused = MappedTable(every).read(path, [RequestedSeries("o", "Other")], AREAS).refused
    assert list(refused["reason"]) == [
        'the column "Unit" (if it is no period, name it under ignore): "Unit" is no period in a '
        "form that is known here",
    ]


def test_a_table_of_one_series_and_one_area_needs_no_column_but_the_years(tmp_path: Path) -> None:
    path = written(tmp_path / "wide.csv", [("2018/19", "2019/20"), ("41", "42")])
    layout = Map(indicator_is="Homes", area_is=DORSET, across="period")
    taken = MappedTable(layout).read(path, [RequestedSeries("h", "Homes")], AREAS)
    assert values(taken) == {("2018-19", DORSET): 41.0, ("2019-20", DORSET): 42.0}


def test_a_table_whose_columns_are_areas(tmp_path: Path) -> None:
    path = written(
        tmp_path / "wide.csv",
        [
            ("Quarter", "Dorset", "South West", "Rutland"),
            ("Q1 2021/22", "50", "51", "52"),
            ("Q2 2021/22", "53", "54", ""),
        ],
    )
    layout = Map(indicator_is="Recycling", period="Quarter", across="area")
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "recycling")], AREAS)
    assert values(taken) == {
        ("2021-22-Q1", DORSET): 50.0,
        ("2021-22-Q1", SOUTH_WEST): 51.0,
        ("2021-22-Q2", DORSET): 53.0,
        ("2021-22-Q2", SOUTH_WEST): 54.0,
    }
    assert reasons(taken) == {
        2: 'the column "Rutland" (if it is no area, name it under ignore): "Rutland" is no area '
        "of areas.csv: " + TAKE_IN_AREAS
    }


def test_a_table_whose_columns_are_series(tmp_path: Path) -> None:
    """Each series has a column, its numerator another; what is not asked for needs no word."""
    path = written(
        tmp_path / "wide.csv",
        [
            ("Council", "Recycling rate", "Recycled", "Collected", "Missed bins", "RAG"),
            ("Dorset", "59.8", "598", "1000", "NA", "Green"),
            ("South West", "49", "", "", "-", "*"),
        ],
    )
    layout = Map(
        area="Council", across="indicator", period_is="2021/22", symbols={"-": "z", "*": "c"}
    )
    taken = MappedTable(layout).read(
        path,
        [
            RequestedSeries("r", "recycling rate", numerator="Recycled", denominator="Collected"),
            RequestedSeries("b", "Missed bins"),
        ],
        AREAS,
    )
    got = {
        (row.measure, row.area): (row.value, row.numerator, row.denominator, row.marker)
        for row in taken.figures.fillna(-1).itertuples()
    }
    assert got == {
        ("r", DORSET): (59.8, 598, 1000, ""),
        ("r", SOUTH_WEST): (49, -1, -1, ""),
        ("b", DORSET): (-1, -1, -1, "x"),
        ("b", SOUTH_WEST): (-1, -1, -1, "z"),
    }
    assert (taken.rows, taken.unasked) == (2, 0)
    with pytest.raises(LayoutError, match=r'the indicator "Recycling", which no column has\.'):
        MappedTable(layout).read(path, [RequestedSeries("r", "Recycling")], AREAS)


def test_a_wide_table_with_numerators_beside_its_values(tmp_path: Path) -> None:
    path = written(
        tmp_path / "wide.csv",
        [
            ("Council", "2020 to 2021 - Outcome", "2020 to 2021 - numerator", "2021/22 - outcome"),
            ("Dorset", "59.8", "598", "60"),
        ],
    )
    layout = Map(
        indicator_is="Support",
        area="Council",
        across="period",
        value="{period} - outcome",
        numerator="{period} - numerator",
    )
    taken = MappedTable(layout).read(path, [RequestedSeries("s", "Support")], AREAS)
    got = {(row.period.code, row.value): row.numerator for row in taken.figures.itertuples()}
    assert got.keys() == {("2020-21", 59.8), ("2021-22", 60.0)}
    assert got["2020-21", 59.8] == 598
    assert reasons(taken) == {}


def test_a_header_of_two_lines_below_a_title(tmp_path: Path) -> None:
    """The years stand once over the columns that they are of."""
    path = written(
        tmp_path / "two.csv",
        [
            ("Table 3: recycling", "", "", ""),
            ("", "2020/21", "", "2021/22"),
            ("Council", "Rate", "Tonnes", "Rate"),
            ("Dorset", "59.8", "598", "60"),
        ],
    )
    layout = Map(
        indicator_is="Recycling",
        area="Council",
        across="period",
        value="{period} - Rate",
        header_rows=2,
    )
    taken = MappedTable(layout).read(path, [RequestedSeries("r", "recycling")], AREAS)
    assert values(taken) == {("2020-21", DORSET): 59.8, ("2021-22", DORSET): 60.0}


def test_a_workbook_with_dates_and_a_named_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Indicator", "Period", "Data"])
    book.active.append(["Homes", "Oct-19", 1])
    sheet = book.create_sheet("Autumn")
    sheet.append(["Homes in the autumn"])
    sheet.append(["Indicator", "Period", "Data"])
    sheet.append(["Homes", pd.Timestamp("2020-10-01").to_pydatetime(), 47.5])
    book.save(tmp_path / "table.xlsx")
    layout = DORSET_MAP.model_copy(update={"sheet": "Autumn"})
    taken = MappedTable(layout).read(
        tmp_path / "table.xlsx", [RequestedSeries("h", "Homes")], AREAS
    )
    assert values(taken) == {("2020-10", DORSET): 47.5}
    assert list(taken.figures.index) == [3]


@pytest.mark.parametrize(
    ("layout", "indicator", "message"),
    [
        (
            {"area_is": "E06000095"},
            "Homes",
            'area_is of the map is "E06000095", no code of areas.csv. Did you mean "E06000059"?',
        ),
        (
            {"area_is": DORSET},
            "Home",
            "The file has none of the series that series.csv asks of tables of your own: "
            '"m" asks for the indicator "Home", which no row has. Did you mean "Homes"?',
        ),
        (
            {"area": "Council"},
            "Homes",
            "This is not the layout of the table that the map describes: no line of the first 20 "
            'has all its columns, and "Council" is missing. Line 1 has "Indicator", "Period" and '
            '"Data".',
        ),
    ],
)
def test_a_table_that_does_not_fit_its_map(
    tmp_path: Path, layout: dict[str, str], indicator: str, message: str
) -> None:
    path = written(tmp_path / "t.csv", [("Indicator", "Period", "Data"), ("Homes", "Oct-20", 1)])
    fits = Map(indicator="Indicator", period="Period", value="Data", **layout)
    with pytest.raises(LayoutError) as error:
        MappedTable(fits).read(path, [RequestedSeries("m", indicator)], AREAS)
    assert str(error.value) == message
