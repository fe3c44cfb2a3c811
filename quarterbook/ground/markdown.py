"""Words people typed into a CSV, made safe: Markdown stays, HTML and scripts go."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
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
