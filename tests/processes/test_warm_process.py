"""A command run in a fork of a warm process, beside one in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from quarterbook.processes.warm_process import run_warm, warm_process, warm_processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")


@pytest.mark.parametrize("is_warm", [True, False])
@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        ("sys.stderr.write('not all\\n')\nsys.exit(3)", 3, "not all"),
        ("sys.exit('not all')", 1, "not all"),
        ("sys.exit()", 0, "done"),
        ("", 0, "done"),
    ],
)
def test_a_command_of_a_fork_ends_as_one_of_its_own_process(
    is_warm: bool,
    end: str,
    status: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With its own exit status, and its errors before what else it wrote."""
    text = f"import sys\nprint('done')\n{end}\n"
    (tmp_path / "talks.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with warm_processes():
        warm = warm_process(["json"], os.environ) if is_warm else None
        ended = run_warm(warm, [sys.executable, "-m", "talks"], os.environ)
    assert ended == (status, words)
