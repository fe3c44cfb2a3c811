"""The Word document: the front and the article through pandoc, then what pandoc cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quarterbook.bind.pictures.kept_png import KeptPng
from quarterbook.bind.print.article import Article
from quarterbook.bind.print.council_template import CouncilTemplate
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.pandoc import convert_chapters, run_pandoc, stage_article
from quarterbook.bind.print.typst_compile import compile_typst
from quarterbook.bind.print.word.contents import with_contents
from quarterbook.bind.print.word.finish import finish, own_headings
from quarterbook.bind.print.word.front import front_and_article
from quarterbook.bind.print.word.styles import write_reference
from quarterbook.reuse.steps import Steps

WORD_PPI = 200
"""How many dots of a picture there are to the inch."""


def write_docx(
    article: Article,
    cover: Cover,
    out: Path,
    work: Path,
    template: CouncilTemplate | None = None,
    kept: KeptPng | None = None,
    steps: Steps | None = None,
) -> None:
    """Write the paper as a Word document to `out`; the rest is as for `write_pdf`.

    Pictures are set as PNG, which are kept: pandoc can embed SVG, but no copy that older Word
    and other readers could show instead.
    """
    work = stage_article(article, work / out.name)
    _draw_vectors(article, work, kept)
    front, chapters = front_and_article(article.html, cover, work, WORD_PPI)
    upright, on_its_side = write_reference(cover, template, work / "reference.docx")
    widths = [f"--metadata=portrait:{upright:.2f}", f"--metadata=landscape:{on_its_side:.2f}"]
    parsed = convert_chapters(chapters, "json", work, steps, widths, front)
    options = [
        "--from=json",
        "--reference-doc=reference.docx",
        "--metadata=lang:en-GB",
        "--figure-caption-position=above",
        "--output=paper.docx",
    ]
    written = {"SOURCE_DATE_EPOCH": str(cover.seconds)}
    run_pandoc(with_contents(parsed), "docx", work, options, written)
    finish(work / "paper.docx", cover, own_headings(article.html), out)


def _draw_vectors(article: Article, work: Path, kept: KeptPng | None) -> None:
    """Draw the SVG pictures of a staged article as PNG, which lie beside them."""
    vectors = [name for name in article.images if name.endswith(".svg")]
    if not vectors:
        return
    names = {article.images[name].data: name for name in vectors}

    def draw(pictures: Sequence[bytes]) -> list[bytes]:
        pages = "\n#pagebreak()\n".join(f'#image("images/{names[one]}")' for one in pictures)
        pages = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}"
        return compile_typst(work / "pictures.typ", pages, article, format="png", ppi=WORD_PPI)

    pictures = [article.images[name].data for name in vectors]
    made = kept.drawn(pictures, draw) if kept else draw(pictures)
    for name, data in zip(vectors, made, strict=True):
        (work / "images" / name).with_suffix(".png").write_bytes(data)
