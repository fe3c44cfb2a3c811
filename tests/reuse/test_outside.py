"""What lies outside the book is looked at without a fault, whatever it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from quarterbook.reuse.outside import outside_value
from quarterbook.reuse.reads import noted_here


def test_a_variable_of_other_bytes_than_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a digest of its own, and words that a terminal takes."""
    values = []
    for value in (b"caf\xe9", b"caf\xe8"):
        monkeypatch.setenv("QB_OWN", os.fsdecode(value))
        values.append(outside_value(("variable", "QB_OWN")))
    first, second = values
    assert first
    assert second
    assert first.digest != second.digest
    assert first.text == '"caf\\udce9"'
    assert noted_here([("variable", "QB_OWN")], os.environ, 0).outside == {
        ("variable", "QB_OWN"): second
    }


@pytest.mark.parametrize("kind", ["file", "look", "folder"])
def test_a_name_that_is_too_long(kind: str) -> None:
    read = (kind, f"/{'x' * 5000}")
    assert outside_value(read) is None
    assert noted_here([read], {}, 0).outside == {read: None}


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a share that has gone; root may read everything, so the fault is put in its place."""

    def gone(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "own.csv").touch()
    monkeypatch.setattr(Path, "read_bytes", gone)
    assert outside_value(("file", str(tmp_path / "own.csv"))) is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_folder_with_a_name_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).touch()
    assert outside_value(("folder", str(tmp_path)))
