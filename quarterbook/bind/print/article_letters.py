"""Letters and signs in print: what no typeface has, and what only a pointer shows, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import fontpkg_fira_sans
import fontpkg_source_sans_3
from lxml import html as markup

# The text's typeface, the charts', and the one with every arrow and shape.
_FILES = (
    Path(fontpkg_source_sans_3.__file__).parent / "files" / "SourceSans3[wght].ttf",
    Path(fontpkg_fira_sans.__file__).parent / "files" / "FiraSans-Regular.ttf",
)
_SIGNS = "DejaVu Sans"

_ALIKE = {
    "✅": "✔", "❌": "✘", "❎": "✘", "⭐": "★",
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✔",  # bullets of a word processor
}  # fmt: skip
_FLAGS = {"gbeng": "England", "gbsct": "Scotland", "gbwls": "Wales"}
_LANGUAGES = {
    "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}  # fmt: skip

# What stands over a letter in a formula, as docutils writes it and as pandoc knows it.
_ACCENTS = {
    "\N{MODIFIER LETTER MACRON}": "\u0304", "_": "\u0305", "~": "\u0303", "→": "\u20d7",
    "\N{DOT ABOVE}": "\u0307", "\N{DIAERESIS}": "\u0308", "\N{RING ABOVE}": "\u030a",
}  # fmt: skip

_JOINER = "\u200d"
_FLAG = range(0x1F1E6, 0x1F200)  # a letter of a flag: two are a country's
_TAGS = range(0xE0020, 0xE0080)
_TONES = range(0x1F3FB, 0x1F400)  # of skin
_VARIANTS = range(0xFE00, 0xFE10)  # a sign's other form: in colours, or not
_FOREIGN = re.compile(r"(\[in [A-Z][a-z]+[^]]* letters\])(?:\s*\1)+")


def in_print(text: str, *, is_formula: bool = False) -> str:
    """Return a text in which what no typeface of a paper has is a like sign, or words in brackets.

    An emoji goes by its name, without the tone of skin; a flag by its country's letters; a word in
    letters that no typeface has, by their name. In a formula other letters than signs stay.
    """
    if text.isascii() or all(map(_is_plain, text)):
        return text
    if is_formula and not any(map(_is_sign, text)):
        return text
    return _FOREIGN.sub(r"\1", "".join(map(_as_printed, _clusters(text))))


def set_accents(article: markup.HtmlElement) -> None:
    """Write the accents of formulas, such as the bar of a mean, so that pandoc knows them."""
    for over in article.iter("mover"):
        mark = over[-1]
        if "true" in (over.get("accent"), mark.get("accent")) and mark.text:
            mark.text = _ACCENTS.get(mark.text.strip(), mark.text)


@cache
def _is_plain(letter: str) -> bool:
    """Whether a letter is in a typeface of its own, whatever stands before it."""
    return letter.isascii() or (
        any(ord(letter) in one for one in _typefaces()) and not _extends(letter)
    )


@cache
def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Sk", "Me", "Co")


def _extends(letter: str) -> bool:
    """Whether a letter changes the one before it, as an accent or a tone of skin does."""
    code = ord(letter)
    return (
        unicodedata.category(letter).startswith("M")
        or letter == _JOINER
        or any(code in those for those in (_FLAG, _TAGS, _TONES))
    )


def _clusters(text: str) -> Iterator[str]:
    """Yield what is read as one sign: a letter with all that changes it, or several joined."""
    cluster = ""
    for letter in text:
        is_half_a_flag = len(cluster) == 1 and ord(cluster) in _FLAG
        if cluster and (
            cluster.endswith(_JOINER)
            or (is_half_a_flag if ord(letter) in _FLAG else _extends(letter))
        ):
            cluster += letter
        else:
            yield cluster
            cluster = letter
    yield cluster


@cache
def _as_printed(cluster: str) -> str:
    """Return a cluster as papers have it."""
    bare = "".join(letter for letter in cluster if ord(letter) not in _VARIANTS)
    if any(one.issuperset(map(ord, bare)) for one in _typefaces()):
        return bare
    composed = unicodedata.normalize("NFC", bare)
    if len(composed) == 1 and _is_plain(composed):
        return composed
    signs = [_sign(part) for part in bare.split(_JOINER) if part]
    return _flag(bare) or "".join(signs).replace("][", ", ")


def _flag(bare: str) -> str:
    """Return the words for a flag, in two letters or by the name of its country; "" of no flag."""
    letters = [ord(letter) - _FLAG[0] for letter in bare if ord(letter) in _FLAG]
    if ord(bare[0]) in _FLAG:
        return f"[flag {''.join(chr(ord('A') + one) for one in letters)}]"
    tags = "".join(chr(ord(letter) - 0xE0000) for letter in bare[1:] if ord(letter) in _TAGS)
    country = tags.rstrip("\x7f")
    if country in _FLAGS:
        return f"[flag of {_FLAGS[country]}]"
    return f"[flag {country.upper()}]" if country else ""


def _sign(part: str) -> str:
    """Return a letter with those of its accents that a typeface has together with it."""
    words = _letter(part[0])
    for mark in part[1:]:
        if any(one.issuperset(map(ord, words + mark)) for one in _typefaces()):
            words += mark
    return words


@cache
def _letter(letter: str) -> str:
    alike = _ALIKE.get(letter) or unicodedata.normalize("NFKC", letter)
    if all(map(_is_plain, alike)):
        return alike
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cf", "Mn", "Me", "Mc") or ord(letter) in _TONES:
        return ""
    if kind.startswith("Z"):
        return " "
    name = unicodedata.name(letter, "symbol")
    if kind.startswith("L"):
        script = name.split()[0].removesuffix("-")
        return f"[in {_LANGUAGES.get(script, script.title())} letters]"
    return f"[{name.lower()}]"


@cache
def _typefaces() -> tuple[frozenset[int], ...]:
    from matplotlib.font_manager import findfont, get_font

    files = (*map(str, _FILES), findfont(_SIGNS))
    return tuple(frozenset(get_font(file).get_charmap()) for file in files)


def write_out_abbreviations(article: markup.HtmlElement) -> None:
    """Say behind an abbreviation, where it stands first, what the site says under a pointer.

    The markers of figures have a key of their own.
    """
    before: set[tuple[str, str]] = set()
    for short in article.xpath(".//abbr[@title and not(contains(@class, 'qb-'))]"):
        words = " ".join(short.get("title").split())
        one = (short.text_content().strip(), words)
        if words and one not in before:
            before.add(one)
            short.tail = f" ({words}){short.tail or ''}"
