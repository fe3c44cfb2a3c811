"""Bad input: each case a file of bad_input/, with what is done to a small book and what is said.

A case is YAML:

==========  ==========================================================================
what        the case in words
change      what is done to a copy of ``bad_input/book/``, in order; each names a ``file``
            and one of: ``replace`` (text that stands there once) and ``by``; ``append``;
            ``write`` (with ``encoding``, by default utf-8); ``delete: true``;
            ``rename``; ``cells`` (added to a notebook: ``markdown`` or ``code`` each);
            ``only_cells`` (the same, in place of all but the parameters; a new notebook where
            there is none)
run         the command's words, by default ``check``
exit        its exit status
says        all that it writes to standard error
notes       all that it writes to standard output below its first line, where that is told
together    the name of a build that several cases share
pages       by file of the site: text it ``has`` and text it ``lacks``
==========  ==========================================================================

Whatever the case, there is no traceback, the book stays as it was, and so does what was built
before unless the case leaves pages of its own.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import quarterbook.bind.print.pdf
import quarterbook.bind.print.word.document
import quarterbook.bind.site.jupyter_book
import quarterbook.bind.workbook.workbook
import quarterbook.build.sides.side
import quarterbook.build.stages
from quarterbook.bind.outputs import Source
from quarterbook.bind.print.article import Article
from quarterbook.execute.notebook_run import NotebookRun
from quarterbook.storage.book import Book
from support.books import ROOT
from support.command import Command, in_a_fork, in_this_process

pytestmark = pytest.mark.builds

HERE = ROOT / "tests" / "bad_input"
CASES = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for path in sorted(HERE.glob("*.yml"))
}
ALONE = [name for name, case in CASES.items() if "together" not in case]
SHARED = [name for name, case in CASES.items() if "together" in case]
_TYPICAL = 2  # cases of each code, and of no fault; all of them are for `make test-rest`
BUILT_BEFORE = "_build/2021-22-q2/site/index.html"


def copy_of_book(folder: Path) -> Path:
    """Copy the small book, with something that was built before."""
    book = folder / "book"
    shutil.copytree(HERE / "book", book)
    (book / BUILT_BEFORE).parent.mkdir(parents=True)
    (book / BUILT_BEFORE).write_text("<p>The build before</p>\n", encoding="utf-8")
    return book


def apply(book: Path, change: dict[str, Any]) -> None:
    """Do one change of a case."""
    path = book / change["file"]
    if "replace" in change:
        text = path.read_text(encoding="utf-8")
        assert text.count(change["replace"]) == 1, f"{change} does not fit the book"
        path.write_text(text.replace(change["replace"], change["by"]), encoding="utf-8")
    elif "append" in change:
        with path.open("a", encoding="utf-8") as file:
            file.write(change["append"])
    elif "write" in change:
        path.write_bytes(change["write"].encode(change.get("encoding", "utf-8")))
    elif "rename" in change:
        path.rename(book / change["rename"])
    elif "cells" in change or "only_cells" in change:
        add_cells(path, change)
    elif path.is_dir():
        assert change["delete"]
        shutil.rmtree(path)
    else:
        assert change["delete"]
        path.unlink()


def add_cells(path: Path, change: dict[str, Any]) -> None:
    """Add cells to a notebook, or put them in place of all but its parameters."""
    stored = path if path.exists() else path.with_name("summary.ipynb")
    content = json.loads(stored.read_text(encoding="utf-8"))
    if "only_cells" in change:
        content["cells"] = [
            cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])
        ]
    for number, cell in enumerate(change.get("cells") or change["only_cells"]):
        ((kind, source),) = cell.items()
        made = {"cell_type": kind, "id": f"new-{number}", "metadata": {}, "source": source}
        if kind == "code":
            made |= {"execution_count": None, "outputs": []}
        content["cells"].append(made)
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def files(folder: Path, *, but: str = "") -> dict[str, bytes]:
    """Return every file of a folder, without those below ``but`` and what builds keep."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if {".store", ".decided", ".read"} & {*path.parts}:
            continue
        if path.is_file() and not (but and name.startswith(but)):
            found[name] = path.read_bytes()
    return found


def typically(names: list[str]) -> Iterator[Any]:
    """The first cases of each code, and all others as exhaustive."""
    seen: Counter[tuple[str, ...]] = Counter()
    for name in names:
        codes = tuple(sorted({*re.findall(r" ([A-Z]\d{3}) ", CASES[name]["says"])}))
        seen[codes] += 1
        is_typical = seen[codes] <= _TYPICAL
        yield name if is_typical else pytest.param(name, marks=pytest.mark.exhaustive)


@pytest.mark.parametrize("name", typically(ALONE))
def test_one_clear_message(name: str, tmp_path: Path, command: Command) -> None:
    case = CASES[name]
    book = copy_of_book(tmp_path)
    for change in case["change"]:
        apply(book, change)
    before = files(book)
    words = str(case.get("run", "check")).split()
    ended = command(*words, "--book", str(book))
    assert ended.err == case["says"]
    assert ended.status == case["exit"]
    if "notes" in case:
        assert ended.out.split("\n", 1)[1] == case["notes"]
    assert files(book) == before


class SharedBuild:
    """One build of a book with the changes of several cases."""

    def __init__(self, name: str, folder: Path) -> None:
        self.cases = {key: case for key, case in CASES.items() if case.get("together") == name}
        self.book = copy_of_book(folder)
        for case in self.cases.values():
            for change in case["change"]:
                apply(self.book, change)
        self.before = files(self.book, but="_build/")
        self.ended = in_this_process("build", "--book", self.book)


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SharedBuild]:
    names = sorted({CASES[name]["together"] for name in SHARED})
    return {name: SharedBuild(name, tmp_path_factory.mktemp(name)) for name in names}


@pytest.mark.parametrize("name", SHARED)
def test_message_among_others(name: str, builds: dict[str, SharedBuild]) -> None:
    case = CASES[name]
    build = builds[case["together"]]
    said = sorted(line for other in build.cases.values() for line in other["says"].splitlines())
    assert sorted(build.ended.err.splitlines()) == said
    assert build.ended.status == case["exit"]
    assert files(build.book, but="_build/") == build.before
    if "pages" not in case:
        assert files(build.book / "_build") == {
            BUILT_BEFORE.removeprefix("_build/"): b"<p>The build before</p>\n"
        }
        return
    assert built_in(build.book) == ["2021-22-q2"]
    out = build.book / "_build" / "2021-22-q2"
    for output in ("site/index.html", "report.pdf", "report.docx", "data.xlsx", "manifest.json"):
        assert (out / output).is_file()
    for page, wanted in case["pages"].items():
        html = (out / "site" / page).read_text(encoding="utf-8")
        for text in wanted.get("has", []):
            assert text in html
        for text in wanted.get("lacks", []):
            assert text not in html


def built_in(book: Path) -> list[str]:
    """Return what builds have left beside their store."""
    return sorted(
        {path.name for path in (book / "_build").iterdir()} - {".store", ".decided", ".read"}
    )


# A disk that is full, and a folder that cannot be written to.

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
KEPT = "What was built before is as it was."


def only_titles(book: Path) -> None:
    """Leave nothing in the notebooks that takes long."""
    for path in (book / "notebooks").iterdir():
        add_cells(path, {"only_cells": [{"markdown": f"# {path.stem}"}]})
    (book / "book" / "method.md").write_text("# Method\n", encoding="utf-8")


@pytest.fixture
def quick_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of a build that leave their files and take no time."""

    def bind_site(staged: Path, work: Path, conf: object, **_: object) -> tuple[Path, Path]:
        for name in ("html", "singlehtml"):
            (work / name).mkdir()
            (work / name / "index.html").write_text("<p>New</p>", encoding="utf-8")
        (work / "files.json").write_text("{}", encoding="utf-8")
        return work / "html", work / "singlehtml"

    def write(source: object, cover: object, out: Path, *rest: object) -> None:
        out.write_bytes(b"new")

    def not_run(
        _: Book, staged: Path, __: object, names: list[str], *___: object, **____: object
    ) -> NotebookRun:
        for name in names:
            shutil.copy2(HERE / "book" / f"{name}.ipynb", staged / f"{name}.ipynb")
        return NotebookRun((), (), (), ())

    monkeypatch.setattr(quarterbook.build.sides.side, "execute_notebooks", not_run)
    monkeypatch.setattr(quarterbook.bind.site.jupyter_book, "bind_site", bind_site)
    monkeypatch.setattr(Source, "article", Article("<p>New</p>", {}))
    monkeypatch.setattr(quarterbook.bind.print.pdf, "write_pdf", write)
    monkeypatch.setattr(quarterbook.bind.print.word.document, "write_docx", write)
    monkeypatch.setattr(
        quarterbook.bind.workbook.workbook,
        "write_workbook",
        lambda report, out, **_: out.write_bytes(b"new"),
    )


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (shutil, "copytree"),
        (quarterbook.build.sides.side, "execute_notebooks"),
        (quarterbook.bind.site.jupyter_book, "bind_site"),
        (quarterbook.bind.print.pdf, "write_pdf"),
        (quarterbook.bind.print.word.document, "write_docx"),
        (quarterbook.bind.workbook.workbook, "write_workbook"),
        (quarterbook.build.stages, "write_manifest"),
    ],
)
@pytest.mark.usefixtures("quick_steps")
def test_disk_full_at_any_step(
    module: ModuleType,
    step: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Command,
) -> None:
    """Wherever the disk is full, the build before stays whole and nothing is left beside it."""
    book = copy_of_book(tmp_path)
    before = files(book)

    def full(*_: object, **__: object) -> None:
        raise FULL

    monkeypatch.setattr(module, step, full)
    ended = command("build", "--book", str(book))
    assert ended.err == (
        "_build B105 cannot be written: no space left on device. "
        f"Make room on the disk and build again. {KEPT}\n"
    )
    assert ended.status == 1
    assert files(book) == before
    assert built_in(book) == ["2021-22-q2"]


@pytest.mark.usefixtures("quick_steps")
def test_disk_full_at_the_last_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """The build before comes back where the new one cannot take its place, in one step or two."""
    book = copy_of_book(tmp_path)
    before = files(book)
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name == "out":
            raise FULL
        return rename(path, target)

    def no_system(name: str | None, **_: object) -> object:
        raise OSError(name)

    monkeypatch.setattr(Path, "rename", full)
    monkeypatch.setattr(ctypes, "CDLL", no_system)
    ended = command("build", "--book", str(book))
    assert ended.err == (
        "_build B105 cannot be written: no space left on device. "
        f"Make room on the disk and build again. {KEPT}\n"
    )
    assert ended.status == 1
    assert files(book) == before


@pytest.mark.usefixtures("quick_steps")
def test_the_steps_replaced_here_are_those_of_a_build(tmp_path: Path, command: Command) -> None:
    """Without a fault the quick steps build, so that the faults above are what stops them."""
    book = copy_of_book(tmp_path)
    assert command("build", "--book", str(book)).status == 0
    assert (book / BUILT_BEFORE).read_text(encoding="utf-8").startswith("<p>New</p>")


@pytest.mark.parametrize(("step", "bytes_at_most"), [("staging", 100), ("Sphinx", 60_000)])
def test_disk_that_really_takes_no_more(
    step: str,
    bytes_at_most: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Command,
) -> None:
    """The system itself refuses longer files, in this process and in those it starts."""
    resource = pytest.importorskip("resource")
    book = copy_of_book(tmp_path)
    only_titles(book)
    before = files(book)

    def not_run(_: object, staged: Path, *__: object, **___: object) -> NotebookRun:
        shutil.copytree(book / "notebooks", staged / "notebooks", dirs_exist_ok=True)
        return NotebookRun((), (), (), ())

    monkeypatch.setattr(quarterbook.build.sides.side, "execute_notebooks", not_run)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_at_most, hard))
    try:
        ended = command("build", "--book", str(book))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ended.err == (
        "_build B105 cannot be written: file too large. "
        f"Make room on the disk and build again. {KEPT}\n"
    )
    assert ended.status == 1
    assert files(book) == before


def _obey_permissions() -> None:
    """Take from root the right to write where permissions forbid it; for a child process."""
    version_3, cap_dac_override = 0x20080522, 1
    system, sets = ctypes.CDLL(None), (ctypes.c_uint32 * 6)()
    head = (ctypes.c_uint32 * 2)(version_3, 0)
    assert system.capget(head, sets) == 0
    sets[0] &= ~(1 << cap_dac_override)  # of those that are in effect
    assert system.capset(head, sets) == 0


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_output_folder_read_only(tmp_path: Path) -> None:
    book = copy_of_book(tmp_path)
    before = files(book)
    root = os.geteuid() == 0
    if root and not sys.platform.startswith("linux"):
        pytest.skip("root may write anywhere")
    (book / "_build").chmod(0o555)
    try:
        ended = in_a_fork(_obey_permissions if root else lambda: None, "build", "--book", book)
    finally:
        (book / "_build").chmod(0o755)
    assert ended.err == (
        "_build/2021-22-q2 B105 cannot be written: permission denied. Ask for the right to write "
        f"there, or build a copy of the book. {KEPT}\n"
    )
    assert ended.status == 1
    assert files(book) == before
