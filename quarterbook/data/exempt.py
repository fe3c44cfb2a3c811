"""Whether what a quarter's params call exempt can be kept out of its public report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from quarterbook.book import Book
from quarterbook.data.params import Council, Quarter, quarter_files
from quarterbook.data.yaml_file import load
from quarterbook.errors import Problem
from quarterbook.periods import Period

_Place = tuple[int | str, ...]


def exempt_faults(
    book: Book, council: Council, quarters: Mapping[Period, Quarter], measures: pd.DataFrame
) -> list[Problem]:
    """Return where a public report would be left empty, or show what is exempt."""
    problems = []
    for period, quarter in quarters.items():
        faults = [
            *_whole_outcomes(council, quarter, measures),
            *_editions(quarter),
        ]
        if faults:
            document = load(book, quarter_files(book)[period])
            problems += [
                Problem(document.name, document.line(*place), "P116", message)
                for place, message in faults
            ]
    return problems


def _whole_outcomes(
    council: Council, quarter: Quarter, measures: pd.DataFrame
) -> Iterator[tuple[_Place, str]]:
    """Outcome areas that would be empty, or without their page."""
    exempt = {item.measure: index for index, item in enumerate(quarter.exempt) if item.measure}
    pages = {item.page: index for index, item in enumerate(quarter.exempt) if item.page}
    for outcome in council.outcomes:
        ids = list(measures.loc[measures["outcome"] == outcome.id, "id"])
        if ids and exempt.keys() >= set(ids):
            yield (
                ("exempt", max(exempt[id_] for id_ in ids)),
                f'every measure of the outcome area "{outcome.id}" is exempt. Leave one of them '
                "public, or take the area out of council.yml, _toc.yml and notebooks/.",
            )
        page = f"notebooks/{outcome.id}"
        if page in pages:
            yield (
                ("exempt", pages[page]),
                f"{page} is the page of an outcome area, which the public report needs. Name the "
                "measures that are exempt instead, and the page stands without them.",
            )


def _editions(quarter: Quarter) -> Iterator[tuple[_Place, str]]:
    """Exempt papers whose words nothing keeps off the site."""
    kept = {item.page for item in quarter.exempt}
    public = [edition for edition in quarter.editions if not edition.is_exempt]
    kept |= {page for edition in public for page in edition.all_pages}
    for index, edition in enumerate(quarter.editions):
        if edition.is_exempt and edition.page and edition.page not in kept:
            yield (
                ("editions", index, "page"),
                f'the edition "{edition.name}" is exempt, but nothing keeps its page off the site. '
                f'Add "- page: {edition.page}" with its reason under exempt:.',
            )
