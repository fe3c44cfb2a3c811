"""The executor that a command asks for, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from quarterbook.ground.errors import CommandError, nearest

if TYPE_CHECKING:
    from quarterbook.execute.executors.executor import Executor

_NAMES = ("local", "dask")


def chosen_executor(name: str, jobs: int) -> AbstractContextManager[Executor]:
    """Return the executor ``local``, ``dask`` or ``dask=ADDRESS``, there as long as it is used.

    ``jobs`` is how many calls run at once where no address is given. Raises `CommandError` for
    another name and where Dask is not installed; entering it raises what `dask_executor` does.
    """
    kind, equals, address = name.partition("=")
    if kind not in _NAMES or (equals and not (kind == "dask" and "://" in address)):
        raise CommandError(
            f'"{name}" is no executor.{nearest(kind, _NAMES)} Known: local, dask (workers on this '
            "machine), dask=tcp://HOST:PORT (those of a scheduler)."
        )
    if kind == "dask" and find_spec("distributed") is None:
        raise CommandError(
            "Dask is not installed, which --executor dask needs. Install it with: pip install "
            "--require-hashes -r requirements-workers.lock, or: pip install quarterbook[workers]"
        )
    return _opened(kind, address, jobs)


@contextmanager
def _opened(kind: str, address: str, jobs: int) -> Iterator[Executor]:
    if kind == "local":
        from quarterbook.execute.executors.executor import LocalExecutor

        yield LocalExecutor(jobs)
        return
    from quarterbook.execute.executors.dask_workers import dask_executor

    with dask_executor(address, jobs) as executor:
        yield executor
