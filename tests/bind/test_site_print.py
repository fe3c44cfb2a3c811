"""A page of the site on paper."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Browser

from support.browser import looking

HEADS = "Measure RAG Figure Target"


def test_no_page_ends_with_the_head_of_a_table_nor_lists_what_paper_cannot_open(
    browser: Browser, built_site: Path, tmp_path: Path
) -> None:
    path = tmp_path / "summary.pdf"
    with looking(browser) as look:
        look.page.goto((built_site / "notebooks" / "summary.html").as_uri())
        look.page.pdf(path=path, format="A4")
    with pypdfium2.PdfDocument(path) as printed:
        pages = [" ".join(page.get_textpage().get_text_range().split()) for page in printed]
    assert any(HEADS in page for page in pages)
    assert not any(HEADS in page[-50:] for page in pages)
    assert not any("Downloads" in page for page in pages)
    assert any("Figures as at" in page for page in pages)
