"""How far down the pages of a PDF are filled."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pypdfium2

_HEADER, _FOOTER = 0.09, 0.93  # of a page's height: between them stands what it says
_SCALE = 0.5  # pixels for a point
_DARK = 110  # words and pictures are darker; the word DRAFT across a page is not


class FilledPage(NamedTuple):
    """A page's number, how much of its height is used, and whether a part ends on it."""

    number: int
    filled: float
    ends_part: bool


def filled_pages(path: Path) -> list[FilledPage]:
    """Return how far down each page goes, from its first line to the last that has anything.

    A part ends before a page on which a chapter or the contents begin, and with the paper.
    """
    paper = pypdfium2.PdfDocument(path)
    starts = {
        mark.get_dest().get_index()
        for mark in paper.get_toc()
        if mark.level == 0 and mark.get_dest() is not None
    }
    pages = []
    for number, page in enumerate(paper, 1):
        picture = page.render(scale=_SCALE).to_pil().convert("L")
        width, height = picture.size
        top, bottom = int(height * _HEADER), int(height * _FOOTER)
        body = picture.crop((0, top, width, bottom)).point(lambda shade: 255 * (shade < _DARK))
        box = body.getbbox()
        filled = box[3] / (bottom - top) if box else 0.0
        pages.append(FilledPage(number, filled, number in starts or number == len(paper)))
    return pages
