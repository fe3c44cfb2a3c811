"""Words people typed: made safe, without HTML and scripts; which of their dollars are money."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

_NO_ADDRESS = re.compile(
    r'<a(?: href="(?!(?:https?|mailto|tel):)[^"]*")?>(.*?)</a>', re.DOTALL | re.IGNORECASE
)
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "blockquote", "s"}


@cache
def _markdown(*, headings: bool = False) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "breaks": False}).enable("strikethrough")
    markdown.disable(["heading", "lheading", "image"])
    return markdown.enable("heading") if headings else markdown


_HEADINGS = {f"h{level}" for level in range(1, 7)}


def rich(text: str, *, headings: bool = False) -> Markup:
    """Return untrusted Markdown as clean HTML without blank lines; its headings, where asked for.

    Tags that came with the text are dropped and their words kept, scripts and
    styles dropped whole; addresses may be http, https, mailto or tel.
    """
    if not text.strip():
        return Markup()
    html = nh3.clean(
        _markdown(headings=headings).render(text.strip()),
        tags={*_TAGS, *_HEADINGS} if headings else _TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        clean_content_tags={"script", "style"},
        link_rel=None,
    )
    return Markup(re.sub(r"\n\s*\n", "\n", html).strip())


def owners_words(text: str) -> Markup:
    """Return Markdown that people typed into a table as `rich` does, whatever page it stands on.

    A link leads out of the book: one to a file, a page or a place is left as its words. Names of
    figures are no more than letters.
    """
    linked = _NO_ADDRESS.sub(r"\1", str(rich(text)))
    return Markup(linked.replace("{{", "&#123;&#123;"))


def plain(text: str) -> str:
    """Return untrusted Markdown as plain text on one line."""
    words = re.sub(r"</(p|li|div)>|<br ?/?>", " ", str(rich(text)))
    return " ".join(unescape(nh3.clean(words, tags=set())).split())


_CURRENCY = re.compile(r"(?<![A-Za-z])(?:US|A|AU|C|CA|HK|NZ|S|SG)$")
_BEGINS_WITH_AMOUNT = re.compile(r"\d[\d,.]*(?:bn|[a-z])?\s", re.IGNORECASE)
_BEGINS_WITHIN_WORDS = re.compile(r"[),;:]|\.\s")
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_MATHS = re.compile(r"[\\^_={}<>+*|]")


def _is_money(before: str, between: str) -> bool:
    """Whether a dollar is money, by what stands before it and between it and the next one.

    Before it the letters of a currency, or behind it an amount, a blank and plain words, and none
    of the signs that formulas have.
    """
    if _MATHS.search(between):
        return False
    if _CURRENCY.search(before):
        return True
    begins = _BEGINS_WITH_AMOUNT.match(between) or _BEGINS_WITHIN_WORDS.match(between)
    return bool(begins and _WORD.search(between))


def formulas_only(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """Return markdown-it's rule for formulas between dollars, less those that are money."""

    @wraps(rule)
    def read(state: StateInline, silent: bool) -> bool:
        begin = state.pos
        if not rule(state, True):
            return False
        end, state.pos = state.pos, begin
        is_double = state.src.startswith("$$", begin)
        if not is_double and _is_money(state.src[:begin], state.src[begin + 1 : end - 1]):
            return False
        return rule(state, silent)

    return read
