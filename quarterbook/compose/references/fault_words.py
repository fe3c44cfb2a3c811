"""What is said of a picture, a link, a directive or a role that a page names and is not there.

The same words tell it before a page is bound and where Sphinx has found it.
"""

from __future__ import annotations

from collections.abc import Iterable

from quarterbook.ground.errors import nearest

CodedFault = tuple[str, str]
"""A code, and the words that go with it."""

_MERMAID = (
    "B221",
    'a diagram in "mermaid" is drawn by a script, which neither the public page nor paper has. '
    "Save it as a picture (SVG, from the editor that shows it) and show that: "
    "![What it shows](diagram.svg).",
)

# What analysts write, of which the nearest is meant; `known_directives` has all.
USUAL_DIRECTIVES = (
    "admonition", "card", "dropdown", "figure", "glue", "grid", "image", "include", "list-table",
    "margin", "math", "note", "tab-item", "tab-set", "table", "tip", "warning",
)  # fmt: skip

_USUAL_ROLES = (
    "abbr", "doc", "download", "emphasis", "glue", "kbd", "math", "ref", "strong", "sub", "sup",
    "term",
)  # fmt: skip


def missing_picture(path: str) -> CodedFault:
    """Return what is said of a picture, by its path in the book."""
    return "B204", f'the picture "{path}" does not exist.'


def dead_link(target: str, targets: Iterable[str] = ()) -> CodedFault:
    """Return what is said of a link that leads nowhere; ``targets`` is where links may lead."""
    words = f'a link leads to "{target}", which no page of the book has.'
    return "B202", f"{words}{nearest(target, targets)}"


def dead_place(place: str) -> CodedFault:
    """Return what is said of a link to a place of a page, as in ``page.md#place``."""
    return "B202", (
        f'a link leads to "{place}" on a page, and places are linked to by their names alone. '
        f"Write a line ({place})= above the heading there, and [words](#{place}) in the link."
    )


def unknown_directive(name: str) -> CodedFault:
    """Return what is said of a directive that pages do not know."""
    if name == "mermaid":
        return _MERMAID
    words = f'"{name}" is no directive that pages know. Take it out, or write it in words.'
    return "B224", f"{words}{nearest(name, USUAL_DIRECTIVES)}"


def unknown_role(name: str) -> CodedFault:
    """Return what is said of a role that pages do not know."""
    words = f'"{name}" is no role that pages know. Take it out, or write it in words.'
    return "B224", f"{words}{nearest(name, _USUAL_ROLES)}"
