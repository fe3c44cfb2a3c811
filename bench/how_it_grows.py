"""How time and memory grow: many measures, many quarters, many benchmarks.

    python bench/how_it_grows.py [--measures 1000] [--quarters 40] [--benchmarks 2000000]

Books are made from `examples/first-page` with figures drawn by lot, a quarter of each is built in a
process of its own, and seconds, seconds of processor and the most memory that the command and all
it started held at once are printed. Where nothing is asked for, each of the three is built at two
sizes, so that what grows more than in proportion shows.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import psutil

from quarterbook.ground.periods import Period, parse

ROOT = Path(__file__).parents[1]
OWN = "E06000000"
NEWEST = parse("2025-26-Q1")
AREAS = 8  # outcome areas, each with a notebook
COUNCILS = 350
LOOK = 0.2  # seconds between two looks at memory


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make_book(place: Path, measures: int, quarters: int, benchmarks: int) -> Path:
    """Make a book of so many measures, quarters with params and rows of benchmarks."""
    shutil.copytree(ROOT / "examples" / "first-page", place)
    for name in ("commentary", "targets", "milestones", "benchmarks", "areas", "series"):
        (place / "data" / f"{name}.csv").unlink(missing_ok=True)
    config = place / "_config.yml"
    patient = config.read_text(encoding="utf-8").replace("timeout: 120", "timeout: 3600")
    config.write_text(patient, encoding="utf-8")  # a shared machine may be slow
    _write_params(place, quarters)
    _write_measures(place, measures)
    _write_figures(place, measures, quarters + 8)
    if benchmarks:
        _write_benchmarks(place, measures, benchmarks)
    return place


def _write_params(book: Path, quarters: int) -> None:
    (made,) = (book / "params").glob("20*.yml")
    for back in range(quarters):
        quarter = NEWEST.back(back)
        text = (
            f"quarter: {quarter.code}\ntitle: Performance report\n"
            f"cut_off: {quarter.end + timedelta(days=45)}\nstatus: draft\n"
        )
        (book / "params" / f"{quarter.slug}.yml").write_text(text, encoding="utf-8")
    if made.stem not in {NEWEST.back(back).slug for back in range(quarters)}:
        made.unlink()
    council = book / "params" / "council.yml"
    before, _, after = council.read_text(encoding="utf-8").partition("outcomes:\n")
    after = after[after.index("committees:") :]
    areas = "".join(
        f"  - {{id: area-{n}, title: Area {n}, summary: What is done in area {n}.}}\n"
        for n in range(AREAS)
    )
    council.write_text(f"{before}outcomes:\n{areas}{after}", encoding="utf-8")
    notebook = book / "notebooks" / "clean-streets.ipynb"
    text = notebook.read_text(encoding="utf-8")
    toc = (book / "_toc.yml").read_text(encoding="utf-8")
    line = next(one for one in toc.splitlines() if f"notebooks/{notebook.stem}" in one)
    files = [line.replace(notebook.stem, f"area-{n}") for n in range(AREAS)]
    (book / "_toc.yml").write_text(toc.replace(line, "\n".join(files)), encoding="utf-8")
    for n in range(AREAS):
        own = text.replace(notebook.stem, f"area-{n}")
        (book / "notebooks" / f"area-{n}.ipynb").write_text(own, encoding="utf-8")
    notebook.unlink()


def _write_measures(book: Path, measures: int) -> None:
    path = book / "data" / "measures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names, first = list(reader.fieldnames or ()), next(reader)
    rows = []
    for n in range(measures):
        row = first | {
            "id": f"m{n}", "title": f"Measure {n}", "outcome": f"area-{n % AREAS}",
            "sub_outcome": "", "unit": "%", "decimals": "1",
        }  # fmt: skip
        rows.append([row[name] for name in names])
    _write(path, names, rows)


def _write_figures(book: Path, measures: int, periods: int) -> None:
    chance = random.Random(1)
    rows: list[tuple[object, ...]] = []
    for n in range(measures):
        level = chance.uniform(20, 80)
        for back in reversed(range(periods)):
            quarter = NEWEST.back(back)
            value = round(min(max(level + chance.gauss(0, 3), 0), 100), 1)
            day = quarter.end + timedelta(days=30)
            rows.append((f"m{n}", quarter.code, value, "", "", "", day, ""))
    header = ("measure", "period", "value", "numerator", "denominator", "marker", "recorded_on")
    _write(book / "data" / "observations.csv", (*header, "note"), rows)
    goals = [
        (f"m{n}", quarter.code, 50, 45, "", "", quarter.end - timedelta(days=120))
        for n in range(measures)
        for quarter in [NEWEST.back(back) for back in range(4)]
    ]
    limits = ("target", "floor", "lower", "upper")
    _write(book / "data" / "targets.csv", ("measure", "period", *limits, "set_on"), goals)


def _write_benchmarks(book: Path, measures: int, rows: int) -> None:
    councils = [OWN, *(f"E06{n:06}" for n in range(1, COUNCILS))]
    areas = [(code, f"Council {code}", "council", "E12000001", "", "", "") for code in councils]
    areas += [("E12000001", "A region", "region", "", "", "", "")]
    areas += [("E92000001", "England", "country", "", "", "", "")]
    names = ("code", "name", "kind", "region", "from", "to", "successor")
    _write(book / "data" / "areas.csv", names, areas)
    header = ("measure", "period", "area", "value", "numerator", "denominator", "marker")
    figures = _benchmarks(councils, measures, rows)
    _write(book / "data" / "benchmarks.csv", (*header, "source", "published_on"), figures)


def _benchmarks(councils: Sequence[str], measures: int, rows: int) -> Iterator[tuple[object, ...]]:
    """A figure for each council, measure and period, as far back as it takes."""
    chance = random.Random(2)
    number = 0
    for back in range(rows):
        quarter: Period = NEWEST.back(back)
        for n in range(measures):
            for code in councils:
                value = round(chance.uniform(20, 80), 1)
                day: date = quarter.end + timedelta(days=40)
                yield f"m{n}", quarter.code, code, value, "", "", "", "A publisher", day
                number += 1
                if number == rows:
                    return


def _memory(process: psutil.Process) -> int:
    """What a process and all below it hold, each page of memory shared counted once."""
    held = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            held += one.memory_full_info().pss
        except (psutil.Error, OSError):
            continue
    return held


def _processor() -> float:
    """The seconds of processor of all that has been started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(book: Path) -> str:
    """Build a book's newest quarter, and return what that took."""
    begun, processor = time.monotonic(), _processor()
    command = [sys.executable, "-m", "quarterbook", "build", NEWEST.slug, "--book", str(book)]
    build = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    peaks: list[int] = [0]

    def watch() -> None:
        process = psutil.Process(build.pid)
        while build.poll() is None:
            try:
                peaks.append(_memory(process))
            except psutil.Error:
                return
            time.sleep(LOOK)

    thread = threading.Thread(target=watch)
    thread.start()
    said, _ = build.communicate()
    thread.join()
    if build.returncode:
        raise SystemExit(f"{book}: {said}")
    seconds, of_processor = time.monotonic() - begun, _processor() - processor
    return f"{seconds:7.1f} s {of_processor:7.1f} s of processor {max(peaks) / 1024**2:8,.0f} MB"


def main() -> None:
    """Make and build books, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("measures", "quarters", "benchmarks"):
        parser.add_argument(f"--{name}", type=int, default=0)
    asked = parser.parse_args()
    sizes = [(asked.measures or 80, asked.quarters or 4, asked.benchmarks)]
    if not any(vars(asked).values()):
        sizes = [
            (250, 4, 0), (1000, 4, 0), (80, 10, 0), (80, 40, 0), (80, 4, 500_000),
            (80, 4, 2_000_000),
        ]  # fmt: skip
    found = []
    for measures, quarters, benchmarks in sizes:
        with tempfile.TemporaryDirectory() as folder:
            book = make_book(Path(folder) / "book", measures, quarters, benchmarks)
            took = build(book)
        found.append((measures, quarters, benchmarks, took))
        print(
            f"{measures:5} measures {quarters:3} quarters {benchmarks:9,} benchmarks {took}",
            flush=True,
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
