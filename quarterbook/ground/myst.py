"""Pages in MyST Markdown as markdown-it reads them: headings, links, anchors, and what is code.

Places are offsets into the text, so that a part can be replaced and all else stays as written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from quarterbook.ground.markdown import formulas_only

# A comment as browsers read it: ``<!-->`` is a whole one.
HTML_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_COMMENT = "<!--"


def end_of_comments(text: str) -> int:
    """Return where the last comment can end: each begun behind it would be followed in vain."""
    return max((text.rfind(end) + len(end) for end in ("-->", "--!>") if end in text), default=0)


def _html_comments(text: str, begin: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return where comments of HTML begin and end in a part of a text; one without end is none."""
    part = text[begin:end]
    comments = HTML_COMMENT.finditer(part, 0, end_of_comments(part))
    return [(begin + comment.start(), begin + comment.end()) for comment in comments]


def without_html_comments(text: str) -> str:
    """Return a text without its comments of HTML."""
    last = end_of_comments(text)
    return HTML_COMMENT.sub("", text[:last]) + text[last:]


# Directives whose content is taken as it stands.
_LITERAL = re.compile(r"\{(?:code|code-block|sourcecode|code-cell|math|raw)\}")

# What begins a tag or comment where it is one; an address between such signs is none.
_LESS_THAN = re.compile(r"<(?!https?:|mailto:)")

# Directives whose content is Markdown, so that a comment in it reaches no reader. The terms of a
# glossary are none: "% word" is one that readers see.
_HOLDS_MARKDOWN = re.compile(
    r"\{(?:admonition|attention|caution|danger|error|hint|important|note|seealso|tip|todo|warning"
    r"|topic|sidebar|margin|epigraph|highlights|pull-quote|container|compound|div|only|figure"
    r"|table|list-table|dropdown|tab-set|tab-item|grid|grid-item|grid-item-card|card)\}"
)
_OPTION = re.compile(r":[\w-]+:|\s")
_FENCES = ("fence", "colon_fence")
_DIRECTIVE = re.compile(r"\s*\{([^}]*)\}(.*)")

_ID = re.compile(r"\bid\s*=", re.IGNORECASE)

# What may stand above a page's title, and is not part of it.
_SILENT = ("myst_target", "myst_line_comment")


@dataclass(frozen=True)
class Heading:
    """A heading: its level from 1, its words as they are written, and where it begins and ends."""

    level: int
    words: str
    begin: int
    end: int


@dataclass(frozen=True)
class Link:
    """A link ``[words](address)`` as it is written, where, and whether that is sure to be one."""

    words: str
    address: str
    begin: int
    end: int
    is_markdown: bool


@dataclass(frozen=True)
class _Line:
    """A line of a page or of what stands in one of its directives, and where it begins."""

    text: str
    begin: int

    @property
    def end(self) -> int:
        return self.begin + len(self.text)


def headings(text: str) -> list[Heading]:
    """Return the headings of a page in order, those in directives too."""
    all_headings = []
    blocks = _page(text)
    for (opening, lines), (words, _) in pairwise(blocks):
        if opening.type == "heading_open":
            level = int(opening.tag.removeprefix("h"))
            all_headings.append(Heading(level, words.content, lines[0].begin, lines[-1].end))
    return all_headings


WITHOUT_WORDS = "a heading without words. Write some behind the #, or take the line out."


def blank_headings(text: str) -> list[int]:
    """Return where each heading begins that has no words, or a comment alone."""
    all_headings = headings(text)
    return [one.begin for one in all_headings if not without_html_comments(one.words).strip()]


def code_cells(text: str) -> list[int]:
    """Return where each cell of code begins that MyST would run."""
    return [
        lines[0].begin
        for block, lines in _page(text)
        if block.type == "fence" and block.info.lstrip().startswith("{code-cell}")
    ]


def front_matter(text: str) -> tuple[str, str]:
    """Return the lines of a page's front matter, "" where it has none, and the page below it."""
    first = next(iter(_page(text)), None)
    if first is None or first[0].type != "front_matter":
        return "", text
    own = first[0].content
    return f"{own}\n" if own else "", text[first[1][-1].end + 1 :]


def title(text: str) -> Heading | None:
    """Return the heading of level 1 that a page begins with, under labels and comments alone."""
    for token, _ in _page(text):
        if token.type == "heading_open":
            first = headings(text)[0]
            return first if first.level == 1 else None
        is_comment = token.type == "html_block" and token.content.lstrip().startswith(_COMMENT)
        if token.type not in _SILENT and not is_comment:
            return None
    return None


def links(text: str) -> tuple[Link, ...]:
    """Return the links of a page in order; references to an address elsewhere are none."""
    return tuple(
        Link(own["words"], unquote(str(token.attrs["href"])), begin, end, own["is_markdown"])
        for token, begin, end in inline(text)
        if token.type == "link_open" and "words" in (own := token.meta)
    )


def pictures(text: str) -> Iterator[tuple[str, int]]:
    """Yield the address of each picture of a page, and where it begins."""
    for token, begin, _ in inline(text):
        if token.type == "image" and token.meta["is_markdown"]:
            yield unquote(str(token.attrs["src"])), begin


def directives(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield name and argument of each directive of a page, and where it begins."""
    for token, lines in _page(text):
        match = _DIRECTIVE.match(token.info) if token.type in _FENCES else None
        if match and token.meta["is_markdown"]:
            yield match[1], match[2].strip(), lines[0].begin


def anchors(text: str) -> tuple[str, ...]:
    """Return what links can lead to on a page: ``(labels)=``, and ids in its HTML."""
    labels = [token.content for token, _ in _page(text) if token.type == "myst_target"]
    tags = [tag for html in html_pieces(text) if _ID.search(html) for tag in _tags(html)]
    return (*labels, *(attributes["id"] for _, attributes in tags if attributes.get("id")))


def html_tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the opening tags of a page's HTML with their attributes."""
    for html in html_pieces(text):
        yield from _tags(html)


def html_pieces(text: str) -> Iterator[str]:
    """Yield the HTML that is written into a page, piece by piece."""
    for token, _ in _page(text):
        for piece in (token, *(token.children or ())):
            if piece.type in ("html_block", "html_inline"):
                yield piece.content


@lru_cache(maxsize=64)
def without_literals(text: str) -> str:
    """Return a page with code, formulas and comments blanked out, all else where it was."""
    blanked: list[tuple[int, int]] = []
    for token, lines in _page(text):
        begin, end = lines[0].begin, lines[-1].end
        is_code = token.type in ("code_block", "math_block", *_FENCES) and not _is_directive(token)
        if is_code or token.type == "myst_line_comment":
            blanked.append((begin, end))
        elif token.type == "html_block":
            blanked += _html_comments(text, begin, end)
    for token, begin, end in inline(text):
        if token.type in ("code_inline", "math_inline") or token.content.startswith(_COMMENT):
            blanked.append((begin, end))
    return _without(text, blanked)


def without_look_alikes(text: str) -> str:
    """Return a page, line by line, without lines that are comments and signs that look like HTML.

    A ``<`` in code, or of what is no tag, is read: it is left out, so that whatever is left is one.
    """
    parts = [(token, lines[0].begin, lines[-1].end) for token, lines in _page(text)]
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for token, begin, end in (*parts, *inline(text)):
        if token.meta["is_markdown"]:
            spans[token.type].append((begin, end))
    blanked, done = spans["myst_line_comment"], 0
    for begin, end in [*sorted(spans["html_block"] + spans["html_inline"]), (len(text), 0)]:
        signs = _LESS_THAN.finditer(text, done, max(done, begin))
        blanked += [one.span() for one in signs]
        done = max(done, end)
    return _without(text, blanked)


def _without(text: str, blanked: Iterable[tuple[int, int]]) -> str:
    """Return a text with parts of it blanked out, line by line."""
    letters = list(text)
    for begin, end in blanked:
        letters[begin:end] = ["\n" if letter == "\n" else " " for letter in text[begin:end]]
    return "".join(letters)


def without_comments(text: str) -> str:
    """Return a page without its comments, which reach no reader.

    They are lines that begin with ``%`` and comments of HTML. A blank line above those that
    stand alone goes with them.
    """
    parts = [*_comment_lines(text), *_comments_within(text)]
    left, done = [], 0
    for begin, end in sorted(parts):
        left.append(text[done:begin])
        done = max(done, end)
    return "".join([*left, text[done:]])


def _comment_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where lines begin and end that are comments and nothing else."""
    for token, lines in _page(text):
        is_html = token.type == "html_block" and not without_html_comments(token.content).strip()
        if token.meta["is_markdown"] and (token.type == "myst_line_comment" or is_html):
            begin = lines[0].begin
            yield begin - text.endswith("\n\n", 0, begin), min(lines[-1].end + 1, len(text))


def _comments_within(text: str) -> Iterator[tuple[int, int]]:
    for token, lines in _page(text):
        if token.type == "html_block" and token.meta["is_markdown"]:
            yield from _html_comments(text, lines[0].begin, lines[-1].end)
    for token, begin, end in inline(text):
        is_comment = token.type == "html_inline" and token.content.startswith(_COMMENT)
        if is_comment and token.meta["is_markdown"]:
            yield begin, end


def _is_directive(token: Token) -> bool:
    """Whether a fence holds a directive in which Markdown is read."""
    name = token.info.lstrip()
    return token.type in _FENCES and name.startswith("{") and not _LITERAL.match(name)


def _lines(text: str) -> list[_Line]:
    lines, begin = [], 0
    for line in text.split("\n"):
        lines.append(_Line(line, begin))
        begin += len(line) + 1
    return lines


@lru_cache(maxsize=64)
def _page(text: str) -> tuple[tuple[Token, list[_Line]], ...]:
    """Return the blocks of a page; several questions are asked of each page in turn."""
    return tuple(_blocks(_lines(text)))


def _blocks(lines: list[_Line], *, is_markdown: bool = True) -> Iterator[tuple[Token, list[_Line]]]:
    """Yield each block that begins, with its lines; what stands in directives comes after them.

    What is not known to be read as Markdown is marked so: its options, and reStructuredText.
    """
    for token in _parser().parse("\n".join(line.text for line in lines)):
        if token.map is None:
            continue
        own = lines[slice(*token.map)] or lines[-1:]
        token.meta["is_markdown"] = is_markdown
        yield token, own
        if _is_directive(token):
            within = _within(token.content.removesuffix("\n"), own[1:])
            options = _option_lines(within)
            holds = is_markdown and bool(_HOLDS_MARKDOWN.match(token.info.lstrip()))
            yield from _blocks(within[:options], is_markdown=False)
            yield from _blocks(within[options:], is_markdown=holds)


def _option_lines(within: list[_Line]) -> int:
    """Return how many lines a directive's options take."""
    if within and within[0].text.strip() == "---":
        ends = (n for n, line in enumerate(within[1:], 2) if line.text.strip() == "---")
        return next(ends, len(within))
    if not within or not within[0].text.startswith(":"):
        return 0
    return next((n for n, line in enumerate(within) if not _OPTION.match(line.text)), len(within))


def _within(content: str, lines: list[_Line]) -> list[_Line]:
    """Return the lines of a block's content, which may stand behind quotes or an indent."""
    return [
        _Line(text, line.begin + max(0, line.text.rfind(text)))
        for text, line in zip(content.split("\n"), lines, strict=False)
    ]


def inline(text: str) -> Iterator[tuple[Token, int, int]]:
    """Yield code, pictures, links and HTML inside paragraphs, and where each begins and ends."""
    for block, lines in _page(text):
        if block.type != "inline":
            continue
        own = _within(block.content, lines)
        for token in block.children or ():
            if "place" in token.meta:
                token.meta["is_markdown"] = block.meta["is_markdown"]
                begin, end = (_offset(own, place) for place in token.meta["place"])
                yield token, begin, end


def _offset(lines: list[_Line], offset: int) -> int:
    """Return where in the page a place in a paragraph's content is."""
    for line in lines:
        if offset <= len(line.text):
            return line.begin + offset
        offset -= len(line.text) + 1
    return lines[-1].end


def _tags(html: str) -> list[tuple[str, dict[str, str]]]:
    tags: list[tuple[str, dict[str, str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, {name: value or "" for name, value in attrs}))

    Reader().feed(html)
    return tags


_Rule = Callable[[StateInline, bool], bool]


def _noting(rule: _Rule, kind: str) -> _Rule:
    """Return a rule of markdown-it that leaves in a token where it was read."""

    def noted(state: StateInline, silent: bool) -> bool:
        begin, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        token = next((token for token in state.tokens[before:] if token.type == kind), None)
        if token and not silent:
            token.meta["place"] = begin, state.pos
            if kind == "link_open":
                label_end = state.md.helpers.parseLinkLabel(state, begin, True)
                if state.src.startswith("](", label_end):
                    token.meta["words"] = state.src[begin + 1 : label_end]
        return True

    return noted


@cache
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").use(front_matter_plugin).use(myst_block_plugin)
    markdown.use(colon_fence_plugin).use(dollarmath_plugin, allow_space=False, allow_digits=False)
    formula = formulas_only(math_inline_dollar(allow_space=False, allow_digits=False))
    markdown.inline.ruler.at("math_inline", _noting(formula, "math_inline"))
    markdown.inline.ruler.at("backticks", _noting(backtick, "code_inline"))
    markdown.inline.ruler.at("html_inline", _noting(html_inline, "html_inline"))
    markdown.inline.ruler.at("link", _noting(link, "link_open"))
    markdown.inline.ruler.at("image", _noting(image, "image"))
    return markdown
