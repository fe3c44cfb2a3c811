"""The command, run as its user runs it: in this process, or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from quarterbook.cli.app import main

LIMIT = 600  # seconds that a command of its own process may take on a busy machine


class Ended(NamedTuple):
    """How a command ended: its exit status, and what it wrote to standard output and error."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


def in_this_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs the command in the process of the test: quick, and it can be patched."""

    def run(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["quarterbook", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Ended(int(ended.value.code or 0), written.out, written.err)

    return run


def ended(*words: str) -> tuple[int, str]:
    """Run the command in this process; return its exit status and what it wrote on errors."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["quarterbook", *words]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as status:
            main()
    finally:
        sys.argv = before
    return int(status.value.code or 0), err.getvalue()


def in_own_process(
    *words: str | Path, settings: Mapping[str, str] | None = None, **options: Any
) -> Ended:
    """Run the command in a process of its own, with further settings of the environment."""
    return _run([sys.executable, "-m", "quarterbook", *map(str, words)], settings, **options)


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
