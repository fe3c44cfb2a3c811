"""The chapters are whole: every file is in the contents, every setting explained.

That no page is stale `make check` asks of `spec.generate`.
"""

from __future__ import annotations

import re

from spec.generate import HERE, PAGE, SETTINGS, sections, settings_tables
from spec.toc import CHAPTERS


def test_every_file_is_in_the_contents() -> None:
    written = {
        (path.parent.name, path.stem.removeprefix("test_")) for path in HERE.glob("*/test_*.py")
    }
    listed = [(chapter.folder, name) for chapter in CHAPTERS for name in chapter.sections]
    assert sorted(listed) == sorted(written)


def test_every_value_of_every_setting_has_its_row() -> None:
    book = {chapter.folder: list(sections(chapter)) for chapter in CHAPTERS}
    tables = settings_tables(book)
    for setting, values in SETTINGS.items():
        assert f"| `{setting}` |" in tables
        for value in values:
            assert f"| `{value}` |" in tables


def test_each_heading_has_an_address_of_its_own() -> None:
    headings = re.findall(r"^#+ (.*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(headings) == len({heading.casefold() for heading in headings})
