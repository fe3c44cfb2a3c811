"""The site that Jupyter Book leaves, without what no reader needs, and with a front door."""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

import lxml.html

_LEFT_BEHIND = (".buildinfo", "objects.inv", "_sources", ".doctrees")


def tidy_site(site: Path) -> None:
    """Take out what a reader has no use for, and make the front door."""
    for name in _LEFT_BEHIND:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    index = site / "index.html"
    leads_to = _document(index).xpath("//meta[@http-equiv='Refresh']/@content")  # Jupyter Book's
    if leads_to:
        page = leads_to[0].partition("url=")[2]
        title = _document(site / page).findtext(".//title") or "Performance report"
        index.write_text(_front_door(page, title), encoding="utf-8")
    _sweep_static(site)


def _document(page: Path) -> Any:
    return lxml.html.document_fromstring(page.read_text(encoding="utf-8"))


def _sweep_static(site: Path) -> None:
    """Remove what no page refers to: the themes' scripts, fonts and translations."""
    static = site / "_static"
    pages = [page for page in site.rglob("*.html") if static not in page.parents]
    used = {
        name
        for page in pages
        for name in re.findall(r"_static/([^\"'?#]+)", page.read_text(encoding="utf-8"))
    }
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(static).as_posix() not in used:
            path.unlink()


def _front_door(target: str, title: str) -> str:
    """Return a page that leads to the first one."""
    to, title = escape(target), escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<meta http-equiv="refresh" content="0; url={to}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p><a href="{to}">Open the report'
        "</a></p>\n</main>\n</body>\n</html>\n"
    )
