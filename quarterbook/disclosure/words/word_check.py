"""Words that count what is withheld: a build stops until they are changed or accepted.

A number in words about a measure with a withheld figure, or about its family, is one too many
where it is (a figure that is rounded counts as withheld)

* the withheld figure of the quarter, or what lies behind it, whatever it is said to count;
* a withheld figure of another quarter, or any number that readers have from no figure or target
  shown, where it counts the measure's own unit ("4 children", "17 were", "fell by 3", not "two
  large events");
* a share of a figure shown that comes to a withheld one ("a third of the 12"), or one that a small
  withheld count can be parted in ("two thirds are boys");
* a change in per cent, parts or points that leads from a figure shown or a target to a withheld
  one, or to fewer than the rule leaves ("by 92.7%").

Of words about no measure, or about others, `unnamed` says which are one too many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import FIGURE_COLUMNS
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.exempt import exempt_pages
from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.authored_outputs import AuthoredOutput, texts_of_outputs
from quarterbook.disclosure.words.family_figures import (
    FamilyFigures,
    adds_up_withheld,
    comes_to_withheld,
    family_figures,
    parts_withheld,
)
from quarterbook.disclosure.words.files.page_texts import Naming, Text
from quarterbook.disclosure.words.numbers import Number, masked, numbers
from quarterbook.disclosure.words.people import PEOPLE, singular
from quarterbook.disclosure.words.sentences import lists, sentences
from quarterbook.disclosure.words.stated_changes import StatedChange, changes, tells
from quarterbook.disclosure.words.sums import sums
from quarterbook.disclosure.words.texts import texts
from quarterbook.disclosure.words.units import (
    counts_unit,
    counts_work,
    is_before_noun,
    is_group_of,
    is_mark,
    is_of_label,
)
from quarterbook.disclosure.words.unnamed import hitting, is_near, leading_nearby, telling_nearby
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import one_line
from quarterbook.storage.book import Book

_TARGET = re.compile(
    r"\b(targets?|floor|limits?|goal|aim|plan(?:ned)?|trajectory|threshold|expected range)"
    r"\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{2,}")
_MOST_NAMED = 3
_FAR = 50  # times the largest figure that readers have of a family


class WordCheck:
    """Looks for words of a quarter that count what is withheld, and that nobody accepted.

    shown
        what is recorded, as `without_exempt` leaves it or, ``with_exempt``, `blanked`.
    with_exempt
        for words of exempt papers: what is withheld from their readers, too.

    ``passed`` holds digests of texts that a check by the same figures (`goes_by`) has let pass,
    which are not read again; ``passing`` those that this one lets pass.
    """

    def __init__(
        self,
        book: Book,
        recorded: Recorded,
        shown: Recorded,
        period: Period,
        *,
        with_exempt: bool = False,
    ) -> None:
        self._book, self._period, self._quarter = book, period, recorded.quarters[period]
        self._recorded, self._with_exempt = recorded, with_exempt
        self._families = family_figures(recorded, shown, period, with_exempt=with_exempt)
        self._titles: dict[str, str] = dict(recorded.tables["measures"].set_index("id")["title"])
        self._shown = as_reported(shown, period) if self._families else shown
        self._params = book.relative(quarter_files(book)[period])
        accepted = self._quarter.accepted_words
        self._accepted = {_plain(as_read(one.words)): one for one in accepted}
        self._figures = _figures_of(self._shown) if self._families else {}
        self.passed: frozenset[str] = frozenset()
        self.passing: set[str] = set()
        self._met: set[str] = set()
        self._is_whole = False

    @property
    def goes_by(self) -> tuple[list[FamilyFigures], dict[str, set[float]]]:
        """All figures that decide whether a text may pass."""
        return self._families, self._figures

    def of_exempt(self, shown: Recorded) -> WordCheck:
        """Return the check of exempt papers' words, beside which no words are accepted in vain."""
        other = WordCheck(self._book, self._recorded, shown, self._period, with_exempt=True)
        other._met = self._met
        return other

    def check_written(self, pages: Iterable[str], notebooks: Iterable[str]) -> None:
        """Raise `BookError` for such words in what is written; no message holds the number.

        pages, notebooks
            without endings; exempt ones are left out where this is of what is public.
        """
        if not self._families:
            return
        named = {id_ for family in self._families for id_ in family.measures}
        naming = Naming({id_: self._titles[id_] for id_ in named})
        exempt = [] if self._with_exempt else exempt_pages(self._quarter)
        public = [page for page in pages if page not in exempt]
        run = [page for page in notebooks if page not in exempt]
        written = texts(
            self._book,
            self._shown,
            self._period,
            naming,
            public,
            run,
            with_exempt=self._with_exempt,
        )
        self._check(written)

    def check_outputs(self, authored_outputs: Iterable[AuthoredOutput]) -> None:
        """Raise `BookError` for such words in what notebooks show."""
        self._is_whole = True
        if self._families:
            withheld = set().union(*(family.withheld for family in self._families))
            self._check(texts_of_outputs(authored_outputs, Naming(self._titles), withheld))

    def in_vain(self) -> list[str]:
        """Return a line for each accepted text that was met nowhere."""
        end = "." if self._is_whole else ", unless a notebook works it out, which a build tells."
        return [
            f'{self._params}: accepted_words: "{masked(one.words, ())}" stands nowhere any '
            f"more{end}"
            for words, one in self._accepted.items()
            if words not in self._met
        ]

    def _check(self, some: Iterable[Text]) -> None:
        problems = []
        for text in some:
            if text.digest in self.passed:
                self.passing.add(text.digest)
                continue
            own_figures = set().union(*(self._figures.get(id_, ()) for id_ in text.about))
            found = [*_told(text, self._families, own_figures)]
            if not found:
                self.passing.add(text.digest)
            for told in found:
                self._met.add(_plain(told.sentence))
                if _plain(told.sentence) not in self._accepted:
                    problems.append(_problem(text, told, self._params))
        if problems:
            raise BookError(list(dict.fromkeys(problems)))


def check_reason(recorded: Recorded, shown: Recorded, period: Period, reason: str) -> None:
    """Raise `BookError` where the reason for a correction, which readers see, counts so."""
    families = family_figures(recorded, shown, period)
    titles = recorded.tables["measures"].set_index("id")["title"]
    naming = Naming({id_: titles[id_] for family in families for id_ in family.measures})
    words = as_read(one_line(reason))
    about = naming.about(words)
    figures = _figures_of(as_reported(shown, period))
    own_figures = set().union(*(figures.get(id_, ()) for id_ in about))
    text = Text("--reason", 0, words, about)
    problems = [
        Problem(
            text.file,
            0,
            "D404",
            f"{told.message} Readers see the reason: say it without the number.",
        )
        for told in _told(text, families, own_figures)
    ]
    if problems:
        raise BookError(problems)


def _figures_of(shown: Recorded) -> dict[str, set[float]]:
    """Return the figures that readers have of each measure."""
    rows = shown.tables["observations"]
    by_measure = {id_: part[[*FIGURE_COLUMNS]] for id_, part in rows.groupby("measure")}
    return {str(id_): set(part.to_numpy().ravel()) for id_, part in by_measure.items()}


class _Told(NamedTuple):
    """A sentence that counts what is withheld, the numbers that do, and titles of what it is of."""

    sentence: str
    found: list[Number]
    titles: tuple[str, ...]

    @property
    def message(self) -> str:
        """What it does, without the numbers."""
        some = [f'"{masked(one, numbers(one))}"' for one in self.titles[:_MOST_NAMED]]
        others = " and others" if len(self.titles) > _MOST_NAMED else ""
        return (
            f'the words "{masked(self.sentence, self.found)}" count what is withheld of '
            f"{', '.join(some)}{others}, or what it adds up with (… stands for the number)."
        )


def _told(
    text: Text,
    families: Sequence[FamilyFigures],
    own_figures: Collection[float],
) -> Iterator[_Told]:
    """Yield each sentence that counts what is withheld, with the numbers that do."""
    if text.is_cell:
        yield from _told_by_cell(text, families, own_figures)
        return
    nouns = _counted_by(text, families)
    near = [is_near(text, family) for family in families]
    for sentence, is_list in chain(sentences(text.words), lists(text.words)):
        moves = [] if is_list else changes(sentence)
        counted = sums(sentence, nouns) if is_list else _counted(sentence, nouns, moves)
        found: dict[Number, None] = {}
        named: dict[str, None] = {}
        others = [number for number in counted if number.value not in own_figures]
        for family, stands_near in zip(families, near, strict=True):
            if family.measures & text.about:
                telling = _telling(counted, moves, sentence, family, text)
            else:
                telling = hitting(others, sentence, family, text)
                if stands_near:
                    telling += telling_nearby(others, moves, sentence, family, text)
            found |= dict.fromkeys(telling)
            named |= dict.fromkeys(family.titles if telling else ())
        if found:
            yield _Told(sentence, [*found], tuple(named))


def _counted_by(text: Text, families: Iterable[FamilyFigures]) -> frozenset[str]:
    """Return words for people, and for what the measures count that a text is about."""
    return PEOPLE.union(*(one.nouns for one in families if one.measures & text.about))


def _telling(
    counted: Iterable[Number],
    moves: Iterable[StatedChange],
    sentence: str,
    family: FamilyFigures,
    text: Text,
) -> list[Number]:
    """Return the numbers of a sentence about a family that count what is withheld of it."""
    return [
        *(
            number
            for number in counted
            if _tells(number, sentence, family, text) or adds_up_withheld(number, sentence, family)
        ),
        *(move.number for move in moves if _leads(move, sentence, family, text)),
        *leading_nearby(moves, sentence, family),
    ]


def _told_by_cell(
    text: Text, families: Sequence[FamilyFigures], own_figures: Collection[float]
) -> Iterator[_Told]:
    """Yield a number that stands alone where it is a withheld figure of what it is about.

    Or, about no measure, of what is counted in the words before it.
    """
    before, _, alone = text.words.rpartition(": ")
    found = numbers(alone)
    if not found or found[0].value in own_figures or _TARGET.search(before):
        return
    begin = len(text.words) - len(alone)
    number = found[0]._replace(begin=begin + found[0].begin, end=begin + found[0].end)
    said = {singular(word) for word in _WORD.findall(text.words)}
    some = [
        family
        for family in families
        if number.value in family.withheld
        and (number.kind == "count" or family.has_rates)
        and (
            family.measures & text.about
            if text.about
            else number.value not in family.shown and said & (family.nouns | PEOPLE)
        )
    ]
    if some:
        titles = dict.fromkeys(title for family in some for title in family.titles)
        yield _Told(text.words, [number], tuple(titles))


def _counted(sentence: str, nouns: Collection[str], moves: Iterable[StatedChange]) -> list[Number]:
    """Return the numbers of a sentence, and what they come to, but for changes."""
    of_changes = {one.number.begin for one in moves}
    counted = [one for one in numbers(sentence) if one.begin not in of_changes]
    return [*counted, *sums(sentence, nouns)]


def _leads(change: StatedChange, sentence: str, family: FamilyFigures, text: Text) -> bool:
    """Whether a change leads from what is shown to what is withheld of a text's measures."""
    beside = {
        one.value
        for one in numbers(sentence)
        if one.kind == "count"
        and (one.value in family.bases or _FROM.search(sentence[: one.begin]))
    }
    named = sentence.lower()
    return any(
        tells(change, one, beside)
        for one in family.comparisons
        if one.measure in text.about or one.title in named
    )


def _tells(number: Number, sentence: str, family: FamilyFigures, text: Text) -> bool:
    """Whether a number in words about a family counts what is withheld of it."""
    if number.kind not in ("count", "share", "percent"):
        return _comes_up_to_withheld(number, sentence, family)
    if counts_work(sentence, number, family.nouns):
        return False
    if number.kind != "count":
        by_share = comes_to_withheld(number, sentence, family) or parts_withheld(
            number, sentence, family
        )
        if number.kind == "share" or by_share or not family.has_rates:
            return by_share
    if text.is_label:
        return number.value in family.current and not re.match(
            r"\W*(?:or|and) (?:more|fewer|less|over|under)", sentence[number.end :]
        )
    target = _TARGET.search(sentence[: number.begin])
    is_plan = target is not None and singular(target[1]) in family.nouns
    is_target = number.value in family.targets and target is not None and not is_plan
    is_known = is_target or is_of_label(number, sentence, family.labels)
    return not is_known and _counts_withheld(number, sentence, family)


def _comes_up_to_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a sum, a place in a row, a group or how often something was is withheld."""
    if number.kind == "group":
        return _groups_withheld(number, sentence, family)
    if number.kind == "times":
        return number.value in family.current
    is_before = number.kind == "sum" or is_before_noun(sentence, number, family.nouns | PEOPLE)
    return is_before and number.value in family.withheld


def _counts_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a number is a withheld figure, or counts the unit and is nothing that is shown."""
    counts = counts_unit(sentence, number, family.nouns | PEOPLE)
    if sentence[number.begin : number.end].lower() == "one":
        return counts and number.value in family.withheld
    if number.value in family.current:
        return True
    is_far_off = number.value > _FAR * max(family.shown, default=0)
    is_other = number.value in family.shown or is_far_off or is_mark(sentence, number)
    may_count = number.value % 1 == 0 and not is_other
    return counts and (number.value in family.withheld or may_count)


def _groups_withheld(number: Number, sentence: str, family: FamilyFigures) -> bool:
    """Whether a word for a group counts the unit, or nothing in particular a withheld figure."""
    if is_group_of(sentence, number, family.nouns):
        return number.value in family.withheld or number.value not in family.shown
    if is_group_of(sentence, number, PEOPLE):
        return number.value in family.withheld
    return number.value in family.withheld and counts_unit(sentence, number, frozenset())


def _problem(text: Text, told: _Told, params: str) -> Problem:
    return Problem(
        text.file,
        text.line,
        "D404",
        f"{text.place and f'{text.place}: '}{told.message} Take the number out or, if it says "
        f"nothing of a withheld figure, accept the sentence in {params}, under accepted_words: "
        "with words, reason and role.",
    )


def _plain(words: str) -> str:
    return " ".join(words.split())
