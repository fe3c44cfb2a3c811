"""The command, run as its user runs it: in this process, or in one of its own."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from quarterbook.cli.app import main

LIMIT = 1800  # seconds that a command of its own process may take on a busy machine


class Ended(NamedTuple):
    """How a command ended: its exit status, and what it wrote to standard output and error."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


def in_this_process(*words: str | Path) -> Ended:
    """Run the command in the process of the test: quick, and it can be patched."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["quarterbook", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
    assert "Traceback" not in err.getvalue()
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def in_own_process(
    *words: str | Path, settings: Mapping[str, str] | None = None, **options: Any
) -> Ended:
    """Run the command in a process of its own, with further settings of the environment."""
    return _run([sys.executable, "-m", "quarterbook", *map(str, words)], settings, **options)


def in_a_fork(prepare: Callable[[], object], *words: str | Path) -> Ended:
    """Run the command in a fork of this process, which is prepared for it first."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            prepare()
            os.write(writing, pickle.dumps(in_this_process(*words)))
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as told:
        ended = pickle.load(told)
    os.waitpid(child, 0)
    assert isinstance(ended, Ended)
    return ended


def other_program(name: str, *words: str | Path, **options: Any) -> Ended:
    """Run another program that came with this Python's packages, such as ``jupyter-book``."""
    return _run([str(Path(sys.executable).with_name(name)), *map(str, words)], None, **options)


def _run(command: Sequence[str], settings: Mapping[str, str] | None, **options: Any) -> Ended:
    done = subprocess.run(
        command,
        env={**os.environ, **(settings or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
        **options,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
