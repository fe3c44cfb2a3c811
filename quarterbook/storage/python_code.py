"""Whether the code of a cell can be read at all, told before a kernel is started."""

from __future__ import annotations

import ast
import re
import warnings

_COMMAND = re.compile(r"^\s*[%!?]|=\s*[%!]|\?\s*$", re.MULTILINE)
_PLACE = re.compile(r" \((?:<[^>]*>|\d+\.py), line (\d+)\)$")


def syntax_fault(source: str) -> str:
    """Return what makes the code of a cell unreadable, "" where nothing does.

    ``await`` is allowed, as in a notebook; what a cell with IPython's own commands (``%time``,
    ``!ls``, ``help?``) comes to is said when it runs.
    """
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<cell>", "exec", flags)
    except SyntaxError as error:
        if _COMMAND.search(source):
            return ""
        line = f" (line {error.lineno} of the cell)" if error.lineno else ""
        return f"{type(error).__name__}: {error.msg}{line}"
    except (ValueError, RecursionError, MemoryError):
        return ""
    return ""


def in_the_cell(cause: str) -> str:
    """Name the line of a cell in a message of Python, not the file that a kernel makes of it."""
    return _PLACE.sub(r" (line \1 of the cell)", cause)
