"""Pictures, downloads and formulas of pages: by the names of their files, with their numbers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

import lxml.html
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.site.explain_warnings import explained_warnings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
NAMES = ["plain.svg", "llun harbwr.svg", "a#b.svg", "a+b.svg", "a&b.svg", "tŷ.svg", "p%20q.svg"]


def bound(folder: Path, page: str, *names: str, **settings: object) -> tuple[list[str], str]:
    """Bind a page beside some files; return the findings and the page's HTML."""
    source, found = folder / "source", folder / "warnings.jsonl"
    (source / "pics").mkdir(parents=True)
    (source / "index.md").write_text(page, encoding="utf-8")
    for name in names:
        (source / "pics" / name).write_text(SVG, encoding="utf-8")
    config = {
        "extensions": [
            "quarterbook.bind.site.collect_warnings",
            "myst_parser",
            "quarterbook.bind.site.confine_pages",
            "quarterbook.bind.site.theme.addresses",
            "quarterbook.bind.site.theme.maths",
        ],
        "html_math_renderer": "quarterbook",
        "quarterbook_warnings": str(found),
        "myst_enable_extensions": ["colon_fence", "dollarmath", "amsmath"],
        **settings,
    }
    trees, html = str(folder / "trees"), folder / "html"
    with docutils_namespace():
        Sphinx(
            str(source), None, str(html), trees, "html", config, status=None, warning=None
        ).build()
    said = [str(problem) for problem in sorted(explained_warnings(found, source))]
    return said, (html / "index.html").read_text(encoding="utf-8")


def shown(folder: Path, html: str) -> list[Path]:
    """Return the files of the pictures that a page shows."""
    sources = lxml.html.fromstring(html).xpath("//img/@src")
    return [folder / "html" / unquote(source) for source in sources if "_images" in source]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "form",
    [
        "![A map](<pics/{}>)",
        "```{{image}} pics/{}\n:alt: A map\n```",
        "```{{figure}} pics/{}\n:alt: A map\n\nThe map\n```",
    ],
)
def test_a_picture_is_shown_whatever_its_name(tmp_path: Path, form: str, name: str) -> None:
    said, html = bound(tmp_path, f"# Page\n\n{form.format(name)}\n", name)
    assert said == []
    (picture,) = shown(tmp_path, html)
    assert picture.read_text(encoding="utf-8") == SVG


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_shown_by_its_address(tmp_path: Path, name: str) -> None:
    said, html = bound(tmp_path, f"# Page\n\n![A map](pics/{quote(name)})\n", name)
    assert said == []
    assert [one.exists() for one in shown(tmp_path, html)] == [True]


def test_a_missing_picture_is_told_by_its_own_name(tmp_path: Path) -> None:
    said, _ = bound(tmp_path, "# Page\n\n![A map](<pics/no map.svg>)\n")
    assert said == ['index.md:3 B204 the picture "pics/no map.svg" does not exist.']


@pytest.mark.parametrize("form", ["[get](<pics/{}>)", "{{download}}`get <pics/{}>`"])
@pytest.mark.parametrize("name", ["my map.svg", "a+b.svg", "tŷ.svg"])
def test_a_download_is_there_whatever_its_name(tmp_path: Path, form: str, name: str) -> None:
    said, html = bound(tmp_path, f"# Page\n\n{form.format(name)}\n", name)
    assert said == []
    (address,) = lxml.html.fromstring(html).xpath("//a[contains(@href, '_downloads')]/@href")
    assert (tmp_path / "html" / unquote(address)).read_text(encoding="utf-8") == SVG


FORMULAS = """\
# Page

$$\\bar{x} = 2$$ (eq-mean)

```{math}
:label: eq-two
y = 3
```

$$z = 4$$

See {eq}`eq-mean`, {eq}`eq-two`.
"""


@pytest.mark.parametrize("numfig", [True, False])
def test_a_formula_has_the_number_and_the_place_that_links_name(
    tmp_path: Path, numfig: bool
) -> None:
    said, html = bound(tmp_path, FORMULAS, numfig=numfig)
    assert said == []
    page = lxml.html.fromstring(html)
    links = {one.text_content(): one.get("href") for one in page.xpath("//a[@href]")}
    for number in ("(1)", "(2)"):
        (formula,) = page.xpath(f"//*[@id='{links[number].removeprefix('#')}']")
        assert formula.get("class") == "math"
        assert formula.xpath("string(span)") == number
        assert len(formula.xpath("math")) == 1
    assert len(page.xpath("//div[contains(@class, 'math')]")) == 3
    assert len(page.xpath("//span[@class='eqno']")) == 2


ROWS = "# Page\n\n$$z = 4$$ (eq-z)\n" + "\n\\begin{align}\na &= b\n\\end{align}\n" * 2


def test_rows_of_formulas_are_numbered_and_the_same_at_each_build(tmp_path: Path) -> None:
    """MyST names each by lot, so that no two builds of a page were the same bytes."""
    said, html = bound(tmp_path / "one", ROWS)
    assert said == []
    assert bound(tmp_path / "two", ROWS)[1] == html
    page = lxml.html.fromstring(html)
    assert page.xpath("//span[@class='eqno']/text()") == ["(1)", "(2)", "(3)"]
    names = page.xpath("//div[@class='math' or @class='amsmath math']/@id")
    assert len(set(names)) == 3
