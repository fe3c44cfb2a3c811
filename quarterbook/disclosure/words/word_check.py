"""Words that count what is withheld: a build stops until they are changed or accepted.

Of words about a measure with a withheld figure, or about its family, `named` says which are one too
many; of words about no measure, or about others, `unnamed`.
"""

from __future__ import annotations

from collections.abc import Iterable

from quarterbook.data.params.quarter_files import quarter_files
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import FIGURE_COLUMNS
from quarterbook.disclosure.blank import as_reported
from quarterbook.disclosure.exempt import exempt_pages
from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.authored_outputs import AuthoredOutput, texts_of_outputs
from quarterbook.disclosure.words.family_figures import FamilyFigures, family_figures
from quarterbook.disclosure.words.files.page_texts import Naming, Text
from quarterbook.disclosure.words.telling.accepted import AcceptedSentences, how_to_accept
from quarterbook.disclosure.words.telling.telling_sentences import (
    TellingSentence,
    telling_sentences,
)
from quarterbook.disclosure.words.texts import texts
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.wording import one_line
from quarterbook.storage.book import Book


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
        self._accepted = AcceptedSentences(self._quarter.accepted_words)
        self._figures = _figures_of(self._shown) if self._families else {}
        self.passed: frozenset[str] = frozenset()
        self.passing: set[str] = set()
        self._is_whole = False

    @property
    def goes_by(self) -> tuple[list[FamilyFigures], dict[str, set[float]]]:
        """All figures that decide whether a text may pass."""
        return self._families, self._figures

    def of_exempt(self, shown: Recorded) -> WordCheck:
        """Return the check of exempt papers' words, beside which no words are accepted in vain."""
        other = WordCheck(self._book, self._recorded, shown, self._period, with_exempt=True)
        other._accepted = self._accepted
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
        """Return a line for each accepted text that was not met where it was accepted."""
        end = "." if self._is_whole else ", unless a notebook works it out, which a build tells."
        return [
            f"{self._params}: accepted_words: {one} any more{end}"
            for one in self._accepted.in_vain()
        ]

    def _check(self, some: Iterable[Text]) -> None:
        problems = []
        for text in some:
            if text.digest in self.passed:
                self.passing.add(text.digest)
                continue
            own_figures = set().union(*(self._figures.get(id_, ()) for id_ in text.about))
            telling = [*telling_sentences(text, self._families, own_figures)]
            if not telling:
                self.passing.add(text.digest)
            for one in telling:
                if not self._accepted.passes(one.sentence, text):
                    elsewhere = self._accepted.elsewhere(one.sentence)
                    problems.append(_problem(text, one, self._params, elsewhere))
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
            f"{telling.message} Readers see the reason: say it without the number.",
        )
        for telling in telling_sentences(text, families, own_figures)
    ]
    if problems:
        raise BookError(problems)


def _figures_of(shown: Recorded) -> dict[str, set[float]]:
    """Return the figures that readers have of each measure."""
    rows = shown.tables["observations"]
    by_measure = {id_: part[[*FIGURE_COLUMNS]] for id_, part in rows.groupby("measure")}
    return {str(id_): set(part.to_numpy().ravel()) for id_, part in by_measure.items()}


def _problem(text: Text, telling: TellingSentence, params: str, elsewhere: str) -> Problem:
    return Problem(
        text.file,
        text.line,
        "D404",
        f"{text.place and f'{text.place}: '}{telling.message} Take the number out or, if it says "
        f"nothing of a withheld figure, accept the sentence in {params}, under accepted_words: "
        f"with {how_to_accept(text)}.{elsewhere}",
    )
