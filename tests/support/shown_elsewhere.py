"""What a page says on a site, and what a notebook shows that ran outside a build."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import nbformat

from quarterbook.report.html.block import MIME as BLOCK
from support.paper_text import squashed


def article(page: Path) -> str:
    """What a page says, its tables, links and pictures included, however its lines break."""
    (found,) = lxml.html.parse(str(page)).getroot().iter("article")
    for contents in found.xpath(".//div[contains(@class, 'toctree-wrapper')]"):
        if not contents.text_content().strip():  # of papers, which only a build makes
            contents.drop_tree()
    return " ".join(lxml.html.tostring(found, encoding="unicode").split())


def words_of(page: Path) -> str:
    """The words of a page, without the signs that lead to its headings."""
    root = lxml.html.parse(str(page)).getroot()
    for link in root.xpath("//a[contains(@class, 'headerlink')]"):
        link.drop_tree()
    return squashed(root.text_content())


class Shown:
    """The outputs of a notebook that ran.

    first
        its first output, as words.
    blocks
        the words of what the package made.
    pictures
        the hash of each chart.
    """

    def __init__(self, path: Path) -> None:
        outputs = [
            output["data"]
            for cell in nbformat.read(path, 4).cells
            for output in cell.get("outputs", [])
            if "data" in output
        ]
        self.first = str(outputs[0]["text/plain"])
        made = [lxml.html.fromstring(data["text/html"]) for data in outputs if BLOCK in data]
        self.blocks = [squashed(block.text_content()) for block in made]
        self.pictures = {digest for block in made for digest in _charts(block)}


def _charts(block: lxml.html.HtmlElement) -> Iterator[str]:
    for picture in block.xpath("descendant-or-self::figure[@class='qb-chart']/img"):
        yield hashlib.sha256(b64decode(picture.get("src").partition(",")[2])).hexdigest()
