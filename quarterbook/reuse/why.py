"""Why a step was made again, in an analyst's words: the input that changed and both its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from quarterbook.ground.periods import Period
from quarterbook.ground.wording import first_of
from quarterbook.reuse.kernel_reads import VARIABLE
from quarterbook.reuse.steps import Difference, Read, Step

_MOST = 5  # inputs that are named
_LONGEST = 60  # characters of a value that are told

_FIGURES = "data/observations.csv: the figures"
_TARGETS = "data/targets.csv: the targets"
_RULES = "the rules"  # of measures.csv and of council.yml

# What a measure's view and its assessment have, and the file that says it where it is one alone.
_OF_A_MEASURE = {
    "id": "data/measures.csv: the id",
    "title": "data/measures.csv: the title",
    "service": "data/measures.csv: the service",
    "outcome": "data/measures.csv: the outcome area",
    "sub_outcome": "data/measures.csv: the part of the outcome area",
    "href": "data/measures.csv: the outcome area",
    "format": "data/measures.csv: unit and decimals",
    "frequency": "data/measures.csv: the frequency",
    "is_activity": "data/measures.csv: the kind",
    "recalculations": "data/recalculations.csv: the recalculations",
    "targets": _TARGETS,
    "goal": _TARGETS,
    "goals": _TARGETS,
    "outlook_goal": _TARGETS,
    "meets_target": "whether the target is met",
    "rules": _RULES,
    "rule": _RULES,
    "basis": _RULES,
    "by_rule": "what the rule would give",
    "rag": "the rating",
    "direction": "the direction of travel",
    "long_term": "the direction of travel",
    "control": "the control limits",
    "control_chart": "the control chart",
    "charted": "the figures of the control chart",
    "charted_from": "the first figure of the chart",
    "outlook": "the outlook",
    "outlook_rags": "the ratings of the outlook",
    "observations": _FIGURES,
    "recent": _FIGURES,
    "forecasts": _FIGURES,
    "current": _FIGURES,
    "previous": _FIGURES,
    "year_ago": _FIGURES,
    "comparable_year_ago": _FIGURES,
    "newest_figure": _FIGURES,
    "value": "the newest figure as it is shown",
    "period": "the period of the newest figure",
    "next_period": "the period of the next figure",
    "compared_with": "the figure compared with",
    "later_figures": "the figures after the quarter",
    "since": "the words for the newest figure after the quarter",
    "is_updated": "whether the newest figure is new",
}


def account_of_steps(steps: Iterable[Step], period: Period) -> Iterator[str]:
    """Yield a line for each step: that it is the one made before, or why it was made again."""
    for step in steps:
        name = step.subject.replace(f"{period.slug}/", "", 1)
        if step.result is not None:
            yield f"reused  {name}: all that it is made of is as it was"
        elif step.is_first or step.remark:
            remark = f": {step.remark}" if step.remark else ": nothing was kept of it"
            yield f"made    {name}{remark}"
        else:
            reasons = list(
                dict.fromkeys(_difference_in_words(one, period) for one in step.differences)
            )
            yield f"made    {name}: {first_of(reasons, _MOST)}"


def _difference_in_words(difference: Difference, period: Period) -> str:
    what = _read(difference.read, period) if difference.read else difference.name
    if not difference.before or not difference.now:
        return f"{what} changed"
    before, now = _where_they_differ(difference.before, difference.now)
    return f"{what} changed from {before} to {now}"


def _where_they_differ(before: str, now: str) -> tuple[str, str]:
    """Return two values, of long ones the part in which they begin to differ."""
    pairs = enumerate(zip(before, now, strict=False))
    same = next((place for place, (old, new) in pairs if old != new), min(len(before), len(now)))
    begin = max(0, same - _LONGEST // 2)
    return _part(before, begin), _part(now, begin)


def _part(value: str, begin: int) -> str:
    if len(value) <= _LONGEST:
        return value
    part = value[begin : begin + _LONGEST]
    head = "" if begin == 0 else '"…'
    return f"{head}{part}{'' if begin + _LONGEST >= len(value) else '…' + chr(34)}"


def _read(read: Read, period: Period) -> str:
    kind, *place = read
    if kind == VARIABLE:
        return f"the environment variable {place[0]}"
    match place:
        case ["by_id", "*"]:
            return "data/measures.csv: the measures of the quarter"
        case ["by_id", id_, "words", column]:
            return f"data/commentary.csv: {column} in the row of {id_}"
        case ["by_id", id_, ("commentary" | "action" | "highlight") as column]:
            return f"data/commentary.csv: {column} in the row of {id_}"
        case ["by_id", id_, "is_exempt"]:
            return f"params/{period.slug}.yml: whether {id_} is exempt"
        case ["by_id", _, "colours"]:
            return "params/council.yml: the colours"
        case ["by_id", id_, "row", column]:
            return f"data/measures.csv: {column} in the row of {id_}"
        case ["by_id", id_, "assessment" | "by_rule", part, *_] | ["by_id", id_, part]:
            return f"{_OF_A_MEASURE.get(part, part)} of {id_}"
        case ["vintage", *inside]:
            return _of_vintage(inside, period)
        case ["rated_before", id_]:
            return f"the rating of {id_} in the report before"
        case ["standings", id_]:
            return f"data/benchmarks.csv: the standing of {id_}"
    return place[0]


def _of_vintage(place: Sequence[str], period: Period) -> str:
    match place:
        case ["quarter", *fields]:
            return f"params/{period.slug}.yml: {'.'.join(fields) or 'all'}"
        case ["previous", *fields]:
            return f"the params of the quarter before: {'.'.join(fields) or 'all'}"
        case ["council", *fields]:
            return f"params/council.yml: {'.'.join(fields) or 'all'}"
        case [table, column, value]:
            return f"data/{table}.csv: the rows with {column} {value}"
    return f"data/{place[0]}.csv: a row"
