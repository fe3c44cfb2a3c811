"""What a kernel notes of its reading, by the names that it has in the book."""

from __future__ import annotations

import os
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


ANY = ("unseen", "every environment variable")
PROGRAM = ("unseen", "another program")
HOME = ("variable", "QB_HOME")
OUT_OF_SIGHT = {
    "os.environ['QB_HOME']": HOME,
    "os.environb[b'QB_HOME']": HOME,
    "os.getenvb(b'QB_HOME')": HOME,
    "posix.environ[b'QB_HOME']": HOME,
    "b'QB_HOME' in os.environb": HOME,
    "repr(os.environ)": ANY,
    "f'{os.environb}'": ANY,
    "len(os.environ)": ANY,
    "list(os.environb)": ANY,
    "dict(posix.environ)": ANY,
    "subprocess.run(['true'])": PROGRAM,
    "multiprocessing.get_context('spawn').Process(target=print).start()": PROGRAM,
    "multiprocessing.get_context('forkserver').Process(target=print).start()": PROGRAM,
    "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))": (
        "unseen",
        "a connection",
    ),
    "multiprocessing.get_context('fork').Process(target=print).start()": None,
    "os.sep": None,
}


@pytest.mark.skipif(os.name != "posix", reason="other systems start processes in another way")
def test_what_leads_out_of_sight_is_noted(tmp_path: Path) -> None:
    """Each in a process of its own, since what is noted once is not noted again."""
    started = {}
    for number, code in enumerate(OUT_OF_SIGHT):
        log = tmp_path / f"reads{number}"
        begin = f"from quarterbook.reuse.kernel_reads import begin; begin({str(log)!r})"
        script = tmp_path / f"script{number}.py"
        script.write_text(
            "import multiprocessing, os, posix, socket, subprocess\n"
            f"if __name__ == '__main__':\n    {begin}\n    {code}\n"
        )
        environment = {**os.environ, "QB_HOME": "here"}
        started[code, log] = subprocess.Popen([sys.executable, script], env=environment)
    for (code, log), process in started.items():
        assert process.wait() == 0
        told = [one for one in read_log.read(log) or [] if one[0] in ("unseen", "variable")]
        assert (OUT_OF_SIGHT[code] in told) if OUT_OF_SIGHT[code] else not told, code
