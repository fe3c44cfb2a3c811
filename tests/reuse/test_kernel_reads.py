"""What a kernel notes of its reading, by the names that it has in the book."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quarterbook.storage import read_log

READS = "from quarterbook.reuse.kernel_reads import begin; begin({log!r}); open({file!r}).read()"


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("notebooks", "../data/wards.csv"),
        ("notebooks/wards", "../../data/wards.csv"),
        ("notebooks/wards/north", "../../../data/wards.csv"),
    ],
)
def test_a_file_of_the_book_goes_by_its_own_name_wherever_the_notebook_is(
    folder: str, file: str, tmp_path: Path
) -> None:
    """By another, that of a copy made anew for each build, it would be another file each time."""
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "wards.csv").write_text("ward\n")
    (tmp_path / "_toc.yml").touch()
    log = str(tmp_path / "reads")
    code = READS.format(log=log, file=file)
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path / folder, check=True)
    assert ("file", "data/wards.csv") in (read_log.read(Path(log)) or [])
