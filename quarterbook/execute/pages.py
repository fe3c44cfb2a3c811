"""From an executed notebook to a page of the book: blocks become Markdown, the rest stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from quarterbook.execute.cell_outputs import CellDisplay, is_for_nobody, plain_value, shown_by
from quarterbook.execute.stored.notebook import is_injected
from quarterbook.execute.stored.places import with_pasted_pictures
from quarterbook.execute.stored.unshown_calls import reports_of, unshown_calls
from quarterbook.ground import myst
from quarterbook.report.html.block import differing_chart, markdown_text

_TWICE = (
    'another cell of this page shows a different chart as "{0}". Give each a name of its own, such '
    'as name="{0}-2".'
)

_TABLE_TWICE = (
    'two tables of this page have the name "{0}", and links find one. Give each a name of its own, '
    'such as name="{0}-2".'
)

_UNSHOWN = (
    "calls {0} and does not show it: of a cell only its last line is shown. Write display({0}(…)), "
    "or add up what belongs together."
)

_GLUE = re.compile(r"\{glue(?::|:any|:text)?\}`([^`]+)`")

_TABLE = re.compile(r'<table id="table-([\w-]+)"')

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+)$", re.MULTILINE)
_PASTED = ("image/png", "image/jpeg", "image/gif")


class AuthoredWords(NamedTuple):
    """Words that a cell worked out and shows, its place counted from 0, and headings so far."""

    cell: int
    words: str
    headings: str


@dataclass
class NotebookPage:
    """A page ready to bind: the notebook, the files it needs, what is wrong and what is to be seen.

    ``authored`` is what cells worked out and show, but for what the package made.
    """

    notebook: NotebookNode
    files: dict[str, str | bytes] = field(default_factory=dict)
    authored: list[AuthoredWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def to_page(executed: NotebookNode, *, is_as_stored: bool = False) -> NotebookPage:
    """Return a notebook as a page: executed or, where nothing runs it, as it is stored.

    What a code cell shows takes its place as Markdown (`cell_outputs.shown_by`); what it wrote
    beside that is noted, not shown. A cell tagged ``remove-cell`` or ``hide-cell`` is left out.
    What cannot reach every reader is a fault: place (cell counted from 0), code and message.
    """
    page = NotebookPage(empty_notebook())
    glued = _glued(executed)
    reports = reports_of(executed)
    cells: list[NotebookNode] = []
    tables: list[str] = []
    index, heading = -1, ""
    for cell in executed.cells:
        if not is_injected(cell):
            index += 1
        if cell.cell_type == "markdown" and not is_for_nobody(cell):
            words = with_pasted_pictures(str(cell.source), cell.get("attachments", {}))
            cells.append(new_markdown_cell(_GLUE.sub(partial(_glue, glued), words)))
            heading = next(reversed(_HEADING.findall(cell.source)), ("", heading))[1]
            if _GLUE.search(words):
                page.authored.append(AuthoredWords(index, cells[-1].source, heading))
            page.faults += [(index, "N111", fault) for fault in _attachment_faults(cell)]
        elif cell.cell_type == "code":
            display = shown_by(cell, index, is_as_stored=is_as_stored)
            cells += [new_markdown_cell(text) for text in display.markdown]
            among = [heading, *_only_headings(display.markdown)]
            page.authored += [
                AuthoredWords(index, words, "\n".join(among)) for words in display.authored if words
            ]
            heading = among[-1]
            page.faults += [(index, "N115", fault) for fault in _named_twice(page, display, tables)]
            page.files.update(display.files)
            left_out = [*display.left_out, *_unshown(cell, reports)]
            page.notes += [f"cell {index + 1} {words}" for words in left_out]
            page.faults += [(index, *display.fault)] if display.fault else []
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    page.notebook.cells = cells
    return page


def _named_twice(page: NotebookPage, display: CellDisplay, tables: list[str]) -> list[str]:
    """Return what is said of a cell's charts and tables by whose names its page has others.

    The names of its tables are added to ``tables``.
    """
    chart = differing_chart(page.files, display.files)
    tables += _TABLE.findall("\n".join(display.markdown))
    twice = sorted({name for name in tables if tables.count(name) > 1})
    return [_TWICE.format(chart)] * bool(chart) + [_TABLE_TWICE.format(name) for name in twice]


def _only_headings(pieces: Iterable[str]) -> Iterator[str]:
    """Yield of each piece with headings that under which all of it stands; "" where there is none.

    What comes after the sections of several measures is about none of them.
    """
    for piece in pieces:
        headings = _HEADING.findall(piece)
        if headings:
            highest = min(len(level) for level, _ in headings)
            top = [words for level, words in headings if len(level) == highest]
            yield top[0] if len(top) == 1 else ""


def _unshown(cell: NotebookNode, reports: set[str]) -> list[str]:
    """Return a note for each call of a report that the cell makes for nothing."""
    calls = [] if is_for_nobody(cell) else unshown_calls(cell.source, reports)
    return [*map(_UNSHOWN.format, calls)]


def _glued(executed: NotebookNode) -> dict[str, str | float]:
    """Return the texts and numbers that cells have glued, by the names that they gave them."""
    glued: dict[str, str | float] = {}
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            scrapbook = output.get("metadata", {}).get("scrapbook", {})
            text = output.get("data", {}).get(f"{scrapbook.get('mime_prefix', '')}text/plain")
            value = plain_value("".join(text)) if scrapbook and text else None
            if value is not None:
                glued[scrapbook["name"]] = value
    return glued


def _glue(glued: Mapping[str, str | float], role: re.Match[str]) -> str:
    """Return what stands in the place of a role ``glue``: its value, in the format asked for."""
    name, _, form = role[1].partition(":")
    if name not in glued:
        return role[0]
    try:
        return markdown_text(format(glued[name], form))
    except ValueError:
        return role[0]


def _attachment_faults(cell: NotebookNode) -> list[str]:
    """Return what is wrong with attachments that would stand on the page as a long text."""
    return [
        f'"{name}" is attached as {kind}, and only photographs and screenshots can be '
        f"({', '.join(_PASTED)}). Put the file into book/, and name it there."
        for name, forms in cell.get("attachments", {}).items()
        for kind in [next(iter(forms))]
        if kind not in _PASTED and f"(attachment:{name})" in cell.source
    ]


def empty_notebook() -> NotebookNode:
    """Return the notebook of a page that has no cells yet."""
    return new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )


def missing_anchors(notebook: NotebookNode) -> list[str]:
    """Return the anchors that the page's own tables link to but no section has.

    Names of milestones lead to whatever page has the table of them, once all are bound.
    """
    text = _words(notebook)
    targets = {
        attributes["href"].removeprefix("#")
        for tag, attributes in myst.html_tags(text)
        if tag == "a"
        and attributes.get("href", "").startswith("#")
        and not (attributes["href"].startswith("#milestone-") and "class" in attributes)
    }
    return sorted(targets - set(myst.anchors(text)))


def differs_from_public(public: Path, page: NotebookPage, measures: Collection[str]) -> str:
    """Return the name of a page's own chart by which the public side has another; "" of none.

    A measure's charts differ where one side withholds more, and are the same measure's.
    """
    others: dict[str, str | bytes] = {}
    for path, content in page.files.items():
        name = Path(path).name
        is_own = path.startswith("charts/") and not any(
            name.startswith((f"{id_}.", f"{id_}-")) for id_ in measures
        )
        if is_own and (public / path).is_file():
            data = (public / path).read_bytes()
            others[path] = data if isinstance(content, bytes) else data.decode()
    return differing_chart(others, page.files)


def label_once(
    pages: Mapping[str, NotebookPage], homes: Mapping[str, str], others: Collection[str] = ()
) -> None:
    """Let one page have the label of each measure, wherever its section is shown besides.

    ``homes`` has by measure the page that it is of. Where that shows no section of it and is none
    of ``others``, which are bound beside these, the first page that does has the label.
    """
    for id_, home in homes.items():
        label = re.compile(rf"^\({re.escape(id_)}\)=\n", re.MULTILINE)
        having = [name for name, page in pages.items() if label.search(_words(page.notebook))]
        first = home if home in {*having, *others} else next(iter(having), home)
        for name in having:
            _take_labels(pages[name], label, id_, stays=name == first)


def _take_labels(page: NotebookPage, label: re.Pattern[str], id_: str, *, stays: bool) -> None:
    """Take a label off a page, the first only unless it stays; its own tables find it yet."""
    is_linked = f'href="#{id_}"' in _words(page.notebook)
    instead = f'<span id="{id_}"></span>\n\n' if is_linked and not stays else ""
    for cell in page.notebook.cells:
        parts = label.split(cell.source)
        if len(parts) > 1:
            label_or_span = label.findall(cell.source)[0] if stays else instead
            cell.source = parts[0] + label_or_span + "".join(parts[1:])
            stays, instead = False, ""


def _words(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
