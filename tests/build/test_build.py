"""A quarter from end to end: what a build leaves, that site and paper agree, that it repeats."""

from __future__ import annotations

import os
import re
import urllib.parse
import zipfile
from pathlib import Path

import docx
import lxml.html
import outloud
import pypdf
import pytest
from outloud.findings import Finding

from quarterbook import Report
from quarterbook.build.built import Built
from quarterbook.build.stages import build
from quarterbook.release.manifest import read_manifest
from support.books import ROOT, copy_book, digest
from support.paper_text import page_texts, pdf_says, squashed

DEFENSIBLE = {
    # lines such as "Reported monthly" end several pages, and are content all the same
    "PAG-001",
    # Typst paints a paragraph's bold words and links after its other words; the tags are in order
    "ORD-001",
    # commentary and action stand on a line of their own below their row, across its columns
    "TBL-015",
}
# papers name the report's own site and their background papers
ELSEWHERE = (
    "https://performance.mereshire.example",
    "https://www.mereshire.example",
    "https://democracy.mereshire.example",
)

PAPERS = (
    "report",
    "cabinet",
    "performance",
    "benchmarking",
    "people-scrutiny",
    "place-scrutiny",
    "panel",
)


def pages(site: Path) -> dict[str, lxml.html.HtmlElement]:
    return {
        path.relative_to(site).as_posix(): lxml.html.parse(path).getroot()
        for path in sorted(site.rglob("*.html"))
    }


def article(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    found = page.xpath("//article")
    return found[0] if found else None


def test_a_build_leaves_what_the_readme_says(demo: Built) -> None:
    assert demo.ok
    assert demo.notes == ()
    assert demo.withheld == (
        "data/observations.csv:880 bed-and-breakfast for December 2021: a small count",
    )
    assert (demo.folder / "site" / "index.html").is_file()
    papers = [f"{name}{end}" for name in PAPERS for end in (".pdf", ".docx")]
    exempt = ["exempt/cabinet-exempt.pdf", "exempt/cabinet-exempt.docx"]
    assert sorted(demo.papers) == sorted([*papers, *exempt])
    for name in (*demo.papers, "data.xlsx", "manifest.json", "pages.json"):
        assert (demo.folder / name).stat().st_size > 1000
    for name in papers:
        assert (demo.folder / "site" / name).read_bytes() == (demo.folder / name).read_bytes()
    assert not list((demo.folder / "site").rglob("*exempt*"))
    manifest = read_manifest(demo.folder)
    assert manifest.ok
    staged = demo.folder / "source" / "notebooks"
    assert sorted(p.name for p in staged.iterdir()) == sorted(
        p.name for p in (ROOT / "notebooks").glob("*.ipynb")
    )
    left = {p.name for p in demo.folder.parent.iterdir()}
    # what Sphinx has read is kept where it ran, which a build of `make book` saved it
    assert left - {".read"} == {demo.folder.name, ".store", ".decided"}


def test_the_site_reveals_nothing(demo: Built) -> None:
    site = demo.folder / "site"
    secrets = [str(demo.folder.parent.parent), str(ROOT), "from quarterbook import", ".ipynb"]
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".css", ".svg", ".csv", ".json", ".txt"):
            text = path.read_text(encoding="utf-8", errors="replace")
            for secret in secrets:
                assert secret not in text, f"{path.relative_to(site)} holds {secret}"
    assert not list(site.rglob("*.ipynb"))
    assert not (site / "_sources").exists()


def test_every_link_of_the_site_leads_somewhere(demo: Built) -> None:
    site = demo.folder / "site"
    all_pages = pages(site)
    ids = {name: set(page.xpath("//@id")) for name, page in all_pages.items()}
    checked = 0
    for name, page in all_pages.items():
        for address in page.xpath("//a/@href | //img/@src | //link/@href | //script/@src"):
            parts = urllib.parse.urlsplit(address)
            if parts.scheme in ("mailto", "data") or address.startswith(ELSEWHERE):
                continue
            assert not parts.scheme, f"{name} leads to {address}"
            target = name
            if parts.path:
                target = os.path.normpath(
                    os.path.join(os.path.dirname(name), urllib.parse.unquote(parts.path))
                )
            assert (site / target).is_file(), f"{name} leads to {address}"
            if parts.fragment and target in ids:
                assert parts.fragment in ids[target], f"{name} leads to {address}"
            checked += 1
    assert checked > 500


def test_every_picture_has_words_and_every_table_headers(demo: Built) -> None:
    charts = 0
    for name, page in pages(demo.folder / "site").items():
        for image in page.xpath("//img"):
            said = image.get("alt") or image.get("aria-hidden") == "true"
            assert said, f"{name}: {lxml.html.tostring(image)[:200]!r}"
        charts += len(page.xpath("//figure[contains(@class,'qb-chart')]"))
        for table in page.xpath("//article//table"):
            assert table.xpath("caption"), name
            assert table.xpath("thead//th[@scope='col']"), name
            assert table.xpath("tbody//th[@scope='row']"), name
    assert charts > 60


def test_every_measure_is_on_the_site(demo: Built) -> None:
    report = Report("2021-22-q3", book=ROOT).view
    sections = 0
    for outcome in report.council.outcomes:
        page = lxml.html.parse(demo.folder / "site" / "notebooks" / f"{outcome.id}.html")
        ids = set(page.xpath("//@id"))
        wanted = {view.id for view in report.of(outcome.id)}
        assert wanted <= ids
        sections += len(wanted)
    assert sections >= 58
    assert len(report.measures) >= 48
    assert len(report.vintage.milestones) >= 10


def test_a_draft_says_so_on_every_page(demo: Built) -> None:
    """2021-22 Q3 of the demonstration is not signed off, and its figures are invented."""
    for name, page in pages(demo.folder / "site").items():
        if name == "index.html":
            continue
        text = page.text_content()
        assert "DRAFT" in text, name
        assert "illustrative" in text.lower(), name
    for paper in PAPERS:
        for text in page_texts(demo.folder / f"{paper}.pdf"):
            assert "DRAFT" in text
            assert "Illustrative figures" in text
        sections = docx.Document(str(demo.folder / f"{paper}.docx")).sections
        heads = "".join(p.text for section in sections for p in section.header.paragraphs)
        assert "DRAFT" in heads


def paper_with(built: Built, page: str) -> Path:
    """The PDF that a page of the site is in: the report, or the paper that has it to itself."""
    if not page.startswith("book/papers/"):
        return built.folder / "report.pdf"
    name = Path(page).stem
    found = [paper for paper in built.folder.glob("*.pdf") if paper.stem == name]
    # the page of an appendix is named after its edition
    found += [p for p in built.folder.glob("*.pdf") if name.startswith(f"{p.stem}-")]
    return found[0]


@pytest.mark.parametrize("which", ["demo", "dorset", "somerset"])
def test_site_and_paper_agree_on_every_figure(which: str, request: pytest.FixtureRequest) -> None:
    """Every standfirst, and every cell of every table that holds a figure, is in the PDF too."""
    built: Built = request.getfixturevalue(which)
    standfirsts = cells = 0
    for name, page in pages(built.folder / "site").items():
        body = article(page)
        if body is None:
            continue
        paper = paper_with(built, name)
        for hidden in body.xpath(".//*[contains(@class,'qb-web-only')]"):
            hidden.getparent().remove(hidden)
        for line in body.xpath(".//p[contains(@class,'qb-standfirst')]"):
            assert pdf_says(paper, line.text_content()), (name, line.text_content())
            standfirsts += 1
        for tile in body.xpath(".//*[contains(@class,'qb-tile')]"):
            if tile.get("class").split()[0] == "qb-tile":
                assert pdf_says(paper, tile.text_content()), (name, tile.text_content())
        # on paper these stand under each measure and not in the overview of its area as well
        for note in body.xpath(".//table[contains(@class,'qb-measures')]//td//*[@class]"):
            if {"qb-outlook", "qb-basis", "qb-when"} & set(note.get("class").split()):
                note.drop_tree()
        for cell in body.xpath(".//tbody//td"):
            if re.search(r"\d", squashed(cell.text_content())):
                for part in cell.xpath(".//li") or [cell]:  # print numbers what a list counts
                    assert pdf_says(paper, part.text_content()), (name, part.text_content())
                cells += 1
    assert standfirsts >= len(Report(built.folder.name, book=built.folder / "source").view.measures)
    assert cells > 2 * standfirsts


def test_dorset_shows_what_was_published(dorset: Built) -> None:
    """Seed 002: 28 measures, 6 red and 22 amber; a sample of its rows."""
    rows: dict[str, list[str]] = {}
    for page in pages(dorset.folder / "site").values():
        for row in page.xpath("//table[contains(@class,'qb-measures')]/tbody/tr"):
            cells = [" ".join(cell.text_content().split()) for cell in row]
            rows[row.xpath("th/a/@href")[0]] = cells
    assert len(rows) == 28
    ratings = [cells[4].split()[1] for cells in rows.values()]
    assert (ratings.count("Red"), ratings.count("Amber")) == (6, 22)
    moved = [cells[5].split()[1] for cells in rows.values()]
    counted = {word: moved.count(word) for word in set(moved)}
    # one row of the paper has no direction at all
    assert counted == {"Improved": 10, "Same": 9, "Declined": 8, "Not": 1}
    assert rows["#children-in-care-rate"][1:5] == [
        "70.0",
        "October 2020",
        "60.0",
        "◆ Red as recorded",
    ]
    assert rows["#adult-service-users"][1:4] == ["4,469", "October 2020", "No target"]
    assert rows["#adult-service-users"][6] == "4,110"


def repeats_header(finding: Finding, path: Path) -> bool:
    """Whether what "will be skipped by every reader" is a header that the page before has too.

    The cells below it keep that header; read out at each page it would be heard again and again.
    """
    line = (finding.evidence or "").split()
    before = [text.split() for text in page_texts(path)[: (finding.page or 1) - 1]]
    is_there = any(" ".join(line[:2]) in " ".join(page) and {*line} <= {*page} for page in before)
    return finding.rule == "TAG-002" and finding.count == 1 and is_there


@pytest.mark.parametrize(
    ("which", "paper"),
    [
        ("demo", "exempt/cabinet-exempt.pdf"),
        *(
            pytest.param(*other, marks=pytest.mark.exhaustive)
            for other in (
                ("dorset", "people-and-health.pdf"),
                *(("demo", f"{name}.pdf") for name in PAPERS),
                ("dorset", "report.pdf"),
                ("somerset", "cabinet.pdf"),
                ("somerset", "report.pdf"),
            )
        ),
    ],
)
def test_the_paper_is_accessible(which: str, paper: str, request: pytest.FixtureRequest) -> None:
    """An independent checker finds no error; the warnings left are ones we can defend."""
    built: Built = request.getfixturevalue(which)
    path = built.folder / paper
    reader = pypdf.PdfReader(path)
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.outline
    last = len(reader.pages)
    assert f"Page {last} of {last}" in page_texts(path)[-1]
    checked = outloud.check(str(path))
    found = {
        (finding.severity, finding.rule)
        for finding in checked.findings
        if not repeats_header(finding, path)
    }
    assert checked.stats["pages"] == last
    assert found <= {("warning", rule) for rule in DEFENSIBLE}


def test_the_word_paper_has_real_headings_tables_and_pictures(demo: Built) -> None:
    path = demo.folder / "report.docx"
    document = docx.Document(str(path))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    report = Report("2021-22-q3", book=ROOT).view
    for outcome in report.council.outcomes:
        assert outcome.title in headings
    assert len(document.tables) > 20
    with zipfile.ZipFile(path) as file:
        xml = file.read("word/document.xml").decode()
    assert xml.count("w:tblHeader") > 20
    pictures = re.findall(r"<wp:docPr [^>]*>", xml)
    assert len(pictures) > 60
    assert all('descr="' in picture for picture in pictures)


def test_an_older_quarter_shows_what_was_known_then(tmp_path: Path) -> None:
    """Q2's report holds the figure that Q3's marks as revised, and is final."""
    book = copy_book(ROOT, tmp_path / "book")
    revised = [
        (view.id, reading)
        for view in Report("2021-22-q3", book=book.root).view.views_shown
        for reading in view.assessment.observations
        if reading.was is not None
    ]
    assert revised
    before = Report("2021-22-q2", book=book.root).view
    for id_, reading in revised:
        then = next(
            r for r in before.measure(id_).assessment.observations if r.period == reading.period
        )
        assert then.value == reading.was


def test_the_checkout_is_not_written_to(dorset: Built, tmp_path: Path) -> None:
    before = digest(copy_book(ROOT / "examples" / "dorset", tmp_path / "book").root)
    built = digest(dorset.folder.parents[1])
    assert {k: v for k, v in built.items() if not k.startswith("_build/")} == before


@pytest.mark.builds
def test_words_from_params_and_tables_are_no_markup(tmp_path: Path) -> None:
    """Titles with HTML, and with what YAML would take for its own; `--draft` on a final quarter."""
    book = copy_book(ROOT / "examples" / "first-page", tmp_path / "book")
    bad = "<b onclick=alert(1)>hi</b>"
    changes = [
        ("params/2025-26-q1.yml", "title: Performance report", f"title: 'Report {bad} & co'"),
        ("params/2025-26-q1.yml", "status: draft", 'status: final\nsynopsis: "One.\\n\\nTwo."'),
        ("params/council.yml", "name: Your Council", f"name: 'Council {bad}'"),
        ("data/measures.csv", ",Recycling rate,", f',"Rate: ""on time"" # | {bad} & more",'),
    ]
    for name, old, new in changes:
        path = book.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    built = build(book, None, jobs=1, draft=True)
    assert built.ok
    for name, page in pages(built.folder / "site").items():
        assert not page.xpath("//*[@onclick]"), name
    summary = pages(built.folder / "site")["notebooks/summary.html"]
    for part in ("//aside[contains(@class,'qb-notice')]", "//footer"):
        said = summary.xpath(part)[0].text_content().lower()
        assert "draft" in said
        assert "final" not in said
    area = pages(built.folder / "site")["notebooks/clean-streets.html"]
    alt = area.xpath("//figure//img/@alt")[0]
    assert alt.startswith(f'Rate: "on time" # | {bad} & more rose from 47.2%')
