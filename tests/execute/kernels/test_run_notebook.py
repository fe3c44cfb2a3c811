"""A run that breaks off is told by what it was; what other runs log is left alone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from jupyter_client.asynchronous import AsyncKernelClient
from nbformat.v4 import new_code_cell, new_notebook
from papermill.clientwrap import PapermillNotebookClient

from quarterbook.execute.kernels.run_notebook import execute
from quarterbook.execute.stored.notebook_failed import NotebookFailed


def fault_of(folder: Path, *sources: str) -> NotebookFailed:
    (folder / "_toc.yml").touch()
    cells = [new_code_cell("1", metadata={"tags": ["parameters"]})]
    cells += map(new_code_cell, sources or ["2"])
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    with pytest.raises(NotebookFailed) as fault:
        execute(folder, "notebooks/own", notebook, {"quarter": "2021-22-q2"}, 60)
    return fault.value


def fail(error: Exception) -> object:
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


def test_a_kernel_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    died = RuntimeError("Kernel died before replying to kernel_info")
    monkeypatch.setattr(AsyncKernelClient, "wait_for_ready", fail(died))
    fault = fault_of(tmp_path)
    assert (fault.cell, fault.code) == (-1, "N108")
    assert fault.cause.startswith("its kernel could not be started: Kernel died before replying")


def test_a_run_that_breaks_off_is_no_kernel_that_cannot_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    error = RecursionError("maximum recursion depth exceeded")
    monkeypatch.setattr(PapermillNotebookClient, "execute_cell", fail(error))
    fault = fault_of(tmp_path)
    assert (fault.cell, fault.code) == (0, "N104")
    assert fault.cause == (
        "the run broke off while the cell ran (RecursionError: maximum recursion depth exceeded). "
        "Build again; if it breaks off again, report it with this message."
    )
    assert caplog.records == []
    logging.getLogger("papermill").warning("a word of another run")
    assert [record.message for record in caplog.records] == ["a word of another run"]


def test_a_line_of_two_parameters_is_read_and_nothing_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """papermill knows no parameters on such a line, and its warning names no page."""
    line = 'quarter = "2021-22-q2"; top = 5'
    cell = new_code_cell(line, metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[cell, new_code_cell("top")])
    given = {"quarter": "2021-22-q3"}
    executed = execute(tmp_path, "notebooks/own", notebook, given, 60).notebook
    assert executed.cells[-1].outputs[0]["data"]["text/plain"] == "5"
    assert caplog.records == []
    logging.getLogger("papermill.translators").warning("a word of another run")
    assert [record.message for record in caplog.records] == ["a word of another run"]


SILENT = "get_ipython()._showtraceback = lambda *_: None"


def test_an_error_that_shows_nothing_is_told_by_its_own_cell(tmp_path: Path) -> None:
    """The third of the stored cells, not the fourth, though papermill put parameters in."""
    fault = fault_of(tmp_path, SILENT, "1 / 0", "3")
    assert (fault.cell, fault.code) == (2, "N102")
    assert fault.cause.startswith("the cell ended in an error of which it showed nothing.")


def test_an_error_that_is_shown_is_told_with_it(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, "2", "1 / 0")
    assert (fault.cell, fault.cause) == (2, "ZeroDivisionError: division by zero")


def test_a_cells_error_is_told_with_its_line_and_that_of_a_module(tmp_path: Path) -> None:
    """The module lies beside the notebook; one of a library is not told."""
    module = tmp_path / "notebooks" / "wards.py"
    module.parent.mkdir()
    module.write_text("def newest(rows):\n    return rows[-1]\n", encoding="utf-8")
    fault = fault_of(tmp_path, "import wards\n\nwards.newest(\n    [],\n)")
    assert (fault.line, fault.cause) == (3, "IndexError: list index out of range")
    assert fault.module == "notebooks/wards.py:2"
    fault = fault_of(tmp_path, "import json\njson.loads('')")
    assert (fault.line, fault.module) == (2, "")


@pytest.mark.parametrize(
    ("name", "missing", "installed"),
    [("plottly.express", "plottly", "plottly"), ("altair", "altair", "altair vl-convert-python")],
)
def test_a_package_that_is_not_there_is_said_to_be_missing(
    name: str, missing: str, installed: str, tmp_path: Path
) -> None:
    (tmp_path / "altair.py").write_text("raise ModuleNotFoundError(\"No module named 'altair'\")")
    assert fault_of(tmp_path, f"import sys\nsys.path.insert(0, '..')\nimport {name}").cause == (
        f"ModuleNotFoundError: No module named '{missing}'. A package is installed with "
        f'"pip install {installed}" into the Python that builds the book, here and where else it '
        "is built; a module of your own lies beside the notebook"
    )


def test_another_notebook_is_not_there_to_be_run(tmp_path: Path) -> None:
    assert fault_of(tmp_path, "%run shared.ipynb").cause == (
        '%run finds no "shared.ipynb" here. Other notebooks are not there while one runs: put what '
        "they share into a module beside them (helpers.py), and write: import helpers"
    )
