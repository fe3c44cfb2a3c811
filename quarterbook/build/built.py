"""What a build has left."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from quarterbook.ground.errors import Problem
from quarterbook.reuse.steps import Fingerprint, Read


@dataclass
class Built:
    """What a build left, what failed in it, and how long each stage took in seconds.

    ``papers`` and ``files`` are, by their path from the folder, the files made of papers and
    those that a quarter has once. ``withheld`` names the rows that it is the first to withhold,
    and the rule of each. ``why`` says of each notebook, site and paper whether it was made again.
    ``is_reused`` says that it was left as it was, as nothing has changed.
    ``outside`` is what notebooks read outside the book, and None where that cannot be told.
    """

    folder: Path
    papers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    withheld: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    outside: dict[Read, Fingerprint] | None = None
    is_reused: bool = False

    @property
    def ok(self) -> bool:
        return not self.problems
