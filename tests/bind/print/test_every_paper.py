"""Every committee paper with words of its own: one numbering in PDF, Word and site."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import lxml.html
import pypdf
import pytest
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

from quarterbook.build.built import Built
from support.command import LIMIT
from support.paper_text import (
    paper_text,
    pdf_pages,
    squashed,
    word_lines,
)
from support.papers import site_page

NUMBERED = [
    ("demo", "cabinet"),
    ("demo", "people-scrutiny"),
    ("demo", "place-scrutiny"),
    ("demo", "panel"),
    ("demo", "performance"),
    ("demo", "exempt/cabinet-exempt"),
    ("dorset", "people-and-health"),
    ("somerset", "cabinet"),
]

# What has no numbered words of its own.
OTHERS = [("demo", "benchmarking"), ("demo", "report")]


def numbered(paper: Path) -> list[tuple[str, str]]:
    """What Word numbers in a paper, and the words that follow."""
    return [(line.label.rstrip("."), line.words) for line in word_lines(paper) if line.counted]


@pytest.mark.parametrize(("which", "paper"), NUMBERED)
def test_numbers_go_on_through_the_paper(
    which: str, paper: str, request: pytest.FixtureRequest
) -> None:
    """Sections 1, 2 …; in each of them paragraphs and headings 1.1, 1.2 … with none left out."""
    built: Built = request.getfixturevalue(which)
    found = [number for number, _ in numbered(built.folder / f"{paper}.docx")]
    section = paragraph = 0
    for number in found:
        if "." in number:
            paragraph += 1
        else:
            section, paragraph = section + 1, 0
        assert number == (f"{section}.{paragraph}" if paragraph else str(section)), found
    assert (section >= 7 and len(found) >= 15) or paper == "performance"


@pytest.mark.parametrize(("which", "paper"), NUMBERED)
def test_pdf_word_and_site_have_the_same_numbers(
    which: str, paper: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(which)
    pdf = paper_text(built.folder / f"{paper}.pdf")
    lines = numbered(built.folder / f"{paper}.docx")
    at = 0
    for number, words in lines:
        said = re.compile(rf"{re.escape(number)}\.?{re.escape(squashed(words)[:60])}")
        match = said.search(pdf, at)
        assert match, (number, words)
        at = match.start()
    if paper.startswith("exempt/"):
        return
    page = site_page(built, f"book/papers/{paper}")
    shown = []
    for mark in page.xpath("//article//*[@class='qb-number']"):
        number, words = mark.text, mark.getparent()
        for link in words.xpath(".//a[@class='headerlink']"):
            link.drop_tree()
        shown.append((number, squashed(words.text_content())[len(number) :][:60]))
    counted = [(number, squashed(words)[:60]) for number, words in lines]
    assert [number for number, _ in shown] == [number for number, _ in counted]
    for (_, on_site), (_, in_word) in zip(shown, counted, strict=True):
        if in_word.endswith(":"):  # many names stand in paragraphs of their own in Word
            on_site = on_site[: len(in_word)]
        assert on_site == in_word


def convert(soffice: str, folder: Path, kind: str, *paths: Path) -> list[Path]:
    """Have LibreOffice, which takes long to begin, make files of others."""
    done = subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, paths)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    made = [folder / f"{path.stem}.{kind}" for path in paths]
    assert all(path.exists() for path in made), done.stderr
    return made


@pytest.fixture(scope="module")
def soffice() -> str:
    """The machine's own LibreOffice."""
    found = shutil.which("soffice")
    if not found:
        pytest.skip("LibreOffice is not on this machine")
    return found


@pytest.fixture(scope="module")
def opened(
    soffice: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, Path]]:
    """The PDFs that LibreOffice makes of a book's papers in Word, by their names."""

    @cache
    def pdfs(which: str) -> dict[str, Path]:
        built: Built = request.getfixturevalue(which)
        names = [name for book, name in (*NUMBERED, *OTHERS) if book == which]
        words = [built.folder / f"{name}.docx" for name in names]
        made = convert(soffice, tmp_path_factory.mktemp(which), "pdf", *words)
        return dict(zip(names, made, strict=True))

    return pdfs


@pytest.mark.exhaustive
@pytest.mark.parametrize(("which", "paper"), NUMBERED)
def test_word_opens_in_another_program(
    which: str,
    paper: str,
    soffice: str,
    opened: Callable[[str], dict[str, Path]],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    """LibreOffice makes a PDF of it, counts the same numbers and finds every page reference."""
    built: Built = request.getfixturevalue(which)
    word = built.folder / f"{paper}.docx"
    *_, (_, last) = numbered(word)
    pages = pdf_pages(opened(which)[paper])
    if squashed(last) not in squashed("\n".join(pages)):
        # without a window LibreOffice may stop before the last page of a Word file is laid out
        as_odt = convert(soffice, tmp_path, "odt", word)
        pages = pdf_pages(*convert(soffice, tmp_path / "again", "pdf", *as_odt))
    text = squashed("\n".join(pages))
    for number, words in numbered(word):
        assert re.search(rf"{re.escape(number)}\.?{re.escape(squashed(words)[:40])}", text), number
    for line in word_lines(word):
        if re.match(r"Appendix [A-Z]: ", line.words) and not line.label:
            assert any(squashed(line.words) in squashed(page)[:200] for page in pages), line
    assert "page …" not in "\n".join(pages)
    assert "Error: Reference source not found" not in "\n".join(pages)


def has_arial() -> bool:
    """Whether this machine has a typeface of Arial's widths, as Word has."""
    match = shutil.which("fc-match")
    said = subprocess.check_output([match, "Arial"], text=True) if match else ""
    return any(name in said for name in ("Arial", "Liberation Sans", "Arimo"))


@pytest.mark.exhaustive
@pytest.mark.skipif(not has_arial(), reason="no typeface of Arial's widths on this machine")
@pytest.mark.parametrize(
    ("which", "paper"), [one for one in (*NUMBERED, *OTHERS) if one[0] != "dorset"]
)
def test_word_has_about_as_many_pages_as_the_pdf(
    which: str,
    paper: str,
    opened: Callable[[str], dict[str, Path]],
    request: pytest.FixtureRequest,
) -> None:
    """Within a fifth of them, and in a short paper one."""
    built: Built = request.getfixturevalue(which)
    printed = len(pypdf.PdfReader(built.folder / f"{paper}.pdf").pages)
    word = len(pypdf.PdfReader(opened(which)[paper]).pages)
    assert abs(word - printed) <= max(1, printed / 5), (word, printed)


def test_references_in_word_name_a_heading_that_the_paper_has(demo: Built) -> None:
    """A page is known only once fields are updated, a heading always is."""
    word = docx.Document(str(demo.folder / "cabinet.docx"))
    heads = {one.text for one in word.paragraphs if one.style.name.startswith("Heading")}
    text = "\n".join(one.text for one in word.paragraphs)
    begins = text.index("Areas of success")
    found = re.findall(
        r"\(Appendix A, ([^)]+)\): ", text[begins : text.index("Forward plan", begins)]
    )
    assert len(found) >= 15
    assert set(found) <= heads
    assert "…" not in text
    assert "(page" not in text


@pytest.mark.parametrize(
    ("which", "paper", "letters"),
    [("dorset", "people-and-health", "A"), ("demo", "cabinet", "AB"), ("demo", "panel", "")],
)
def test_a_list_of_appendices_in_word_has_their_pages(
    which: str, paper: str, letters: str, request: pytest.FixtureRequest
) -> None:
    """At the end of its line, as in contents; a paper without appendices has none.

    Until the field is worked out nothing stands there, and no "page" that lacks its number.
    """
    built: Built = request.getfixturevalue(which)
    word = docx.Document(str(built.folder / f"{paper}.docx"))
    heads = [one for one in word.paragraphs if one.style.name == "Heading 1"]
    marks = {
        one: head.text for head in heads for one in head._p.xpath(".//w:bookmarkStart/@w:name")
    }
    lines = [one for one in word.paragraphs if one._p.xpath("w:pPr/w:numPr and .//w:instrText")]
    listed = [one for one in lines if "PAGEREF" in one._p.xml]
    assert len(listed) == len(letters)
    for letter, line in zip(letters, listed, strict=True):
        assert re.fullmatch(rf"Appendix {letter}: [^\t]+\t", line.text)
        (place,) = re.findall(r"PAGEREF (\w+) ", line._p.xml)
        assert marks[place] == line.text.strip()
        (stop,) = line.paragraph_format.tab_stops
        assert (stop.alignment, stop.leader) == (WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        section = word.sections[0]
        assert section.page_width - section.left_margin - section.right_margin == stop.position


@pytest.mark.parametrize(("which", "paper"), [("demo", "panel"), ("dorset", "people-and-health")])
def test_the_crest_stands_on_the_first_page_of_word(
    which: str, paper: str, request: pytest.FixtureRequest
) -> None:
    """Later pages name council or committee in words, on their side too; all have the footer."""
    built: Built = request.getfixturevalue(which)
    word = docx.Document(str(built.folder / f"{paper}.docx"))
    first, *later = word.sections
    assert first.different_first_page_header_footer
    assert first.first_page_header._element.xpath(".//w:drawing")
    assert first.first_page_header.paragraphs[0].text == first.header.paragraphs[0].text
    for section in (first, *later):
        assert not section.header._element.xpath(".//w:drawing")
        assert section.header.paragraphs[0].text.strip()
        assert "Page " in section.footer.paragraphs[0].text
    assert "Page " in first.first_page_footer.paragraphs[0].text


@pytest.mark.parametrize("which", ["demo", "dorset", "somerset"])
def test_the_site_leads_to_every_paper(which: str, request: pytest.FixtureRequest) -> None:
    """From the footer of every page and, where it has one, from the paper's own page."""
    built: Built = request.getfixturevalue(which)
    site = built.folder / "site"
    public = {name for name in built.papers if "/" not in name}
    assert len(public) >= 4
    checked = 0
    for path in sorted(site.rglob("*.html")):
        if path == site / "index.html":
            continue
        page = lxml.html.parse(path)
        links = page.xpath("//footer//a[contains(@href,'.pdf') or contains(@href,'.docx')]")
        led = {(path.parent / link.get("href")).resolve() for link in links}
        assert led == {site / name for name in public}, path
        said = [" ".join(link.text_content().split()) for link in links]
        assert len(set(said)) == len(said), f"{path}: two links have the same words"
        checked += 1
    assert checked >= 10
    for path in sorted((site / "book" / "papers").glob("*.html")):
        own = lxml.html.parse(path).xpath("//*[contains(@class,'qb-paper')]//a/@href")
        if f"{path.stem}.pdf" in public:
            assert own == [f"../../{path.stem}.pdf", f"../../{path.stem}.docx"]
