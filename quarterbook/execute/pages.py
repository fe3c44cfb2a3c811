"""From an executed notebook to a page of the book: blocks become Markdown, the rest stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from quarterbook.ground import myst
from quarterbook.report.html.block import MIME, markdown_text

_IMAGES = ("image/png", "image/jpeg", "image/svg+xml")


@dataclass
class NotebookPage:
    """A page ready to bind: the notebook, the files it needs, what it said on the side."""

    notebook: NotebookNode
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def to_page(executed: NotebookNode) -> NotebookPage:
    """Return an executed notebook as a page.

    Outputs made of blocks take the place of their cell. Other outputs keep
    it, without its source. What was written to standard error is noted, not
    shown. A picture without words for those who cannot see it, and a link of
    a block to an anchor that no section of the page has, are faults: place
    (cell counted from 0), code and message.
    """
    page = NotebookPage(_empty())
    cells: list[NotebookNode] = []
    index = -1
    for cell in executed.cells:
        if "injected-parameters" not in cell.metadata.get("tags", []):
            index += 1
        if cell.cell_type == "markdown":
            cells.append(new_markdown_cell(cell.source))
        elif cell.cell_type == "raw":
            continue
        else:
            cells += _outputs(cell, index, page)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    page.notebook.cells = cells
    return page


def _empty() -> NotebookNode:
    return new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )


def _outputs(cell: NotebookNode, index: int, page: NotebookPage) -> list[NotebookNode]:
    cells: list[NotebookNode] = []
    kept: list[NotebookNode] = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if MIME in data:
            cells += _kept(kept)
            kept = []
            block: Mapping[str, Any] = data[MIME]
            if block["markdown"]:
                cells.append(new_markdown_cell(block["markdown"]))
            page.files.update(block["files"])
        elif output.get("name") == "stderr":
            if words := output["text"].strip():
                page.notes.append(f"cell {index + 1} wrote: {words.splitlines()[-1]}")
        elif any(kind in data for kind in _IMAGES):
            page.faults.append(
                (
                    index,
                    "N107",
                    "the cell shows a picture without words for those who cannot see it. Show it "
                    'with report.figure(fig, name="short-name", alt="What the picture shows").',
                )
            )
        elif data or output.get("text"):
            output = nbformat.from_dict({**output})
            output.pop("execution_count", None)
            if output.output_type == "execute_result":
                output["execution_count"] = None
            kept.append(output)
    return cells + _kept(kept)


def _kept(outputs: list[NotebookNode]) -> list[NotebookNode]:
    if not outputs:
        return []
    # MyST-NB passes over cells without source, outputs and all.
    return [new_code_cell("#", outputs=outputs, metadata={"tags": ["remove-input"]})]


def missing_anchors(notebook: NotebookNode) -> list[str]:
    """Return the anchors that the page's own tables link to but no section has."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    targets = {
        attributes["href"].removeprefix("#")
        for tag, attributes in myst.html_tags(text)
        if tag == "a" and attributes.get("href", "").startswith("#")
    }
    return sorted(targets - set(myst.anchors(text)))


def heading_above(notebook: NotebookNode, index: int) -> str:
    """Return the last heading before a cell of a stored notebook, or nothing."""
    headings = [
        heading.words
        for cell in notebook.cells[: index + 1]
        if cell.cell_type == "markdown"
        for heading in myst.headings(cell.source)
    ]
    return headings[-1] if headings else ""


def failure_page(title: str, anchors: list[str], message: str) -> NotebookPage:
    """Return the page of a notebook that failed: it says so, and others can still link to it."""
    page = NotebookPage(_empty())
    targets = "\n".join(f"({anchor})=" for anchor in anchors)
    text = (
        f"# {markdown_text(title)}\n\n{targets}\n"
        "```{error}\n**This page could not be made.** Nothing on it is published until it is "
        f"mended.\n\n{markdown_text(message)}\n```"
    )
    page.notebook.cells = [new_markdown_cell(text)]
    page.notebook.cells[0]["id"] = "cell-0"
    return page
