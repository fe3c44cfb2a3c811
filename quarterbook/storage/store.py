"""Results kept under the digest of what they are: ``_build/.store``, which is never published.

Everything is written aside and renamed, so that what is there is whole whoever else writes and
whenever a run is killed, and is compared with its digest when it is taken. What is used least
lately goes when there is too much. A store that cannot be read or written keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_MOST = 500_000_000  # bytes of results and notes
_STALE = 3600.0  # seconds after which a file that is being written belongs to a run that was killed


def digest_of(data: bytes) -> str:
    """Return the digest under which bytes are kept."""
    return hashlib.sha256(data).hexdigest()


class Store:
    """Bytes by their digest, and small files of notes by the name of what they are about."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_changed = False

    def put(self, data: bytes) -> str:
        """Keep bytes, and return their digest."""
        digest = digest_of(data)
        path = self._object(digest)
        with suppress(OSError):
            if path.stat().st_size == len(data):
                return digest
        self._write(path, data)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return what is kept under a digest, or None."""
        path = self._object(digest)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if digest_of(data) == digest:
            return data
        with suppress(OSError):
            path.unlink()
        return None

    def notes(self, about: str) -> bytes:
        """Return the notes about something; empty where there are none."""
        path = self._notes(about)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return b""
        return data

    def write_notes(self, about: str, data: bytes) -> None:
        """Replace the notes about something."""
        self._write(self._notes(about), data)

    def tidy(self, most: int = _MOST) -> None:
        """Remove what has been used least lately until no more than ``most`` bytes are left."""
        if not self._is_changed:
            return
        with suppress(OSError):
            for path in (self._folder / "new").iterdir():
                if path.stat().st_mtime < time.time() - _STALE:
                    path.unlink()
        kept = []
        for path in (*self._folder.glob("objects/*/*"), *self._folder.glob("notes/*")):
            with suppress(OSError):
                status = path.stat()
                kept.append((status.st_mtime, status.st_size, path))
        size = sum(one[1] for one in kept)
        for _, bytes_of_one, path in sorted(kept):
            if size <= most:
                break
            with suppress(OSError):
                path.unlink()
            size -= bytes_of_one

    def _object(self, digest: str) -> Path:
        return self._folder / "objects" / digest[:2] / digest[2:]

    def _notes(self, about: str) -> Path:
        return self._folder / "notes" / f"{digest_of(about.encode())}.json"

    def _write(self, path: Path, data: bytes) -> None:
        self._is_changed = True
        aside = self._folder / "new" / uuid4().hex
        with suppress(OSError):
            for folder in (aside.parent, path.parent):
                folder.mkdir(parents=True, exist_ok=True)
            try:
                aside.write_bytes(data)
                os.replace(aside, path)
            finally:
                aside.unlink(missing_ok=True)
