"""Files that lie about: none runs, and none goes to the site, because of where it lies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.books import SMALL_BOOK, copy_book
from support.command import Command

pytestmark = pytest.mark.builds

# Of each some process of a build imports a module by that name, sooner or later.
MODULES = ("dis", "yaml", "statistics", "sphinx_design", "typst", "json")
WRITES = """from pathlib import Path
for name in ("_static/quarterbook.js", "index.html", "figures/homes.csv", "own.csv"):
    path = Path("../extra") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Strayed")
"""


def test_no_file_runs_or_is_published_by_where_it_lies(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of the book's folder, where the command is run, and what a notebook leaves."""
    book = copy_book(SMALL_BOOK, tmp_path / "book")
    ran = tmp_path / "ran"
    for name in MODULES:
        code = f"open({str(ran)!r}, 'a').write({name!r})\nraise SystemExit('{name}')\n"
        (book.root / f"{name}.py").write_text(code, encoding="utf-8")
    path = book.notebooks / "summary.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "stray", "metadata": {}, "source": WRITES}
    notebook["cells"].append(cell | {"execution_count": None, "outputs": []})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    monkeypatch.chdir(book.root)
    ended = command("build")
    assert (ended.status, ran.exists()) == (0, False), ended.err
    said = " ".join(ended.err.split() + ended.out.split())
    for name in ("extra/_static/quarterbook.js", "extra/own.csv"):
        assert f"{name}, which a notebook wrote, is left out" in said
    site = next(book.root.glob("_build/*/site"))
    strayed = [
        path for path in site.rglob("*") if path.is_file() and b"Strayed" in path.read_bytes()
    ]
    assert strayed == []
    assert not (site / "own.csv").exists()
