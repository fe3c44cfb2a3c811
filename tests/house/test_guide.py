"""The Python of the guide runs as it stands, block after block, from a notebook's folder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import chdir
from textwrap import dedent
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
import seaborn as sns
from matplotlib import pyplot as plt

from quarterbook import Report
from quarterbook.storage.book import Book
from support.books import ROOT

_BLOCK = re.compile(r"(?:^    .*\n(?:\n(?=    ))?)+", re.MULTILINE)
WARDS = (
    "ward,quarter,recorded_on,reports,rate,cost\nNorthgate,2021-22-Q2,2021-10-20,12,1.25,1500\n"
    "Northgate,2021-22-Q3,2022-01-20,9,0.94,1200\nNorthgate,2021-22-Q3,2022-02-04,8,0.84,1200\n"
    "Northgate,2021-22-Q4,2022-04-20,777,0.94,1200\nSouthgate,2021-22-Q3,2022-01-20,7,0.73,900\n"
)


def blocks() -> Iterator[str]:
    """Yield each indented block of the guide that is Python and does something with the package."""
    for block in map(dedent, _BLOCK.findall((ROOT / "docs" / "guide.md").read_text("utf-8"))):
        try:
            ast.parse(block)
        except SyntaxError:
            continue
        if re.search(r"\breport\b|\bquarterbook import|\bquarterbook\.judge import", block):
            yield block


def run(block: str, names: dict[str, Any]) -> object:
    """Run a block as a cell; return the value of its last line."""
    tree = ast.parse(block)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "guide.md", "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "guide.md", "eval"), names)


@pytest.mark.documents
def test_every_block_of_python_runs(book: Book) -> None:
    mpl.use("agg")
    (book.data / "wards.csv").write_text(WARDS, encoding="utf-8")
    places = {"../data": book.notebooks, "../../data": book.notebooks / "wards"}
    places["../../data"].mkdir()
    jobs = pd.DataFrame(
        {
            "year": [2019, 2024] * 2,
            "jobs": [1200, 1450, 900, 950],
            "sector": ["care"] * 2 + ["shops"] * 2,
        }
    )
    names: dict[str, Any] = {
        "Report": Report, "pd": pd, "sns": sns, "plt": plt, "jobs": jobs,
        "quarter": "2021-22-q3", "outcome": "healthy-environment",
    }  # fmt: skip
    shown = []
    for block in blocks():
        with chdir(places["../../data" if "../../data" in block else "../data"]):
            shown.append(run(block, names))
    html = "\n".join(getattr(one, "html", "") for one in shown)
    assert len(shown) >= 9
    assert "fly-tipping-cleared" not in html
    for words in ("Jobs in the county.", "£1,500", "The recycling rate ", "<h1>Northgate</h1>"):
        assert words in html, words
    of_a_ward = next(one.html for one in shown if "<h1>Northgate</h1>" in getattr(one, "html", ""))
    assert re.findall(r"Q\d 2021/22|>(?:\d+)<", of_a_ward) == [
        "Q2 2021/22",
        ">12<",
        "Q3 2021/22",
        ">8<",
    ]
    plt.close("all")
