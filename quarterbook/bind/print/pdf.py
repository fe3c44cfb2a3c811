"""The PDF/UA paper: the article through pandoc and Typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quarterbook.bind.print.article import Article
from quarterbook.bind.print.article_letters import in_print
from quarterbook.bind.print.council_template import CouncilTemplate, stage_look
from quarterbook.bind.print.cover import Cover
from quarterbook.bind.print.pandoc import chapters_of, convert_chapters, parsed, stage_article
from quarterbook.bind.print.pdf_row_headers import tag_row_headers
from quarterbook.bind.print.typst_compile import compile_typst
from quarterbook.reuse.steps import Steps


def write_pdf(
    article: Article,
    cover: Cover,
    out: Path,
    work: Path,
    template: CouncilTemplate | None = None,
    steps: Steps | None = None,
) -> None:
    """Write the paper as PDF/UA-1 to `out`.

    What lies between goes to a folder of its own in `work`. `template` gives the
    paper a council's own look, `steps` keep its chapters.
    Raises `BookError` where the page cannot become an accessible paper.
    """
    work = stage_article(article, work / out.name)
    fonts = stage_look(template, work)
    chapters = chapters_of(parsed(article.html))
    body = "\n".join(convert_chapters(chapters, "typst", work, steps))
    front = json.dumps(_words_in_print(cover.words), ensure_ascii=False)
    (work / "cover.json").write_text(front, encoding="utf-8")
    (made,) = compile_typst(
        work / "main.typ",
        f'#import "paper.typ": *\n#show: paper\n\n{body}',
        article,
        template,
        fonts,
        pdf_standards=["ua-1"],
        timestamp=cover.seconds,
    )
    out.write_bytes(tag_row_headers(made))


def _words_in_print(words: Any) -> Any:
    match words:
        case str():
            return in_print(words)
        case dict():
            return {name: _words_in_print(part) for name, part in words.items()}
        case list() | tuple():
            return [_words_in_print(part) for part in words]
        case _:
            return words
