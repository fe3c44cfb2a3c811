"""HTML put together with text and attributes escaped, and written out for a page."""

from __future__ import annotations

import re

from markupsafe import Markup

from quarterbook.ground.wording import with_apostrophes


def element(name: str, content: str = "", **attributes: str) -> Markup:
    """Return an element; an attribute that is empty is left out, and ``class_`` is ``class``."""
    pairs = Markup().join(
        Markup(' {}="{}"').format(key.rstrip("_"), value)
        for key, value in attributes.items()
        if value
    )
    return Markup("<{}{}>{}</{}>").format(name, pairs, content, name)


def written(fragment: Markup) -> str:
    """Return HTML as it stands on a page: its text with the apostrophes that prose is set with.

    What a page says is signed to the byte, so it must not depend on which
    characters an escaping library happens to escape.
    """
    parts = re.split("(<[^>]*>)", str(fragment))
    for n, part in enumerate(parts):
        single, double = ("&#x27;", "&quot;") if n % 2 else ("'", '"')
        part = part.replace("&#39;", single).replace("&#34;", double)
        parts[n] = part if n % 2 else with_apostrophes(part)
    return "".join(parts)
