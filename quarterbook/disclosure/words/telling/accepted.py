"""Sentences that a council lets stand, each where it was accepted and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from quarterbook.data.params.quarter import AcceptedWords
from quarterbook.disclosure.words.as_read import as_read
from quarterbook.disclosure.words.files.page_texts import Text
from quarterbook.disclosure.words.numbers import masked

_TABLES = "data/"


class AcceptedSentences:
    """The accepted sentences of a quarter; which of them were met.

    One holds in its file and, where words are about measures, for its measure: a row of a table
    needs that, a page may narrow it down.
    """

    def __init__(self, accepted: Iterable[AcceptedWords]) -> None:
        self._of: dict[str, list[AcceptedWords]] = {}
        for one in accepted:
            self._of.setdefault(_plain(as_read(one.words)), []).append(one)
        self._met: list[AcceptedWords] = []

    def passes(self, sentence: str, text: Text) -> bool:
        """Whether a sentence was accepted where it stands."""
        own = [one for one in self._of.get(_plain(sentence), ()) if _holds(one, text)]
        self._met += own
        return bool(own)

    def elsewhere(self, sentence: str) -> str:
        """Where a sentence that does not pass was accepted, as words for a message."""
        places = [_place(one) for one in self._of.get(_plain(sentence), ())]
        return f" It is accepted {' and '.join(places)}, and nowhere else." if places else ""

    def in_vain(self) -> list[str]:
        """Return the sentences that were met nowhere where they were accepted, and where not."""
        return [
            f'"{masked(one.words, ())}" does not stand {_place(one)}'
            for some in self._of.values()
            for one in some
            if one not in self._met
        ]


def how_to_accept(text: Text) -> str:
    """What is to be written so that a sentence of a text is accepted where it stands."""
    measures = f", measure: {min(text.about)}" if _needs_measure(text) else ""
    return f"words, file: {text.file}{measures}, reason and role"


def _holds(one: AcceptedWords, text: Text) -> bool:
    is_here = one.file == text.file
    if not one.measure:
        return is_here and not _needs_measure(text)
    return is_here and one.measure in text.about


def _needs_measure(text: Text) -> bool:
    return text.file.startswith(_TABLES) and bool(text.about)


def _place(one: AcceptedWords) -> str:
    return f"in {one.file}{one.measure and f' on {one.measure}'}"


def _plain(words: str) -> str:
    return " ".join(words.split())
