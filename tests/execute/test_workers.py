"""Notebooks on the workers of a real scheduler: the same bytes, whatever dies.

What has a scheduler is marked ``cluster``: `make test-rest`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quarterbook.execute.executors.choose import chosen_executor
from quarterbook.ground.errors import CommandError
from support.books import ROOT, SMALL_BOOK, copy_book, digest
from support.cluster import Cluster, cluster
from support.command import Command
from support.notebooks import run_cells
from support.rebuilds import edit_row
from support.waiting import wait_until

pytestmark = pytest.mark.builds

# What a worker has that this process has not: notebooks do not see it.
OF_THE_WORKERS = {"OMP_NUM_THREADS": "7", "TZ": "Asia/Tokyo"}

# A kernel is a fork of the warm process of its worker.
KILL_ONCE = """
import pathlib, psutil
mark = pathlib.Path({mark!r})
if not mark.exists():
    mark.touch()
    psutil.Process().parents()[1].kill()
"""


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2, OF_THE_WORKERS) as started:
        yield started


@pytest.mark.cluster
def test_a_book_has_the_same_bytes_and_is_rebuilt_as_exactly(
    workers: Cluster, tmp_path: Path, command: Command
) -> None:
    here = copy_book(SMALL_BOOK, tmp_path / "here")
    there = copy_book(SMALL_BOOK, tmp_path / "there")
    on = f"dask={workers.address}"
    assert command("build", "--book", here.root).status == 0
    assert command("build", "--book", there.root, "--executor", on).status == 0
    quarter = "2021-22-q2"
    assert digest(there.built(quarter)) == digest(here.built(quarter))
    edit = edit_row("commentary", "recycling-rate", "commentary", "Fewer streets take part.")
    edit(there.root)
    ended = command("build", "--why", "--book", there.root)
    lines = [line.split() for line in ended.out.splitlines() if ".ipynb: " in line]
    assert {Path(line[1]).stem: line[0] for line in lines} == {
        "environment": "made",
        "housing": "reused",
        "summary": "reused",
    }


@pytest.mark.cluster
def test_a_notebook_gets_the_settings_of_the_build_and_leaves_what_it_wrote(
    workers: Cluster, tmp_path: Path
) -> None:
    cells = ["import os, time\nprint(os.environ.get('OMP_NUM_THREADS'), time.tzname);"]
    cells.append("open('../book-words.txt', 'w').write('left behind');")
    made = {}
    for place in ("here", "there"):
        name = "local" if place == "here" else f"dask={workers.address}"
        with chosen_executor(name, 1) as executor:
            made[place] = run_cells(tmp_path / place, cells, executor=executor)
        left = tmp_path / place / "staged" / "book-words.txt"
        assert left.read_text(encoding="utf-8") == "left behind"
    assert made["there"] == made["here"]


@pytest.mark.cluster
def test_a_failure_is_told_in_the_same_words(workers: Cluster, tmp_path: Path) -> None:
    faults = []
    for place, name in (("here", "local"), ("there", f"dask={workers.address}")):
        with chosen_executor(name, 1) as executor:
            _, ran = run_cells(tmp_path / place, ["1 / 0"], executor=executor)
        faults.append(ran.problems)
    assert faults[0] == faults[1]
    assert "division by zero" in faults[0][0].message


@pytest.mark.cluster
def test_what_a_dead_worker_ran_runs_on_another(workers: Cluster, tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    cells = [KILL_ONCE.format(mark=mark), "from IPython.display import Markdown\nMarkdown('Done')"]
    with chosen_executor(f"dask={workers.address}", 1) as executor:
        pages, ran = run_cells(tmp_path / "there", cells, cells, executor=executor)
        assert executor.jobs == 1  # one of two is left
    assert os.path.exists(mark)
    assert ran.problems == ()
    assert [page["cells"][-1]["source"] for page in pages] == [["Done"], ["Done"]]


@pytest.mark.cluster
def test_a_worker_with_another_version(workers: Cluster, tmp_path: Path, command: Command) -> None:
    shutil.copytree(ROOT / "quarterbook", tmp_path / "other" / "quarterbook")
    changed = tmp_path / "other" / "quarterbook" / "ground" / "days.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    worker = workers.add_worker({"PYTHONPATH": str(tmp_path / "other")})
    try:
        with chosen_executor(f"dask={workers.address}", 1) as executor:
            wait_until(lambda: executor.jobs == 2)
            with pytest.raises(CommandError, match=r"quarterbook/ground/days.py is \w{12} there"):
                run_cells(tmp_path / "book", ["1"], executor=executor)
        book = copy_book(SMALL_BOOK, tmp_path / "small")
        ended = command("build", "--book", book.root, "--executor", f"dask={workers.address}")
        assert ended.status == 2
        assert "has not what this machine has" in ended.err
        assert "requirements-workers.lock" in ended.err
        assert not book.built("2021-22-q2").exists()
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dsk", '"dsk" is no executor. Did you mean "dask"?'),
        ("dask=", '"dask=" is no executor.'),
        ("local=tcp://127.0.0.1:1", '"local=tcp://127.0.0.1:1" is no executor.'),
        ("dask=tcp://127.0.0.1:1", "no scheduler answers at tcp://127.0.0.1:1. Start one with:"),
    ],
)
def test_an_executor_that_is_none(name: str, words: str, tmp_path: Path, command: Command) -> None:
    book = copy_book(SMALL_BOOK, tmp_path / "small")
    ended = command("build", "--book", book.root, "--executor", name)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(words)


def test_dask_is_not_installed(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    book = copy_book(SMALL_BOOK, tmp_path / "small")
    ended = command("build", "--book", book.root, "--executor", "dask")
    assert ended.status == 2
    assert ended.err.startswith("Dask is not installed, which --executor dask needs.")
