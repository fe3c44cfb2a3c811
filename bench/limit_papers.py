"""What Typst takes of a book: leave the sources of its papers, or compile those that were left.

python bench/limit_papers.py leave BOOK FOLDER
python bench/limit_papers.py compile FOLDER
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from quarterbook.bind.print import pdf
from quarterbook.bind.print.typst_compile import compile_typst
from quarterbook.build.stages import build
from quarterbook.storage.book import Book


def leave(book: Path, folder: Path) -> None:
    """Build a book, and keep what Typst was given for each paper."""

    def compiled(file: Path, source: str, *args: Any, **options: Any) -> Sequence[bytes]:
        made = compile_typst(file, source, *args, **options)
        shutil.copytree(file.parent, folder / file.parent.name, dirs_exist_ok=True)
        return made

    pdf.compile_typst = compiled  # type: ignore[assignment]
    build(Book(book), None, jobs=1)


def main() -> None:
    """Leave or compile."""
    if sys.argv[1] == "leave":
        leave(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    for main_file in sorted(Path(sys.argv[2]).glob("*/main.typ")):
        typst.compile(str(main_file), pdf_standards=["ua-1"])


if __name__ == "__main__":
    main()
