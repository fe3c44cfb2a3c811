"""Write the illustrative data of Mereshire County Council.

Every figure is invented: Mereshire, its officers and the councils it is compared with do not
exist. The words and the shape of each series are in ``mereshire.yml``; this script draws the
figures and writes the CSVs of ``data/``, the same bytes each time. Every series has its own random
generator, seeded with its id, so that adding one leaves the others as they were.

Keys of a measure in ``mereshire.yml`` that are not column names:

in, def, src  sub-outcome (which supplies outcome, service, owner, committee); definition; source
past, now     level in April 2018, 2019 and 2020 and March 2021; at the end of Q1, Q2, Q3 2021/22
totals, now   for year_to_date: outturns of three years; running total at the end of Q1, Q2, Q3
shares        for year_to_date: the part of a year's outturn reached by the end of each quarter
series        for annual and biennial: each value, as it is finally known
noise         standard deviation around the level, damped in 2021/22 so that the words stay true
season4/12    multipliers by quarter of the financial year, or by calendar month
covid         multipliers for the last quarter of 2019/20 and the four of 2020/21
of, per       usual denominator of a percentage, or [multiplier, denominator] of a rate
base          name of a denominator that several measures share
lag           days from the end of a period until its figure is recorded
provisional   first recorded with a marker and a slightly different value, confirmed days later
revise        a later row with another value
marks, notes  markers and notes by period
targets       [target, floor] from a year on, or four such pairs by quarter
range         the same for [lower, upper] of an activity indicator
say, do, flag commentary, action and highlight by quarter of 2021/22
by            the day by which the action is to be done, by quarter
              (do of a milestone has both, by the day of the state)
judged        rating and reason by quarter, for a measure rated by its owner
limits        [lower, upper] of the rule bands, beside the target
long_term     long_term_basis
anew          a row of recalculations.csv
forecast      what the owner expects of the year end
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import yaml
from drawn_series import Row, generator, recorded
from table_rows import (
    OWN,
    area_rows,
    benchmark_rows,
    commentary_rows,
    measure_row,
    milestone_rows,
    target_rows,
)

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "data"
COLUMNS = {
    "measures": (
        "id title outcome sub_outcome service owner committee unit decimals polarity kind "
        "frequency reading rag_rule direction_basis seasonal status first_quarter "
        "retired_quarter definition source tolerance amber_when same_within long_term_basis "
        "definition_from small_numbers part_of related intervals"
    ),
    "observations": "measure period value numerator denominator marker recorded_on note",
    "targets": "measure period target floor lower upper set_on",
    "recalculations": "measure period reason set_on",
    "milestones": (
        "id title outcome owner committee due forecast completed_on status commentary "
        "recorded_on highlight action action_by"
    ),
    "commentary": (
        "measure quarter commentary action highlight rag_judgement rag_reason owner written_on "
        "action_by"
    ),
    "benchmarks": (
        "measure period area value numerator denominator marker source published_on lower upper "
        "note"
    ),
    "series": "measure publisher indicator caveat",
    "areas": "code name kind region from to successor",
    "comparators": "group council member rank",
    "decisions": (
        "id committee met_on measure request owner due_quarter status response closed_on kind"
        " answered_on vote proposed_by seconded_by presented_by"
    ),
}


def write(name: str, rows: Iterable[Row]) -> None:
    columns = COLUMNS[name].split()
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)


def main() -> None:
    book = yaml.safe_load((HERE / "mereshire.yml").read_text(encoding="utf-8"))
    measures = {m["id"]: m for m in book["measures"]}
    table = {id: measure_row(m, book["sub_outcomes"][m["in"]]) for id, m in measures.items()}
    by_measure = {
        id: list(recorded(m, generator(id))) if table[id]["status"] != "in_development" else []
        for id, m in measures.items()
    }
    observations = [row for rows in by_measure.values() for row in rows]
    areas = area_rows(book)
    codes = {a["name"]: a["code"] for a in areas}
    write("measures", table.values())
    write("observations", observations)
    write("targets", (row for m in measures.values() for row in target_rows(m)))
    write(
        "recalculations",
        (
            {
                "measure": id,
                "period": m["anew"]["period"],
                "reason": m["anew"]["reason"],
                "set_on": m["anew"]["dated"],
            }
            for id, m in measures.items()
            if "anew" in m
        ),
    )
    write(
        "commentary",
        sorted(
            (
                row
                for id, m in measures.items()
                for row in commentary_rows(m, table[id]["owner"], by_measure[id])
            ),
            key=lambda row: row["quarter"],
        ),
    )
    write(
        "milestones",
        sorted(milestone_rows(book["milestones"]), key=lambda row: (row["id"], row["recorded_on"])),
    )
    write("decisions", book["decisions"])
    write("series", book["series"])
    write("areas", areas)
    write(
        "comparators",
        (
            {"group": "neighbours", "council": OWN, "member": codes[n], "rank": i}
            for i, n in enumerate(book["neighbours"], 1)
        ),
    )
    write("benchmarks", benchmark_rows(book, measures, areas, observations))


if __name__ == "__main__":
    main()
