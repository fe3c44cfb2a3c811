"""A book makes the same of itself whatever the folder is called that it lies in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from quarterbook.build.stages import build
from support.books import ROOT, copy_book, digest

NAMES = (
    "{{ report.title }} {% raw %} {# note #} 'of' Llŷn & Môn, [2021] 100% #1 $x `a` (b)",
    'über "us" ${HOME} ~ \\n; {{',
)


@pytest.mark.exhaustive
@pytest.mark.builds
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_the_name_of_a_folder_changes_nothing(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("plain", *NAMES)]
    books = [copy_book(ROOT / "examples" / "first-page", folder) for folder in folders]
    plain, *others = [digest(build(book, None, jobs=1).folder) for book in books]
    for name, other in zip(NAMES, others, strict=True):
        assert (name, other) == (name, plain)
    assert {"data.xlsx", "report.pdf", "report.docx", "site/index.html"} <= plain.keys()
