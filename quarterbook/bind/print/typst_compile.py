"""Typst, with the package's own typefaces and a council's, and none of the machine's."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fontpkg_fira_sans
import fontpkg_source_sans_3
import matplotlib

from quarterbook.bind.print import run_typst
from quarterbook.bind.print.article import Article
from quarterbook.bind.print.council_template import (
    CouncilTemplate,
    look_fault,
    look_warning,
    template_fault,
)
from quarterbook.ground.errors import BookError, Problem
from quarterbook.processes.warm_process import run_warm, warm_process

MOST_MEMORY = 4 * 1024**3  # bytes of address space; a paper of 1,000 pages takes 1 GB
_MOST_SECONDS = 600  # of the processor
_UNSETTLED = "the paper's page numbers do not settle: where a thing stands goes by where it stands"

# The text's typeface, the charts', which a template may take too, and one with every arrow and
# shape; nothing is taken from the machine.
_FONTS = [
    Path(fontpkg_source_sans_3.__file__).parent / "files",
    Path(fontpkg_fira_sans.__file__).parent / "files",
    Path(matplotlib.get_data_path()) / "fonts" / "ttf",
]


def compile_typst(
    file: Path,
    source: str,
    article: Article,
    template: CouncilTemplate | None = None,
    fonts: Sequence[Path] = (),
    **options: Any,
) -> list[bytes]:
    """Compile a source written to `file`; return what was made, of pictures one a page.

    Raises `BookError` for what Typst cannot set, with the picture or the template that it is
    about, and for what takes more memory or time than a paper can need.
    """
    file.write_text(source, encoding="utf-8")
    with TemporaryDirectory() as folder:
        job = {
            "file": str(file),
            "folder": folder,
            "fonts": [str(path) for path in (*_FONTS, *fonts)],
            "options": options,
            "memory": MOST_MEMORY,
            "seconds": _MOST_SECONDS,
        }
        path = Path(folder, "job.json")
        path.write_text(json.dumps(job), encoding="utf-8")
        status, written = run_warm(
            warm_process(("typst", "json"), os.environ),
            [sys.executable, "-P", "-m", run_typst.__name__, str(path)],
            os.environ,
        )
        answer = Path(folder, "result.json")
        if not answer.is_file():
            raise _ended(file, template, status, written)
        result = json.loads(answer.read_text(encoding="utf-8"))
        if "message" in result:
            _raise_fault(file, article, template, result["message"], result["diagnostic"])
        for message in result["warnings"]:
            look_warning(template, message)
            if "did not converge" in message:
                raise _unfit(file, template, _UNSETTLED, "Divide the paper, or lengthen a page.")
        return [Path(folder, f"{number}.made").read_bytes() for number in range(result["pages"])]


def _raise_fault(
    file: Path, article: Article, template: CouncilTemplate | None, message: str, diagnostic: str
) -> None:
    for name, picture in article.images.items():
        if name in diagnostic:
            fault = f"image {picture.source}: {message}"
            raise BookError(Problem(picture.page, 0, "B307", fault))
    look_fault(template, message, diagnostic)
    where = diagnostic.replace(str(file.parent), "")
    fault = f"Typst could not set the paper: {message}\n{where}"
    raise BookError(Problem(file.parent.name, 0, "B308", fault))


def _ended(file: Path, template: CouncilTemplate | None, status: int, written: str) -> BookError:
    """Return what is said where Typst ended without an answer."""
    last = (written or f"status {status}").splitlines()[-1]
    what = (
        f"setting the paper takes more than {MOST_MEMORY / 1024**3:.1f} GB of memory or "
        f"{_MOST_SECONDS // 60} minutes ({last})"
    )
    return _unfit(file, template, what, "Show fewer or smaller pictures, or divide the paper.")


def _unfit(file: Path, template: CouncilTemplate | None, what: str, advice: str) -> BookError:
    """Return what is said of a paper that cannot be set, of its template where it has one."""
    if template is not None and template.typst is not None:
        return template_fault(template.typst, what)
    return BookError(Problem(file.parent.name, 0, "B308", f"{what}. {advice}"))
