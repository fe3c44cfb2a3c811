"""Folders of the public archive: readable by everybody, and kept by the disk."""

from __future__ import annotations

import os
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
