"""The notebook that takes longest begins first, also where none has run before."""

from __future__ import annotations

from quarterbook.execute.stored.begin_order import longest_first
from support.books import ROOT

SUMMARY, CONTROL = "notebooks/summary", "notebooks/control-charts"
HOMES, RURALITY = "notebooks/suitable-homes", "notebooks/embrace-rurality"
FILES = {page: ROOT / f"{page}.ipynb" for page in (SUMMARY, RURALITY, HOMES, CONTROL)}
MEASURES = {HOMES: ["a", "b"], RURALITY: ["c", "d", "e"]}


def test_what_draws_every_measure_begins_first_however_short_its_file_is() -> None:
    """Not the summary, whose report is of every measure, too, but which draws none."""
    assert longest_first(FILES, MEASURES) == [CONTROL, RURALITY, HOMES, SUMMARY]


def test_of_those_that_draw_as_many_the_largest_file_begins_first() -> None:
    alike = {HOMES: ["a", "b"], RURALITY: ["c", "d"]}
    assert longest_first(FILES, alike) == [CONTROL, HOMES, RURALITY, SUMMARY]


def test_how_long_they_took_counts_for_more_than_what_they_draw() -> None:
    took = {SUMMARY: 3.0, CONTROL: 1.0, HOMES: 2.0, RURALITY: 0.0}
    order = longest_first(FILES, MEASURES, lambda page, path: took[page])
    assert order == [RURALITY, SUMMARY, HOMES, CONTROL]
