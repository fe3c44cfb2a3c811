"""A browser on the demonstration's site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    pytest.importorskip("playwright", reason="Playwright is not installed")
    from support.browser import chromium, find_chromium

    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with chromium(path) as started:
        yield started


@pytest.fixture(scope="module")
def addresses(built_site: Path) -> list[str]:
    """Every page of the site, and the results of a search."""
    pages = sorted(path for path in built_site.rglob("*.html"))
    found = [path.as_uri() for path in pages if path != built_site / "index.html"]
    return [*found, f"{(built_site / 'search.html').as_uri()}?q=recycling"]


@pytest.fixture(scope="module")
def page_address(built_site: Path) -> str:
    """An outcome area's page: the longest kind."""
    return next(
        path.as_uri()
        for path in sorted((built_site / "notebooks").glob("*.html"))
        if 'class="qb-method"' in path.read_text(encoding="utf-8")
    )
