"""What Sphinx's single page consists of, its documents and elements, and which a paper takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import html as markup

from quarterbook.ground.errors import BookError, Problem

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

# The same as an XPath test.
HEADING = " or ".join(f"self::{tag}" for tag in HEADINGS)

# The id of the mark with which Sphinx begins a document is this and the page's name.
MARK = "document-"

# The class of a heading of the paper's own words, which begins no page, and of what holds them.
SECTION, _OWN = "qb-section", "qb-own"


@dataclass(frozen=True)
class PaperPart:
    """Documents of the page that belong together in a paper.

    ``own`` are the paper's own words: their title stands on the front already. What has a
    ``title`` is an appendix, whose only document goes by that title. Other documents stay as
    they are.
    """

    documents: tuple[str, ...]
    title: str = ""
    own: bool = False


@dataclass(frozen=True)
class Documents:
    """The documents of a single page, which several papers may be made of: it is never changed.

    ``root`` is what stands on the page itself, ``inside`` the others by their names.
    """

    path: Path
    root: Sequence[markup.HtmlElement]
    inside: Mapping[str, Sequence[markup.HtmlElement]]

    @classmethod
    def of(cls, article: markup.HtmlElement, path: Path) -> Documents:
        """Take the documents of a page apart."""
        inside = _split(article)
        return cls(path, list(article), inside)

    def taken(self, parts: Sequence[PaperPart]) -> markup.HtmlElement:
        """Return an article of the parts, in their order; every document begins at level 1."""
        article = markup.Element("article")
        for part in parts:
            contents = [self._copied(name) for name in part.documents]
            if part.own:
                article.append(_own(contents))
            elif part.title:
                article.extend(_appendix(part.title, contents))
            else:
                article.extend(element for inside in contents for element in inside)
        return article

    def _copied(self, name: str) -> list[markup.HtmlElement]:
        if name in self.inside:
            return [deepcopy(element) for element in self.inside[name]]
        if not f"/{self.path.with_suffix('').as_posix()}".endswith(f"/{name}"):
            fault = f"{name}: not on the page that is printed. Is it in _toc.yml?"
            raise BookError(Problem("_toc.yml", 0, "B305", fault))
        mark = markup.Element("span", id=f"{MARK}{name}")
        return [mark, *(deepcopy(element) for element in self.root)]


def _split(article: markup.HtmlElement) -> dict[str, list[markup.HtmlElement]]:
    """Take the documents out of the one that they are nested in: from mark to mark."""
    documents: dict[str, list[markup.HtmlElement]] = {}
    lists = article.xpath(f".//div[span[starts-with(@id, '{MARK}')]]")
    for holder in reversed(lists):
        name = ""
        for element in list(holder):
            id_ = element.get("id", "")
            if element.tag == "span" and id_.startswith(MARK):
                name = id_.removeprefix(MARK)
                documents[name] = []
            if name:
                documents[name].append(element)
        holder.drop_tree()
    return documents


def _headings(elements: Sequence[markup.HtmlElement]) -> list[markup.HtmlElement]:
    return [part for element in elements for part in element.iter(*HEADINGS)]


def _move(headings: Sequence[markup.HtmlElement], by: int) -> None:
    for heading in headings:
        heading.tag = f"h{min(6, max(1, int(heading.tag[1]) + by))}"


def _own(contents: Sequence[list[markup.HtmlElement]]) -> markup.HtmlElement:
    """Return a paper's own words: without mark and title, headings a level higher."""
    holder = markup.Element("div", {"class": _OWN})
    for inside in contents:
        titles = [heading for heading in _headings(inside) if heading.tag == "h1"]
        for title in titles[:1]:
            title.getparent().attrib.pop("id", None)
            title.drop_tree()
        _move(_headings(inside), -1)
        holder.extend(inside[1:])
    for heading in _headings([holder]):
        heading.set("class", SECTION)
    return holder


def _appendix(title: str, contents: Sequence[list[markup.HtmlElement]]) -> list[markup.HtmlElement]:
    """Return an appendix: its one document under its title, or several, each a level lower."""
    headings = _headings(contents[0])
    if len(contents) == 1 and headings and headings[0].tag == "h1":
        headings[0].clear()
        headings[0].text = title
        return contents[0]
    heading = markup.Element("h1")
    heading.text = title
    for inside in contents:
        _move(_headings(inside), 1)
    # The mark of its first document stands before the appendix's heading, so that links lead there.
    first, *others = contents[0]
    rest = [element for inside in contents[1:] for element in inside]
    return [first, heading, *others, *rest]


def select(article: markup.HtmlElement, selector: str) -> list[markup.HtmlElement]:
    """Return the elements of a ``tag``, ``.class`` or ``tag.class``."""
    tag, _, name = selector.partition(".")
    test = f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" if name else ""
    return list(article.xpath(f".//{tag or '*'}{test}"))


def text_of(element: markup.HtmlElement) -> str:
    """Return what an element says, on one line."""
    return " ".join(element.text_content().split())


def heading_before(element: markup.HtmlElement) -> markup.HtmlElement | None:
    """Return the heading that an element stands under: the last before it."""
    for around in (element, *element.iterancestors()):
        for before in around.itersiblings(preceding=True):
            if headings := list(before.iter(*HEADINGS)):
                return headings[-1]
    return None
