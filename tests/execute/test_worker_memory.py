"""A process that makes one book after the other gives back the memory that its threads needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")

# Eight threads, one after the other waiting for the next to begin, each fill their own memory with
# small objects and leave one at its end, as a library does that keeps something for later.
WORK = """
import sys
from contextlib import nullcontext
from threading import Barrier, Thread
from quarterbook.execute.executors.worker_memory import lean_memory

kept = []
def fill(together):
    together.wait()
    some = [bytes(600) for _ in range(60_000)]
    kept.append(bytes(600))
    together.wait()

with lean_memory() if sys.argv[1] == "lean" else nullcontext():
    for _ in range(2):
        together = Barrier(8)
        threads = [Thread(target=fill, args=(together,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
held = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(int(held.split()[1]) // 1024)
"""


def megabytes(how: str) -> int:
    folder = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", WORK, how], capture_output=True, text=True, check=True, cwd=folder
    )
    return int(run.stdout)


def test_memory_of_threads_is_given_back() -> None:
    assert megabytes("lean") < 100 < megabytes("as ever")
