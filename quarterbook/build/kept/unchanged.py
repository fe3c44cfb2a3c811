"""A build of which nothing that it is made of has changed since: told without reading the book.

Every file of the book counts here, byte by byte, and every file that the build left. Where one is
not as it was, the build goes its way, step by step. Of settings and params it is what they say that
counts: where only comments differ, the staged copy gets them and nothing is made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from quarterbook.bind.site.stack.sphinx_process import warm_sphinx
from quarterbook.build.built import Built
from quarterbook.execute.kernels.kernel_imports import warm_kernel
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period, PeriodError, parse_quarter
from quarterbook.reuse.outside import outside_reads, outside_value
from quarterbook.reuse.steps import Fingerprint, Given, Read, Steps
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store, digest_of

OPTIONS = "the command's options"
_RECORDS = (".signed.json", ".disclosed.json")
_NO_PART = ("__pycache__", ".ipynb_checkpoints")
_AS_IT_WAS = "all that it is made of is as it was"
_SAYS_THE_SAME = "what was changed in settings and params says the same"


def unchanged_build(
    book: Book, quarter: str | None, *, draft: bool = False, editions: Sequence[str] = ()
) -> Built | None:
    """Return what a build left before, if it would leave the same now; None where it may not."""
    period = _period(book, quarter)
    if period is None or not book.built(period.slug).is_dir():
        return None
    steps = Steps(Store(book.store))
    files, folder = files_of(book), book.built(period.slug)
    options = options_of(draft, editions)
    step = steps.find(f"{period.slug}/build", {**files, OPTIONS: options}, outside_value)
    if step.result is not None:
        noted = json.loads(step.result)
        if noted["left"] == left_in(folder):
            return as_noted(folder, noted, _AS_IT_WAS)
    contents = {**_as_said(book, files), OPTIONS: options}
    return _with_comments(book, period, steps, files, contents)


def _with_comments(
    book: Book, period: Period, steps: Steps, files: Given, contents: Given
) -> Built | None:
    """Return what a build left, with files in its staged copy that say the same as before."""
    step = steps.find(f"{period.slug}/build as said", contents, outside_value)
    noted, folder = json.loads(step.result or "{}"), book.built(period.slug)
    if not noted or not _is_unread(noted, files):
        return None
    left = left_in(folder)
    if noted["left"] != left:
        return None
    outside = {read: value for read in step.reads or () if (value := outside_value(read))}
    for name in _rewritten(noted, files):
        staged = folder / "source" / name
        if left[f"source/{name}"] == noted["written"][name]:
            atomic_write.replace(staged, (book.root / name).read_bytes())
    if files != files_of(book):
        return None
    _keep(steps, period, noted["built"], noted["read"], files, contents, outside, folder)
    return as_noted(folder, noted, _SAYS_THE_SAME)


def as_noted(folder: Path, noted: Mapping[str, Any], why: str) -> Built:
    """Return a build of which this is noted, and why it stands."""
    lines: dict[str, Any] = {name: tuple(lines) for name, lines in noted["built"].items()}
    return Built(folder, why=(f"reused  everything: {why}",), is_reused=True, **lines)


def changed_files(steps: Steps, period: Period, files: Given, options: Fingerprint) -> list[str]:
    """Return what has another content than in the last build: files of the book, and the rest.

    All files where no build is known.
    """
    changed = _changed_since(steps, period, files, options)
    return [*files] if changed is None else changed


def changed_since_built(book: Book, period: Period) -> list[str]:
    """Return the files of a book that are no longer as a quarter was last built from them.

    Nothing where no build is known. What `sign` and `publish` recorded is not among them: that
    comes after a build.
    """
    files, steps = files_of(book), Steps(Store(book.store))
    changed = _changed_since(steps, period, files, Fingerprint("")) or []
    return [name for name in changed if name in files and not name.endswith(_RECORDS)]


def _changed_since(
    steps: Steps, period: Period, files: Given, options: Fingerprint
) -> list[str] | None:
    inputs = {**files, OPTIONS: options}
    step = steps.find(f"{period.slug}/build", inputs, outside_value, is_told=False)
    return None if step.is_first else [one.name for one in step.differences]


def warm_up(kernels: Callable[[], object], changed: Collection[str]) -> None:
    """Begin with what takes long and what changed files will call for, and do not wait for it."""
    if not all(name.startswith("book/") for name in changed):
        kernels()
    if not all(name.startswith("book/_templates/") for name in changed):
        warm_sphinx()


def warm_up_early(
    book: Book, quarter: str | None, *, draft: bool = False, editions: Sequence[str] = ()
) -> None:
    """Begin with that before a build has imported anything; kernels are to run here."""
    period = _period(book, quarter)
    if period is not None:
        steps, options = Steps(Store(book.store)), options_of(draft, editions)
        warm_up(warm_kernel, changed_files(steps, period, files_of(book), options))


def note_build(
    book: Book,
    period: Period,
    steps: Steps,
    built: Built,
    files: Given,
    *,
    draft: bool,
    editions: Sequence[str],
) -> dict[Read, Fingerprint] | None:
    """Note what a build left and what it was made of, and return what it read outside the book.

    Where that cannot be told nothing is noted, and None returned. ``files`` are those of the book
    when the build began; while it ran none may have been changed.
    """
    reads = [step.reads for step in steps.taken]
    if not built.ok or any(one is None for one in reads) or files != files_of(book):
        return None
    outside = {}
    for read in outside_reads(one for each in reads for one in each or ()):
        value = outside_value(read)
        if value is None:
            return None
        outside[read] = value
    lines = told_of(built)
    inside = _places(steps)
    contents = {**_as_said(book, files), OPTIONS: options_of(draft, editions)}
    _keep(steps, period, lines, inside, files, contents, outside, built.folder)
    return outside


def told_of(built: Built) -> dict[str, Sequence[str]]:
    """Return what is noted of a build beside its files."""
    return {name: getattr(built, name) for name in ("papers", "files", "withheld", "notes")}


def _places(steps: Steps) -> list[str]:
    """Return the names of all that the steps of a build read."""
    return sorted({read[1] for step in steps.taken for read in step.reads or ()})


def _keep(
    steps: Steps,
    period: Period,
    lines: Mapping[str, Sequence[str]],
    read: Sequence[str],
    files: Given,
    contents: Given,
    outside: Mapping[Read, Fingerprint],
    folder: Path,
) -> None:
    """Note a build under the bytes of the book's files, and under what its settings say."""
    written = {name: files[name].digest for name in files if _is_yaml(name)}
    noted = {"built": lines, "read": read, "written": written, "left": left_in(folder)}
    inputs = {**files, OPTIONS: contents[OPTIONS]}
    for subject, of in (("build", inputs), ("build as said", contents)):
        step = steps.find(f"{period.slug}/{subject}", of, outside_value)
        steps.keep(step, json.dumps(noted).encode(), outside)


def _is_yaml(name: str) -> bool:
    return name.endswith(".yml") and ("/" not in name or name.startswith("params/"))


def _as_said(book: Book, files: Given) -> Given:
    """Return the files with what settings and params say in place of their bytes."""
    from quarterbook.storage.yaml_lines import load

    contents = dict(files)
    for name in filter(_is_yaml, files):
        with suppress(BookError):
            content = load(book, book.root / name).content
            contents[name] = Fingerprint(digest_of(repr(content).encode("utf-8", "surrogatepass")))
    return contents


def _rewritten(noted: Mapping[str, Any], files: Given) -> list[str]:
    """Return the files of settings and params that are written otherwise than they were."""
    return [name for name, digest in noted["written"].items() if files[name].digest != digest]


def _is_unread(noted: Mapping[str, Any], files: Given) -> bool:
    """Whether nothing read what is written otherwise, and no note may name a line of it."""
    built = "\n".join(line for lines in noted["built"].values() for line in lines)
    names = _rewritten(noted, files)
    return not any(name in noted["read"] or name in built for name in names)


def files_of(book: Book) -> Mapping[str, Fingerprint]:
    """Return the digest of every file of a book that a build may read, by its name."""
    own = {path.name: _of_file(path) for path in (book.toc, book.config)}
    return own | files_below(book, book.pages, book.notebooks, book.params, book.data)


def files_below(book: Book, *folders: Path) -> dict[str, Fingerprint]:
    """Return the digest of every file below some folders of a book, by its name."""
    return {
        path.relative_to(book.root).as_posix(): _of_file(path)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if not any(part in _NO_PART for part in path.parts)
        and (path.is_symlink() or not path.is_dir())
    }


def _of_file(path: Path) -> Fingerprint:
    if path.is_symlink():
        return Fingerprint(f"a link to {os.readlink(path)}")
    try:
        return Fingerprint(digest_of(path.read_bytes()) if path.is_file() else "no file")
    except OSError:
        return Fingerprint("unreadable")


def left_in(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a folder that a build left, by its name there."""
    return {
        path.relative_to(folder).as_posix(): _of_file(path).digest
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }


def options_of(draft: bool, editions: Sequence[str]) -> Fingerprint:
    """Return the fingerprint of a build's options."""
    return Fingerprint(digest_of(json.dumps([draft, *editions]).encode()))


def _period(book: Book, quarter: str | None) -> Period | None:
    """Return the quarter asked for or the newest in params/, if its params are where they are."""
    periods = []
    for path in book.params.glob("*.yml"):
        try:
            periods.append(parse_quarter(path.stem))
        except PeriodError:
            continue
    try:
        period = parse_quarter(quarter) if quarter else max(periods)
    except ValueError:
        return None
    return period if period in periods else None
