"""Binds a small paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.pdf import write_pdf
from quarterbook.bind.print.word.document import write_docx
from support.bound_papers import BOOK, COVER, PARTS, page, read_article


@pytest.fixture
def bind(tmp_path: Path) -> Callable[..., Path]:
    """Write a paper of the book above."""

    def write(
        name: str, cover: Cover = COVER, look: CouncilTemplate | None = None, text: str = BOOK
    ) -> Path:
        make = write_pdf if name.endswith(".pdf") else write_docx
        article = read_article(page(text, tmp_path), PARTS)
        make(article, cover, tmp_path / name, tmp_path / "work", look)
        return tmp_path / name

    return write  # fmt: skip
