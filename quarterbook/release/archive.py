"""What stands over the quarters of a public archive: index, switcher, ``latest/``, as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from pydantic.dataclasses import dataclass as checked

from quarterbook.bind.outputs import OUTPUTS, quarter_outputs
from quarterbook.data.params.editions import REPORT
from quarterbook.ground.periods import Period, long_date, months_of
from quarterbook.release.manifest import SITE, Manifest, ManifestPaper
from quarterbook.report.html.contrast import TEXT, WHITE, readable

GENERATOR = '<meta name="generator" content="Quarterbook">'


@checked(frozen=True)
class Correction:
    """Why a published quarter was replaced, and what by: the hash of the manifest before."""

    replaced: str
    status: str
    cut_off: str
    reason: str


@dataclass(frozen=True)
class PublishedQuarter:
    """A quarter as it is public."""

    period: Period
    manifest: Manifest
    corrections: tuple[Correction, ...] = ()

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Its pages, by address in the quarter's folder."""
        return tuple(
            path
            for path in (file.path.removeprefix(SITE) for file in self.manifest.files)
            if path.endswith(".html") and not path.startswith("_") and "/_" not in path
        )


Archive = Mapping[Period, PublishedQuarter]


def listing(archive: Archive) -> dict[str, bytes]:
    """Return the files over the quarters by path; the index comes last."""
    if not archive:
        return {}
    newest_first = [archive[period] for period in sorted(archive, reverse=True)]
    files: dict[str, bytes] = {}
    for quarter in newest_first:
        for page in quarter.pages:
            files.setdefault(f"latest/{page}", _redirect(quarter, page).encode())
    entries = as_json([_entry(quarter, newest_first[0]) for quarter in newest_first])
    return files | {
        "switcher.json": entries,
        "quarters.js": b"window.quarterbookQuarters = " + entries.rstrip() + b";\n",
        "404.html": _not_found(newest_first[0]).encode(),
        "index.html": _index(newest_first).encode(),
    }


def _entry(quarter: PublishedQuarter, newest: PublishedQuarter) -> dict[str, object]:
    """A quarter as the theme's switcher shows it; addresses begin at the archive's folder."""
    draft = " (draft)" if quarter.manifest.status == "draft" else ""
    return {
        "name": f"{quarter.period.label}{draft}",
        "version": quarter.period.slug,
        "url": f"{quarter.period.slug}/",
        "preferred": quarter is newest,
        "pages": list(quarter.pages),
    }


def as_json(value: object) -> bytes:
    """Return a value as JSON with a line end."""
    return (json.dumps(value, indent=1) + "\n").encode()


def _redirect(quarter: PublishedQuarter, page: str) -> str:
    """A page of ``latest/``: it leads to the same page and place of a quarter."""
    to = quote("../" * (page.count("/") + 1) + f"{quarter.period.slug}/{page}")
    label = quarter.period.label
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n{GENERATOR}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>Latest report: {label}</title>\n<link rel="canonical" href="{to}">\n'
        f'<script>location.replace("{to}" + location.search + location.hash);</script>\n'
        f'<meta http-equiv="refresh" content="0; url={to}">\n</head>\n<body>\n<main>\n'
        f'<h1>Latest report</h1>\n<p><a href="{to}">Go to the report of {label}</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )


def _page(newest: Manifest, title: str, content: str) -> str:
    """A page over the quarters, in the newest one's colour."""
    council = escape(newest.council)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n{GENERATOR}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}: {council}</title>\n"
        f"<style>\n{_style(readable(newest.colour, WHITE, TEXT))}</style>\n</head>\n<body>\n"
        f"<header>\n<p>{council}</p>\n<h1>{title}</h1>\n</header>\n<main>\n{content}</main>\n"
        "</body>\n</html>\n"
    )


# Hosts show the page at whatever address was not found, so its links begin above the quarters.
_FROM_THE_ARCHIVE = """<script>
const parts = location.pathname.split("/");
const quarter = parts.findIndex((part) => /^(latest|\\d{4}-\\d\\d-q[1-4])$/.test(part));
const root = parts.slice(0, quarter < 0 ? -1 : quarter).join("/");
for (const link of document.links) link.href = `${root}/${link.getAttribute("href")}`;
</script>
"""


def _not_found(newest: PublishedQuarter) -> str:
    """What hosts show in place of a page that is not there."""
    return _page(
        newest.manifest,
        "Page not found",
        "<p>No page of the performance reports has this address. It may have had another name in "
        "an earlier report.</p>\n"
        f'<ul>\n<li><a href="latest/index.html">The latest report, {newest.period.label}</a></li>\n'
        f'<li><a href="index.html">All reports</a></li>\n</ul>\n{_FROM_THE_ARCHIVE}',
    )


def _index(newest_first: list[PublishedQuarter]) -> str:
    """The archive's front page."""
    newest = newest_first[0].manifest
    notice = ""
    if newest.illustrative:
        notice = '<p class="notice">All figures are illustrative, not real.</p>\n'
    entries = "".join(_index_entry(quarter, newest.council) for quarter in newest_first)
    return _page(
        newest,
        "Performance reports",
        f'{notice}<p class="lead"><a href="latest/index.html">Read the latest report, '
        f"{newest_first[0].period.label}</a></p>\n{entries}",
    )


def _index_entry(quarter: PublishedQuarter, council: str) -> str:
    manifest, slug, label = quarter.manifest, quarter.period.slug, quarter.period.label
    as_at = long_date(date.fromisoformat(manifest.cut_off))
    state = "Final."
    if manifest.status == "draft":
        state = "<strong>Draft: not signed off, figures may change.</strong>"
    whose = "" if manifest.council == council else f"{escape(manifest.council)}: "
    links = [f'<li><a href="{slug}/index.html">{label}: read online</a></li>']
    for name, title in _titles(manifest).items():
        words = escape(f"{label}: {title + ', ' if title else ''}", quote=False)
        kinds = [
            (f"{slug}/{quote(file.path)}", output.title, _size(file.size))
            for output in OUTPUTS
            for file in manifest.files
            if file.path == f"{name}{output.suffix}"
        ]
        # The second link is read out with the paper's name, which the first one shows.
        shown = [words, *[f'<span class="hidden">{words}</span>'] * len(kinds)]
        parts = [
            f'<a href="{to}">{called}{kind}</a> ({size})'
            for called, (to, kind, size) in zip(shown, kinds, strict=False)
        ]
        links += [f"<li>{', '.join(parts)}</li>"] if parts else []
    replaced = "".join(
        f"<li>{escape(correction.reason)}</li>\n" for correction in quarter.corrections
    )
    if replaced:
        title = f"{label}: corrected since it was first published"
        replaced = f"<h3>{title}</h3>\n<ol>\n{replaced}</ol>\n"
    return (
        f'<section id="{slug}" aria-labelledby="{slug}-title">\n'
        f'<h2 id="{slug}-title">{label}</h2>\n'
        f"<p>{whose}{escape(manifest.title)}, {months_of(quarter.period)}, figures as at {as_at}. "
        f"{state}</p>\n"
        f"<ul>\n{chr(10).join(links)}\n</ul>\n{replaced}</section>\n"
    )


def _titles(manifest: Manifest) -> dict[str, str]:
    """What each paper is called, by its name; what needs no more than its kind is called nothing.

    Two of one title and committee are told apart by their names.
    """
    called = {paper.name: _called(paper) for paper in manifest.editions}
    titles = list(called.values())
    papers = {
        name: title if titles.count(title) == 1 else f"{title} ({name.replace('-', ' ')})"
        for name, title in called.items()
    }
    beside = [PurePosixPath(f.path).stem for f in manifest.files if not f.path.startswith(SITE)]
    whole = {REPORT: "whole report" if papers else ""}
    once = {output.label: "" for output in quarter_outputs()}
    unnamed = sorted({*beside} - {*whole, *papers, *once})
    others = {name: f"{name.replace('-', ' ')} edition" for name in unnamed}
    return whole | papers | others | once


def _called(paper: ManifestPaper) -> str:
    """Return a paper's title, for whom it is and when they meet."""
    day = long_date(date.fromisoformat(paper.date)) if paper.date else ""
    return ", ".join(part for part in (paper.title, paper.committee, day) if part)


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def _style(colour: str) -> str:
    """A small style sheet: the council's colour on top, the reader's own light or dark below."""
    return (
        ":root { color-scheme: light dark; }\n"
        "body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; "
        "background: Canvas; color: CanvasText; }\n"
        f"header {{ background: {colour}; color: #FFFFFF; padding: 1rem 1.25rem; "
        "print-color-adjust: exact; }\n"
        "header p, h1 { margin: 0 auto; max-width: 44rem; }\n"
        "h1 { font-size: 1.75rem; line-height: 1.25; }\n"
        "main { margin: 0 auto; max-width: 44rem; padding: 1rem 1.25rem 3rem; }\n"
        "section { border-top: 1px solid; margin-top: 1.5rem; overflow-wrap: anywhere; }\n"
        "h2 { margin-bottom: 0; }\n"
        "h3 { font-size: 1rem; margin-bottom: 0; }\n"
        "li { padding: 0.25rem 0; }\n"
        ".notice { border: 2px solid; padding: 0.5rem 0.75rem; }\n"
        ".lead { font-size: 1.25rem; }\n"
        ".hidden { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; "
        "width: 1px; white-space: nowrap; }\n"
        "a:focus-visible { outline: 3px solid; outline-offset: 2px; }\n"
    )
