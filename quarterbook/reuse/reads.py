"""What a kernel noted, as inputs of its notebook: what each is now, and whether that is all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from quarterbook.report.views import watched
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse import kernel_reads
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kernel_reads import FILE, FOLDER, LEFT, LOOK, UNSEEN, WRITES
from quarterbook.reuse.outside import of_path
from quarterbook.reuse.steps import Fingerprint, Read


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
                return fingerprint(self._environment.get(place[0]))
            case kernel_reads.FILE | kernel_reads.LOOK | kernel_reads.FOLDER:
                return self._of_path(kind, place[0])
        return None

    def _of_path(self, kind: str, name: str) -> Fingerprint | None:
        path = self._staged / name
        if path == self._staged / ".judged":
            return None  # a notebook that reads it by itself reads all there is
        return of_path(path, is_listed=kind == kernel_reads.FOLDER)


def inputs_of_reads(
    noted: Iterable[Read] | None, values: ReadValues, since: float
) -> dict[Read, Fingerprint] | None:
    """Return what a notebook read with what it was; None where its result cannot be kept.

    That is where it was not followed all the way, where it left files behind, and where a file
    outside the book was written after ``since``, when it began.
    """
    if noted is None:
        return None
    found: dict[Read, Fingerprint] = {}
    for read in noted:
        kind, name = read[0], read[1]
        if kind in (WRITES, UNSEEN) or (kind == LEFT and os.path.exists(name)):
            return None
        if kind == LEFT:
            continue
        value = values(read)
        if value is None or (kind in (FILE, LOOK, FOLDER) and _is_newer(name, since)):
            return None
        found[read] = value
    return found


def why_not_kept(noted: Iterable[Read] | None) -> str:
    """Return in words why a notebook runs every time; empty where it need not."""
    for kind, name, *_ in noted or ():
        if kind == UNSEEN:
            return f"it uses {name}, of which nobody can tell what it reads"
        if kind == WRITES or (kind == LEFT and os.path.exists(name)):
            return f"it writes files ({name})"
    return ""


def _is_newer(name: str, since: float) -> bool:
    path = Path(name)
    return path.is_absolute() and path.exists() and path.stat().st_mtime >= since
