"""A benchmarking report for each council of England, on workers of which one is killed half-way.

    python bench/many_councils.py ../shared/data --councils 16 --workers 2

Makes a template with the Department for Education's figures (LAIT), its neighbours and all areas,
a list of councils, a scheduler and workers on the loopback, and builds. When half of the books are
made one worker is killed. Prints books a minute and the most memory that a worker and the
scheduler had, with all below them, as JSON. `--keep` leaves the worker alive, `--here` uses none.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
QUARTER = "2025-26-q2"
PUBLISHED = "2025-10-30"
SERIES = {
    "re-referrals": ("ReReferral", "Referrals within a year of the last", "lower"),
    "second-plans": ("PrevRegCPR", "Children on a plan for a second time", "lower"),
    "long-plans": ("CPPlans2yrs", "Plans that had lasted two years or more", "lower"),
    "care-leavers": ("CareLeaverEET", "Care leavers in education or work", "higher"),
    "far-placements": ("LACDistance", "Children placed more than 20 miles from home", "lower"),
    "neet": ("16-17 NEET", "16 and 17 year olds not in education or training", "lower"),
}  # fmt: skip
MEASURES = (
    "id,title,outcome,sub_outcome,service,owner,committee,unit,decimals,polarity,kind,frequency,"
    "reading,rag_rule,direction_basis,seasonal,status,first_quarter,retired_quarter,definition,"
    "source"
)
SERIES_COLUMNS = "measure,publisher,indicator,where,numerator,denominator,period,source"
BENCHMARKS = "measure,period,area,value,numerator,denominator,marker,source,published_on"
COUNCIL = """council:
  name: A Council
  short_name: A Council
  code: E06000001
  contact: performance@council.example
illustrative: false
outcomes:
  - id: children
    title: Children's services
    summary: What the Local Authority Interactive Tool has of the council's services for children.
    sub_outcomes:
      - {id: help, title: Help and protection}
committees:
  - {id: cabinet, title: Cabinet}
comparators:
  - {id: neighbours, title: Statistical neighbours}
  - {id: region, title: Region}
  - {id: england, title: England}
"""
PARAMS = """quarter: 2025-26-Q2
title: Children's services compared
cut_off: 2025-11-14
status: draft
meetings:
  - {committee: cabinet, date: 2025-12-10, classification: public}
officers:
  - {role: Responsible officer, post: Director of Children's Services}
recommendations:
  - Note how the council compares.
"""
TOC = """format: jb-book
root: notebooks/summary
parts:
  - caption: Outcome areas
    chapters:
      - file: notebooks/children
"""
SUMMARY = ("report = Report(quarter)\nreport.headline()", "report.benchmark_summary()",
           "report.benchmarks()")  # fmt: skip
CHILDREN = ("report = Report(quarter, outcome)\nreport.overview()", "report.sections()")


def quarterbook(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "quarterbook", *map(str, words)]


def run(*words: str | Path) -> None:
    done = subprocess.run(quarterbook(*words), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}: {done.stdout}{done.stderr}")


def notebook(path: Path, parameters: str, cells: Sequence[str], title: str = "") -> None:
    """Write a notebook of a title, its parameters and cells."""
    heading = [("markdown", f"# {title}", [])] if title else []
    every = [
        *heading,
        ("code", parameters, ["parameters"]),
        *(
            ("code", cell, [])
            for cell in (f"from quarterbook import Report\n{cells[0]}", *cells[1:])
        ),
    ]
    content = [
        {
            "cell_type": kind,
            "id": f"cell-{number}",
            "metadata": {"tags": tags} if tags else {},
            "source": source,
            **({"outputs": [], "execution_count": None} if kind == "code" else {}),
        }
        for number, (kind, source, tags) in enumerate(every)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": content, "metadata": {"kernelspec": kernel}, "nbformat": 4}
    path.write_text(json.dumps({**whole, "nbformat_minor": 5}), encoding="utf-8")


def make_template(published: Path, root: Path) -> None:
    """Leave a template that has what all councils published."""
    for folder in ("data", "params", "notebooks"):
        (root / folder).mkdir(parents=True)
    first = ROOT / "examples" / "first-page"
    shutil.copy2(first / "_config.yml", root / "_config.yml")
    (root / "_toc.yml").write_text(TOC, encoding="utf-8")
    (root / "params" / "council.yml").write_text(COUNCIL, encoding="utf-8")
    (root / "params" / f"{QUARTER}.yml").write_text(PARAMS, encoding="utf-8")
    given = f'quarter = "{QUARTER}"'
    notebook(root / "notebooks" / "summary.ipynb", given, SUMMARY)
    given += '\noutcome = "children"'
    notebook(root / "notebooks" / "children.ipynb", given, CHILDREN, "Children's services")
    measures = [
        f"{id_},{title},children,help,Children,Director,cabinet,%,1,{polarity},measure,annual,"
        f"snapshot,none,,no,live,,,{title} (%).,LAIT"
        for id_, (_, title, polarity) in SERIES.items()
    ]
    series = [f"{id_},lait,{name},,,,,LAIT" for id_, (name, *_) in SERIES.items()]
    tables = {
        "measures": [MEASURES, *measures],
        "series": [SERIES_COLUMNS, *series],
        "observations": ["measure,period,value,numerator,denominator,marker,recorded_on,note"],
        "targets": ["measure,period,target,floor,lower,upper,set_on"],
        "commentary": ["measure,quarter,commentary,action,highlight,rag_judgement,rag_reason,owner,"
                       "written_on"],
        "areas": ["code,name,kind,region,from,to,successor"],
        "benchmarks": [BENCHMARKS],
        "comparators": ["group,council,member,rank"],
    }  # fmt: skip
    for name, lines in tables.items():
        (root / "data" / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    book = ("--book", root, "--write")
    run("import", "areas", published / "areas" / "uk_local_authorities_current.csv", *book)
    run("import", "areas", published / "ees" / "cla_number_and_rate_per_10k_children.csv", *book)
    run("import", "neighbours", published / "neighbours" / "sn_model_2025_wide.csv", *book)
    lait = published / "lait" / "bds_long_0.parquet"
    run("import", "lait", lait, "--published", PUBLISHED, *book)


def list_councils(root: Path, home: Path, most: int) -> Path:
    """Leave a list of councils, each with its own figures out of those published."""
    areas = {row["code"]: row for row in _rows(root / "data" / "areas.csv")}
    own: dict[str, list[dict[str, str]]] = {}
    for row in _rows(root / "data" / "benchmarks.csv"):
        if areas.get(row["area"], {}).get("kind") == "council":
            own.setdefault(row["area"], []).append(row)
    path = home / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "name", "data"])
        current = [code for code in sorted(own) if not areas[code].get("to")]
        for code in current[:most]:
            data = home / "councils" / code
            data.mkdir(parents=True)
            lines = ["measure,period,value,numerator,denominator,marker,recorded_on,note"]
            lines += [
                f"{row['measure']},{row['period']},{row['value']},,,{row['marker']},{PUBLISHED},"
                for row in own[code]
            ]
            (data / "observations.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
            writer.writerow([code, areas[code]["name"], f"councils/{code}"])
    return path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def start(kind: str, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, "--no-dashboard"]
    errors = subprocess.PIPE if kind == "scheduler" else subprocess.DEVNULL
    return subprocess.Popen(command, stderr=errors, stdout=subprocess.DEVNULL, text=True)


class Memory(threading.Thread):
    """The most memory that processes have had, each with all below it, in MB."""

    def __init__(self, processes: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.most = dict.fromkeys(processes, 0)
        self._processes = processes
        self.start()

    def run(self) -> None:
        while True:
            for name, pid in self._processes.items():
                self.most[name] = max(self.most[name], memory(pid))
            time.sleep(0.5)


def memory(pid: int) -> int:
    """Return what a process and all below it have of memory of their own, in MB."""
    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += one.memory_full_info().pss
    except psutil.Error:
        pass
    return total // 1_000_000


def main() -> None:
    """Build, and print what it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("published", type=Path)
    options.add_argument("--councils", type=int, default=152)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--keep", action="store_true", help="kill no worker")
    options.add_argument("--here", action="store_true", help="use no workers")
    options.add_argument("--out", type=Path, help="leave the books here")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        home = given.out or Path(temporary)
        template = home / "template"
        if not template.exists():
            make_template(given.published.resolve(), template)
        councils = list_councils(template, Path(temporary), given.councils)
        words = ["--book", template, "--books", councils, "--edition", "report"]
        processes: list[subprocess.Popen[str]] = []
        if not given.here:
            processes.append(start("scheduler", "--host", "127.0.0.1", "--port", "0"))
            assert processes[0].stderr
            lines = iter(processes[0].stderr.readline, "")
            address = next(line.split()[-1] for line in lines if "Scheduler at:" in line)
            for number in range(given.workers):
                local = str(Path(temporary) / f"worker-{number}")
                processes.append(
                    start("worker", address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1",
                          "--local-directory", local)
                )  # fmt: skip
            words += ["--executor", f"dask={address}"]
            for process in processes:
                stack.callback(process.wait)
                stack.callback(process.kill)
        began = time.perf_counter()
        build = subprocess.Popen(
            quarterbook("build", *words),
            stdout=subprocess.PIPE,
            text=True,
            stderr=subprocess.STDOUT,
        )
        names = ["scheduler", *(f"worker {number}" for number in range(given.workers))]
        pids = {name: one.pid for name, one in zip(names, processes, strict=False)}
        used = Memory({"build": build.pid, **pids})
        made, killed, faults = 0, 0.0, []
        assert build.stdout
        for line in build.stdout:
            print(line, end="", file=sys.stderr)
            made += line.startswith("made")
            faults += [line.strip()] if line.startswith("failed") else []
            if processes and not (given.keep or killed) and made >= given.councils // 2:
                processes[-1].kill()
                killed = time.perf_counter() - began
        status, seconds = build.wait(), time.perf_counter() - began
    print(
        json.dumps(
            {
                "councils": given.councils,
                "workers": 0 if given.here else given.workers,
                "made": made,
                "failed": faults,
                "status": status,
                "seconds": round(seconds, 1),
                "books_a_minute": round(60 * made / seconds, 1),
                "worker_killed_after": round(killed, 1),
                "megabytes": used.most,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
