"""The pictures of the README: the summary, a measure, a page of the cabinet paper.

They show the demonstration's newest quarter as it was built last, in the machine's own Chromium:

    make pictures
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Page

from quarterbook.ground.errors import CommandError
from support.books import ROOT
from support.browser import chromium, find_chromium, looking

PICTURES = ROOT / "docs" / "pictures"
MEASURE = ("healthy-environment", "missed-bins")
MOST = 150_000  # bytes
_PAGE = 1  # of the cabinet paper: what a member sees first


def main() -> int:
    """Write the pictures anew."""
    quarter = max((ROOT / "_build").glob("20*-q?"))
    path = find_chromium()
    if path is None:
        raise CommandError("no Chromium on this machine")
    PICTURES.mkdir(exist_ok=True)
    with chromium(path) as browser, looking(browser, width=1280, height=1180) as look:
        _open(look.page, quarter / "site/notebooks/summary.html")
        _write("summary", look.page.screenshot())
        _open(look.page, quarter / f"site/notebooks/{MEASURE[0]}.html")
        section = look.page.locator(f"section:has(> #{MEASURE[1]})").last
        _write("measure", section.screenshot())
    with pypdfium2.PdfDocument(quarter / "cabinet.pdf") as paper:
        page = paper[_PAGE - 1].render(scale=1.6).to_pil()
    out = BytesIO()
    page.save(out, "PNG")
    _write("cabinet-paper", out.getvalue())
    return 0


def _open(page: Page, path: Path) -> None:
    """Open a page without what says that the demonstration is a draft, and with room around it."""
    page.goto(path.as_uri())
    hidden = ".qb-watermark, .headerlink, .qb-notice, section > .qb-details { display: none }"
    page.add_style_tag(content=f"{hidden} section:has(> .qb-method) {{ padding: 0 1.5rem 1rem }}")


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
