"""Folders of the public archive: readable by everybody, kept by the disk, put in place."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

OUTGOING = ".outgoing-"  # what a folder's name begins with while another takes its place

_FOLDER_MODE, _FILE_MODE = 0o755, 0o644


def open_to_readers(folder: Path) -> None:
    """Let everybody read what will be public, whatever the umask of who publishes it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)


def make_public_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, open to readers."""
    if not folder.exists():
        make_public_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(_FOLDER_MODE)


def settle_on_disk(folder: Path, deep: bool = True) -> None:
    """Have the disk keep what was written, so that a power cut cannot undo half of it."""
    paths = [folder, *folder.rglob("*")] if deep else [folder]
    for path in paths:
        if path.is_dir() and sys.platform == "win32":
            continue
        number = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def swap(new: Path, place: Path) -> None:
    """Put a folder in the place of another."""
    if _exchange(new, place):
        return
    outgoing = place.with_name(f"{OUTGOING}{place.name}")
    place.rename(outgoing)
    try:
        new.rename(place)
    except BaseException:
        outgoing.rename(place)
        raise
    shutil.rmtree(outgoing, ignore_errors=True)


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
