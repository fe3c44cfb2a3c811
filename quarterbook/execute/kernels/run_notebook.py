"""One notebook through papermill and nbclient, with every way to fail named."""

from __future__ import annotations

import logging
import re
import threading
import time
from contextvars import ContextVar
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any, NamedTuple

import papermill
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets.config import Config

from quarterbook.execute.kernels import kernel_options
from quarterbook.execute.kernels.forked_kernels import provision
from quarterbook.execute.kernels.kernel_imports import kernel_environment
from quarterbook.execute.stored.notebook import is_injected, tags_of
from quarterbook.execute.stored.notebook_failed import NotebookFailed
from quarterbook.execute.stored.where_in_code import where_in_code
from quarterbook.ground.progress import tell_cell
from quarterbook.reuse.reads import Noted, noted_here
from quarterbook.storage import read_log
from quarterbook.storage.python_code import in_the_cell

_ENGINE = "quarterbook"

_SILENT_ERROR = (
    "the cell ended in an error of which it showed nothing. Look for what keeps errors from being "
    "shown in the cells up to it"
)

# What papermill and its client would log of a run we say ourselves; of other runs they may.
_silent = logging.Logger("a notebook of a build", logging.CRITICAL + 1)
# traitlets looks up the classes that a class names when its first instance is made, and breaks
# where two threads make that at once ("import_item accepts strings"): a client is made here, too.
_resolving = threading.Lock()
_is_ours = ContextVar("is_ours", default=False)
for _logger in ("papermill", "papermill.translators", "papermill.utils"):
    logging.getLogger(_logger).addFilter(lambda _: not _is_ours.get())


class _Engine(Engine):
    """papermill's own engine, but for where a kernel's words go and how its end is named.

    What a kernel writes past its cells, such as ipykernel's traceback when it
    is stopped in the middle of an answer, is kept in ``output`` and not shown.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        limit: int,
        output: IO[bytes],
        log: str,
        page: str,
        staged: Path,
        resources: dict[str, Any],
        config: Config,
        **_: Any,
    ) -> None:
        with _resolving:
            client = PapermillNotebookClient(
                nb_man,
                kernel_name=kernel_name,
                timeout=limit,
                iopub_timeout=limit,  # what a cell shows may come long after its end
                startup_timeout=120,
                resources=resources,
                config=config,
                extra_arguments=kernel_options.arguments(log),
                log=_silent,
                on_cell_start=lambda cell, cell_index: tell_cell(
                    page, _as_stored(nb_man.nb, cell_index) + 1, _count_stored(nb_man.nb)
                ),
            )
            manager = client.create_kernel_manager()
            manager.client()
        provision(manager, staged)
        try:
            client.execute(env=kernel_environment(), stdout=output, stderr=output)
        except CellTimeoutError:
            raise NotebookFailed(
                _running(nb_man.nb),
                "N103",
                f"the cell ran longer than {limit} seconds and was stopped. Make it shorter, or "
                "raise execute: timeout: in _config.yml.",
            ) from None
        except DeadKernelError:
            words = kernel_options.last_words(output)
            raise NotebookFailed(
                _running(nb_man.nb),
                "N104",
                "the kernel died while the cell ran, most often because memory ran out or a "
                f"library crashed.{f' Its last words: {words}.' if words else ''} "
                "Run the notebook in JupyterLab to see "
                f"{'more' if words else 'its last words'}.",
            ) from None
        except (RuntimeError, TimeoutError) as error:
            if not _begun(nb_man.nb):  # it is the kernel that could not be started
                raise
            raise NotebookFailed(
                _running(nb_man.nb),
                "N104",
                f"the run broke off while the cell ran ({type(error).__name__}: {error}). Build "
                "again; if it breaks off again, report it with this message.",
            ) from error
        _raise_for_errors(nb_man.nb, staged)


papermill_engines.register(_ENGINE, _Engine)

# Packages that draw nothing without another one.
_INSTALLED_AS = {"altair": "altair vl-convert-python", "plotly": "plotly kaleido"}

_NOT_RUN = re.compile(r"File `'(.+)'` not found\.")  # as IPython says it
_INSTEAD = (
    "Other notebooks are not there while one runs: put what they share into a module beside them "
    "(helpers.py), and write: import helpers"
)


def _raise_for_errors(notebook: NotebookNode, staged: Path) -> None:
    """Raise `NotebookFailed` for the first cell that ended in an error it was not tagged for.

    papermill has this too, but lets a cell that calls ``exit()`` end the notebook in silence,
    counts the parameters that it put in as a cell, and knows no tag: an error that a tag asks for
    is taken off its cell.
    """
    for index, cell in enumerate(notebook.cells):
        if "raises-exception" in tags_of(cell):
            cell.outputs = [one for one in cell.outputs if one.output_type != "error"]
            continue
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            line, module = where_in_code(output.traceback, staged)
            cell = _as_stored(notebook, index)
            raise NotebookFailed(cell, "N102", _cause(output), line, module)
        if cell.metadata.get("papermill", {}).get("exception"):
            raise NotebookFailed(_as_stored(notebook, index), "N102", _SILENT_ERROR)


def _cause(error: NotebookNode) -> str:
    """Return what a cell's error says, in words for whom Python's are none."""
    if error.ename in ("BookError", "CommandError"):
        return str(error.evalue)
    if error.ename == "StdinNotImplementedError":
        return (
            "the cell asks for input, and in a build nobody is there to answer. Write the "
            "answer into the cell tagged parameters"
        )
    if error.ename == "SystemExit":
        return "the cell ends the notebook (exit), and the cells after it did not run"
    cause = ": ".join(text for text in (error.ename, error.evalue) if text)
    if error.ename in ("SyntaxError", "IndentationError", "TabError"):
        return in_the_cell(cause)
    if error.ename == "ModuleNotFoundError":
        name = (error.evalue.split("'")[1:2] or [""])[0].partition(".")[0]
        return (
            f'{cause}. A package is installed with "pip install {_INSTALLED_AS.get(name, name)}" '
            "into the Python that builds the book, here and where else it is built; a module of "
            "your own lies beside the notebook"
        )
    if not_run := _NOT_RUN.fullmatch(error.evalue):
        return f'%run finds no "{not_run[1]}" here. {_INSTEAD}'
    return cause


def _running(notebook: NotebookNode) -> int:
    return _as_stored(notebook, max(_begun(notebook), default=0))


def _begun(notebook: NotebookNode) -> list[int]:
    """Return the cells that have begun to run."""
    return [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]


def _as_stored(notebook: NotebookNode, index: int) -> int:
    """Return a cell's place before papermill put the injected parameters in front of it."""
    injected = [i for i, cell in enumerate(notebook.cells) if is_injected(cell)]
    return index - 1 if injected and index > injected[0] else index


def _count_stored(notebook: NotebookNode) -> int:
    """Return how many cells a notebook had before papermill put parameters in."""
    return _as_stored(notebook, len(notebook.cells))


class Executed(NamedTuple):
    """A notebook with its outputs, and what its kernel noted of what it read."""

    notebook: NotebookNode
    noted: Noted


def execute(
    folder: Path, page: str, notebook: NotebookNode, parameters: dict[str, Any], limit: int
) -> Executed:
    """Execute a page's notebook in a staged book's folder and return it with its outputs.

    ``limit`` is the time a cell may take, in seconds. Raises `NotebookFailed`.
    """
    cwd = (folder / page).parent
    cwd.mkdir(parents=True, exist_ok=True)
    began = time.time()
    with (
        TemporaryDirectory(prefix="qb-", ignore_cleanup_errors=True) as sockets,
        TemporaryFile() as output,
    ):
        log = Path(sockets) / "reads.jsonl"
        ours = _is_ours.set(True)
        try:
            executed = papermill.execute_notebook(
                notebook,
                None,
                parameters=parameters,
                engine_name=_ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                # papermill's own cwd= moves the whole process, and several notebooks run at once
                resources={"metadata": {"path": str(cwd)}},
                config=kernel_options.connection(sockets),
                limit=limit,
                output=output,
                log=str(log),
                page=page,
                staged=folder,
            )
        except (NoSuchKernel, RuntimeError, TimeoutError) as error:
            words = kernel_options.last_words(output)
            raise NotebookFailed(
                -1,
                "N108",
                f"its kernel could not be started: {f'{error} ({words})' if words else error}. "
                "Install the book's packages again (make book), or see whether memory is short.",
            ) from None
        finally:
            _is_ours.reset(ours)
        noted = noted_here(read_log.read(log), kernel_environment(), began)
        return Executed(executed, noted)
