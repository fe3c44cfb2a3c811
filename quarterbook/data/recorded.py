"""Everything recorded in a book, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, TypeVarTuple, Unpack

import pandas as pd

from quarterbook.data.checks.figures import check_figures, check_recording, check_years
from quarterbook.data.checks.goals_and_days import check_goals, check_milestones, check_publication
from quarterbook.data.checks.params_against_tables import (
    comparators_named,
    council_coded,
    empty_outcomes,
    exempt_faults,
    measures_named,
    measures_of_council,
    neighbours_named,
)
from quarterbook.data.checks.tables_together import (
    STANDS_IN,
    check_decisions,
    check_references,
    check_rules,
    parse_periods_in_place,
)
from quarterbook.data.disclosed import Disclosed, read_disclosed
from quarterbook.data.params.council import Council, read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.tables.read import read_table
from quarterbook.data.tables.schemas import TABLES
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book

_Made = TypeVar("_Made")
_Of = TypeVarTuple("_Of")


@dataclass(frozen=True, eq=False)
class Recorded:
    """A book's params and tables; nothing changes them, so that what follows from them can be kept.

    ``tables`` holds a frame per file of data/, columns as `TABLES` names them,
    indexed by line number: numbers float, dates datetime64, periods `Period`.
    ``disclosed`` says of quarters that are published what they disclosed.
    ``blanked_for`` is the quarter for which what is withheld has been blanked, and whether for
    those who see what is exempt, too; None where nothing has been.
    """

    council: Council
    quarters: dict[Period, Quarter]
    tables: dict[str, pd.DataFrame]
    blanked_for: tuple[Period, bool] | None = None
    disclosed: Mapping[Period, Disclosed] = field(default_factory=dict)

    def previous_quarter(self, period: Period) -> Quarter | None:
        """Return the params of the report before this one, if there was one."""
        before = [quarter for quarter in self.quarters if quarter < period]
        return self.quarters[max(before)] if before else None

    def once(self, work: Callable[[Recorded, Unpack[_Of]], _Made], *of: *_Of) -> _Made:
        """Return what a function makes of this record, worked out at its first call alone.

        That is of this very record: none made of it by ``replace`` has it, nor has a pickle, where
        a figure that is withheld might go with one that is not.
        """
        if (work, of) not in self._made:
            self._made[work, of] = work(self, *of)
        made: _Made = self._made[work, of]
        return made

    @cached_property
    def _made(self) -> dict[object, Any]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_made"}


# Tables that are not read at all, or of which a spreadsheet has changed what rows hang together by.
_UNREAD = ("D101", "D103", "D104", "D105", "D109", "D110")


def read_recorded(book: Book) -> Recorded:
    """Read and check params/ and data/; raises `BookError` with all that is wrong."""
    book.require()
    council = read_council(book)
    quarters = read_quarters(book, council)
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table in TABLES.values():
        tables[table.name], faults = read_table(book, table)
        problems += faults
    if any(problem.code in _UNREAD for problem in problems):
        raise BookError(problems)
    faulty_files = {problem.file for problem in problems}
    problems += [
        problem
        for problem in check_references(council, tables)
        if STANDS_IN.get(problem.code) not in faulty_files
    ]
    problems += parse_periods_in_place(tables)
    problems += check_rules(council, tables["measures"])
    problems += check_decisions(tables["decisions"])
    problems += check_milestones(tables["milestones"])
    if "data/measures.csv" not in faulty_files:
        problems += measures_named(book, quarters, tables["measures"])
        problems += measures_of_council(book, council, tables["measures"])
    if "data/areas.csv" not in faulty_files:
        problems += council_coded(book, council, tables["areas"])
    if "data/comparators.csv" not in faulty_files:
        problems += comparators_named(book, council, tables["comparators"])
        problems += neighbours_named(council, tables["comparators"], tables["measures"])
    if "data/measures.csv" not in faulty_files:
        problems += check_goals(council, tables["measures"], tables["targets"])
    faulty = {(problem.file, problem.line) for problem in problems}
    problems += check_publication(tables["benchmarks"], faulty)
    problems += check_recording(tables["measures"], tables["observations"], faulty)
    problems += check_figures(tables, faulty)
    problems += check_years(tables, faulty)
    problems += empty_outcomes(book, council, tables["measures"], bool(faulty))
    if "data/measures.csv" not in faulty_files:
        problems += exempt_faults(book, council, quarters, tables["measures"])
    if problems:
        raise BookError(problems)
    return Recorded(council, quarters, tables, disclosed=read_disclosed(book, quarters))
