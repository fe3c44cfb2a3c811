"""Maps of tables: read from YAML, their faults, and those that are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.ground.errors import BookError, CommandError
from quarterbook.publishers.reading.layout import (
    Importer,
)
from quarterbook.publishers.registry import choose_importer
from quarterbook.publishers.table_map import read_map
from quarterbook.storage.book import Book
from support.published_files import DORSET_MAP

MAP = "indicator: Indicator\nperiod: Period\nvalue: Data\narea_is: E06000059\n"


def test_a_map_is_read_from_yaml(tmp_path: Path) -> None:
    (tmp_path / "map.yml").write_text(MAP, encoding="utf-8")
    book = Book(tmp_path)
    assert read_map(book, tmp_path / "map.yml") == DORSET_MAP
    table: Importer = choose_importer("table", book, tmp_path / "map.yml").importer
    assert (table.NAME, table.TITLE) == ("table", "tables of your own")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            MAP + "targets: Target\n",
            'map.yml:5 P105 "targets" is not a known key. Known here: indicator, indicator_is, '
            "period, period_is, area, area_is, value, numerator, denominator, lower, upper, "
            "marker, across, ignore, symbols, header_rows and sheet.",
        ),
        (
            MAP.replace("value: Data\n", ""),
            'map.yml P107 "value" is missing: name the column with the figures.',
        ),
        (
            MAP.replace("period: Period\n", ""),
            'map.yml P107 expected either "period", the column with the periods, or "period_is", '
            "the one of the whole table.",
        ),
        (
            MAP + "area: Council\n",
            'map.yml:5 P107 expected either "area", the column with the areas, or "area_is", the '
            "one of the whole table.",
        ),
        (
            MAP.replace("indicator: Indicator\n", ""),
            'map.yml P107 expected either "indicator", the column with the names of the series, '
            'or "indicator_is", the one of the whole table.',
        ),
        (
            MAP + "across: period\n",
            'map.yml:3 P107 "value" has no place in the map of a wide table (across: period). '
            "Take it out.",
        ),
        (
            "indicator: Measure\nperiod: Year\narea_is: E06000059\nacross: period\n",
            'map.yml:2 P107 "period" has no place in the map of a wide table (across: period). '
            "Take it out.",
        ),
        (
            "indicator: Measure\nperiod: Year\narea_is: E06000059\nacross: area\n",
            'map.yml:3 P107 "area_is" has no place in the map of a wide table (across: area). '
            "Take it out.",
        ),
        (
            MAP + "ignore: [RAG]\n",
            'map.yml:5 P107 "ignore" has no place in the map of a table not wide. Take it out.',
        ),
        (
            MAP + "marker: data\n",
            'map.yml P107 the column "Data" is named for two things. Keep one.',
        ),
        (
            MAP + "across: years\n",
            'map.yml:5 P107 across is "years": expected "period", "area" or "indicator".',
        ),
        (
            MAP + "symbols: {NA: x, '*': hidden}\n",
            'map.yml:5 P107 "*" of symbols is "hidden": expected p, r, e, f, b, c, low, u, w, x or '
            "z.",
        ),
        (
            MAP + "header_rows: true\n",
            'map.yml:5 P107 header_rows is "true": expected a whole number.',
        ),
        (
            MAP + "period_is: 2021/22\n",
            'map.yml:2 P107 expected either "period", the column with the periods, or "period_is", '
            "the one of the whole table.",
        ),
        (
            MAP.replace("Data", "2021"),
            'map.yml:3 P107 value is "2021": expected text. Put it in quotes.',
        ),
    ],
)
def test_the_faults_of_a_map(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "map.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as error:
        read_map(Book(tmp_path), tmp_path / "map.yml")
    assert error.value.message == message


def test_a_map_that_is_missing_or_has_no_place(tmp_path: Path) -> None:
    book = Book(tmp_path)
    with pytest.raises(BookError) as missing:
        read_map(book, tmp_path / "map.yml")
    assert missing.value.message == (
        "map.yml P104 there is no such map. It says which column of the table holds what."
    )
    with pytest.raises(CommandError) as needed:
        choose_importer("table", book, None)
    assert str(needed.value) == (
        "a table needs a map, which says what its columns hold. Name it with --map MAP.yml."
    )
    with pytest.raises(CommandError) as needless:
        choose_importer("ees", book, tmp_path / "map.yml")
    assert str(needless.value) == (
        '--map goes with "table"; the layout of "ees" is known. Leave it out.'
    )
