"""A folder as one piece of bytes: the same for the same names, bytes and rights."""

from __future__ import annotations

import io
import tarfile
import zlib
from pathlib import Path

_DAY = 315_619_200  # 2 January 1980, which every format of files can hold


def pack(folder: Path) -> bytes:
    """Return a folder, with all below it, as bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            entry = archive.gettarinfo(path, path.relative_to(folder).as_posix())
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = _DAY
            if entry.isreg():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)
    return zlib.compress(packed.getvalue(), 1)


def unpack(packed: bytes, folder: Path) -> None:
    """Leave a packed folder's content in a folder; nothing of it can come to lie outside."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(zlib.decompress(packed))) as archive:
        archive.extractall(folder, filter="data")
