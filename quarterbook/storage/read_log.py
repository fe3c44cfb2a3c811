"""What is read, written down as it happens: by a notebook's kernel, or by a build that asks."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class _State(threading.local):
    unnoted = 0
    reads: set[tuple[str, ...]] | None = None


_state = _State()
_log = ""
_noted: set[tuple[str, ...]] = set()


def begin(log: Path) -> None:
    """Write down in a new file, a line each, what this process reads from now on."""
    global _log
    with unnoted():
        log.write_bytes(b"")
    _log = str(log)


def is_kept() -> bool:
    """Whether this process writes down what it reads, and what is read just now counts."""
    return (bool(_log) or _state.reads is not None) and not _state.unnoted


def note(*thing: str, always: bool = False) -> None:
    """Write down a thing that is read: its kind, then its place; once, however often it is.

    ``always``: even while what this thread reads does not count.
    """
    if not (always or is_kept()):
        return
    if _state.reads is not None:
        _state.reads.add(thing)
        return
    if not _log or thing in _noted:
        return
    _noted.add(thing)
    with unnoted():
        try:
            log = os.open(_log, os.O_WRONLY | os.O_APPEND)
            try:
                os.write(log, json.dumps(thing).encode() + b"\n")
            finally:
                os.close(log)
        except OSError:  # what is not whole is not to be believed
            with suppress(OSError):
                os.unlink(_log)


@contextmanager
def noted_into(reads: set[tuple[str, ...]]) -> Iterator[None]:
    """Note in a set what this thread reads, in a process that is no kernel."""
    before, _state.reads = _state.reads, reads
    try:
        yield
    finally:
        _state.reads = before


@contextmanager
def unnoted() -> Iterator[None]:
    """Read something that this thread does not write down, since it is told in another way."""
    _state.unnoted += 1
    try:
        yield
    finally:
        _state.unnoted -= 1


def read(log: Path) -> list[tuple[str, ...]] | None:
    """Return what was written down; None where it is not whole."""
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
        return [tuple(json.loads(line)) for line in lines]
    except (OSError, ValueError):
        return None
