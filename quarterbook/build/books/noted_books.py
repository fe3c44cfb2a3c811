"""What is noted of a council's book: what it was made of, and the files that it left."""

from __future__ import annotations

import json
from pathlib import Path

from quarterbook.build.built import Built
from quarterbook.build.kept.unchanged import as_noted, left_in, told_of
from quarterbook.reuse.outside import outside_value
from quarterbook.reuse.steps import Given, Steps

_WHY = "all that it is made of is as it was"


def find_book(steps: Steps, subject: str, inputs: Given, folder: Path) -> Built | None:
    """Return the book that was made of the same before, if it is in its folder as it was left."""
    step = steps.find(subject, inputs, outside_value)
    noted = json.loads(step.result) if step.result is not None else {}
    if not noted or noted["left"] != left_in(folder):
        return None
    return as_noted(folder, noted, _WHY)


def note_book(steps: Steps, subject: str, inputs: Given, built: Built) -> None:
    """Note a book in its folder, unless what it read elsewhere is unknown or another here."""
    outside = built.outside
    if outside is None or any(outside_value(read) != value for read, value in outside.items()):
        return
    noted = {"built": told_of(built), "left": left_in(built.folder)}
    steps.keep(steps.find(subject, inputs, outside_value), json.dumps(noted).encode(), outside)
