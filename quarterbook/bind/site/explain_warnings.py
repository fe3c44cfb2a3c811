"""What Sphinx warned of, as findings with the analyst's own file names and in the book's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from quarterbook.ground.errors import Problem

# An extension of Jupyter Book whose wheel lacks its folder; no fault of the book.
_NO_FAULT = "sphinx_comments/_static"


def explained_warnings(path: Path, staged: Path) -> Iterator[Problem]:
    """Yield each warning of a file that `collect_warnings` left, once.

    `staged` is the folder of the staged book, whose pages have the names of the book's own.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in dict.fromkeys(lines):
        warning = json.loads(line)
        message = warning["message"].partition("\n")[0].replace(f"{staged}/", "")
        if _NO_FAULT in message:
            continue
        file = warning["file"].replace(f"{staged}/", "") or "_config.yml"
        code, words = _explain(warning["type"], message)
        yield Problem(file, warning["line"] if file.endswith(".md") else 0, code, words)


def _explain(kind: str, message: str) -> tuple[str, str]:
    """Return the code and the words of a warning of a type, such as ``myst.xref_missing``."""
    if kind == "myst.xref_missing":
        return "B202", f'a link leads to "{_last_quoted(message)}", which no page of the book has.'
    if kind == "myst.substitution" and "UndefinedError" in message:
        name = _last_quoted(message)
        return "B203", f'"{name}" is not a figure that pages can name ({{{{ … }}}}).'
    if kind == "image.not_readable":
        return "B204", f'the picture "{message.partition(": ")[2]}" does not exist.'
    if kind.startswith("mystnb.") and kind.endswith("mime_type"):
        return "B205", f"an output of a cell cannot be shown on the page: {message}"
    return "B200", message


def _last_quoted(message: str) -> str:
    return (re.findall(r"'([^']+)'", message) or [message])[-1]
