"""Notebooks of every kind that a book may have beside those of its outcome areas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from quarterbook.storage.book import Book

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20H0z"/></svg>'
)
PNG = (  # one red pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)
IN_MARKDOWN = """\
---
file_format: mystnb
kernelspec:
  name: python3
---

# A page with code

The quarter is {{ quarter.label }}.

```{code-cell} python3
:tags: [parameters]
quarter = "2025-26-q1"
top = 3
```

```{code-cell} python3
from quarterbook import Report

report = Report(quarter)
report.text(f"The page asks for the top {top} of {len(report.data)} rows.")
```
"""
DEEP = (
    'quarter = "2025-26-q1"\ntop = 3',
    "import beside\nfrom IPython.display import Markdown\n\n"
    'Markdown(f"A deep notebook asks for the top {top}, and {beside.WORDS}.")',
)
VEGA = {"description": "Litter fell by half.", "mark": "bar"}
PLOTLY = {"application/vnd.plotly.v1+json": {"data": []}, "image/png": PNG}
IN_R = (
    ('#| fig-alt: "Reports fell in every ward."\n#| fig-cap: By ward\nplot(x)', {"image/png": PNG}),
    ("chart", {"application/vnd.vegalite.v5+json": VEGA, "image/svg+xml": SVG}),
    ("#| fig-alt: Costs rose.\nfig", PLOTLY),
    (
        "x",
        {
            "text/html": "<p>What R has put out</p>",
            "text/latex": "\\begin{tabular}{l}x\\end{tabular}",
            "text/plain": "A tibble",
        },
    ),
)


def add_other_notebooks(book: Book) -> None:
    """Add a notebook in a folder below notebooks/, one in book/, a page with code, one in R.

    The first one imports ``notebooks/env/beside.py``.
    """
    deep = [new_markdown_cell("# Deep"), *map(new_code_cell, DEEP)]
    deep[1].metadata["tags"] = ["parameters"]
    _write(book.notebooks / "env" / "deep.ipynb", deep, "python")
    live = [new_markdown_cell("# Live"), new_code_cell('quarter = ""'), new_code_cell("6 * 7")]
    live[1].metadata["tags"] = ["parameters"]
    _write(book.pages / "live.ipynb", live, "python")
    (book.pages / "code.md").write_text(IN_MARKDOWN, encoding="utf-8")
    in_r = [
        new_code_cell(source, outputs=[new_output("display_data", data=data)])
        for source, data in IN_R
    ]
    _write(book.notebooks / "survey.ipynb", [new_markdown_cell("# In R"), *in_r], "R")
    pages = ("notebooks/env/deep", "book/live", "book/code", "notebooks/survey")
    _append(book.toc, "".join(f"      - file: {page}\n" for page in pages))
    of_none = "  exclude_patterns: [notebooks/survey.ipynb]\n"
    config = book.config.read_text(encoding="utf-8")
    book.config.write_text(config.replace("execute:\n", f"execute:\n{of_none}"), encoding="utf-8")
    own = "\nnotebooks:\n  notebooks/env/deep: {top: 10}\n  book/code: {top: 12}\n"
    _append(book.params / "2025-26-q1.yml", own)


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _write(path: Path, cells: list[Any], language: str) -> None:
    path.parent.mkdir(exist_ok=True)
    kernel = {"name": language, "display_name": language, "language": language}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
