"""Pandoc, which turns the article into Typst and Word, chapter by chapter.

A chapter that several papers have is converted once for all of them, and one that did not change
not again. Where chapters begin is told by the article alone, so all builds cut it alike.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pypandoc
from lxml import html as markup

from quarterbook.bind.print.article import Article
from quarterbook.bind.print.article_parts import SECTION, select
from quarterbook.ground.errors import BookError, Problem
from quarterbook.reuse.steps import Fingerprint, Steps
from quarterbook.storage.store import digest_of

_TEMPLATE = Path(__file__).parent / "typesetting" / "paper.typ"
_FILTER = Path(__file__).parent / "pandoc_filter"  # paper.lua and what it asks for

# Tables that have their columns in the same places, wherever they stand in a paper.
_ALIGNED = ("table.qb-landscape", "table.qb-upright")

# Tells the filter that a paper has no other chapter: its sections are in the contents then.
_ALONE = "--metadata=alone"

_Elements = list[markup.HtmlElement]


def stage_article(article: Article, work: Path) -> Path:
    """Make a work folder anew: the template, the filter and the pictures."""
    shutil.rmtree(work, ignore_errors=True)
    (work / "images").mkdir(parents=True)
    for part in (_TEMPLATE, *_FILTER.glob("*.lua")):
        shutil.copy(part, work / part.name)
    for name, picture in article.images.items():
        (work / "images" / name).write_bytes(picture.data)
    return work


def parsed(html: str) -> markup.HtmlElement:
    """Return what holds all that an article has, whatever stands around it."""
    body = markup.document_fromstring(html).body
    return body[0] if [child.tag for child in body] == ["article"] else body


def chapters_of(article: markup.HtmlElement) -> list[str]:
    """Return the chapters of an article as HTML, in their order.

    A chapter begins with a heading of level 1 that begins a page. Tables of one kind have their
    columns in the same places, so that those which have any stay together with what is between.
    """
    chapters: list[_Elements] = [[]]
    for element in article:
        if chapters[-1] and _is_begin(element):
            chapters.append([])
        chapters[-1].append(element)
    before = escape(article.text or "")
    written = []
    for chapter in _joined(chapters):
        inside = "".join(markup.tostring(element, encoding="unicode") for element in chapter)
        written.append(f"<article>{before}{inside}</article>")
        before = ""
    return written


def _is_begin(element: markup.HtmlElement) -> bool:
    """Whether the first that an element holds is a chapter's heading."""
    while element.tag == "section" and not element.get("id") and not (element.text or "").strip():
        if not len(element):
            return False
        element = element[0]
    return element.tag == "h1" and SECTION not in element.get("class", "").split()


def _joined(chapters: Sequence[_Elements]) -> list[_Elements]:
    """Join chapters from the first to the last that have tables of one kind."""
    kinds = [{_kind(table) for table in _aligned(chapter)} for chapter in chapters]
    last = {kind: number for number, those in enumerate(kinds) for kind in those}
    joined: list[_Elements] = []
    until = -1
    for number, chapter in enumerate(chapters):
        if number <= until:
            joined[-1] += chapter
        else:
            joined.append(chapter)
        until = max(until, *(last[kind] for kind in kinds[number]), number)
    return joined


def _aligned(chapter: _Elements) -> _Elements:
    holder = markup.Element("div")
    holder.extend(chapter)
    return [table for selector in _ALIGNED for table in select(holder, selector)]


def _kind(table: markup.HtmlElement) -> str:
    return " ".join(sorted(table.get("class", "").split()))


def convert_chapters(
    chapters: Sequence[str],
    to: str,
    work: Path,
    steps: Steps | None = None,
    options: Sequence[str] = (),
    front: str = "",
) -> list[str]:
    """Return all chapters of a paper in another format, each as made before or, if new, now.

    ``front`` is what stands before them, if that is converted too. A chapter is made of its HTML
    and the options alone: pandoc opens no file for it.
    """
    all_options = [*options, *([_ALONE] if len(chapters) == 1 else [])]
    parts = [*([front] if front else []), *chapters]
    return [_converted(part, to, work, steps, all_options) for part in parts]


def _converted(
    chapter: str, to: str, work: Path, steps: Steps | None, options: Sequence[str]
) -> str:
    if steps is None:
        return convert(chapter, to, work, options)
    digest = digest_of("\n".join([to, *options, chapter]).encode())
    inputs = {"what it says": Fingerprint(digest)}
    step = steps.find(f"a chapter through pandoc: {digest}", inputs, is_told=False)
    if step.result is not None:
        return step.result.decode()
    made = convert(chapter, to, work, options)
    steps.keep(step, made.encode())
    return made


def convert(
    html: str,
    to: str,
    work: Path,
    options: Sequence[str] = (),
) -> str:
    """Return HTML in another format, as paper.lua has it."""
    html_options = ("--from=html-auto_identifiers", "--wrap=none", "--lua-filter=paper.lua")
    return run_pandoc(html, to, work, (*html_options, *options))


def run_pandoc(
    source: str,
    to: str,
    work: Path,
    options: Sequence[str],
    env: Mapping[str, str] | None = None,
) -> str:
    """Return what pandoc makes of what it is given, or let it write that where the options say.

    It runs in the work folder, so that nothing outside it can get into the paper. Raises
    `BookError` with what it says where it fails or warns.
    """
    command = [pypandoc.get_pandoc_path(), "--fail-if-warnings", f"--to={to}", *options]
    done = subprocess.run(
        command,
        input=source.encode(),
        capture_output=True,
        cwd=work,
        env={**os.environ, **(env or {})},
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip()
        fault = f"pandoc could not turn the book into a paper: {reason}"
        raise BookError(Problem(work.name, 0, "B306", fault))
    return done.stdout.decode()
