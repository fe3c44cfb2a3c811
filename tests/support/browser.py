"""A headless Chromium on a built site: what it asks for, what it shows, what axe says of it.

Playwright drives the machine's own Chromium and downloads none. axe-core comes
inside the ``axe-playwright-python`` package; only its script is used.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, Error, Page, Request, expect, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 120_000  # milliseconds on a busy machine
expect.set_options(timeout=_PATIENCE)

_HAS_SCRIPTS: WeakKeyDictionary[Page, bool] = WeakKeyDictionary()

_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """Return the path of Chromium: ``$CHROMIUM``, one on the path, or macOS's Chrome."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or (str(_MAC) if _MAC.exists() else None)


def axe_source() -> str:
    """Return the script of axe-core."""
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """Start the Chromium at `path`, and stop it in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Look:
    """A page as one reader has it before them, and everything it asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """Return what was asked of another host."""
        return [url for url in self.asked if urlsplit(url).scheme not in ("file", "data", "blob")]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the screen."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def visible(self, selector: str) -> int:
        """Return how many elements of `selector` can be seen."""
        return sum(one.is_visible() for one in self.page.locator(selector).all())

    def violations(self, source: str, **chosen: Any) -> list[str]:
        """Return what axe finds: rule, what is wrong, and the first places.

        It fetches no style sheet again: only a rule that is off by default reads them so.

        chosen
            axe's options that say by which rules, all of them otherwise.
        """
        options = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}, **chosen}
        self.page.evaluate(source)
        found: dict[str, Any] = self.page.evaluate("options => axe.run(document, options)", options)
        return [_said(violation) for violation in found["violations"]]


def _said(violation: dict[str, Any]) -> str:
    nodes: Sequence[dict[str, Any]] = violation["nodes"]
    places = "; ".join(
        f"{node['target'][-1]} {node['any'] and node['any'][0]['message']}" for node in nodes[:3]
    )
    return f"{violation['id']} ({len(nodes)}): {places}"


@contextmanager
def looking(
    browser: Browser,
    *,
    width: int = 1400,
    height: int = 900,
    dark: bool = False,
    java_script_enabled: bool = True,
) -> Iterator[Look]:
    """Have a window; what its pages ask for, and what fails in them, is noted.

    It is the one that was there before, where there was one, with all forgotten that pages keep:
    a new one takes longer than most of what is looked at.
    """
    page = _window(browser, java_script_enabled)
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light")
    look = Look(page)
    noting: dict[Any, Callable[[Any], None]] = {
        "request": lambda request: look.asked.append(request.url),
        "requestfailed": lambda request: _note(look, request),
        "pageerror": lambda error: look.errors.append(str(error)),
    }
    for event, note in noting.items():
        page.on(event, note)
    try:
        yield look
    finally:
        for event, note in noting.items():
            page.remove_listener(event, note)
        with suppress(Error):  # a page without scripts keeps nothing
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.goto("about:blank")


def _window(browser: Browser, java_script_enabled: bool) -> Page:
    """Return the browser's window with scripts, or the one without."""
    for page in (page for context in browser.contexts for page in context.pages):
        if _HAS_SCRIPTS[page] == java_script_enabled:
            return page
    context = browser.new_context(reduced_motion="reduce", java_script_enabled=java_script_enabled)
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    _HAS_SCRIPTS[page] = java_script_enabled
    return page


def _note(look: Look, request: Request) -> None:
    if not request.url.endswith("/quarters.js"):  # there once the quarter is published
        look.failed.append(request.url)
