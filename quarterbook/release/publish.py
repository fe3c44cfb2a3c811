"""The public archive: one folder per quarter, an index over them, and what leads to the newest.

    TO/index.html                 every quarter, newest first
    TO/2021-22-q2/…               its site, with the papers, the workbook, manifest.json and,
                                  where it was replaced, corrections.json beside index.html
    TO/latest/…                   for each page a redirect to the newest quarter that has it
    TO/404.html                   what hosts show where there is no page: leads to the others
    TO/switcher.json, quarters.js the quarters and their pages for the theme; a script as well,
                                  because a page opened from a disk may not fetch JSON

A quarter is a plain folder and not a symbolic link to one: static hosts, copies
and Windows lose links. It is copied and hashed in ``TO/.incoming-…`` on the same
disk and appears by one rename; a replacement changes places with what it
replaces in one step where the system can exchange two folders (Linux, macOS).
Elsewhere it takes two renames, and a run killed between them is put right by the
next. The files over the quarters are made from the quarters' own manifests
alone, each replaced by one rename, the index last. There is no other record,
so a run that was killed leaves nothing to repair by hand.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from quarterbook.data.disclosed import check_published, keep_disclosed, with_published
from quarterbook.data.params.fields import MOST_OF_A_REASON
from quarterbook.data.signatures import SignOff
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import one_line
from quarterbook.release.archive import Archive, Correction, PublishedQuarter
from quarterbook.release.archive_folder import (
    INCOMING,
    archive_fault,
    check_archive_folder,
    corrections_file,
    public_quarters,
    recover,
)
from quarterbook.release.known_archives import note_archive
from quarterbook.release.manifest import CORRECTIONS, MANIFEST, Manifest
from quarterbook.release.public_folders import OUTGOING, public_folder, settle_on_disk
from quarterbook.release.put_public import (
    copy_build,
    put_listing,
    put_staged,
    stage_listing,
    write_file,
)
from quarterbook.release.ready import Ready
from quarterbook.storage.atomic_write import swap
from quarterbook.storage.book import Book
from quarterbook.storage.characters import unprintable
from quarterbook.storage.lock import hold_lock


def publish(
    book: Book,
    quarter: Period,
    to: Path,
    ready: Ready,
    *,
    replace: bool = False,
    reason: str = "",
    draft: bool = False,
) -> Path:
    """Add a built quarter to the archive in `to`, and return its folder there.

    `ready` is the build, held against the book (`build/up_to_date.py`). With
    `replace` it takes the place of the same quarter published before; readers
    see the `reason`. A draft is published only where `draft` says so. Raises
    `BookError` for files that are no longer as they were built or cannot be read, for a quarter
    that is public already, and where `to` cannot be written. Killed at any
    moment, what was public stays whole, and the same command again finishes
    the work.
    """
    reason = one_line(reason)
    if character := next(unprintable(reason), None):
        words = (
            f"--reason has the character {character[1]}, which cannot be printed. Type it again."
        )
        raise archive_fault(to, "R107", words)
    if len(reason) > MOST_OF_A_REASON:
        words = f"--reason has {len(reason):,} letters, and {MOST_OF_A_REASON:,} are the most."
        raise archive_fault(to, "R107", f"{words} Say it shorter.")
    if replace and not reason:
        raise archive_fault(
            to,
            "R107",
            "--replace needs a reason, which readers will see: "
            '--replace --reason "What was wrong and is now right".',
        )
    if ready.manifest.status == "draft" and not draft:
        raise archive_fault(
            to,
            "R111",
            f"{quarter.slug} is a draft: {_why_a_draft(ready.sign_offs)}. Readers would find it "
            "under latest/. Sign it off and build it again, or publish it as a draft with --draft.",
        )
    check_archive_folder(to, book)
    try:
        busy = Problem(
            str(to), 0, "R110", "is being published to by another command. Wait until it is done."
        )
        with public_folder(to), hold_lock(to / ".lock", busy):
            return _publish(book, to, quarter, ready, replace, reason)
    except OSError as error:
        raise archive_fault(
            to,
            "R109",
            f"cannot be written: {error.strerror or error}. Every quarter that was public "
            "still is, whole. Mend this and run the command again.",
        ) from None


def _why_a_draft(sign_offs: Sequence[SignOff]) -> str:
    """Return which sign-offs have lapsed, and since what; else that there are none, or not all."""
    lapses = [one.lapse for one in sign_offs if one.state == "lapsed"]
    return "; ".join(lapses) or "it is not signed off"


def _publish(
    book: Book, to: Path, quarter: Period, ready: Ready, replace: bool, reason: str
) -> Path:
    folder = to / quarter.slug
    incoming = to / f"{INCOMING}{quarter.slug}"
    recover(to)
    try:
        archive = dict(public_quarters(to))
        _check_what_is_out(book, archive)
        kept = with_published(book, quarter, ready.disclosed)
        manifest = ready.manifest.model_copy(update={"disclosed": kept.shown_hash})
        unfinished = put_listing(to, incoming / "listing", archive)
        before = archive.get(quarter)
        if before and unfinished and _is_done(before, manifest, reason if replace else None):
            return folder
        _check_replacement(to, quarter, before, manifest, replace)
        if before:
            _refuse_same_reason(to, quarter, before, reason)
        corrections = _corrected(folder, before, reason) if before else ()
        edition = incoming / "edition"
        copy_build(book, manifest, edition)
        if corrections:
            write_file(edition / CORRECTIONS, corrections_file(corrections))
        if before:
            put_listing(to, incoming / "between", archive | {quarter: _shared(before, manifest)})
        archive[quarter] = PublishedQuarter(quarter, manifest, corrections)
        staged = stage_listing(to, incoming / "listing", archive)
        settle_on_disk(incoming)
        keep_disclosed(book, quarter, kept)
        note_archive(book, to)
        if before:
            swap(edition, folder, to / f"{OUTGOING}{folder.name}")
        else:
            edition.rename(folder)
        settle_on_disk(to, deep=False)
        put_staged(to, incoming / "listing", staged, archive)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return folder


def _check_what_is_out(book: Book, archive: Archive) -> None:
    """Raise `BookError` where what published quarters disclosed is no longer kept as it was."""
    for period, public in archive.items():
        if public.manifest.disclosed:
            check_published(book, period, public.manifest.disclosed)


def _check_replacement(
    to: Path,
    quarter: Period,
    before: PublishedQuarter | None,
    manifest: Manifest,
    replace: bool,
) -> None:
    """Raise `BookError` unless a quarter is replaced where it is public, and only there."""
    folder = to / quarter.slug
    if before is None and os.path.lexists(folder):
        raise archive_fault(
            folder, "R108", "is not a published quarter. Move it out of the archive."
        )
    if before is None and replace:
        raise archive_fault(
            to, "R107", f"{quarter.slug} is not public yet. Publish it without --replace."
        )
    if before and not replace:
        raise archive_fault(
            to,
            "R107",
            f"{quarter.slug} is public already. To put this build in its place, say why: "
            '--replace --reason "What was wrong and is now right".',
        )
    if before and before.manifest == manifest:
        raise archive_fault(
            to,
            "R107",
            f"{quarter.slug} is public as it is built: there is nothing to put in its place. "
            "A figure recorded after its cut-off does not reach it: give a correction the day of "
            "the cut-off, say in its note when it was found, and build and sign the quarter again.",
        )


def _refuse_same_reason(to: Path, quarter: Period, before: PublishedQuarter, reason: str) -> None:
    """Raise `BookError` for a reason that readers have of the replacement before this one."""
    if before.corrections and before.corrections[-1].reason == reason:
        raise archive_fault(
            to,
            "R107",
            f'{quarter.slug} was replaced with this reason the last time: "{reason}" Say what is '
            "put right now: in a row more under corrections: of its params, with its date, then "
            "build and sign it again; or, where readers need be told no more, with --reason.",
        )


def _is_done(public: PublishedQuarter, manifest: Manifest, reason: str | None) -> bool:
    """Whether a run that was killed had only the files over the quarters left to write."""
    last_reason = public.corrections[-1].reason if public.corrections else None
    return public.manifest == manifest and reason in (None, last_reason)


def _shared(public: PublishedQuarter, manifest: Manifest) -> PublishedQuarter:
    """A published quarter with only those files that its replacement has as well.

    While the two change places nothing may lead to a page that is going.
    """
    coming = {file.path for file in manifest.files}
    files = tuple(file for file in public.manifest.files if file.path in coming)
    kept = public.manifest.model_copy(update={"files": files})
    return PublishedQuarter(public.period, kept, public.corrections)


def _corrected(folder: Path, public: PublishedQuarter, reason: str) -> tuple[Correction, ...]:
    """Return the record of what was replaced, with one entry more."""
    old = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    was = public.manifest
    return (*public.corrections, Correction(old, was.status, was.cut_off, reason))
