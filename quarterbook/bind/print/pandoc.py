"""Pandoc, which turns the article into Typst and Word, in a folder of the paper's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pypandoc

from quarterbook.bind.print.article import Article
from quarterbook.ground.errors import BookError, Problem

_TYPESETTING = Path(__file__).parent / "typesetting"


def stage_article(article: Article, work: Path) -> Path:
    """Make a work folder anew: the template, the filter and the pictures."""
    shutil.rmtree(work, ignore_errors=True)
    (work / "images").mkdir(parents=True)
    for part in ("paper.typ", "paper.lua"):
        shutil.copy(_TYPESETTING / part, work / part)
    for name, picture in article.images.items():
        (work / "images" / name).write_bytes(picture.data)
    return work


def convert(
    html: str,
    to: str,
    work: Path,
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> str:
    """Return HTML in another format, or write it where the options say.

    Pandoc runs in the work folder, so that nothing outside it can get into the paper.
    """
    command = [
        pypandoc.get_pandoc_path(),
        "--fail-if-warnings",
        "--from=html-auto_identifiers",
        f"--to={to}",
        "--wrap=none",
        "--lua-filter=paper.lua",
        *options,
    ]
    done = subprocess.run(
        command,
        input=html.encode(),
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
