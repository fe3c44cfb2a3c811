"""What three books' outputs say is what a second calculator finds in their records.

It is written from docs/judging.md, the data dictionary and the guide, imports nothing of
quarterbook, and recomputes every figure, rating, direction, count, rank, quartile, mean and limit.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from oracle.control import limits
from oracle.directions import slope_and_chance
from oracle.expected import Expected, expected
from oracle.outputs import wrong_figures
from oracle.outputs.figure_files import check_files
from oracle.outputs.paper import check_paper
from oracle.outputs.site import check_site
from oracle.outputs.workbook import check_workbook
from oracle.places import quartiles
from quarterbook.build.stages import Built

BOOKS = ("demo", "dorset", "somerset")
OUTPUTS: dict[str, Callable[[Path, Expected], tuple[list[str], int]]] = {
    "data.xlsx": check_workbook,
    "site": check_site,
    "site/figures": check_files,
    "report.pdf": check_paper,
}
# How much is compared at least, so that a table that is no longer recognised is missed.
COMPARED = {
    "demo": {"data.xlsx": 23_000, "site": 5_500, "site/figures": 8_500, "report.pdf": 138},
    "dorset": {"data.xlsx": 400, "site": 750, "site/figures": 200, "report.pdf": 43},
    "somerset": {"data.xlsx": 140, "site": 150, "site/figures": 40, "report.pdf": 13},
}


@cache
def right(built: Path) -> Expected:
    """What a book must say by the folder of its build, worked out once; no other book is built."""
    return expected(built.parent.parent)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", BOOKS)
def test_outputs_say_what_the_record_says(
    name: str, output: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(name)
    wrong, compared = OUTPUTS[output](built.folder / output, right(built.folder))
    assert not wrong
    assert compared >= COMPARED[name][output]


def test_the_calculator_is_independent() -> None:
    """Nothing of it but this test, which has the books built, imports the package."""
    for path in Path(__file__).parent.rglob("*.py"):
        names = [
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in imported(node)
        ]
        if path.name != Path(__file__).name:
            assert not [name for name in names if name.partition(".")[0] == "quarterbook"]
            assert not [name for name in names if name.partition(".")[0] == "pandas"]


def test_the_calculator_knows_the_published_cases() -> None:
    """NHS England's worked case, R's type 7 of eight figures, and Student's t of four."""
    nhs = [Fraction(one) for one in (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)]
    dropped = [round(float(one), 2) for one in limits(nhs, drop=True)]
    assert dropped == [1.94, -0.72, 4.60]
    assert [round(float(one), 2) for one in limits(nhs, drop=False)] == [1.94, -3.06, 6.95]
    assert [float(one) for one in quartiles([Fraction(n) for n in range(1, 9)])] == [
        2.75,
        4.5,
        6.25,
    ]
    slope, chance = slope_and_chance([(0, 1.0), (1, 3.0), (2, 2.0), (3, 4.0)])
    assert (round(slope, 9), round(chance, 6)) == (0.8, 0.2)


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


WRONG_CELLS = [
    ("Summary", "Figure", "missed-bins"),
    ("Summary", "RAG", "planning-minor"),
    ("Summary", "Outlook", "recycling-rate"),
    ("Comparison", "Rank", "recycling-rate"),
    ("Comparison", "Best rank allowing for chance", "care-leavers-eet"),
    ("Comparison", "Upper 95% confidence limit", "neet"),
    ("Comparison", "Quartile", "neet"),
    ("Summary", "Direction of travel", "missed-bins"),
    ("Comparison", "Figure for Statistical neighbours", "neet"),
    ("Benchmarks", "Figure", "neet"),
    ("A Healthy Environment", "Target", "missed-bins"),
]
WRONG_ON_PAGES = [
    ("notebooks/healthy-environment.html", "Measures: A Healthy Environment", "47.3"),
    ("notebooks/summary.html", "Action on red and amber measures", "68.4%"),
    ("notebooks/summary.html", "This quarter in brief", "17"),
    ("notebooks/control-charts.html", "Missed bin collections", "32.8 to 51.8"),
    ("notebooks/benchmarking.html", "Published earlier", "11th of 43"),
    ("notebooks/benchmarking.html", "England 2020/21", "43.8%"),
    ("book/papers/people-scrutiny.html", "Age of each figure", "167"),
]


@pytest.mark.exhaustive
def test_every_wrong_cell_of_the_workbook_is_found(demo: Built, tmp_path: Path) -> None:
    copy = tmp_path / "data.xlsx"
    wrong_figures.in_workbook(demo.folder / "data.xlsx", copy, WRONG_CELLS)
    wrong, _ = check_workbook(copy, right(demo.folder))
    assert len(wrong) == len(WRONG_CELLS)
    for sheet, column, id_ in WRONG_CELLS:
        assert [one for one in wrong if one.startswith(sheet) and column in one and id_ in one]


def test_every_wrong_figure_of_the_site_is_found(demo: Built, tmp_path: Path) -> None:
    site = tmp_path / "site"
    wrong_figures.in_pages(demo.folder / "site", site, WRONG_ON_PAGES)
    wrong, _ = check_site(site, right(demo.folder))
    assert sorted(one.partition(":")[0] for one in wrong) == sorted(
        page for page, _, _ in WRONG_ON_PAGES
    )


def test_a_wrong_figure_of_the_paper_is_found(somerset: Built, tmp_path: Path) -> None:
    copy = tmp_path / "report.pdf"
    wrong_figures.in_paper(somerset.folder / "report.pdf", copy, "37.2%")
    wrong, _ = check_paper(copy, right(somerset.folder))
    assert len(wrong) == 1
    assert wrong[0].startswith("get-set-services")


def test_a_wrong_figure_of_a_file_is_found(dorset: Built, tmp_path: Path) -> None:
    file = "children-in-care-rate.csv"
    changes = [(file, "2020-10", "70")]
    wrong_figures.in_pages(dorset.folder / "site" / "figures", tmp_path / "f", changes)
    wrong, _ = check_files(tmp_path / "f", right(dorset.folder))
    assert len(wrong) == 1
    assert wrong[0].startswith("children-in-care-rate: 2020-10")
