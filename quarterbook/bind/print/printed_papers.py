"""The papers of a quarter as they are printed: front, parts and look of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quarterbook.bind.print.article import Article, SinglePage
from quarterbook.bind.print.article_parts import PaperPart
from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.bind.print.cover import Cover, edition_cover, report_cover
from quarterbook.compose.staged_papers import StagedPaper, lettered_appendices
from quarterbook.data.params.editions import REPORT
from quarterbook.data.signatures import SignOff
from quarterbook.report.views.quarter import QuarterView
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.steps import Fingerprint, Given, of_bytes
from quarterbook.storage.book import Book
from quarterbook.storage.store import digest_of


@dataclass(frozen=True)
class PrintedPaper:
    """A paper to print: its name, front, parts and look."""

    name: str
    cover: Cover
    parts: tuple[PaperPart, ...]
    template: CouncilTemplate | None


def article_inputs(paper: PrintedPaper, single: SinglePage) -> Given:
    """Return all that the article of a paper is made of: the single page and what lies beside."""
    return {
        "the single page": Fingerprint(single.digest),
        "parts": fingerprint(paper.parts),
    }


def article_digests(article: Article) -> dict[str, str]:
    """Return what stands for an article among the inputs of a paper."""
    pictures = {name: digest_of(picture.data) for name, picture in article.images.items()}
    return {
        "what its pages say": digest_of(article.html.encode()),
        "its pictures": fingerprint(pictures).digest,
    }


def paper_inputs(paper: PrintedPaper, article: Mapping[str, str], suffix: str) -> Given:
    """Return all that a paper's file of a kind is made of; ``article`` as in `article_digests`."""
    front = {
        f"the front: {name.replace('_', ' ')}": fingerprint(words)
        for name, words in paper.cover.words.items()
    }
    look = paper.template.files_of(suffix) if paper.template else []
    return {
        **{name: Fingerprint(digest) for name, digest in article.items()},
        **front,
        "its date": fingerprint(paper.cover.seconds),
        "its look": fingerprint(
            paper.template
            and [path and path.name for path in (paper.template.typst, paper.template.word)]
        ),
        **{f"book/_templates/{name}": of_bytes(path.read_bytes()) for name, path in look},
    }


def whole_report(
    book: Book,
    report: QuarterView,
    sign_offs: Sequence[SignOff],
    pages: Iterable[str],
    *,
    draft: bool,
) -> PrintedPaper:
    """Return the report itself: the pages of ``_toc.yml``."""
    cover = report_cover(report, sign_offs, draft=draft)
    look = _template_of(book, report.council.council.template)
    return PrintedPaper(REPORT, cover, (PaperPart(tuple(pages)),), look)


def of_edition(book: Book, report: QuarterView, paper: StagedPaper, *, draft: bool) -> PrintedPaper:
    """Return an edition: its own words and appendices, or its pages."""
    parts = [PaperPart((paper.own,), own=True)] if paper.own else [PaperPart(paper.pages)]
    parts += [PaperPart(pages, title) for title, pages in lettered_appendices(paper.appendices)]
    look = _template_of(book, paper.edition.template or report.council.council.template)
    cover = edition_cover(report, paper.edition, draft=draft)
    return PrintedPaper(paper.name, cover, tuple(parts), look)


def _template_of(book: Book, name: str) -> CouncilTemplate | None:
    """Return a council's look by its name, or nothing for the package's own."""
    if not name:
        return None
    typst, word = (book.templates / f"{name}{ending}" for ending in (".typ", ".docx"))
    return CouncilTemplate(typst if typst.is_file() else None, word if word.is_file() else None)
