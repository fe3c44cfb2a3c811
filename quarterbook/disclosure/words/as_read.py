"""Words as a reader sees them: without markup, invisible characters and look-alike letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quarterbook.disclosure.words.people import ANY_PERSON
from quarterbook.ground.myst import HTML_COMMENT, end_of_comments, without_look_alikes

_TAG = re.compile(rf"{HTML_COMMENT.pattern}|</?([A-Za-z][\w-]*)[^>]*>|<[/!](?!--)[^>]*>", re.DOTALL)
_TEXT_IN_TAG = re.compile(
    r"""\b(?:alt|title|aria-[a-z]+|start|value|label)\s*=\s*("[^"]*"|'[^']*'|\w+)""", re.IGNORECASE
)
_APART = re.compile(
    r"address|article|aside|blockquote|br|caption|d[dlt]|details|div|fieldset|fig\w+|foot\w+|form"
    r"|h[1-6r]|header|iframe|img|legend|li|main|nav|[ou]l|option|p|pre|section|select|summary|svg"
    r"|table|tbody|t[dhr]|text|tfoot|thead|title|tspan"
)
_FENCE = re.compile(r"(?m)^([ \t>]*)`{3,}")
_ROLE = re.compile(r"\{[\w:+-]+\}(?=`)")
_FORMULA = re.compile(r"(?<![\d\\])\$(?!\s)([^$\n]*[^$\s])\$(?!\d)")
_FORMULA_APART = re.compile(r"\$\$([^$]+)\$\$")
_OF_FORMULA = re.compile(r"\\[A-Za-z]+\s*\{([^{}]*)\}")
_REFERENCE = re.compile(r"\[([^\[\]\n]*)\]\[[^\[\]\n]*\]")

# What was there and cannot be seen: between two characters, and before or behind a raised one.
_GONE, _RAISED = "\ue000", "\ue001"
_FRACTIONS = {
    "½": "half",
    "⅓": "one third",
    "⅔": "two thirds",
    "¼": "one quarter",
    "¾": "three quarters",
    "⅕": "one fifth",
    "⅒": "one tenth",
}
_RAISED_DIGIT = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹])")
_BRAILLE = re.compile("⠼([⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚]+)")
_FROM_BRAILLE = str.maketrans("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚", "1234567890")
_FILLERS = "\u115f\u1160\u3164\uffa0"
_LOOK_ALIKE = str.maketrans(
    "аеорсхуіјѕһԁԛԝѵтгпнкмвьАВЕКМНОРСТХУІЈЅԌԜ" + "οαενικρτυχηωγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcxyijshdqwvtrnhkmbbABEKMHOPCTXYIJSGW" + "oaevikptuxnwyABEZHIKMNOPTYX",
)


def as_read(text: str) -> str:
    """Return Markdown, with HTML in it, as its reader sees it; lines remain lines."""
    return paragraph_as_read(without_look_alikes(text) if "<" in text else text)


@lru_cache(maxsize=8192)
def paragraph_as_read(text: str) -> str:
    """Return the same of a part of a page that `without_look_alikes` has been through.

    What tags, links and pictures say (``alt``, ``title``, ``aria-label``) stays. Letters lose
    their accents, Cyrillic and Greek ones in Latin words are the Latin ones they look like, and
    circled, raised and other figures, also of other scripts, are plain digits.
    """
    marked = _without_tags(text)
    marked = _ROLE.sub("", _FENCE.sub(r"\1", _OF_FORMULA.sub(r"\1", marked)))
    marked = _REFERENCE.sub(r"\1", _FORMULA.sub(r"\1", _FORMULA_APART.sub(r"\1", marked)))
    marked = _BRAILLE.sub(lambda number: number[1].translate(_FROM_BRAILLE), marked)
    marked = unescape("".join(_written(_markdown().parseInline(marked)[0].children or ())))
    return _joined("".join(map(_plain_character, _RAISED_DIGIT.sub(" ", marked))))


def _without_tags(text: str) -> str:
    """Return a text without tags and comments."""
    last = end_of_comments(text)
    rest = text[last:].replace("<!--", "")
    return _TAG.sub(_without_tag, text[:last]) + _TAG.sub(_without_tag, rest)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 100})


def _without_tag(tag: re.Match[str]) -> str:
    """Return what an HTML tag says, or a mark where nothing of it can be seen."""
    name = (tag[1] or "").lower()
    text = " ".join(words.strip("\"'") for words in _TEXT_IN_TAG.findall(tag[0])) if name else ""
    if text or _APART.fullmatch(name):
        return f" {' '.join(text.split())} "
    return _RAISED if name in ("sub", "sup") else _GONE


def _written(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "image":
            yield f" {token.content} {token.attrs.get('title', '')} "
        elif token.type == "link_open" and token.attrs.get("title"):
            yield f" {token.attrs['title']} "
        else:
            yield token.content or _GONE


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if character in _FRACTIONS:
        return f" {_FRACTIONS[character]} "
    if character in _FILLERS or unicodedata.category(character) == "Cf":
        return _GONE
    number = unicodedata.numeric(character, 0.5)
    if unicodedata.category(character) in ("No", "Lo") and number == int(number):
        return str(int(number))
    decomposed = unicodedata.normalize("NFKD", character)
    if unicodedata.category(character) == "Nl":
        return decomposed.upper()
    return "".join(one for one in decomposed if not unicodedata.category(one).startswith("M"))


def _joined(marked: str) -> str:
    """Return words without marks: joined as they look, with digits apart from words."""
    apart = re.sub(rf"(?<=[^\W\d_]){_GONE}+(?=\d)|(?<=\d){_RAISED}+(?=\d)", " ", marked)
    joined = re.sub(rf"[{_GONE}{_RAISED}]", "", apart)
    joined = re.sub(r"(?<=[^\W\d_])[`*~]+(?=[^\W\d_])", "", joined)
    joined = re.sub(r"\b(\d+)(?=(?:[A-Za-z]{4,}|ish|odd)\b)", r"\1 ", joined)
    joined = re.sub(r"(?i)(?<=\d) ?(?:pc\b|p\. ?c\.)", "%", joined)
    joined = re.sub(r"(?i) ?‰| per thousand\b", " per 1,000", joined)
    joined = re.sub(r"(?i)\b((?:c|ca|circa|approx)\.)(?=\d)", r"\1 ", joined)
    joined = re.sub(rf"(?i)\b({ANY_PERSON})(?=\d)", r"\1 ", joined)
    joined = re.sub(r" {2,}", " ", joined)
    return re.sub(r"[^\W\d_]+", _latin, joined)


def _latin(word: re.Match[str]) -> str:
    latin = word[0].translate(_LOOK_ALIKE)
    return latin if latin.isascii() else word[0]
