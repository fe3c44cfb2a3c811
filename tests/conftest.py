"""Books built once a run, a copy of the demonstration to change, and who runs which test.

A book is built once for all processes. What builds books begins first, so that the processes end
together; what shares the books of one module comes last among it, so that none waits.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from quarterbook.build.built import Built
from quarterbook.data import recorded
from quarterbook.data.tables.read import read_table
from quarterbook.data.tables.schemas import Table
from quarterbook.ground.errors import Problem
from quarterbook.processes.warm_process import warm_processes
from quarterbook.publishers import book_tables
from quarterbook.report import notebook
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book
from support.books import ROOT, build_once, copy_book
from support.command import Command, in_this_process

# The same examples at every run; `make fuzz` draws others.
settings.load_profile("ci")

# What is collected stays to the end, and is not looked through for circles again and again; nor
# is what tests make as often as Python does by itself, which is a twentieth of their time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before those are left out that are not asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order modules: first the one that has the large books built, then what builds books.

    A module's tests run in one process (``--dist loadfile``). What asks for a council's own book
    as built is left to `make test-rest`, which builds them anyhow, and so are all but each so
    many-th of cases that are alike.
    """
    cases: Counter[str] = Counter()
    for item in items:
        alike = item.get_closest_marker("alike")
        test = item.nodeid.partition("[")[0]
        is_one_of_many = alike is not None and cases[test] % alike.args[0] > 0
        cases[test] += 1
        if is_one_of_many or _needs(item) & {"dorset", "somerset"}:
            item.add_marker("exhaustive")
    modules = {item: item.nodeid.partition("::")[0] for item in items}
    turns: dict[str, int] = {}
    for item, module in modules.items():
        turns[module] = max(turns.get(module, -1), _turn(item))
    order = {module: turn if turn >= 0 else len(_BOOKS) for module, turn in turns.items()}
    order |= {module: -1 for module in turns if module.endswith("build/test_build.py")}
    items.sort(key=lambda item: order[modules[item]])


# What is made of a book that another module has built waits until it is there.
_BOOKS = ("builds", "dorset", "somerset", "demo")


def _turn(item: pytest.Item) -> int:
    needs = _needs(item)
    return max((turn for turn, name in enumerate(_BOOKS) if name in needs), default=-1)


def _needs(item: pytest.Item) -> set[str]:
    """Return the names of a test's fixtures, marks and parameters, of which some are books."""
    called = getattr(item, "callspec", None)
    needs = {*getattr(item, "fixturenames", ()), *(marker.name for marker in item.iter_markers())}
    return needs | set(map(str, called.params.values())) if called else needs


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    """One warm process for the kernels of all builds that this process makes."""
    with warm_processes():
        yield


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """A process reads each book of the repository, which no test changes, once for its reports.

    Of copies it reads once what tables and settings have the same bytes: of all of them a test
    changes one or two.
    """
    views: dict[tuple[Path, str | None], QuarterView] = {}
    tables: dict[tuple[str, str, bytes], tuple[pd.DataFrame, list[Problem]]] = {}
    contents: dict[tuple[str, str, bytes], Any] = {}

    def read(book: Book, slug: str | None = None) -> QuarterView:
        root = book.root.resolve()
        if not root.is_relative_to(ROOT):
            return read_quarter(book, slug)
        if (root, slug) not in views:
            views[root, slug] = read_quarter(book, slug)
        return views[root, slug]

    def read_rows(book: Book, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
        path = book.data / table.file
        if not path.is_file():
            return read_table(book, table)
        key = table.name, book.relative(path), sha256(path.read_bytes()).digest()
        if key not in tables:
            tables[key] = read_table(book, table)
        rows, problems = tables[key]
        return rows.copy(), [*problems]

    def remembered(book: Book, path: Path, what: str, read: Callable[[], Any]) -> Any:
        if what != "lines" or not path.is_file():
            return read_once(book, path, what, read)
        key = what, book.relative(path), sha256(path.read_bytes()).digest()
        if key not in contents:
            contents[key] = read_once(book, path, what, read)
        return contents[key]

    read_once, read_quarter = Book.read_once, notebook.read_quarter
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "read_once", remembered)
        patch.setattr(notebook, "read_quarter", read)
        patch.setattr(recorded, "read_table", read_rows)
        patch.setattr(book_tables, "read_table", read_rows)
        yield


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A copy of the demonstration book that a test may change."""
    return copy_book(ROOT, tmp_path / "book")


@pytest.fixture
def command() -> Command:
    """The command itself, in this process."""
    return in_this_process


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The newest quarter of the demonstration book, built."""
    return build_once(ROOT, tmp_path_factory)


@pytest.fixture(scope="session")
def dorset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Dorset's book, built."""
    return _own_book("dorset", request, tmp_path_factory)


@pytest.fixture(scope="session")
def somerset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Somerset's book, built."""
    return _own_book("somerset", request, tmp_path_factory)


def _own_book(name: str, request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Built:
    """Build a council's own book, but not where what names it is left out: then it is for none."""
    left_out = "not exhaustive" in request.config.getoption("markexpr")
    assert not left_out, f"name {name} among the fixtures or parameters of the test that needs it"
    return build_once(ROOT / "examples" / name, factory)


@pytest.fixture(scope="session")
def built_site(demo: Built) -> Path:
    """The folder of the demonstration's site."""
    return demo.folder / "site"
