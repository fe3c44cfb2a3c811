"""What there is to sign of a quarter, and how that compares with what was signed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from quarterbook.bind.outputs import quarter_outputs
from quarterbook.bind.print.council_template import look_hashes
from quarterbook.bind.workbook.sheets import contents
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides
from quarterbook.compose.page_hashes import (
    content_hash,
    council_hash,
    quarter_params_hash,
    settings_hashes,
)
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.data.signatures import SignOff, is_draft, read_signatures, sign_offs_of
from quarterbook.ground.periods import Period
from quarterbook.release.check_signatures import checked_signatures
from quarterbook.reuse.steps import Steps
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class PageHashes:
    """What there is to sign: the hash of every page by its name, and which pages are public.

    Params, settings, looks and the files that pages are made of count as pages.
    """

    hashes: Mapping[str, str]
    public: Collection[str]


@dataclass(frozen=True)
class Signing:
    """How sign-offs stand, how public papers may say so, and whether the build is a draft."""

    sign_offs: Sequence[SignOff]
    public_sign_offs: Sequence[SignOff]
    draft: bool


def hash_pages(
    book: Book, recorded: Recorded, period: Period, sides: Sides, steps: Steps | None = None
) -> PageHashes:
    """Return the hashes of all but the files that pages are made of.

    A file that a quarter has once says what the workbook says, or less. With ``steps`` that is
    told once for what is recorded.
    """
    quarter, council = recorded.quarters[period], recorded.council
    names = [output.name for output in quarter_outputs()]
    looks = {council.council.template, *(edition.template for edition in quarter.editions)}
    hashes = {
        book.relative(quarter_files(book)[period]): quarter_params_hash(quarter),
        "params/council.yml": council_hash(council),
        **dict.fromkeys(names, workbook_hash(sides.public, steps)),
        **settings_hashes(book),
        **look_hashes(book.templates, looks),
        **sides.public.hashes(),
    }
    public = set(hashes)
    if sides.exempt:
        hashes |= sides.exempt.hashes(among=public)
    return PageHashes(hashes, public)


def workbook_hash(public: Side, steps: Steps | None) -> str:
    """Return the hash of what the workbook says, which follows from what is recorded alone."""
    if steps is None:
        return content_hash(contents(public.report))
    subject = f"{public.period.slug}/what the workbook says"
    step = steps.find(subject, {"what is recorded": public.fingerprints.whole}, is_told=False)
    if step.result is None:
        step.result = content_hash(contents(public.report)).encode()
        steps.keep(step, step.result)
    return step.result.decode()


def add_files(pages: PageHashes, sides: Sides, files: Sequence[Sequence[str]]) -> PageHashes:
    """Return the hashes with those of the files that each side's pages are made of."""
    hashes, public = dict(pages.hashes), set(pages.public)
    for side, names in zip(sides, files, strict=True):
        new = side.file_hashes(names, pages.hashes)
        hashes |= {name: value for name, value in new.items() if name not in hashes}
        if side is sides.public:
            public |= set(new)
    return PageHashes(hashes, public)


def add_signed_files(pages: PageHashes, sides: Sides) -> PageHashes:
    """Return the hashes with those of the files that were signed, as they are now."""
    signatures = read_signatures(sides.public.book, sides.public.period)
    names = {name for signature in signatures for name in signature.pages} - set(pages.hashes)
    return add_files(pages, sides, [sorted(names)] * len(sides))


def compare(book: Book, quarter: Quarter, pages: PageHashes, *, draft: bool) -> Signing:
    """Compare what pages say with what was signed; ``draft`` asks for one whatever is signed."""
    signatures = checked_signatures(book, quarter)
    sign_offs = sign_offs_of(quarter.sign_offs, signatures, pages.hashes)
    return Signing(
        sign_offs,
        [sign_off.as_shown(pages.public) for sign_off in sign_offs],
        draft or is_draft(quarter.status, sign_offs),
    )


def lapsed(sign_offs: Sequence[SignOff]) -> list[str]:
    """Return a line for each sign-off that what changed since has made void."""
    return [sign_off.lapse for sign_off in sign_offs if sign_off.state == "lapsed"]
