"""Words that count what is withheld: a build stops until they are changed or accepted.

A number in words about a measure with a withheld figure, or about its family, is one too many
where it is (a figure that is rounded counts as withheld)

* the withheld figure of the quarter, or what lies behind it, whatever it is said to count;
* a withheld figure of another quarter, or any number that readers have from no figure or target
  shown, where it counts the measure's own unit ("4 children", "17 were", "fell by 3", not "two
  large events");
* a share of a figure shown that comes to a withheld one ("a third of the 12").

Words about no measure are one too many where they count such a unit and hit a withheld figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from quarterbook.data.params.quarter import AcceptedWords
from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.counts import rounded_measures
from quarterbook.disclosure.decision import Withholding
from quarterbook.disclosure.exempt import exempt_measures, exempt_pages
from quarterbook.disclosure.links import measures_of
from quarterbook.disclosure.withholding import decide
from quarterbook.disclosure.words.numbers import Number, numbers
from quarterbook.disclosure.words.texts import Naming, Text, texts
from quarterbook.disclosure.words.units import counts_unit, nouns_of
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period
from quarterbook.storage.book import Book

_FIGURES = ("value", "numerator", "denominator")
_TARGET = re.compile(
    r"\b(?:targets?|floor|limits?|goal|aim|plan(?:ned)?|trajectory|threshold|expected range)"
    r"\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=[-*#|:])")
_MOST_QUOTED = 90


@dataclass
class _Family:
    """Measures that add up with one another: what is withheld of them, and what readers have."""

    measures: set[str]
    current: set[float] = field(default_factory=set)
    withheld: set[float] = field(default_factory=set)
    shown: set[float] = field(default_factory=set)
    targets: set[float] = field(default_factory=set)
    bases: set[float] = field(default_factory=set)
    nouns: frozenset[str] = frozenset()
    labels: str = ""
    has_rates: bool = False


def check_words(
    book: Book,
    recorded: Recorded,
    shown: Recorded,
    period: Period,
    pages: Iterable[str],
    notebooks: Iterable[str],
) -> list[str]:
    """Raise `BookError` where words of a quarter count what is withheld, and nobody accepted them.

    shown
        what is recorded, as `without_exempt` leaves it.
    pages, notebooks
        of the public edition, without endings.

    Returns a line for each accepted text that stands nowhere any more. No
    message holds the number.
    """
    quarter = recorded.quarters[period]
    hidden = exempt_measures(quarter)
    families = _families(recorded, shown, period) if hidden or _withholds(shown) else []
    by_measure = {id_: family for family in families for id_ in family.measures}
    params = book.relative(quarter_files(book)[period])
    accepted = {_plain(one.words): one for one in quarter.accepted_words}
    met: set[str] = set()
    problems = []
    if families:
        titles = recorded.tables["measures"].set_index("id")["title"]
        naming = Naming({id_: titles[id_] for id_ in by_measure})
        public = [page for page in pages if page not in exempt_pages(quarter)]
        run = [n for n in notebooks if f"notebooks/{n}" not in exempt_pages(quarter)]
        reported = as_reported(shown, period)
        for text in texts(book, reported, period, naming, public, run):
            for sentence, found in _told(text, by_measure, families):
                met.add(_plain(sentence))
                if _plain(sentence) not in accepted:
                    problems.append(_problem(text, sentence, found, params))
    if problems:
        raise BookError(list(dict.fromkeys(problems)))
    return [_lapsed(one, params) for words, one in accepted.items() if words not in met]


def _told(
    text: Text, by_measure: Mapping[str, _Family], families: Iterable[_Family]
) -> Iterator[tuple[str, list[Number]]]:
    """Yield each sentence that counts what is withheld, with the numbers that do."""
    own = {id(by_measure[m]): by_measure[m] for m in text.about if m in by_measure}.values()
    if text.about and not own:
        return
    for sentence in _SENTENCE.split(text.words):
        every = numbers(sentence)
        if own:
            found = [n for n in every if any(_tells(n, sentence, f, text) for f in own)]
        else:
            found = [n for n in every if any(_hits(n, sentence, f) for f in families)]
        if found:
            yield sentence, found


def _tells(number: Number, sentence: str, family: _Family, text: Text) -> bool:
    """Whether a number in words about a family counts what is withheld of it."""
    value = number.value
    if number.kind != "count":
        share = value if number.kind == "share" else value / 100
        by_share = any(round(share * base) in family.withheld for base in family.bases)
        if number.kind == "share" or by_share or not family.has_rates:
            return by_share
    if text.is_label:
        return value in family.current and not re.match(
            r"\W*(?:or|and) (?:more|fewer|less|over|under)", sentence[number.end :]
        )
    if value in family.targets and _TARGET.search(sentence[: number.begin]):
        return False
    if _is_of_label(number, sentence, family.labels):
        return False
    counts = counts_unit(sentence, number, family.nouns)
    if sentence[number.begin : number.end].lower() == "one":
        return counts and value in family.withheld
    if value in family.current:
        return True
    return counts and (value in family.withheld or value not in family.shown)


def _hits(number: Number, sentence: str, family: _Family) -> bool:
    """Whether a number in words about nothing in particular hits a withheld figure."""
    is_named = counts_unit(sentence, number, family.nouns, only_nouns=True)
    return is_named and number.kind == "count" and number.value in family.withheld


def _is_of_label(number: Number, sentence: str, labels: str) -> bool:
    """Whether the number is one of a measure's own definition, such as "3 or more"."""
    around = re.match(r"\W*\w+", sentence[number.end :])
    written = sentence[number.begin : number.end] + (around[0] if around else "")
    return bool(around) and written.lower() in labels


def _problem(text: Text, sentence: str, found: list[Number], params: str) -> Problem:
    return Problem(
        text.file,
        text.line,
        "D404",
        f'the words "{_masked(sentence, found)}" count what is withheld, or what it adds up with '
        f"(… stands for the number). Take the number out or, if it says nothing of a withheld "
        f"figure, accept the sentence in {params}, under accepted_words: with words, reason and "
        "role.",
    )


def _masked(sentence: str, found: Iterable[Number]) -> str:
    """Return a sentence without its telling numbers, cut to what is around them."""
    masked = sentence
    for number in sorted(found, key=lambda one: -one.begin):
        masked = f"{masked[: number.begin]}…{masked[number.end :]}"
    masked = " ".join(masked.split())
    if len(masked) > _MOST_QUOTED:
        middle = masked.index("…")
        begin = max(0, middle - _MOST_QUOTED // 2)
        masked = masked[begin : begin + _MOST_QUOTED].strip()
    return re.sub(r"\d", "…", masked)


def _lapsed(accepted: AcceptedWords, params: str) -> str:
    return f'{params}: accepted_words: "{_masked(accepted.words, ())}" stands nowhere any more.'


def _plain(words: str) -> str:
    return " ".join(words.split())


def _withholds(shown: Recorded) -> bool:
    """Whether the record as it is shown has figures that are withheld or rounded."""
    is_hidden = (shown.tables["observations"]["marker"] == Marker.CONFIDENTIAL).any()
    return bool(is_hidden) or bool(rounded_measures(shown.tables["measures"]))


def _families(recorded: Recorded, shown: Recorded, period: Period) -> list[_Family]:
    """Return the measures of withheld figures with all that they add up with."""
    decision, public = decide(recorded, period), as_reported(shown, period)
    council = recorded.council.council.code
    rounded = {n for n, value in decision.rounded.items() if value != decision.cells[n].count}
    cells = [
        decision.cells[number]
        for number in sorted({*decision.withheld, *rounded})
        if decision.cells[number].area in ("", council)
    ]
    families: list[_Family] = []
    for kin in _kin(recorded, decision, {cell.measure for cell in cells}):
        family = _Family(kin)
        _add_withheld(family, [cell for cell in cells if cell.measure in kin], recorded, period)
        _add_shown(family, recorded, public)
        families.append(family)
    return families


def _kin(recorded: Recorded, decision: Withholding, own: set[str]) -> list[set[str]]:
    """Return the measures with withheld figures, with their totals and parts, declared or found."""
    sums = [
        {total, *parts} for total, parts in measures_of(recorded.tables["measures"]).parts.items()
    ]
    sums += [{one.total.measure, *(part.measure for part in one.parts)} for one in decision.found]
    groups: list[set[str]] = []
    for members in [*({id_} for id_ in sorted(own)), *sums]:
        for other in [group for group in groups if group & members]:
            groups.remove(other)
            members = members | other
        groups.append(members)
    return [group for group in groups if group & own]


def _add_withheld(
    family: _Family, cells: Iterable[Cell], recorded: Recorded, period: Period
) -> None:
    """Add the withheld figures, as recorded and as they would be shown; which are the newest."""
    decimals = recorded.tables["measures"].set_index("id")["decimals"]
    newest: dict[str, Period] = {}
    for cell in cells:
        newest[cell.measure] = max(cell.key[1], newest.get(cell.measure, cell.key[1]))
    for cell in cells:
        shown = [round(cell.value, n) for n in range(int(decimals[cell.measure]) + 1)]
        behind = [cell.count, cell.of] if cell.count == cell.count else []
        values = {v for v in (cell.value, *shown, *behind) if v == v and v > 0}
        family.withheld |= values
        if cell.key[1] == newest[cell.measure] and cell.key[1].end >= period.start:
            family.current |= values


def _add_shown(family: _Family, recorded: Recorded, public: Recorded) -> None:
    """Add what readers have: figures, changes between the newest of them, targets."""
    measures = recorded.tables["measures"]
    measures = measures[measures["id"].isin(family.measures)]
    decimals = measures.set_index("id")["decimals"]
    for name in ("observations", "benchmarks"):
        rows = public.tables[name]
        rows = rows[rows["measure"].isin(family.measures)]
        for column in _FIGURES:
            for measure, value in rows.loc[rows[column].notna(), ["measure", column]].itertuples(
                index=False
            ):
                family.shown |= {
                    value,
                    *(round(value, n) for n in range(int(decimals[measure]) + 1)),
                }
        family.bases |= set(rows.loc[rows["value"].notna(), "value"])
    own = public.tables["observations"]
    for _, part in own[own["measure"].isin(family.measures)].groupby("measure"):
        values = part.sort_values("period")["value"].dropna().tolist()
        family.shown |= {round(abs(values[-1] - other), 6) for other in values[:-1]}
    targets = recorded.tables["targets"]
    targets = targets[targets["measure"].isin(family.measures)]
    for column in ("target", "floor", "lower", "upper"):
        family.targets |= {value for value in targets[column] if pd.notna(value)}
    family.nouns, family.has_rates = nouns_of(measures), bool((measures["unit"] == "%").any())
    family.labels = " ".join([*measures["title"], *measures["definition"]]).lower()
