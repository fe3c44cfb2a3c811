"""Words of notebooks that count what is withheld: in cells, put out, in files that these name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
import yaml

from quarterbook.build.stages import build
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.words import PARAMS, problems


def notebook_with(
    book: Book, kind: str, source: str, name: str = "summary", tags: Sequence[str] = ()
) -> None:
    path = book.notebooks / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    extra: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    cell = {
        "cell_type": kind,
        "id": f"more-{len(notebook['cells'])}",
        "metadata": {"tags": [*tags]},
        "source": source,
        **extra,
    }
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def cells_of(book: Book, name: str) -> int:
    return len(json.loads((book.notebooks / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"])


@pytest.mark.alike(4)
@pytest.mark.parametrize(
    ("kind", "source", "is_found"),
    [
        ("markdown", "Of *Cases of pb* there were 3.", True),
        ("markdown", "Cases of pb are few.", False),
        ("code", "report.figure(axes, 'x', alt='Cases of pb fell to 3')", True),
        ("code", "print('3 children were pb')\nreport['pb']", True),
        ("code", "report['pb'].chart()\nshown = 3", False),
        ("code", "report['pb']\nwards.query('children == 3').eval('rate = children / 3')", False),
        ("code", "report['pb']\nreport.text('There were 3 children').query('a')", True),
        ("markdown", "There were 3 events.", False),
        ("code", "%%markdown\nOf Cases of pb there were 3.", True),
        ("code", "%%html\n<p>Cases of pb: 3</p>", True),
        ("code", "%%time\nreport['pb']\nshown = 3", False),
        ("code", "!echo Cases of pb: 3", True),
        ("code", "report['pb']\n3", True),
        ("code", "report['pb']\n5", False),
        ("code", "report['pb']\n!ls -3", False),
        ("code", "report['pb']\nMarkdown('There\\u00a0were\\u00a03\\u00a0children')", True),
        ("code", "def f():\n    'The last 3 rows of it.'\nreport['pb']", False),
    ],
)
def test_notebooks_that_name_a_measure_are_read(
    cases: Book, kind: str, source: str, is_found: bool
) -> None:
    notebook_with(cases, kind, source)
    found = problems(cases)
    assert [problem.file for problem in found] == ["notebooks/summary.ipynb"] * is_found
    cells = json.loads((cases.notebooks / "summary.ipynb").read_text(encoding="utf-8"))["cells"]
    assert all(problem.message.startswith(f"cell {len(cells)}: the words") for problem in found)


BESIDE_CELLS = {
    "helper.py": (
        "from helper import SAID\nMarkdown(SAID)",
        "def on():\n    'The 3 rows.'\n\n\nSAID = '{} children'\n",
    ),
    "said.txt": ("Markdown(open('said.txt').read())", "{} children of pb came."),
}


@pytest.mark.parametrize("name", BESIDE_CELLS)
def test_files_and_modules_that_a_cell_names_are_read(cases: Book, name: str) -> None:
    source, words = BESIDE_CELLS[name]
    notebook_with(cases, "code", f"report['pb']\n{source}")
    for number, expected in ((5, []), (3, [f"notebooks/{name}"])):
        (cases.notebooks / name).write_text(words.format(number), encoding="utf-8")
        assert [problem.file for problem in problems(cases)] == expected


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("data", "is_found"),
    [
        ({"text/html": "<p>Cases of pb: there were <b>3</b> cases.</p>"}, True),
        ({"text/plain": "Cases of pb: there were 3 cases."}, True),
        ({"application/vnd.of+json": {"markdown": "Cases of pb: 3 cases.", "given": []}}, True),
        ({"text/html": "<p>Cases of pb are few.</p>"}, False),
    ],
)
@pytest.mark.parametrize("is_as_stored", [True, False])
def test_what_a_stored_notebook_has_put_out_is_read(
    cases: Book, data: dict[str, object], is_found: bool, is_as_stored: bool
) -> None:
    """Of one that is run, what it put out before is on no page."""
    path = cases.notebooks / "summary.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    if is_as_stored:
        config = cases.config.read_text(encoding="utf-8")
        patterns = "execute:\n  exclude_patterns: [notebooks/sum*]\n"
        cases.config.write_text(config.replace("execute:\n", patterns), encoding="utf-8")
    found = is_found and is_as_stored
    assert [problem.file for problem in problems(cases)] == ["notebooks/summary.ipynb"] * found


# Of pb 3 is withheld, of pc 17; n is 3. What is shown is 51 and 31, and the quarter before.
FIRST = """
import pandas as pd
from IPython.display import HTML, SVG, Latex, Markdown
from matplotlib import pyplot as plt
n = 1 + 2
"""
CHART = (
    "fig, ax = plt.subplots()\nax.bar(['all', 'own'], [51, 31])\nax.set_yticks([0, n, 17, 51])\n"
)
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg'><text y='1'>%s</text><text x='9' y='1'>%s</text>"
WORKED_OUT = {
    "summary": [
        ("report.text(f'Cases of pb fell to {n}.')", True),
        ("display(f'It was {n} in Cases of pb')", True),
        ("display(HTML(f'<p>Cases of pb: <b>{n}</b></p>'))", True),
        ("display(Latex(f'$Cases of pb: {n}$'))", True),
        ("display(Latex(f'Cases of pb: {n}, of which $x$ are new'))", True),
        ("pd.DataFrame({'Measure': ['Cases of pb'], 'Now': [n]})", True),
        ("pd.Series({'Cases of pc': 15 + 2})", True),
        ("report.table(pd.DataFrame({'Now': [n]}), caption='Cases of pb')", True),
        ("display(HTML(pd.DataFrame({'Cases of pb': [n]}).to_html()))", True),
        (f"{CHART}report.figure(fig, 'own', alt=f'Cases of pb fell to {{n}}')", True),
        (f"{CHART}ax.text(0, 9, n)\nreport.figure(fig, 'bar', alt='How Cases of pb were')", True),
        ("report['pb'].heading() + report.text(f'There were {n}.')", True),
        ("Markdown(f'Litter reported: {n}')", False),
        ("pd.DataFrame({'Measure': ['Litter reported'], 'Now': [n]})", False),
        ("pd.DataFrame({'Measure': ['Cases of pb'], 'Target': [n]})", False),
        ("report.data", False),
        ("report['pb'].data", False),
        ("report.data.pivot_table(index='label', columns='title', values='value')", False),
        ("report.text(report.sentence('Cases of t', 40, 51))", False),
        ("report['pb'].section(4)", False),
        ("report.text(report.counts_sentence())", False),
        (f"{CHART}ax.set_ylabel('Cases of pb')\nreport.figure(fig, 'ticks', alt='It fell')", False),
    ],
    "clean-streets": [
        ("Markdown(f'{n} children')", True),
        ("print(f'{n} children')", True),
        ("get_ipython().run_cell_magic('markdown', '', f'{n} children')", True),
        ("pd.DataFrame({'Ward': ['Mere'], 'Children': [n]}).style.highlight_max()", True),
        (f"#| fig-alt: So many\nSVG({DRAWING!r} % ('thr', 'ee children') + '</svg>')", True),
        (f"{CHART}ax.set_title(f'{{n}} children')\nreport.figure(fig, 'any', alt='Few')", True),
        ("Markdown(f'{n} events')", False),
        ("pd.DataFrame({'Ward': ['Mere'], 'Sites': [n], 'Children': [51]})", False),
        ("report.text(report.counts_sentence())", False),
        (f"#| fig-alt: So many\nSVG({DRAWING!r} % (n, 'sites') + '</svg>')", False),
        (f"{CHART}ax.set_ylabel('Children')\nreport.figure(fig, 'small', alt='51 came')", False),
    ],
}


def test_what_cells_work_out_is_read_when_they_have_run(cases: Book) -> None:
    """By notebook and cell; what is accepted passes, and what the package makes of the record."""
    params = cases.root / PARAMS
    for name, cells in WORKED_OUT.items():
        for source, _ in [(FIRST, False), *cells]:
            notebook_with(cases, "code", source, name, tags=["show-print"])
    accepted = [
        {
            "words": "3 children",
            "file": "notebooks/clean-streets.ipynb",
            "reason": "In a game.",
            "role": "Officer",
        }
    ]
    assert problems(cases) == []
    with pytest.raises(BookError) as stopped:
        build(cases, None, jobs=2)
    found = [one for one in stopped.value.problems if one.code == "D404"]
    told = {(one.file, one.message.split(":")[0]) for one in found}
    assert told == {
        (f"notebooks/{name}.ipynb", f"what cell {place} shows")
        for name, cells in WORKED_OUT.items()
        for place, (_, is_told) in enumerate(cells, cells_of(cases, name) - len(cells) + 1)
        if is_told
    }
    assert len(found) == len(stopped.value.problems)
    params.write_text(params.read_text("utf-8") + yaml.safe_dump({"accepted_words": accepted}))
    with pytest.raises(BookError) as again:
        build(cases, None, jobs=2)
    assert 0 < len(again.value.problems) < len(found)
