"""One notebook through papermill and nbclient, with every way to fail named."""

from __future__ import annotations

import logging
import os
from tempfile import TemporaryDirectory
from typing import Any

import papermill
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

ENGINE = "quarterbook"


class NotebookFailed(Exception):
    """A notebook stopped: at which of its cells (counted from 0) and why.

    A cell of -1 means the notebook as a whole; ``line`` is then that of the
    file, where it is known.
    """

    def __init__(self, cell: int, code: str, cause: str, line: int = 0) -> None:
        super().__init__(cause)
        self.cell, self.code, self.cause, self.line = cell, code, cause, line


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
        _raise_for_errors(nb_man.nb)


papermill_engines.register(ENGINE, _Engine)


def _raise_for_errors(notebook: NotebookNode) -> None:
    """Raise `NotebookFailed` for the first cell that ended in an error it was not tagged for.

    papermill has this too, but lets a cell that calls ``exit()`` end the notebook in silence.
    """
    for index, cell in enumerate(notebook.cells):
        if "raises-exception" in cell.metadata.get("tags", []):
            continue
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            cause = ": ".join(text for text in (output.ename, output.evalue) if text)
            if output.ename in ("BookError", "CommandError"):
                cause = output.evalue
            elif output.ename == "SystemExit":
                cause = "the cell ends the notebook (exit), and the cells after it did not run"
            raise NotebookFailed(_as_stored(notebook, index), "N102", cause)


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


def _talk(folder: str) -> Config:
    """Return how to talk to one kernel: through sockets that are files of its own folder.

    Over TCP a kernel's ports are chosen before it binds them; another kernel
    may take one in between, and the build then waits for ever.
    """
    if os.name != "posix":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "connection_file": f"{folder}/k.json"}})


def execute(path: str, parameters: dict[str, Any], cwd: str, limit: int) -> NotebookNode:
    """Execute a notebook with parameters and return it with its outputs; nothing is written.

    ``limit`` is the time a cell may take, in seconds. Raises `NotebookFailed`.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)  # we say it ourselves
    try:
        with TemporaryDirectory(prefix="qb-", ignore_cleanup_errors=True) as folder:
            return papermill.execute_notebook(
                path,
                None,
                parameters=parameters,
                engine_name=ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                # papermill's own cwd= moves the whole process, and several notebooks run at once
                resources={"metadata": {"path": cwd}},
                execution_timeout=limit,
                start_timeout=120,
                config=_talk(folder),
                extra_arguments=["--IPKernelApp.log_level=50"],  # what stops a kernel, we say
            )
    except PapermillExecutionError as error:  # an error without words of its own
        raise NotebookFailed(error.cell_index, "N102", error.ename) from None
    except (NoSuchKernel, RuntimeError, TimeoutError) as error:
        raise NotebookFailed(
            -1,
            "N108",
            f"its kernel could not be started: {error}. Install the book's packages again "
            "(make book), or see whether memory is short.",
        ) from None
