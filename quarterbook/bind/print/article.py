"""Sphinx's single page, reduced to what is printed: text, tables, pictures, links in the paper."""

from __future__ import annotations

import hashlib
import posixpath
import re
from base64 import b64decode
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from lxml import etree
from lxml import html as markup

from quarterbook.bind.print.parts import MARK, Part, take
from quarterbook.ground.errors import BookError

__all__ = ["Article", "Part", "Picture", "read_article"]


# What belongs to the site alone: its machinery, its controls, the notebooks' source.
DROPPED = (
    "script", "style", "nav", "button", "form", "iframe", "template", "input", "hr.footnotes",
    ".headerlink", ".qb-web-only", ".onlyprint", ".toggle-button", ".cell_input", "details.hide",
    ".prev-next-area",
)  # fmt: skip


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


HEADING = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6"


SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}


@dataclass(frozen=True)
class Article:
    """The printed part of a page: HTML whose pictures are ``images/NAME``, and those pictures."""

    html: str
    images: dict[str, Picture]


@dataclass(frozen=True)
class Picture:
    """A picture's bytes, and what the page calls it."""

    data: bytes
    source: str


def read_article(path: Path, parts: Sequence[Part] = ()) -> Article:
    """Return what `path`, a page of Sphinx's ``singlehtml`` builder, has to print.

    Of the documents on the page those of `parts` are taken, in their order; by default all.

    Every document starts at heading level 1, every heading has an id that is a
    Word bookmark too, links lead to an id of the paper or out of it, and a link
    to anything else (a download, a page left out) is left as its words. Raises
    `BookError` for a page without content and for a picture that is missing or
    has no alt text.
    """
    root = markup.document_fromstring(path.read_bytes(), parser=markup.HTMLParser(encoding="utf-8"))
    found = root.xpath("//article") or root.xpath("//main | //*[@role='main']")
    if not found:
        raise BookError(
            f"{path.name}: nothing to print. The page has no <article>; "
            "was it made by Sphinx's singlehtml builder?"
        )
    article = found[0]
    article.tail = None
    _level_headings(article)
    if parts:
        take(article, path, parts)
    for selector in DROPPED:
        for element in _select(article, selector):
            element.drop_tree()
    _drop_captions(article)
    _unfold_details(article)
    _inline_footnotes(article)
    _join_links(article)
    images = _collect_images(article, path)
    _plain_wrappers(article)
    return Article(etree.tostring(article, encoding="unicode", method="html"), images)


def _select(article: markup.HtmlElement, selector: str) -> list[markup.HtmlElement]:
    """Return the elements of a ``tag``, ``.class`` or ``tag.class``."""
    tag, _, name = selector.partition(".")
    test = f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]" if name else ""
    return list(article.xpath(f".//{tag or '*'}{test}"))


def _text(element: markup.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _drop_captions(article: markup.HtmlElement) -> None:
    """Take the hidden caption off a table that stands under a heading of the same words."""
    for caption in _select(article, "caption.qb-hidden"):
        heading = next(iter(caption.xpath(f"(preceding::*[{HEADING}])[last()]")), None)
        if heading is not None and _text(heading).endswith(_text(caption)):
            caption.drop_tree()


def _unfold_details(article: markup.HtmlElement) -> None:
    """Turn ``<details>`` into its content, under its summary unless a caption says the same."""
    for details in article.xpath(".//details"):
        for summary in details.xpath("./summary"):
            captions = {_text(caption) for caption in details.xpath(".//caption | .//figcaption")}
            if _text(summary) in captions or _text(details) == _text(summary):
                summary.drop_tree()
            else:
                summary.tag = "div"
                summary.set("class", "qb-summary")
        details.drop_tag()


def _level_headings(article: markup.HtmlElement) -> None:
    """Let each document start at level 1 and no level be skipped.

    Sphinx nests documents in the first one, so its own headings, known by their
    permalink, come out too deep by the level that the document began with;
    headings that a notebook wrote as HTML are as deep as they say.
    """
    begins, shift, last = False, 0, 0
    for element in article.xpath(f".//*[{HEADING}] | .//span[starts-with(@id, '{MARK}')]"):
        if element.tag == "span":
            begins = True
            continue
        level = int(element.tag[1])
        if element.xpath("a[contains(@class, 'headerlink')]"):
            if begins:
                begins, shift = False, level - 1
            level -= shift
        last = max(1, min(level, last + 1))
        element.tag = f"h{last}"


def _inline_footnotes(article: markup.HtmlElement) -> None:
    """Put each footnote where its mark is.

    Sphinx numbers them anew in every document, so the nearest mark counts.
    """
    for note in article.xpath(".//aside[contains(@class, 'footnote') and @id]"):
        for label in note.xpath("./span[@class='label']"):
            label.drop_tree()
        for mark in note.xpath(
            "preceding::a[@role='doc-noteref' and @href=$href]", href=f"#{note.get('id')}"
        ):
            words = deepcopy(note)
            words.tag, words.tail = "span", mark.tail
            words.attrib.clear()
            words.set("class", "qb-footnote")
            for part in words.xpath(".//p"):
                part.drop_tag()
            mark.getparent().replace(mark, words)
        note.drop_tree()


def _join_links(article: markup.HtmlElement) -> None:
    """Give headings their section's id, let links find it, drop links that lead nowhere.

    A link to a measure leads to its section or, in a paper that has none, to its row of a table.
    """
    targets = _Targets()
    document = ""
    anchors: list[tuple[str, markup.HtmlElement]] = []
    for element in article.xpath(".//*[@id] | .//a"):
        wanted = element.attrib.pop("id", "")
        if element.tag == "span" and wanted.startswith(MARK):
            document = wanted
        if wanted:
            targets.add(wanted, document, _place(element))
        if element.tag == "a":
            anchors.append((document, element))
    names: dict[markup.HtmlElement, str] = {}
    for wanted, element in targets.first():
        if element.tag in HEADINGS:
            _name(element, wanted, names)
    for heading in article.xpath(f".//*[{HEADING}]"):
        _name(heading, _text(heading) or "heading", names)
    for document, anchor in anchors:
        parts = urlsplit(anchor.get("href", ""))
        if parts.scheme in ("http", "https", "mailto", "tel"):
            anchor.attrib.pop("class", None)
            continue
        wanted = unquote(parts.fragment)
        page = posixpath.normpath(parts.path).removesuffix(".html").lstrip("./")
        target = targets.find(wanted or f"{MARK}{page}", document)
        if target is None and wanted:
            target = targets.find(f"in-table-{wanted}", document)
            if target is not None and target in _row(anchor):
                target = None
        if target is None or not _text(anchor):
            anchor.drop_tag()
        else:
            anchor.set("href", f"#{_name(target, wanted, names)}")
    for element in _select(article, ".qb-see"):
        if not element.xpath(".//a"):  # all that it says is where to look, and that is not here
            element.drop_tree()
    for element, name in names.items():
        if element.tag in (*HEADINGS, "figure", "table", "div", "span"):
            element.set("id", name)
        else:
            _put_anchor(element, name)


class _Targets:
    """What links can lead to, by id; documents of one page may have the same ids."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, markup.HtmlElement]] = {}

    def add(self, id_: str, document: str, element: markup.HtmlElement) -> None:
        self._found.setdefault(id_, {}).setdefault(document, element)

    def find(self, id_: str, document: str) -> markup.HtmlElement | None:
        """Return the element of that id: the document's own, else the first."""
        found = self._found.get(id_, {})
        return found.get(document, next(iter(found.values()), None))

    def first(self) -> list[tuple[str, markup.HtmlElement]]:
        return [(id_, one) for id_, found in self._found.items() for one in found.values()]


def _row(element: markup.HtmlElement) -> list[markup.HtmlElement]:
    """Return everything in the table's row that an element stands in."""
    return [part for row in element.xpath("ancestor::tr[1]") for part in row.iter()]


def _put_anchor(element: markup.HtmlElement, name: str) -> None:
    """Put a name before what an element says; that of a row into its first cell."""
    place = next(iter(element.xpath("./th | ./td")), element) if element.tag == "tr" else element
    place.insert(0, markup.Element("span", id=name))
    place[0].tail, place.text = place.text, None


def _place(element: markup.HtmlElement) -> markup.HtmlElement:
    """Return what the reader sees where an id stands: a section's heading or the element."""
    around = element
    while (
        around.tag == "span"
        and not _text(around)
        and around.getnext() is not None
        and not (around.tail or "").strip()
    ):
        around = around.getnext()
    if around.tag == "section":
        return next(iter(around.xpath(f"(.//*[{HEADING}])[1]")), around)
    return around if around.tag in HEADINGS else element


def _name(element: markup.HtmlElement, wanted: str, names: dict[markup.HtmlElement, str]) -> str:
    """Return the element's name, made from the wanted one as Word has them: no more than `\\w`."""
    if element not in names:
        stem = re.sub(r"[^A-Za-z0-9]+", "_", wanted)[:32].strip("_")
        stem = stem if stem[:1].isalpha() else f"at_{stem}"
        taken, name, count = set(names.values()), stem, 1
        while name in taken:
            count += 1
            name = f"{stem}_{count}"
        names[element] = name
    return names[element]


def _collect_images(article: markup.HtmlElement, path: Path) -> dict[str, Picture]:
    """Name each picture by its content, so that no path of this machine gets into the paper."""
    images: dict[str, Picture] = {}
    for image in article.xpath(".//img"):
        source = image.get("src", "")
        shown = source if len(source) < 80 else source[:40] + "…"
        decorative = image.get("role") == "presentation" or image.get("aria-hidden") == "true"
        if not (image.get("alt") or "").strip() and not decorative:
            heading = next(iter(image.xpath(f"(preceding::*[{HEADING}])[last()]")), None)
            under = f' under "{_text(heading)}"' if heading is not None else ""
            raise BookError(
                f"image {shown}{under} has no alt text. Say in its alt text what it shows."
            )
        data, suffix = _read_image(source, shown, path)
        name = hashlib.sha256(data).hexdigest()[:16] + suffix
        images[name] = Picture(data, shown)
        image.set("src", f"images/{name}")
        if decorative and "qb-icon" not in image.get("class", ""):
            image.set("class", "qb-decorative")
        for attribute in ("width", "height", "style"):
            image.attrib.pop(attribute, None)
    return images


def _read_image(source: str, shown: str, path: Path) -> tuple[bytes, str]:
    """Return an image's bytes and file suffix."""
    if source.startswith("data:"):
        head, _, body = source.partition(",")
        kind = head.removeprefix("data:").split(";")[0]
        if kind not in SUFFIXES:
            raise BookError(
                f"image {shown}: {kind or 'no type'} cannot be printed. Use SVG, PNG, JPEG or GIF."
            )
        return (b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)), SUFFIXES[
            kind
        ]
    name = unquote(urlsplit(source).path)
    suffix = Path(name).suffix.lower()
    if suffix not in (*SUFFIXES.values(), ".jpeg"):
        raise BookError(
            f"image {shown}: this kind of file cannot be printed. Use SVG, PNG, JPEG or GIF."
        )
    # A book whose first page is in a folder has its page there, and its pictures a folder above.
    for folder in path.parents[:4]:
        if (folder / name).is_file():
            return (folder / name).read_bytes(), suffix
    raise BookError(f"image {shown}: no such file beside {path.name}.")


def _plain_wrappers(article: markup.HtmlElement) -> None:
    """Keep classes where pandoc would lose them, and drop the wrappers that say nothing."""
    for element in article.xpath(".//aside"):
        element.tag = "div"
    for element in _select(article, ".qb-letters"):
        for listed in element.xpath("./ol"):
            listed.set("type", "A")
        element.drop_tag()
    for element in article.xpath(".//p[@class] | .//dl[@class]"):
        if "qb-" in element.get("class") or "admonition-title" in element.get("class"):
            wrapper = markup.Element("div", {"class": element.attrib.pop("class")})
            element.addprevious(wrapper)
            wrapper.tail, element.tail = element.tail, None
            wrapper.append(element)
    for element in article.xpath(".//section | .//span[not(@id) and not(node())]"):
        element.drop_tag()
    article.tag = "body"
