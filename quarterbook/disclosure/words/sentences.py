"""What is written taken apart into what is read as one: sentences, and short lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"(?<=[.!?])(?<![A-Z]\.[A-Z]\.)\s+|\n\s*\n|\n(?=[-*#|:])")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d*[.)])[ \t]+(.+)$", re.MULTILINE)
_SHORT = 4  # words of an item that is read with the others
_LONGEST = 1000


def sentences(words: str) -> Iterator[tuple[str, bool]]:
    """Yield the sentences of a text, very long ones in pieces: it takes long to read them whole."""
    for sentence in _SENTENCE.split(words):
        while len(sentence) > _LONGEST:
            at = sentence.rfind(" ", 0, _LONGEST) + 1 or _LONGEST
            yield sentence[:at], False
            sentence = sentence[at:]
        yield sentence, False


def lists(words: str) -> Iterator[tuple[str, bool]]:
    """Yield a list of few words each as a sentence: a girl, a boy, a baby."""
    items = [item.rstrip(" .;,") for item in _ITEM.findall(words)]
    if len(items) > 1 and all(len(item.split()) <= _SHORT for item in items):
        yield ", ".join(items)[:_LONGEST], True
