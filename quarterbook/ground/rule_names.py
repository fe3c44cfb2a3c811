"""The words for how a measure is judged, spelled the same in data, params, code and pages."""

from __future__ import annotations

from typing import Literal, get_args

RagRule = Literal["floor", "tolerance", "bands", "plan", "expected_range", "judged", "none"]


AmberWhen = Literal["within_tolerance", "no_worse_than_year_ago"]


Basis = Literal["previous", "year_ago", "trend", "spc", "judged"]


LongTermBasis = Literal["previous", "year_ago", "trend", "spc"]


RAG_RULES: tuple[str, ...] = get_args(RagRule)


AMBER_WHEN: tuple[str, ...] = get_args(AmberWhen)


BASES: tuple[str, ...] = get_args(Basis)


LONG_TERM_BASES: tuple[str, ...] = get_args(LongTermBasis)
