"""One notebook through papermill and nbclient, with every way to fail named."""

from __future__ import annotations

import logging
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

ENGINE = "quarterbook"


class NotebookFailed(Exception):
    """A notebook stopped: at which of its cells (counted from 0) and why."""

    def __init__(self, cell: int, code: str, cause: str) -> None:
        super().__init__(cause)
        self.cell, self.code, self.cause = cell, code, cause


class _Engine(NBClientEngine):
    """papermill's engine, but for saying which cell was running when the kernel went."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> None:
        limit = kwargs.get("execution_timeout")
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
        except CellTimeoutError:
            raise NotebookFailed(
                _running(nb_man.nb),
                "N103",
                f"the cell ran longer than {limit} seconds and was stopped. Make it shorter, or "
                "raise execute: timeout: in _config.yml.",
            ) from None
        except DeadKernelError:
            raise NotebookFailed(
                _running(nb_man.nb),
                "N104",
                "the kernel died while the cell ran, most often because memory ran out or a "
                "library crashed. Run the notebook in JupyterLab to see its last words.",
            ) from None


papermill_engines.register(ENGINE, _Engine)


def _running(notebook: NotebookNode) -> int:
    started = [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]
    return _as_stored(notebook, started[-1] if started else 0)


def _as_stored(notebook: NotebookNode, index: int) -> int:
    """Return a cell's place before papermill put the injected parameters in front of it."""
    injected = [
        i
        for i, cell in enumerate(notebook.cells)
        if "injected-parameters" in cell.metadata.get("tags", [])
    ]
    return index - 1 if injected and index > injected[0] else index


def execute(path: str, parameters: dict[str, Any], cwd: str, limit: int) -> NotebookNode:
    """Execute a notebook with parameters and return it with its outputs; nothing is written.

    ``limit`` is the time a cell may take, in seconds. Raises `NotebookFailed`.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        return papermill.execute_notebook(
            path,
            None,
            parameters=parameters,
            engine_name=ENGINE,
            kernel_name="python3",
            progress_bar=False,
            cwd=cwd,
            execution_timeout=limit,
            start_timeout=120,
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
    except PapermillExecutionError as error:
        cause = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
        if error.ename in ("BookError", "CommandError"):
            cause = error.evalue
        raise NotebookFailed(error.cell_index, "N102", cause) from None
