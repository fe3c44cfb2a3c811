"""What Sphinx warned of, as findings with the analyst's own file names and in the book's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from urllib.parse import unquote

from quarterbook.bind.site.active_markup import active_markup
from quarterbook.compose.references.fault_words import dead_link, missing_picture
from quarterbook.compose.references.words_of_sphinx import of_sphinx
from quarterbook.execute.page_faults import no_title
from quarterbook.ground.errors import Problem
from quarterbook.ground.myst import html_pieces, without_comments
from quarterbook.report.substitutions.figure_names import not_a_name
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

# A page that would read beyond the staged copy finds this name, and no file, in its place.
NO_FILE = ".outside-the-staged-book"

# What the wall says where something was read, fetched or started all the same.
OUTSIDE = "it lies outside the book"

# An extension of Jupyter Book whose wheel lacks its folder is no fault of the book.
_NO_FAULT = ("sphinx_comments/_static", NO_FILE)


def explained_warnings(path: Path, staged: PurePath) -> Iterator[Problem]:
    """Yield each warning of a file that `collect_warnings` left, once.

    `staged` is the folder of the staged book, whose pages have the names of the book's own; lines
    of notebooks are MyST-NB's.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return iter(dict.fromkeys(_explained(lines, staged)))


def _explained(lines: Iterable[str], staged: PurePath) -> Iterator[Problem]:
    for line in lines:
        warning = json.loads(line)
        message = _from_book(warning["message"].partition("\n")[0], staged)
        if any(words in message for words in _NO_FAULT):
            continue
        if untitled := _NO_TITLE.match(message):
            notebook = f"{untitled[1]}.ipynb"
            is_notebook = Path(staged, notebook).is_file()
            yield no_title(notebook if is_notebook else f"{untitled[1]}.md")
            continue
        file = _from_book(warning["file"], staged) or "_config.yml"
        code, words = _explain(warning["type"], message)
        is_page = file.endswith((".md", ".ipynb"))
        yield Problem(file, warning["line"] if is_page else 0, code, words)


def _from_book(text: str, staged: PurePath) -> str:
    """Return words with the names of files as they are in the book, without the staged folder."""
    folder = "|".join(map(re.escape, {str(staged), staged.as_posix()}))
    names = re.compile(rf"(?:{folder})[/\\]([^\s'\"]*)")
    return names.sub(lambda match: type(staged)(match[1]).as_posix() if match[1] else "", text)


def active_pages(book: Book, pages: Iterable[str]) -> Iterator[Problem]:
    """Yield what could run in the HTML that is written into pages, before anything is bound.

    ``pages`` are names without ending; notebooks are no such pages, and nor are those that
    ``quarterbook_scripts`` names.
    """
    settings = load(book, book.config).content.get("sphinx") or {}
    allowed = (settings.get("config") or {}).get("quarterbook_scripts") or ()
    for page in pages:
        path = book.root / f"{page}.md"
        if page in allowed or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8-sig")
        for html in html_pieces(without_comments(text)):
            for active in active_markup(html):
                first = active.tag.partition("\n")[0]
                line = next((n for n, row in enumerate(text.splitlines(), 1) if first in row), 0)
                code, words = _explain("quarterbook.active", active.what)
                yield Problem(book.relative(path), line, code, words)


# By type, the code and the words of what is said of a message.
_SAID = {
    "quarterbook.no_figure": (
        "B203", '"{}" is not a figure that pages can name ({{{{ … }}}}).',
    ),
    "quarterbook.outside": (
        "B209",
        'the page takes in "{}", which is not a file of the book that may be published. Put a '
        "copy into book/ and name that.",
    ),
    "quarterbook.not_allowed": (
        "B210",
        "{} is not for pages: they take in files of the book and lead to pages of it, to http, "
        "https, mailto and tel.",
    ),
    "quarterbook.active": (
        "B212",
        "{} could run, bring in something from elsewhere, send something off or cover what every "
        "page says, which pages may not. Take it out, or name the page under sphinx: config: "
        "quarterbook_scripts: in _config.yml.",
    ),
    "quarterbook.runs": (
        "B213",
        '"{}" would run in a browser that opens it. Offer a PDF, a picture, a CSV file or a '
        "workbook instead.",
    ),
    "quarterbook.picture": (
        "B214", "the picture {}. Save it again, smaller if it is too large, as SVG, PNG or JPEG.",
    ),
    "quarterbook.no_words": (
        "B302",
        "the picture {} has no words for who cannot see it. Say in its alternative text what it "
        "shows: ![What it shows](picture.png), or :alt: of a {{figure}}.",
    ),
    "quarterbook.file_name": (
        "B302",
        "the picture {} has the name of a file for words, which says nothing to who cannot see it. "
        "Say what it shows: ![What it shows](picture.png).",
    ),
    "quarterbook.elsewhere": (
        "B304",
        "the picture {} lies on another site. Save it in book/, and show it with "
        "![What it shows](picture.png).",
    ),
    "quarterbook.unprinted_kind": (
        "B303", "the picture {} is of a kind that cannot be printed. Use SVG, PNG, JPEG or GIF.",
    ),
    "quarterbook.broke": (
        "B226",
        "the page cannot be set: {}. Take out what was last changed on it, or write it in another "
        "way.",
    ),
    "quarterbook.not_printed": (
        "B215",
        "<{}> cannot be printed where it is written into a page. Save a picture as a file and show "
        "it with ![What it shows](picture.svg); write formulas between $ signs.",
    ),
    "quarterbook.comment": (
        "B218",
        'a comment begins here (<!-- {}) and does not end before the next blank line or tag, so '
        "readers would see it. End it with -->, or set it between backticks if it is to be read.",
    ),
    "quarterbook.no_number": (
        "B222",
        '"{0}" is named with {{numref}}, and it is no figure or table with a caption, which alone '
        "have numbers. Give it one, or link to it in words of yours: [the map](#{0}).",
    ),
    "quarterbook.too_deep": (
        "B216", "{} is nested too deep. Write it side by side.",
    ),
}  # fmt: skip


_NO_TITLE = re.compile(
    r"toctree contains reference to document '([^']*)' that doesn't have a title"
)
_NOT_DEAD = ("local id not found", "Failed to create a cross reference")


def _explain(kind: str, message: str) -> tuple[str, str]:
    """Return the code and the words of a warning of a type, such as ``myst.xref_missing``."""
    is_dead = kind in ("myst.xref_missing", "ref.ref", "ref.doc")
    if is_dead and not message.startswith(_NOT_DEAD):
        return dead_link(_last_quoted(message))
    if kind == "mystnb.glue":
        return "B220", (
            f'no cell of this page glues a text or a number as "{_first_quoted(message)}", such as '
            'glue("jobs", 1450). Charts and tables are shown by report.figure and report.table.'
        )
    if kind == "quarterbook.braces":
        return "B208", not_a_name(f"{{{{ {message} }}}}")
    if kind not in _SAID and OUTSIDE in message:
        kind, message = "quarterbook.outside", _last_quoted(message)
    if kind in _SAID:
        code, words = _SAID[kind]
        return code, words.format(message)
    if kind == "image.not_readable":
        return missing_picture(unquote(message.partition(": ")[2]))
    if kind.startswith("mystnb.") and kind.endswith("mime_type"):
        return "B205", f"an output of a cell cannot be shown on the page: {message}"
    return of_sphinx(message)


def _last_quoted(message: str) -> str:
    return (re.findall(r"'([^']+)'", message) or [message])[-1]


def _first_quoted(message: str) -> str:
    return (re.findall(r"'([^']+)'", message) or [message])[0]
