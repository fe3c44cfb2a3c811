"""Links that lead to an id of the paper, or out of it; notes stand where their marks are."""

from __future__ import annotations

import posixpath
import re
from copy import deepcopy
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as markup

from quarterbook.bind.print.article_parts import (
    HEADING,
    HEADINGS,
    MARK,
    SECTION,
    select,
    text_of,
)

_NUMBERED = (*HEADINGS, "p")

# The number of a note, and the links back to its marks where it has several: neither is its words.
_NOT_OF_A_NOTE = "./span[@class='label' or @class='backrefs']"


def inline_footnotes(article: markup.HtmlElement) -> None:
    """Put each footnote where its first mark is; a further mark repeats its number.

    Sphinx numbers them anew in every document, so the nearest marks count.
    """
    further: dict[markup.HtmlElement, list[markup.HtmlElement]] = {}
    for note in article.xpath(".//aside[contains(@class, 'footnote') and @id]"):
        for part in note.xpath(_NOT_OF_A_NOTE):
            part.drop_tree()
        marks = note.xpath(
            "preceding::a[@role='doc-noteref' and @href=$href]", href=f"#{note.get('id')}"
        )
        for number, mark in enumerate(marks):
            in_place = _words_of_note(note) if number == 0 else markup.Element("span")
            in_place.tail = mark.tail
            mark.getparent().replace(mark, in_place)
            if number == 0:
                further[in_place] = []
            else:
                further[next(reversed(further))].append(in_place)
        note.drop_tree()
    in_order = [one for one in article.iter("span") if one in further]
    for number, note in enumerate(in_order, 1):
        for again in further[note]:
            note.set("data-note", f"note_{number}")
            again.set("data-note", f"note_{number}")
            again.set("class", "qb-footnote-again")
            again.text = str(number)


def _words_of_note(note: markup.HtmlElement) -> markup.HtmlElement:
    words = deepcopy(note)
    words.tag = "span"
    words.attrib.clear()
    words.set("class", "qb-footnote")
    words.text = (words.text or "").lstrip()
    for part in words.xpath(".//p"):
        part.drop_tag()
    return words


def join_links(article: markup.HtmlElement) -> None:
    """Give headings their section's id, let links find it, drop links that lead nowhere.

    A link to a measure leads to its section or, in a paper that has none, to its row of a table.
    """
    targets, links = _targets_and_links(article)
    names, places = _Names(), _places(article)
    for id_, element in targets.all():
        if element.tag in HEADINGS:
            names.of(element, id_)
    for heading in article.xpath(f".//*[{HEADING}]"):
        names.of(heading, text_of(heading) or "heading")
    for document, link in links:
        target = _lead(link, document, targets, names)
        if target is not None:
            link.set("data-place", _place(places[target], places[link], text_of(link)))
    for element in select(article, ".qb-see"):
        if not element.xpath(".//a"):  # all that it says is where to look, and that is not here
            element.drop_tree()
    names.write()


class _Targets:
    """What links can lead to, by id; documents of one page may have the same ids."""

    def __init__(self) -> None:
        self._elements: dict[str, dict[str, markup.HtmlElement]] = {}

    def add(self, id_: str, document: str, element: markup.HtmlElement) -> None:
        self._elements.setdefault(id_, {}).setdefault(document, element)

    def find(self, id_: str, document: str) -> markup.HtmlElement | None:
        """Return the element of that id: the document's own, else the first."""
        elements = self._elements.get(id_, {})
        return elements.get(document, next(iter(elements.values()), None))

    def all(self) -> list[tuple[str, markup.HtmlElement]]:
        return [(id_, one) for id_, those in self._elements.items() for one in those.values()]


def _places(article: markup.HtmlElement) -> dict[markup.HtmlElement, tuple[str, ...]]:
    """Return where every element stands: a paragraph's number, or the headings above it.

    Word knows no page before it has been asked for it, so its references say this instead.
    """
    places: dict[markup.HtmlElement, tuple[str, ...]] = {}
    above: dict[int, str] = {}
    number = ""
    for element in article.iter(etree.Element):
        level = int(element.tag[1]) if element.tag in HEADINGS else 0
        if level:
            above = {deep: words for deep, words in above.items() if deep < level}
        numbers = element.xpath("./*[@class='qb-number']")
        if numbers and element.tag in _NUMBERED:
            number = text_of(numbers[0])
        elif level and element.get("class") != SECTION:
            number = ""
        places[element] = (_numbered(number),) if number else tuple(above.values())
        if level:
            above[level] = text_of(element)
    return places


def _numbered(number: str) -> str:
    return f"{'paragraph' if '.' in number else 'section'} {number}"


def _short(title: str) -> str:
    return title.partition(": ")[0]


def _place(there: tuple[str, ...], here: tuple[str, ...], words: str) -> str:
    """Return where something stands that a link names: "Appendix A, Waste and recycling".

    The chapter is left out that the link stands in too.
    """
    nearest = [title for title in there[1:] if title != words][-1:]
    chapter = [] if there[:1] == here[:1] and nearest else there[:1]
    return ", ".join(title for title in (*map(_short, chapter), *nearest) if title != words)


class _Names:
    """The ids that elements get, as Word's bookmarks may be called: no more than ``\\w``."""

    def __init__(self) -> None:
        self._names: dict[markup.HtmlElement, str] = {}

    def of(self, element: markup.HtmlElement, like: str) -> str:
        """Return the element's name; a new one is made from what it is to be like."""
        if element not in self._names:
            stem = re.sub(r"[^A-Za-z0-9]+", "_", like)[:32].strip("_")
            stem = stem if stem[:1].isalpha() else f"at_{stem}"
            taken, name, count = set(self._names.values()), stem, 1
            while name in taken:
                count += 1
                name = f"{stem}_{count}"
            self._names[element] = name
        return self._names[element]

    def write(self) -> None:
        """Put the names on their elements, or before what those say that cannot have one."""
        for element, name in self._names.items():
            if element.tag in (*HEADINGS, "figure", "table", "div", "span"):
                element.set("id", name)
            else:
                _put_anchor(element, name)


def _targets_and_links(
    article: markup.HtmlElement,
) -> tuple[_Targets, list[tuple[str, markup.HtmlElement]]]:
    """Take all ids off; return what has one, and each link with the document that it is in."""
    targets = _Targets()
    links: list[tuple[str, markup.HtmlElement]] = []
    document = ""
    for element in article.xpath(".//*[@id] | .//a"):
        id_ = element.attrib.pop("id", "")
        if element.tag == "span" and id_.startswith(MARK):
            document = id_
        if id_:
            targets.add(id_, document, _seen_place(element))
        if element.tag == "a":
            links.append((document, element))
    return targets, links


def _lead(
    link: markup.HtmlElement, document: str, targets: _Targets, names: _Names
) -> markup.HtmlElement | None:
    """Let a link lead to its element, which is returned, or leave it as its words.

    One out of the paper stays.
    """
    address = urlsplit(link.get("href", ""))
    if address.scheme in ("http", "https", "mailto", "tel"):
        link.attrib.pop("class", None)
        _print_address(link)
        return None
    id_ = unquote(address.fragment).rpartition("#")[2]  # newer Sphinx names the document before it
    page = posixpath.normpath(address.path).removesuffix(".html").lstrip("./")
    target = targets.find(id_ or f"{MARK}{page}", document)
    if target is None and id_:
        target = targets.find(f"in-table-{id_}", document)
        if target is not None and target in _row(link):
            target = None
    if target is None or not text_of(link):
        _leave_words(link)
        return None
    link.set("href", f"#{names.of(target, id_)}")
    return target


def _leave_words(link: markup.HtmlElement) -> None:
    """Leave a link that leads nowhere as its words; one of many names is a name still."""
    if "qb-name" in link.get("class", "").split():
        link.tag = "span"
        del link.attrib["href"]
    else:
        link.drop_tag()


def _print_address(link: markup.HtmlElement) -> None:
    """Let a link out of the paper say where it leads, unless its words do."""
    shown = unquote(link.get("href", "")).removeprefix("mailto:").removeprefix("tel:")
    words = text_of(link)
    if words and _bare(shown) not in _bare(words):
        address = markup.Element("span")
        address.text = f" ({shown})"
        link.append(address)
        address.drop_tag()


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address).rstrip("/").lower()


def _row(element: markup.HtmlElement) -> list[markup.HtmlElement]:
    """Return everything in the table's row that an element stands in."""
    return [part for row in element.xpath("ancestor::tr[1]") for part in row.iter()]


def _put_anchor(element: markup.HtmlElement, name: str) -> None:
    """Put a name before what an element says; that of a row into its first cell."""
    anchored = next(iter(element.xpath("./th | ./td")), element) if element.tag == "tr" else element
    anchored.insert(0, markup.Element("span", id=name))
    anchored[0].tail, anchored.text = anchored.text, None


def _seen_place(element: markup.HtmlElement) -> markup.HtmlElement:
    """Return what the reader sees where an id stands: a section's heading or the element."""
    around = element
    while (
        around.tag == "span"
        and not text_of(around)
        and around.getnext() is not None
        and not (around.tail or "").strip()
    ):
        around = around.getnext()
    if around.tag == "section":
        return next(iter(around.xpath(f"(.//*[{HEADING}])[1]")), around)
    return around if around.tag in HEADINGS else element
