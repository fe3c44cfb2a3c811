"""Kernels that are forks: as good as new, none the wiser of each other, and none left behind."""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from quarterbook.processes.warm_process import end_forks, warm_processes
from support.books import SMALL_BOOK, copy_book
from support.notebooks import run_cells
from support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")

SERVER = "quarterbook.processes.fork_server"

# What a notebook could leave for the next one.
LEAVE = """
import builtins, os, random, signal, sys, warnings
import numpy as np, pandas as pd, matplotlib, seaborn
from matplotlib import pyplot as plt
import quarterbook.report.notebook as notebook
os.environ["LEFT"] = "left"
del os.environ["PATH"]
os.makedirs("deeper", exist_ok=True)
os.chdir("deeper")
random.seed(1)
np.random.seed(1)
plt.switch_backend("agg")
plt.plot([1, 2])
seaborn.set_theme()
pd.set_option("display.max_rows", 7)
pd.LEFT = notebook.LEFT = builtins.LEFT = "left"
sys.path.insert(0, "/left")
sys.modules["left"] = sys
warnings.simplefilter("error")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.setrecursionlimit(777)
os.umask(0o777)
os.nice(1)
left = open("left.txt", "w")
""".strip()

# What a kernel is, and two numbers by chance.
LOOK = """
import builtins, json, os, random, signal, sys, tempfile, threading, warnings
import matplotlib, psutil, numpy as np, pandas as pd
from matplotlib import pyplot as plt
import quarterbook.report.notebook as notebook
own = ("JPY_PARENT_PID", "JPY_SESSION_NAME")
state = dict(
    environment={name: value for name, value in os.environ.items() if name not in own},
    folder=os.getcwd(),
    figures=plt.get_fignums(),
    settings={name: str(value) for name, value in matplotlib.rcParams.items()},
    backend=matplotlib.get_backend(),
    rows=pd.get_option("display.max_rows"),
    left=[hasattr(one, "LEFT") for one in (pd, notebook, builtins)] + ["left" in sys.modules],
    names=sorted(name for name in globals() if name.startswith("left")),
    path=sys.path,
    arguments=[len(sys.argv), os.path.basename(sys.argv[0])],
    filters=sorted(str(one) for one in warnings.filters),
    signals=[str(signal.getsignal(number)) for number in range(1, 32)],
    recursion=sys.getrecursionlimit(),
    mask=os.umask(0o22),
    nice=os.nice(0),
    temporary=tempfile.gettempdir(),
    files=[one.path for one in psutil.Process().open_files()],
    descriptors=psutil.Process().num_fds(),
    leader=os.getpgid(0) == os.getsid(0) == os.getpid(),
    hashed=hash("hash"),
    given=os.read(0, 1).decode(),
    threads=sorted(type(one).__name__ for one in threading.enumerate()),
)
chance = [random.random(), float(np.random.random())]
main = sys.modules["__main__"].__dict__.get("state") is state
""".strip()


def asked(folder: Path, *notebooks: str, name: str = "(state, chance, main)") -> list[Any]:
    """Run notebooks of a cell each and return what each has by that name, as JSON has it."""
    folder.mkdir(exist_ok=True)
    cells = [
        [source, f"import json; open(r'{folder}/{place}.json', 'w').write(json.dumps({name}));"]
        for place, source in enumerate(notebooks)
    ]
    _, ran = run_cells(folder, *cells)
    assert [problem.message for problem in ran.problems] == []
    return [json.loads((folder / f"{n}.json").read_text()) for n, _ in enumerate(notebooks)]


PARENT = "import psutil\nparent = psutil.Process().parent().cmdline()"


def test_nothing_leaks_and_a_fork_is_like_a_new_kernel(tmp_path: Path) -> None:
    """After one that leaves all it can, a kernel is as one that Python was started for.

    It is asked what it is again and again while the machine is busy, and draws no tip then.
    """
    with warm_processes():
        _, first, second = asked(
            tmp_path / "warm",
            f"{LEAVE}\nstate = chance = main = 0",
            LOOK,
            f"get_ipython().banner\n{LOOK}",
        )
    new = tmp_path / "new"
    new.mkdir()
    (new / "staged" / "notebooks").mkdir(parents=True)
    (new / "staged" / "notebooks" / "matplotlibrc").write_text("# nothing\n", encoding="utf-8")
    (cold,) = asked(new, LOOK)
    # draws without a seed of their own are the first of seed 0 at each build
    assert first[1] == second[1] == cold[1] == [0.8444218515250481, 0.5488135039273248]
    state = json.loads(json.dumps(cold[0]).replace(str(new), str(tmp_path / "warm")))
    assert first[0] == second[0] == state
    assert first[2] is second[2] is cold[2] is True


UNDONE = """
import atexit, threading, time
class Loop:
    def __init__(self):
        self.itself = self
    def __del__(self):
        open("loop.txt", "w").write("let go")
loop = Loop()
held = open("held.txt", "w")
held.write("let go")
atexit.register(lambda: open("exit.txt", "w").write("called"))
later = threading.Thread(target=lambda: (time.sleep(0.5), open("later.txt", "w").write("waited")))
later.start()
""".strip()


def test_a_notebook_s_end_is_that_of_a_program(tmp_path: Path) -> None:
    """Files are written out, objects let go, exit functions called and threads waited for."""
    _, ran = run_cells(tmp_path, [f"{UNDONE};"])
    assert not ran.problems
    written = sorted((tmp_path / "staged" / "notebooks").glob("*.txt"))
    assert {path.stem: path.read_text() for path in written} == {
        "exit": "called",
        "held": "let go",
        "later": "waited",
        "loop": "let go",
    }


def test_kernels_are_forks(tmp_path: Path) -> None:
    first, second = asked(tmp_path, PARENT, PARENT, name="parent")
    assert SERVER in " ".join(first)
    assert first == second


class Told:
    """What writes into a file, when it is read, which process reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return eval, (f"open({str(self.path)!r}, 'a').write(f'{{__import__(\"os\").getpid()}} ')",)


READ_TWICE = """
import os
from pathlib import Path
from quarterbook.report.views.read_quarter import read_quarter
from quarterbook.storage.book import Book
for _ in range(2):
    read_quarter(Book(Path("..").resolve()), "2021-22-q2")
is_own = [int(one) == os.getpid() for one in Path("../readers").read_text().split()]
""".strip()


def test_the_quarter_as_judged_is_read_once_for_all_kernels(tmp_path: Path) -> None:
    """By the warm process; a notebook that reads it again gets one that it has not changed."""
    staged = copy_book(SMALL_BOOK, tmp_path / "staged")
    staged.assessed.write_bytes(pickle.dumps(Told(staged.root / "readers")))
    (is_own,) = asked(tmp_path, READ_TWICE, name="is_own")
    assert is_own == [False, True]


@pytest.mark.parametrize(
    "name",
    ["markupsafe/__init__.py", pytest.param("tabulate.py", marks=pytest.mark.exhaustive)],
)
def test_a_module_beside_the_notebook_is_the_one_it_gets(name: str, tmp_path: Path) -> None:
    """One by the name of a module that is loaded in the warm process already."""
    module = tmp_path / "staged" / "notebooks" / name
    module.parent.mkdir(parents=True)
    module.write_text("def tabulate(*_, **__): return ''\n\nMarkup = escape = str\n")
    stem = name.partition("/")[0].removesuffix(".py")
    (file,) = asked(
        tmp_path, f"import sys; sys.modules.pop('{stem}', 0); import {stem} as m", name="m.__file__"
    )
    assert file == str(module)


@pytest.mark.exhaustive
def test_settings_of_matplotlib_beside_the_notebook(tmp_path: Path) -> None:
    folder = tmp_path / "staged" / "notebooks"
    folder.mkdir(parents=True)
    (folder / "matplotlibrc").write_text("lines.linewidth: 9\n", encoding="utf-8")
    (width,) = asked(tmp_path, "import matplotlib", name='matplotlib.rcParams["lines.linewidth"]')
    assert width == 9


@pytest.mark.exhaustive
def test_another_kernel_of_that_name_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A council's own kernel.json is started as it says."""
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    command = ["env", "OWN=yes", sys.executable, "-m", "ipykernel_launcher", "-f"]
    content = {"argv": [*command, "{connection_file}"], "display_name": "x", "language": "python"}
    spec.write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    (own,) = asked(tmp_path / "book", "import os", name='os.environ.get("OWN")')
    assert own == "yes"


def test_limits_are_those_of_who_runs_the_notebook(tmp_path: Path) -> None:
    """Also where the warm process was there before."""
    number = resource.RLIMIT_FSIZE
    soft, hard = resource.getrlimit(number)
    limits = f"import resource\nlimits = resource.getrlimit({number})"
    with warm_processes():
        (before,) = asked(tmp_path / "before", limits, name="limits")
        resource.setrlimit(number, (12_345_678, hard))
        try:
            (after,) = asked(tmp_path / "after", limits, name="limits")
        finally:
            resource.setrlimit(number, (soft, hard))
    assert (before, after) == ([soft, hard], [12_345_678, hard])


@pytest.mark.exhaustive
def test_without_a_warm_process_kernels_are_ordinary(tmp_path: Path) -> None:
    """When it was killed, the kernel that ran says so, and those after it run all the same."""
    with warm_processes():
        end_forks()
        (parent,) = asked(tmp_path / "first", PARENT, name="parent")
        assert SERVER in " ".join(parent)
        kill = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
        _, ran = run_cells(tmp_path / "second", [kill], ["1"])
        assert [problem.code for problem in ran.problems] == ["N104"]
        (parent,) = asked(tmp_path / "third", PARENT, name="parent")
        assert SERVER not in " ".join(parent)
        end_forks()


def test_a_long_cell_is_stopped(tmp_path: Path) -> None:
    _, ran = run_cells(tmp_path, ["import time\ntime.sleep(600)"], ["1"], limit=5)
    assert [problem.code for problem in ran.problems] == ["N103"]
    assert not forked()


def test_what_a_cell_shows_may_come_after_its_end(tmp_path: Path) -> None:
    """As on a busy machine, or of a hundred charts: it was said to have run past its limit."""
    cell = (
        "import time\nkernel = get_ipython().kernel\npublish = kernel._publish_status\n"
        "def late(status, *args, **named):\n"
        "    time.sleep(5 if status == 'idle' else 0)\n    publish(status, *args, **named)\n"
        "kernel._publish_status = late"
    )
    _, ran = run_cells(tmp_path, [cell])
    assert not ran.problems


def test_memory_that_runs_out_ends_the_cell_alone(tmp_path: Path) -> None:
    cell = (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\n"
        "hoard = bytearray(2**32)"
    )
    _, ran = run_cells(tmp_path, [cell], ["1"])
    (problem,) = ran.problems
    assert problem.code == "N102"
    assert "MemoryError" in problem.message


def forked() -> list[psutil.Process]:
    """The kernels that run below the warm processes of this one."""
    below = psutil.Process().children()
    return [one for warm in below if SERVER in " ".join(warm.cmdline()) for one in warm.children()]


def test_nothing_is_left_after_success_and_failure(tmp_path: Path) -> None:
    _, ran = run_cells(tmp_path, ["1"], ["1 / 0"], ["import os\nos._exit(3)"])
    assert [problem.code for problem in ran.problems] == ["N102", "N104"]
    assert not forked()


RUN = """
import signal
import sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from support.notebooks import run_cells
run_cells(Path(sys.argv[1]), ["open(r'{there}', 'w').close()\\nimport time\\ntime.sleep({pause})"])
"""


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        pytest.param(signal.SIGKILL, marks=pytest.mark.exhaustive),
        pytest.param(None, marks=pytest.mark.exhaustive),
    ],
)
def test_nothing_is_left_however_a_build_ends(number: int | None, tmp_path: Path) -> None:
    """When it is done, killed or stopped by Ctrl-C, at which it does not wait for cells."""
    there = tmp_path / "there"
    build = subprocess.Popen(
        [
            sys.executable,
            "-c",
            RUN.format(there=there, pause=600 if number else 5),
            tmp_path / "run",
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stderr=subprocess.DEVNULL,
    )
    wait_until(there.exists)
    (warm,) = psutil.Process(build.pid).children()
    kernels = warm.children()
    assert len(kernels) == 1
    if number:
        build.send_signal(number)
    build.wait(300)
    wait_until(lambda: not any(one.is_running() for one in (warm, *kernels)))
