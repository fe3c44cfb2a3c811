"""Sections, headings and paragraphs of a paper have one count."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import lxml.html
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

PAPER = """\
---
numbered: true
---

# A paper

Before any section.

## Summary

First of {{ figure }}. See [](#later), [](#money), [](#risks) and [the words](#later).

- a point
  - and one within
- another

(later)=
Second.

(risks)=
## Risks

### Legal

#### Duties

None.

(money)=
### Money

:::{note}
Aside.
:::

Some. See [](#listed).

(listed)=
1. One.

## Last

![A chart](chart.svg)

End.
"""


def sphinx(folder: Path, pages: dict[str, str], builder: str = "html") -> tuple[Path, str]:
    """Build pages as the book does, and return where and what Sphinx warned of."""
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    names = "\n".join(name for name in pages)
    (source / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{names}\n```\n")
    (source / "chart.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
    )
    for name, text in pages.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    said = StringIO()
    config = {
        "extensions": ["myst_parser", "quarterbook.bind.site.theme.paragraph_numbers"],
        "myst_enable_extensions": ["colon_fence", "substitution"],
        "myst_substitutions": {"figure": "three"},
    }
    trees = str(folder / "trees")
    with docutils_namespace():
        Sphinx(
            str(source), None, str(folder / builder), trees, builder, config,
            status=None, warning=said,
        ).build()  # fmt: skip
    return folder / builder, said.getvalue()


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> lxml.html.HtmlElement:
    out, said = sphinx(tmp_path_factory.mktemp("numbers"), {"paper": PAPER, "other": PAPER})
    assert said == ""  # two papers may have the same labels
    (main,) = lxml.html.parse(out / "paper.html").xpath("//*[@role='main']")
    return main


def test_sections_headings_and_paragraphs_have_one_count(
    numbered: lxml.html.HtmlElement,
) -> None:
    lines = [
        " ".join(mark.getparent().text_content().rstrip("¶").split()[:2])
        for mark in numbered.xpath(".//span[@class='qb-number']")
    ]
    assert lines == [
        "1 Summary", "1.1 First", "1.2 Second.",
        "2 Risks", "2.1 Legal", "2.2 Duties", "2.3 None.", "2.4 Money", "2.5 Some.",
        "3 Last", "3.1 End.",
    ]  # fmt: skip
    assert "1.1 First of three." in numbered.text_content()


def test_points_have_letters_and_those_within_them_roman_numerals(
    numbered: lxml.html.HtmlElement,
) -> None:
    (letters,) = numbered.xpath(".//ol[contains(@class, 'loweralpha')]")
    points = [point.text_content().split()[-1] for point in letters.xpath("./li/p")]
    assert points == ["point", "another"]
    assert letters.xpath("./li/ol[contains(@class, 'lowerroman')]/li")
    assert not numbered.xpath(".//ul")


def test_references_say_the_number_before_and_after(numbered: lxml.html.HtmlElement) -> None:
    found = [
        (link.get("href"), link.text_content())
        for link in numbered.xpath(".//a[contains(@class, 'qb-ref')]")
    ]
    assert found == [
        ("#later", "paragraph 1.2"),
        ("#money", "paragraph 2.4"),
        ("#risks", "section 2"),
        ("#listed", "paragraph 2.5"),
    ]
    (words,) = numbered.xpath(".//p//a[text()='the words']")
    assert words.get("href") == "#later"


def test_a_page_that_asks_for_none_has_none_and_an_unknown_label_warns(tmp_path: Path) -> None:
    plain = PAPER.replace("numbered: true", "numbered: false")
    broken = PAPER.replace("(#later)", "(#nowhere)")
    out, said = sphinx(tmp_path, {"plain": plain, "broken": broken})
    assert "qb-number" not in (out / "plain.html").read_text()
    assert "cross-reference target not found: 'nowhere'" in said
