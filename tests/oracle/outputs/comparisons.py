"""The site's benchmarking tables against the record: figures, means, ranks and quartiles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oracle.amounts import nth
from oracle.expected import Expected, Verdict
from oracle.places import Place, Standing

Pairs = Iterator[tuple[str, object, object]]


def check_comparison(table: Any, book: Expected) -> Pairs:
    """One measure beside its comparators."""
    for row in table.rows:
        verdict, standing = _standing(row["Measure"], book)
        label = standing.span.label
        right = [("Previous result", previous_words(verdict, standing))]
        right.append(
            (f"{book.record.council['council']['short_name']} {label}", _own(verdict, standing))
        )
        for one in standing.comparators:
            right.append((f"{one.title} {label}", _figure(verdict, one.value, one.marker)))
        for name, words in right:
            yield f"{table.caption}: {name}", row.get(name), words


def check_up_to_date(table: Any, book: Expected) -> Pairs:
    """Several measures, each with its place among councils."""
    for row in table.rows:
        verdict, standing = _standing(row["Measure"], book)
        where = f"{table.caption}: {verdict.measure.id}"
        yield f"{where}: period", row["Period"], standing.span.label
        yield f"{where}: previous", row["Previous result"], previous_words(verdict, standing)
        own = row[book.record.council["council"]["short_name"]]
        yield f"{where}: own", own, _own(verdict, standing)
        for one in standing.comparators:
            right = _figure(verdict, one.value, one.marker)
            yield f"{where}: {one.title}", row[one.title], right
        yield f"{where}: standing", row["Standing"], standing_words(standing)


def standing_words(standing: Standing) -> str:
    """Top quartile, 11th of 43 councils (1st to 13th, allowing for chance), up from 15th."""
    if standing.place is None:
        return "Not ranked"
    words = f"{place_words(standing.place)} councils"
    if standing.ranks and standing.ranks[0] < standing.ranks[1]:
        best, worst = map(nth, standing.ranks)
        unsure = ", so the quartile is not sure" * (standing.reached != {standing.place.quartile})
        words += f" ({best} to {worst}, allowing for chance{unsure})"
    return words + moved_words(standing)


def place_words(place: Place) -> str:
    return f"{place.quartile.capitalize()} quartile, {_rank(place)} of {place.of}"


def moved_words(standing: Standing) -> str:
    """How a rank moved, unless chance alone may explain it."""
    place, before = standing.place, standing.place_before
    if place is None or before is None or standing.previous is None:
        return ""
    if before.rank == place.rank:
        return f", as in {standing.previous[0].label}"
    if standing.ranks and standing.ranks[0] <= before.rank <= standing.ranks[1]:
        return ""
    return f", {'up' if place.rank < before.rank else 'down'} from {_rank(before)}"


def _rank(place: Place) -> str:
    return f"{'joint ' * place.shared}{nth(place.rank)}"


def _standing(words: str, book: Expected) -> tuple[Verdict, Standing]:
    fitting = [one for one in book.verdicts if words.startswith(one.title)]
    verdict = max(fitting, key=lambda one: len(one.title))
    return verdict, book.standings[verdict.measure.id]


def _figure(verdict: Verdict, value: Any, marker: str) -> str:
    if value is None:
        return f"[{marker}]" if marker else "–"
    return verdict.written(value)


def _own(verdict: Verdict, standing: Standing) -> str:
    words = _figure(verdict, standing.own, standing.marker)
    return f"{words} [{standing.marker}]" if standing.marker and standing.own is not None else words


def previous_words(verdict: Verdict, standing: Standing) -> str:
    if standing.previous is None:
        return "–"
    span, value, marker = standing.previous
    mark = f" [{marker}]" if marker else ""
    return f"{verdict.written(value)}{mark} ({span.label})"
