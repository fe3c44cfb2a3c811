"""What a kernel noted, as inputs of its notebook: what each is now, and whether that is all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from quarterbook.report.views import watched
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse import kernel_reads
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kernel_reads import FILE, FOLDER, LEFT, LOOK, UNSEEN, WRITES
from quarterbook.reuse.outside import of_path, outside_reads, outside_value
from quarterbook.reuse.steps import Fingerprint, Read
from quarterbook.storage.book import Book


class Noted(NamedTuple):
    """What a notebook's kernel noted, as it is on the machine where it ran.

    reads
        what it read and did; None where that is not whole.
    outside
        what those things were there that lie outside its book; None of one that changed.
    """

    reads: Sequence[Read] | None
    outside: Mapping[Read, Fingerprint | None]


def noted_here(reads: Iterable[Read] | None, environment: Mapping[str, str], since: float) -> Noted:
    """Return what a kernel of this machine has noted, which began at a time; it has ended."""
    if reads is None:
        return Noted(None, {})
    settled: list[Read] = []
    for read in reads:
        if read[0] != LEFT:
            settled.append(read)
        elif os.path.exists(read[1]):
            settled.append((WRITES, read[1]))
    outside = {
        read: None if _is_newer(read, since) else outside_value(read, environment)
        for read in outside_reads(settled)
    }
    return Noted(settled, outside)


class ReadValues:
    """What the things are that notebooks read, as they are before any notebook runs."""

    def __init__(self, staged: Path, view: QuarterView, environment: Mapping[str, str]) -> None:
        self._staged, self._view, self._environment = staged, view, environment
        self._fingerprints: dict[Read, Fingerprint | None] = {}

    def __call__(self, read: Read) -> Fingerprint | None:
        """Return what a thing is now; None where that cannot be told."""
        if read not in self._fingerprints:
            try:
                self._fingerprints[read] = self._now(*read)
            except (OSError, TypeError, ValueError):
                self._fingerprints[read] = None
        return self._fingerprints[read]

    def _now(self, kind: str, *place: str) -> Fingerprint | None:
        match kind:
            case watched.KIND:
                return fingerprint(watched.value_at(self._view, place))
            case kernel_reads.VARIABLE:
                return outside_value((kind, place[0]), self._environment)
            case kernel_reads.FILE | kernel_reads.LOOK | kernel_reads.FOLDER:
                return self._of_path(kind, place[0])
        return None

    def _of_path(self, kind: str, name: str) -> Fingerprint | None:
        path = self._staged / name
        if path == Book(self._staged).assessed:
            return None  # a notebook that reads it by itself reads all there is
        return of_path(path, is_listed=kind == kernel_reads.FOLDER)


def inputs_of_reads(noted: Noted, values: ReadValues) -> dict[Read, Fingerprint] | None:
    """Return what a notebook read with what it was; None where its result cannot be kept.

    That is where it was not followed all the way, where it left files behind, and where a thing
    outside the book changed while it ran or is another here than where it ran.
    """
    if noted.reads is None or why_not_kept(noted, values):
        return None
    inputs: dict[Read, Fingerprint] = {}
    for read in noted.reads:
        value = values(read)
        if value is None:
            return None
        inputs[read] = value
    return inputs


def why_not_kept(noted: Noted, values: ReadValues) -> str:
    """Return in words why a notebook runs every time; empty where it need not."""
    for kind, name, *_ in noted.reads or ():
        if kind == UNSEEN:
            return f"it uses {name}, of which nobody can tell what it reads"
        if kind == WRITES:
            return f"it writes files ({name})"
    for read, value in noted.outside.items():
        if value is None or value != values(read):
            return f"it reads {read[1]}, which changed or is not the same where it ran"
    return ""


def _is_newer(read: Read, since: float) -> bool:
    """Whether a file or folder was changed after a time, or nobody can tell."""
    path = Path(read[1])
    if read[0] not in (FILE, LOOK, FOLDER):
        return False
    try:
        return path.exists() and path.stat().st_mtime >= since
    except OSError:
        return True
