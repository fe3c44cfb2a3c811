"""The site: Jupyter Book over the staged pages, warnings as errors, in the council's look."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from quarterbook.bind.outputs import paper_outputs, quarter_outputs
from quarterbook.bind.site.theme.colours import page_colours
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import long_date
from quarterbook.report.views.quarter import QuarterView

THEME = Path(__file__).with_name("theme")


_LEFT_BEHIND = (".buildinfo", "objects.inv", "_sources", ".doctrees")


def settings(
    report: QuarterView, names: Mapping[str, Any], papers: Mapping[str, str], *, draft: bool
) -> dict[str, Any]:
    """Return settings that ``_config.yml`` has no say in: theme, privacy, figures by name.

    ``papers`` are the titles of the papers that the site offers, by the names of their files.
    """
    quarter, council = report.quarter, report.council
    return {
        "language": "en_GB",
        "html_title": f"{quarter.title}, {quarter.quarter.label}",
        "author": council.council.name,
        "nb_execution_mode": "off",
        "nb_remove_code_source": True,
        "nb_mime_priority_overrides": [
            ["singlehtml", "text/html", 0],
            ["singlehtml", "image/svg+xml", 1],
            ["singlehtml", "text/plain", 9],
        ],
        "myst_substitutions": dict(names),
        "myst_heading_anchors": 0,
        "numfig": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_last_updated_fmt": None,
        "html_extra_path": ["extra"],
        "html_static_path": [str(THEME / "static")],
        "html_css_files": ["quarterbook.css"],
        "html_js_files": ["quarterbook.js"],
        "templates_path": [str(THEME / "templates")],
        "html_sidebars": {"**": []},
        "html_math_renderer": "quarterbook",
        "html_permalinks_icon": "#",
        "html_context": {
            "qb": {**_page_facts(report, draft), "papers": dict(papers), **_downloads()}
        },
        "html_theme_options": {
            "announcement": _announcement(report, draft),
            "enable_search_shortcuts": False,
            "footer_content_items": [],
            "show_toc_level": 2,
        },
        "extensions": [
            "myst_nb",
            "jupyter_book",
            "sphinx_comments",
            "sphinx_external_toc",
            "sphinx_design",
            "sphinx_book_theme",
            "quarterbook.bind.site.theme.maths",
            "quarterbook.bind.site.theme.numbers",
        ],
    }


def _page_facts(report: QuarterView, draft: bool) -> dict[str, Any]:
    council = report.council
    return {
        "council": council.council.name,
        "short_name": council.council.short_name,
        "contact": council.council.contact,
        "colours": page_colours(council.council.colours.primary, council.council.colours.accent),
        "quarter": report.quarter.quarter.label,
        "slug": report.quarter.quarter.slug,
        "title": report.quarter.title,
        "as_at": long_date(report.quarter.cut_off),
        "draft": draft,
        "illustrative": council.illustrative,
    }


def _downloads() -> dict[str, dict[str, str]]:
    """Return what the footer offers of each paper, by suffix, and of the quarter, by file name."""
    return {
        "paper_kinds": {output.suffix: output.title for output in paper_outputs()},
        "quarter_files": {
            output.name: f"{output.subject} as {output.title}" for output in quarter_outputs()
        },
    }


def _announcement(report: QuarterView, draft: bool) -> str:
    said = []
    if draft:
        said.append("<strong>DRAFT</strong>: not signed off, figures may change.")
    if report.council.illustrative:
        said.append("All figures are illustrative, not real.")
    return " ".join(said)


def bind_site(
    staged: Path, work: Path, conf: Mapping[str, Any], *, single_only: bool = False
) -> tuple[Path, Path]:
    """Build site and single page from the staged book; return their folders.

    ``single_only`` leaves the site out. Raises `BookError` with every
    warning, each with the page it is about.
    """
    (staged / "extra").mkdir(exist_ok=True)
    work.mkdir(exist_ok=True)
    job = work / "sphinx.json"
    job.write_text(
        json.dumps(
            {
                "source": str(staged),
                "out": str(work),
                "settings": conf,
                "builders": ["singlehtml"] if single_only else ["html", "singlehtml"],
            }
        ),
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, "-m", "quarterbook.bind.site.sphinx_book", str(job)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0", "NO_COLOR": "1"},
        check=False,
    )
    problems = list(_problems(run.stderr, staged))
    if not problems and run.returncode:
        last = (run.stderr.strip() or run.stdout.strip() or "no message").splitlines()[-1]
        problems = [Problem("_config.yml", 0, "B201", f"Jupyter Book stopped: {last}")]
    if problems:
        raise BookError(problems)
    site, single = work / "html", work / "singlehtml"
    if not single_only:
        _tidy(site, staged)
    return site, single


def _problems(stderr: str, staged: Path) -> Iterator[Problem]:
    """Turn Sphinx's warnings into findings with the analyst's own file names."""
    pattern = re.compile(
        r"^(?:(?P<where>.+?):(?:(?P<line>\d+):)? )?(?:WARNING|ERROR|CRITICAL): (?P<what>.+)$"
    )
    seen = set()
    for row in re.sub(r"\x1b\[[0-9;]*m", "", stderr).splitlines():
        match = pattern.match(row)
        if not match or row in seen or "sphinx_comments/_static" in row:
            continue
        seen.add(row)
        where = (match["where"] or "_config.yml").replace(f"{staged}/", "").split(":")[0]
        line = int(match["line"] or 0)
        what = match["what"].replace(f"{staged}/", "")
        code, message = _explain(what)
        yield Problem(where, line if where.endswith(".md") else 0, code, message)


def _explain(what: str) -> tuple[str, str]:
    if match := re.search(r"cross-reference target not found: '([^']+)'", what):
        return "B202", f'a link leads to "{match[1]}", which no page of the book has.'
    if match := re.search(r"'([^']+)' is undefined", what):
        return "B203", f'"{match[1]}" is not a figure that pages can name ({{{{ … }}}}).'
    if match := re.search(r"has no attribute '([^']+)'", what):
        return "B203", f'"{match[1]}" is not a figure that pages can name ({{{{ … }}}}).'
    if match := re.search(r"image file not (?:readable|found): (\S+)", what):
        return "B204", f'the picture "{match[1]}" does not exist.'
    if "No output mime type found" in what or "mime_type" in what:
        return "B205", f"an output of a cell cannot be shown on the page: {what}"
    return "B200", what


def _tidy(site: Path, staged: Path) -> None:
    """Take out what a reader has no use for, and make the front door."""
    for name in _LEFT_BEHIND:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    index = site / "index.html"
    if match := re.search(r"url=([^\"' >]+)", index.read_text(encoding="utf-8")):
        page = (site / match[1]).read_text(encoding="utf-8")
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        index.write_text(
            _front_door(match[1], title[1] if title else "Performance report"), encoding="utf-8"
        )
    _sweep_static(site)
    _forget_sources(site / "searchindex.js")


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


def _forget_sources(index: Path) -> None:
    """Take the names of source files out of the search index, which only shows titles."""
    text = index.read_text(encoding="utf-8")
    names = re.search(r'"?filenames"?:\s*\[[^\]]*\]', text)
    if names:
        short = re.sub(r'\.(?:ipynb|md|rst)"', '"', names[0])
        index.write_text(text.replace(names[0], short), encoding="utf-8")


def _front_door(target: str, title: str) -> str:
    """Return a page that leads to the first one; `title` is HTML."""
    to = escape(target, quote=True)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<meta http-equiv="refresh" content="0; url={to}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p><a href="{to}">Open the report'
        "</a></p>\n</main>\n</body>\n</html>\n"
    )
