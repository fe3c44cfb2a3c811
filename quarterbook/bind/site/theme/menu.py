"""A Sphinx extension: what opens a part of the menu has a name, that of the pages it opens."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_TOGGLE = re.compile(r"(<a [^>]*>)((?:(?!</a>).)*)(</a>\s*<details[^>]*>\s*<summary>)", re.DOTALL)


def setup(app: Sphinx) -> dict[str, Any]:
    """Give the templates ``qb_named``, which names the toggles of a menu."""
    app.connect("html-page-context", _give)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _give(_: Sphinx, __: str, ___: str, context: dict[str, Any], ____: Any) -> None:
    context["qb_named"] = named


def named(menu: str) -> str:
    """Return a menu whose toggles say below which page theirs are; to the eye a chevron is enough.

    ``<summary>`` becomes ``<summary><span class="qb-hidden">Pages below Cabinet</span>``.
    """
    return _TOGGLE.sub(r'\1\2\3<span class="qb-hidden">Pages below \2</span>', menu)
