"""Typst, with the package's own typefaces and a council's, and none of the machine's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fontpkg_fira_sans
import fontpkg_source_sans_3
import matplotlib
import typst

from quarterbook.bind.print.article import Article
from quarterbook.bind.print.council_template import CouncilTemplate, look_fault, look_warning
from quarterbook.ground.errors import BookError, Problem

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
) -> Any:
    """Compile a source written to `file`; returns what Typst returns."""
    file.write_text(source, encoding="utf-8")
    try:
        made, warnings = typst.compile_with_warnings(
            file,
            root=file.parent,
            font_paths=[*_FONTS, *fonts],
            ignore_system_fonts=True,
            **options,
        )
    except typst.TypstError as error:
        for name, picture in article.images.items():
            if name in error.diagnostic:
                fault = f"image {picture.source}: {error.message}"
                raise BookError(Problem(picture.page, 0, "B307", fault)) from None
        look_fault(template, error.message, error.diagnostic)
        where = error.diagnostic.replace(str(file.parent), "")
        fault = f"Typst could not set the paper: {error.message}\n{where}"
        raise BookError(Problem(file.parent.name, 0, "B308", fault)) from None
    for warning in warnings:
        look_warning(template, warning.message)
    return made
