"""One wrong figure in a copy of an output, to see that it is found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
from pypdf.generic import ByteStringObject, ContentStream, NameObject

OTHER = str.maketrans("0123456789", "1234567890")


def in_workbook(path: Path, copy: Path, changes: list[tuple[str, str, str]]) -> None:
    """Change cells, each by sheet, column and measure: a figure by one, a word to another."""
    workbook = openpyxl.load_workbook(path)
    for sheet, column, id_ in changes:
        cells = list(workbook[sheet].iter_rows())
        headers = next(row for row in cells if any(cell.value == "Measure id" for cell in row))
        names = [cell.value for cell in headers]
        row = next(row for row in cells if row[names.index("Measure id")].value == id_)
        cell = row[names.index(column)]
        cell.value = cell.value + 1 if isinstance(cell.value, int | float) else "Amber"
    workbook.save(copy)


def in_pages(folder: Path, copy: Path, changes: list[tuple[str, str, str]]) -> None:
    """Change the last digit of words that stand in a page behind other words."""
    shutil.copytree(folder, copy)
    for page, before, words in changes:
        text = (copy / page).read_text(encoding="utf-8")
        place = text.index(words, text.index(before))
        end = place + max(found.end() for found in re.finditer(r"\d", words))
        changed = text[: end - 1] + text[end - 1].translate(OTHER) + text[end:]
        (copy / page).write_text(changed, encoding="utf-8")


def in_paper(path: Path, copy: Path, words: str) -> None:
    """Change the first digit of words, wherever a PDF draws them at one go."""
    writer = pypdf.PdfWriter(clone_from=path)
    changed = 0
    for page in writer.pages:
        content = ContentStream(page.get_contents(), writer)
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        of_fonts = {name: glyphs_of(font.get_object()) for name, font in fonts.items()}
        glyphs: dict[bytes, str] = {}
        for operands, operator in content.operations:
            if operator == b"Tf":
                glyphs = of_fonts[operands[0]]
            if operator == b"TJ":
                changed += _change(operands[0], glyphs, words)
        page[NameObject("/Contents")] = writer._add_object(content)
    assert changed, f"{words} is drawn nowhere"
    writer.write(copy)


def glyphs_of(font: Any) -> dict[bytes, str]:
    """The characters of a font's glyphs, by its map to Unicode."""
    table = font["/ToUnicode"].get_data().decode("ascii")
    return {
        bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>\n", table)
    }


def _change(parts: list[Any], glyphs: dict[bytes, str], words: str) -> int:
    places = [
        (number, at)
        for number, part in enumerate(parts)
        if not isinstance(part, int | float)
        for at in range(0, len(part.original_bytes), 2)
    ]
    drawn = [glyphs.get(parts[number].original_bytes[at : at + 2], "�") for number, at in places]
    start = "".join(drawn).find(words) if all(len(one) == 1 for one in drawn) else -1
    if start < 0:
        return 0
    codes = {text: code for code, text in glyphs.items()}
    number, at = places[start]
    raw = parts[number].original_bytes
    wrong = codes[words[0].translate(OTHER)]
    parts[number] = ByteStringObject(raw[:at] + wrong + raw[at + 2 :])
    return 1
