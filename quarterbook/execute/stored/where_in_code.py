"""Where an error of a cell arose: the cell's line, and the line of a module of the book's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_CELL = re.compile(r"^Cell In\[\d+\], line (\d+)", re.MULTILINE)
_FILE = re.compile(r"^File (.+?):(\d+)(?=, in |$)", re.MULTILINE)


def where_in_code(traceback: Sequence[str], staged: Path) -> tuple[int, str]:
    """Return the line of the cell, 0 where it is not known, and the module's file and line.

    ``traceback`` is as IPython has it. Of modules only those of the ``staged`` book are told, the
    one furthest in; "" where there is none.
    """
    text = _COLOUR.sub("", "\n".join(traceback))
    line = _CELL.search(text)
    root = staged.resolve()
    modules = [
        f"{path.relative_to(root).as_posix()}:{number}"
        for name, number in _FILE.findall(text)
        if (path := Path(name).expanduser().resolve()).is_relative_to(root)
    ]
    return int(line[1]) if line else 0, modules[-1] if modules else ""
