"""Numbers as readers get them, from docs/judging.md: halves are rounded away from zero."""

from __future__ import annotations

from fractions import Fraction

WORDS = [
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def rounded(value: Fraction, decimals: int) -> Fraction:
    """The value with so many decimals, halves away from zero: 2.5 is 3, -2.5 is -3."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def written(value: Fraction, decimals: int, unit: str = "") -> str:
    """The value as it stands on a page: 1,204 or −3.2% or £3.158m."""
    shown = rounded(value, decimals)
    digits = str(abs(shown.numerator) * 10**decimals // shown.denominator).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    text = f"{int(whole):,}" + (f".{part}" if part else "")
    if unit == "%":
        text += "%"
    elif unit in ("£", "£m"):
        text = f"£{text}" + ("m" if unit == "£m" else "")
    return f"−{text}" if shown < 0 else text


def in_words(count: int) -> str:
    """A count of measures in words, as sentences have it: sixty-eight."""
    if count < 20:
        return WORDS[count]
    if count >= 100:
        raise ValueError(f"{count} is more than these words reach")
    tens, ones = divmod(count, 10)
    return TENS[tens - 2] + (f"-{WORDS[ones]}" if ones else "")


def nth(number: int) -> str:
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
