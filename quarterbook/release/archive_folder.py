"""An archive's folder: whether one fits, which quarters are public there, what was cut short."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period, PeriodError, parse_quarter
from quarterbook.release.archive import GENERATOR, Correction, PublishedQuarter, as_json
from quarterbook.release.manifest import CORRECTIONS, MANIFEST, read_manifest
from quarterbook.release.public_folders import OUTGOING
from quarterbook.storage.book import Book
from quarterbook.storage.regular_file import LARGEST_TABLE, read_file

INCOMING = ".incoming-"
"""What the name of a folder begins with whose quarter is not public yet."""

_corrections = TypeAdapter(tuple[Correction, ...])


def archive_fault(path: Path, code: str, message: str) -> BookError:
    """Return what is told of an archive or of a place in it."""
    return BookError(Problem(str(path), 0, code, message))


def check_archive_folder(to: Path, book: Book) -> None:
    """Raise `BookError` for a folder that is something else than an archive."""
    resolved = to.resolve()
    for folder in (book.data, book.pages, book.notebooks, book.params):
        if folder.resolve() in (resolved, *resolved.parents):
            raise archive_fault(
                to, "R108", f"lies in {folder.name}/, which the book is made of. Choose another."
            )
    if (book.root / "_build").resolve() in (resolved, *resolved.parents):
        raise archive_fault(
            to, "R108", "lies in what builds make anew. Choose a folder outside _build/."
        )
    if (to / "_toc.yml").exists():
        raise archive_fault(to, "R108", "is a book. Choose a folder of its own for the archive.")
    for path in (to / "latest", *(to / "latest").rglob("*")):
        if path.is_symlink():
            name = path.relative_to(to).as_posix()
            raise archive_fault(
                to, "R108", f"has a link named {name}. Take it away: publish makes a folder."
            )
    index = to / "index.html"
    if index.is_file() and GENERATOR not in index.read_text(encoding="utf-8", errors="replace"):
        raise archive_fault(
            to,
            "R108",
            "has an index.html that Quarterbook did not write. "
            "Choose a folder of its own for the archive.",
        )


def public_quarters(to: Path) -> Iterator[tuple[Period, PublishedQuarter]]:
    """Yield the quarters in the archive, oldest first.

    Raises `BookError` where one does not say of itself what Quarterbook wrote.
    """
    for folder in sorted(to.iterdir()):
        try:
            period = parse_quarter(folder.name)
        except PeriodError:
            continue
        if folder.name == period.slug and (folder / MANIFEST).is_file():
            yield period, PublishedQuarter(period, read_manifest(folder), _corrections_of(folder))


def _corrections_of(folder: Path) -> tuple[Correction, ...]:
    try:
        return _corrections.validate_json(read_file(folder / CORRECTIONS, LARGEST_TABLE))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise archive_fault(
            folder / CORRECTIONS, "R106", f"cannot be read: {error.strerror}."
        ) from None
    except ValidationError:
        raise archive_fault(
            folder / CORRECTIONS, "R106", "is not as Quarterbook wrote it."
        ) from None


def recover(to: Path) -> None:
    """Put back what a killed run had set aside, and remove what it had not finished."""
    for path in to.glob(f"{OUTGOING}*"):
        public = to / path.name.removeprefix(OUTGOING)
        if public.exists():
            shutil.rmtree(path)
        else:
            path.rename(public)
    for path in to.glob(f"{INCOMING}*"):
        shutil.rmtree(path)


def corrections_file(corrections: tuple[Correction, ...]) -> bytes:
    """Return what stands of corrections beside a quarter's site."""
    return as_json(_corrections.dump_python(corrections))
