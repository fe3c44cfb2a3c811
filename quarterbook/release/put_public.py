"""Files put into an archive whole or not at all: a quarter's, and those over the quarters."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from quarterbook.ground.periods import parse_quarter
from quarterbook.release.archive import Archive, listing
from quarterbook.release.manifest import MANIFEST, SITE, Manifest, unreadable_output
from quarterbook.release.ready import changed_build
from quarterbook.storage.book import Book


def copy_build(book: Book, manifest: Manifest, edition: Path) -> None:
    """Copy the files of a build; raises `BookError` for those that are no longer what was built."""
    quarter = parse_quarter(manifest.quarter)
    built = book.built(quarter.slug)
    changed = []
    for file in manifest.files:
        target = edition / file.path.removeprefix(SITE)
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with target.open("wb") as copy:
            for block in _blocks(built / file.path):
                digest.update(block)
                copy.write(block)
        if digest.hexdigest() != file.sha256:
            changed.append(file.path)
    if changed:
        raise changed_build(book, quarter, changed)
    write_file(edition / MANIFEST, manifest.as_json())


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                yield block
    except OSError as error:
        raise unreadable_output(path, error) from None


def write_file(path: Path, data: bytes) -> None:
    """Write a file that is not public yet, with the folders it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def put_listing(to: Path, work: Path, archive: Archive) -> bool:
    """Bring the files over the quarters up to date; True where they were not."""
    staged = stage_listing(to, work, archive)
    return put_staged(to, work, staged, archive) or bool(staged)


def stage_listing(to: Path, work: Path, archive: Archive) -> list[str]:
    """Write those files over the quarters that have changed into `work`."""
    changed = []
    for path, data in listing(archive).items():
        public = to / path
        if not public.is_file() or public.read_bytes() != data:
            write_file(work / path, data)
            changed.append(path)
    return changed


def put_staged(to: Path, work: Path, staged: list[str], archive: Archive) -> bool:
    """Make staged files public, one rename each; True where an old redirect had to go."""
    for name in staged:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(work / name, to / name)
    kept = set(listing(archive))
    old = [path for path in (to / "latest").rglob("*") if path.is_file()]
    gone = [path for path in old if path.relative_to(to).as_posix() not in kept]
    for path in gone:
        path.unlink()
    return bool(gone)
