"""The demonstration by Sphinx at its newest, without Jupyter Book: the same pages and papers.

`make next` installs it beside the other and runs these.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from lxml import html

from quarterbook.build.built import Built
from support.books import ROOT, copy_book
from support.paper_text import pdf_pages

PYTHON = ROOT / ".venv" / "next" / "bin" / "python"

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(not PYTHON.exists(), reason="`make next` installs Sphinx alone"),
]


@pytest.fixture(scope="module")
def by_sphinx_alone(tmp_path_factory: pytest.TempPathFactory, demo: Built) -> Path:
    book = copy_book(ROOT, tmp_path_factory.mktemp("next") / "book")
    done = subprocess.run(
        [PYTHON, "-m", "quarterbook", "build", "--book", str(book.root)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return book.root / "_build" / demo.folder.name


def test_it_has_no_jupyter_book() -> None:
    found = "import importlib.util as u; print(u.find_spec('jupyter_book'))"
    asked = subprocess.run([PYTHON, "-c", found], capture_output=True, text=True, check=True)
    assert asked.stdout == "None\n"


def test_pages_say_the_same(by_sphinx_alone: Path, demo: Built) -> None:
    pages = sorted((demo.folder / "site").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        other = by_sphinx_alone / page.relative_to(demo.folder)
        assert _articles(other) == _articles(page), page.name


def test_papers_say_the_same(by_sphinx_alone: Path, demo: Built) -> None:
    papers = sorted(demo.folder.glob("*.pdf"))
    assert len(papers) == 7
    for paper in papers:
        assert pdf_pages(by_sphinx_alone / paper.name) == pdf_pages(paper), paper.name


def _articles(page: Path) -> list[str]:
    found = html.fromstring(page.read_bytes()).xpath("//article")
    return [" ".join(article.text_content().split()) for article in found]
