"""Files written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from quarterbook.ground.errors import BookError, Problem


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of a file in one step.

    Raises `BookError` where that cannot be done; what was there stays.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        fault = f"cannot be written: {error.strerror or error}. What was there stays."
        raise BookError(Problem(path.name, 0, "B109", fault)) from None
