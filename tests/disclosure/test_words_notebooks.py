"""Words of notebooks that count what is withheld: in cells, put out, in files that these name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quarterbook.storage.book import Book
from support.words import problems


def notebook_with(book: Book, kind: str, source: str) -> None:
    path = book.notebooks / "summary.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    extra: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    cell = {"cell_type": kind, "id": "more", "metadata": {}, "source": source, **extra}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


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


@pytest.mark.parametrize(
    ("data", "is_found"),
    [
        ({"text/html": "<p>Cases of pb: there were <b>3</b> cases.</p>"}, True),
        ({"text/plain": "Cases of pb: there were 3 cases."}, True),
        ({"text/html": "<p>Cases of pb are few.</p>"}, False),
    ],
)
@pytest.mark.parametrize("is_as_stored", [True, False])
def test_what_a_stored_notebook_has_put_out_is_read(
    cases: Book, data: dict[str, str], is_found: bool, is_as_stored: bool
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
