"""What a cell shows brings charts and the figures behind them, and no other file."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_output

from quarterbook.execute.cell_outputs import shown_by
from quarterbook.report.html.block import MIME

TOLD = "There were 3 children on a plan."


def _block(files: dict[str, str]) -> dict[str, object]:
    return {"markdown": TOLD, "given": [], "files": files}


@pytest.mark.parametrize(
    "file",
    [
        *("../../../x.txt", "/tmp/x.txt", "charts/../x.svg", "extra/x.js", "params/council.yml"),
        *("charts\\x.svg", "charts/.hidden", "extra/figures/of/x.csv"),
    ],
)
def test_a_cell_brings_charts_and_figures_and_no_other_file(file: str) -> None:
    output = new_output("display_data", data={MIME: _block({file: "x", "charts/a.svg": "<svg/>"})})
    shown = shown_by(new_code_cell("x", outputs=[output]), 0)
    assert shown.files == {}
    assert shown.fault is not None
    assert shown.fault[0] == "N111"
    assert file in shown.fault[1]


def test_what_charts_and_tables_need_is_brought() -> None:
    files = {"charts/waste-narrow.svg": "<svg/>", "extra/figures/waste.csv": "period,value"}
    output = new_output("display_data", data={MIME: _block(files)})
    shown = shown_by(new_code_cell("x", outputs=[output]), 0)
    assert (shown.files, shown.fault) == (files, None)
