"""Pictures among a cell's outputs, from whatever drew them, with the words that go with them."""

from __future__ import annotations

import hashlib
import json
import re
from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quarterbook.disclosure.words.files.loose_files import words_of_drawing
from quarterbook.report.html.block import markdown_text

# In the order in which they are taken; a drawing is sharp at every size.
_KINDS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_BEGINS = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
SHOWN_PICTURE = "picture-"  # how the names of their files begin
_LARGEST = 5_000_000  # bytes of a picture

# Quarto's own options of a cell, in any language whose comments begin with "#".
_OPTION = re.compile(r"#\|\s*fig-(alt|cap)\s*:\s*(.*\S)")

_BY_LOT = re.compile(r'<defs id="defs-([0-9a-f]{6})"')

_VEGA, _PLOTLY = "application/vnd.vega", "application/vnd.plotly"
_WORDS = 'begin the cell with "#| fig-alt: What the picture shows"'

_NO_WORDS = (
    "the cell shows a picture without words for those who cannot see it. Show it "
    'with report.figure(fig, name="short-name", alt="What the picture shows") or, where it is not '
    f"matplotlib's, {_WORDS}."
)
_TOO_LARGE = (
    "the cell shows a picture of {:.0f} MB, and 5 MB is the most. Draw it smaller, or with fewer "
    "points."
)
_OTHER_KIND = (
    "the cell shows a picture of a kind ({}) that not every reader has, and paper does not move. "
    'Save it as PNG and show it with Image("picture.png", alt="What the picture shows").'
)
_BROKEN = "the cell shows a picture that cannot be read. Run the cell again and save the notebook."
_ALTAIR = (
    "the cell shows an Altair chart, which needs a script that neither the public page nor paper "
    'has. Install vl-convert-python and write alt.renderers.enable("svg") above it, so that it is '
    f"a picture, and {_WORDS}."
)
_OF_PLOTLY = (
    "the cell shows a Plotly chart, which needs a script that neither the public page nor paper "
    'has. Install kaleido and write plotly.io.renderers.default = "svg" above it, so that it is a '
    f"picture, and {_WORDS}."
)


class NotShown(Exception):
    """A picture that not every reader could have: its code, and why."""

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(cause)
        self.code = code


@dataclass(frozen=True)
class ShownPicture:
    """A picture as Markdown, its file by path from the book's folder, and what both say."""

    markdown: str
    files: Mapping[str, bytes]
    words: tuple[str, ...]


def is_picture(data: Mapping[str, Any]) -> bool:
    """Whether an output has a picture among its forms."""
    return any(kind.startswith("image/") for kind in data)


def how_to_draw(data: Mapping[str, Any]) -> str:
    """Return what makes a picture of a chart that a script would draw; "" of what else there is."""
    html = "".join(data.get("text/html", "")).lower()
    if any(kind.startswith(_VEGA) for kind in data) or "vegaembed" in html or "vega-embed" in html:
        return _ALTAIR
    is_plotly = any(kind.startswith(_PLOTLY) for kind in data) or "plotly" in html
    return _OF_PLOTLY if is_plotly else ""


def picture(data: Mapping[str, Any], metadata: Mapping[str, Any], source: str) -> ShownPicture:
    """Return the picture of an output.

    Its words are the cell's ``#| fig-alt:``, the output's own as of ``Image(…, alt="…")``, or the
    description of a Vega chart; a caption is the cell's ``#| fig-cap:``. A bitmap is as wide as its
    metadata say. Raises `NotShown`.
    """
    kind = next((kind for kind in _KINDS if kind in data), None)
    if kind is None:
        other = next(kind for kind in data if kind.startswith("image/"))
        raise NotShown("N111", _OTHER_KIND.format(other.removeprefix("image/").upper()))
    options = dict(_OPTION.findall(source))
    size = metadata.get(kind)
    size = size if isinstance(size, Mapping) else {}
    words = options.get("alt", "").strip("\"'") or str(size.get("alt") or "")
    alt = " ".join(words.split()) or _description(data)
    if not alt:
        raise NotShown("N107", _NO_WORDS)
    content = _content(data[kind], kind)
    if len(content) > _LARGEST:
        raise NotShown("N111", _TOO_LARGE.format(len(content) / 1e6))
    path = f"charts/{SHOWN_PICTURE}{hashlib.sha256(content).hexdigest()[:12]}.{_KINDS[kind]}"
    width = size.get("width")
    lines = [f"```{{figure}} /{path}", f":alt: {json.dumps(alt, ensure_ascii=False)}"]
    lines += [f":width: {width:.0f}px"] if isinstance(width, int | float) else []
    caption = options.get("cap", "").strip("\"'")
    lines += [":figclass: qb-chart", *(["", markdown_text(caption)] if caption else []), "```"]
    drawn = words_of_drawing(content) if kind == "image/svg+xml" else ()
    return ShownPicture("\n".join(lines), {path: content}, (alt, caption, *drawn))


def _content(written: str | list[str], kind: str) -> bytes:
    text = written if isinstance(written, str) else "".join(written)
    if kind == "image/svg+xml":
        return _with_lasting_names(text).encode()
    try:
        content = a2b_base64(text)
    except NotBase64:
        content = b""
    if not content.startswith(_BEGINS[kind]):
        raise NotShown("N111", _BROKEN)
    return content


def _with_lasting_names(svg: str) -> str:
    """Return a drawing of Plotly's with names that are the same at every run, not drawn by lot."""
    drawn = _BY_LOT.search(svg)
    return re.sub(rf"(?<=[a-z-]){drawn[1]}", "0" * len(drawn[1]), svg) if drawn else svg


def _description(data: Mapping[str, Any]) -> str:
    """Return the words that a Vega chart has for those who cannot see it."""
    charts = (value for kind, value in data.items() if kind.startswith(_VEGA))
    described = (one.get("description") for one in charts if isinstance(one, Mapping))
    return " ".join(str(next(filter(None, described), "")).split())
