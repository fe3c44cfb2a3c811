"""What an executor is, and the one that works on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from quarterbook.execute.kernels.kernel_imports import warm_kernel
from quarterbook.processes.warm_process import end_forks, warm_processes

_Result = TypeVar("_Result")


class WorkersDied(Exception):
    """Every worker that ran a call has died of it."""


class Calls(Protocol):
    """Runs functions of a folder, several at once when several threads ask for it."""

    def run(self, function: Callable[..., _Result], *args: Any) -> _Result:
        """Return ``function(folder, *args)``; what it leaves in its folder is in the folder here.

        Raises what the function raises, and `WorkersDied`.
        """

    def stop(self) -> None:
        """End what runs, at once."""


class Executor(Protocol):
    """Where functions of a folder are run.

    jobs
        how many of them at once.
    """

    @property
    def jobs(self) -> int: ...

    def warm_up(self) -> None:
        """Begin with what kernels will need, if that is to be done here."""

    def calls(self, folder: Path) -> AbstractContextManager[Calls]:
        """Return what runs functions of a folder, which nobody else changes meanwhile."""


@dataclass(frozen=True)
class LocalExecutor:
    """Runs them in this process."""

    jobs: int

    def warm_up(self) -> None:
        """Start the process that kernels are forks of."""
        warm_kernel()

    @contextmanager
    def calls(self, folder: Path) -> Iterator[Calls]:
        """Return what calls functions in the thread that asks for it."""
        with warm_processes():
            yield _LocalCalls(folder)


@dataclass(frozen=True)
class _LocalCalls:
    folder: Path

    def run(self, function: Callable[..., _Result], *args: Any) -> _Result:
        return function(self.folder, *args)

    def stop(self) -> None:
        end_forks()
