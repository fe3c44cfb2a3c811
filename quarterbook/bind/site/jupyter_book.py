"""The site: Jupyter Book over the staged pages, warnings as errors, in the council's look."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from quarterbook.bind.outputs import paper_outputs, quarter_outputs
from quarterbook.bind.pictures.kept_png import KeptPng
from quarterbook.bind.site.explain_warnings import explained_warnings
from quarterbook.bind.site.finishing.chart_files import add_chart_files, draw_charts_ahead
from quarterbook.bind.site.finishing.milestone_links import lead_to_milestones
from quarterbook.bind.site.finishing.search_index import search_index, write_search_index
from quarterbook.bind.site.finishing.search_words import ALIKE
from quarterbook.bind.site.stack.sphinx_process import (
    AGAIN,
    EXTENSIONS,
    RUN_SPHINX,
    sphinx_environment,
    warm_sphinx,
)
from quarterbook.bind.site.theme.colours import page_colours
from quarterbook.bind.site.tidy_site import tidy_site
from quarterbook.data.params.council import Council
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import long_date
from quarterbook.processes.warm_process import run_warm
from quarterbook.report.views.quarter import QuarterView

_THEME = Path(__file__).with_name("theme")
FILES = "files.json"
CLEAN = "clean.json"  # the pictures known to be clean
_WARNINGS = "warnings.jsonl"
_KEPT = "kept.json"  # where pages are kept that were read before


def settings(
    report: QuarterView,
    names: Mapping[str, Any],
    papers: Mapping[str, str],
    appendices: Mapping[str, str] | None = None,
    *,
    draft: bool,
) -> dict[str, Any]:
    """Return settings that ``_config.yml`` has no say in: theme, privacy, figures by name.

    ``papers`` are the titles of the papers that the site offers, by the names of their files;
    ``appendices`` say of pages whose appendix they are.
    """
    quarter, council = report.quarter, report.council
    return {
        "language": "en_GB",
        "today": long_date(quarter.cut_off),  # and not the day of the build
        "html_title": f"{quarter.title}, {quarter.quarter.label}",
        "author": council.council.name,
        "nb_execution_mode": "off",
        "nb_remove_code_source": True,
        "nb_mime_priority_overrides": [
            ["singlehtml", "text/html", 0],
            ["singlehtml", "image/svg+xml", 1],
            ["singlehtml", "text/plain", 9],
        ],
        "external_toc_exclude_missing": True,  # what is not listed is neither judged nor signed
        "myst_substitutions": dict(names),
        "myst_url_schemes": ["http", "https", "mailto", "tel"],  # as pages are confined to
        "myst_heading_anchors": 0,
        "myst_dmath_allow_digits": False,  # $5m to $6m is money
        "myst_dmath_allow_space": False,
        "numfig": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_last_updated_fmt": None,
        "html_extra_path": ["extra"],
        "html_static_path": [str(_THEME / "static")],
        "html_css_files": ["quarterbook.css"],
        "html_js_files": ["marks.js", "quarterbook.js", "charts.js"],
        "templates_path": [str(_THEME / "templates")],
        "html_sidebars": {"**": []},
        "html_math_renderer": "quarterbook",
        "html_permalinks_icon": "#",
        "quarterbook_appendices": dict(appendices or {}),
        "html_context": {
            "qb": {**_page_facts(report, draft), "papers": dict(papers), **_downloads()}
        },
        "html_theme_options": {
            "announcement": _announcement(report, draft),
            "enable_search_shortcuts": False,
            "footer_content_items": [],
            "show_toc_level": 2,
        },
        "extensions": [*EXTENSIONS],
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
    sentences = []
    if draft:
        sentences.append("<strong>DRAFT</strong>: not signed off, figures may change.")
    if report.council.illustrative:
        sentences.append("All figures are illustrative, not real.")
    sentences += [escape(notice.sentence) for notice in report.quarter.corrections]
    return " ".join(sentences)


def bind_site(
    staged: Path,
    work: Path,
    conf: Mapping[str, Any],
    *,
    single_only: bool = False,
    site_only: bool = False,
    charts: KeptPng | None = None,
    kept: Mapping[str, Any] | None = None,
) -> tuple[Path, Path]:
    """Build site and single page from the staged book; return their folders.

    ``single_only`` leaves the site out, ``site_only`` the single page; ``charts`` keeps the site's
    charts as PNG, ``kept`` says where pages are kept that were read before, and what they are kept
    by. Raises `BookError` with every warning, each with the page it is about.
    """
    (staged / "extra").mkdir(exist_ok=True)
    (work / "temporary").mkdir(parents=True, exist_ok=True)
    warnings = work / _WARNINGS
    job = {
        "source": str(staged),
        "out": str(work),
        "settings": {
            **conf,
            "quarterbook_warnings": str(warnings),
            "quarterbook_files": str(work / FILES),
            "quarterbook_clean_pictures": str(work / CLEAN),
            "quarterbook_kept": str(work / _KEPT) if kept else "",
        },
        "builders": [*([] if single_only else ["html"]), *([] if site_only else ["singlehtml"])],
    }
    (work / "sphinx.json").write_text(json.dumps(job), encoding="utf-8")
    with ThreadPoolExecutor(max_workers=1) as beside:  # Sphinx takes one core, in its own process
        if charts and not single_only:
            beside.submit(draw_charts_ahead, staged, charts)
        status, written = _bound(work, kept)
    problems = list(explained_warnings(warnings, staged))
    if not problems and status:
        last = (written or "no message").splitlines()[-1]
        fault = (
            f"Jupyter Book stopped: {last.rstrip('.')}. It cannot use a setting of this file; take "
            "out what was last added, and build again."
        )
        problems = [Problem("_config.yml", 0, "B201", fault)]
    if problems:
        raise BookError(problems)
    site, single = work / "html", work / "singlehtml"
    if not single_only:
        tidy_site(site)
        lead_to_milestones(site)
        add_chart_files(site, charts)
    return site, single


def _bound(work: Path, kept: Mapping[str, Any] | None) -> tuple[int, str]:
    """Run Sphinx, and once more from nothing where what was kept turned out not to fit."""
    status, written = _run_sphinx(work, kept, is_anew=False)
    if not kept or status != AGAIN:
        return status, written
    with suppress(OSError):
        Path(kept["place"]).unlink()
    for folder in ("doctrees", "html", "singlehtml"):
        shutil.rmtree(work / folder, ignore_errors=True)
    for file in (work / _WARNINGS, work / FILES):
        file.unlink(missing_ok=True)
    return _run_sphinx(work, kept, is_anew=True)


def _run_sphinx(work: Path, kept: Mapping[str, Any] | None, *, is_anew: bool) -> tuple[int, str]:
    kept_settings = {
        **(kept or {}),
        "is_anew": is_anew,
    }  # another build may put its pages there meanwhile
    (work / _KEPT).write_text(json.dumps(kept_settings), encoding="utf-8")
    return run_warm(
        warm_sphinx(),
        [sys.executable, "-P", "-m", RUN_SPHINX, str(work / "sphinx.json")],
        {**sphinx_environment(), "TMPDIR": str((work / "temporary").resolve())},
    )


def add_search(site: Path, council: Council, papers: Collection[str]) -> None:
    """Let the search page find what the site's pages say; those that are papers come last."""
    alike = (*ALIKE, *council.search_words)
    write_search_index(site / "searchindex.js", search_index(site, papers, alike))


def bound_files(work: Path) -> dict[str, list[str]]:
    """Return the files of the staged book that `bind_site` made pages of, with these pages.

    What pages include, show as pictures or offer for download, whatever directive or link names it;
    nothing where binding stopped.
    """
    path = work / FILES
    used: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return used
