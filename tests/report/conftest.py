"""The demonstration's and Dorset's reports, one of each for the tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quarterbook import Report
from support.books import ROOT
from support.undrawn import undrawn


@pytest.fixture(scope="session")
def demo_report() -> Report:
    """The report of the demonstration's newest quarter."""
    return Report("2021-22-q3", book=ROOT)


@pytest.fixture(scope="session")
def dorset_report() -> Report:
    """Dorset's report."""
    return Report(book=ROOT / "examples" / "dorset")


@pytest.fixture(scope="module")
def without_charts() -> Iterator[None]:
    """What is looked at are words: no chart is drawn."""
    with undrawn():
        yield
