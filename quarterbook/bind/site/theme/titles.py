"""A Sphinx extension: two pages of the site never have one title.

An appendix says whose it is, as ``quarterbook_appendices`` has it. Another page of a title that
an earlier one has says its file's name.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def setup(app: Sphinx) -> dict[str, Any]:
    """Give the templates ``qb_part``, which sets a page apart from another of its title."""
    app.add_config_value("quarterbook_appendices", {}, "", dict)
    app.connect("html-page-context", _set_part)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _set_part(app: Sphinx, page: str, _: str, context: dict[str, Any], __: Any) -> None:
    context["qb_part"] = app.config.quarterbook_appendices.get(page) or _set_apart(app.env, page)


def _set_apart(env: BuildEnvironment, page: str) -> str:
    titles = {name: title.astext() for name, title in env.titles.items()}
    own = titles.get(page)
    if own is None or Counter(titles.values())[own] < 2:
        return ""
    others = [name for name in sorted(titles) if titles[name] == own]
    is_set_apart = [name for name in others if name in env.config.quarterbook_appendices]
    rest = [name for name in others if name not in is_set_apart]
    return "" if page == rest[0] else page.rsplit("/", 1)[-1].replace("-", " ")
