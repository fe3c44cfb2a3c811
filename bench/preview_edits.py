"""From an edit to the fresh page in the preview: edits of the demonstration, one after the other.

As a browser sees it: from the moment a file is written until the page that shows what was written
has been fetched. Beside it what Sphinx alone needs for one changed page, in a process of its own
that keeps its environment. ``python bench/preview_edits.py [--edits N] [--out FOLDER]``
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase

import psutil

ROOT = Path(__file__).parents[1]
PARTS = ("_toc.yml", "_config.yml", "book", "notebooks", "params", "data")
QUARTER = "2021-22-Q3"
PATIENCE = 600  # seconds
TARGET = 2.0  # seconds, of 95 in a hundred edits
LOOK = 0.02  # seconds between two looks at a page

Edit = Callable[[Path, str], str]
"""Writes words into a book, and returns the page that shows them."""


def a_page(book: Path, words: str) -> str:
    path = book / "book" / "markers.md"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{words}\n", encoding="utf-8")
    return "book/markers.html"


def a_commentary(book: Path, words: str) -> str:
    path = book / "data" / "commentary.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if f",{QUARTER}," in line and '"' not in line)
    cells = row.split(",")
    cells[2] = f"{cells[2].partition(' Edited')[0]} {words}"
    path.write_text(text.replace(row, ",".join(cells)), encoding="utf-8")
    return "notebooks/healthy-environment.html"


def a_cell(book: Path, words: str) -> str:
    path = book / "notebooks" / "suitable-homes.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "edited"]
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "edited", "metadata": {}, "source": words}
    )
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return "notebooks/suitable-homes.html"


EDITS: dict[str, Edit] = {"page": a_page, "commentary": a_commentary, "notebook cell": a_cell}


class Preview:
    """A preview of a book in a process of its own."""

    def __init__(self, book: Path) -> None:
        command = [sys.executable, "-m", "quarterbook", "preview", "--book", str(book)]
        self._process = subprocess.Popen(
            [*command, "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        )
        assert self._process.stdout
        self._address = self._process.stdout.readline().split()[1]

    def wait_for(self, page: str, words: str) -> float:
        """Return after how many seconds a page says some words."""
        began = time.perf_counter()
        while time.perf_counter() - began < PATIENCE:
            try:
                with urllib.request.urlopen(self._address + page, timeout=PATIENCE) as answer:
                    if words in answer.read().decode("utf-8"):
                        return time.perf_counter() - began
            except urllib.error.HTTPError:
                pass
            time.sleep(LOOK)
        raise TimeoutError(f"{page} does not say: {words}")

    def megabytes(self) -> float:
        """Return how much memory the preview's own process has now."""
        return psutil.Process(self._process.pid).memory_info().rss / 1e6

    def end(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait()


def seconds_of_sphinx(bound: Path, folder: Path) -> float:
    """Return what Sphinx alone needs for one changed page, from what a preview has bound."""
    shutil.copytree(bound, folder)
    job = json.loads((folder / "sphinx.json").read_text(encoding="utf-8"))
    job |= {"source": str(folder / "source"), "out": str(folder), "builders": ["html"]}
    for name in ("quarterbook_warnings", "quarterbook_files"):
        job["settings"][name] = str(folder / Path(job["settings"][name]).name)
    (folder / "sphinx.json").write_text(json.dumps(job), encoding="utf-8")
    module = "quarterbook.bind.site.stack.run_sphinx"
    command = [sys.executable, "-m", module, str(folder / "sphinx.json")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    seconds = 0.0
    for words in ("before", "after"):
        a_page(folder / "source", words)
        began = time.perf_counter()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        seconds = time.perf_counter() - began
    return seconds


def percentile(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def line(name: str, seconds: list[float]) -> str:
    half, most = statistics.median(seconds), percentile(seconds, 0.95)
    return f"| {name} | {len(seconds)} | {half:.1f} s | {most:.1f} s |"


def main() -> None:
    """Edit, wait, and print the 50th and the 95th percentile."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--edits", type=int, default=50)
    options.add_argument("--out", type=Path, default=ROOT / "_build" / "bench")
    given = options.parse_args()
    results: dict[str, list[float]] = {name: [] for name in EDITS}
    with tempfile.TemporaryDirectory() as work:
        book = Path(work, "book")
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            book.mkdir(exist_ok=True)
            copy(ROOT / part, book / part)
        preview = Preview(book)
        try:
            preview.wait_for("book/markers.html", "Markers")
            for number in range(given.edits):
                name = [*EDITS][number % len(EDITS)]
                words = f"Edited {''.join(ascii_lowercase[int(one)] for one in str(number))} done."
                page = EDITS[name](book, words)
                results[name].append(round(preview.wait_for(page, words), 2))
            memory = round(preview.megabytes())
            bound = max(
                book.glob("_build/.building-preview-*"), key=lambda path: path.stat().st_mtime
            )
            sphinx = round(seconds_of_sphinx(bound, Path(work, "sphinx")), 2)
        finally:
            preview.end()
    every = [one for seconds in results.values() for one in seconds]
    lines = ["| edit | times | 50th | 95th |", "|---|---|---|---|"]
    lines += [line(name, seconds) for name, seconds in results.items() if seconds]
    lines += [line("all", every), f"| is to be | | | {TARGET:.1f} s |"]
    lines += [f"| Sphinx alone, a page | 1 | {sphinx:.1f} s | |"]
    lines += [f"| the preview's own memory after them | | {memory} MB | |"]
    given.out.mkdir(parents=True, exist_ok=True)
    whole = {
        "seconds": results,
        "target": TARGET,
        "sphinx": sphinx,
        "megabytes": memory,
        "load": os.getloadavg(),
    }
    (given.out / "preview.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    (given.out / "preview.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
