"""Parts that a paper's page asks for and its params do not give, and what they give in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.ground.errors import Problem
from quarterbook.ground.myst import without_literals
from quarterbook.report.substitutions.figure_names import PAPER_SUBSTITUTION
from quarterbook.report.views.quarter import QuarterView
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

# What an edition gives that its own page alone shows, by the page's name for it.
_OF_PAGE = {
    "background_papers": "background",
    "forward_plan": "forward_plan",
    "recommendations": "recommendations",
}


def unfilled_parts(
    book: Book, report: QuarterView, papers: Iterable[StagedPaper]
) -> Iterator[Problem]:
    """Yield a note for each synopsis or list of appendices that a page has and no reader gets."""
    params = book.relative(quarter_files(book)[report.quarter.quarter])
    for paper in papers:
        edition = paper.edition
        is_there = {
            "synopsis": bool(report.synopsis_of(paper.staged_edition).strip()),
            "appendices": bool(edition.appendices),
        }
        for source in dict.fromkeys(paper.sources.values()):
            path = book.root / f"{source}.md"
            text = without_literals(path.read_text(encoding="utf-8-sig"))
            for match in PAPER_SUBSTITUTION.finditer(text):
                if not is_there.get(match[1], True):
                    yield Problem(
                        book.relative(path),
                        text.count("\n", 0, match.start()) + 1,
                        "B119",
                        f'the edition "{edition.name}" has no {match[1]}, and its readers '
                        f"are told so. Write {match[1]}: into {params}, or take the line out.",
                        is_note=True,
                    )


def unshown_parts(
    book: Book, report: QuarterView, papers: Iterable[StagedPaper]
) -> Iterator[Problem]:
    """Yield a note for what the params give of a paper with words of its own, which lack it."""
    path = quarter_files(book)[report.quarter.quarter]
    document = load(book, path)
    editions = [one.get("name") for one in document.content.get("editions") or []]
    for paper in papers:
        edition = paper.edition
        if not paper.own:
            continue
        shows = {name for page in paper.sources.values() for name in _parts_of(book, page)}
        for key, name in _OF_PAGE.items():
            if getattr(edition, key) and name not in shows:
                place = ("editions", editions.index(edition.name), key)
                yield Problem(
                    document.name,
                    document.line(*place),
                    "B122",
                    f'{key} of the edition "{edition.name}" are in no paper, since its page '
                    f"does not show them. Write {{{{ paper.{name} }}}} into "
                    f"{edition.page}.md where they belong.",
                    is_note=True,
                )


def _parts_of(book: Book, page: str) -> Iterator[str]:
    """Yield the names of the parts that a page shows."""
    text = (book.root / f"{page}.md").read_text(encoding="utf-8-sig")
    yield from (match[1] for match in PAPER_SUBSTITUTION.finditer(without_literals(text)))
