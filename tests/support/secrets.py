"""Looking for planted words and figures in every file of a build."""

from __future__ import annotations

import base64
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from support.paper_text import page_texts


def contents(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """All that a file holds: itself, what is packed in it, and what is written in base64."""
    yield name, data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for inside in packed.namelist():
                yield from contents(packed.read(inside), f"{name}/{inside}")
    elif data[:2] == b"\x1f\x8b":
        yield from contents(gzip.decompress(data), f"{name} (gzip)")
    elif data[:5] == b"%PDF-":
        with pikepdf.open(io.BytesIO(data)) as paper:
            for number, thing in enumerate(paper.objects):
                yield f"{name} object {number}", str(thing).encode()
                if isinstance(thing, pikepdf.Stream):
                    yield f"{name} stream {number}", thing.read_bytes()
        for number, text in enumerate(page_texts(data), 1):
            yield f"{name} page {number}", text.encode()
    elif name.endswith(".inv"):
        yield f"{name} (unpacked)", zlib.decompress(data.split(b"\n", 4)[4])
    for number, found in enumerate(re.findall(rb"base64,([A-Za-z0-9+/=]+)", data)):
        yield from contents(base64.b64decode(found), f"{name} base64 {number}")


def held_in(folder: Path) -> list[tuple[str, str]]:
    """Every file of a folder with what is packed in it, as text."""
    return [
        (name, data.decode("utf-8", errors="replace"))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name, data in contents(path.read_bytes(), path.relative_to(folder).as_posix())
    ]
