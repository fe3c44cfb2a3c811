"""The process that kernels are forks of: what it imports, and a kernel's environment.

Importing this takes no time, so that the process can be started before anything else.
"""

from __future__ import annotations

import os

from quarterbook.processes.warm_process import WarmProcess, warm_process

# Blocks import them where they draw, as a build need not.
_CHARTS = ("bars", "comparison", "control", "multiples", "strip_plot", "trend")

# What every kernel imports, or most notebooks do.
_MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "quarterbook.report.notebook",
    *(f"quarterbook.report.charts.{name}" for name in _CHARTS),
    "quarterbook.reuse.kernel_reads",
)


def warm_kernel() -> WarmProcess | None:
    """Return the process that kernels are forks of, started if need be."""
    return warm_process(_MODULES, kernel_environment())


def kernel_environment() -> dict[str, str]:
    """Return a kernel's environment: the same hashing, no colours and no debugger warnings."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "NO_COLOR": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
