"""What a kernel writes past its cells is kept for the message of a failure and never shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from quarterbook.execute.kernels.kernel_options import last_words
from support.notebooks import run_cells

# The kernel's own standard error, behind what ipykernel puts before it for its cells
WRITE = "import os, sys\nos.write(getattr(sys.stderr, '_original_stdstream_copy', 2), {words!r})"
TRACEBACK = b"Traceback (most recent call last):\n    await self.process_control(msg)\n"


def run(folder: Path, *cells: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """Run a notebook of these cells; return its page, and what is wrong with it."""
    (page,), ran = run_cells(folder, [*cells])
    return page, tuple(problem.message for problem in ran.problems)


def test_what_a_kernel_writes_is_not_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A traceback of ipykernel's own on file descriptor 2: no word of it, and the same page."""
    quiet = run(tmp_path / "quiet", "print('All is well.')")
    loud = run(tmp_path / "loud", f"print('All is well.')\n{WRITE.format(words=TRACEBACK)};")
    assert loud == quiet
    assert loud[1] == ()
    shown = capfd.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_a_dead_kernel_is_quoted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cell = f"{WRITE.format(words=b'one line' + bytes([10]) + b'malloc: no memory left')}"
    _, faults = run(tmp_path, f"{cell}\nos._exit(1)")
    assert faults == (
        "cell 2: the kernel died while the cell ran, most often because memory ran out or a "
        "library crashed. Its last words: malloc: no memory left. Run the notebook in JupyterLab "
        "to see more. The cell begins: import os, sys",
    )
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"", ""),
        (b"\n \n", ""),
        (b"first\nlast\n\n", "last"),
        # what faulthandler writes when a C library crashes
        (
            b"Fatal Python error: Segmentation fault\n\nThread 0x1 (most recent call first):\n"
            b'  File "a.py", line 1 in f\n\nExtension modules: numpy (total: 1)\n',
            "Fatal Python error: Segmentation fault",
        ),
    ],
)
def test_the_line_that_says_why(written: bytes, words: str) -> None:
    assert last_words(io.BytesIO(written)) == words
