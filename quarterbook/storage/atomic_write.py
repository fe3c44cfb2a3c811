"""Files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from quarterbook.ground.errors import BookError, Problem


def replace(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put ``data``, whole or in blocks as they come, in the place of a file in one step.

    Raises `BookError` where that cannot be done, and what the blocks raise;
    what was there stays.
    """
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    blocks = iter((data,) if isinstance(data, bytes) else data)
    try:
        try:
            out = part.open("wb")
        except OSError as error:
            raise _unwritten(path, error) from None
        with out:
            for block in blocks:
                try:
                    out.write(block)
                    out.flush()
                except OSError as error:
                    raise _unwritten(path, error) from None
        try:
            os.replace(part, path)
        except OSError as error:
            raise _unwritten(path, error) from None
    finally:
        with suppress(OSError):
            part.unlink()


def _unwritten(path: Path, error: OSError) -> BookError:
    fault = f"cannot be written: {error.strerror or error}. What was there stays."
    return BookError(Problem(path.name, 0, "B109", fault))
