"""A folder packed and unpacked: its bytes by its content alone, and nothing outside."""

from __future__ import annotations

import io
import os
import tarfile
import zlib
from pathlib import Path

import pytest

from quarterbook.execute.executors.packed_folder import pack, unpack


def make(folder: Path, day: int) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "empty").mkdir()
    for name, words in (("data/a.csv", b"1,2\n"), ("_toc.yml", b"root: a\n")):
        (folder / name).write_bytes(words)
        os.utime(folder / name, (day, day))
    return folder


def test_a_folder_comes_out_as_it_went_in(tmp_path: Path) -> None:
    packed = pack(make(tmp_path / "one", 1_700_000_000))
    unpack(packed, tmp_path / "two")
    assert (tmp_path / "two" / "data" / "a.csv").read_bytes() == b"1,2\n"
    assert (tmp_path / "two" / "empty").is_dir()
    assert pack(tmp_path / "two") == packed


def test_when_files_were_written_does_not_count(tmp_path: Path) -> None:
    one, two = make(tmp_path / "one", 1_700_000_000), make(tmp_path / "two", 1_600_000_000)
    assert pack(one) == pack(two)
    (two / "data" / "a.csv").write_bytes(b"1,3\n")
    assert pack(one) != pack(two)


def test_nothing_comes_to_lie_outside(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"), io.BytesIO(b""))
    with pytest.raises(tarfile.OutsideDestinationError):
        unpack(zlib.compress(data.getvalue()), tmp_path / "inside")
    assert not (tmp_path / "outside").exists()
