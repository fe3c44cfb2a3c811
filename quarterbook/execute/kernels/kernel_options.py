"""The options of every kernel: arguments, sockets, and where its last words go."""

from __future__ import annotations

import os
from typing import IO

from traitlets.config import Config

from quarterbook.report.random_seeds import seed_lots
from quarterbook.reuse.kernel_reads import begin

_CRASH = "Fatal Python error:"


def arguments(log: str) -> list[str]:
    """Return a kernel's arguments; what it reads is noted in the file ``log``.

    What stops a kernel, we say; the kernel itself need not. Frames are shown as tables of the
    house. What is drawn by lot without a seed of its own, such as seaborn's bands of confidence,
    is the same in every build.
    """
    lines = (
        "__import__('quarterbook.report.formatters', fromlist=['register']).register()",
        f"__import__('{seed_lots.__module__}', fromlist=['seed_lots']).seed_lots()",
        f"__import__('{begin.__module__}', fromlist=['begin']).begin({log!r})",
    )
    return [
        "--IPKernelApp.log_level=50",
        "--InteractiveShell.enable_tip=False",  # drawn by lot, each time it says what it is
        *(f"--IPKernelApp.exec_lines={line}" for line in lines),
    ]


def connection(folder: str) -> Config:
    """Return how to talk to one kernel: through sockets that are files of its own folder.

    Over TCP a kernel's ports are chosen before it binds them; another kernel
    may take one in between, and the build then waits for ever.
    """
    if os.name != "posix":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "connection_file": f"{folder}/k.json"}})


def last_words(output: IO[bytes]) -> str:
    """Return the line that says why a kernel went, out of all it wrote on its own, or nothing.

    That is what Python says of a crash, whose stack and modules come after
    it, and else the last line.
    """
    output.seek(0)
    lines = [line.strip() for line in output.read().decode(errors="replace").splitlines()]
    lines = [line for line in lines if line]
    crash = next((line for line in lines if line.startswith(_CRASH)), "")
    return crash or (lines[-1] if lines else "")
