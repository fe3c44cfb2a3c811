"""Charts of papers are drawn beside kernels, which import what they need meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.books import ROOT

SLOW_IPYTHON = """
import sys, threading, time
from quarterbook.report.charts.style import drawing
threading.Thread(target=__import__, args=("IPython",)).start()
while "IPython" not in sys.modules:
    time.sleep(0.01)
with drawing():
    sys.modules["matplotlib"].figure.Figure().subplots()
"""


def test_a_chart_is_drawn_while_another_thread_imports_ipython(tmp_path: Path) -> None:
    """Matplotlib looks at what is imported of it, which may be no more than its name."""
    slow = "import time\ntime.sleep(0.5)\nversion_info = (8, 0)\nget_ipython = lambda: None\n"
    (tmp_path / "IPython.py").write_text(slow, encoding="utf-8")
    path = {**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", SLOW_IPYTHON], env=path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
