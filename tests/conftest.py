"""Books built once a session, a copy of the demonstration to change, and who runs which test.

No process waits for another: each builds a book once, for all its tests. What builds books begins
first, so that the processes end together.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.build.stages import Built
from quarterbook.storage.book import Book
from support.books import ROOT, build_copy, copy_book
from support.command import Command, in_this_process

_BUILT_BOOKS = ("demo", "dorset", "somerset")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order modules: first the documents' own builds, which take longest, then what builds books.

    A module's tests run in one process (``--dist loadfile``), and each process builds a book once.
    """
    modules = {item: item.nodeid.partition("::")[0] for item in items}
    first = [module for module in modules.values() if module.endswith("house/test_house.py")]
    first += [modules[item] for item in items if _needs_a_build(item)]
    turns = {name: turn for turn, name in enumerate(dict.fromkeys([*first, *modules.values()]))}
    items.sort(key=lambda item: turns[modules[item]])


def _needs_a_build(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    names = [*getattr(item, "fixturenames", ()), *(called.params.values() if called else ())]
    return item.get_closest_marker("builds") is not None or any(b in names for b in _BUILT_BOOKS)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A copy of the demonstration book that a test may change."""
    return copy_book(ROOT, tmp_path / "book")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command itself, in this process."""
    return in_this_process(monkeypatch, capsys)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The newest quarter of the demonstration book, built."""
    return build_copy(ROOT, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def dorset(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Dorset's book, built."""
    return build_copy(ROOT / "examples" / "dorset", tmp_path_factory.mktemp("dorset"))


@pytest.fixture(scope="session")
def somerset(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Somerset's book, built."""
    return build_copy(ROOT / "examples" / "somerset", tmp_path_factory.mktemp("somerset"))


@pytest.fixture(scope="session")
def built_site(demo: Built) -> Path:
    """The folder of the demonstration's site."""
    return demo.folder / "site"
