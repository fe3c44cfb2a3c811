"""Pages that Sphinx read before: taken while nothing differs, and byte for byte what it writes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.site import jupyter_book
from quarterbook.bind.site.kept import reading
from quarterbook.bind.site.kept.shared import is_kept_whole
from quarterbook.bind.site.stack import run_sphinx
from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage import atomic_write
from quarterbook.storage.store import digest_of
from support.rebuilds import replace_text

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'
PAGES = {
    "first": "# First\n\nIt says 41. See [](second.md) and {ref}`a-place`.\n",
    "second": "# Second\n\nWords.\n\n![A chart](charts/one.svg)\n",
    "third": "# Third\n\n(a-place)=\n## A place\n\n```{include} words.txt\n```\n",
}
EVERY = {*PAGES}


class Run(NamedTuple):
    """What a run read, what it took as it was, and what it left; whether it is to begin anew."""

    read: set[str]
    taken: set[str]
    left: dict[str, bytes]
    is_void: bool


Bind = Callable[..., Run]
Edit = Callable[[Path], object]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book" / "charts").mkdir(parents=True)
    for name, text in PAGES.items():
        (tmp_path / "book" / f"{name}.md").write_text(text, encoding="utf-8")
    (tmp_path / "book" / "words.txt").write_text("Included.\n", encoding="utf-8")
    (tmp_path / "book" / "charts" / "one.svg").write_text(SVG.format("one"), encoding="utf-8")
    toc = "root: first\nentries:\n- file: second\n- file: third\n"
    (tmp_path / "book" / "_toc.yml").write_text(toc, encoding="utf-8")
    return tmp_path / "book"


@pytest.fixture
def bind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bind:
    for name in ("setup", "get_outdated_files"):
        monkeypatch.setattr(BuildEnvironment, name, getattr(BuildEnvironment, name))

    def run(
        book: Path, *, place: str = "kept", key: str = "settings", is_anew: bool = False
    ) -> Run:
        """Bind a copy of the book in a folder of its own, as every build does."""
        reading.taken.clear()
        reading.begun_with.clear()
        out = tmp_path / f"run-{len([*tmp_path.glob('run-*')])}"
        source = out / "source"
        out.mkdir()
        shutil.copytree(book, source)
        files = {
            path.relative_to(source).as_posix(): digest_of(path.read_bytes())
            for path in source.rglob("*")
            if path.is_file() and path.name != "_toc.yml" and path.parent.name != "data"
        }
        given = {"place": str(tmp_path / place), "key": key, "files": files, "is_anew": is_anew}
        (out / "kept.json").write_text(json.dumps(given), encoding="utf-8")
        read: set[str] = set()
        settings = {
            "extensions": [
                "quarterbook.bind.site.collect_warnings", "quarterbook.bind.site.kept.reading",
                "myst_parser", "sphinx_external_toc", "quarterbook.bind.site.theme.spared_work",
            ],
            "quarterbook_kept": str(out / "kept.json"),
            "quarterbook_warnings": str(out / "warnings.jsonl"),
            "html_copy_source": False,
        }  # fmt: skip
        with docutils_namespace():
            app = Sphinx(source, None, out / "html", out / "doctrees", "html", settings, None, None)
            app.connect("source-read", lambda _, page, __: read.add(page))
            is_void = False
            try:
                app.build()
            except SphinxError:
                is_void = bool(reading.begun_with)
        left = {
            path.relative_to(out / "html").as_posix(): path.read_bytes()
            for path in sorted((out / "html").rglob("*"))
            if path.is_file() and path.name not in (".buildinfo", "objects.inv")
        }
        return Run(read, {*reading.taken}, left, is_void)

    return run


# By name an edit, the pages that are read again, and those that are taken as they were written.
EDITS = {
    "none": (lambda book: None, set(), {"second", "third"}),
    "a date": (lambda book: os.utime(book / "second.md", (1, 1)), set(), {"second", "third"}),
    "words": (replace_text("third.md", "# Third\n", "# Third\n\nMore.\n"), {"third"}, {"second"}),
    "words of the first": (replace_text("first.md", "41", "c"), {"first"}, {"second", "third"}),
    "a picture": (replace_text("charts/one.svg", "one", "two"), {"second"}, {"third"}),
    "a title": (replace_text("second.md", "# Second", "# Another"), {"second"}, set()),
    "a heading": (replace_text("third.md", "## A place", "## A spot"), {"third"}, set()),
    "a heading more": (
        replace_text("third.md", "# Third\n", "# Third\n\n## New\n"),
        {"third"},
        set(),
    ),
}


@pytest.mark.alike(3)
@pytest.mark.parametrize("name", EDITS)
def test_what_an_edit_calls_for(name: str, book: Path, bind: Bind) -> None:
    edit, read, taken = EDITS[name]
    assert bind(book).read == EVERY
    edit(book)
    again = bind(book)
    assert (again.read, again.taken) == (read, taken)
    assert again.left == bind(book, place="none").left
    further = bind(book)  # and from what that has kept
    assert further.read == set()
    assert further.left == again.left


ANEW: dict[str, Edit] = {
    "an included file": replace_text("words.txt", "Included", "Changed"),
    "a new page": lambda book: (book / "words.md").write_text("# Words", encoding="utf-8"),
    "a new file": lambda book: (book / "charts" / "two.svg").write_text(SVG, encoding="utf-8"),
    "two pictures of one name": lambda book: (
        (book / "one.svg").write_text(SVG.format("other"), encoding="utf-8"),
        replace_text("first.md", "It says", "![Another](one.svg) It says")(book),
    ),
}


@pytest.mark.alike(3)
@pytest.mark.parametrize("name", ANEW)
def test_what_is_begun_anew(name: str, book: Path, bind: Bind) -> None:
    bind(book)
    ANEW[name](book)
    again = bind(book)
    assert again.is_void or again.read == EVERY
    assert not again.taken


def test_a_table_of_a_file_of_data_is_read_again(book: Path, bind: Bind) -> None:
    """What is in data/ counts for the pages that read it alone, and is not given."""
    (book / "data").mkdir()
    (book / "data" / "few.csv").write_text("Area,Count\nNorth,41\n", encoding="utf-8")
    table = "# Second\n\n```{csv-table}\n:file: data/few.csv\n```\n"
    replace_text("second.md", "# Second\n", table)(book)
    bind(book)
    replace_text("data/few.csv", "41", "c")(book)
    again = bind(book)
    assert (again.read, again.taken) == ({"second"}, {"third"})
    assert b">41<" not in again.left["second.html"]
    assert again.left == bind(book, place="none").left


@pytest.mark.parametrize(("held", "is_whole"), [({"glue": ["a"]}, False), ({"exec": {}}, True)])
def test_what_pages_take_of_another_by_name_is_not_kept(
    held: dict[str, object], is_whole: bool
) -> None:
    """MyST writes it beside what Sphinx has read."""
    env = SimpleNamespace(images={}, numbered_toctrees=set(), nb_metadata={"second": held})
    assert is_kept_whole(cast(Any, env)) is is_whole


def test_what_cannot_be_kept_stops_nothing(
    book: Path, bind: Bind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise BookError(Problem("kept", 0, "B105", "no space left"))

    with monkeypatch.context() as patch:
        patch.setattr(atomic_write, "replace", full)
        assert bind(book).read == EVERY
    assert not (tmp_path / "kept").exists()
    assert bind(book).read == EVERY


def test_a_run_begun_anew_takes_nothing(book: Path, bind: Bind) -> None:
    """Even where another build has kept pages meanwhile."""
    bind(book)
    anew = bind(book, is_anew=True)
    assert anew.read == EVERY
    assert not anew.taken
    assert bind(book).read == set()


def test_other_settings_take_nothing(book: Path, bind: Bind) -> None:
    bind(book)
    other = bind(book, key="other settings")
    assert other.read == EVERY
    assert not other.taken


def test_pages_warned_of_are_not_kept(book: Path, bind: Bind, tmp_path: Path) -> None:
    replace_text("third.md", "(a-place)=\n", "")(book)
    bind(book)
    assert not (tmp_path / "kept").exists()
    replace_text("third.md", "## A place", "(a-place)=\n## A place")(book)
    assert bind(book).left == bind(book, place="none").left


def test_what_is_not_whole_is_not_taken(book: Path, bind: Bind, tmp_path: Path) -> None:
    bind(book)
    kept = tmp_path / "kept"
    kept.write_bytes(kept.read_bytes()[:-1])
    assert bind(book).read == EVERY


@pytest.mark.parametrize(
    ("file", "is_begun_with", "status"),
    [("first.md", True, run_sphinx.AGAIN), ("", True, 0), ("first.md", False, 0)],
)
def test_a_run_that_warns_of_a_page_begins_anew(
    file: str, is_begun_with: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before goes by the places that its pages had then."""
    warnings, job = tmp_path / "warnings.jsonl", tmp_path / "job.json"
    warnings.write_text(f"{json.dumps({'file': file})}\n", encoding="utf-8")
    settings = {"quarterbook_warnings": str(warnings)}
    text = json.dumps({"source": "", "out": "", "builders": ["html"], "settings": settings})
    job.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["run_sphinx", str(job)])
    monkeypatch.setattr(run_sphinx, "find_spec", lambda _: None)
    monkeypatch.setattr(run_sphinx, "build_sphinx", lambda *_: 0)
    monkeypatch.setattr(run_sphinx, "begun_with", [tmp_path] * is_begun_with)
    assert run_sphinx.main() == status


def test_what_begins_anew_takes_nothing(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, kept = tmp_path / "work", tmp_path / "kept"
    kept.write_bytes(b"read before")
    begun = []

    def run(*_: object) -> tuple[int, str]:
        folder = work
        is_anew = json.loads((folder / "kept.json").read_text("utf-8"))["is_anew"]
        begun.append((kept.exists(), (folder / "doctrees").exists(), is_anew))
        assert not (folder / jupyter_book.FILES).exists()
        (folder / "doctrees").mkdir()
        if not begun[1:]:
            (folder / jupyter_book.FILES).write_text("{}", encoding="utf-8")
        return (0 if begun[1:] else run_sphinx.AGAIN), ""

    monkeypatch.setattr(jupyter_book, "run_warm", run)
    given = {"place": str(kept), "key": "", "files": {}}
    jupyter_book.bind_site(book, work, {}, single_only=True, kept=given)
    assert begun == [(True, False, False), (False, False, True)]
