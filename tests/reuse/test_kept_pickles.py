"""What is kept as pickles: whole or not at all, and the newest few."""

from __future__ import annotations

import os
from pathlib import Path

from quarterbook.reuse.kept_pickles import keep_pickle, read_pickle


def test_what_is_kept_is_what_was_kept(tmp_path: Path) -> None:
    place = tmp_path / "deeper" / "one"
    assert read_pickle(place) is None
    keep_pickle(place, {"withheld": (1, 2)}, most=2)
    assert read_pickle(place) == {"withheld": (1, 2)}


def test_a_file_that_is_not_whole_is_not_unpickled(tmp_path: Path) -> None:
    place = tmp_path / "one"
    keep_pickle(place, "right", most=2)
    data = place.read_bytes()
    for damaged in (data[:-1], data.replace(b"right", b"wrong"), data[:10], b""):
        place.write_bytes(damaged)
        assert read_pickle(place) is None
    place.write_bytes(data)
    assert read_pickle(place) == "right"


def test_those_stay_that_were_used_last(tmp_path: Path) -> None:
    for age, name in enumerate("abc"):
        keep_pickle(tmp_path / name, name, most=3)
        os.utime(tmp_path / name, (age, age))
    assert read_pickle(tmp_path / "a") == "a"  # used now
    keep_pickle(tmp_path / "d", "d", most=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c", "d"]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    keep_pickle(tmp_path / "file" / "one", 1, most=2)
    keep_pickle(tmp_path, 1, most=2)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert read_pickle(tmp_path) is None
