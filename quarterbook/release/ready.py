"""Whether a build may be published: whole, made without failures, and as it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quarterbook.data.disclosed import Disclosed
from quarterbook.data.signatures import SignOff
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import first_of, listed
from quarterbook.release.manifest import (
    CORRECTIONS,
    MANIFEST,
    SITE,
    Manifest,
    published_paths,
    read_built,
)
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class Ready:
    """A build of the book as it is now: its manifest, what it discloses, how sign-offs stand."""

    manifest: Manifest
    disclosed: Disclosed
    sign_offs: Sequence[SignOff] = ()


def ready_build(book: Book, quarter: Period) -> Manifest:
    """Return the manifest of a build that is whole and did not fail; raises `BookError`."""
    built = book.built(quarter.slug)
    manifest = read_built(book, quarter)
    again = f"Run: quarterbook build {quarter.slug}"
    folder = book.relative(built)
    if manifest.quarter != quarter.slug:
        raise BookError(Problem(folder, 0, "R104", f"is a build of {manifest.quarter}. {again}"))
    if not manifest.complete:
        papers = listed((paper.name for paper in manifest.editions), "and")
        fault = (
            f"{quarter.slug} was built with --edition{f' ({papers})' if papers else ''}, "
            f"not whole. Build it whole. {again}"
        )
        raise BookError(Problem(folder, 0, "R103", fault))
    paths = {file.path for file in manifest.files}
    if f"{SITE}index.html" not in paths:
        raise BookError(Problem(folder, 0, "R104", f"has no site. {again}"))
    changed = paths ^ set(published_paths(built))
    if changed:
        raise changed_build(book, quarter, sorted(changed))
    clash = _clash(manifest)
    if clash:
        fault = f"the site of {quarter.slug} has a file of its own named {clash}."
        raise BookError(Problem(folder, 0, "R104", fault))
    return manifest


def _clash(manifest: Manifest) -> str:
    """Return a name that two different files would have in the quarter's public folder."""
    hashes: dict[str, set[str]] = {MANIFEST: {""}, CORRECTIONS: {""}}
    for file in manifest.files:
        hashes.setdefault(file.path.removeprefix(SITE), set()).add(file.sha256)
    return min((name for name, several in hashes.items() if len(several) > 1), default="")


def changed_build(book: Book, quarter: Period, paths: Sequence[str]) -> BookError:
    """Return the error of a build of which files are not as they were built."""
    shown = first_of(paths, 5)
    return BookError(
        Problem(
            book.relative(book.built(quarter.slug)),
            0,
            "R105",
            f"the build of {quarter.slug} was changed after it was made: {shown}. "
            "Build it again, so that what is public is what was built: "
            f"quarterbook build {quarter.slug}",
        )
    )
