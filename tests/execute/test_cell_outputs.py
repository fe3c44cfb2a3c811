"""What a cell shows arrives on the site, in the PDF and in Word alike, or on none of them."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell

from quarterbook.build.built import Built
from quarterbook.build.sides.stage_sides import stage_sides
from quarterbook.build.stages import build
from quarterbook.data.recorded import read_recorded
from quarterbook.execute.loose_files.staging import not_staged
from quarterbook.storage.book import Book
from support.books import ROOT, copy_book, digest
from support.command import other_program
from support.other_notebooks import SVG, add_other_notebooks
from support.paper_text import paper_text, pictures_of, squashed, words_of_formulas
from support.shown_elsewhere import Shown, article, words_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

CELLS = yaml.safe_load(Path(__file__).with_name("cells.yml").read_text(encoding="utf-8"))
PAGES = (
    "notebooks/clean-streets",
    "notebooks/env/deep",
    "notebooks/survey",
    "book/live",
    "book/code",
)
FILES = {
    "notebooks/box.svg": SVG,
    "notebooks/neighbour.py": (
        "from IPython.display import HTML\n\n\ndef show():\n"
        '    return HTML("<p>From the module</p>")\n'
    ),
    "notebooks/env/beside.py": 'WORDS = "it has a module"\n',
    "data/raw/x.json": '{"say": "From the file"}\n',
}


def small_book(folder: Path, cells: Sequence[Mapping[str, Any]]) -> Book:
    """The first page's book with cells more in its notebook, and files beside it."""
    book = copy_book(ROOT / "examples" / "first-page", folder)
    path = book.notebooks / "clean-streets.ipynb"
    notebook = nbformat.read(path, 4)
    for cell in cells:
        make = new_code_cell if "code" in cell else new_markdown_cell
        source = cell.get("code") or cell["markdown"]
        notebook.cells.append(make(source, metadata={"tags": cell.get("tags", [])}))
        if "attachments" in cell:
            notebook.cells[-1]["attachments"] = cell["attachments"]
    nbformat.write(notebook, path)
    for name, text in FILES.items():
        (book.root / name).parent.mkdir(parents=True, exist_ok=True)
        (book.root / name).write_text(text, encoding="utf-8")
    return book


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    cells = [cell for case in CELLS for cell in case["cells"]]
    book = small_book(tmp_path_factory.mktemp("outputs") / "book", cells)
    withhold_small_cases(book)
    (book.data / "raw" / "export.json").write_text('{"small-cases": 3}', encoding="utf-8")
    add_other_notebooks(book)
    return build(book, None, jobs=2)


@pytest.fixture(scope="module")
def texts(built: Built) -> dict[str, str]:
    pages = [lxml.html.parse(str(built.folder / "site" / f"{page}.html")) for page in PAGES]
    with zipfile.ZipFile(built.folder / "report.docx") as packed:
        footnotes = lxml.etree.fromstring(packed.read("word/footnotes.xml"))
    at_the_foot = "".join(footnotes.itertext("{*}t"))
    return {
        "site": squashed(" ".join(page.getroot().text_content() for page in pages)),
        "PDF": paper_text(built.folder / "report.pdf"),
        "Word": paper_text(built.folder / "report.docx") + squashed(at_the_foot),
    }


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["name"])
def test_what_a_cell_shows_arrives_everywhere(case: dict[str, Any], texts: dict[str, str]) -> None:
    for reader, text in texts.items():
        for words in case.get("shows", []):
            assert squashed(words) in text, f"{reader} lacks {words}"
        for words in case.get("on_paper", []) if reader != "site" else []:
            assert squashed(words) in text, f"{reader} lacks {words}"
        for words in case.get("never_shows", []):
            assert squashed(words) not in text, f"{reader} shows {words}"


def test_links_lead_to_charts_and_tables_by_their_names(built: Built) -> None:
    page = lxml.html.parse(str(built.folder / "site/notebooks/clean-streets.html")).getroot()
    (words,) = (one for one in page.iter("p") if "Look at Lorries" in one.text_content())
    assert [link.get("href") for link in words.iter("a")] == [
        "#fig-lorries",
        "#fig-lorries",
        "#table-vans-depots",
        "#table-vans-depots",
    ]
    targets = {one.get("id"): one.tag for one in page.iter("figure", "table")}
    assert targets["fig-lorries"] == "figure"
    assert targets["table-vans-depots"] == "table"


@pytest.fixture(scope="module")
def words_of_pictures(built: Built) -> dict[str, set[str]]:
    """The words that stand for pictures, for those who cannot see them."""
    pages = [lxml.html.parse(str(built.folder / "site" / f"{page}.html")) for page in PAGES]
    return {
        "site": {str(alt) for page in pages for alt in page.xpath("//article//img/@alt")},
        "PDF": {*pictures_of(built.folder / "report.pdf")},
        "Word": {*pictures_of(built.folder / "report.docx")},
    }


@pytest.mark.parametrize(
    "case", [case for case in CELLS if "alts" in case], ids=lambda case: case["name"]
)
def test_a_picture_arrives_with_its_words(
    case: dict[str, Any], words_of_pictures: dict[str, set[str]]
) -> None:
    for reader, words in words_of_pictures.items():
        assert set(case["alts"]) <= words, reader


@pytest.mark.parametrize(
    "words",
    [
        "A deep notebook asks for the top 10, and it has a module.",
        "42",
        "The quarter is Q1 2025/26.",
        "The page asks for the top 12 of 9 rows.",
        "What R has put out",
        "By ward",
    ],
)
def test_what_other_notebooks_show(words: str, texts: dict[str, str]) -> None:
    """In a folder of notebooks/, in book/, in a page of Markdown, in R as stored."""
    for reader, text in texts.items():
        assert squashed(words) in text, reader


def test_pictures_of_other_programs_have_their_words(built: Built) -> None:
    page = lxml.html.parse(str(built.folder / "site/notebooks/survey.html")).getroot()
    (article,) = page.iter("article")
    pictures = [(one.get("alt"), Path(one.get("src")).suffix) for one in article.iter("img")]
    assert pictures == [
        ("Reports fell in every ward.", ".png"),
        ("Litter fell by half.", ".svg"),
        ("Costs rose.", ".png"),
    ]


@pytest.fixture(scope="module")
def looked(built: Built) -> Iterator[Page]:
    """The notebook's page in the machine's own Chromium."""
    browsing = pytest.importorskip("support.browser", reason="Playwright is not installed")
    path = browsing.find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with browsing.chromium(path) as browser, browsing.looking(browser) as look:
        look.page.goto((built.folder / "site/notebooks/clean-streets.html").as_uri())
        yield look.page


_PLACES = """pictures => Object.fromEntries(pictures.map(picture => {
  const [box, place] = [picture, picture.closest(".body")].map(it => it.getBoundingClientRect());
  return [picture.alt, [box.width, box.height, box.x - place.x, box.y].map(Math.round)];
}))"""


@pytest.mark.parametrize(
    ("width", "small", "large", "widest"),
    [(1400, [384, 288], 614, 614), (320, [288, 216], 288, 320)],
    ids=["wide", "narrow"],
)
def test_pictures_keep_their_own_size_and_stand_left(
    looked: Page, width: int, small: list[int], large: int, widest: int
) -> None:
    looked.set_viewport_size({"width": width, "height": 900})
    found = looked.locator("article img").evaluate_all(_PLACES)
    assert found["A drawn box."][:3] == [40, 20, 0]
    assert found["A black box"][:3] == [40, 20, 0]
    assert found["A wider box"][:2] == [120, 60]
    assert found["A red dot."][:3] == [1, 1, 0]
    assert found["A small bar."][:2] == small
    assert found["Rises from 3 to 5"][0] == large
    assert max(wide for wide, *_ in found.values()) <= widest


def test_drawings_of_other_programs_stand_on_white_in_the_dark(looked: Page) -> None:
    """Those of matplotlib have colours of their own for dark pages."""
    looked.evaluate("document.documentElement.dataset.theme = 'dark'")
    grounds = looked.locator("article img").evaluate_all(
        "all => all.map(one => [one.alt, getComputedStyle(one).backgroundColor])"
    )
    looked.evaluate("document.documentElement.dataset.theme = 'light'")
    white = {alt for alt, ground in grounds if ground == "rgb(255, 255, 255)"}
    assert {"A drawing that says Trees.", "A black box", "A red dot."} <= white
    assert "Rises from 3 to 5" not in white


def test_a_table_of_html_looks_like_the_others(looked: Page) -> None:
    looked.set_viewport_size({"width": 1400, "height": 900})
    cell = looked.locator("table.dataframe td", has_text="198")
    style = "cell => [getComputedStyle(cell).borderBottomWidth, getComputedStyle(cell).paddingLeft]"
    width, padding = cell.evaluate(style)
    assert (width, float(padding.removesuffix("px")) > 8) == ("1px", True)
    table, article = (
        looked.locator(one).bounding_box() for one in ("table.dataframe", "article .body")
    )
    assert table is not None
    assert article is not None
    assert table["x"] == article["x"]


def test_no_picture_lies_over_another(looked: Page) -> None:
    """An analyst's own charts, below a measure's whose words stand beside it, too."""
    looked.set_viewport_size({"width": 1400, "height": 900})
    found = looked.locator("article img").evaluate_all(_PLACES).values()
    spans = sorted((top, top + high) for _, high, _, top in found)
    assert len(spans) > 12
    assert all(below[0] >= above[1] for above, below in pairwise(spans))


def test_the_build_says_what_it_left_out(built: Built) -> None:
    said = "\n".join(built.notes)
    assert built.ok
    assert 'printed "NOBODY READS 1", which is on no page' in said
    assert 'ends with "Text(0.5, 1.0' in said
    assert "NOBODY READS 3" not in said


@pytest.mark.exhaustive
def test_plain_jupyter_book_makes_the_same_pages(built: Built, tmp_path: Path) -> None:
    book = copy_book(built.folder.parents[1], tmp_path / "book")
    for name, text in FILES.items():
        (book.root / name).write_text(text, encoding="utf-8")
    ended = other_program("jupyter-book", "build", book.root)
    assert ended.status == 0
    assert "WARNING" not in ended.err
    site, plain = built.folder / "site", book.root / "_build" / "html"
    pages = [path.relative_to(site) for path in sorted(site.glob("[bn]*/**/*.html"))]
    assert Path("notebooks/clean-streets.html") in pages
    assert len(pages) == 9
    for page in pages:
        assert article(plain / page) == article(site / page)
        words = (plain / page).read_text(encoding="utf-8")
        assert "For the analyst's eyes" in words
        assert "report.pdf" not in words
    assert digest(plain / "_images") == digest(site / "_images")


RUNNERS = {
    "papermill": "papermill {} out.ipynb -p quarter 2025-26-q1 -p book {}",
    "run all": "jupyter-execute {} --output=out",
    "nbconvert": "jupyter-nbconvert --execute --to notebook --output out {}",
}
NO_NBCONVERT = pytest.mark.skipif(not find_spec("nbconvert"), reason="nbconvert is not installed")


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "runner", ["run all", "papermill", pytest.param("nbconvert", marks=NO_NBCONVERT)]
)
def test_what_a_notebook_shows_outside_a_build(built: Built, tmp_path: Path, runner: str) -> None:
    """In JupyterLab as nbconvert runs it, beside its notebook, and by papermill from anywhere."""
    book = copy_book(built.folder.parents[1], tmp_path / "book")
    for name, text in FILES.items():
        (book.root / name).write_text(text, encoding="utf-8")
    path = book.notebooks / "clean-streets.ipynb"
    notebook = nbformat.read(path, 4)
    # papermill ends at an error, whatever the cell's tags
    ending = [c for c in notebook.cells if "raises-exception" in c.metadata.get("tags", [])]
    notebook.cells = [cell for cell in notebook.cells if cell not in ending]
    nbformat.write(notebook, path)
    places = iter([str(path), str(book.root)])
    words = [next(places) if word == "{}" else word for word in RUNNERS[runner].split()]
    ended = other_program(*words, cwd=tmp_path)
    assert ended.status == 0, ended.err
    made = next(path for path in tmp_path.rglob("out.ipynb"))
    shown = Shown(made)
    assert "For the analyst's eyes" in shown.first
    text = words_of(built.folder / "site/notebooks/clean-streets.html")
    assert len(shown.blocks) > 4
    assert [block for block in shown.blocks if block not in text] == []
    assert len(shown.pictures) > 2
    assert shown.pictures <= set(digest(built.folder / "source" / "charts").values())


def test_a_formula_has_words_on_paper_and_is_set_on_the_site_and_in_word(built: Built) -> None:
    words = [*words_of_formulas(built.folder / "report.pdf")]
    assert {"3 over 4", "y equals the square root of 2", "p is less than 0.05", "bar x"} <= {*words}
    assert "a to the power 2 plus b to the power 2 equals c to the power 2" in words
    html = (built.folder / "site/notebooks/clean-streets.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(built.folder / "report.docx") as packed:
        word = packed.read("word/document.xml").decode()
    assert html.count("<math") == word.count("<m:oMath>") == len(words)


def test_what_stands_in_the_margin_has_no_blank_title(built: Built) -> None:
    page = lxml.html.parse(str(built.folder / "site/notebooks/clean-streets.html")).getroot()
    (aside,) = (one for one in page.iter("aside") if "Beside the words" in one.text_content())
    assert [one.tag for one in aside] == ["p"]


def withhold_small_cases(book: Book) -> None:
    """Record three cases in a quarter, which are withheld."""
    measure = {"id": "small-cases", "title": "Small cases", "unit": "number", "decimals": "0"}
    add_row(book.data / "measures.csv", measure)
    figure = {"measure": "small-cases", "period": "2025-26-Q1", "value": "3"}
    add_row(book.data / "observations.csv", figure | {"recorded_on": "2025-07-10"})


def zipped(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


ROWS = b"measure,period,value\nsmall-cases,2025-26-Q1,3\n"
COPIES = {
    "data/backup/observations.csv": ROWS,
    "data/utf16.csv": ROWS.decode().encode("utf-16"),
    "data/rows.csv.gz": gzip.compress(ROWS),
    "data/rows.zip": zipped("rows.csv", ROWS),
    "data/unknown.bin": b"\0\1\2small",
    "data/spoilt.zip": zipped("rows.csv", b"x" * 99)[:-30] + b"PK\5\6" + bytes(18),
    "data/bomb.zip": zipped("zeros", bytes(60_000_000)),
    "book/copy.csv": ROWS,
    "book/copy.txt": ROWS,
    "book/part.md": ROWS,
    "notebooks/rows.py": b'ROWS = """' + ROWS + b'"""\n',
}
OTHERS = {
    "data/weather.csv": b"day,rain\n2025-07-01,3\n",
    "data/weather.csv.gz": gzip.compress(b"day,rain\n2025-07-01,3\n"),
    "book/part.txt": b"Small cases are counted by the service.\n",
    "book/note.md": b"Small cases, as of 2025, are counted by the service.\n",
    "notebooks/module.py": b'NAMES = ["small-cases", "other"]\n',
    "book/map.png": b"\x89PNG\0\0",
}


def test_a_copy_of_the_record_is_not_staged_whatever_it_is_packed_in(tmp_path: Path) -> None:
    book = small_book(tmp_path / "book", [{"markdown": "Words."}])
    withhold_small_cases(book)
    for name, data in {**COPIES, **OTHERS}.items():
        (book.root / name).parent.mkdir(parents=True, exist_ok=True)
        (book.root / name).write_bytes(data)
    recorded = read_recorded(book)
    (quarter,) = recorded.quarters
    staged = stage_sides(book, recorded, quarter, tmp_path / "s", tmp_path / "e").public.staged
    assert [name for name in COPIES if (staged.root / name).exists()] == []
    assert [name for name in OTHERS if not (staged.root / name).exists()] == []
    told = sorted(line.split()[0] for line in not_staged(book, staged))
    assert told == sorted(name for name in COPIES if not name.endswith(".md"))


def test_a_copy_of_the_record_is_not_given_to_notebooks(built: Built) -> None:
    """A spreadsheet's export of what is withheld lies in data/raw/."""
    staged = built.folder / "source" / "data" / "raw"
    assert (staged / "x.json").is_file()
    assert not (staged / "export.json").exists()
    assert any(note.startswith("data/raw/export.json is not given") for note in built.notes)


def add_row(path: Path, cells: Mapping[str, str]) -> None:
    """Add a row like the file's first one, but for some cells."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(rows[0]), lineterminator="\n").writerow({**rows[0], **cells})
