"""Charts of all pages lie in one folder: no page shows the chart of another by its name."""

from __future__ import annotations

from pathlib import Path

from support.notebooks import run_cells

BEGIN = """
from matplotlib import pyplot as plt
from quarterbook.report.blocks.own_figure import own_figure


def litter(*figures):
    ax = plt.figure().subplots()
    ax.plot(figures)
    return own_figure(ax, "litter", f"Litter moved to {figures[-1]} bags.", "")
"""


def test_a_name_is_that_of_one_chart_on_all_pages(tmp_path: Path) -> None:
    pages, ran = run_cells(
        tmp_path,
        [BEGIN, "litter(40, 75)"],
        [BEGIN, "litter(40, 27)"],
        [BEGIN, "litter(40, 75)"],
        [BEGIN, "litter(40, 75)", "litter(40, 27)"],
        [BEGIN, "litter(40, 75)", "litter(40, 75)"],
    )
    assert set(ran.failed) == {"notebooks/own-1", "notebooks/own-3"}
    said = {problem.file: str(problem) for problem in ran.problems}
    assert said == {
        "notebooks/own-1.ipynb": "notebooks/own-1.ipynb N115 this page shows another chart as "
        '"litter" than notebooks/own-0.ipynb does, and both go by that name. Give each a name of '
        'its own, such as name="litter-own-1".',
        "notebooks/own-3.ipynb": "notebooks/own-3.ipynb N115 cell 4: another cell of this page "
        'shows a different chart as "litter". Give each a name of its own, such as '
        'name="litter-2". The cell begins: litter(40, 27)',
    }
    shown = [str(page["cells"]) for page in pages]
    assert ["could not be made" in text for text in shown] == [False, True, False, True, False]


def test_an_exempt_page_shows_no_chart_by_the_name_of_a_public_one(tmp_path: Path) -> None:
    """Exempt papers hold public pages too: each keeps its own chart, and the public side its own.

    A chart that is the same on both may go by one name.
    """
    public = tmp_path / "public"
    run_cells(public, [BEGIN, "litter(40, 75)"])
    chart = public / "staged" / "charts" / "litter.svg"
    before = chart.read_bytes()
    cells = [BEGIN, "litter(40, 27)"], [BEGIN, "litter(40, 75)"]
    pages, ran = run_cells(tmp_path, *cells, public=public / "staged")
    assert [str(problem) for problem in ran.problems] == [
        'notebooks/own-0.ipynb N115 this page shows another chart as "litter" than a public page '
        'does, and both go by that name. Give each a name of its own, such as name="litter-own-0".'
    ]
    assert chart.read_bytes() == before
    assert ["could not be made" in str(page["cells"]) for page in pages] == [True, False]


def test_two_places_whose_names_make_one_name_are_told(tmp_path: Path) -> None:
    draw = BEGIN.replace("(*figures)", "(ward, *figures)").replace('"litter"', "ward")
    _, ran = run_cells(
        tmp_path,
        [draw, 'litter("Llŷn", 40, 75)', 'litter("Llyn", 40, 27)'],
        [draw, 'litter("Llanbedr", 40, 75)', 'litter("Llanelli", 40, 27)'],
    )
    assert set(ran.failed) == {"notebooks/own-0"}
    assert 'a different chart as "llyn". Give each a name of its own' in str(ran.problems[0])


TABLE = """
import pandas as pd
from quarterbook.report.own_table import own_table


def wards(name, count):
    return own_table(pd.DataFrame({"Ward": ["Loop"], "Bags": [count]}), "Bags", None, None, name)
"""


def test_a_name_is_that_of_one_table_of_a_page(tmp_path: Path) -> None:
    _, ran = run_cells(
        tmp_path,
        [TABLE, 'wards("bags", 40)', 'wards("Bags", 75)'],
        [TABLE, 'wards("bags", 40) + wards("bags", 40)'],
        [TABLE, 'wards("bags", 40)', 'wards("bags-2", 40)', 'wards("", 40) + wards("", 40)'],
    )
    told = 'two tables of this page have the name "bags", and links find one.'
    assert {one.file: told in one.message for one in ran.problems} == {
        "notebooks/own-0.ipynb": True,
        "notebooks/own-1.ipynb": True,
    }


def test_two_charts_of_one_name_in_one_cell_are_told(tmp_path: Path) -> None:
    _, ran = run_cells(
        tmp_path,
        [BEGIN, "litter(40, 75) + litter(40, 27)"],
        [BEGIN, "display(litter(40, 75))\ndisplay(litter(40, 27))"],
        [BEGIN, "display(litter(40, 75))\nlitter(40, 75) + litter(40, 75)"],
    )
    told = 'two different charts go by the name "litter". Give each a name of its own'
    assert {one.file: told in one.message for one in ran.problems} == {
        "notebooks/own-0.ipynb": True,
        "notebooks/own-1.ipynb": True,
    }
