"""Many names of measures, which stand below each other in two columns, in PDF and Word."""

from __future__ import annotations

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.table import Table

from quarterbook.build.built import Built
from support.paper_text import pdf_says


def names_below(built: Built, paper: str, says: str) -> list[list[str]]:
    """The groups of names that stand below a paragraph of a Word paper, left and right, or none."""
    parts = list(docx.Document(str(built.folder / f"{paper}.docx")).iter_inner_content())
    (at,) = (i for i, part in enumerate(parts) if not isinstance(part, Table) and says in part.text)
    table = parts[at + 1]
    if not isinstance(table, Table):
        return []
    assert parts[at].paragraph_format.keep_with_next
    assert table._tbl.tblPr.find(qn("w:tblInd")).get(qn("w:w")) == "680"
    return [[one.text for one in cell.paragraphs] for row in table.rows for cell in row.cells]


@pytest.mark.parametrize(
    ("paper", "says", "count"),
    [
        ("cabinet", "Thirty measures show an improvement in performance:", 30),
        ("cabinet", "Nineteen measures show a decline in performance:", 19),
        ("place-scrutiny", "The newest figures of twelve measures are for a period that", 12),
    ],
)
def test_many_names_stand_below_each_other(demo: Built, paper: str, says: str, count: int) -> None:
    """Of the place paper's twelve most lead nowhere: it shows red and amber measures alone."""
    columns = names_below(demo, paper, says)
    *names, last = (name for column in columns for name in column)
    assert len(names) + 1 == count
    for left, right in zip(columns[::2], columns[1::2], strict=True):
        assert 4 <= len(right) <= len(left) + 1 <= 7
    assert all(one.endswith(";") for one in names)
    assert last.endswith(".")
    assert pdf_says(demo.folder / f"{paper}.pdf", " ".join([*names, last]))


def test_a_few_names_stay_a_sentence(demo: Built) -> None:
    for says in ("From amber to red: Minor planning", "From green to amber: Urgent highway"):
        assert names_below(demo, "cabinet", says) == []


def test_print_has_two_columns(demo: Built) -> None:
    """In the place paper, most of whose names are no links. One is named above too, as red."""
    left, right = names_below(demo, "place-scrutiny", "The newest figures of twelve measures")
    with pypdfium2.PdfDocument(demo.folder / "place-scrutiny.pdf") as document:
        texts = [page.get_textpage() for page in document]
        text = next(one for one in texts if "twelve measures" in one.get_text_bounded())
        boxes = []
        for name in (left[0], left[1], right[1], right[2]):
            place = text.search(name[:15]).get_next()
            assert place, name
            boxes.append(text.get_charbox(place[0]))
    (first, second), (third, fourth) = boxes[:2], boxes[2:]
    assert first[0] == pytest.approx(second[0], abs=2)
    assert third[0] == pytest.approx(fourth[0], abs=2)
    assert third[0] - first[0] > 150
    assert first[1] > fourth[1]
    assert third[1] > second[1] - 60
