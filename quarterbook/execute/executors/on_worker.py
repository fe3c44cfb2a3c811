"""What runs on a worker: a call of a function with the folder that was shipped for it.

A folder is unpacked once for all calls with the same digest, into the worker's own temporary
folder. A call that changes it hands the changes back, and the next one gets a fresh copy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Lock
from typing import Any, NamedTuple
from uuid import uuid4

from quarterbook.execute.executors.packed_folder import unpack
from quarterbook.processes.warm_process import end_forks, warm_processes
from quarterbook.reuse.package import (
    environment_settings,
    installed_facts,
    set_environment_settings,
)

_Stamps = Mapping[str, tuple[int, int]]
_MOST_COPIES = 2  # folders that nothing runs in and that are kept for what comes next


class WorkerDiffersError(Exception):
    """A worker has not what the build's own machine has installed."""


class Answer(NamedTuple):
    """What a call returned or raised, and the files that it left changed in its folder.

    Of a file that is gone ``changes`` has None.
    """

    value: Any
    failure: Exception | None
    changes: dict[str, bytes | None]


def worker_facts() -> dict[str, str]:
    """Return what is installed on this worker."""
    return installed_facts()


def call(
    packed: bytes,
    digest: str,
    settings: Mapping[str, str],
    facts: Mapping[str, str],
    function: Callable[..., Any],
    args: tuple[Any, ...],
) -> Answer:
    """Run a function with a shipped folder.

    ``settings`` are the variables of the environment that count, and ``facts`` what is installed,
    where the build is. Raises `WorkerDiffersError`.
    """
    if installed_facts() != facts:
        raise WorkerDiffersError
    with _environment.held(settings), _copies.of(packed, digest) as copy:
        value, failure = None, None
        try:
            value = function(copy.folder, *args)
        except Exception as error:
            failure = error
        changes = copy.changes()
        copy.is_spoilt |= bool(changes)
        return Answer(value, failure, changes)


class _HeldSettings:
    """The settings of the build whose calls run; those of another wait until these are done."""

    def __init__(self) -> None:
        self._freed = Condition()
        self._calls = 0
        self._warm: AbstractContextManager[None] | None = None

    @contextmanager
    def held(self, settings: Mapping[str, str]) -> Iterator[None]:
        with self._freed:
            self._freed.wait_for(lambda: not self._calls or environment_settings() == settings)
            if environment_settings() != settings:
                end_forks()
                set_environment_settings(settings)
            if self._warm is None:  # kept from now on; it ends with the worker
                self._warm = warm_processes()
                self._warm.__enter__()
            self._calls += 1
        try:
            yield
        finally:
            with self._freed:
                self._calls -= 1
                self._freed.notify_all()


@dataclass
class _Copy:
    """A folder as it was unpacked, and the calls that run in it."""

    folder: Path
    calls: int = 0
    is_spoilt: bool = False
    stamps: _Stamps = field(default_factory=dict)

    def changes(self) -> dict[str, bytes | None]:
        now = _stamps(self.folder)
        changed = {name for name in now if now[name] != self.stamps.get(name)}
        gone = self.stamps.keys() - now.keys()
        return {
            **{name: (self.folder / name).read_bytes() for name in sorted(changed)},
            **dict.fromkeys(sorted(gone)),
        }


class _Copies:
    """The folders of this worker, those used last at the end."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._copies: dict[str, _Copy] = {}

    @contextmanager
    def of(self, packed: bytes, digest: str) -> Iterator[_Copy]:
        with self._lock:
            copy = self._copies.pop(digest, None)
            if copy is None or copy.is_spoilt:
                copy = _unpacked(packed, digest)
            self._copies[digest] = copy
            copy.calls += 1
        try:
            yield copy
        except BaseException:  # what it has left is not looked for
            copy.is_spoilt = True
            raise
        finally:
            with self._lock:
                copy.calls -= 1
                if copy.is_spoilt and not copy.calls:
                    self._forget(copy)
                idle = [one for one in self._copies.values() if not one.calls]
                for old in idle[:-_MOST_COPIES]:
                    self._forget(old)

    def _forget(self, copy: _Copy) -> None:
        self._copies = {name: one for name, one in self._copies.items() if one is not copy}
        shutil.rmtree(copy.folder, ignore_errors=True)


def _unpacked(packed: bytes, digest: str) -> _Copy:
    from distributed import get_worker

    home = Path(os.path.realpath(get_worker().local_directory))
    folder = home / f"quarterbook-{digest[:16]}-{uuid4().hex[:8]}"
    unpack(packed, folder)
    return _Copy(folder, stamps=_stamps(folder))


def _stamps(folder: Path) -> _Stamps:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    }


_environment, _copies = _HeldSettings(), _Copies()
