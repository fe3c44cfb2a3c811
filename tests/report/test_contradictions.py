"""No sentence on a measure's page contradicts another: over every measure of every example."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from quarterbook import Report
from quarterbook.ground.periods import parse
from support.books import ROOT
from support.findings import Finding, contradictions, findings

NOW, BEFORE = parse("2021-22-Q3", "quarterly"), parse("2021-22-Q2", "quarterly")

# A measure on target, better than before, of which nothing says otherwise.
AGREED = (
    Finding("rating", 52.0, NOW, 50.0, met=True),
    Finding("direction", 52.0, NOW, 50.0, moved="better", since=BEFORE),
    Finding("outlook", 52.0, NOW, 50.0, met=True),
    Finding("control chart", 52.0, NOW, 50.0, moved="better", since=BEFORE, always=True),
    Finding("trend", 52.0, NOW, 50.0, met=True, moved="better", since=BEFORE),
)


@pytest.mark.parametrize(
    "book", [".", "examples/dorset", "examples/somerset", "examples/first-page"]
)
def test_no_finding_on_a_measure_contradicts_another(book: str) -> None:
    said = {
        view.id: list(contradictions(findings(view)))
        for view in Report(book=ROOT / book).view.views_shown
    }
    assert {id_: faults for id_, faults in said.items() if faults} == {}


def test_findings_that_agree_do_not_contradict_each_other() -> None:
    assert list(contradictions(AGREED)) == []


SEEDED = {
    ("rating", "direction"): {"figure": 51.0},
    ("rating", "outlook"): {"met": False},
    ("rating", "control chart"): {"always": False},
    ("rating", "trend"): {"met": False},
    ("direction", "outlook"): {"figure": 51.0},
    ("direction", "control chart"): {"moved": "worse"},
    ("direction", "trend"): {"moved": "worse"},
    ("outlook", "control chart"): {"always": False},
    ("outlook", "trend"): {"met": False},
    ("control chart", "trend"): {"moved": "worse"},
}


@pytest.mark.parametrize("pair", combinations([one.source for one in AGREED], 2))
def test_a_contradiction_between_any_two_is_told(pair: tuple[str, str]) -> None:
    one, other = (finding for finding in AGREED if finding.source in pair)
    assert list(contradictions([one, other])) == []
    told = list(contradictions([one, replace(other, **SEEDED[pair])]))
    assert len(told) == 1
    assert told[0].startswith(f"{pair[0]} and {pair[1]}: ")
