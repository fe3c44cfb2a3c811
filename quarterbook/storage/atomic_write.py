"""Files and folders put in the place of others whole or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
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


def swap(new: Path, place: Path, aside: Path) -> None:
    """Put a folder in the place of another, which goes: in one step where the system can.

    Elsewhere the other is set ``aside`` for a moment; stopped then, it is put back.
    """
    if _exchange(new, place):
        shutil.rmtree(new, ignore_errors=True)
        return
    try:
        place.rename(aside)
        new.rename(place)
    except BaseException:
        if aside.exists() and not place.exists():
            aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            swapped = system.renamex_np(*names, ctypes.c_uint(2))
        else:
            here = ctypes.c_int(-100)
            swapped = system.renameat2(here, names[0], here, names[1], ctypes.c_uint(2))
    except (AttributeError, OSError, TypeError):
        return False
    return bool(swapped == 0)


def _unwritten(path: Path, error: OSError) -> BookError:
    fault = f"cannot be written: {error.strerror or error}. What was there stays."
    return BookError(Problem(path.name, 0, "B109", fault))
