"""A real scheduler and workers on the loopback, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from support.waiting import wait_until

_ADDRESS = re.compile(r"Scheduler at:\s+(\S+)\n")


class Cluster:
    """A scheduler, and workers that are not started again when they die."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        process = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        log = folder / "process-0.log"

        def words() -> str:
            return log.read_text(encoding="utf-8")

        wait_until(lambda: _ADDRESS.search(words()) or process.poll() is not None)
        found = _ADDRESS.search(words())
        assert found, words()
        self.address = found[1]

    def add_worker(self, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, with further settings of its environment."""
        words = (self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host")
        home = self._folder / f"worker-{len(self._processes)}"
        return self._start(
            "worker", *words, "127.0.0.1", "--local-directory", str(home), settings=settings
        )

    def end(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def _start(
        self, kind: str, *words: str, settings: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"process-{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
                env={**os.environ, **(settings or {})},
                cwd=self._folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self._processes.append(process)
        return process


@contextmanager
def cluster(folder: Path, workers: int, settings: Mapping[str, str]) -> Iterator[Cluster]:
    """A scheduler with so many workers, all with the same settings."""
    started = Cluster(folder)
    try:
        for _ in range(workers):
            started.add_worker(settings)
        yield started
    finally:
        started.end()
