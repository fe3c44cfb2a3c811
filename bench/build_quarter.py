"""Time a quarter against what people would use instead: plain Jupyter Book on the same notebooks.

    python bench/build_quarter.py

Jupyter Book executes the notebooks one after the other and makes a site.
Quarterbook executes them side by side and makes a site, a PDF, a Word paper and a
workbook. Both start from clean, on copies, in one run; the ratio is the last
line, and below 1 means that Quarterbook was faster.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("book", "notebooks", "params", "data", "_config.yml", "_toc.yml")


def copy(folder: Path) -> Path:
    """Return a clean copy of the demonstration book."""
    folder.mkdir()
    for part in PARTS:
        path = ROOT / part
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, folder / part)
    return folder


def timed(command: list[str], cwd: Path) -> tuple[float, str]:
    """Run a command and return its seconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, done.stdout


def main() -> None:
    """Print the seconds of both, where Quarterbook's go, and the ratio."""
    with tempfile.TemporaryDirectory() as work:
        ours = copy(Path(work) / "quarterbook")
        theirs = copy(Path(work) / "jupyter-book")
        config = theirs / "_config.yml"
        text = config.read_text(encoding="utf-8")
        config.write_text(
            text.replace('execute_notebooks: "off"', "execute_notebooks: force"), encoding="utf-8"
        )
        mine, printed = timed([sys.executable, "-m", "quarterbook", "build", "--json"], ours)
        script = str(Path(sys.executable).with_name("jupyter-book"))
        other, _ = timed([script, "build", "--all", "--quiet", "."], theirs)
    steps = json.loads(printed)["builds"][0]["seconds"]
    print("quarterbook  ", f"{mine:6.1f} s  ", ", ".join(f"{k} {v:.1f}" for k, v in steps.items()))
    print("jupyter-book ", f"{other:6.1f} s   site only")
    print(f"ratio         {mine / other:6.2f}")


if __name__ == "__main__":
    main()
