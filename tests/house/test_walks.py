"""Each walk of docs/how-it-is-built.md, taken with a toy in a copy of the package.

A toy changes exactly the files of the package that its walk names, in that
order, and then works: nothing else has to be touched.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from support.books import ROOT, SMALL_BOOK, copy_book
from support.walks import WALKS, House

pytestmark = pytest.mark.builds


def test_every_file_that_the_page_names_is_there() -> None:
    folders = ("quarterbook", "tests", "docs", "bench")
    files = [path.as_posix() for folder in folders for path in (ROOT / folder).rglob("*.*")]
    names = re.findall(r"`([\w/-]+\.(?:py|md|typ|lua))`", "".join(WALKS))
    assert len(names) > 50
    for name in names:
        assert "NAME" in name or any(file.endswith(f"/{name}") for file in files), name


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_every_walk_is_taken() -> None:
    """By a test of this file: "Adding a verb" by `test_adding_a_verb`."""
    titles = [part.partition("\n")[0] for part in WALKS if part.startswith("Adding ")]
    assert len(titles) >= 6
    assert [
        title for title in titles if f"test_{title.lower().replace(' ', '_')}" not in globals()
    ] == []


@pytest.mark.exhaustive
def test_adding_a_column(house: House) -> None:
    """A measure's colour, of which each is told that it is none."""
    house.insert(
        "quarterbook/data/tables/schemas.py",
        (
            '                _optional("intervals", "word", "counts", "published"),\n',
            '                _optional("toy", "word", "red", "blue"),\n',
        ),
    )
    assert house.took("Adding a column")
    book = copy_book(SMALL_BOOK, house.folder / "book")
    measures = book.data / "measures.csv"
    header, *rows = measures.read_text(encoding="utf-8").splitlines()
    toys = [f"{header},toy", *(f"{row},blue" for row in rows)]
    measures.write_text("\n".join(toys) + "\n", encoding="utf-8")
    house.python("-m", "quarterbook", "check", "--book", book.root)
    lines = house.notebook(book, "print(*sorted(set(report.view.vintage.measures['toy'])))")
    assert lines == ["blue"]


def test_adding_a_verb(house: House) -> None:
    house.write(
        "quarterbook/cli/toy.py",
        '''"""``quarterbook toy``."""

from quarterbook.cli.verb import BookOption, open_book, print_line


def toy(folder: BookOption = None) -> None:
    """Say which book this is."""
    print_line(open_book(folder).root.name)
''',
    )
    house.insert(
        "quarterbook/cli/app.py",
        ("from quarterbook.cli.sign import sign\n", "from quarterbook.cli.toy import toy\n"),
        ('    "import": import_,\n', '    "toy": toy,\n'),
    )
    assert house.took("Adding a verb")
    assert house.python("-m", "quarterbook", "toy", "--book", SMALL_BOOK) == "book\n"
    assert "Say which book this is." in house.python("-m", "quarterbook", "--help")


def test_adding_a_publisher(house: House) -> None:
    house.write(
        "quarterbook/publishers/layouts/toy.py",
        '''"""A layout of three columns."""

import pandas as pd

from quarterbook.ground.periods import parse
from quarterbook.publishers.reading.layout import FIGURES, REFUSED, ImportedFigures, KnownColumns

NAME = "toy"
TITLE = "Toy figures"
EXAMPLE = ("recycling-rate", "rate", "")
COLUMNS = KnownColumns(("toy rate",))


def read(path, series, codes):
    table = pd.read_csv(path)
    table.index += 2
    (one,) = series
    figures = pd.DataFrame(
        {
            "measure": one.measure,
            "period": table["year"].map(parse),
            "area": table["code"],
            "value": table[one.indicator] * one.scale,
            "marker": "",
            "source": one.source,
        },
        columns=FIGURES,
    )
    return ImportedFigures(figures, pd.DataFrame(columns=REFUSED), len(table), 0)
''',
    )
    house.insert(
        "quarterbook/publishers/registry.py",
        ("    table,\n", "    toy,\n"),
        ("lait, nomis, fingertips", ", toy"),
    )
    house.insert("quarterbook/data/tables/publisher_names.py", ('"nomis", "fingertips"', ', "toy"'))
    assert house.took("Adding a publisher")
    book = copy_book(ROOT, house.folder / "book")
    (book.data / "series.csv").write_text(
        "measure,publisher,indicator,where,numerator,denominator,source\n"
        "recycling-rate,toy,rate,,,,Toy figures\n",
        encoding="utf-8",
    )
    file = house.folder / "figures.csv"
    file.write_text("code,year,rate\nE06000901,2020-21,41.5\n", encoding="utf-8")
    words = ("import", "toy", file, "--published", "2022-01-08", "--write", "--book", book.root)
    assert "Written to data/benchmarks.csv." in house.python("-m", "quarterbook", *words)
    *_, last = (book.data / "benchmarks.csv").read_text(encoding="utf-8").splitlines()
    assert last.startswith("recycling-rate,2020-21,E06000901,41.5,")
    assert "toy" in house.python("-m", "quarterbook", "import", "--help")


@pytest.mark.exhaustive
def test_adding_a_rag_rule(house: House) -> None:
    """Green where the target is met, else red: 49 against 50."""
    house.insert("quarterbook/ground/rule_names.py", ('"floor", "tolerance", "bands"', ', "toy"'))
    house.insert(
        "quarterbook/judge/rag.py",
        (
            "            return _bands(value, case.lower, case.upper, better)\n",
            '        case "toy":\n            return _floor(value, case.target, None, better)\n',
        ),
    )
    house.insert(
        "quarterbook/report/sentences/method.py",
        (
            "            return _floor(assessment, format)\n",
            '        case "toy":\n            return f"Green at {goal.target:g}, else red"\n',
        ),
        (
            "            return _explain_tolerance(amber_when)\n",
            '        case "toy":\n            return Explanation("Met or not", "Red or green.")\n',
        ),
    )
    for part in ("tests/spec", "tests/support", "docs"):
        shutil.copytree(ROOT / part, house.folder / part)
    house.write(
        "tests/spec/rag/test_toy.py",
        '''"""Met or not."""

from support.measures import judged
from support.worked import explains


def rated(row, **settings):
    goal = (row["target"], None)
    return judged({"2021-22-Q2": row["figure"]}, {"2021-22": goal}, **settings).rag.outcome


@explains(rag_rule="toy")
def test_met_or_not(worked):
    """Met or not

    Green when the target is met, else red.
    """
    worked(
        """
        figure | target => rating
        50     | 50     => green
        49     | 50     => red
        """,
        rated,
        rag_rule="toy",
        polarity="higher",
    )
''',
    )
    house.insert("tests/spec/toc.py", ('            "tolerance",\n', '            "toy",\n'))
    assert house.took("Adding a RAG rule")
    house.python(
        "-c", "import sys; sys.path.insert(0, 'tests'); import spec.generate as g; g.main()"
    )
    assert "\n| `toy` | [Met or not]" in (house.folder / "docs" / "guide.md").read_text("utf-8")
    book = copy_book(SMALL_BOOK, house.folder / "book")
    measures = book.data / "measures.csv"
    header, first, *rest = measures.read_text(encoding="utf-8").splitlines(keepends=True)
    assert first.startswith("recycling-rate,")
    before = ",higher,measure,quarterly,snapshot,,"
    first = first.replace(before, f"{before[:-1]}toy,")
    measures.write_text("".join([header, first, *rest]), encoding="utf-8")
    lines = house.notebook(
        book,
        "from quarterbook.judge.rag import RatingRule, judge",
        "measure = report['recycling-rate']",
        "print(judge(49, target=50, by=RatingRule('toy')).outcome, measure.rag)",
        "print('Green at 50, else red' in measure.method().html)",
    )
    assert lines == ["red green", "True"]


def test_adding_a_chart(house: House) -> None:
    """How many figures a measure has, as a bar."""
    house.write(
        "quarterbook/report/charts/toy.py",
        '''"""A bar."""

from matplotlib.figure import Figure

from quarterbook.report.charts.style import drawing, svg
from quarterbook.report.html.block import Chart


def toy(count: int) -> Chart:
    """Return the SVG of a bar."""
    with drawing():
        figure = Figure(figsize=(6.4, 1))
        figure.subplots().barh([0], [count], color="C0")
        return svg(figure)
''',
    )
    house.insert(
        "quarterbook/report/sentences/alt_text.py",
        (
            "",
            '''

def of_toy(count: int) -> str:
    """Return how many figures a bar stands for."""
    return f"A bar for {count} figures."
''',
        ),
    )
    house.write(
        "quarterbook/report/blocks/toy.py",
        '''"""A bar with its words."""

from quarterbook.report.charts import toy
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.sentences import alt_text
from quarterbook.report.views.measure import MeasureView


def bar(view: MeasureView) -> Block:
    """How many figures there are."""
    count = len(view.recent)
    return block.chart(f"{view.id}-bar", toy.toy(count), alt_text.of_toy(count))
''',
    )
    house.insert(
        "quarterbook/report/notebook.py",
        (
            "from quarterbook.report.blocks import (\n",
            "    toy,\n",
        ),
        (
            "        return benchmark.of_measure(self._report, self.view)\n",
            '''
    def toy(self) -> Block:
        """How many figures there are."""
        return toy.bar(self.view)
''',
        ),
    )
    assert house.took("Adding a chart")
    lines = house.notebook(
        copy_book(SMALL_BOOK, house.folder / "book"),
        "block = report['recycling-rate'].toy()",
        "print(*sorted(block.files), block.html.count('A bar for 2 figures.'))",
    )
    assert lines == ["charts/recycling-rate-bar.shown.json charts/recycling-rate-bar.svg 1"]


@pytest.mark.exhaustive
def test_adding_a_kind_of_output(house: House) -> None:
    """How many measures a quarter has, as a text file."""
    house.write(
        "quarterbook/bind/toy.py",
        '''"""A text file."""

from pathlib import Path

from quarterbook.report.views.quarter import QuarterView


def write_toy(report: QuarterView, path: Path) -> None:
    """Write how many measures there are."""
    path.write_text(f"{len(report.measures)} measures\\n", encoding="utf-8")
''',
    )
    house.insert(
        "quarterbook/bind/outputs.py",
        (
            "    write_workbook(source.report, path, draft=source.draft)\n",
            """

def _toy(source: Source, path: Path, _: Steps) -> None:
    from quarterbook.bind.toy import write_toy

    write_toy(source.report, path)
""",
        ),
        (
            '_workbook, _workbook_inputs, subject="Figures"),\n',
            '    Output(".txt", "toy", "Text file", _toy, subject="Counts"),\n',
        ),
    )
    assert house.took("Adding a kind of output")
    book = copy_book(ROOT / "examples" / "first-page", house.folder / "book")
    printed = house.python("-m", "quarterbook", "build", "--json", "--book", book.root)
    folder = book.built("2025-26-q1")
    told = json.loads(printed)
    assert (told["ok"], told["message"], told["problems"]) == (True, "", [])
    assert str(folder / "toy.txt") in told["builds"][0]["files"]
    assert (folder / "toy.txt").read_text(encoding="utf-8") == "2 measures\n"
    assert (folder / "site" / "toy.txt").is_file()
    assert '"toy.txt"' in (folder / "manifest.json").read_text(encoding="utf-8")
    home = (folder / "site" / "notebooks" / "summary.html").read_text(encoding="utf-8")
    assert "Text file" in home
    assert '"toy.txt"' in (folder / "pages.json").read_text(encoding="utf-8")  # and so is signed
    search = (folder / "site" / "searchindex.js").read_text(encoding="utf-8")
    (found,) = re.findall(r'\{"page":"toy.txt".*?"text":"([^"]*)"', search)
    assert found == "Download"
