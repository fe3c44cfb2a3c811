"""What papermill is told with -p, in a kernel that no build has started."""

from __future__ import annotations

import builtins
import gc
import json
import weakref
from pathlib import Path

import pytest

from quarterbook.ground.errors import CommandError
from quarterbook.report.kernel import (
    assigned_names,
    folder_of,
    injected_parameters,
    settle_early,
    settle_in,
)
from quarterbook.storage.book import Book
from support.books import ROOT

PARAMETERS = 'quarter = "2025-26-q1"\noutcome: str = "clean-streets"\ntop = 5'


def test_what_is_given_is_found_behind_the_parameters() -> None:
    cells = ["", "import pandas", PARAMETERS, '# Parameters\ntop = 10\nbook = "/srv/book"\n', "top"]
    assert injected_parameters(cells) == {"top": 10, "book": "/srv/book"}


def test_nothing_is_given_where_papermill_did_not_run() -> None:
    assert injected_parameters(["", PARAMETERS, "# a comment\ntop = 10"]) == {}


def test_a_notebook_without_a_cell_of_parameters_takes_any() -> None:
    assert injected_parameters(["", "# Parameters\ntop = 10\n", "top"]) == {"top": 10}


class _Shell:
    """An analyst's, to which things are published."""

    def __init__(self) -> None:
        self.kernel, self.display_pub, self.user_ns = self, self, dict[str, object]()
        self.published: list[dict[str, str]] = []

    def publish(self, data: dict[str, str]) -> None:
        self.published.append(data)


def test_each_shell_is_told_once_and_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    shells = [_Shell(), _Shell()]
    for shell in (*shells, *shells):
        monkeypatch.setattr(builtins, "get_ipython", lambda shell=shell: shell, raising=False)
        settle_in(Book(ROOT))
    assert [len(shell.published) for shell in shells] == [1, 1]
    assert "For the analyst's eyes" in shells[0].published[0]["text/plain"]
    monkeypatch.undo()
    held = [weakref.ref(shell) for shell in shells]
    shells.clear()
    del shell
    gc.collect()
    assert [one() for one in held] == [None, None]


@pytest.mark.parametrize("written", ["quater", "Quarter", "quarters"])
def test_a_parameter_that_the_notebook_lacks(written: str) -> None:
    with pytest.raises(CommandError) as error:
        injected_parameters(["", PARAMETERS, f'# Parameters\n{written} = "2025-26-q2"\n'])
    assert str(error.value) == (
        f'the notebook has no parameter "{written}". Did you mean "quarter"? Its parameters are '
        "quarter, outcome, top, book."
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (PARAMETERS, ["quarter", "outcome", "top"]),
        ('quarter, ward = "2025-26-q1", "Northgate"', ["quarter", "ward"]),
        ("first = last = 3", ["first", "last"]),
        ("print(1)", []),
        ("not Python at all", []),
    ],
)
def test_the_parameters_that_a_cell_sets(source: str, names: list[str]) -> None:
    assert assigned_names(source) == names


def test_the_folder_of_a_notebook_is_found_by_the_cells_that_have_run(tmp_path: Path) -> None:
    """As papermill runs it from anywhere: the parameters that it adds are in none."""
    for name, sources in {
        "summary": ["quarter = 1", "show()"],
        "wards/north": ["quarter, ward = 1, 2", "", "read()\n", "show()"],
        "wards/south": ["quarter, ward = 1, 3", "read()", "show()"],
        "towns/north": ["quarter, town = 1, 2", "read()"],
        "parks/north": ["quarter, town = 1, 2", "read()"],
    }.items():
        path = tmp_path / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        cells = [{"cell_type": "code", "source": source} for source in sources]
        path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "half.ipynb").write_text("{", encoding="utf-8")
    given = "# Parameters\nquarter = 4\n"
    for ran, folder in (
        (["", "quarter, ward = 1, 2", given, "read()"], "wards"),
        (["", "quarter = 1", given, "show()"], "."),
        (["", "quarter, town = 1, 2", given, "read()"], "."),  # of two folders
        (["", "other()", given], "."),
    ):
        assert folder_of(ran, tmp_path) == tmp_path / folder


def test_a_kernel_of_papermill_goes_to_its_notebook_when_it_imports_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that ``import helpers`` behind it finds the module that lies beside the notebook."""
    wards = tmp_path / "notebooks" / "wards"
    wards.mkdir(parents=True)
    (tmp_path / "_toc.yml").touch()
    cells = [PARAMETERS, "from quarterbook import Report\nimport helpers"]
    sources = [{"cell_type": "code", "source": cell} for cell in cells]
    (wards / "north.ipynb").write_text(json.dumps({"cells": sources}), encoding="utf-8")
    shell = _Shell()
    monkeypatch.setattr(builtins, "get_ipython", lambda: shell, raising=False)
    monkeypatch.chdir(tmp_path)
    shell.user_ns["In"] = ["", *cells]
    settle_early()
    assert Path.cwd() == tmp_path  # JupyterLab begins where the notebook lies
    shell.user_ns["In"] = ["", PARAMETERS, '# Parameters\nquater = "2025-26-q2"\n', cells[1]]
    settle_early()  # what is wrong is told by the report
    assert Path.cwd() == tmp_path
    shell.user_ns["In"] = ["", PARAMETERS, '# Parameters\nquarter = "2025-26-q2"\n', cells[1]]
    settle_early()
    assert Path.cwd() == wards
    assert shell.published == []
