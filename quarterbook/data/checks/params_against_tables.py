"""What params name and the tables have to hold: measures, comparators, something for every area."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from quarterbook.data.params.council import AREA_COMPARATORS, Council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.tables.cell_faults import quoted
from quarterbook.data.tables.in_use import measures_in_use
from quarterbook.ground.errors import Problem, nearest
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load


def measures_named(
    book: Book, quarters: dict[Period, Quarter], measures: pd.DataFrame
) -> list[Problem]:
    """Return the measures that a quarter's editions or its exempt: name and that it cannot show.

    Of measures.csv ``id`` counts, and when a measure is in use (`measures_in_use`).
    """
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
            (id_, ("editions", index, "measures", number), "" if one.is_exempt else one.name)
            for index, one in enumerate(quarter.editions)
            for number, id_ in enumerate(one.measures)
        ]
        if not named:
            continue
        document = load(book, files[period])
        in_use = set(measures_in_use(measures, period)["id"])
        for id_, where, public in named:
            fault = "" if id_ in in_use else _fault_of_name(id_, period, measures)
            if not fault and where[0] == "editions":
                fault = _fault_in_edition(id_, public if id_ in exempt else "", measures)
            if fault:
                problems.append(Problem(document.name, document.line(*where), "P111", fault))
    return problems


def measures_of_council(book: Book, council: Council, measures: pd.DataFrame) -> list[Problem]:
    """Return the measures that council.yml names and measures.csv does not have."""
    document = load(book, book.params / "council.yml")
    ids = list(measures["id"])
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (id_, ("chance", index, "measures", number))
        for index, item in enumerate(council.chance)
        for number, id_ in enumerate(item.measures)
    ]
    named += [
        (item.measure, ("no_longer_confidential", index, "measure"))
        for index, item in enumerate(council.no_longer_confidential)
    ]
    return [
        Problem(
            document.name,
            document.line(*place),
            "P111",
            f"{quoted(id_)} is not a measure of measures.csv.{nearest(id_, ids)}",
        )
        for id_, place in named
        if id_ not in ids
    ]


def _fault_of_name(id_: str, period: Period, measures: pd.DataFrame) -> str:
    """Return why a quarter has no measure of a name that none in use has."""
    if id_ not in set(measures["id"]):
        return f"{quoted(id_)} is not a measure of measures.csv.{nearest(id_, measures['id'])}"
    return (
        f'"{id_}" is not a measure of {period.label}, by its first_quarter and '
        "retired_quarter in measures.csv. Take it out."
    )


def _fault_in_edition(id_: str, public: str, measures: pd.DataFrame) -> str:
    """Return why an edition cannot have a measure; ``public`` is one that may not have it."""
    if id_ in set(measures.loc[measures["status"] == "in_development", "id"]):
        return f'"{id_}" is in development and has no figures yet. Take it out.'
    if public:
        return (
            f'"{id_}" is exempt, but the edition "{public}" is public. Leave the measure '
            "out of it, or set classification: exempt."
        )
    return ""


_CODE = re.compile(r"[EWSN]\d{8}")


def council_coded(book: Book, council: Council, areas: pd.DataFrame) -> list[Problem]:
    """Return a code of the council's own that is none, or that areas.csv has for nobody.

    By it figures of the council are found among those of others. Of what is well written it is
    told only where areas.csv has the council under another one.
    """
    own = council.council
    if own.code in set(areas["code"]):
        return []
    names = (own.name, own.short_name)
    by_name = list(areas.loc[areas["name"].isin(names) & (areas["to"].isna()), "code"])
    if _CODE.fullmatch(own.code) and not by_name:
        return []
    role = (
        f"areas.csv has {own.name} as {by_name[0]}. Write that"
        if by_name
        else "expected a letter (E, W, S or N) and eight digits, such as E10000027"
    )
    document = load(book, book.params / "council.yml")
    fault = f'code (in council) is "{own.code}": {role}.'
    return [Problem(document.name, document.line("council", "code"), "P111", fault)]


def comparators_named(book: Book, council: Council, groups: pd.DataFrame) -> list[Problem]:
    """Return columns of the comparison that are neither region, country nor England nor a group.

    ``groups`` is comparators.csv: a council's groups are those of its rows (``council, group``).
    """
    document = load(book, book.params / "council.yml")
    own = groups.loc[groups["council"] == council.council.code, "group"]
    comparator_ids = [*AREA_COMPARATORS, *own.unique()]
    return [
        Problem(
            document.name,
            document.line("comparators", index, "id"),
            "P111",
            f"comparator {quoted(comparator.id)} is not region, country, england or a group that "
            f"data/comparators.csv has for {council.council.code}. Add its "
            f"members there, or name another.{nearest(comparator.id, comparator_ids)}",
        )
        for index, comparator in enumerate(council.comparators)
        if comparator.id not in comparator_ids
    ]


def neighbours_named(
    council: Council, groups: pd.DataFrame, measures: pd.DataFrame
) -> list[Problem]:
    """Return measures whose own ``neighbours`` are no group of the council's."""
    own = groups.loc[groups["council"] == council.council.code, "group"].unique()
    problems = []
    for line, group in measures["neighbours"][measures["neighbours"] != ""].items():
        if group not in own:
            fault = (
                f"neighbours is {quoted(group)}, no group that data/comparators.csv has for "
                f"{council.council.code}.{nearest(group, own)} A list is taken in with: "
                f"quarterbook import neighbours FILE --group {group}"
            )
        elif "neighbours" not in [comparator.id for comparator in council.comparators]:
            fault = (
                f'neighbours is {quoted(group)}, and council.yml has no comparator "neighbours" '
                "whose place it would take. Add it there."
            )
        else:
            continue
        problems.append(Problem("data/measures.csv", int(str(line)), "D330", fault))
    return problems


def empty_outcomes(
    book: Book, council: Council, measures: pd.DataFrame, faulty: bool
) -> list[Problem]:
    """Return outcome areas with nothing to report; none while measures have faults of their own.

    That is areas which no ``outcome`` of measures.csv names.
    """
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


_Place = tuple[int | str, ...]


def exempt_faults(
    book: Book, council: Council, quarters: Mapping[Period, Quarter], measures: pd.DataFrame
) -> list[Problem]:
    """Return where a public report would be left empty, or show what is exempt.

    Of measures.csv ``id`` and ``outcome`` count, and when a measure is in use.
    """
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
