"""Every page of the demonstration, made by other programs than a build: the same article."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quarterbook.build.built import Built
from quarterbook.execute.contents import listed_pages, notebook_file
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book, digest
from support.command import other_program
from support.shown_elsewhere import Shown, article, words_of

pytestmark = pytest.mark.exhaustive

PAGES = listed_pages(Book(ROOT))
NOTEBOOKS = [page for page in PAGES if notebook_file(Book(ROOT), page)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that plain Jupyter Book makes."""
    book = copy_book(ROOT, tmp_path_factory.mktemp("plain") / "book")
    ended = other_program("jupyter-book", "build", book.root)
    assert (ended.status, "WARNING" in ended.err) == (0, False), ended.err
    return book.root / "_build" / "html"


def test_all_pages_are_compared() -> None:
    assert len(PAGES) == 16
    assert len(NOTEBOOKS) == 10


@pytest.mark.parametrize("page", PAGES)
def test_plain_jupyter_book_makes_the_same_page(page: str, demo: Built, plain: Path) -> None:
    assert article(plain / f"{page}.html") == article(demo.folder / "site" / f"{page}.html")


def test_plain_jupyter_book_makes_the_same_pictures(demo: Built, plain: Path) -> None:
    ours, theirs = digest(demo.folder / "site" / "_images"), digest(plain / "_images")
    assert theirs
    assert theirs.items() <= ours.items()


RUNNERS = {
    "papermill": "papermill {notebook} {out}.ipynb -p quarter 2021-22-q3 -p book {book}",
    "run all": "jupyter-execute {notebook} --output={out}",
}


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_notebook_shows_what_its_page_has(runner: str, demo: Built, tmp_path: Path) -> None:
    """By papermill from another folder, and in JupyterLab beside it."""
    book = copy_book(ROOT, tmp_path / "book")

    def run(page: str) -> tuple[str, Shown]:
        out = tmp_path / f"out-{Path(page).name}"
        places = {"notebook": book.root / f"{page}.ipynb", "out": out, "book": book.root}
        words = [word.format(**places) for word in RUNNERS[runner].split()]
        ended = other_program(*words, cwd=tmp_path)
        assert ended.status == 0, ended.err
        return page, Shown(next(tmp_path.rglob(f"{out.name}.ipynb")))

    with ThreadPoolExecutor(max_workers=2) as pool:
        made = dict(pool.map(run, NOTEBOOKS))
    charts = set(digest(demo.folder / "source" / "charts").values())
    for page, shown in made.items():
        text = words_of(demo.folder / "site" / f"{page}.html")
        assert shown.blocks
        assert [block for block in shown.blocks if block not in text] == [], page
        assert shown.pictures <= charts, page
