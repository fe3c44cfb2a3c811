"""Every publisher has an importer, and each names a file that is none of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.data.tables.publisher_names import PUBLISHERS
from quarterbook.ground.errors import BookError
from quarterbook.publishers.book_tables import of_its_layout
from quarterbook.publishers.reading.layout import (
    LayoutError,
    RequestedSeries,
)
from quarterbook.publishers.registry import LAYOUTS, choose_importer
from quarterbook.storage.book import Book
from support.books import ROOT
from support.published_files import (
    AREAS,
    ASCOF_HEADER,
    COUNTY,
    FINGERTIPS_HEADER,
    NOMIS_HEADER,
    ascof_rows,
    health_row,
    three,
    written,
)


def test_every_publisher_has_an_importer() -> None:
    """Those that series.csv may name, and tables by a map, of which each has one of its own."""
    assert list(LAYOUTS) == ["ascof", "ees", "lait", "nomis", "fingertips"]
    assert (*LAYOUTS, "table") == PUBLISHERS
    for name, one in LAYOUTS.items():
        assert name == one.NAME
        assert choose_importer(name, Book(ROOT), None).importer is one


HEADERS = {"ascof": ASCOF_HEADER, "nomis": NOMIS_HEADER, "fingertips": FINGERTIPS_HEADER}
LAYOUT_TITLES = {
    "ascof": "the Adult Social Care Outcomes Framework",
    "nomis": "Nomis",
    "fingertips": "Fingertips",
}


@pytest.mark.parametrize("publisher", list(HEADERS))
@pytest.mark.parametrize("other", list(HEADERS))
def test_a_file_of_another_publisher_is_named(tmp_path: Path, publisher: str, other: str) -> None:
    if publisher == other:
        return
    header = HEADERS[other]
    path = written(tmp_path / "file-2021.csv", [header, ["1"] * len(header)])
    with pytest.raises(BookError) as error, of_its_layout(Book(tmp_path), path):
        LAYOUTS[publisher].read(path, [RequestedSeries("m", "1")], AREAS)
    (problem,) = error.value.problems
    assert problem.message.startswith(f"this is not the layout of {LAYOUT_TITLES[publisher]}: ")
    assert problem.message.endswith(f"It looks like a file of {LAYOUT_TITLES[other]} ({other}).")


@pytest.mark.parametrize("publisher", list(HEADERS))
def test_files_that_are_no_tables(tmp_path: Path, publisher: str) -> None:
    title = LAYOUT_TITLES[publisher]
    header = ",".join(HEADERS[publisher])
    cells = ",".join(["1"] * len(HEADERS[publisher]))
    cases = {
        b"": f"The file is empty. Download it from {title} again.",
        b"<!DOCTYPE html><html><body>Sorry</body></html>": (
            f"This is a web page, not the data file of {title}. The download led to a page, "
            "perhaps a notice or a sign-in. Open the link in a browser and save the file that it "
            "offers."
        ),
        f"{header}\n{cells}\n1,1".encode(): (
            "The file is cut short: line 3 ends in the middle of a row. Download it from "
            f"{title} again, to the end."
        ),
        f"{header}\n".encode(): (
            f"The file has a header on line 1 and nothing below it. Download it from {title} again."
        ),
        b"PK\x03\x04broken": (
            "The file is cut short: the workbook or archive cannot be opened. Download it from "
            f"{title} again, to the end."
        ),
    }
    path = tmp_path / "file-2021.csv"
    for data, message in cases.items():
        path.write_bytes(data)
        with pytest.raises(LayoutError) as error:
            LAYOUTS[publisher].read(path, [RequestedSeries("m", "1")], AREAS)
        assert str(error.value) == message


@pytest.mark.parametrize(
    ("publisher", "indicator", "asks"),
    [
        ("ascof", "9Z", 'the ASCOF Measure Code "9Z", which no row has.'),
        (
            "fingertips",
            "92444",
            'the Indicator ID "92444", which no row has. Did you mean "92443"?',
        ),
    ],
)
def test_a_file_with_none_of_the_series(
    tmp_path: Path, publisher: str, indicator: str, asks: str
) -> None:
    rows = {
        "ascof": ascof_rows(COUNTY, "1E", "Total", *three(6, 6, 100)),
        "fingertips": [health_row("14")],
    }
    path = written(tmp_path / "file-2021.csv", [HEADERS[publisher], *rows[publisher]])
    with pytest.raises(LayoutError) as error:
        LAYOUTS[publisher].read(path, [RequestedSeries("m", indicator)], AREAS)
    assert str(error.value) == (
        f"The file has none of the series that series.csv asks of {LAYOUT_TITLES[publisher]}: "
        f'"m" asks for {asks}'
    )
