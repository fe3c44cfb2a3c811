"""A Sphinx extension: formulas as MathML, which browsers set themselves.

Sphinx's usual way is a script from another host; a report makes no request
to another host.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the renderer to Sphinx under the name ``quarterbook``."""
    app.add_html_math_renderer("quarterbook", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node, inline=True))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{_mathml(node, inline=False)}</div>\n')
    raise nodes.SkipNode


def _mathml(node: nodes.Element, *, inline: bool) -> str:
    text = node.astext()
    try:
        mathml = latex2mathml.tex2mathml(text, as_block=not inline)
    except MathError as error:
        logging.getLogger(__name__).warning(f"a formula cannot be set: {error}", location=node)
        return ""
    return "".join(line.strip() for line in mathml.splitlines())
