"""Figures and tables that pages name with ``{numref}``: counted through the book, on every page."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.site.explain_warnings import explained_warnings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>a chart</title></svg>'
CHART = "```{{figure}} charts/{}.svg\n:alt: It rose.\n\n{}\n```\n"
TABLE = '<table id="table-{}"><caption class="qb">{}</caption><tr><td>1</td></tr></table>\n'
MAP = "```{figure} charts/jobs.svg\n:alt: A map.\n:name: fig-map\n\nThe wards\n```\n"
PLAIN = "```{table} Days\n:name: days\n\n| a |\n|---|\n| 1 |\n```\n"

INDEX = (
    "# First\n\nSee {numref}`fig-map`, {numref}`fig-jobs`, {numref}`chart %s <fig-jobs>`, "
    "{numref}`{number}, {name} <fig-jobs>`, {numref}`days` and {numref}`table-wards`.\n\n"
    "```{toctree}\nzoo\nlast\n```\n"
)
# In the contents "zoo" stands before "last"; nothing names "bins" by number.
ZOO = "# Zoo\n\n" + "\n".join(
    [CHART.format("bins", "Bins"), TABLE.format("wards", "By ward"), CHART.format("jobs", "Jobs")]
)
LAST = f"# Last\n\n{MAP}\n{PLAIN}\n[](#fig-bins)\n"


def bound(folder: Path, builder: str = "html", **pages: str) -> tuple[Path, list[str]]:
    """The folder of the pages that a book binds, and what is wrong."""
    source, found = folder / "source", folder / "warnings.jsonl"
    (source / "charts").mkdir(parents=True, exist_ok=True)
    for name in ("bins", "jobs"):
        (source / "charts" / f"{name}.svg").write_text(SVG, encoding="utf-8")
    for name, text in pages.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    themes = "quarterbook.bind.site.theme"
    config = {
        "extensions": [
            "quarterbook.bind.site.collect_warnings",
            "myst_parser",
            f"{themes}.names_of_charts",
            f"{themes}.numbered_charts",
        ],
        "quarterbook_warnings": str(found),
        "numfig": False,
    }
    with docutils_namespace():
        trees = folder / "trees"
        Sphinx(source, None, folder / builder, trees, builder, config, None, None).build()
    return folder / builder, [str(one) for one in sorted(explained_warnings(found, source))]


def text_of(page: Path, tag: str) -> list[str]:
    tree = lxml.html.parse(str(page)).getroot()
    return [" ".join(one.text_content().replace("¶", "").split()) for one in tree.iter(tag)]


NAMED = "See Figure 2, Figure 1, chart 1, 1, Jobs, Table 2 and Table 1."


def test_they_are_counted_through_the_book_in_the_order_of_its_contents(tmp_path: Path) -> None:
    pages, wrong = bound(tmp_path, index=INDEX, zoo=ZOO, last=LAST)
    assert wrong == []
    assert NAMED in text_of(pages / "index.html", "p")
    assert text_of(pages / "zoo.html", "figcaption") == ["Bins", "Figure 1: Jobs"]
    assert text_of(pages / "zoo.html", "caption") == ["Table 1: By ward"]
    assert text_of(pages / "last.html", "figcaption") == ["Figure 2: The wards"]
    assert text_of(pages / "last.html", "caption") == ["Table 2: Days"]
    links = lxml.html.parse(str(pages / "index.html")).getroot().xpath("//p//a/@href")
    jobs, wards = "zoo.html#fig-jobs", "zoo.html#table-wards"
    assert links == ["last.html#fig-map", jobs, jobs, jobs, "last.html#days", wards]


def test_the_page_that_papers_are_made_of_has_the_same_numbers(tmp_path: Path) -> None:
    pages, wrong = bound(tmp_path, "singlehtml", index=INDEX, zoo=ZOO, last=LAST)
    assert wrong == []
    assert NAMED in text_of(pages / "index.html", "p")
    captions = [*text_of(pages / "index.html", "figcaption")]
    assert captions == ["Bins", "Figure 1: Jobs", "Figure 2: The wards"]
    assert text_of(pages / "index.html", "caption") == ["Table 1: By ward", "Table 2: Days"]


def test_a_number_that_moves_is_written_anew_on_all_pages(tmp_path: Path) -> None:
    bound(tmp_path, index=INDEX, zoo=ZOO, last=LAST)
    pages, wrong = bound(tmp_path, zoo=ZOO + "\n{numref}`fig-bins`\n")
    assert wrong == []
    assert text_of(pages / "zoo.html", "figcaption") == ["Figure 1: Bins", "Figure 2: Jobs"]
    assert text_of(pages / "last.html", "figcaption") == ["Figure 3: The wards"]
    assert "See Figure 3, Figure 2, chart 2" in text_of(pages / "index.html", "p")[0]


def test_a_link_within_a_sentence_has_no_full_stop_of_its_caption(tmp_path: Path) -> None:
    page = "# First\n\nSee [](#fig-bins) and {ref}`fig-map`, not [bins.](#fig-bins)\n\n"
    own = CHART.format("bins", "Bins a year.") + "\n" + MAP.replace("wards", "wards.")
    pages, wrong = bound(tmp_path, index=page + own)
    assert wrong == []
    assert "See Bins a year and The wards, not bins." in text_of(pages / "index.html", "p")
    assert text_of(pages / "index.html", "figcaption") == ["Bins a year.", "The wards."]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("(there)=\n## There\n\n{numref}`there`", 'B222 "there" is named with {numref}, and it is'),
        ("(there)=\nWords and {numref}`there`.", 'B222 "there" is named with {numref}, and it is'),
        ("{numref}`fig-job`", 'B202 a link leads to "fig-job", which no page of the book has.'),
        ("[](#there)\n\n(there)=\n## There", ""),
    ],
)
def test_what_has_no_number(page: str, said: str, tmp_path: Path) -> None:
    _, wrong = bound(tmp_path, index=f"# First\n\n{page}\n\n{ZOO.partition('# Zoo')[2]}")
    assert [said in one for one in wrong] == [True] * bool(said)
