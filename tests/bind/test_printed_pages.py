"""A single page of which some papers alone are made is no longer than they, which say the same."""

from __future__ import annotations

from pathlib import Path

from lxml import html as markup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.print.article_parts import PaperPart
from support.bound_papers import read_article

PAGES = {
    "first": "# First\n\nIt says 41.\n",
    "second": "# Second\n\n(a-place)=\n## A place\n\nWords.\n",
    "paper": "# Paper\n\nSee {ref}`a-place`, [](second.md), [](appendix.md).\n\n## Claim\n",
    "appendix": "# Appendix\n\n## Deep\n\nBack to [](paper.md).\n",
    "last": "# Last\n\nNobody prints it.\n",
}
TOC = (
    "root: first\nentries:\n- file: second\n  entries:\n  - file: paper\n    entries:\n"
    "    - file: appendix\n- file: last\n"
)


def single_page(folder: Path, printed: list[str]) -> Path:
    source = folder / "source"
    source.mkdir(parents=True)
    for name, text in PAGES.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    (source / "_toc.yml").write_text(TOC, encoding="utf-8")
    warnings = folder / "warnings.jsonl"
    settings = {
        "extensions": [
            "quarterbook.bind.site.collect_warnings", "myst_parser", "sphinx_external_toc",
            "quarterbook.bind.site.theme.spared_work",
        ],
        "quarterbook_warnings": str(warnings),
        "quarterbook_printed": printed,
        "html_theme": "sphinx_book_theme",
    }  # fmt: skip
    with docutils_namespace():
        Sphinx(source, None, folder / "out", folder / "read", "singlehtml", settings, None).build()
    assert not warnings.exists()
    return folder / "out" / "first.html"


def marks(page: Path) -> list[str]:
    ids = markup.parse(str(page)).xpath("//article//span[starts-with(@id, 'document-')]/@id")
    return [str(id_).removeprefix("document-") for id_ in ids]


def test_a_paper_says_the_same_of_its_pages_alone(tmp_path: Path) -> None:
    whole = single_page(tmp_path / "whole", [])
    alone = single_page(tmp_path / "alone", ["appendix", "paper"])
    assert marks(whole) == ["second", "paper", "appendix", "last"]
    assert marks(alone) == ["second", "paper", "appendix"]
    parts = [PaperPart(("paper",), own=True), PaperPart(("appendix",), title="Appendix A: More")]
    assert read_article(alone, parts) == read_article(whole, parts)


def test_what_is_left_out_is_what_leads_to_nothing_printed(tmp_path: Path) -> None:
    assert marks(single_page(tmp_path / "last", ["last"])) == ["last"]
    assert marks(single_page(tmp_path / "first", ["first"])) == []
