"""How a long piece of work says how far it is: a line when a step is done, and what is going on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Progress = Callable[[str], None]
"""Called with a line for the terminal whenever a step is done: ``bound   data.xlsx``."""


@dataclass
class Ongoing:
    """A notebook that runs now: its file, since when, how long it took last, and in which cell.

    ``expected`` is in seconds, 0 where it has not run before; ``cell`` counts from 1 and is 0
    until the first begins, as it stays where the notebook runs on another machine.
    """

    file: str
    began: float
    expected: float
    cell: int = 0
    cells: int = 0

    def line(self, now: float) -> str:
        """Return a line such as ``notebooks/summary.ipynb: cell 4 of 12, 3 s of about 9 s``."""
        place = f"cell {self.cell} of {self.cells}, " if self.cell else ""
        about = f" of about {self.expected:.0f} s" if self.expected >= 0.5 else ""
        return f"{self.file}: {place}{now - self.began:.0f} s{about}"


_ongoing: dict[str, Ongoing] = {}


@contextmanager
def going_on(page: str, file: str, expected: float) -> Iterator[None]:
    """Let a page's notebook be among what is going on while a block runs."""
    _ongoing[page] = Ongoing(file, time.monotonic(), expected)
    try:
        yield
    finally:
        _ongoing.pop(page, None)


def tell_cell(page: str, cell: int, cells: int) -> None:
    """Say in which of its cells a page's notebook is."""
    if page in _ongoing:
        _ongoing[page].cell, _ongoing[page].cells = cell, cells


def ongoing_lines() -> list[str]:
    """Return a line for each notebook that runs now in this process's builds."""
    now = time.monotonic()
    return [one.line(now) for one in list(_ongoing.values())]
