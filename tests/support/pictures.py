"""The pictures of the README: the summary, a measure, a page of the cabinet paper.

They show the demonstration's newest quarter as it was built last, in the machine's own Chromium:

    make pictures
"""

from __future__ import annotations

import sys
from io import BytesIO

import pypdfium2
from PIL import Image
from playwright.sync_api import Page

from quarterbook.ground.errors import CommandError
from support.books import ROOT
from support.browser import chromium, find_chromium, looking

PICTURES = ROOT / "docs" / "pictures"
MEASURE = ("healthy-environment", "missed-bins")
MOST = 150_000  # bytes
_PAGE = 2  # of the cabinet paper, counted from 1: what a member reads first


def main() -> int:
    """Write the pictures anew."""
    quarter = max((ROOT / "_build").glob("20*-q?"))
    path = find_chromium()
    if path is None:
        raise CommandError("no Chromium on this machine")
    PICTURES.mkdir(exist_ok=True)
    with chromium(path) as browser, looking(browser, width=1280, height=860) as look:
        summary, measure = quarter / "site/notebooks/summary.html", MEASURE
        look.page.goto(summary.as_uri())
        _write("summary", look.page.screenshot())
        look.page.goto((quarter / f"site/notebooks/{measure[0]}.html").as_uri())
        _write("measure", _section(look.page, measure[1]))
    with pypdfium2.PdfDocument(quarter / "cabinet.pdf") as paper:
        page = paper[_PAGE - 1].render(scale=1.6).to_pil()
    out = BytesIO()
    page.save(out, "PNG")
    _write("cabinet-paper", out.getvalue())
    return 0


def _section(page: Page, measure: str) -> bytes:
    """Return the picture of a measure's section, without what is folded away."""
    page.add_style_tag(content=".qb-watermark, .headerlink { display: none !important }")
    section = page.locator(f"section:has(> #{measure})").last
    return section.screenshot()


def _write(name: str, png: bytes) -> None:
    """Write a picture in as many colours as its size allows."""
    with Image.open(BytesIO(png)) as picture:
        whole = picture.convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        out = BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < MOST:
            break
    (PICTURES / f"{name}.png").write_bytes(out.getvalue())


if __name__ == "__main__":
    sys.exit(main())
