"""The counts that pages say in words, against the record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from oracle.amounts import in_words
from oracle.expected import Expected, Verdict

Pairs = Iterator[tuple[str, object, object]]
TILES = re.compile(r"(\d+) ◆ Red\s*(\d+) ▲ Amber\s*(\d+) ● Green\s*(\d+) – Not rated")
SAID = "(?:have|has) been updated for|(?:are|is) reported here"
RATED = ("red", "amber", "green", "not rated")


def page_sentences(name: str, words: str, book: Expected) -> Pairs:
    """The tiles and sentences of the summary and of each outcome area's page."""
    outcome = name.removeprefix("notebooks/").removesuffix(".html")
    ids = {one["id"] for one in book.record.council["outcomes"]}
    if outcome in ids:
        shown = [one for one in book.measures if one.measure.row["outcome"] == outcome]
    elif name.endswith("summary.html"):
        shown = book.measures
    else:
        return
    yield from _tiles(name, words, shown)
    yield from _rated(name, words, shown)
    updated = [one for one in shown if one.is_new]
    if updated:
        right = rf"{_measures(len(updated))}(?: and [\w-]+ milestones?)? (?:{SAID})"
        yield f"{name}: updated", bool(re.search(right, words)), True
    for word, right in travel_sentences(updated):
        yield f"{name}: {word}", right in words, True


def travel_sentences(updated: list[Verdict]) -> Iterator[tuple[str, str]]:
    """How many of the updated measures went which way, in words."""
    travels = Counter(one.travel.word for one in updated)
    for word, (one, many) in TRAVELS.items():
        count = travels[word]
        if count:
            yield word, f"{_measures(count)} {one if count == 1 else many}"


TRAVELS = {
    "improved": ("shows an improvement in performance", "show an improvement in performance"),
    "same": ("has stayed at the same level", "have stayed at the same level"),
    "declined": ("shows a decline in performance", "show a decline in performance"),
}


def _measures(count: int) -> str:
    return f"{in_words(count).capitalize()} measure{'s' * (count != 1)}"


def _tiles(name: str, words: str, shown: list[Verdict]) -> Pairs:
    ratings = Counter(one.rating for one in shown)
    right = tuple(str(ratings[word]) for word in RATED)
    found = TILES.search(words)
    expected = right if ratings.keys() - {"not rated"} else None  # four tiles, three of nought
    yield f"{name}: red, amber, green and not rated", found and found.groups(), expected


def _rated(name: str, words: str, shown: list[Verdict]) -> Pairs:
    """Of 68 measures, 33 are green, 17 amber and 8 red; in words up to ten."""
    said = re.search(r"Of ([\w-]+) measures,? ([^.]*)\.", words)
    if said is None:
        return
    ratings = Counter(one.rating for one in shown)
    yield f"{name}: measures", said[1] in (in_words(len(shown)), str(len(shown))), True
    for word in ("red", "amber", "green"):
        found = re.search(rf"([\w-]+) (?:are |is )?{word}\b", said[2])
        right = (in_words(ratings[word]), str(ratings[word])) if ratings[word] else ("",)
        yield f"{name}: {word}", (found[1] if found else "") in right, True
