"""A release of children looked after, by hand, and what the demonstration has of its areas."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from quarterbook.storage.book import Book

HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,new_la_code,la_name,population_type,population_estimate,"
    "children_count,rate_per_10000"
)
LOOKED_AFTER = "Children looked after on 31 March each year"
SERIES = (
    "measure,publisher,indicator,where,numerator,denominator,source\n"
    f"children-looked-after,ees,rate_per_10000,population_type={LOOKED_AFTER},children_count,"
    "population_estimate,DfE children looked after in England\n"
)
# What the demonstration has of these areas, and what the new release says.
COUNTY, BRACKENSHIRE, ENGLAND = "E10000099", "E06000901", "E92000001"
AS_RECORDED = {
    (2019, COUNTY): ("60.7", "362", "59682"),
    (2019, BRACKENSHIRE): ("54.8", "355", "64724"),
    (2020, COUNTY): ("66.9", "401", "59920"),
    (2020, BRACKENSHIRE): ("59.5", "385", "64724"),
    (2020, ENGLAND): ("66.3", "15186", "2289519"),
}


def row(
    year: int, area: str, figures: Sequence[str], population: str = LOOKED_AFTER, level: str = ""
) -> str:
    """A line of an Explore Education Statistics file."""
    rate, count, estimate = figures
    national = area == ENGLAND
    where = ",,,," if national else f"E12000091,West Marches,899,{area},A council"
    level = level or ("National" if national else "Local authority")
    return (
        f"{year},Reporting year,{level},E92000001,England,"
        f"{where},{population},{estimate},{count},{rate}"
    )


def release(path: Path, *changed: str, figures: dict[tuple[int, str], tuple[str, ...]]) -> Path:
    """Write a release: the figures and further lines."""
    lines = [HEADER, *(row(*key, cells) for key, cells in figures.items()), *changed]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def data_of(book: Book) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(book.data.iterdir())}


def added_to(book: Book, before: dict[str, bytes]) -> list[str]:
    """The lines that benchmarks.csv has more, after checking that all else is as it was."""
    after = data_of(book)
    old, new = before.pop("benchmarks.csv"), after.pop("benchmarks.csv")
    assert after == before
    assert new.startswith(old)
    return new[len(old) :].decode("utf-8").splitlines()


def refused(book: Book, name: str = "cla") -> list[dict[str, str]]:
    listing = book.root / "_build" / "imports" / f"{name}-refused.csv"
    with listing.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MAP = "indicator: Name\nperiod: Period\narea: Code\nvalue: Value\n"
