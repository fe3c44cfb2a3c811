"""A quarter from clean and after one change, beside what people would use instead.

    python bench/side_by_side.py --rounds 3 --out _build/bench

    papermill     the papermill command for each notebook, jupyter-book build, its single page and,
                  where there is Chromium, that page printed
    jupyter-book  Jupyter Book executing the notebooks itself: a site only
    cold          Quarterbook with one job and nothing kept
    quarterbook   Quarterbook as it is: site, PDF, Word, workbook
    limit         the cells once in one plain process, one Sphinx build, Typst for each paper

All start on copies, in one run, one after the other. The changes are built by those that leave a
whole book: nothing, one commentary, one notebook cell, one page, one template. Leaves results.json,
results.md and results.svg, after each measurement what there is so far: seconds, seconds of
processor, which say more on a busy machine, and the ratios beside what they are to be.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("book", "notebooks", "params", "data", "_config.yml", "_toc.yml")
QUARTER = max(path.stem for path in (ROOT / "params").glob("20*-q?.yml"))
EXTENSION = "  extra_extensions: [quarterbook]"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)
BUILDERS = ("papermill", "jupyter-book", "cold", "quarterbook", "limit")

Seconds = tuple[float, float]
"""By the clock, and of processor."""
Results = dict[str, dict[str, list[Seconds]]]


def copy(folder: Path, *, plain: bool) -> Path:
    """Return a clean copy of the demonstration; a plain one knows no extension of ours."""
    folder.mkdir(parents=True)
    for part in PARTS:
        path = ROOT / part
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, folder / part)
    if plain:
        forget_extension(folder)
    return folder


def forget_extension(book: Path) -> None:
    """Leave Jupyter Book alone with a book."""
    config = book / "_config.yml"
    lines = config.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith((EXTENSION, "sphinx:"))]
    config.write_text("\n".join(kept) + "\n", encoding="utf-8")


def script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def run(*command: str | Path, cwd: Path, check: bool = True) -> None:
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True)
    if check and done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def listed(book: Path) -> list[str]:
    """Return the notebooks that the contents list."""
    names = re.findall(r"notebooks/([\w-]+)", (book / "_toc.yml").read_text(encoding="utf-8"))
    return list(dict.fromkeys(names))


def papermill(book: Path) -> None:
    """Execute into a copy beside the book, bind that and print its single page."""
    bound = book.with_name(f"{book.name}-bound")
    shutil.copytree(book, bound, dirs_exist_ok=True)
    for name in listed(book):
        source, target = book / "notebooks" / f"{name}.ipynb", bound / "notebooks" / f"{name}.ipynb"
        run(script("papermill"), source, target, "-p", "quarter", QUARTER, cwd=book / "notebooks")
    build = (script("jupyter-book"), "build", "--quiet", ".")
    run(*build, cwd=bound)
    run(*build, "--builder", "singlehtml", cwd=bound)
    if CHROMIUM:
        page = next((bound / "_build" / "singlehtml").rglob("*.html"))
        words = ("--headless", "--no-sandbox", "--disable-gpu", "--print-to-pdf=report.pdf")
        run(CHROMIUM, *words, page.as_uri(), cwd=bound)


def jupyter_book(book: Path) -> None:
    config = book / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('notebooks: "off"', "notebooks: force"), encoding="utf-8")
    run(script("jupyter-book"), "build", "--all", "--quiet", ".", cwd=book)


def quarterbook(book: Path) -> None:
    run(sys.executable, "-m", "quarterbook", "build", cwd=book)


def cold(book: Path) -> None:
    run(sys.executable, "-m", "quarterbook", "build", "--jobs", "1", cwd=book)


def limit(book: Path) -> None:
    """Measure against what Quarterbook bound and printed, which `prepare_limit` left."""
    here = Path(__file__).parent
    bound = book.with_name("bound")
    notebooks = [book / "notebooks" / f"{name}.ipynb" for name in listed(book)]
    run(sys.executable, here / "limit_cells.py", bound, QUARTER, *notebooks, cwd=book)
    run(script("jupyter-book"), "build", "--quiet", bound, cwd=book)
    run(sys.executable, here / "limit_papers.py", "compile", book.with_name("papers"), cwd=book)


def prepare_limit(book: Path) -> None:
    """Leave beside a book the pages and the papers' sources as Quarterbook makes them."""
    here, papers = Path(__file__).parent, book.with_name("papers")
    run(sys.executable, here / "limit_papers.py", "leave", book, papers, cwd=book)
    bound = book.with_name("bound")
    shutil.copytree(book / "_build" / QUARTER / "source", bound)
    forget_extension(bound)


def add_to(name: str, words: str) -> Callable[[Path], None]:
    def edit(book: Path) -> None:
        path = book / name
        path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")

    return edit


def one_commentary(book: Path) -> None:
    path = book / "data" / "commentary.csv"
    text = path.read_text(encoding="utf-8")
    slug = QUARTER[:-2] + QUARTER[-2:].upper()
    row = next(line for line in text.splitlines() if f",{slug}," in line and '"' not in line)
    cells = row.split(",")
    cells[2] += " One sentence more."
    path.write_text(text.replace(row, ",".join(cells)), encoding="utf-8")


def one_cell(book: Path) -> None:
    path = book / "notebooks" / "suitable-homes.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "one-more", "metadata": {}, "source": "One sentence more."}
    )
    path.write_text(json.dumps(notebook), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], None]] = {
    "nothing": lambda book: None,
    "one commentary": one_commentary,
    "one notebook cell": one_cell,
    "one page": add_to("book/method.md", "\nOne sentence more.\n"),
    "one template": add_to("book/_templates/mereshire.typ", "\n#let one-more = 1\n"),
}  # fmt: skip
TARGETS = (
    ("from clean", "jupyter-book", 2.2),
    ("from clean", "papermill", 5.0),
    ("from clean", "limit", 1 / 1.6),
    ("nothing", "papermill", 60.0),
    *((change, "papermill", 20.0) for change in CHANGES if change != "nothing"),
)
"""How many times as long as Quarterbook another is to take."""
BUILD: dict[str, Callable[[Path], None]] = {
    "papermill": papermill,
    "jupyter-book": jupyter_book,
    "cold": cold,
    "quarterbook": quarterbook,
    "limit": limit,
}


def one_round(work: Path, results: Results, out: Path, changes: bool) -> None:
    """Measure everything once."""
    for name in BUILDERS:
        home = work / name
        book = copy(home / "book", plain=name in ("papermill", "jupyter-book"))
        if name == "limit":
            prepare_limit(book)
        measure("from clean", name, book, results, out)
        if not changes or name not in ("papermill", "quarterbook"):
            continue
        for change, edit in CHANGES.items():
            edit(book)
            measure(change, name, book, results, out)


def measure(what: str, name: str, book: Path, results: Results, out: Path) -> None:
    began, worked = time.perf_counter(), processor()
    BUILD[name](book)
    seconds = (round(time.perf_counter() - began, 2), round(processor() - worked, 2))
    results.setdefault(what, {}).setdefault(name, []).append(seconds)
    print(f"{what:18} {name:13} {seconds[0]:7.1f} s {seconds[1]:7.1f} s of processor", flush=True)
    write(results, out)


def processor() -> float:
    """Return the seconds of processor of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def medians_of(results: Results, place: int) -> dict[str, dict[str, float]]:
    """Return the medians of one of the two kinds of seconds."""
    return {
        what: {
            name: statistics.median(one[place] for one in seconds) for name, seconds in of.items()
        }
        for what, of in results.items()
    }


def ratios_of(medians: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return how many times as long as Quarterbook each took."""
    return {
        what: {name: round(value / of["quarterbook"], 2) for name, value in of.items()}
        for what, of in medians.items()
        if "quarterbook" in of
    }


def targets(ratios: dict[str, dict[str, float]], worked: dict[str, dict[str, float]]) -> list[str]:
    """Return a table of what was to be and what is, as far as it was measured."""
    lines = [
        "| times Quarterbook's | is to be | is | of processor | met |",
        "|---|---|---|---|---|",
    ]
    for what, name, least in TARGETS:
        ratio = ratios.get(what, {}).get(name)
        if ratio is not None:
            met, used = "yes" if ratio >= least else "no", worked[what][name]
            lines.append(f"| {what}: {name} | {least:.2f} | {ratio:.2f} | {used:.2f} | {met} |")
    return lines


def write(results: Results, out: Path) -> None:
    """Leave the medians, the ratios beside the targets, all seconds, and a plot."""
    out.mkdir(parents=True, exist_ok=True)
    medians, worked = medians_of(results, 0), medians_of(results, 1)
    ratios, of_processor = ratios_of(medians), ratios_of(worked)
    machine = {"cores": os.cpu_count(), "load": [round(one, 1) for one in os.getloadavg()]}
    whole = {
        "medians": medians,
        "ratios": ratios,
        "targets": [list(one) for one in TARGETS],
        "processor": {"medians": worked, "ratios": of_processor},
        "seconds": results,
        "machine": machine,
    }
    (out / "results.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    lines = [f"| | {' | '.join(BUILDERS)} |", f"|---|{'---|' * len(BUILDERS)}"]
    for what, of in medians.items():
        cells = [
            f"{of[name]:.1f} s ({ratios.get(what, {}).get(name, 0):.1f})" if name in of else ""
            for name in BUILDERS
        ]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    lines += ["", *targets(ratios, of_processor)]
    (out / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    figure, axes = plt.subplots(figsize=(8, 0.9 + 0.9 * len(medians)), layout="constrained")
    bars = [
        (f"{what}: {name}", value) for what, of in medians.items() for name, value in of.items()
    ]
    axes.barh([name for name, _ in bars], [value for _, value in bars], color="#12436D")
    axes.invert_yaxis()
    axes.set_xlabel("seconds, median")
    figure.savefig(out / "results.svg")
    plt.close(figure)


def main() -> None:
    """Measure so many rounds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--out", type=Path, default=ROOT / "_build" / "bench")
    options.add_argument("--clean-only", action="store_true", help="no changes")
    given = options.parse_args()
    compileall.compile_dir(ROOT / "quarterbook", quiet=1)  # as whatever pip installs
    results: Results = {}
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as work:
            one_round(Path(work), results, given.out.resolve(), not given.clean_only)
    print((given.out / "results.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
