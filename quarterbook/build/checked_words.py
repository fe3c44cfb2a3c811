"""The check of written words, of which those are not read again that passed it before.

Whether a text may pass follows from what it says, what it is about and the figures that are
withheld and shown: while these are the same, only texts that are new are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from quarterbook.build.request import BuildRequest
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides
from quarterbook.disclosure.words.authored_outputs import AuthoredOutput
from quarterbook.disclosure.words.word_check import WordCheck
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.steps import Step


def checked_words(request: BuildRequest, sides: Sides) -> WordCheck:
    """Raise `BookError` for written words that count what is withheld; return what looks for it."""
    public, exempt = sides.public, sides.exempt
    words = WordCheck(request.book, request.recorded, public.recorded, request.period)
    words.passed = frozenset(json.loads(_passed(request, words).result or b"[]"))
    pages = _written_pages(public)
    words.check_written(pages, public.notebooks)
    if exempt:
        own = [page for page in _written_pages(exempt) if page not in pages]
        run = [name for name in exempt.notebooks if name not in public.notebooks]
        words.of_exempt(exempt.recorded).check_written(own, run)
    return words


def _written_pages(side: Side) -> list[str]:
    made_of = {**{page: page for page in side.pages}, **side.sources}
    return [source for page, source in made_of.items() if page not in side.failed]


def check_outputs(
    request: BuildRequest, words: WordCheck, authored_outputs: Iterable[AuthoredOutput]
) -> None:
    """Raise `BookError` for such words in what notebooks show; keep which texts have passed."""
    words.check_outputs(authored_outputs)
    if words.passing != words.passed:
        request.steps.keep(_passed(request, words), json.dumps(sorted(words.passing)).encode())


def _passed(request: BuildRequest, words: WordCheck) -> Step:
    inputs = {"what is withheld and shown": fingerprint(words.goes_by)}
    return request.steps.find(f"{request.period.slug}/words that passed", inputs, is_told=False)
