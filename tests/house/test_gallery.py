"""The gallery shows every call that a notebook has, and each arrives on a page."""

from __future__ import annotations

import re

import nbformat
import pytest

from quarterbook import Report
from quarterbook.execute.kernels.run_notebook import execute
from quarterbook.execute.pages import to_page
from support.books import ROOT

GALLERY = ROOT / "docs" / "gallery.ipynb"


def test_every_public_name_is_shown() -> None:
    source = "\n".join(cell.source for cell in nbformat.read(GALLERY, 4).cells)
    report = Report("2021-22-q3", book=ROOT)
    names = {*dir(report), *dir(report["recycling-rate"])}
    assert {name for name in names if not re.search(rf"\.{name}\b", source)} == set()


@pytest.mark.builds
@pytest.mark.documents
def test_every_call_gives_something() -> None:
    notebook = nbformat.read(GALLERY, 4)
    executed, _ = execute(GALLERY.parent, "gallery", notebook, {"quarter": "2021-22-q3"}, 120)
    shown = [cell for cell in executed.cells if cell.cell_type == "code" and "=" not in cell.source]
    assert len(shown) > 20
    empty = [cell.source for cell in shown if not any(_words(one) for one in cell.outputs)]
    assert empty == []
    page = to_page(executed)
    assert (page.faults, page.notes) == ([], [])


def _words(output: nbformat.NotebookNode) -> str:
    data = output.get("data", {})
    return "".join(data.get("text/html", data.get("text/plain", ""))).strip()
