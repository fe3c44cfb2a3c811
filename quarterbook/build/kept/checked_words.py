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
    words.passed = _passed(_step(request, words))
    pages = _written_pages(public)
    words.check_written(pages, public.notebooks)
    if exempt:
        own = [page for page in _written_pages(exempt) if page not in pages]
        run = [name for name in exempt.notebooks if name not in public.notebooks]
        apart = words.of_exempt(exempt.recorded)
        apart.passed = _passed(_step(request, apart, exempt.store_prefix))
        apart.check_written(own, run)
        _keep(request, apart, exempt.store_prefix)
    return words


def _written_pages(side: Side) -> list[str]:
    made_of = {**{page: page for page in side.pages}, **side.sources}
    return [source for page, source in made_of.items() if page not in side.failed]


def check_outputs(
    request: BuildRequest, words: WordCheck, authored_outputs: Iterable[AuthoredOutput]
) -> None:
    """Raise `BookError` for such words in what notebooks show; keep which texts have passed."""
    words.check_outputs(authored_outputs)
    _keep(request, words)


def _passed(step: Step) -> frozenset[str]:
    return frozenset(json.loads(step.result or b"[]"))


def _keep(request: BuildRequest, words: WordCheck, store_prefix: str = "") -> None:
    if words.passing != words.passed:
        passing = json.dumps(sorted(words.passing)).encode()
        request.steps.keep(_step(request, words, store_prefix), passing)


def _step(request: BuildRequest, words: WordCheck, store_prefix: str = "") -> Step:
    """Return the step that has passed texts; ``store_prefix`` as `Side.store_prefix`."""
    inputs = {"what is withheld and shown": fingerprint(words.goes_by)}
    subject = f"{store_prefix}{request.period.slug}/words that passed"
    return request.steps.find(subject, inputs, is_told=False)
