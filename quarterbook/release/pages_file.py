"""``_build/<quarter>/pages.json``: what there is to sign of a build, and what it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.regular_file import LARGEST_TABLE, read_file

_NAME = "pages.json"


class PagesFile(BaseModel):
    """A hash of each page built, whether all papers were, and a hash of each thing taken in.

    ``inputs`` are of the staged copies, which hold nothing that is withheld.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    complete: bool
    pages: dict[str, str]
    inputs: dict[str, str] = {}


def write_pages_file(
    folder: Path, pages: Mapping[str, str], inputs: Mapping[str, str], *, complete: bool
) -> None:
    """Leave in a build's folder what there is to sign, and what it was made of."""
    there = PagesFile(
        complete=complete, pages=dict(sorted(pages.items())), inputs=dict(sorted(inputs.items()))
    )
    atomic_write.replace(folder / _NAME, f"{there.model_dump_json(indent=1)}\n".encode())


def read_pages_file(book: Book, quarter: Period) -> PagesFile:
    """Read what a quarter's build says of its pages; raises `BookError` where it does not."""
    built = book.built(quarter.slug)
    try:
        return PagesFile.model_validate_json(read_file(built / _NAME, LARGEST_TABLE))
    except (OSError, ValidationError):
        fault = f"does not say what there is to sign. Run: quarterbook build {quarter.slug}"
        raise BookError(Problem(book.relative(built), 0, "R104", fault)) from None
