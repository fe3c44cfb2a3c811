"""Results kept as pickles behind their digests, the newest few of a folder.

What is unpickled can run anything: such a folder lies in the book's own ``_build``, which no other
machine writes to as it may to a store, and who can write there can write notebooks, too.
"""

from __future__ import annotations

import os
import pickle
from contextlib import suppress
from pathlib import Path

from quarterbook.ground.errors import BookError
from quarterbook.storage import atomic_write
from quarterbook.storage.store import digest_of

_DIGEST = 64  # characters of a digest, which stands before what is pickled


def read_pickle(place: Path) -> object:
    """Return what is kept in a file; None where nothing is, or not the whole."""
    with suppress(OSError):
        data = place.read_bytes()
        if data[:_DIGEST] == digest_of(data[_DIGEST:]).encode():
            with suppress(OSError):
                os.utime(place)
            return pickle.loads(data[_DIGEST:])
    return None


def keep_pickle(place: Path, result: object, most: int) -> None:
    """Keep a result in a file, and of its folder the ``most`` files that were used last.

    Where that cannot be written nothing is kept.
    """
    data = pickle.dumps(result)
    with suppress(OSError, BookError):
        place.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.replace(place, digest_of(data).encode() + data)
        kept = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in kept[:-most]:
            path.unlink()
