"""The words for how a measure is judged and a figure withheld, the same in data, code and pages.

A word added here makes mypy (part of ``make check``) fail until it has its judgement, its
sentence and its row in the guide.
"""

from __future__ import annotations

from typing import Literal, assert_never, get_args

RagRule = Literal["floor", "tolerance", "bands", "plan", "expected_range", "judged", "none"]


AmberWhen = Literal["within_tolerance", "no_worse_than_year_ago"]


Basis = Literal["previous", "year_ago", "trend", "spc", "judged"]


LongTermBasis = Literal["previous", "year_ago", "trend", "spc"]


Polarity = Literal["higher", "lower", "plan", "none"]


Reading = Literal["snapshot", "year_to_date", "rolling_12"]


Frequency = Literal["monthly", "quarterly", "annual", "biennial"]


WithholdingRule = Literal[
    "small", "few", "remainder", "confidential", "formerly", "as_published", "exemption", "same",
    "beside",
]  # fmt: skip
"""Why a figure is withheld: by a rule of its own, or with figures that it would give away."""


RAG_RULES: tuple[RagRule, ...] = get_args(RagRule)


AMBER_WHEN: tuple[AmberWhen, ...] = get_args(AmberWhen)


BASES: tuple[Basis, ...] = get_args(Basis)


LONG_TERM_BASES: tuple[LongTermBasis, ...] = get_args(LongTermBasis)


POLARITIES: tuple[Polarity, ...] = get_args(Polarity)


READINGS: tuple[Reading, ...] = get_args(Reading)


FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)


Better = Literal["higher", "lower"]


def better_end(polarity: Polarity) -> Better | None:
    """Return which figures are better, the higher or the lower; None where it is neither.

    Raises ``ValueError`` for a word that is no polarity.
    """
    if polarity not in POLARITIES:
        raise ValueError(f'"{polarity}" is not a polarity')
    match polarity:
        case "higher" | "lower":
            return polarity
        case "plan" | "none":
            return None
        case _:
            assert_never(polarity)


def adds_up(reading: Reading) -> bool:
    """Whether a figure counts from April on, so that it holds those of the periods before it."""
    match reading:
        case "year_to_date":
            return True
        case "snapshot" | "rolling_12":
            return False
        case _:
            assert_never(reading)
