"""A Sphinx extension: figures and tables that pages name with ``{numref}`` have numbers.

They are counted through the book in the order of its contents, figures and tables apart. What is
named by its caption alone has no number, so that a chart of the package keeps its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref, start_of_file
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

_KINDS = {nodes.figure: ("Figure", nodes.caption), nodes.table: ("Table", nodes.title)}
_RAW = re.compile(r'(<table id="(table-[\w-]+)"[^>]*>\s*<caption[^>]*>)')
_NUMBERED = "quarterbook_numbered"  # an attribute of the environment
_BEFORE_REFERENCES = 5
_AFTER_NAMES = 600  # once `names_of_charts` has led links to what has a name
_LOG = logging.getLogger(__name__)


class _Page(NamedTuple):
    """What a page has with a caption, by kind and ids, in order; and what it names by number."""

    captioned: tuple[tuple[str, tuple[str, ...]], ...]
    named: tuple[str, ...]


def setup(app: Sphinx) -> dict[str, Any]:
    """Note what each page has and names, and count once all pages are read."""
    app.connect("env-purge-doc", lambda _, env, page: _pages(env).pop(page, None))
    app.connect("doctree-read", _note)
    app.connect("env-get-updated", _count, priority=_AFTER_NAMES)
    app.add_post_transform(_WriteNumbers)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def _pages(env: BuildEnvironment) -> dict[str, _Page]:
    if not hasattr(env, _NUMBERED):
        setattr(env, _NUMBERED, {})
    pages: dict[str, _Page] = getattr(env, _NUMBERED)
    return pages


def _note(app: Sphinx, document: nodes.document) -> None:
    named = (one["reftarget"] for one in _references(document))
    _pages(app.env)[app.env.docname] = _Page((*_captioned(document),), (*named,))


def _references(document: nodes.document) -> list[pending_xref]:
    return [one for one in document.findall(pending_xref) if one["reftype"] == "numref"]


def _captioned(document: nodes.document) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in document.findall(nodes.Element):
        if isinstance(node, nodes.raw):
            yield from (("Table", (id_,)) for _, id_ in _RAW.findall(node.astext()))
        elif _caption_of(node) is not None and node["ids"]:
            yield _KINDS[type(node)][0], (*node["ids"],)


def _caption_of(node: nodes.Element) -> nodes.TextElement | None:
    if type(node) not in _KINDS:
        return None
    _, kind = _KINDS[type(node)]
    return next((one for one in node.children if isinstance(one, kind)), None)


def _place(env: BuildEnvironment, name: str) -> tuple[str, str]:
    """Return page and id of what goes by a name; nothing of what nothing has."""
    held: tuple[str, str] = env.domains["std"].data["anonlabels"].get(name, ("", ""))
    return held


def _count(_: Sphinx, env: BuildEnvironment) -> list[str]:
    """Count what is named, and return the pages that have or name what is counted anew."""
    pages, before = _pages(env), getattr(env, "quarterbook_numbers", {})
    places = {page: {_place(env, name) for name in one.named} for page, one in pages.items()}
    numbered_places = set().union(*places.values())
    counts = dict.fromkeys(("Figure", "Table"), 0)
    numbers: dict[tuple[str, str], str] = {}
    for page in _in_order(env, pages):
        for kind, ids in pages[page].captioned:
            if any((page, id_) in numbered_places for id_ in ids):
                counts[kind] += 1
                numbers |= {(page, id_): f"{kind} {counts[kind]}" for id_ in ids}
    env.quarterbook_numbers = numbers  # type: ignore[attr-defined]
    other = {place for place in {*numbers, *before} if numbers.get(place) != before.get(place)}
    naming = {page for page, named in places.items() if named & other}
    return sorted(naming | ({page for page, _ in other} & {*pages}))


def _in_order(env: BuildEnvironment, pages: Iterable[str]) -> list[str]:
    """Return pages as the contents list them, and behind these what no contents list."""
    listed: dict[str, None] = {}

    def follow(page: str) -> None:
        if page not in listed:
            listed[page] = None
            for one in env.toctree_includes.get(page, ()):
                follow(one)

    follow(env.config.root_doc)
    return [page for page in [*listed, *sorted({*pages} - {*listed})] if page in pages]


class _WriteNumbers(SphinxPostTransform):
    """Write numbers before captions, and into what names them."""

    default_priority = _BEFORE_REFERENCES

    def run(self, **_: Any) -> None:
        numbers: dict[tuple[str, str], str] = getattr(self.env, "quarterbook_numbers", {})
        for reference in _references(self.document):
            _lead(self.env, reference, numbers)
        if not numbers:
            return
        for page, node in [*_by_page(self.document, self.env.docname)]:
            if isinstance(node, nodes.raw):
                _number_raw(node, page, numbers)
            elif (caption := _caption_of(node)) is not None:
                for number in {numbers[page, id_] for id_ in node["ids"] if (page, id_) in numbers}:
                    caption.insert(0, nodes.inline("", f"{number}: ", classes=["caption-number"]))


def _lead(
    env: BuildEnvironment, reference: pending_xref, numbers: dict[tuple[str, str], str]
) -> None:
    """Make a link in words of a name with a number; what has none is told."""
    name = reference["reftarget"]
    place = _place(env, name)
    number = numbers.get(place, "")
    reference["reftype"] = "ref"  # a name that nothing has is told as of any link
    if not number and place[0]:
        _LOG.warning(name, type="quarterbook", subtype="no_number", location=reference)
        reference.replace_self(nodes.Text(reference.astext()))
        return
    words = number
    if reference["refexplicit"]:
        caption = env.domains["std"].data["labels"].get(name, ("", "", ""))[2]
        bare = number.rpartition(" ")[2]
        words = re.sub(r"%s|\{number\}", bare, reference.astext()).replace("{name}", caption)
    reference["refexplicit"] = True
    reference.children = [nodes.inline("", words, classes=["std", "std-ref"])]


def _number_raw(node: nodes.raw, page: str, numbers: dict[tuple[str, str], str]) -> None:
    def numbered(match: re.Match[str]) -> str:
        number = numbers.get((page, match[2]))
        return f'{match[1]}<span class="caption-number">{number}: </span>' if number else match[1]

    node.children = [nodes.Text(_RAW.sub(numbered, node.astext()))]


def _by_page(node: nodes.Element, page: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield what stands in a document, with its page; one document may have all pages in it."""
    for child in [*node.children]:
        if isinstance(child, nodes.Element):
            of = str(child["docname"]) if isinstance(child, start_of_file) else page
            yield of, child
            yield from _by_page(child, of)
