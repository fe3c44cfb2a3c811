"""Words for people, whom nearly all small counts are about."""

from __future__ import annotations

_IN_ALL = """
    adult applicant baby boy carer case child client customer family girl household infant man
    parent patient people person pupil resident student tenant teenager victim woman young
    youngster kid individual sibling brother sister twin mother father son daughter toddler teen
    newborn pensioner male female
    """
PEOPLE = frozenset(_IN_ALL.split())
_PLURALS = {"children": "child", "men": "man", "women": "woman", "babies": "baby"}
ANY_PERSON = rf"(?:{'|'.join(_PLURALS)}|families|(?:{'|'.join(sorted(PEOPLE - {'young'}))})s?)"
ANYBODY = rf"{ANY_PERSON}\b(?!['’])"
"""A pattern of any of these words, in the singular or the plural, but for genitives."""


def singular(word: str) -> str:
    """Return a word in the singular and in small letters, nothing for a genitive."""
    word = word.lower()
    if "'" in word or "’" in word:
        return ""
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
