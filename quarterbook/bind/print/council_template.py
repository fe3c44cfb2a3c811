"""A council's own look: one Typst file and one Word reference file in ``book/_templates/``."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from quarterbook.bind.pictures.raster import SUFFIXES, NotRaster, clean_raster
from quarterbook.execute.loose_files.staging import NO_PART
from quarterbook.ground.errors import BookError, Problem

_FOLDER = "_templates"


_FONTS = (".ttf", ".otf")


_DEFAULT = "#let look = (:)\n"


_HELP = "docs/guide.md says what a template may hold."


@dataclass(frozen=True)
class CouncilTemplate:
    """The files of a look; where one is missing, papers of that kind have the package's look."""

    typst: Path | None = None
    word: Path | None = None

    def files_of(self, suffix: str) -> list[tuple[str, Path]]:
        """Return what papers of a kind may be made of, each by its path in ``_templates``.

        A Word file is read by its name alone, Typst may read whatever is staged beside its file.
        """
        if suffix == ".docx":
            return [(self.word.name, self.word)] if self.word else []
        if not self.typst:
            return []
        folder = self.typst.parent
        return [
            (path.relative_to(folder).as_posix(), path)
            for path in sorted(folder.rglob("*"))
            if path.suffix != ".docx" and path.is_file()
        ]


def stage_look(template: CouncilTemplate | None, work: Path) -> list[Path]:
    """Put what paper.typ imports into the work folder; return where the template's fonts are."""
    if template is None or template.typst is None:
        (work / "template.typ").write_text(_DEFAULT, encoding="utf-8")
        return []
    source, beside = template.typst, work / _FOLDER
    shutil.copytree(source.parent, beside, ignore=shutil.ignore_patterns(*NO_PART, "*.docx"))
    for path in beside.rglob("*"):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            with suppress(NotRaster):  # Typst says what is wrong, if the look has it at all
                path.write_bytes(clean_raster(path.read_bytes()))
    (work / "template.typ").write_text(
        f'#import "{_FOLDER}/{source.name}": look\n', encoding="utf-8"
    )
    fonts = [path for path in beside.rglob("*") if path.suffix.lower() in _FONTS]
    return sorted({path.parent for path in fonts})


def look_hashes(folder: Path, looks: Collection[str]) -> dict[str, str]:
    """Return the hash of every file that may come into papers of these looks, by its name.

    A Word file is read by its name alone, a Typst file may read whatever is staged beside it.
    """
    typst_is_used = any((folder / f"{look}.typ").is_file() for look in looks)
    hashes = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix == ".docx":
            counts = len(parts) == 1 and path.stem in looks
        else:
            counts = typst_is_used and not any(
                fnmatch(part, form) for part in parts for form in NO_PART
            )
        if counts and path.is_file():
            name = path.relative_to(folder.parents[1]).as_posix()
            hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


def look_fault(template: CouncilTemplate | None, message: str, diagnostic: str) -> None:
    """Raise `BookError` if what Typst says is about the template, with its name and line."""
    if template is None or template.typst is None:
        return
    named_line = re.search(rf"{_FOLDER}[\\/]{re.escape(template.typst.name)}:(\d+)", diagnostic)
    ours = re.search(r"[\\/ ]template\.typ:\d+", diagnostic)
    if named_line or ours or re.match(r"assertion failed: look\b", message):
        raise template_fault(
            template.typst,
            message.removeprefix("assertion failed: "),
            int(named_line[1]) if named_line else 0,
        )


def look_warning(template: CouncilTemplate | None, message: str) -> None:
    """Raise `BookError` for a typeface of the template that is not there."""
    family = re.match(r"unknown font family: (.+)", message)
    if family and template is not None and template.typst is not None:
        raise template_fault(
            template.typst,
            f'the typeface "{family[1]}" is not there. Put its files (.ttf or .otf) beside '
            f"the template, or take Source Sans 3, Fira Sans or DejaVu Sans.",
        )


def template_fault(path: Path, message: str, line: int = 0) -> BookError:
    """Return the error of a template, by its name in the book."""
    name = f"book/{_FOLDER}/{path.name}"
    return BookError(Problem(name, line, "B206", f"{message.rstrip('.')}. {_HELP}"))
