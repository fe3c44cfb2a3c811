"""What params name and the tables have to hold: measures, comparators, something for every area."""

from __future__ import annotations

import pandas as pd

from quarterbook.book import Book
from quarterbook.data.faults import shown
from quarterbook.data.params import Council, Quarter, quarter_files
from quarterbook.data.yaml_file import load
from quarterbook.errors import Problem, nearest
from quarterbook.periods import Period


def in_use(measures: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the measures that had begun and had not been retired before this quarter."""
    code = period.code
    begun = (measures["first_quarter"] == "") | (measures["first_quarter"] <= code)
    retired = (measures["retired_quarter"] != "") & (measures["retired_quarter"] < code)
    return measures[begun & ~retired]


def measures_named(
    book: Book, quarters: dict[Period, Quarter], measures: pd.DataFrame
) -> list[Problem]:
    """Return the measures that a quarter's editions or its exempt: name and that it cannot show."""
    files = quarter_files(book)
    problems = []
    for period, quarter in quarters.items():
        exempt = [item.measure for item in quarter.exempt]
        named: list[tuple[str, tuple[str | int, ...], str]] = [
            (item.measure, ("exempt", index, "measure"), "")
            for index, item in enumerate(quarter.exempt)
            if item.measure
        ]
        named += [
            (id_, ("editions", index, "measures", place), "" if one.is_exempt else one.name)
            for index, one in enumerate(quarter.editions)
            for place, id_ in enumerate(one.measures)
        ]
        if not named:
            continue
        shows = in_use(measures, period)
        developing = set(shows.loc[shows["status"] == "in_development", "id"])
        document = load(book, files[period])
        for id_, where, public in named:
            if id_ not in set(measures["id"]):
                fault = (
                    f"{shown(id_)} is not a measure of measures.csv.{nearest(id_, measures['id'])}"
                )
            elif id_ not in set(shows["id"]):
                fault = (
                    f'"{id_}" is not a measure of {period.label}, by its first_quarter and '
                    "retired_quarter in measures.csv. Take it out."
                )
            elif where[0] == "editions" and id_ in developing:
                fault = f'"{id_}" is in development and has no figures yet. Take it out.'
            elif public and id_ in exempt:
                fault = (
                    f'"{id_}" is exempt, but the edition "{public}" is public. Leave the measure '
                    "out of it, or set classification: exempt."
                )
            else:
                continue
            problems.append(Problem(document.name, document.line(*where), "P111", fault))
    return problems


def comparators_named(book: Book, council: Council, groups: pd.DataFrame) -> list[Problem]:
    """Return columns of the comparison that are neither the region nor England nor a group."""
    document = load(book, book.params / "council.yml")
    own = groups.loc[groups["council"] == council.council.code, "group"]
    known = ["region", "england", *own.unique()]
    return [
        Problem(
            document.name,
            document.line("comparators", index, "id"),
            "P111",
            f"comparator {shown(asked.id)} is not region, england or a group that "
            f"data/comparators.csv has for {council.council.code}. Add its "
            f"members there, or name another.{nearest(asked.id, known)}",
        )
        for index, asked in enumerate(council.comparators)
        if asked.id not in known
    ]


def empty_outcomes(
    book: Book, council: Council, measures: pd.DataFrame, faulty: bool
) -> list[Problem]:
    """Return outcome areas with nothing to report; none while measures have faults of their own."""
    if faulty:
        return []
    document = load(book, book.params / "council.yml")
    used = set(measures["outcome"])
    return [
        Problem(
            document.name,
            document.line("outcomes", index, "id"),
            "D308",
            f'outcome area "{outcome.id}" has no measure in data/measures.csv. '
            "Add one, or take the area out of council.yml, _toc.yml and notebooks/.",
        )
        for index, outcome in enumerate(council.outcomes)
        if outcome.id not in used
    ]
