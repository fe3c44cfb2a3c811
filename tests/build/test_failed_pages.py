"""A page that cannot be made stops no other: it says so in its place, and nothing is published."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

import quarterbook.bind.outputs as outputs
from quarterbook.bind.print.article_parts import PaperPart
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.printed_papers import PrintedPaper
from quarterbook.build.failing.where_it_broke import where_it_broke
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.data.recorded import read_recorded
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.execute.failure_page import failure_page
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import parse_quarter
from quarterbook.reuse.steps import Steps
from quarterbook.storage.store import Store
from support.books import SMALL_BOOK, copy_book
from support.command import in_this_process
from support.paper_text import pdf_says

AT_FAULT = """\
# Streets

(lamps)=
## Lamps

```{figure} lamp.svg
:name: fig-lamp
A lamp
```

{{ summary.improvd }}
"""
LINKS = "# Links\n\nSee [](#lamps), [the lamp](#fig-lamp) and [streets](streets.md).\n"


@pytest.mark.builds
def test_a_page_fails_alone_and_links_to_it_hold(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    for path in book.notebooks.glob("*.ipynb"):
        content = json.loads(path.read_text("utf-8"))
        title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {path.stem}"}
        content["cells"] = [
            title,
            *(one for one in content["cells"] if "parameters" in one["metadata"].get("tags", [])),
        ]
        path.write_text(json.dumps(content), "utf-8")
    exceptions = "# Exceptions\n\n## One\n\nNone.\n\n![](none.svg)\n"
    (book.pages / "papers" / "exceptions.md").write_text(exceptions, encoding="utf-8")
    (book.pages / "method.md").write_text("# Method\n", encoding="utf-8")
    (book.pages / "streets.md").write_text(AT_FAULT, encoding="utf-8")
    (book.pages / "links.md").write_text(LINKS, encoding="utf-8")
    (book.pages / "cafe.md").write_bytes("# Café\n".encode("latin-1"))
    with book.toc.open("a", encoding="utf-8") as toc:
        toc.write("  - file: book/streets\n  - file: book/links\n  - file: book/cafe\n")
        toc.write("  - file: notebooks/untitled\n")
    content["cells"][0]["source"] = "No heading stands here."
    (book.notebooks / "untitled.ipynb").write_text(json.dumps(content), "utf-8")
    ended = in_this_process("build", "--book", book.root)
    assert ended.err.splitlines() == [
        "book/cafe.md:1 B111 the page is not UTF-8 text. Save it with encoding UTF-8.",
        'book/streets.md:11 B203 "summary.improvd" is not a figure that pages can name. '
        'Did you mean "summary.improved"?',
        'book/papers/exceptions.md:7 B204 the picture "book/papers/none.svg" does not exist.',
        "book/papers/exceptions.md:7 B302 the picture none.svg has no words for who cannot see "
        "it. Say in its alternative text what it shows: ![What it shows](picture.png), or :alt: "
        "of a {figure}.",
        "notebooks/untitled.ipynb B114 the notebook shows no title, and the contents could not "
        "lead to it. Begin it with a Markdown cell: # What the page is about",
    ]
    assert ended.status == 1
    built = book.built("2021-22-q2")
    for page in ("cafe", "streets", "papers/scrutiny"):
        assert "This page could not be made" in (built / f"site/book/{page}.html").read_text(
            "utf-8"
        )
    links = (built / "site/book/links.html").read_text("utf-8")
    assert "could not be made" not in links
    assert 'href="streets.html#lamps"' in links
    assert pdf_says(built / "scrutiny.pdf", "This page could not be made")
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    assert manifest["failed"] == [
        "book/cafe",
        "book/papers/scrutiny",
        "book/streets",
        "notebooks/untitled",
    ]
    to_public = ("--to", tmp_path / "public", "--draft", "--book", book.root)
    published = in_this_process("publish", "2021-22-q2", *to_public)
    assert "pages that failed: book/cafe, book/papers/scrutiny, book/streets" in published.err
    (book.pages / "streets.md").write_text(AT_FAULT.replace("improvd", "improved"), "utf-8")
    assert "book/streets.md:6 B302" in in_this_process("build", "--book", book.root).err


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("B111", "# Caf\xe9\n"),
        ("B111", "# Bins\n\n<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> other\n"),
        ("B112", "# Bins\n\n```{code-cell}\n1 + 1\n```\n"),
        ("B113", "# Bins\n\n:::{note}\nFour {{ summary.improvd }}\n"),
        ("B113", f"# Bins\n\n{'> ' * 200}deep\n"),
        ("B114", "Words without a title\n"),
        ("B225", '# Bins\n\n<img src="bins.png" alt="Bins">\n'),
    ],
)
def test_a_page_at_fault_fails_where_it_is_staged(code: str, text: str, tmp_path: Path) -> None:
    """The page of a paper's own words, and one of the contents; all others stay as written."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    for name in ("method", "papers/exceptions"):
        (book.pages / f"{name}.md").write_text(text, encoding="latin-1")
    period = parse_quarter("2021-22-q2")
    sides = stage_sides(book, read_recorded(book), period, tmp_path / "s", tmp_path / "e")
    side = sides.public
    at_fault = ["book/method", "book/papers/scrutiny"]
    assert sorted(side.failed) == (at_fault if code != "B114" else at_fault[:1])
    assert {problem.code for problem in sides.problems} == {code}
    method = (side.staged.pages / "method.md").read_text("utf-8")
    assert "This page could not be made" in method
    assert f"book/method.md:{sides.problems[0].line} {code}" in method
    side.check()  # nothing more is said of what failed
    assert "could not be made" in side.filled_papers()["book/papers/scrutiny"][0] or code == "B114"


def test_a_page_without_fault_is_staged_as_it_is_written(tmp_path: Path) -> None:
    """A picture by Markdown, a box that is closed, a heading of each level, code that is shown."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    text = (
        "# Bins\n\n:::{note}\nFour.\n:::\n\n## Which\n\n```python\n1 + 1\n```\n\n![Bins](b.png)\n"
    )
    (book.pages / "method.md").write_text(text, encoding="utf-8")
    period = parse_quarter("2021-22-q2")
    sides = stage_sides(book, read_recorded(book), period, tmp_path / "s", tmp_path / "e")
    assert not sides.problems
    assert (sides.public.staged.pages / "method.md").read_text("utf-8") == text


def test_a_notebook_that_cannot_be_read_is_headed_as_its_outcome_area(tmp_path: Path) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    (book.notebooks / "environment.ipynb").write_text('{"cells": [', encoding="utf-8")
    period = parse_quarter("2021-22-q2")
    sides = stage_sides(book, read_recorded(book), period, tmp_path / "s", tmp_path / "e")
    side = sides.public
    others = [name for name in side.notebooks if name != "notebooks/environment"]
    run = side.run_notebooks(others, executor=LocalExecutor(1), progress=lambda line: None)
    assert run.failed == ("notebooks/environment",)
    (page,) = nbformat.read(side.staged.notebooks / "environment.ipynb", 4).cells
    assert "\n# A clean environment\n" in page.source


def test_a_notebook_that_fails_is_headed_as_it_is_itself_or_by_its_name() -> None:
    stored = new_notebook(cells=[new_markdown_cell("# Air")])
    outcomes = {"notebooks/air": "Clean air"}
    problem = Problem("notebooks/air.ipynb", 0, "N102", "it ended.")
    for name, notebook, title in (
        ("notebooks/air", stored, "Air"),
        ("notebooks/air", None, "Clean air"),
        ("notebooks/wards/st-marys", None, "St marys"),
    ):
        (page,) = failure_page(name, notebook, {}, problem, outcomes).notebook.cells
        assert page.source.startswith(f"# {title}\n")


PAGES = ["start", "good", "bad", "other"]


def side_of(folder: Path) -> Side:
    """Return a side of a few staged pages."""
    staged = folder / "staged"
    staged.mkdir()
    for page in PAGES:
        (staged / f"{page}.md").write_text(f"# {page}\n\nWords of {page}.\n", "utf-8")
    return cast("Side", SimpleNamespace(documents=PAGES, staged=SimpleNamespace(root=staged)))


@pytest.mark.parametrize(
    ("stops_at", "told", "found"),
    [
        ("Words of bad", "_config.yml B201", "bad.md B226 stopped"),
        ("# ", "_config.yml B201", "_config.yml B201 stopped"),
        ("# ", "good.md B226", "_config.yml B201 stopped"),
        ("Words of good", "good.md B226", "good.md B226 stopped"),
        ("nowhere", "_config.yml B201", "_config.yml B201 stopped"),
        ("nowhere", "good.md B202", "good.md B202 stopped"),
    ],
)
def test_where_sphinx_stopped_is_found_by_binding_fewer_pages(
    stops_at: str, told: str, found: str, tmp_path: Path
) -> None:
    """A setting stops it at whatever page; a page does so by its words alone."""

    def bind(staged: Path, _: Path) -> None:
        if any(stops_at in page.read_text("utf-8") for page in staged.glob("*.md")):
            raise BookError(Problem("_config.yml", 0, "B201", "stopped"))
        raise BookError(Problem("links.md", 1, "B202", "pages without words have no labels"))

    file, code = told.split()
    error = BookError(Problem(file, 0, code, "stopped"))
    assert str(where_it_broke(side_of(tmp_path), error, tmp_path / "parts", bind)) == found


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (["b"], "b B306 cannot be set"),
        (["a", "b", "c"], "paper.pdf B306 cannot be set"),  # its look, perhaps
        ([], "paper.pdf B306 cannot be set"),  # pages together alone
    ],
)
def test_what_cannot_be_printed_is_told_of_the_page_that_cannot(
    refused: Collection[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(source: outputs.Source, path: Path, _: object) -> None:
        pages = [page for part in source.paper.parts for page in part.documents]
        if len(pages) > 1 or set(pages) & set(refused):
            raise BookError(Problem(path.name, 0, "B306", "cannot be set"))

    parts = (PaperPart(("a",), own=True), PaperPart(("b", "c")))
    paper = PrintedPaper("paper", cast("Cover", None), parts, None)
    report = cast(
        "Any", SimpleNamespace(quarter=SimpleNamespace(quarter=SimpleNamespace(slug="q")))
    )
    source = outputs.Source(report, paper, cast("Any", None), tmp_path, draft=False)
    output = outputs.Output(".pdf", "PDF", "PDF", write, lambda _, __: {})
    monkeypatch.setattr(outputs, "OUTPUTS", (output,))
    with pytest.raises(BookError) as error:
        outputs.make_output(source, tmp_path / "paper.pdf", Steps(Store(tmp_path / "store")))
    assert str(error.value) == told
