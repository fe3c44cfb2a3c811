"""Figures as readers see them: the unit they are in and the decimals they are given with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from quarterbook.ground.rounding import round_half_away

_MINUS = "−"


class _Unit(NamedTuple):
    """A unit that is a sign or not written at all: its name, and what an axis calls it."""

    name: str
    axis_title: str


_UNITS = {
    "%": _Unit("per cent", "Per cent"),
    "£": _Unit("pounds", "Pounds"),
    "£m": _Unit("million pounds", "Millions of pounds"),
    "number": _Unit("number", "Number"),
    "": _Unit("number", "Number"),
}

_OUT_OF = r"^(?:in|out of|of)(?: every| each)?"
_NO_TIME = r"(?![\w.,]|\s*(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b)"
_BASES = {
    re.compile(r"\b(?:per|a|an|each|every) hundred[ -]thousand\b", re.IGNORECASE): 1e5,
    re.compile(r"\b(?:per|a|each|every) ten[ -]thousand\b", re.IGNORECASE): 1e4,
    re.compile(r"%|\b(percent|percentage|pct|per cent|per hundred)\b", re.IGNORECASE): 100.0,
    re.compile(r"‰|\b(per mille|(?:per|an?|each|every) thousand)\b", re.IGNORECASE): 1e3,
    re.compile(r"\b(?:per|a|each|every) million\b", re.IGNORECASE): 1e6,
    re.compile(rf"{_OUT_OF} (?:100|(?:a |one )?hundred)\b{_NO_TIME}", re.IGNORECASE): 100.0,
    re.compile(rf"{_OUT_OF} (?:10|ten)\b{_NO_TIME}", re.IGNORECASE): 10.0,
}
_PER = re.compile(
    r"(?:\bper(?: head of)?|/)\s*(\d{1,3}(?:[, .'’\u00a0\u202f]\d{3})+|\d+)"
    r"\s?(k|m|thousand|million)?(?![\w.^])"
    r"|\b(?:(?:in|out of|of)(?: every| each)?|each|every|an?|x)\s"
    r"(1(?:0{3,}|0{0,2}(?:[, .'’\u00a0\u202f]000)+))(?![\w.^])",
    re.IGNORECASE,
)
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}

# Units that are a share and nothing else: no change of one, no money or weight per so many, and no
# letter that may be metres.
_SHARE = re.compile(
    r"(?:%|‰|percent|percentage|per cent)(?: of .+)?"
    r"|per (?:hundred|mille|thousand|million|[\d, \u00a0\u202f]+(?:k|\s?thousand|\s?million)?)"
    r"(?!\s?[km]\b|[\w.]).*",
    re.IGNORECASE,
)


def base_of(unit: str) -> float | None:
    """Return of how many a rate is, wherever its unit says so: 1000 of ``£ per 1,000 people``."""
    per = _PER.search(unit)
    if per:
        number = re.sub(r"\D", "", per[1] or per[3])
        return float(number) * _TIMES.get((per[2] or "").lower(), 1.0)
    return next((base for words, base in _BASES.items() if words.search(unit)), None)


def base_of_share(unit: str) -> float | None:
    """Return by what a numerator over its denominator is multiplied to be a figure in a unit.

    None where a figure may be something else, as ``% change`` is and ``percentage points`` are.
    """
    return base_of(unit) if _SHARE.fullmatch(unit) else None


@dataclass(frozen=True)
class NumberFormat:
    """How the figures of a measure are written.

    unit
        as in measures.csv: ``%``, ``£``, ``£m``, ``number`` or nothing, else
        words such as ``per 10,000 children``.
    decimals
        how many each figure has.
    """

    unit: str
    decimals: int

    @classmethod
    def of(cls, measure: Mapping[str, Any]) -> NumberFormat:
        """Return the format of a row of measures.csv."""
        return cls(str(measure["unit"]), int(measure["decimals"]))

    def with_decimals(self, decimals: int) -> NumberFormat:
        """Return the same unit with another number of decimals."""
        return replace(self, decimals=decimals)

    def number(self, value: float) -> str:
        """Return ``1,234.5`` with a real minus sign and without the unit."""
        text = f"{round_half_away(value, self.decimals):,f}"
        if text.strip("-0.,") == "":
            return text.lstrip("-")
        return text.replace("-", _MINUS)

    def short(self, value: float | None) -> str:
        """Return a figure for a table: with a sign for per cent or money, without other units."""
        if value is None:
            return ""
        text = self.number(value)
        if self.unit == "%":
            return f"{text}%"
        if self.unit in ("£", "£m"):
            sign = _MINUS if text.startswith(_MINUS) else ""
            return f"{sign}£{text.lstrip(_MINUS)}{self.unit[1:]}"
        return text

    def full(self, value: float | None) -> str:
        """Return a figure for a sentence, with its unit."""
        text = self.short(value)
        return f"{text} {self.unit_beside}" if text and self.unit_beside else text

    def exact(self, value: float | None) -> str:
        """Return a limit for a sentence: with all the decimals it has, up to ten.

        Rounded, it would be said to lie where a figure beside it is rated otherwise.
        """
        return self._with_all_decimals(value).full(value)

    def exact_short(self, value: float | None) -> str:
        """Return a limit as `exact` does, where its unit stands beside another one."""
        return self._with_all_decimals(value).short(value)

    def exact_range(self, low: float, high: float) -> str:
        """Return ``280.0 to 330.0 per 10,000 children``."""
        return f"{self.exact_short(low)} to {self.exact(high)}"

    def _with_all_decimals(self, value: float | None) -> NumberFormat:
        if value is None:
            return self
        places = range(self.decimals, 10)
        return self.with_decimals(
            next((n for n in places if abs(round(value, n) - value) < 1e-9), 10)
        )

    def on_axis(self, value: float) -> str:
        """Return a figure for the axis of a chart: a whole number without decimals."""
        decimals = 0 if value == round(value) else max(self.decimals, 1)
        return self.with_decimals(decimals).short(value)

    def rounded(self, value: float | None) -> float | None:
        """Return the figure as it is shown, as a number."""
        return None if value is None else float(round_half_away(value, self.decimals))

    @property
    def unit_beside(self) -> str:
        """The unit where it is written in words beside a figure, else nothing."""
        return "" if self.unit in _UNITS else self.unit

    @property
    def unit_name(self) -> str:
        """The unit in words: ``per cent``, ``pounds``, ``per 10,000 children``."""
        return _UNITS[self.unit].name if self.unit in _UNITS else self.unit

    @property
    def unit_in_column(self) -> str:
        """The unit for a column of its own, short: ``%``, ``£m``, ``Number``."""
        return "Number" if self.unit_name == "number" else self.unit

    @property
    def axis_title(self) -> str:
        """What the axis of a chart is: ``Per cent``, ``Figures (per 10,000 children)``."""
        return _UNITS[self.unit].axis_title if self.unit in _UNITS else f"Figures ({self.unit})"
