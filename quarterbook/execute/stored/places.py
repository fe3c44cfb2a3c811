"""Where in a notebook as it is stored something stands that was found on the page made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_CELL = 10_000  # MyST-NB counts the first line of a page's third cell as 30,002


def place_in_notebook(written: Path, staged: Path, number: int) -> tuple[int, str]:
    """Return the line of a page of Markdown or, of a notebook, 0 and ``cell 3, line 2: ``.

    staged
        the page made of it, which has what cells show in place of the cells of code.
    number
        the line of that page, as MyST-NB counts.
    """
    cell, line = divmod(number, _CELL)
    made = [_source(one) for one in _cells(staged)]
    if not (0 < cell <= len(made) and 2 <= line <= made[cell - 1].count("\n") + 2):
        return 0, ""
    words = made[cell - 1].split("\n")[line - 2]
    text = written.read_text(encoding="utf-8-sig")
    if written.suffix == ".md":
        lines = text.splitlines()
        return (lines.index(words) + 1, "") if words in lines else (0, "")
    cells = [
        (with_pasted_pictures(_source(one), one.get("attachments", {})), one["cell_type"])
        for one in _cells(written)
    ]
    above = 0
    for cell_number, (source, kind) in enumerate(cells, 1):
        is_markdown = kind == "markdown"
        if is_markdown and words in source.split("\n"):
            return 0, f"cell {cell_number}, line {source.split(chr(10)).index(words) + 1}: "
        if is_markdown and source in made[: cell - 1]:
            above = cell_number
    return 0, f"what the code after cell {above} shows: " if above else ""


def with_pasted_pictures(source: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Return a Markdown cell's source with the pictures that were pasted into it."""
    for name, forms in attachments.items():
        kind, data = next(iter(forms.items()))
        source = source.replace(f"(attachment:{name})", f"(data:{kind};base64,{data.strip()})")
    return source


def same_line(made: Path, written: Path, number: int) -> int:
    """Return where a line of a page stands in what it is made of; 0 where that is not sure."""
    lines = made.read_text(encoding="utf-8").splitlines()
    words = lines[number - 1] if 0 < number <= len(lines) else ""
    places = [
        n
        for n, line in enumerate(written.read_text(encoding="utf-8-sig").splitlines(), 1)
        if line == words
    ]
    return places[0] if words.strip() and len(places) == 1 else 0


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"))["cells"]
    return cells


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
