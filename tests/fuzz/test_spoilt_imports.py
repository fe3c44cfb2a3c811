"""A publisher's file spoilt at random: `import` and `import inspect` end with messages.

CSV, workbook and spreadsheet of every layout, map and `series.csv`, and the file as a whole.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from support.command import in_this_process
from support.draws import drawn
from support.spoiling import spoil, spoilt_words, whole_book
from support.spreadsheets import write_ods

# Chance by its seed: how much is drawn may differ, as a workbook has the time in it.
CHANCES = st.integers(0, 2**32 - 1).map(random.Random)

TRIED = drawn(40, "SPOILT_BOOKS") // 2

Cells = list[list[str | float]]

EES: Cells = [
    [
        *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
        *("region_code", "region_name", "old_la_code", "new_la_code", "la_name", "homes", "kind"),
    ],
    ["2020", "Calendar year", "National", "E92000001", "England", "", "", "", "", "", 81.2, "All"],
    [
        *("2021", "Calendar year", "Local authority", "E92000001", "England", "E12000009"),
        *("South West", "800", "E07000998", "Alderbrook", "c", "All"),
    ],
]
LAIT: Cells = [
    ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region"],
    ["Homes", "x", "2019-20", "Alderbrook", 52.3, "800", "South West"],
    ["Homes", "", "2020 (prov)", "England", "-", "970", ""],
]
ASCOF: Cells = [
    [
        *("Geographical Code", "Geographical Description", "Geographical Level", "ONS Code"),
        *("ASCOF Measure Code", "Disaggregation Level", "Measure Type", "Measure Value"),
    ],
    ["801", "Alderbrook", "Council", "E07000998", "1A", "Total", "Outcome", 7.6],
]
NOMIS: Cells = [
    ["DATE", "DATE_NAME", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "MEASURES_NAME", "OBS_VALUE"],
    ["2020", "2020", "Alderbrook", "E07000998", "Value", 552.9],
]
FINGERTIPS: Cells = [
    [
        *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name"),
        *("Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value", "Count"),
        *("Denominator", "Value note", "Time period Sortable"),
    ],
    [
        *("108", "Homes", "E12000009", "South West", "E07000998", "Alderbrook", "Districts"),
        *("Persons", "All", "", "", "2017 - 19", 51.2, 1310, 2560, "", "20170000"),
    ],
]
TABLE: Cells = [
    ["Code", "Year", "Homes"],
    ["E07000998", "2019-20", 1310],
    ["E07000998", "12 months to March 2021", "1,204"],
]
NEIGHBOURS: Cells = [
    ["LA Number", "LA Name", "SN1", "SN2"],
    ["E07000998", "Alderbrook", "E07000997", "E07000996"],
]
AREAS: Cells = [
    ["local-authority-code", "official-name", "gss-code", "region", "nation", "successor"],
    ["ALD", "Alderbrook", "E07000998", "South West", "England", ""],
]
MAP = "indicator_is: homes\nperiod: Year\narea: Code\nvalue: Homes\n"
LAYOUTS = {
    "ees": EES,
    "lait": LAIT,
    "ascof": ASCOF,
    "nomis": NOMIS,
    "fingertips": FINGERTIPS,
    "table": TABLE,
    "neighbours": NEIGHBOURS,
    "areas": AREAS,
}
SERIES = "measure,publisher,indicator\n" + "".join(
    f"homes-delivered,{publisher},{indicator}\n"
    for publisher, indicator in (
        ("ees", "homes"),
        ("lait", "Homes"),
        ("ascof", "1A"),
        ("nomis", "Value"),
        ("fingertips", "108"),
        ("table", "homes"),
    )
)
DAY = ["--published", "2021-10-01"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole") / "book"
    whole_book(root)
    (root / "data" / "series.csv").write_text(SERIES, encoding="utf-8")
    return root


def write_file(path: Path, cells: Cells) -> None:
    """Write cells as the kind of file that the ending says."""
    if path.suffix == ".ods":
        write_ods(path, {"Sheet1": [[_printable(cell) for cell in row] for row in cells]})
    elif path.suffix == ".xlsx":
        workbook = Workbook()
        for row in cells:
            workbook.active.append([_printable(cell) for cell in row])
        workbook.save(path)
    else:
        lines = (",".join(str(cell) for cell in row) for row in cells)
        path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))


def _printable(cell: str | float) -> str | float:
    """A cell as a spreadsheet can hold it at all."""
    if isinstance(cell, str):
        return "".join(one for one in cell if one.isprintable() and one not in "\ufffe\uffff")
    return cell


def spoil_cells(chance: random.Random, cells: Cells) -> Cells:
    cells = [list(row) for row in cells]
    for _ in range(chance.choice((1, 1, 2))):
        row = chance.choice(cells)
        if row:
            row[chance.randrange(len(row))] = spoilt_words(chance)
    if chance.random() < 0.2:
        cells.insert(chance.randrange(len(cells) + 1), chance.choice(cells)[:])
    return cells


@given(CHANCES)
@settings(max_examples=TRIED, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoilt_file_of_a_publisher_ends_in_a_message(whole: Path, chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        shutil.copytree(whole, root)
        layout = chance.choice(list(LAYOUTS))
        name = "ascof-2020-21" if layout == "ascof" else layout
        file = Path(folder) / f"{name}{chance.choice(('.csv', '.xlsx', '.ods'))}"
        write_file(file, LAYOUTS[layout])
        map_file = Path(folder) / "map.yml"
        map_file.write_text(MAP, encoding="utf-8")
        series = root / "data" / "series.csv"
        what = chance.choice(("cells", "cells", "bytes", "map", "series"))
        if what == "cells":
            write_file(file, spoil_cells(chance, LAYOUTS[layout]))
        else:
            path = {"bytes": file, "map": map_file, "series": series}[what]
            path.write_bytes(spoil(chance, path.read_bytes()))
        words = ["import", chance.choice((layout, "inspect")), str(file)]
        if words[1] == layout:
            words += ["--map", str(map_file)] if layout == "table" else []
            words += DAY if layout not in ("neighbours", "areas") else []
            words += ["--own"] if layout in ("ees", "table") and chance.random() < 0.3 else []
        note(f"{what} of {file.name}: {words}")
        status, _, said = in_this_process(*words, "--book", str(root))
        note(said)
        assert status in (0, 1, 2)
        assert (status == 0) == (not said)
        assert "Traceback" not in said
        assert str(root) not in said
