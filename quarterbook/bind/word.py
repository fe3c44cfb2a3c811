"""The Word side of the paper: the cover, the styles, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml import html as markup

from quarterbook.bind.cover import Cover

FONT = "Arial"
DASH = "\N{EN DASH}"
WIDEST = 13.0  # a chart, in centimetres
SPARK = 2.0


def page(html: str, cover: Cover, work: Path, ppi: int) -> str:
    """Return the cover and the article as one page, its pictures PNG of natural size or less."""
    article = markup.fromstring(html)
    for image in article.xpath(".//img"):
        file = work / image.get("src")
        if file.suffix == ".svg":
            file = file.with_suffix(".png")
            image.set("src", f"images/{file.name}")
            natural = int.from_bytes(file.read_bytes()[16:20], "big") / ppi * 2.54
            spark = "qb-spark" in image.get("class", "")
            image.set("width", f"{min(natural, SPARK if spark else WIDEST):.2f}cm")
    return _cover(cover) + markup.tostring(article, encoding="unicode")


def _styled(style: str, text: str) -> str:
    return f'<div data-custom-style="{style}"><p>{text}</p></div>'


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell) or DASH}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cover(cover: Cover) -> str:
    """Return the cover in the order in which the PDF has it."""
    parts = [
        _styled("Cover Line", f"<strong>{escape(m.committee)}</strong>, {escape(m.date)}")
        for m in cover.meetings
    ]
    if cover.item:
        parts.append(_styled("Cover Line", f"Item {escape(cover.item)}"))
    if cover.classification:
        parts.append(_styled("Cover Line", escape(cover.classification)))
    parts += [
        _styled("Subtitle", escape(cover.council)),
        _styled("Title", escape(cover.title)),
        _styled("Subtitle", escape(cover.quarter)),
        _styled(
            "Cover Line",
            f"As at {escape(cover.as_at)}" + (f" · {escape(cover.site)}" if cover.site else ""),
        ),
    ]
    if cover.draft:
        words = "This paper has not been signed off. Its figures and words may change."
        parts.append(_styled("Cover Box", f"<strong>DRAFT.</strong> {words}"))
    if cover.illustrative:
        parts.append(_styled("Cover Box", "<strong>Illustrative figures: not real data.</strong>"))
    if cover.synopsis:
        parts.append(_styled("Front Heading", "Synopsis"))
        parts += [f"<p>{escape(part)}</p>" for part in cover.synopsis.split("\n\n")]
    if cover.recommendations:
        items = "".join(f"<li><p>{escape(item)}</p></li>" for item in cover.recommendations)
        parts += [_styled("Front Heading", "Recommendations"), f'<ol type="A">{items}</ol>']
    if cover.officers:
        rows = [(officer.role, officer.post, officer.email) for officer in cover.officers]
        parts += [
            _styled("Front Heading", "Responsible officers"),
            _table(("Role", "Officer", "Email"), rows),
        ]
    if cover.sign_offs:
        signed = [(sign.role, sign.state, sign.date) for sign in cover.sign_offs]
        parts += [_styled("Front Heading", "Sign-off"), _table(("Role", "State", "Date"), signed)]
    parts.append(_styled("Contents Heading", "Contents") + '<div id="qb-contents"></div>')
    return "".join(parts)


def write_reference(default: bytes, cover: Cover, out: Path) -> None:
    """Write pandoc's own reference document with the paper's page, styles, header and footer."""
    document = Document(BytesIO(default))
    _set_styles(document, RGBColor.from_string(cover.primary.lstrip("#").upper()))
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (head, foot):
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT)
    _write(head, f"{cover.council} · {cover.title} · {cover.quarter}\t")
    if cover.draft:
        mark = _write(head, "\u00a0DRAFT\u00a0", bold=True)
        mark.append(
            parse_xml(
                f'<w:bdr {nsdecls("w")} w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
            )
        )
    _write(foot, "Illustrative figures: not real data\t" if cover.illustrative else "\t", bold=True)
    _write(foot, "Page ")
    _field(foot, "PAGE")
    _write(foot, " of ")
    _field(foot, "NUMPAGES")
    document.save(str(out))


def _write(line: Paragraph, text: str, *, bold: bool = False) -> OxmlElement:
    """Add small text to a header or footer, and return its properties."""
    run = line.add_run(text)
    run.font.size, run.bold = Pt(8.5), bold
    return run._r.get_or_add_rPr()


def _field(line: Paragraph, code: str) -> None:
    """Add a field that Word works out."""
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {code} ">'
        '<w:r><w:rPr><w:sz w:val="17"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
    )
    line._p.append(field)


def _set_styles(document: WordDocument, primary: RGBColor) -> None:
    """Set the styles that pandoc writes with, and add the paper's own."""
    styles = document.styles

    def style(
        name: str, size: float, before: float, after: float, base: str = "Body Text"
    ) -> ParagraphStyle:
        known = name in [known.name for known in styles]
        found = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not known:
            found.base_style = styles[base]
        found.font.name, found.font.size = FONT, Pt(size)
        fonts = found.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        found.paragraph_format.space_before, found.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        return found

    style("Normal", 10.5, 0, 6)
    for name in ("Body Text", "First Paragraph"):
        style(name, 10.5, 4, 6).paragraph_format.line_spacing = 1.15
    style("Compact", 10.5, 1, 1)
    black = RGBColor(0, 0, 0)
    for level, size, before, colour in (
        (1, 20, 0, primary),
        (2, 15, 18, primary),
        (3, 12, 14, black),
        (4, 10.5, 10, black),
    ):
        heading = style(f"Heading {level}", size, before, 6)
        heading.font.color.rgb, heading.font.bold, heading.font.italic = colour, True, False
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.page_break_before = level == 1
    for name, size in (("Title", 26), ("Subtitle", 14)):
        title = style(name, size, 6, 6)
        title.font.color.rgb, title.font.bold = primary if name == "Title" else black, True
        title.paragraph_format.alignment = 0
    for name, breaks in (("Front Heading", False), ("Contents Heading", True)):
        front = style(name, 13, 14, 6, "Heading 1")
        front.paragraph_format.page_break_before = breaks
    style("Cover Line", 10.5, 0, 2)
    for name in ("Table Caption", "Image Caption"):
        caption = style(name, 9.5, 6, 4)
        caption.font.italic, caption.font.bold = False, True
        caption.paragraph_format.keep_with_next = True
    style("Captioned Figure", 10.5, 2, 8)
    style("Finding", 10.5, 0, 4).paragraph_format.keep_with_next = True
    summary = style("Summary", 10.5, 8, 4)
    summary.font.bold, summary.paragraph_format.keep_with_next = True, True
    style("Footnote Text", 9, 0, 4)
    _border(style("Note", 10.5, 4, 4), ("left",), "999999", 12)
    _border(style("Cover Box", 10.5, 6, 6), ("top", "left", "bottom", "right"), "000000", 8)
    for level in (1, 2, 3):
        entry = style(f"TOC {level}", 10.5 if level == 1 else 9.5, 6 if level == 1 else 0, 2)
        entry.font.bold = level == 1
        entry.paragraph_format.left_indent, entry.paragraph_format.right_indent = (
            Cm(0.5 * (level - 1)),
            Cm(1),
        )
        entry.paragraph_format.tab_stops.add_tab_stop(
            Cm(17), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    styles["Hyperlink"].font.color.rgb = primary
    _set_table_styles(document, str(primary))


def _border(style: ParagraphStyle, sides: tuple[str, ...], colour: str, size: int) -> None:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="{colour}"/>' for side in sides
    )
    style.element.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"),
        "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
    )  # fmt: skip


def _set_table_styles(document: WordDocument, primary: str) -> None:
    """Replace pandoc's table style by hairlines and a ruled header; "Table Small" is smaller."""
    styles = document.styles.element
    for old in styles.xpath("w:style[@w:styleId='Table' or @w:styleId='TableSmall']"):
        styles.remove(old)
    for name in ("Table", "Table Small"):
        styles.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1"'
                f' w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
                '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
                '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
                '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>'
                '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
                '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
                "</w:tblPr>"
                '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
                f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{primary}"/></w:tcBorders>'
                '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
            )
        )


def finish(made: Path, cover: Cover, out: Path) -> None:
    """Set what pandoc has no word for, and write the same bytes for the same paper."""
    document = Document(str(made))
    for table in document.element.body.iter(qn("w:tbl")):
        small = table.xpath("w:tblPr/w:tblStyle/@w:val")[:1] == ["TableSmall"]
        for row in table.iter(qn("w:tr")):
            row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for run in table.iter(qn("w:r")):
            run.get_or_add_rPr().sz_val = Pt(8 if small else 9)
    _share_headers(document)
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


def _share_headers(document: WordDocument) -> None:
    """Give the first section the header and footer that pandoc gave the last.

    The others take theirs from it. A page's heading that begins a section is
    on a new page already.
    """
    first, last = document.sections[0]._sectPr, document.sections[-1]._sectPr
    if first is not last:
        for reference in last.xpath("w:headerReference | w:footerReference")[::-1]:
            first.insert(0, reference)
    ends = "w:p[w:pPr/w:sectPr]/following-sibling::w:p[1]"
    for heading in document.element.body.xpath(f"{ends}[w:pPr/w:pStyle/@w:val='Heading1']"):
        Paragraph(heading, document).paragraph_format.page_break_before = False
