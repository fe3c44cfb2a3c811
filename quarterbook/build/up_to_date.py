"""Whether a build still is one of the book: what is published has to be.

What a build took in is noted with it as hashes. To publish, the book is staged anew: everything
that it would take in now, what it would disclose, what there is to sign and how that compares with
the signatures has to be as it was. Nothing is taken from the build's own word but what its
notebooks showed, which only running them could tell.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides, stage_sides
from quarterbook.build.sign_offs import PageHashes, Signing, add_files, compare, hash_pages
from quarterbook.build.swap import sweep
from quarterbook.compose.page_hashes import content_hash
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.disclosure.account import disclosed
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.disclosure.words.word_check import check_reason
from quarterbook.execute.contents import notebook_file
from quarterbook.execute.page_files import take_pages
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.version import __version__
from quarterbook.ground.wording import first_of
from quarterbook.release.manifest import MANIFEST, manifest_of
from quarterbook.release.pages_file import PagesFile, read_pages_file
from quarterbook.release.ready import Ready, changed_build, ready_build
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

_SIGNED = "whether it is signed off"
_MOST = 5  # inputs that are named


def inputs_of(book: Book, recorded: Recorded, period: Period, sides: Sides) -> dict[str, str]:
    """Return a hash of each thing that a quarter's staged sides were made of, by its name.

    To be called before notebooks run. Later quarters and comments in YAML have no say.
    """
    files = quarter_files(book)
    inputs = {
        "the version of Quarterbook": __version__,
        "what is withheld": content_hash(disclosed(recorded, period).model_dump()),
        "params/council.yml": content_hash(recorded.council.model_dump(mode="json")),
    }
    inputs |= {
        book.relative(files[of]): content_hash(quarter.model_dump(mode="json"))
        for of, quarter in recorded.quarters.items()
        if of <= period
    }
    for side in sides:
        for name, value in _side_hashes(side).items():
            called = name if inputs.get(name, value) == value else f"{name} of exempt papers"
            inputs[called] = value
    return inputs


def _side_hashes(side: Side) -> dict[str, str]:
    staged = side.staged
    hashes = {
        staged.relative(path): content_hash(load(staged, path).content)
        for path in (staged.toc, staged.config)
    }
    of_models = {staged.params / "council.yml", *quarter_files(staged).values()}
    files = {staged.relative(path): path for path in sorted(staged.root.rglob("*"))}
    notebooks = (notebook_file(side.book, page) for page in side.notebooks)
    files |= {side.book.relative(path): path for path in notebooks if path}
    for name, path in files.items():
        if path.is_file() and path not in of_models:
            hashes.setdefault(name, hashlib.sha256(path.read_bytes()).hexdigest())
    return hashes


def with_signing(inputs: Mapping[str, str], signing: Signing) -> dict[str, str]:
    """Return the inputs of a build with how its sign-offs stood."""
    return {**inputs, _SIGNED: content_hash(asdict(signing))}


def check_up_to_date(book: Book, period: Period, reason: str = "") -> Ready:
    """Return a quarter's build for `publish`, with what it discloses.

    ``reason`` is why it takes another's place, if it does. Raises `BookError` where readers would
    get a withheld count from that, where there is no build that is whole, where the book has
    changed since in anything that it was made of, and where the build's files are not as the
    build left them.
    """
    manifest = ready_build(book, period)
    before = read_pages_file(book, period)
    recorded = read_recorded(book)
    if reason:
        check_reason(recorded, without_exempt(recorded, period), period, reason)
    home = book.root / "_build"
    sweep(home)
    work = home / f".building-{period.slug}-{os.getpid()}"
    try:
        sides = stage_sides(book, recorded, period, work / "public", work / "exempt")
        inputs = inputs_of(book, recorded, period, sides)
        pages = _pages_as_built(book, recorded, period, sides, before)
        report = sides.public.report
    finally:
        shutil.rmtree(work, ignore_errors=True)
    quarter = recorded.quarters[period]
    signing = compare(book, quarter, pages, draft=manifest.status == "draft")
    inputs = with_signing(inputs, signing)
    changed = sorted(
        name for name in {*inputs, *before.inputs} if inputs.get(name) != before.inputs.get(name)
    )
    if changed:
        raise _outdated(book, period, changed)
    editions = [paper.edition for paper in sides.public.papers]
    again = manifest_of(book.built(period.slug), report, draft=signing.draft, editions=editions)
    if before.pages != pages.hashes or again != manifest:
        files = {file.path: file for file in again.files}
        spoilt = [file.path for file in manifest.files if files.get(file.path) != file]
        raise changed_build(book, period, spoilt or [MANIFEST])
    return Ready(manifest, disclosed(recorded, period), signing.sign_offs)


def _pages_as_built(
    book: Book, recorded: Recorded, period: Period, sides: Sides, before: PagesFile
) -> PageHashes:
    """Return what there is to sign of the book as it is now, with notebooks as they were run.

    What exempt notebooks showed is not kept; their pages are as signed while they are made of
    the same.
    """
    public, exempt = sides.public, sides.exempt
    built = Book(book.built(period.slug) / "source")
    take_pages(built.root, public.staged.root, public.notebooks)
    unknown: list[str] = []
    if exempt:
        unknown = [page for page in exempt.notebooks if page not in public.notebooks]
        for name in unknown:
            path = exempt.staged.root / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".md").unlink(missing_ok=True)
            path.write_text('{"cells": []}', encoding="utf-8")
    for side in sides:
        side.write_papers(side.filled_papers())
    pages = hash_pages(book, recorded, period, sides)
    files = sorted({*before.pages} - {*pages.hashes})
    pages = add_files(pages, sides, [files] * len(sides))
    as_noted = {name: before.pages[name] for name in unknown if name in before.pages}
    return PageHashes({**pages.hashes, **as_noted}, pages.public)


def _outdated(book: Book, period: Period, changed: Sequence[str]) -> BookError:
    fault = (
        f"the book has changed since {period.slug} was built: {first_of(changed, _MOST)}. What is "
        "published has to be a build of the book as it is. Build it again: "
        f"quarterbook build {period.slug}"
    )
    return BookError(Problem(book.relative(book.built(period.slug)), 0, "R113", fault))
