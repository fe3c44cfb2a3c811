"""The kinds of files that a quarter leaves beside its site: a line of ``OUTPUTS`` for each.

Everything else goes by that line: the build writes the files, the site, the papers' pages and
the archive offer them, the manifest lists them and the command names them. The site itself is
none of them: it comes first, since papers are made of its pages and it offers all other files.

What writes a kind is loaded when it is needed, as that takes long and most commands write none.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.progress import Progress
from quarterbook.storage import atomic_write

if TYPE_CHECKING:
    from quarterbook.bind.print.article import Article, SinglePage
    from quarterbook.bind.print.printed_papers import PrintedPaper
    from quarterbook.report.views.quarter import QuarterView
    from quarterbook.reuse.steps import Given, Steps


@dataclass(frozen=True)
class Source:
    """What a file is made of.

    report
        the figures that it may show.
    paper
        the paper that it is; for a file that a quarter has once, the whole report.
    single
        Sphinx's single page, which holds all pages of the papers.
    work
        a folder for what is in between.
    draft
        whether it is to say that nothing is signed off.
    store_prefix
        what stands before the name of its result in the store, as `Side` has it.
    """

    report: QuarterView
    paper: PrintedPaper
    single: SinglePage
    work: Path
    draft: bool
    store_prefix: str = ""

    @cached_property
    def article(self) -> Article:
        """What the paper's pages have to print."""
        return self.single.article(self.paper.parts)


@dataclass(frozen=True)
class Output:
    """One kind of file.

    suffix
        what its names end in; no two kinds have the same.
    label
        what the command calls it, in a few letters.
    title
        what readers are offered: ``Word document``.
    write
        makes one file at a path, by steps that it may keep. It raises `BookError` for what is
        wrong with the book and `OSError` where it cannot be written.
    inputs
        all that the file is made of, so that one made before is taken again while that is as it
        was; without it the file is made at every build.
    subject
        of a file that a quarter has once and that goes by its label, what is in it:
        ``Figures``. Others are made of each paper and go by the paper's name.
    """

    suffix: str
    label: str
    title: str
    write: Callable[[Source, Path, Steps], None]
    inputs: Callable[[Source, Steps], Given] | None = None
    subject: str = ""

    @property
    def is_of_each_paper(self) -> bool:
        return not self.subject

    @property
    def name(self) -> str:
        """The name of a file that a quarter has once: ``data.xlsx``."""
        return f"{self.label}{self.suffix}"


def _pdf(source: Source, path: Path, steps: Steps) -> None:
    from quarterbook.bind.print.pdf import write_pdf

    paper = source.paper
    write_pdf(source.article, paper.cover, path, source.work, paper.template, steps)


def _word(source: Source, path: Path, steps: Steps) -> None:
    from quarterbook.bind.pictures.kept_png import KeptPng
    from quarterbook.bind.print.word.document import WORD_PPI, write_docx

    paper = source.paper
    kept = KeptPng(steps, WORD_PPI)
    write_docx(source.article, paper.cover, path, source.work, paper.template, kept, steps)


def _workbook(source: Source, path: Path, _: Steps) -> None:
    from quarterbook.bind.workbook.workbook import write_workbook

    write_workbook(source.report, path, draft=source.draft)


def _paper_inputs(source: Source, steps: Steps, suffix: str) -> Given:
    """Return what a paper is made of; its article is read only where the single page is new."""
    from quarterbook.bind.print.printed_papers import article_digests, article_inputs, paper_inputs

    subject = f"{_subject(source, source.paper.name)}: its article"
    step = steps.find(subject, article_inputs(source.paper, source.single), is_told=False)
    if step.result is None:
        steps.keep(step, json.dumps(article_digests(source.article)).encode())
        return paper_inputs(source.paper, article_digests(source.article), suffix)
    return paper_inputs(source.paper, json.loads(step.result), suffix)


def _workbook_inputs(source: Source, _: Steps) -> Given:
    from quarterbook.bind.workbook.workbook import workbook_inputs

    return workbook_inputs(source.report, draft=source.draft)


OUTPUTS: tuple[Output, ...] = (
    Output(".pdf", "PDF", "PDF", _pdf, partial(_paper_inputs, suffix=".pdf")),
    Output(".docx", "Word", "Word document", _word, partial(_paper_inputs, suffix=".docx")),
    Output(".xlsx", "data", "Excel workbook", _workbook, _workbook_inputs, subject="Figures"),
)


def paper_outputs() -> tuple[Output, ...]:
    """Return the kinds of which each paper has one."""
    return tuple(output for output in OUTPUTS if output.is_of_each_paper)


def quarter_outputs() -> tuple[Output, ...]:
    """Return the kinds of which a quarter has one, for the public."""
    return tuple(output for output in OUTPUTS if not output.is_of_each_paper)


def output_of(path: str) -> Output:
    """Return the kind of a file by how its name ends; raises `StopIteration` for another."""
    suffix = PurePosixPath(path).suffix
    return next(output for output in OUTPUTS if output.suffix == suffix)


Writing = Sequence[tuple[str, Future[str]]]
"""Files that are being written, by name, each with which of the two will have been done."""


def begin_papers(pool: Executor, sources: Iterable[Source], folder: Path, steps: Steps) -> Writing:
    """Begin to write every file of each paper into a folder."""
    return [
        (name, pool.submit(_write, output, source, folder / name, steps))
        for source in sources
        for output, name in _named(source)
    ]


def begin_quarter_files(pool: Executor, source: Source, folder: Path, steps: Steps) -> Writing:
    """Begin to write the files that a quarter has once into a folder."""
    return [
        (output.name, pool.submit(_write, output, source, folder / output.name, steps))
        for output in quarter_outputs()
    ]


def end_writing(writing: Writing, progress: Progress) -> tuple[str, ...]:
    """Wait until files are written, in their order, and return their names.

    Raises `BookError` for all that is wrong with any of them.
    """
    problems: list[Problem] = []
    for name, written in writing:
        try:
            progress(f"{written.result()}  {name}")
        except BookError as error:
            problems += error.problems
    if problems:
        raise BookError(dict.fromkeys(problems))
    return tuple(name for name, _ in writing)


def outputs_of(whole: Source, papers: Iterable[Source]) -> Iterator[tuple[str, Source]]:
    """Yield what a quarter's files are made of, by their names."""
    for source in papers:
        yield from ((name, source) for _, name in _named(source))
    yield from ((output.name, whole) for output in quarter_outputs())


def make_output(source: Source, path: Path, steps: Steps) -> None:
    """Write one file, of the kind that its name says, or take the one made before of the same."""
    _write(output_of(path.name), source, path, steps)


def _write(output: Output, source: Source, path: Path, steps: Steps) -> str:
    """Write a file, or take the one made before of the same; return which of the two was done."""
    if output.inputs is None:
        output.write(source, path, steps)
        return "bound "
    step = steps.find(_subject(source, path.name), output.inputs(source, steps))
    if step.result is not None:
        atomic_write.replace(path, step.result)
        return "reused"
    began = time.perf_counter()
    try:
        output.write(source, path, steps)
    except BookError as error:
        raise _with_page(output, source, path, error) from None
    steps.keep(step, path.read_bytes(), seconds=time.perf_counter() - began)
    return "bound "


def _with_page(output: Output, source: Source, path: Path, error: BookError) -> BookError:
    """Return an error that names the paper alone with the page that it is about.

    It is the first that cannot be printed by itself while another can.
    """
    from quarterbook.reuse.steps import Steps
    from quarterbook.storage.store import Store

    if {problem.file for problem in error.problems} != {path.name}:
        return error
    parts = [
        replace(part, documents=(one,)) for part in source.paper.parts for one in part.documents
    ]
    errors: list[BookError] = []
    with TemporaryDirectory() as folder:
        for part in parts:
            alone = replace(source, paper=replace(source.paper, parts=(part,)), work=Path(folder))
            try:
                output.write(alone, Path(folder, path.name), Steps(Store(Path(folder, "store"))))
            except BookError as fault:
                page = part.documents[0]
                errors.append(BookError(replace(one, file=page) for one in fault.problems))
    return errors[0] if errors and len(errors) < len(parts) else error


def _subject(source: Source, name: str) -> str:
    """Return the name of a result in the store."""
    return f"{source.store_prefix}{source.report.quarter.quarter.slug}/{name}"


def _named(source: Source) -> Iterator[tuple[Output, str]]:
    for output in paper_outputs():
        yield output, f"{source.paper.name}{output.suffix}"
