"""A table that an analyst made of a frame: with a caption, and a name for links to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from quarterbook.ground.errors import CommandError
from quarterbook.ground.wording import file_name
from quarterbook.report import given_frames
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.pandas_tables import as_pandas, index_left_out
from quarterbook.report.styled_tables import table_html

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def own_table(
    data: pd.DataFrame | pd.Series | Styler,
    caption: str,
    decimals: int | Mapping[str, int] | None,
    units: str | Mapping[str, str] | None,
    name: str,
) -> Block:
    """A table of the page; links lead to one with a name, ``#table-`` before it.

    Raises `CommandError` for a name without a letter or digit.
    """
    html = table_html(data, caption, decimals, units)
    if name:
        bare = file_name(name)
        if not bare:
            raise CommandError(
                f'name="{name}" cannot be the name of a table. Write letters or digits, such as '
                'name="by-ward".'
            )
        html = Markup(str(html).replace("<table ", f'<table id="table-{bare}" ', 1))
    index = index_left_out(as_pandas(data))
    shown = replace(block.html(html), notes=(index,) if index else ())
    is_given = given_frames.is_as_given(data)
    return block.with_given(shown, caption if is_given else shown.markdown)
