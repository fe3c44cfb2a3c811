"""How figures are named on pages, ``{{ summary.improved }}``, and what such a name stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from quarterbook.ground.myst import without_literals

FIGURE_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
PAPER_SUBSTITUTION = re.compile(r"\{\{\s*paper\.(\w+)\s*\}\}")
_FIGURE = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}", re.ASCII)


def substitution_names(text: str) -> list[str]:
    """Return the names of the figures that a page's text names, each once, in order."""
    return list(dict.fromkeys(match[1] for match in _FIGURE.finditer(without_literals(text))))


def substitution_value(names: Mapping[str, Any], name: str) -> Any:
    """Return what a name such as ``summary.improved`` stands for, or nothing."""
    value: Any = names
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


def not_a_name(braces: str) -> str:
    """Return what is wrong with braces on a page that hold more than a dotted name."""
    shown = " ".join(braces.split())
    return (
        f"{shown if len(shown) <= 60 else f'{shown[:59]}…'} is not a name. Pages take names such "
        "as {{ summary.improved }} and nothing else in such braces. Braces that are to be read "
        "go between backticks."
    )
