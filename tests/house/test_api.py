"""The reference and the package agree, and its examples run.

That what is made of the package is that of the package as it stands, `make check` tells.
"""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import shlex
import shutil
import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import chdir, suppress
from pathlib import Path
from threading import Thread

import pytest

from quarterbook.build import up_to_date
from quarterbook.cli.app import VERBS, main
from quarterbook.compose.page_hashes import quarter_params_hash
from quarterbook.data.disclosed import Disclosed
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter_files import choose_quarter, read_quarters
from quarterbook.release.pages_file import write_pages_file
from quarterbook.release.ready import Ready, ready_build
from quarterbook.storage.book import Book
from support.books import ROOT
from support.builds import make_build
from support.waiting import wait_until

PAGE = ROOT / "docs" / "reference.md"
BY_HAND, _, MADE = PAGE.read_text(encoding="utf-8").partition("<!-- Made by")
QUARTER = "2021-22-q3"


def fenced(language: str) -> list[str]:
    """The blocks of a language in the part written by hand."""
    return re.findall(rf"^```{language}\n(.*?)^```", BY_HAND, re.MULTILINE | re.DOTALL)


def test_each_module_and_each_of_its_names_stands_once() -> None:
    headings = re.findall(r"^\*\*`([\w.]+)`\*\*: \S", MADE, re.MULTILINE)
    modules = [
        ".".join(path.relative_to(ROOT / "quarterbook").with_suffix("").parts)
        for path in (ROOT / "quarterbook").rglob("*.py")
        if path.parent.name != "quarterbook" and path.name != "__init__.py"
    ]
    assert sorted(headings) == sorted(modules)
    for part in re.split(r"^\*\*`", MADE, flags=re.MULTILINE)[1:]:
        names = re.findall(r"^- `(\w+)`", part, re.MULTILINE)
        assert len(names) == len(set(names)), part.partition("`")[0]


def test_what_a_notebook_uses_is_public() -> None:
    package = importlib.import_module("quarterbook")
    assert sorted(package.__all__) == ["Report", "__version__"]
    assert all(hasattr(package, name) for name in package.__all__)


def test_every_name_that_notebooks_use_has_an_example() -> None:
    names = re.findall(r"^\| `(\w+)\.(\w+)", MADE, re.MULTILINE)
    examples = "".join(fenced("python"))
    lacking = [f"{of}.{name}" for of, name in names if not re.search(rf"\.{name}\b", examples)]
    assert lacking == []


@pytest.mark.documents
def test_the_examples_for_notebooks_give_what_the_page_says() -> None:
    text = "\n".join(fenced("python"))
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, PAGE.name, 0)
    said: list[str] = []
    with chdir(ROOT):
        doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert not said, "".join(said)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The demonstration as it was built, the first page, and a published file."""
    for part in ("book", "notebooks", "params", "data"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for part in ("_config.yml", "_toc.yml"):
        shutil.copy2(ROOT / part, tmp_path / part)
    first_page = Path("examples/first-page")
    shutil.copytree(
        ROOT / first_page, tmp_path / first_page, ignore=shutil.ignore_patterns("_build")
    )
    book = Book(tmp_path)
    params = read_quarters(book, read_council(book))[choose_quarter(book, QUARTER)]
    built = make_build(book, QUARTER)
    write_pages_file(
        built, {f"params/{QUARTER}.yml": quarter_params_hash(params)}, {}, complete=True
    )
    (tmp_path / "data" / "series.csv").write_text(
        "measure,publisher,indicator,where,numerator,denominator,source\n"
        "children-looked-after,ees,rate_per_10000,,children_count,,DfE children looked after\n",
        encoding="utf-8",
    )
    (tmp_path / "children-looked-after.csv").write_text(
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
        "region_name,old_la_code,new_la_code,la_name,children_count,rate_per_10000\n"
        "2021,Reporting year,National,E92000001,England,,,,,,80850,67.0\n",
        encoding="utf-8",
    )
    with chdir(tmp_path):
        yield tmp_path


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as asked:
        return str(asked.getsockname()[1])


def stop_when_it_answers(port: str) -> None:
    """End a preview with Ctrl+C once it shows a page."""
    address = f"http://127.0.0.1:{port}/notebooks/summary.html"

    def shows_a_page() -> bool:
        with suppress(OSError), urllib.request.urlopen(address, timeout=60) as answer:
            return b"<article" in answer.read()
        return False

    wait_until(shows_a_page)
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.documents
def test_every_verb_has_an_example_that_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(fenced("console")).splitlines()
    assert {shlex.split(line)[1] for line in lines} == VERBS.keys()
    # The demonstration's build is made by hand: none of the book as it stands.
    by_hand = lambda book, quarter, _: Ready(ready_build(book, quarter), Disclosed())  # noqa: E731
    monkeypatch.setattr(up_to_date, "check_up_to_date", by_hand)
    for line in lines:
        words = shlex.split(line)
        if "preview" in words:  # it runs until somebody stops it; its port may be taken here
            words[-1] = free_port()
            Thread(target=stop_when_it_answers, args=[words[-1]], daemon=True).start()
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0, line
    assert (folder / "examples/first-page/_build/2025-26-q1/report.pdf").is_file()
    assert (folder / "public" / QUARTER / "index.html").is_file()
