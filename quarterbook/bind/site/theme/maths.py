"""A Sphinx extension: formulas as MathML, which browsers set themselves, numbered where named.

A dollar that is money begins none.

Sphinx's usual way is a script from another host; a report makes no request
to another host.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import index as dollarmath
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.application import Sphinx
from sphinx.domains.math import MathDomain
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from quarterbook.ground.markdown import formulas_only

# Of amsmath, as notebooks have them; rows of formulas are set as `aligned` sets them.
_ENVIRONMENT = re.compile(
    r"\\(begin|end)\{(?:align|alignat|eqnarray|equation|flalign|gather|multline|split)\*?\}"
)
_TAG = re.compile(r"<(/?)[a-z][^<>]*?(/?)>")
_DEEPEST = 80  # of what reads the page for papers at most 256, with all that stands around it
_RULE_OF = dollarmath.math_inline_dollar
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the renderer to Sphinx under the name ``quarterbook``; let money be no formula.

    MyST offers no hook for its rule, nor for the names of rows of formulas, which are random: both
    are replaced for the rest of the process.
    """
    vars(dollarmath)["math_inline_dollar"] = _formulas_only
    SphinxRenderer._random_label = _name_by_place  # type: ignore[method-assign]
    app.add_html_math_renderer("quarterbook", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _formulas_only(*options: bool) -> Callable[[StateInline, bool], bool]:
    return formulas_only(_RULE_OF(*options))


def _name_by_place(self: SphinxRenderer) -> str:
    """Return a name that the next numbered formula of a page has at each build: its place."""
    page = self.sphinx_env.docname
    formulas = cast(MathDomain, self.sphinx_env.get_domain("math")).equations.values()
    return f"{page}-{sum(where == page for where, _ in formulas) + 1}"


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node, inline=True))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="math"))
    self.body.append(_mathml(node, inline=False))
    if node.get("number"):
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})</span>')
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.Element, *, inline: bool) -> str:
    text = _ENVIRONMENT.sub(r"\\\1{aligned}", node.astext())
    try:
        mathml = latex2mathml.tex2mathml(text, as_block=not inline)
    except MathError as error:
        _LOG.warning(f"a formula cannot be set: {error}", location=node)
        return ""
    if _depth(mathml) > _DEEPEST:
        _LOG.warning("a formula", type="quarterbook", subtype="too_deep", location=node)
        return ""
    return "".join(line.strip() for line in mathml.splitlines())


def _depth(mathml: str) -> int:
    """Return how many elements stand in one another at the deepest place."""
    deepest = depth = 0
    for closes, closed in _TAG.findall(mathml):
        depth += -1 if closes else not closed
        deepest = max(deepest, depth)
    return deepest
