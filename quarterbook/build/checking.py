"""What `check` asks of a quarter without building it: all that a build would refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quarterbook.bind.site.explain_warnings import active_pages
from quarterbook.build.sides.public_and_exempt import SideContents, exempt_contents, public_contents
from quarterbook.compose.check_named_figures import check_named_figures
from quarterbook.compose.open_tasks import open_tasks
from quarterbook.compose.references.faults import reference_faults
from quarterbook.compose.references.owners_words import owners_words
from quarterbook.compose.references.same_titles import same_titles
from quarterbook.compose.references.targets import Targets, targets_of_book
from quarterbook.compose.unfilled_parts import unfilled_parts, unshown_parts
from quarterbook.compose.unshown_records import unshown_benchmarks, unshown_milestones
from quarterbook.data.checks.unlikely import notes_on
from quarterbook.data.config_file import read_config
from quarterbook.data.params.allowed_signers import shared_keys
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.misnamed import unread_tables
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.publications import check_disclosed
from quarterbook.disclosure.words.word_check import WordCheck
from quarterbook.execute.check_notebooks import check_names_in_code, check_notebooks
from quarterbook.execute.contents import listed_pages, refuse_faulty
from quarterbook.execute.loose_files.file_authors import authors_in_files
from quarterbook.execute.loose_files.own_tables import own_table_notes
from quarterbook.execute.stored.parameters import own_parameters
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.release.check_signatures import check_records
from quarterbook.release.known_archives import check_what_is_out
from quarterbook.report.substitutions.pages import page_names
from quarterbook.report.views.quarter import QuarterView, quarter_view
from quarterbook.storage.book import Book


@dataclass(frozen=True)
class Checked:
    """What stands in a quarter's way of nothing, but should be seen.

    notes
        tables that are not read, rows that are unlikely, what pages leave for the council to
        say, parts of papers that params do not give, and what files of an analyst's own may
        give away.
    accepted_in_vain
        a line for each of ``accepted_words`` that stands nowhere any more.
    """

    notes: list[Problem]
    accepted_in_vain: list[str]


def check_quarter(book: Book, recorded: Recorded, period: Period, today: date) -> Checked:
    """Raise `BookError` for what a build of a quarter would refuse, or a signature yet to come."""
    check_what_is_out(book)
    check_disclosed(recorded)
    shared = [*shared_keys(book, recorded.quarters.values())]
    for quarter in recorded.quarters.values():
        check_records(book, quarter, today)
    read_config(book)
    for with_exempt in (False, True):
        suppression_of(recorded, period, with_exempt=with_exempt)
    public = public_contents(book, recorded, period)
    exempt = exempt_contents(book, recorded, period)
    sides = [public, exempt] if exempt else [public]
    editions = recorded.quarters[period].editions
    refuse_faulty(book, listed_pages(book), [page for one in editions for page in one.all_pages])
    notebooks = [*dict.fromkeys(name for side in sides for name in side.notebooks)]
    check_notebooks(book, notebooks)
    parameters = own_parameters(book, recorded.quarters[period])
    notes = [
        *shared,
        *unread_tables(book),
        *notes_on(recorded.tables, recorded.quarters),
        *unshown_benchmarks(book, recorded, notebooks, _sources(sides)),
        *unshown_milestones(book, recorded, notebooks, _sources(sides)),
        *same_titles(book, listed_pages(book)),
        *open_tasks(book, _sources(sides)),
        *own_table_notes(book, recorded, period),
        *authors_in_files(book, _sources(sides)),
    ]
    pages = _sources([public])
    targets = _targets(book, recorded, sides)
    notes += owners_words(book, recorded)
    faults = [
        *active_pages(book, dict.fromkeys(pages)),
        *reference_faults(book, _documents(sides), listed_pages(book), targets),
    ]
    if faults:
        raise BookError(faults)
    words = WordCheck(book, recorded, public.recorded, period)
    words.check_written(pages, public.notebooks)
    if exempt:
        own = [page for page in _sources([exempt]) if page not in pages]
        run = [name for name in exempt.notebooks if name not in public.notebooks]
        words.of_exempt(exempt.recorded).check_written(own, run)
    for side in sides:
        report = quarter_view(side.recorded, period)
        _check_names(book, side, report, parameters)
        notes += unfilled_parts(book, report, side.papers)
        notes += unshown_parts(book, report, side.papers)
    return Checked(notes, words.in_vain())


def _targets(book: Book, recorded: Recorded, sides: Sequence[SideContents]) -> Targets:
    """Return where links may lead that stand on a quarter's pages."""
    return targets_of_book(book, _documents(sides), recorded.tables["measures"]["id"])


def _documents(sides: Sequence[SideContents]) -> list[str]:
    """Return all pages of sides, and those that papers are made of."""
    papers = (paper for side in sides for paper in side.papers)
    return [*_sources(sides), *(page for paper in papers for page in paper.documents)]


def _sources(sides: Sequence[SideContents]) -> list[str]:
    """Return the pages of sides as they are written, those of papers among them."""
    papers = (paper for side in sides for paper in side.papers)
    listed = [page for side in sides for page in side.pages]
    return [*listed, *(page for paper in papers for page in paper.sources.values())]


def _check_names(
    book: Book,
    side: SideContents,
    report: QuarterView,
    parameters: Mapping[str, Mapping[str, object]],
) -> None:
    check_names_in_code(book, side.notebooks, parameters, report.measure, report.council.outcome)
    check_named_figures(book, report, page_names(report), side.pages, side.papers)
