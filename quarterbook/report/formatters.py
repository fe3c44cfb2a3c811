"""What IPython shows: tables of the house for pandas' objects, what was meant by a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from quarterbook.report import suggestions
from quarterbook.report.given_frames import is_as_given
from quarterbook.report.html import block
from quarterbook.report.html.block import MIME, Block
from quarterbook.report.pandas_tables import as_pandas, frame_html, index_left_out
from quarterbook.report.styled_tables import NOT_SHOWN, has_bars, styler_html

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


_POLARS = (("polars.dataframe.frame", "DataFrame"), ("polars.series.series", "Series"))


def register() -> None:
    """Show DataFrames, Series and Stylers as tables of the house, where IPython shows them.

    An error that a misspelt name made says which one was meant.
    """
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return
    suggestions.register(shell)
    text = shell.display_formatter.formatters["text/html"]
    whole = shell.display_formatter.mimebundle_formatter
    for kind in (pd.DataFrame, pd.Series):
        text.for_type(kind, frame_html)
        whole.for_type(kind, _frame_bundle)
    for module, name in _POLARS:
        text.for_type_by_name(module, name, lambda data: frame_html(as_pandas(data)))
        whole.for_type_by_name(module, name, lambda data, **_: _frame_bundle(as_pandas(data)))
    text.for_type_by_name("pandas.io.formats.style", "Styler", styler_html)
    whole.for_type_by_name("pandas.io.formats.style", "Styler", _styler_bundle)


def _frame_bundle(data: pd.DataFrame | pd.Series, **_: Any) -> dict[str, Any]:
    index = index_left_out(data)
    shown = _bundle(block.html(frame_html(data)), [index] if index else [])
    if is_as_given(data):
        shown[MIME]["given"] = []
    return shown


def _styler_bundle(data: Styler, **_: Any) -> dict[str, Any]:
    return _bundle(block.html(styler_html(data)), [NOT_SHOWN] if has_bars(data) else [])


def _bundle(shown: Block, left_out: list[str] | None = None) -> dict[str, Any]:
    page = {
        "markdown": shown.markdown,
        "files": {},
        "given": [shown.markdown],
        "left_out": left_out or [],
    }
    return {"text/html": shown.html, MIME: page}
