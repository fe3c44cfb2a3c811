"""What of Sphinx's own settings ``_config.yml`` may have.

Sphinx takes most of them for code to run, files to read as they stand or words for every page: a
file of the machine would be published, or the mark of a draft written over, and no signature would
know. So those that may be set are listed, and not those that may not.
"""

from __future__ import annotations

from collections.abc import Iterator

from quarterbook.ground.errors import Problem, nearest
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document

MAY_BE_SET = (
    "highlight_language",
    "math_eqref_format",
    "myst_enable_checkboxes",
    "myst_footnote_transition",
    "myst_linkify_fuzzy_links",
    "myst_number_code_blocks",
    "myst_title_to_header",
    "nitpicky",
    "project",
    "quarterbook_scripts",
    "release",
    "smartquotes",
    "smartquotes_action",
    "smartquotes_excludes",
    "trim_footnote_reference_space",
    "version",
)
"""What says how pages are read, or is a word that a page may name."""


def faults_of_sphinx(book: Book, document: Document) -> Iterator[Problem]:
    """Yield what stands under ``sphinx:`` and lets something in that nobody sees or signs.

    Settings that are not in `MAY_BE_SET`, and extensions that lie in the book.
    """
    group = document.content.get("sphinx") or {}
    if group.get("local_extensions"):
        fault = (
            "local_extensions (in sphinx) are code that no signature covers. Take them out; what "
            "is to be worked out for a page belongs into a notebook."
        )
        yield _fault(document, fault, "local_extensions")
    for name in group.get("config") or {}:
        if name not in MAY_BE_SET:
            fault = (
                f'"{name}" (in sphinx: config) cannot be set by a book.'
                f"{nearest(str(name), MAY_BE_SET)} Take it out; the guide lists what may stand "
                "here under Settings of Sphinx."
            )
            yield _fault(document, fault, "config", name)
    if (document.content.get("parse") or {}).get("myst_substitutions"):
        fault = (
            "myst_substitutions (in parse) are words for pages that nobody reads or signs. Take "
            "them out: figures have names of their own, and words stand on their page."
        )
        line = document.line("parse", "myst_substitutions")
        yield Problem(document.name, line, "B104", fault)
    extensions = group.get("extra_extensions") or []
    for number, name in enumerate([extensions] if isinstance(extensions, str) else extensions):
        first = str(name).partition(".")[0]
        lies_here = (book.root / f"{first}.py").exists() or (book.root / first).is_dir()
        if lies_here and name != "quarterbook":
            fault = (
                f'"{name}" (in sphinx: extra_extensions) lies in the book, and is code that no '
                "signature covers. Take it out; extensions are installed beside Quarterbook."
            )
            yield _fault(document, fault, "extra_extensions", number)


def _fault(document: Document, fault: str, *path: str | int) -> Problem:
    return Problem(document.name, document.line("sphinx", *path), "B104", fault)
