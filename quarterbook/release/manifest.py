"""What a build left: its quarter, whether all of it worked, and a hash of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from quarterbook.bind.outputs import OUTPUTS
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.version import __version__
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.regular_file import LARGEST_TABLE, read_file

if TYPE_CHECKING:
    from quarterbook.data.params.editions import Edition
    from quarterbook.report.views.quarter import QuarterView

MANIFEST = "manifest.json"
CORRECTIONS = "corrections.json"

SITE = "site/"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ManifestFile(_Strict):
    """A file of a build: its path from the build's folder, its hash and its size in bytes."""

    path: str
    sha256: str
    size: int


class ManifestPaper(_Strict):
    """A public paper beside the whole report: its name, for whom it is and when they meet."""

    name: str
    title: str
    committee: str = ""
    date: str = ""


class Manifest(_Strict):
    """``_build/<quarter>/manifest.json``: the outputs of one build, without clock or place.

    ``complete`` is false for a build of some papers only. Manifests of before
    there were papers of other names say nothing of either. ``disclosed`` stands in what is
    published alone: a hash of all figures that the quarter has shown.
    """

    quarter: str
    title: str
    council: str
    colour: str
    status: str
    illustrative: bool
    cut_off: str
    quarterbook: str
    ok: bool
    failed: tuple[str, ...]
    complete: bool = True
    editions: tuple[ManifestPaper, ...] = ()
    disclosed: str = ""
    files: tuple[ManifestFile, ...]

    def as_json(self) -> bytes:
        """Return what the file holds."""
        plain = self.model_dump(exclude=set() if self.disclosed else {"disclosed"})
        return (json.dumps(plain, indent=1, ensure_ascii=False) + "\n").encode()


def manifest_of(
    folder: Path,
    report: QuarterView,
    *,
    draft: bool = False,
    failed: Sequence[str] = (),
    editions: Iterable[Edition] = (),
    complete: bool = True,
) -> Manifest:
    """Return the manifest of a finished build in a folder.

    `failed` names the pages that failed, `editions` are those made, of which
    only public ones are named; `complete` says whether that is all of them. Raises `BookError`
    where a file of it cannot be read.
    """
    quarter, council = report.quarter, report.council
    return Manifest(
        quarter=quarter.quarter.slug,
        title=quarter.title,
        council=council.council.name,
        colour=council.council.colours.primary,
        status="draft" if draft else "final",
        illustrative=council.illustrative,
        cut_off=quarter.cut_off.isoformat(),
        quarterbook=__version__,
        ok=not failed,
        failed=tuple(sorted(failed)),
        complete=complete,
        editions=tuple(_paper(report, edition) for edition in editions if not edition.is_exempt),
        files=_files(folder),
    )


def write_manifest(
    folder: Path,
    report: QuarterView,
    *,
    draft: bool = False,
    failed: Sequence[str] = (),
    editions: Iterable[Edition] = (),
    complete: bool = True,
) -> Manifest:
    """Write the manifest of a finished build (`manifest_of`) into its folder, and return it.

    Raises `BookError` where an output cannot be read or the manifest not be written.
    """
    manifest = manifest_of(
        folder, report, draft=draft, failed=failed, editions=editions, complete=complete
    )
    atomic_write.replace(folder / MANIFEST, manifest.as_json())
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in a folder; raises `BookError` where there is none to rely on."""
    try:
        return Manifest.model_validate_json(read_file(folder / MANIFEST, LARGEST_TABLE))
    except OSError as error:
        fault = f"cannot be read: {error.strerror or error}."
    except ValidationError:
        fault = "is not a manifest of this version."
    raise BookError(Problem(f"{folder.name}/{MANIFEST}", 0, "R106", fault))


def read_built(book: Book, quarter: Period) -> Manifest:
    """Read the manifest of a quarter's build; raises `BookError` where none is or pages failed."""
    built = book.built(quarter.slug)
    folder, again = book.relative(built), f"Run: quarterbook build {quarter.slug}"
    if not (built / MANIFEST).is_file():
        fault = f"nothing is built for {quarter.label}. {again}"
        raise BookError(Problem(folder, 0, "R101", fault))
    manifest = read_manifest(built)
    if not manifest.ok:
        fault = (
            f"{quarter.slug} was built with pages that failed: {', '.join(manifest.failed)}. "
            f"Mend them and build again. {again}"
        )
        raise BookError(Problem(folder, 0, "R102", fault))
    return manifest


def published_paths(folder: Path) -> Iterator[str]:
    """Yield the paths that a manifest of this folder lists, in order: site, papers, workbook.

    What lies in other folders, such as exempt papers and the staged copy, is not for the public.
    """
    site = (path for path in (folder / SITE).rglob("*") if path.is_file())
    yield from sorted(path.relative_to(folder).as_posix() for path in site)
    suffixes = {output.suffix for output in OUTPUTS}
    yield from sorted(
        path.name for path in folder.glob("*") if path.suffix in suffixes and path.is_file()
    )


def _paper(report: QuarterView, edition: Edition) -> ManifestPaper:
    meeting = report.quarter.meeting_of(edition)
    return ManifestPaper(
        name=edition.name,
        title=edition.title or report.quarter.title,
        committee=report.council.committee_title(edition.committee),
        date=meeting.date.isoformat() if meeting else "",
    )


def _files(folder: Path) -> tuple[ManifestFile, ...]:
    try:
        return tuple(_file(folder, path) for path in published_paths(folder))
    except OSError as error:
        raise unreadable_output(Path(error.filename or folder), error) from None


def unreadable_output(path: Path, error: OSError) -> BookError:
    """Return what is told of a file of a build that cannot be read."""
    fault = f"cannot be read: {error.strerror or error}. Build the quarter again."
    return BookError(Problem(path.name, 0, "R115", fault))


def _file(folder: Path, path: str) -> ManifestFile:
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ManifestFile(path=path, sha256=digest, size=(folder / path).stat().st_size)
