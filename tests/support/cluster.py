"""A real scheduler and workers on the loopback, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class Cluster:
    """A scheduler, and workers that are not started again when they die."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        scheduler = self._processes[0].stderr
        assert scheduler
        lines = (line.decode() for line in scheduler)
        self.address = next(line.split()[-1] for line in lines if "Scheduler at:" in line)

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
        errors = subprocess.PIPE if kind == "scheduler" else subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
            env={**os.environ, **(settings or {})},
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=errors,
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
