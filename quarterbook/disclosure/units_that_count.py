"""Which units count something, and which measure it: by their words, of whatever figures."""

from __future__ import annotations

import re

from quarterbook.ground.units import base_of

# What the last word of a unit's head is where something is measured in it, and not counted.
_MEASURE = re.compile(
    r"times?|days?|weeks?|months?|years?|hours?|hrs|minutes?|mins|seconds?|secs|pence|p|pounds?|m?g|kg"
    r"|grams?|kilograms?|tonnes?|co2e?|k?m|k?metres?|kilometres?|miles?|hectares?|acres?|m?l|litres?"
    r"|[kmg]wh?|points?|scores?|index|ratio|ranks?|ranking|rating|stars?|percent|pct|percentage"
    r"|proportion|average|mean|median|fte|degrees|decibels?|db|mbps",
    re.IGNORECASE,
)
_TIME = re.compile(r"days|weeks|months|years|hours|minutes|seconds", re.IGNORECASE)
# First words of units that measure whatever stands behind them: "tonnes CO2e", "times annual pay".
_SIZE = re.compile(
    r"times|pence|pounds|kg|grams|kilograms|tonnes|km|kilometres|metres|miles|hectares|acres|litres"
    r"|[kmg]wh|points|decibels|mbps",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[%‰£€$µ²³°]")
_OUT_OF = re.compile(r"(?:in|(?:out )?of) (?:an? |one )?(?:\d+|five|ten|twelve|twenty|hundred)\b")
# Words of units that count, whatever else the unit says.
_COUNTED = re.compile(
    r"\b(number|no|count|cases?|people|persons?|children|adults?|pupils?|patients?|clients?"
    r"|residents?|deaths?|births?|households?|families|carers?|leavers|learners|women|men|boys"
    r"|girls|tenants?|victims?|referrals?|incidents?|users?|workers?|applicants?|claimants?)\b",
    re.IGNORECASE,
)
# What makes a unit one of money or a share, whoever it is about.
_SHARED = re.compile(
    r"\b(per|each|every|percent|percentage|proportion|ratio|average|mean|median|rate)\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\b(?:proportion|share|ratio|fraction)\b", re.IGNORECASE)
_PER_SPAN = re.compile(
    r"(?:\b(?:per|an?|each|every|in (?:an?|the))\b|/) ?"
    r"(?:day|night|week|month|quarter|term|year)\b",
    re.IGNORECASE,
)
# What says more of what is counted: whose, where, of what age, over how long.
_BEHIND = re.compile(
    r"\s*(?:\([^)]*\)"
    r"|(?<![\w-])(?:aged|at|by|for|from|in|of|on|out|over|to|under|with)(?![\w-]).*)",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:rates?|lakh)\b|\d\^\d", re.IGNORECASE)
PER_HEAD = re.compile(
    r"(?:\b(?:per|an?|each)|/) ?(?:adult|capita|carer|case|child|client|head|learner|patient|person"
    r"|placement|pupil|referral|resident|service user|student|tenant|user|victim|worker)\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"\s*(?:in )?(?:thousands?|k|['’‘]?000s?)(?: (?:of )?(?P<what>[a-z][a-z ]*))?\s*",
    re.IGNORECASE,
)


def names_a_count(unit: str) -> bool:
    """Whether a unit counts, be the figures whole or not: none, numbers, people or cases."""
    if unit in ("", "number") or not _PER_SPAN.sub("", unit).strip():
        return True
    return bool(_COUNTED.search(_PER_SPAN.sub("", unit))) and may_count(unit)


def may_count(unit: str) -> bool:
    """Whether a unit names something that is counted, and no money, time, size, share or score.

    What it is of says what is counted ("suicides in a year", "members of staff", "NEET (16 to
    17)"), and so does its last word ("first time entrants", "A&E attendances").
    """
    words = _PER_SPAN.sub("", unit).strip()
    if base_of(unit) is not None or _SIGN.search(words) or _SHARED.search(words):
        return False
    if PER_HEAD.search(words) or _OUT_OF.match(words):
        return False
    head = [one for one in re.split(r"[\s/()]+", _BEHIND.sub("", words) or words) if one]
    if not head or _MEASURE.fullmatch(head[-1].strip(".,:;")) or _SIZE.fullmatch(head[0]):
        return False
    names_people = head[-1].endswith("s") or _COUNTED.fullmatch(head[-1])
    return bool(names_people) or not any(map(_TIME.fullmatch, head))


def is_of_one(unit: str) -> bool:
    """Whether a figure in a unit may be a share of one, and is no average of so many a person."""
    return unit in ("", "number") or bool(_OF_ONE.search(unit))


def is_rate_of_nobody_knows(unit: str) -> bool:
    """Whether a unit is a rate and does not say of how many: ``crude rate``, ``per 10^5``."""
    return base_of(unit) is None and bool(_RATE.search(unit))


def is_in_thousands(unit: str) -> bool:
    """Whether a unit is thousands of nothing in particular, or of what is counted."""
    in_thousands = _THOUSANDS.fullmatch(unit)
    return in_thousands is not None and names_a_count(in_thousands["what"] or "")
