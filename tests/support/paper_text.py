"""What a paper says: the text of a PDF, and of a Word file with the numbers that Word counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from string import ascii_uppercase
from typing import Any, NamedTuple

import docx
import pikepdf
import pypdf
import pypdfium2
from docx.oxml.ns import nsmap, qn
from docx.table import Table
from lxml import etree

# Where a link leads: on paper a page, in Word a paragraph or an appendix.
PLACE = re.compile(
    r",?\s*\(?\bp(?:age|\.)\s*\d+\)?|\s*\((?:paragraph\s\d[\d.]*|Appendix\s[A-Z](?:,[^)]*)?)\)"
)


def squashed(text: str) -> str:
    """Text without spaces, soft hyphens and the places that a paper adds to links."""
    text = PLACE.sub("", text).replace("\u2019", "'")
    return re.sub(r"[\s\u00ad\u200b\ufffe-]+", "", text)


def page_texts(paper: Path | bytes) -> list[str]:
    """The text of each page of a PDF, header and footer included, in no order to rely on."""
    with pypdfium2.PdfDocument(paper) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    # what divides a word at the end of a line is a hyphen
    return [text.replace("\r", "").replace("\x02", "-") for text in texts]


_OF_TEXT = re.compile(r"BT|ET|T[dDmjJczLfrsw*]|['\"]|q|Q|cm|Do")


def _without_drawings(path: Path) -> BytesIO:
    """A PDF with its words alone: charts have more to read than all words, and say nothing."""

    def words_of_stream(stream: pikepdf.Page | pikepdf.Stream) -> bytes:
        steps = pikepdf.parse_content_stream(stream)
        return pikepdf.unparse_content_stream(
            [one for one in steps if _OF_TEXT.fullmatch(str(one.operator))]
        )

    out = BytesIO()
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(words_of_stream(page))
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
                one.write(words_of_stream(one))
        pdf.save(out, compress_streams=False)
    return out


@cache
def pdf_pages(path: Path) -> tuple[str, ...]:
    """The text of each page without running header and footer."""
    reader = pypdf.PdfReader(_without_drawings(path))
    pages = [page.extract_text().splitlines() for page in reader.pages]
    after = pages[1:] or pages
    header = 0
    while len({tuple(lines[: header + 1]) for lines in after}) == 1 and len(after) > 1:
        header += 1
    return tuple(
        "\n".join(line for line in lines[header:] if not re.search(r"Page \d+ of \d+$", line))
        for lines in pages
    )


@cache
def paper_text(path: Path) -> str:
    """All that a paper says, squashed: a PDF, or a Word file with its numbers and letters."""
    if path.suffix == ".pdf":
        return squashed("\n".join(pdf_pages(path)))
    return squashed("\n".join(map(str, word_lines(path))))


def pdf_says(path: Path, words: str) -> bool:
    """Whether a PDF has these words: the quick reader sees most, the slow one all of them."""
    text = squashed(words)
    return text in _quick_text(path) or text in paper_text(path)


@cache
def _quick_text(path: Path) -> str:
    return squashed("\n".join(page_texts(path)))


class Line(NamedTuple):
    """A paragraph or a row of a table: its number, letter or bullet, and its words.

    ``counted`` says whether its number is of the list that sections and paragraphs share.
    """

    label: str
    words: str
    counted: bool = False

    def __str__(self) -> str:
        return f"{self.label} {self.words}".strip()


@cache
def word_lines(path: Path) -> tuple[Line, ...]:
    """Each paragraph and row of a Word file, numbered or lettered as Word does it."""
    document = docx.Document(str(path))
    labels = _Labels(document)
    lines = []
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            lines += [Line("", " ".join(row)) for row in word_rows(item)]
        else:
            lines.append(Line(labels(item._p), words_of(item._p), labels.counts(item._p)))
    return tuple(line for line in lines if line.words)


def word_tables(path: Path) -> list[list[list[str]]]:
    """The tables of a Word file as rows of cells."""
    return [word_rows(table) for table in docx.Document(str(path)).tables]


def word_rows(table: Table) -> list[list[str]]:
    """The rows of a table; words that stand below a row are its last cells, in order."""
    rows: list[list[str]] = []
    names: list[Any] = []
    for row in table.rows:
        cells = [cell._tc for cell in row.cells]
        is_below = len(set(cells[1:])) == 1 and len(cells) > 2 and cells[0] in names[-1:]
        if is_below:
            for label, words in _labelled(cells[1]):
                if label not in rows[0]:
                    rows[0].append(label)
                rows[-1] += ["–"] * (rows[0].index(label) - len(rows[-1])) + [words]
        else:
            rows.append([" ".join(words_of(cell).split()) for cell in cells])
            names.append(cells[0])
    return [row + ["–"] * (len(rows[0]) - len(row)) for row in rows]


def _labelled(cell: Any) -> list[tuple[str, str]]:
    """What each label of a cell has beside and below it."""
    found: list[tuple[str, str]] = []
    for paragraph in cell.iter(qn("w:p")):
        words = " ".join(words_of(paragraph).split())
        begins = re.match(r"(Commentary|Comment|Action):(?: |$)", words)
        if begins:
            found.append((begins[1], words[begins.end() :]))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {words}".strip())
    return found


def words_of(element: Any) -> str:
    """Every word in an element, those of links and fields too."""
    parts = []
    for part in element.iter(qn("w:t"), qn("w:br"), qn("w:p")):
        parts.append(part.text or "" if part.tag == qn("w:t") else " ")
    return "".join(parts).strip()


class _Labels:
    """The numbers that Word would put before its paragraphs, in the order of the document."""

    def __init__(self, document: Any) -> None:
        numbering = document.part.numbering_part.element
        kinds = {
            kind.get(qn("w:abstractNumId")): kind for kind in _find(numbering, "w:abstractNum")
        }
        self._levels = {
            num.get(qn("w:numId")): kinds[_find(num, "w:abstractNumId/@w:val")[0]]
            for num in _find(numbering, "w:num")
        }
        self._seen: dict[str, dict[int, int]] = defaultdict(dict)
        styles = {style.name: style.element for style in document.styles}
        self._own = _find(styles["Numbered Paragraph"], "w:pPr/w:numPr/w:numId/@w:val")

    def counts(self, paragraph: Any) -> bool:
        """Whether a paragraph is of the list of sections and paragraphs."""
        return bool(self._own) and _find(paragraph, "w:pPr/w:numPr/w:numId/@w:val") == self._own

    def __call__(self, paragraph: Any) -> str:
        found = _find(paragraph, "w:pPr/w:numPr/w:numId/@w:val")
        if not found or found[0] not in self._levels:
            return ""
        level = int((_find(paragraph, "w:pPr/w:numPr/w:ilvl/@w:val") or ["0"])[0])
        (kind,) = _find(self._levels[found[0]], f"w:lvl[@w:ilvl='{level}']")
        style = _find(kind, "w:numFmt/@w:val")[0]
        if style == "bullet":
            return "•"
        seen = self._seen[found[0]]
        seen[level] = seen.get(level, 0) + 1
        for deeper in [key for key in seen if key > level]:
            del seen[deeper]
        text: str = _find(kind, "w:lvlText/@w:val")[0]
        for depth, number in seen.items():
            shown = ascii_uppercase[number - 1] if style == "upperLetter" else str(number)
            text = text.replace(f"%{depth + 1}", shown)
        return text


def _find(element: Any, path: str) -> list[Any]:
    return list(etree.XPath(path, namespaces=nsmap)(element))


def pictures_of(path: Path) -> Iterator[str]:
    """The alternative text of every picture of a PDF or Word file."""
    if path.suffix == ".docx":
        for picture in docx.Document(str(path)).element.body.iter(qn("wp:docPr")):
            yield picture.get("descr") or ""
        return
    yield from _said_of(path, "/Figure")


def words_of_formulas(path: Path) -> Iterator[str]:
    """The words of every formula of a PDF, for who hears it."""
    return _said_of(path, "/Formula")


def _said_of(path: Path, kind: str) -> Iterator[str]:
    reader = pypdf.PdfReader(path)
    for number in range(1, int(reader.trailer["/Size"])):
        one = reader.get_object(number)
        if isinstance(one, dict) and one.get("/S") == kind:
            yield str(one.get("/Alt", ""))
