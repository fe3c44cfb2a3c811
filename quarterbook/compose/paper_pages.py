"""Pages of papers once notebooks have run: figures filled in, the front added, in the contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from html import escape
from itertools import pairwise
from typing import Any

import yaml
from markupsafe import Markup
from sphinx_external_toc.parsing import FILE_FORMATS

from quarterbook.compose.staged_papers import StagedPaper
from quarterbook.data.params.council import Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.ground import myst
from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.ground.periods import long_date, weekday_date
from quarterbook.report.html.block import Block, markdown_text
from quarterbook.report.html.element import written
from quarterbook.report.substitutions.figure_names import PAPER_SUBSTITUTION
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load


def substitute(
    book: Book, source: str, names: Mapping[str, str | Block], leave: Sequence[str] = ()
) -> tuple[str, dict[str, str]]:
    """Return a page's text with every ``{{ paper.… }}`` but those to ``leave`` filled in.

    Returns the files that go with it too. Lists of what owners singled out that follow each other
    have titles. Raises `BookError` for an unknown name, for one of a table or a list that does not
    stand on a line of its own, and for one that says again what stands in the same section.
    """
    text = (book.root / f"{source}.md").read_text(encoding="utf-8-sig")
    parts: list[str] = []
    files: dict[str, str] = {}
    problems = []
    end = 0
    matches = list(PAPER_SUBSTITUTION.finditer(myst.without_literals(text)))
    titles = _titles(text, matches)
    for match in matches:
        name = match[1]
        if name in leave:
            continue
        line = text.count("\n", 0, match.start()) + 1
        if name not in names:
            fault = f'"paper.{name}" is not a figure that papers can name.{nearest(name, names)}'
            problems.append(Problem(f"{source}.md", line, "B203", fault))
            continue
        value = names[name]
        if isinstance(value, Block):
            whole = text[text.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0]
            if whole.strip() != match[0]:
                fault = f'"paper.{name}" is more than words. Give it a line of its own.'
                problems.append(Problem(f"{source}.md", line, "B207", fault))
                continue
            if name == "changes" and _stands_in_section(text, match, matches, "counts"):
                fault = (
                    '"paper.changes" is part of "paper.counts", which stands in this section too. '
                    "Leave one of them out."
                )
                problems.append(Problem(f"{source}.md", line, "B219", fault))
                continue
            files |= value.files
            value = f"\n{titles.get(match.start(), '')}{value.markdown}\n"
        parts += [text[end : match.start()], value]
        end = match.end()
    if problems:
        raise BookError(problems)
    return "".join([*parts, text[end:]]), files


_SINGLED_OUT = {
    "success": "Areas of success",
    "concern": "Areas of concern",
    "note": "Other areas of note",
}


def _titles(text: str, matches: Sequence[re.Match[str]]) -> dict[int, str]:
    """Return what stands above lists of what was singled out that follow each other, by place."""
    titles: dict[int, str] = {}
    for one, other in pairwise(matches):
        follows = not text[one.end() : other.start()].strip()
        if follows and one[1] in _SINGLED_OUT and other[1] in _SINGLED_OUT:
            titles |= {each.start(): f"{_SINGLED_OUT[each[1]]}:\n\n" for each in (one, other)}
    return titles


def _stands_in_section(
    text: str, match: re.Match[str], matches: Iterable[re.Match[str]], name: str
) -> bool:
    """Whether another name stands under the same heading as a match."""
    between = (
        text[min(match.end(), other.end()) : max(match.start(), other.start())]
        for other in matches
        if other[1] == name
    )
    return any(not list(myst.headings(words)) for words in between)


def with_front(
    text: str,
    paper: StagedPaper,
    quarter: Quarter,
    council: Council,
    downloads: Mapping[str, str],
    about: Iterable[Block] = (),
) -> str:
    """Return a paper's own words as a page: its title, whom it is for, where to take it from.

    Its sections and paragraphs are numbered (``bind/site/theme/paragraph_numbers.py``).
    ``downloads`` says by name of a file that is made of it what kind of file that is. ``about`` is
    what stands on the front of the printed paper: synopsis, officers.
    """
    title = paper.edition.title or quarter.title
    front = _front(paper, quarter, council, downloads)
    own_words = (written(Markup(one.html)) for one in about)
    front += "".join(f'\n\n<div class="qb-web-only">{words}</div>' for words in own_words)
    own, body = myst.front_matter(text)
    own = "".join(line for line in own.splitlines(True) if not line.startswith("numbered:"))
    above, body = _without_title(body)
    return f"---\nnumbered: true\n{own}---\n{above}# {markdown_text(title)}\n\n{front}\n\n{body}"


def _without_title(text: str) -> tuple[str, str]:
    """Return the labels and comments above a page's own title, and what stands below it."""
    heading = myst.title(text)
    if not heading:
        return "", text
    return text[: heading.begin].lstrip(), text[heading.end :].removeprefix("\n")


def _front(
    paper: StagedPaper, quarter: Quarter, council: Council, downloads: Mapping[str, str]
) -> str:
    edition, meeting = paper.edition, quarter.meeting_of(paper.edition)
    lines = []
    if meeting:
        day = f"{weekday_date(meeting.date)}"
        lines.append(f"{council.committee_title(edition.committee)}, {day}")
    item = quarter.item_of(edition)
    number = "" if item is None else f"Item {item}"
    if where := ", ".join(filter(None, [number, quarter.appendix_of(edition)])):
        lines.append(where)
    lines.append(edition.classification.label)
    items = "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
    up = "../" * paper.own.count("/")
    links = "".join(
        f'<li><a href="{up}{name}">This paper as {title}</a></li>'
        for name, title in downloads.items()
    )
    return (
        f'<div class="qb-web-only qb-paper"><ul>{items}</ul>'
        f"{f'<ul>{links}</ul>' if links else ''}</div>"
    )


def write_pages(staged: Book, pages: Mapping[str, str], files: Mapping[str, str]) -> None:
    """Write filled pages and the files that go with them into the staged book."""
    texts = {f"{name}.md": text for name, text in pages.items()} | dict(files)
    for name, text in texts.items():
        path = staged.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def add_to_contents(
    staged: Book,
    papers: Iterable[StagedPaper],
    pages: Sequence[str],
    quarter: Quarter,
    council: Council,
) -> None:
    """Add the papers' pages to the staged ``_toc.yml``, each with its appendices below it."""
    toc = deepcopy(load(staged, staged.toc).content)
    form = FILE_FORMATS[toc.get("format", "default")]
    chapters: list[dict[str, Any]] = []
    there = set(pages)
    for paper in papers:
        below = [page for page in paper.documents if page not in there and page != paper.own]
        there.update(below)
        if paper.own and paper.own not in there:
            chapter: dict[str, Any] = {
                "file": paper.own,
                "title": _in_menu(paper, quarter, council),
            }
            if below:
                chapter[form.get_items_key(1)] = [{"file": page} for page in below]
            chapters.append(chapter)
        else:
            chapters += [{"file": page} for page in below]
    if not chapters:
        return
    items, parts = form.get_items_key(0), form.get_subtrees_key(0)
    if items in toc:
        toc[parts] = [{items: toc.pop(items), **toc.pop("options", {})}]
    toc.setdefault(parts, []).append({"caption": "Papers of this quarter", items: chapters})
    text = yaml.safe_dump(toc, sort_keys=False, allow_unicode=True)
    staged.toc.write_text(text, encoding="utf-8")


def _in_menu(paper: StagedPaper, quarter: Quarter, council: Council) -> str:
    """Return whose paper it is, of which day and what it is called: papers may share a title."""
    title = paper.edition.title or quarter.title
    meeting = quarter.meeting_of(paper.edition)
    if meeting is None:
        return title
    committee = council.committee_title(meeting.committee)
    return f"{committee}, {long_date(meeting.date)}: {title}"
