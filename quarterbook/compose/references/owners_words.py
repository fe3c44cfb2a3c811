"""What owners wrote in tables and params that readers would see as raw signs, or led nowhere.

Some columns may hold a little Markdown, all others hold plain text. What is raised is a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.ground.errors import Problem
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, load

# Columns whose words may be emphasised, listed and linked, by table.
_MARKDOWN = {
    "commentary": ("commentary", "action"),
    "milestones": ("commentary", "action"),
    "decisions": ("response",),
}
_PLAIN = {
    "measures": ("title", "definition", "source"),
    "observations": ("note",),
    "recalculations": ("reason",),
    "commentary": ("rag_reason",),
    "milestones": ("title",),
    "decisions": ("request",),
}
_WEB = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_SIGNS = r"[\[{$#|*_:`]"  # without any of these words hold no markup
_SIGN = re.compile(r"[\[\]{}$]")
_LONGEST = 40  # letters of what is signs

_NAME = "Write the figure itself: names are filled in on pages alone"
_ROLE = "Write it in words, or link to the web: [words](https://…)"
_ON_A_PAGE = "Put it on a page or into a notebook"
_DEAD = "Link to the web or to an address for mail, or write the words alone"

# What is read as it stands, by its form: what it is, and how to mend it.
_RAW = (
    (re.compile(r"\{\{.*?\}\}"), "the name of a figure", _NAME),
    (re.compile(r"\{[\w:-]+\}`[^`]*`"), "a role", _ROLE),
    (re.compile(r"\[\^[^\]\s]+\]"), "a footnote", "Write it in brackets"),
    (re.compile(r"\$\$[^$]+\$\$|(?<![\w$\\])\$[^\s$\d][^$\n]*?[^\s$\\]\$(?!\w)"), "a formula",
     _ON_A_PAGE),
    (re.compile(r"^#{1,6} .*", re.MULTILINE), "a heading",
     "Write **words** on a line by themselves"),
    (re.compile(r"^\|?[ \t]*:?-+:?[ \t]*\|[-| \t:]*$", re.MULTILINE), "a table", _ON_A_PAGE),
    (re.compile(r"^(?::{3,}|`{3,})\{.*", re.MULTILINE), "a directive", _ON_A_PAGE),
    (re.compile(r"^\[[ xX]\] .*", re.MULTILINE), "a box to tick", "Leave out the brackets"),
    (re.compile(r"\[[^\]\n]+\]\([^)\n]*\)"), "a link to what no page can lead to", _DEAD),
    (re.compile(r"\[[^\]\n]*[^\W\d][^\]\n]*\]\[[^\]\n]*\]"), "a link without its address",
     "Write it as [words](https://…)"),
)  # fmt: skip
_MARKS_IN_PLAIN = (
    *_RAW[:2],
    (re.compile(r"!?\[[^\]\n]+\]\([^)\n]+\)"), "a link", "Write the words alone"),
    (re.compile(r"\*\*\S(?:[^*\n]*\S)?\*\*|__\S(?:[^_\n]*\S)?__"), "emphasis",
     "Write the words alone"),
)  # fmt: skip

RawSigns = tuple[str, str]
"""What would be read as it stands or leads nowhere, in words, and how to mend it."""


def owners_words(book: Book, recorded: Recorded, period: Period | None = None) -> Iterator[Problem]:
    """Yield a note for whatever readers would see as raw signs in cells and synopses.

    With a ``period`` only what was written on that quarter is read.
    """
    for name, columns in _MARKDOWN.items():
        for line, column, text in _cells(recorded, name, columns, period):
            for signs in raw_in_markdown(text):
                yield _note(f"data/{name}.csv", line, column, signs)
    for name, columns in _PLAIN.items():
        for line, column, text in _cells(recorded, name, columns, period):
            for signs in raw_in_plain_text(text):
                yield _note(f"data/{name}.csv", line, column, signs)
    files = quarter_files(book)
    for one in [period] if period else recorded.quarters:
        yield from _in_synopses(load(book, files[one]))


def _in_synopses(params: Document) -> Iterator[Problem]:
    for number, one in [(-1, params.content), *enumerate(params.content.get("editions") or ())]:
        for signs in raw_in_plain_text(str(one.get("synopsis") or "")):
            at = ("synopsis",) if number < 0 else ("editions", number, "synopsis")
            yield _note(params.name, params.line(*at), "synopsis", signs)


def _cells(
    recorded: Recorded, name: str, columns: tuple[str, ...], period: Period | None
) -> Iterator[tuple[int, str, str]]:
    """Yield line, column and words of the cells that may have signs of Markdown."""
    table = recorded.tables[name]
    if period and "quarter" in table:
        table = table[table["quarter"] == period.code]
    for column in columns:
        words = table[column].astype(str)
        for line, text in words[words.str.contains(_SIGNS)].items():
            yield int(str(line)), column, text


def _note(file: str, line: int, column: str, signs: RawSigns) -> Problem:
    what, mend = signs
    return Problem(file, line, "D337", f"{column} has {what}. {mend}.", is_note=True)


def raw_in_plain_text(text: str) -> Iterator[RawSigns]:
    """Yield what Markdown would make something of, in words that are shown as they stand."""
    for form, what, mend in _MARKS_IN_PLAIN:
        for match in form.finditer(text):
            yield _shown(what, match[0], "its words are plain text"), mend


def raw_in_markdown(text: str) -> Iterator[RawSigns]:
    """Yield what commentary cannot hold: pictures, names of figures, headings, dead links …"""
    for block in _parser().parse(text.strip()):
        if block.type == "fence" and block.info.startswith("{"):
            yield _shown("a directive", f"```{block.info}"), _ON_A_PAGE
        elif block.type == "inline":
            yield from _in_words(block.children or [])


def _in_words(tokens: list[Token]) -> Iterator[RawSigns]:
    words = "".join(map(_as_written, tokens))
    for form, what, mend in _RAW:
        for match in form.finditer(words):
            yield _shown(what, match[0]), mend
    for token in tokens:
        if token.type == "image":
            picture = f'a picture, "{token.attrs["src"]}", which it cannot show'
            yield picture, _ON_A_PAGE
        address = str(token.attrs.get("href", ""))
        if token.type == "link_open" and not _WEB.match(address):
            yield f'a link to "{address}", which its words cannot lead to', _DEAD


def _as_written(token: Token) -> str:
    """Return what a piece of a paragraph shows as it stands; of code no signs."""
    match token.type:
        case "text":
            return token.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return f"`{_SIGN.sub('·', token.content)}`"
    return "\0"


def _shown(what: str, written: str, why: str = "") -> str:
    short = written if len(written) <= _LONGEST else f"{written[:_LONGEST]}…"
    return f'{what}, "{short}", which readers would see as it stands{why and f": {why}"}'


@cache
def _parser() -> MarkdownIt:
    """Return a reader of what commentary is written in, which has pictures besides."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")
    return markdown.disable(["heading", "lheading"])
