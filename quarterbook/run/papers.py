"""The papers of a quarter as pages: an edition's own words and appendices, figures filled in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import yaml

from quarterbook.book import Book
from quarterbook.data.editions import Appendix, Edition
from quarterbook.data.params import Council, Quarter, quarter_files
from quarterbook.data.yaml_file import Document, load
from quarterbook.errors import BookError, Problem, nearest
from quarterbook.periods import long_date
from quarterbook.report.block import Block, markdown_text
from quarterbook.run.contents import ENDINGS
from quarterbook.run.figures import without_code

LOOKS = (".typ", ".docx")
_NAME = re.compile(r"\{\{\s*paper\.(\w+)\s*\}\}")


@dataclass(frozen=True)
class Paper:
    """An edition and what it consists of, as names of pages.

    own
        the page of its own words, staged under the edition's name.
    appendices
        title and pages of each, in order.
    pages
        of a paper without own words: what it consists of.
    sources
        by staged name, the page of the book that is filled in for this edition alone.
    """

    edition: Edition
    own: str = ""
    appendices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pages: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.edition.name

    @property
    def staged_edition(self) -> Edition:
        """The edition with its appendices' pages as they are staged."""
        parts = [Appendix(title=title, pages=list(pages)) for title, pages in self.appendices]
        return self.edition.model_copy(update={"appendices": parts})

    @property
    def documents(self) -> list[str]:
        """Every page it consists of."""
        own = [self.own] if self.own else []
        return [*own, *(page for _, pages in self.appendices for page in pages), *self.pages]


def papers_of(
    book: Book,
    council: Council,
    quarter: Quarter,
    editions: Iterable[Edition],
    pages: Sequence[str],
) -> list[Paper]:
    """Return the papers of these editions; ``pages`` are those of ``_toc.yml``.

    Raises `BookError` for a page that does not exist, and for two that would
    be staged under one name.
    """
    document = load(book, quarter_files(book)[quarter.quarter])
    papers = [_paper(book, edition, pages) for edition in editions]
    problems = [*_missing(book, quarter, document), *_templates(book, council, quarter)]
    taken = dict.fromkeys(pages, "a page of _toc.yml")
    for paper in papers:
        index = quarter.editions.index(paper.edition)
        for name, source in paper.sources.items():
            if name in taken and name != source:
                fault = (
                    f'the edition "{paper.name}" would be the page {name}, which is '
                    f"{taken[name]} already. Give the edition another name."
                )
                line = document.line("editions", index, "name")
                problems.append(Problem(document.name, line, "P114", fault))
            taken[name] = f'that of the edition "{paper.name}"'
    if problems:
        raise BookError(problems)
    return papers


def _paper(book: Book, edition: Edition, pages: Sequence[str]) -> Paper:
    sources: dict[str, str] = {}

    def staged(page: str, name: str) -> str:
        place = posixpath.join(posixpath.dirname(page), name)
        sources[place] = page
        return place

    def of_an_appendix(page: str) -> str:
        path = book.root / f"{page}.md"
        if path.is_file() and _NAME.search(path.read_text(encoding="utf-8", errors="replace")):
            return staged(page, f"{edition.name}-{posixpath.basename(page)}")
        return page

    own = staged(edition.page, edition.name) if edition.page else ""
    appendices = tuple(
        (part.title, tuple(of_an_appendix(page) for page in part.pages))
        for part in edition.appendices
    )
    consists = () if own else tuple(edition.pages or pages)
    return Paper(edition, own, appendices, consists, sources)


def _missing(book: Book, quarter: Quarter, document: Document) -> Iterable[Problem]:
    """Pages that editions or the list of what is exempt name, and that do not exist."""
    named = [
        (page, ENDINGS if page != edition.page else (".md",), ("editions", index))
        for index, edition in enumerate(quarter.editions)
        for page in edition.all_pages
    ]
    named += [
        (item.page, ENDINGS, ("exempt", index))
        for index, item in enumerate(quarter.exempt)
        if item.page
    ]
    # A page counts by its one name: what is exempt by another spelling would be public.
    known = {
        f"{path.parent.relative_to(book.root).as_posix()}/{path.stem}": path.suffix
        for folder in (book.pages, book.notebooks)
        for path in sorted(folder.rglob("*"))
        if path.suffix in ENDINGS
    }
    for page, endings, place in named:
        if known.get(page) not in endings:
            kinds = "a page (.md)" if len(endings) == 1 else "a page (.md) or a notebook (.ipynb)"
            fault = f'"{page}" is not {kinds} of the book.{nearest(page, known)}'
            yield Problem(document.name, document.line(*place), "P113", fault)


def _templates(book: Book, council: Council, quarter: Quarter) -> Iterable[Problem]:
    """Looks that the council or editions name and that are not there."""
    known = sorted({path.stem for path in book.templates.glob("*") if path.suffix in LOOKS})
    params = quarter_files(book)[quarter.quarter]
    named: list[tuple[Path, str, tuple[str | int, ...]]] = [
        (book.params / "council.yml", council.council.template, ("council", "template")),
        *(
            (params, edition.template, ("editions", index, "template"))
            for index, edition in enumerate(quarter.editions)
        ),
    ]
    for path, name, place in named:
        if name and name not in known:
            fault = (
                f'"{name}" is neither a .typ nor a .docx file of book/_templates/.'
                f"{nearest(name, known)}"
            )
            yield Problem(book.relative(path), load(book, path).line(*place), "P115", fault)


def fill(
    book: Book, source: str, names: Mapping[str, str | Block], keep: Sequence[str] = ()
) -> tuple[str, dict[str, str]]:
    """Return a page's text with every ``{{ paper.… }}`` but those to ``keep`` filled in.

    Returns the files that go with it too. Raises `BookError` for an unknown
    name, and for one of a table or a list that does not stand on a line of its own.
    """
    text = (book.root / f"{source}.md").read_text(encoding="utf-8-sig")
    parts: list[str] = []
    files: dict[str, str] = {}
    problems = []
    end = 0
    for match in _NAME.finditer(without_code(text)):
        name = match[1]
        if name in keep:
            continue
        line = text.count("\n", 0, match.start()) + 1
        if name not in names:
            fault = f'"paper.{name}" is not a figure that papers can name.{nearest(name, names)}'
            problems.append(Problem(f"{source}.md", line, "B203", fault))
            continue
        said = names[name]
        if isinstance(said, Block):
            whole = text[text.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0]
            if whole.strip() != match[0]:
                fault = f'"paper.{name}" is more than words. Give it a line of its own.'
                problems.append(Problem(f"{source}.md", line, "B207", fault))
                continue
            files |= said.files
            said = f"\n{said.markdown}\n"
        parts += [text[end : match.start()], said]
        end = match.end()
    if problems:
        raise BookError(problems)
    return "".join([*parts, text[end:]]), files


def as_page(text: str, paper: Paper, quarter: Quarter, council: Council, made: bool) -> str:
    """Return a paper's own words as a page: its title, whom it is for, where to take it from.

    Its sections and paragraphs are numbered (``bind/theme/numbers.py``).
    ``made`` says whether its PDF and Word file are made too.
    """
    title = paper.edition.title or quarter.title
    front = _front(paper, quarter, council, made)
    head, body = "---\nnumbered: true\n---\n", text
    if text.startswith("---\n"):
        head, body = "---\nnumbered: true\n", text.removeprefix("---\n")
        own, _, body = body.partition("\n---\n")
        head += f"{own}\n---\n"
    above, body = _without_title(body)
    return f"{head}{above}# {markdown_text(title)}\n\n{front}\n\n{body}"


def _without_title(text: str) -> tuple[str, str]:
    """Return the labels and comments above a page's own title, and what stands below it."""
    match = re.match(
        r"((?:\s|\([^)\n]+\)=\n|%[^\n]*\n|<!--.*?-->)*)"
        r"(?:# [^\n]*|[^\s#][^\n]*\n=+[ \t]*)(?:\n|\Z)",
        text,
        re.DOTALL,
    )
    return (match[1].lstrip(), text[match.end() :]) if match else ("", text)


def _front(paper: Paper, quarter: Quarter, council: Council, made: bool) -> str:
    edition, meeting = paper.edition, quarter.meeting_of(paper.edition)
    said = []
    if meeting:
        day = f"{meeting.date:%A} {long_date(meeting.date)}"
        said.append(f"{council.committee_title(edition.committee)}, {day}")
        if meeting.item is not None:
            said.append(f"Item {meeting.item}")
    said.append(edition.classification.capitalize())
    lines = "".join(f"<li>{escape(line, quote=False)}</li>" for line in said)
    up = "../" * paper.own.count("/")
    take = (
        f'<li><a href="{up}{paper.name}.pdf">This paper as PDF</a></li>'
        f'<li><a href="{up}{paper.name}.docx">This paper as Word document</a></li>'
    )
    return (
        f'<div class="qb-web-only qb-paper"><ul>{lines}</ul>'
        f"{f'<ul>{take}</ul>' if made else ''}</div>"
    )


def lettered(
    appendices: Iterable[tuple[str, tuple[str, ...]]],
) -> list[tuple[str, tuple[str, ...]]]:
    """Return appendices with their letters: ``Appendix A: Corporate performance``."""
    return [
        (f"Appendix {letter}: {title}", pages)
        for letter, (title, pages) in zip(ascii_uppercase, appendices, strict=False)
    ]


def write_pages(staged: Book, pages: Mapping[str, str], files: Mapping[str, str]) -> None:
    """Write filled pages and the files that go with them into the staged book."""
    texts = {f"{name}.md": text for name, text in pages.items()} | dict(files)
    for name, text in texts.items():
        path = staged.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def list_papers(staged: Book, papers: Iterable[Paper], pages: Sequence[str]) -> None:
    """Add the papers' pages to the staged ``_toc.yml``, each with its appendices below it."""
    chapters: list[dict[str, Any]] = []
    there = set(pages)
    for paper in papers:
        below = [page for page in paper.documents if page not in there and page != paper.own]
        there.update(below)
        if paper.own and paper.own not in there:
            chapter: dict[str, Any] = {"file": paper.own}
            if below:
                chapter["sections"] = [{"file": page} for page in below]
            chapters.append(chapter)
        else:
            chapters += [{"file": page} for page in below]
    if not chapters:
        return
    toc = load(staged, staged.toc).content
    part = {"caption": "Papers of this quarter", "chapters": chapters}
    if "chapters" in toc:
        toc["parts"] = [{"chapters": toc.pop("chapters")}]
    toc.setdefault("parts", []).append(part)
    staged.toc.write_text(yaml.safe_dump(toc, sort_keys=False, allow_unicode=True))


def notebooks_named(book: Book, papers: Iterable[Paper]) -> list[str]:
    """Return the notebooks that papers consist of, without their endings."""
    return [
        Path(page).name
        for paper in papers
        for page in paper.documents
        if posixpath.dirname(page) == "notebooks" and (book.root / f"{page}.ipynb").is_file()
    ]
