"""A site bound with the pages of a former binding: byte for byte that of a clean one.

By all that a book is bound with, after an edit of each kind of thing that a page can be made of.
"""

from __future__ import annotations

import json
import pickle
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from quarterbook.bind import kept_site
from quarterbook.bind.kept_site import bind_kept_site
from quarterbook.bind.site import jupyter_book
from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.errors import BookError
from quarterbook.processes.warm_process import warm_processes
from quarterbook.report.substitutions.pages import page_names
from quarterbook.report.views.quarter import quarter_view
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store, digest_of
from support.books import SMALL_BOOK

pytestmark = [pytest.mark.builds, pytest.mark.exhaustive]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'
CHAPTERS = "\n  - file: ".join(("chapters:", "words", "links", "terms", "made", "cells")) + "\n"
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PAGES = {
    "index.md": "# The report\n\nIt says 41, and {{ own.figure }}.[^note]\n\n[^note]: A note.\n",
    "words.md": "---\nnumbered: true\n---\n# Words\n\n## Part\n\nSome words.\n\n- One\n- Two\n",
    "links.md": "# Links\n\n[](words.md), {ref}`a-place`, [](#a-place), {term}`outturn` and\n"
    "{download}`a table <data/few.csv>`.\n\n![A chart](charts/one.svg)\n",
    "terms.md": "# Terms\n\n```{glossary}\noutturn\n  What came of it.\n```\n\n"
    "(a-place)=\n## A place\n",
    "made.md": "# Made\n\n```{include} parts/shared.txt\n```\n\n"
    "```{csv-table}\n:file: data/few.csv\n```\n\n```{literalinclude} _config.yml\n```\n\n"
    "::::{tab-set}\n:::{tab-item} One\n![By any name](data/two.*)\n:::\n::::\n",
    "parts/shared.txt": "Included.\n",
    "data/few.csv": "Area,Count\nNorth,41\n",
    "data/two.svg": SVG.format("two of the data"),
    "params/council.yml": "name: A council\n",
    "charts/one.svg": SVG.format("one"),
    "_config.yml": "title: A report\nonly_build_toc_files: true\n",
    "_toc.yml": f"format: jb-book\nroot: index\n{CHAPTERS}",
}  # fmt: skip

Edit = Callable[[Path, dict[str, Any]], object]


class Bound(NamedTuple):
    """The files of a site and of its single page, or what was wrong; and how Sphinx ended."""

    files: Mapping[str, bytes]
    problems: tuple[str, ...]
    runs: list[int]


def write(name: str, text: str) -> Edit:
    return lambda root, _: (root / name).write_text(text, encoding="utf-8")


def replace(name: str, before: str, after: str) -> Edit:
    def edit(root: Path, _: object) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert before in text
        (root / name).write_text(text.replace(before, after), encoding="utf-8")

    return edit


def cells(*written: str) -> Edit:
    """Write the page of a notebook, of Markdown alone, as a build leaves it."""
    one = {"cell_type": "markdown", "metadata": {}}
    page = {
        "cells": [{**one, "id": f"c{n}", "source": text} for n, text in enumerate(written)],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return write("cells.ipynb", json.dumps(page))


def setting(*names: str, to: object) -> Edit:
    def edit(_: object, conf: dict[str, Any]) -> None:
        *above, last = names
        for name in above:
            conf = conf[name]
        conf[last] = to

    return edit


def as_png(root: Path, _: object) -> None:
    (root / "data" / "two.svg").unlink()
    (root / "data" / "two.png").write_bytes(PNG)


def package(_: object, conf: dict[str, Any]) -> None:
    """The package is another one: told by a file of it that differs."""
    conf["package"] = "another"


# By name an edit, and whether pages that were read before are taken after it.
EDITS: dict[str, tuple[Edit, bool]] = {
    "nothing": (lambda *_: None, True),
    "words": (replace("words.md", "Some", "Other"), True),
    "words of the first page": (replace("index.md", "41", "c"), True),
    "a note": (replace("index.md", "A note.", "Another note."), True),
    "a title that others show": (replace("words.md", "# Words", "# Speech"), True),
    "a title as another has it": (replace("words.md", "# Words", "# Links"), True),
    "a heading": (replace("words.md", "## Part", "## Piece"), True),
    "a paragraph more": (replace("words.md", "Some words.", "One.\n\nTwo."), True),
    "a label's heading": (replace("terms.md", "## A place", "## A spot"), True),
    "a label elsewhere": (replace("terms.md", "(a-place)=\n## A place", "## B\n\n(a-place)=\n## A"),
                          True),
    "a term": (replace("terms.md", "What came of it.", "What was spent."), True),
    "a link elsewhere": (replace("links.md", "words.md", "terms.md"), True),
    "a cell": (cells("# Cells", "Other words."), True),
    "a picture": (write("charts/one.svg", SVG.format("two")), True),
    "a picture of the data": (write("data/two.svg", SVG.format("other")), True),
    "a row of data": (replace("data/few.csv", "41", "c"), True),
    "a picture of the data in another form": (as_png, False),
    "a picture of the data that goes": (lambda root, _: (root / "data/two.svg").unlink(), False),
    "an included file": (replace("parts/shared.txt", "Incl", "Excl"), False),
    "a file that nothing shows": (write("parts/other.txt", "Other."), False),
    "a page more": (lambda root, _: [write("more.md", "# More")(root, _), replace(
        "_toc.yml", "- file: words", "- file: words\n  - file: more")(root, _)], False),
    "a page less": (replace("_toc.yml", "  - file: cells\n", ""), False),
    "a page less that is linked to": (replace("_toc.yml", "  - file: words\n", ""), False),
    "the order": (replace("_toc.yml", "words\n  - file: links", "links\n  - file: words"),
                  False),
    "a part's caption": (replace("_toc.yml", CHAPTERS, f"parts:\n- caption: Part\n  {CHAPTERS}"),
                         False),
    "chapters with numbers": (replace("_toc.yml", "root:", "defaults:\n  numbered: true\nroot:"),
                              False),
    "a label that goes": (replace("terms.md", "(a-place)=\n", ""), False),
    "a term that goes": (replace("terms.md", "outturn", "other"), False),
    "a picture that goes": (lambda root, _: (root / "charts/one.svg").unlink(), False),
    "a link to nothing": (replace("links.md", "](words.md)", "](word.md)"), False),
    "a comment that a page shows": (replace("_config.yml", "title:", "# Seen.\ntitle:"), True),
    "a setting": (replace("_config.yml", "A report", "Another"), False),
    "a colour": (setting("html_context", "qb", "colours", "accent", to="#ff0000"), False),
    "a draft": (setting("html_context", "qb", "draft", to=False), False),
    "a figure by name": (setting("myst_substitutions", "own", "figure", to="c"), False),
    "the package": (package, False),
}  # fmt: skip
FAULTS = (
    "a label that goes", "a term that goes", "a picture that goes", "a link to nothing",
    "a picture of the data that goes", "a page less that is linked to",
)  # fmt: skip
SAME = ("nothing", "a file that nothing shows", "the package")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    with warm_processes():
        yield


@pytest.fixture(scope="module")
def conf() -> dict[str, Any]:
    book = Book(SMALL_BOOK)
    report = quarter_view(read_recorded(book), choose_quarter(book, None))
    names = {**page_names(report, draft=True), "own": {"figure": "forty"}}
    return jupyter_book.settings(report, names, {}, draft=True)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("book") / "source"
    for name, text in PAGES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        write(name, text)(root, {})
    cells("# Cells", "Words.")(root, {})
    return root


def bind(source: Path, conf: Mapping[str, Any], folder: Path, home: Path) -> Bound:
    """Bind a copy of pages in a folder of its own, as every build does."""
    shutil.copytree(source, folder / "source")
    conf = json.loads(json.dumps(conf))
    facts = {"the package": conf.pop("package", "as it is")}
    once, runs = jupyter_book.run_warm, []

    def run_sphinx(*given: Any, **named: Any) -> tuple[int, str]:
        status, said = once(*given, **named)
        runs.append(status)
        return status, said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_site, "package_facts", lambda: facts)
        patch.setattr(jupyter_book, "run_warm", run_sphinx)
        problems: tuple[str, ...] = ()
        steps = Steps(Store(folder / "store"))
        try:
            bind_kept_site(Book(folder / "source"), folder / "work", conf, steps, "site", home)
        except BookError as error:
            problems = tuple(map(str, error.problems))
    work = folder / "work"
    files = {
        path.relative_to(work).as_posix(): path.read_bytes()
        for part in ("html", "singlehtml")
        for path in sorted((work / part).rglob("*"))
        if path.is_file() and not problems
    }
    return Bound(files, problems, runs)


@pytest.fixture(scope="module")
def before(
    source: Path, conf: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Bound, Path]:
    """The site as it was before any edit, and where its pages are kept."""
    folder = tmp_path_factory.mktemp("before")
    bound = bind(source, conf, folder / "run", folder / "kept")
    assert bound.files
    assert (folder / "kept" / "site").exists()
    return bound, folder / "kept"


@pytest.mark.parametrize("name", EDITS)
def test_a_site_after_an_edit(
    name: str, source: Path, conf: dict[str, Any], before: tuple[Bound, Path], tmp_path: Path
) -> None:
    edit, is_taken = EDITS[name]
    changed = json.loads(json.dumps(conf))
    shutil.copytree(source, tmp_path / "source")
    shutil.copytree(before[1], tmp_path / "kept")
    edit(tmp_path / "source", changed)
    found = bind(tmp_path / "source", changed, tmp_path / "found", tmp_path / "kept")
    clean = bind(tmp_path / "source", changed, tmp_path / "clean", tmp_path / "none")
    assert found[:2] == clean[:2]
    assert clean.runs in ([0], [1])
    assert found.runs == clean.runs or not is_taken
    assert bool(clean.problems) is (name in FAULTS)
    assert (clean.files != before[0].files) is (name not in SAME)


def test_pages_are_taken(
    source: Path, conf: dict[str, Any], before: tuple[Bound, Path], tmp_path: Path
) -> None:
    """A page that was kept otherwise than it is written, which no build does, is seen so."""
    shutil.copytree(source, tmp_path / "source")
    pack = list(pickle.loads((before[1] / "site").read_bytes()[64:]))
    pack[4] = {name: page.replace(b"Some words", b"Forged") for name, page in pack[4].items()}
    data = pickle.dumps(tuple(pack))
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "site").write_bytes(digest_of(data).encode() + data)
    cells("# Cells", "Other words.")(tmp_path / "source", {})
    found = bind(tmp_path / "source", conf, tmp_path / "found", tmp_path / "kept")
    assert b"Forged" in found.files["html/words.html"]
    assert b"Other words." in found.files["html/cells.html"]
