"""How much work something is, on a slow machine and on a quick one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


def effort(work: Callable[[], _T]) -> tuple[_T, float]:
    """Return what the work gives, and how many times a million additions it took this process.

    The additions are done before and after, as a machine's speed changes while it works; limits
    are several times what the work takes, and a fraction of what the fault took.
    """
    additions = _seconds_of_additions()
    begun = time.process_time()
    result = work()
    worked = time.process_time() - begun
    additions = max(additions, _seconds_of_additions())
    return result, worked / additions


def _seconds_of_additions() -> float:
    begun = time.process_time()
    sum(number for number in range(1_000_000))
    return time.process_time() - begun
