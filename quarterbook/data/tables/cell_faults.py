"""What is said of a cell that is not as its column asks: what was found, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from quarterbook.data.tables.cell_kinds import LONGEST_ID, MOST_DECIMALS, NUMBER, number_fault
from quarterbook.data.tables.ranges import RANGE_FORMS
from quarterbook.data.tables.schemas import FIGURE_COLUMNS, Field
from quarterbook.ground import periods, tolerance
from quarterbook.ground.days import day_fault
from quarterbook.ground.errors import nearest
from quarterbook.ground.markers import Marker, meaning
from quarterbook.ground.wording import listed
from quarterbook.storage.characters import NOT_ON_WINDOWS

# The markers that a message offers in the place of a figure.
_WHY_NONE = (
    Marker.CONFIDENTIAL, Marker.NO_SURVEY, Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE,
)  # fmt: skip

GROUPED_NUMBER = re.compile(r"[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?", re.ASCII)


def quoted(cell: str) -> str:
    """Return a cell as messages quote it: on one line, in quotes, not too long."""
    text = " ".join(cell.split())
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'


def explain(field: Field, cell: str) -> tuple[str, str]:
    """Return the code and the message for a cell that is not what its column may hold."""
    name = field.name
    fault = f"{name} is {quoted(cell)}"
    if cell == "":
        return "D201", f"{name} is blank. Every row needs one{_allowed_words(field)}."
    match field.kind:
        case "number" if NUMBER.fullmatch(cell):
            return "D202", f"{fault}, {_wrong_size(cell)}"
        case "number":
            return "D202", f"{fault}, which is not a number. {_mend_number(name, cell)}"
        case "integer" | "digits":
            return "D202", f"{fault}. Write a whole number, such as 1."
        case "decimals":
            return "D202", f"{fault}. Write how many decimals are shown: 0 to {MOST_DECIMALS}."
        case "day":
            return "D203", f"{fault}, {day_fault(cell)}."
        case "period":
            return "D204", f"{fault}, not a period. Write one of: {periods.PERIOD_FORMS}."
        case "quarter":
            return "D204", f"{fault}, not a quarter. Write it like 2021-22-Q2."
        case "margin":
            return "D207", f"{fault}. Write {tolerance.TOLERANCE_FORMS}."
        case "range":
            return "D207", f"{fault}, not a range. Write {RANGE_FORMS}."
        case "id":
            if cell in NOT_ON_WINDOWS:
                return "D206", f"{fault}. No file can be named so on Windows. Write another id."
            form = (
                f"An id has small letters, digits and single hyphens, {LONGEST_ID} at most, "
                "such as recycling-rate."
            )
            return "D206", f"{fault}. {form}"
        case "word" | "text":
            return (
                "D205",
                f"{fault}. Allowed: {listed(_explained(field))}"
                f"{', or blank' if field.blank else ''}.{nearest(cell, field.words)}",
            )
        case unknown:
            assert_never(unknown)


def _allowed_words(field: Field) -> str:
    return f": {listed(field.words)}" if field.words else ""


def _explained(field: Field) -> list[str]:
    """Return a column's words, markers with what they mean."""
    return markers_explained(field.words) if field.name == "marker" else list(field.words)


def markers_explained(markers: Iterable[str]) -> list[str]:
    """Return markers with what they mean: ``w (no survey)``."""
    return [f"{marker} ({meaning(marker)})" for marker in markers]


def _wrong_size(number: str) -> str:
    return f"too {number_fault(float(number))} for a figure. Choose another unit, such as £m."


TYPED_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})


def _mend_number(name: str, cell: str) -> str:
    """Return how to write a cell as the number it seems to mean."""
    bare = cell.translate(TYPED_SIGNS)
    faults = [words for signs, words in _SIGNS if any(sign in cell for sign in signs)]
    bare = re.sub(r"[%£]", "", bare).strip()
    if GROUPED_NUMBER.fullmatch(bare):
        faults += ["the thousands comma"] * ("," in bare) + ["the spaces"] * (" " in bare)
        bare = re.sub(r"[, ]", "", bare)
    if NUMBER.fullmatch(bare):
        if number_fault(float(bare)):
            return f"It is {_wrong_size(bare)}"
        plain = "with a plain hyphen as minus" if bare.startswith("-") and "-" not in cell else ""
        without = f"without {listed(faults, 'and')}" if faults else ""
        return f"Write {bare}, {' and '.join(part for part in (without, plain) if part)}."
    if re.search(r"\d", bare):
        return "Write digits only, with a point before decimals, such as 1204 or 52.3."
    if name in FIGURE_COLUMNS:
        return (
            "Where there is no figure leave it blank and say why in the marker: "
            f"{listed(markers_explained(_WHY_NONE))}."
        )
    return "Write digits, such as 1204 or 52.3, or leave it blank."


_SIGNS = (("%", "the percent sign"), ("£", "the pound sign"))
