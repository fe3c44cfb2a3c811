"""Books built once a session, a copy of the demonstration to change, and who runs which test.

Tests of one built book run in one process, which builds it once; no process waits for another.
Other tests run module by module. What builds books begins first, so that the processes end
together.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.build.stages import Built
from quarterbook.storage.book import Book
from support.books import ROOT, build_copy, copy_book
from support.command import Command, in_this_process

BUILT_BOOKS = ("demo", "dorset", "somerset")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by the built book that they need, else by their module."""
    groups = {item: _built_book(item) or item.nodeid.partition("::")[0] for item in items}
    first = list(BUILT_BOOKS)
    first += [groups[item] for item in items if item.get_closest_marker("builds")]
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
        if group in BUILT_BOOKS:
            item.add_marker("builds")
    turns = {group: turn for turn, group in enumerate(dict.fromkeys([*first, *groups.values()]))}
    items.sort(key=lambda item: turns[groups[item]])


def _built_book(item: pytest.Item) -> str | None:
    """Return the built book that a test has as a fixture or as a parameter."""
    called = getattr(item, "callspec", None)
    names = [*getattr(item, "fixturenames", ()), *(called.params.values() if called else ())]
    return next((book for book in BUILT_BOOKS if book in names), None)


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
