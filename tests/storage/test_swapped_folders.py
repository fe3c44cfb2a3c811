"""A folder takes another's place, or what was there stays, even where somebody stops it between."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterbook.build.swap import put_in_place
from quarterbook.storage.atomic_write import swap

SWAPS: dict[str, Callable[[Path], None]] = {
    "a build": lambda home: put_in_place(home / "new", home / "place", home),
    "a public quarter": lambda home: swap(home / "new", home / "place", home / ".outgoing-place"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("new", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(name, encoding="utf-8")
    return tmp_path


def in_place(home: Path) -> str:
    return (home / "place" / "page").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", SWAPS)
@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_takes_the_place_and_nothing_else_is_left(
    what: str, can_exchange: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())  # it has no such call
    SWAPS[what](home)
    assert in_place(home) == "new"
    assert [path.name for path in home.iterdir()] == ["place"]


@pytest.mark.parametrize("what", SWAPS)
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_what_was_there_comes_back_where_it_is_stopped_between(
    what: str, stop: type[BaseException], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Ctrl+C, or by the disk."""
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    rename = Path.rename

    def stopped(path: Path, to: Path) -> Path:
        if path.name == "new":
            raise stop
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(stop):
        SWAPS[what](home)
    assert in_place(home) == "place"
