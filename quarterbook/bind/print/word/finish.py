"""What pandoc has no word for: tables, page breaks, bookmarks, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import islice, pairwise, takewhile
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import html as markup

from quarterbook.bind.print.article_parts import SECTION
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.word.numbering import INDENT, number_paragraphs
from quarterbook.bind.print.word.properties import (
    close_up,
    columns_of,
    keep_with_next,
    lines_of_styles,
    set_size,
    set_width,
    words_of,
)
from quarterbook.bind.print.word.sections import BOOKMARKS, section_of, share_page
from quarterbook.bind.print.word.styles import TABLE, TABLE_SIZE

_BETWEEN = 5  # paragraphs from a heading on, of which one may be a chart
_BETWEEN_NAMES = Pt(1)
_SHADE = "QuarterbookShade"  # the style by which table_rows.lua marks the colours of a cell
# The styles by which blocks.lua and names.lua mark what stands side by side.
_LAYOUT, _NAMES = "Layout", "Names"
_PANDOCS = 7920  # twips that pandoc takes a page's lines to have
_SPARE = Mm(2)  # LibreOffice's cells are a little narrower, and cut what does not fit
_MARGIN = 51  # twips from a cell's edge to its words, 0.09 cm, as column_widths.lua has it
# Characters from which on a row may go on over the page: of a column, of words across the table.
_LONG_CELL, _LONG_BELOW = 600, 2500


def own_headings(html: str) -> set[str]:
    """Return the ids of the headings of the paper's own words, which begin no page."""
    headings = markup.fromstring(html).xpath("//*[contains(@class, $own)]/@id", own=SECTION)
    return {str(id_) for id_ in headings}


def finish(made: Path, cover: Cover, own: set[str], out: Path) -> None:
    """Set what pandoc has no word for, and write the same bytes for the same paper."""
    document = Document(str(made))
    share_page(document)
    for table in document.element.body.iter(qn("w:tbl")):
        _set_table(document, table)
    _close_up_lists(document)
    _close_up_gaps(document)
    _lead_to_pages(document)
    for heading in _headings(document):
        _narrow_bookmarks(heading)
    _set_widths(document)
    _begin_pages(document, own, only_first=not cover.committee_paper)
    _keep_notes(document)
    _keep_charts(document)
    _keep_introductions(document)
    number_paragraphs(document)
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.insert(0, parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))
    about = document.core_properties
    about.title, about.author, about.language = cover.name, cover.council, "en-GB"
    about.last_modified_by, about.revision = cover.council, 1
    written = BytesIO()
    document.save(written)
    stamp = (*cover.timestamp.timetuple()[:3], 0, 0, 0)
    with ZipFile(written) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, stamp)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
            target.writestr(info, source.read(entry))


def _set_table(document: WordDocument, table: Any) -> None:
    """Give a table its style by id, where pandoc has its name, and its size; keep rows whole."""
    for style in table.xpath("w:tblPr/w:tblStyle"):
        name = style.get(qn("w:val"))
        if name in (_LAYOUT, _NAMES):
            style.getparent().remove(style)
            if name == _NAMES:
                _set_in(table)
            _set_captions(document, table)
            _fit_pictures(document, table)
            space = _BETWEEN_NAMES if name == _NAMES else Pt(0)
            for line in table.iter(qn("w:p")):
                Paragraph(line, document).paragraph_format.space_after = space
        elif name == TABLE:
            style.set(qn("w:val"), document.styles[name].style_id)
            for line in table.iter(qn("w:p")):  # as close as a cell's lines, as in print
                close_up(line)
    _set_margins(table)
    _keep_rows([*table.iter(qn("w:tr"))])
    for mark in table.xpath(f".//w:r[w:rPr/w:rStyle/@w:val='{_SHADE}']"):
        _shade_cell(document, mark)
    for run in table.iter(qn("w:r")):
        set_size(run, TABLE_SIZE)


def _set_in(table: Any) -> None:
    """Let a table begin where the words of numbered paragraphs do."""
    indent = parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{INDENT}" w:type="dxa"/>')
    (properties,) = table.xpath("w:tblPr")
    for before in properties.xpath("w:tblInd"):
        properties.remove(before)
    after = properties.xpath("w:tblBorders | w:shd | w:tblLayout | w:tblCellMar | w:tblLook")
    if after:
        after[0].addprevious(indent)
    else:
        properties.append(indent)


def _keep_rows(rows: Sequence[Any]) -> None:
    """Keep a row on one page, with what is said of it across the table below, unless it is long."""
    for row, after in pairwise([*rows, None]):
        if after is not None and _is_below(after):
            for line in row.iter(qn("w:p")):
                keep_with_next(line)
        longest = max((len(words_of(cell)) for cell in row.iter(qn("w:tc"))), default=0)
        if longest < (_LONG_BELOW if _is_below(row) else _LONG_CELL):
            row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _is_below(row: Any) -> bool:
    """Whether a row is of words that stand across the table below another one."""
    return bool(row.xpath("w:tc/w:tcPr/w:vMerge[not(@w:val='restart')]"))


def _close_up_lists(document: WordDocument) -> None:
    """Let the items of lists, which pandoc gives no style, stand as close as in print."""
    compact = document.styles["Compact"].style_id
    for item in document.element.body.xpath(".//w:p[w:pPr/w:numPr and not(w:pPr/w:pStyle)]"):
        item.pPr.style = compact
        Paragraph(item, document).paragraph_format.space_after = Pt(2)


def _lead_to_pages(document: WordDocument) -> None:
    """Let the page of what an item of a list names stand at the end of its line, as in contents."""
    page = document.sections[-1]
    upright = min(page.page_width, page.page_height)
    for item in document.element.body.xpath(
        "w:p[w:pPr/w:numPr][.//w:instrText[contains(., 'PAGEREF')]]"
    ):
        stops = Paragraph(item, document).paragraph_format.tab_stops
        stops.add_tab_stop(
            upright - page.left_margin - page.right_margin,
            WD_TAB_ALIGNMENT.RIGHT,
            WD_TAB_LEADER.DOTS,
        )


def _close_up_gaps(document: WordDocument) -> None:
    """Let what parts two tables, an empty paragraph, take no room."""
    for line in document.element.body.xpath("w:p[not(*)]"):
        between = Paragraph(line, document).paragraph_format
        between.line_spacing = between.space_after = between.space_before = Pt(2)


def _fit_pictures(document: WordDocument, layout: Any) -> None:
    """Let no picture be wider than the column in which it stands beside words or another."""
    page = document.sections[-1]
    upright = min(page.page_width, page.page_height)
    room = upright - page.left_margin - page.right_margin
    columns = [int(width) for width in layout.xpath("w:tblGrid/w:gridCol/@w:w")]
    for row in layout.xpath("w:tr"):
        for width, cell in zip(columns, row.xpath("w:tc"), strict=False):
            most = room * width // sum(columns) - Twips(2 * _MARGIN) - _SPARE
            for picture in cell.xpath(".//wp:inline"):
                share = min(1, most / int(picture.extent.cx))
                for size in picture.xpath("wp:extent | .//a:xfrm/a:ext"):
                    size.cx, size.cy = (round(side * share) for side in (size.cx, size.cy))


def _shade_cell(document: WordDocument, mark: Any) -> None:
    """Give a cell the colours that its first run names, and take that run out."""
    ground, ink = words_of(mark).split()
    cell = next(mark.iterancestors(qn("w:tc")))
    mark.getparent().remove(mark)
    properties = cell.get_or_add_tcPr()
    fill = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ground}"/>'
    after = properties.xpath("w:noWrap | w:tcMar | w:textDirection | w:tcFitText | w:vAlign")
    if after:
        after[0].addprevious(parse_xml(fill))
    else:
        properties.append(parse_xml(fill))
    for run in cell.iter(qn("w:r")):
        Run(run, document).font.color.rgb = RGBColor.from_string(ink)


def _set_captions(document: WordDocument, layout: Any) -> None:
    """Let what stands above a chart beside words be no bolder than these."""
    style = document.styles["Image Caption"].style_id
    for line in layout.xpath(f".//w:p[w:pPr/w:pStyle/@w:val='{style}']"):
        for run in Paragraph(line, document).runs:
            run.bold = False


def _set_margins(table: Any) -> None:
    sides = "".join(f'<w:{side} w:w="{_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    (properties,) = table.xpath("w:tblPr")
    for before in properties.xpath("w:tblCellMar"):
        properties.remove(before)
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    after = properties.xpath("w:tblLook | w:tblCaption | w:tblDescription")
    if after:
        after[0].addprevious(margins)
    else:
        properties.append(margins)


def _set_widths(document: WordDocument) -> None:
    """Set the columns of tables in twips of the page that each stands on.

    Pandoc takes every page to be as wide; where columns add up to another width than their table,
    programs differ in what they make of it.
    """
    across = 0
    for element in reversed(document.element.body):
        section = section_of(element)
        if section is not None:
            size, margins = section.xpath("w:pgSz")[0], section.xpath("w:pgMar")[0]
            sides = (int(margins.get(qn(f"w:{side}"), "0")) for side in ("left", "right"))
            across = int(size.get(qn("w:w"))) - sum(sides)
        if element.tag == qn("w:tbl"):
            _share_width(element, across / _PANDOCS)


def _share_width(table: Any, times: float) -> None:
    columns = table.xpath("w:tblGrid/w:gridCol")
    widths = [round(int(column.get(qn("w:w"))) * times) for column in columns]
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for whole in table.xpath("w:tblPr/w:tblW"):
        whole.set(qn("w:type"), "dxa")
        whole.set(qn("w:w"), str(sum(widths)))
    for row in table.xpath("w:tr"):
        at = 0
        for cell in row.xpath("w:tc"):
            after = at + columns_of(cell)
            set_width(cell, sum(widths[at:after]))
            at = after


def _headings(document: WordDocument, level: str = "") -> list[Any]:
    """Return the paragraphs of the body that are headings, or those of one level."""
    names = f"Heading {level}"
    ids = {one.style_id for one in document.styles if (one.name or "").startswith(names)}
    return lines_of_styles(document.element.body, ids)


def _narrow_bookmarks(heading: Any) -> None:
    """Let a heading's bookmarks hold the heading alone, so that references find its number.

    Pandoc lets them hold all that is under the heading.
    """
    before = heading.getprevious()
    while before is not None and before.tag in BOOKMARKS:
        start, before = before, before.getprevious()
        if start.tag == qn("w:bookmarkStart"):
            ends = heading.xpath(f"following::w:bookmarkEnd[@w:id='{start.get(qn('w:id'))}']")
            heading.insert(1, start)
            heading.extend(ends[:1])


def _begin_pages(document: WordDocument, own: set[str], *, only_first: bool) -> None:
    """Begin a page with each heading of level 1, but not with those of the paper's own words.

    A heading that begins a section is on a new page already. Of the report only the first chapter
    does: the others follow each other, as in print where much of a page is left.
    """
    style = document.styles["Heading 1"].paragraph_format
    style.page_break_before = False
    if only_first:
        style.space_before = max(style.space_before or Pt(0), Pt(20))
    for heading in _headings(document, "1")[: 1 if only_first else None]:
        before = heading.getprevious()
        while before is not None and before.tag in BOOKMARKS:
            before = before.getprevious()
        begins = before is not None and section_of(before) is not None
        if not begins and not own.intersection(heading.xpath(".//w:bookmarkStart/@w:name")):
            Paragraph(heading, document).paragraph_format.page_break_before = True


def _keep_notes(document: WordDocument) -> None:
    """Keep the note under a table on the page of the table's last row."""
    style = document.styles["Table Note"].style_id
    for note in document.element.body.xpath(f"w:p[w:pPr/w:pStyle/@w:val='{style}']"):
        above = note.getprevious()
        if above is not None and above.tag == qn("w:tbl"):
            for line in above.xpath("w:tr[last()]//w:p"):
                keep_with_next(line)


def _keep_introductions(document: WordDocument) -> None:
    """Keep a paragraph that ends in a colon on the page on which begins what it introduces."""
    for line in document.element.body.xpath("w:p"):
        after = next((one for one in line.itersiblings() if one.tag not in BOOKMARKS), None)
        is_begun = after is not None and (after.tag == qn("w:tbl") or after.xpath("w:pPr/w:numPr"))
        if is_begun and words_of(line).rstrip().endswith(":"):
            keep_with_next(line)


def _is_of_words(line: Any) -> bool:
    return line.tag == qn("w:p") and not line.xpath(".//w:drawing")


def _keep_charts(document: WordDocument) -> None:
    """Keep the words between a heading and its chart, and the heading, on the chart's page."""
    headings = set(_headings(document))
    for chart in document.element.body.xpath("*[.//w:drawing]"):
        before = chart.itersiblings(preceding=True)
        lines = islice((line for line in before if line.tag not in BOOKMARKS), _BETWEEN)
        above = list(takewhile(_is_of_words, lines))
        index = next((index for index, line in enumerate(above) if line in headings), None)
        for line in above[: index + 1 if index is not None else 1]:
            keep_with_next(line)
