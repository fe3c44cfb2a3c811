"""Pieces of a page, shown in JupyterLab at once and bound into the book later."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from textwrap import indent
from typing import Any, NamedTuple

from markupsafe import Markup

from quarterbook.ground.errors import CommandError
from quarterbook.ground.markdown import rich
from quarterbook.report.html.element import element, written

MIME = "application/vnd.quarterbook.block+json"

# What ends the name of the file, beside a chart's own, that says what it shows.
CHART_SHOWS = ".shown.json"

TWO_CHARTS = (
    'two different charts go by the name "{0}". Give each a name of its own, such as name="{0}-2".'
)


class ChartPoint(NamedTuple):
    """A point of a chart: how far from its left and its top, in per cent, and what it says."""

    across: float
    down: float
    words: str


@dataclass(frozen=True)
class Chart:
    """A chart: its SVG, and what it shows as text that stays the same however it is drawn.

    ``narrow`` is the same chart for half a page of paper and for small screens.
    ``points`` say on the site what each of them is.
    """

    svg: str
    shows: str
    points: tuple[ChartPoint, ...] = ()
    narrow: Chart | None = None


def differing_chart(files: Mapping[str, str | bytes], others: Mapping[str, str | bytes]) -> str:
    """Return the name of a chart that is in both and shows something else in each; "" of none.

    Charts are compared by what they show, not by how it is drawn.
    """
    for path in sorted(files.keys() & others.keys()):
        shows = f"{path.removesuffix('.svg')}{CHART_SHOWS}"
        is_drawing = path.endswith(".svg") and shows in files and shows in others
        if not is_drawing and files[path] != others[path]:
            name = PurePosixPath(path).name.removesuffix(CHART_SHOWS)
            return name.removesuffix("-narrow")
    return ""


@dataclass(frozen=True)
class Block:
    """A piece of a page.

    ``html`` is what JupyterLab shows; ``markdown`` (MyST) what the book
    binds; ``files`` the text of the files it needs, by their path from the
    book's folder; ``given`` what in it an analyst put together, which is read for what is withheld;
    ``notes`` what the build tells the analyst of it. Blocks add up.
    """

    html: str = ""
    markdown: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Block) -> Block:
        if not isinstance(other, Block):
            raise _NotAdded(other)
        if name := differing_chart(self.files, other.files):
            raise CommandError(TWO_CHARTS.format(name))
        return Block(
            "\n".join(part for part in (self.html, other.html) if part),
            "\n\n".join(part for part in (self.markdown, other.markdown) if part),
            {**self.files, **other.files},
            self.given + other.given,
            self.notes + other.notes,
        )

    def __radd__(self, other: object) -> Block:
        if isinstance(other, int) and other == 0:  # where sum() begins
            return self
        raise _NotAdded(other)

    def __format__(self, spec: str) -> str:
        raise CommandError(
            'A block cannot stand inside a text. Add it: report.text("…") + report.table(…).'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/html": self.html,
            MIME: {
                "markdown": self.markdown,
                "files": dict(self.files),
                "given": list(self.given),
                **({"left_out": list(self.notes)} if self.notes else {}),
            },
        }


class _NotAdded(CommandError):
    def __init__(self, other: object) -> None:
        super().__init__(
            f"a {type(other).__name__} cannot be added to a block. Make it one: "
            'report.text("…") of words, report.table(…) of a frame.'
        )


def join_blocks(*blocks: Block) -> Block:
    """Return blocks as one."""
    return sum(blocks, Block())


def html(fragment: Markup) -> Block:
    """A piece of HTML; raises `ValueError` for a blank line, which would end it in Markdown."""
    text = written(fragment)
    if re.search(r"\n\s*\n", text):
        raise ValueError("a blank line ends HTML in Markdown")
    return Block(text, text)


def paragraph(text: str, css: str = "") -> Block:
    """Plain text as a paragraph, or several where it has blank lines."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    return html(Markup("\n").join(element("p", part, class_=css) for part in parts))


def with_given(made: Block, *words: str) -> Block:
    """Return a block that says what in it an analyst gave: words, a table, what a chart says."""
    return replace(made, given=tuple(filter(None, words)))


def heading(level: int, text: str, anchor: str = "") -> Block:
    """A heading and the anchor by which other pages find it."""
    target = f"({anchor})=\n" if anchor else ""
    return Block(
        element(f"h{level}", text, id=anchor),
        f"{target}{'#' * level} {markdown_text(text)}",
    )


def link(text: str, target: str) -> str:
    """Markdown for a link to an anchor (``#recycling-rate``) or a page of the book."""
    return f"[{markdown_text(text)}]({target})"


def markdown(text: str, shown: str) -> Block:
    """Markdown for the book, and the HTML that stands for it in JupyterLab."""
    return Block(shown, text)


def markdown_paragraph(text: str) -> Block:
    """A paragraph of Markdown, which is numbered on pages that number theirs; nothing of none."""
    return Block(rich(text), " ".join(text.split()))


def plainly(text: str) -> str:
    """Return plain text as Markdown that begins no list, whatever its first characters are."""
    return re.sub(r"^(\d+(?=[.)])|(?=[-+]))", r"\1\\", markdown_text(text))


def bullets(items: Iterable[str]) -> Block:
    """A list of Markdown items, each a line or several paragraphs."""
    text = "\n".join(f"- {indent(item, '  ').lstrip()}" for item in items)
    return Block(rich(text), text) if text else Block()


def chart(
    name: str,
    picture: Chart,
    alt: str,
    caption: str = "",
    *,
    is_wide_on_paper: bool = False,
    is_wide_on_site: bool = False,
) -> Block:
    """A chart with the words that say what it shows, and what is signed of it.

    ``is_wide_on_paper``: the narrow one of its pictures is for small screens alone.
    ``is_wide_on_site``: it has the width of the site's column where its own is more.
    """
    css = "qb-chart qb-wide" if is_wide_on_site else "qb-chart"
    path = f"charts/{name}.svg"
    data = b64encode(picture.svg.encode()).decode()
    shown = Markup(
        '<figure class="{}"><img alt="{}" src="data:image/svg+xml;base64,{}">{}</figure>'
    ).format(css, alt, data, element("figcaption", caption) if caption else "")
    quoted = json.dumps(" ".join(alt.split()), ensure_ascii=False)
    body = f"\n{markdown_text(caption)}\n" if caption else ""
    whole = Block(
        shown,
        f"```{{figure}} /{path}\n:alt: {quoted}\n:figclass: {css}\n{body}```",
        {path: picture.svg, f"charts/{name}{CHART_SHOWS}": picture.shows},
    )
    if picture.narrow is not None:
        where = "qb-narrow qb-on-screen" if is_wide_on_paper else "qb-narrow"
        path = f"charts/{name}-narrow.svg"
        whole += Block(
            "",
            f"```{{image}} /{path}\n:alt: {quoted}\n:class: {where}\n```",
            {path: picture.narrow.svg, f"charts/{name}-narrow{CHART_SHOWS}": picture.narrow.shows},
        )
    return whole + _points(picture)


def _points(picture: Chart) -> Block:
    """Return what the points of a chart say, for the site's script; nothing without any."""
    if not picture.points:
        return Block()
    narrow = picture.narrow.points if picture.narrow else picture.points
    wide, small = (
        json.dumps(points, ensure_ascii=False, separators=(",", ":"))
        for points in (picture.points, [point[:2] for point in narrow])
    )
    fragment = Markup(
        '<div class="qb-points qb-web-only" data-points="{}" data-narrow="{}" hidden></div>'
    )
    return Block("", written(fragment.format(wide, small)))


def markdown_text(text: str) -> str:
    """Return plain text so that Markdown takes no character of it for markup."""
    return re.sub(r"([\\`*_{}\[\]<>#$|~^@&])", r"\\\1", " ".join(text.split()))
