"""A Sphinx extension: numbered sections and paragraphs, on pages that ask for them.

A page whose front matter says ``numbered: true`` has its sections numbered 1, 2 …, and in each
section one count for sub-headings and paragraphs: 1.1, 1.2 … Points of a list have letters, and
those within them Roman numerals, so that whatever a section says can be cited: 1.2 b. It happens
as a page is read, so that the site and both papers have the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_LISTED = (nodes.container, nodes.bullet_list, nodes.enumerated_list, nodes.list_item)


def setup(app: Sphinx) -> dict[str, Any]:
    """Have pages numbered as they are read."""
    app.add_transform(_Numbers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class _Numbers(SphinxTransform):
    """Number the sections and paragraphs of a page, and refer to them by number."""

    # After labels have been put on what they stand before, and before links look for labels.
    default_priority = 700

    def apply(self, **kwargs: Any) -> None:
        if not _wants_numbers(self.document):
            return
        for page in self.document.findall(_is_page):
            _letter_points(page)
        numbers = {
            id_: words
            for page in self.document.findall(_is_page)
            for node, words in _numbered(page)
            for id_ in node["ids"]
        }
        labels = {
            name: self.document.nameids[name]
            for name, explicit in self.document.nametypes.items()
            if explicit and self.document.nameids[name]
        }
        for link in list(self.document.findall(nodes.reference)):
            name = nodes.fully_normalize_name(link.get("refuri", "").removeprefix("#"))
            if link.get("id_link") and name in labels:
                _refer(link, labels[name], numbers.get(labels[name], "this paper"))
        # A paper's labels are its own: another paper of the book may have the same.
        self.document.nametypes.update(dict.fromkeys(labels, False))


def _wants_numbers(document: nodes.document) -> bool:
    for field in document.findall(nodes.field):
        name, body = field.children
        if name.astext() == "numbered":
            return body.astext().strip().lower() == "true"
    return False


def _is_page(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section) and isinstance(node.parent, nodes.document)


def _numbered(page: nodes.section) -> Iterator[tuple[nodes.Element, str]]:
    """Number a page; give every element with what a reference to it says.

    An element without a number of its own, such as a list, belongs to the paragraph before it.
    """
    section, count = 0, 0
    words = ""
    for node in list(page.findall(nodes.Element)):
        level = _depth(node, page)
        if isinstance(node, nodes.section) and level == 1:
            section, count = section + 1, 0
            words = f"section {section}"
            _put_number(node[0], str(section))
        elif section and _takes_number(node, level):
            count += 1
            words = f"paragraph {section}.{count}"
            heading = isinstance(node, nodes.section)
            _put_number(node[0] if heading else node, f"{section}.{count}")
        if words:
            yield node, words


def _letter_points(page: nodes.section) -> None:
    """Give the points of bullet lists letters, a list within a list Roman numerals."""
    for points in list(page.findall(nodes.bullet_list)):
        around = list(_around(points, page))
        if all(isinstance(one, (nodes.section, *_LISTED)) for one in around):
            is_inner = any(isinstance(one, nodes.list_item) for one in around)
            kind = "lowerroman" if is_inner else "loweralpha"
            lettered = nodes.enumerated_list(
                "", *points.children, enumtype=kind, prefix="", suffix="."
            )
            lettered.update_basic_atts(points)
            points.replace_self(lettered)


def _around(node: nodes.Element, page: nodes.section) -> Iterator[nodes.Element]:
    while node.parent is not page:
        node = node.parent
        yield node


def _depth(node: nodes.Element, page: nodes.section) -> int:
    """Return how many sections below the page an element is; -1 if other things are between."""
    depth = 0 if not isinstance(node, nodes.section) else int(node is not page)
    around = node.parent
    while around is not page and node is not page:
        if not isinstance(around, nodes.section):
            return -1
        depth, around = depth + 1, around.parent
    return depth


def _takes_number(node: nodes.Element, level: int) -> bool:
    if isinstance(node, nodes.section):
        return level > 1
    return isinstance(node, nodes.paragraph) and level >= 1 and _speaks(node)


def _speaks(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph has words, not just a picture or an anchor."""
    return any(
        text.astext().strip() and not isinstance(text.parent, (nodes.raw, nodes.comment))
        for text in paragraph.findall(nodes.Text)
    )


def _put_number(element: nodes.Element, number: str) -> None:
    element.insert(0, [nodes.inline(number, number, classes=["qb-number"]), nodes.Text(" ")])


def _refer(link: nodes.reference, id_: str, words: str) -> None:
    """Let a link lead to an element of this page, and say its number where it says nothing."""
    del link["refuri"], link["id_link"]
    link["refid"] = id_
    if not link.children:
        link["classes"].append("qb-ref")
        link += nodes.Text(words)
