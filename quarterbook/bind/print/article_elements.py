"""The elements of Sphinx's page: its headings, the mark before each document, what they say."""

from __future__ import annotations

from lxml import html as markup

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

# The same as an XPath test.
HEADING = " or ".join(f"self::{tag}" for tag in HEADINGS)

# The id of the mark with which Sphinx begins a document is this and the page's name.
MARK = "document-"


def select(article: markup.HtmlElement, selector: str) -> list[markup.HtmlElement]:
    """Return the elements of a ``tag``, ``.class`` or ``tag.class``."""
    tag, _, name = selector.partition(".")
    test = f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" if name else ""
    return list(article.xpath(f".//{tag or '*'}{test}"))


def text_of(element: markup.HtmlElement) -> str:
    """Return what an element says, on one line."""
    return " ".join(element.text_content().split())


def heading_before(element: markup.HtmlElement) -> markup.HtmlElement | None:
    """Return the heading that an element stands under."""
    return next(iter(element.xpath(f"(preceding::*[{HEADING}])[last()]")), None)
