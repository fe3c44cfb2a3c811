"""The printed paper: Sphinx's single page as PDF/UA through Typst, and as Word through pandoc."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg_fira_sans
import fontpkg_source_sans_3
import matplotlib
import pikepdf
import pypandoc
import typst
from pikepdf import Array, Dictionary, Name, ObjectStreamMode

from quarterbook.bind.print import reference, word
from quarterbook.bind.print.article import Article, read_article
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.parts import Part
from quarterbook.bind.print.templates import Template, look_fault, look_warning, stage_look
from quarterbook.ground.errors import BookError

__all__ = ["Cover", "Part", "Template", "write_docx", "write_pdf"]


PARTS = Path(__file__).parent / "typesetting"


# The text's typeface, the charts', which a template may take too, and one with every arrow and
# shape; nothing is taken from the machine.
FONTS = [
    Path(fontpkg_source_sans_3.__file__).parent / "files",
    Path(fontpkg_fira_sans.__file__).parent / "files",
    Path(matplotlib.get_data_path()) / "fonts" / "ttf",
]


PPI = 200


def write_pdf(
    html: Path,
    cover: Cover,
    out: Path,
    work: Path,
    parts: Sequence[Part] = (),
    template: Template | None = None,
) -> None:
    """Write the paper as PDF/UA-1 to `out`.

    `html` is the page that Sphinx's ``singlehtml`` builder made, with its
    pictures beside it, of which a paper may have some `parts` alone; what
    lies between goes to a folder of its own in `work`. `template` gives the
    paper a council's own look.
    Raises `BookError` where the page cannot become an accessible paper.
    """
    article = read_article(html, parts)
    work = _stage(article, work / f"{out.stem}-pdf")
    fonts = stage_look(template, work)
    body = _pandoc(article.html, "typst", work)
    (work / "cover.json").write_text(json.dumps(cover.words, ensure_ascii=False), encoding="utf-8")
    made = _typst(
        work / "main.typ",
        f'#import "paper.typ": *\n#show: paper\n\n{body}',
        article,
        template,
        fonts,
        pdf_standards=["ua-1"],
        timestamp=cover.seconds,
    )
    out.write_bytes(_tag_row_headers(made))


def write_docx(
    html: Path,
    cover: Cover,
    out: Path,
    work: Path,
    parts: Sequence[Part] = (),
    template: Template | None = None,
) -> None:
    """Write the paper as a Word document to `out`; the rest is as for `write_pdf`.

    Pictures are set as PNG: pandoc can embed SVG, but no copy that older Word
    and other readers could show instead.
    """
    article = read_article(html, parts)
    work = _stage(article, work / f"{out.stem}-docx")
    vectors = [name for name in article.images if name.endswith(".svg")]
    if vectors:
        pages = "\n#pagebreak()\n".join(f'#image("images/{name}")' for name in vectors)
        pages = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}"
        made = _typst(work / "pictures.typ", pages, article, format="png", ppi=PPI)
        for name, data in zip(vectors, [made] if isinstance(made, bytes) else made, strict=True):
            (work / "images" / name).with_suffix(".png").write_bytes(data)
    page = word.page(article.html, cover, work, PPI)
    default = _run_pandoc(["--print-default-data-file", "reference.docx"], b"", work)
    reference.write_reference(default, cover, template, work / "reference.docx")
    options = [
        "--reference-doc=reference.docx",
        "--metadata=lang:en-GB",
        "--figure-caption-position=above",
        "--output=paper.docx",
    ]
    _pandoc(page, "docx", work, options, {"SOURCE_DATE_EPOCH": str(cover.seconds)})
    word.finish(work / "paper.docx", cover, word.own_headings(article.html), out)


def _tag_row_headers(made: bytes) -> bytes:
    """Tag the first cell of a row as its header where paper.typ marked it as strong.

    Typst 0.15 has row headers only in a feature that its wheel leaves out. The
    other cells drop their list of headers, so that a reader finds both the
    column's and the row's by scope. A table so small that headers would
    outnumber figures keeps column headers alone.
    """
    with pikepdf.open(BytesIO(made)) as pdf:
        for table in pdf.objects:
            if not (isinstance(table, Dictionary) and table.get("/S") == Name.Table):
                continue
            bodies = [part for part in _kids(table) if part.S in (Name.TBody,)]
            rows = [_kids(row) for body in bodies for row in _kids(body)]
            headed = [row for row in rows if row and _is_marked(row[0])]
            figures = sum(map(len, rows)) - len(headed)
            if not headed or max(map(len, rows)) + len(headed) > figures:
                continue
            for row in headed:
                for cell in row:
                    for attributes in cell.get("/A", []):
                        if "/Headers" in attributes:
                            del attributes["/Headers"]
                    cell.A = Array([part for part in cell.get("/A", []) if len(part) > 1])
                row[0].S = Name.TH
                row[0].A.append(Dictionary(O=Name.Table, Scope=Name.Row))
                for cell in row[1:]:
                    if not len(cell.A):
                        del cell.A
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return the structure elements inside one."""
    inside: Any = element.get("/K", [])
    listed = inside if isinstance(inside, Array) else [inside]
    return [kid for kid in listed if isinstance(kid, Dictionary) and "/S" in kid]


def _is_marked(cell: pikepdf.Object) -> bool:
    """Whether what a cell begins with, a link or none, is strong."""
    inside = _kids(cell)
    while inside and inside[0].S in (Name.P, Name.Link):
        inside = _kids(inside[0])
    return bool(inside) and inside[0].S in (Name.Strong,)


def _stage(article: Article, work: Path) -> Path:
    """Make a work folder anew: the template, the filter and the pictures."""
    shutil.rmtree(work, ignore_errors=True)
    (work / "images").mkdir(parents=True)
    for part in ("paper.typ", "paper.lua"):
        shutil.copy(PARTS / part, work / part)
    for name, picture in article.images.items():
        (work / "images" / name).write_bytes(picture.data)
    return work


def _pandoc(
    html: str,
    to: str,
    work: Path,
    options: list[str] | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Return HTML in another format, or write it where the options say."""
    arguments = [
        "--from=html-auto_identifiers",
        f"--to={to}",
        "--wrap=none",
        "--lua-filter=paper.lua",
        *(options or ()),
    ]
    return _run_pandoc(arguments, html.encode(), work, env).decode()


def _run_pandoc(
    arguments: list[str], given: bytes, work: Path, env: Mapping[str, str] | None = None
) -> bytes:
    """Run pandoc in the work folder, so that nothing outside it can get into the paper."""
    command = [pypandoc.get_pandoc_path(), "--fail-if-warnings", *arguments]
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        cwd=work,
        env={**os.environ, **(env or {})},
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise BookError(f"pandoc could not turn the book into a paper: {said}")
    return done.stdout


def _typst(
    file: Path,
    source: str,
    article: Article,
    template: Template | None = None,
    fonts: Sequence[Path] = (),
    **options: Any,
) -> Any:
    """Compile a source written to `file`; returns what Typst returns."""
    file.write_text(source, encoding="utf-8")
    try:
        made, warnings = typst.compile_with_warnings(
            file, root=file.parent, font_paths=[*FONTS, *fonts], ignore_system_fonts=True, **options
        )
    except typst.TypstError as error:
        for name, picture in article.images.items():
            if name in error.diagnostic:
                raise BookError(f"image {picture.source}: {error.message}") from None
        look_fault(template, error.message, error.diagnostic)
        where = error.diagnostic.replace(str(file.parent), "")
        raise BookError(f"Typst could not set the paper: {error.message}\n{where}") from None
    for warning in warnings:
        look_warning(template, warning.message)
    return made
