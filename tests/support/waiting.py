"""Waiting for what another process does, with an end to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

PATIENCE = 300.0  # seconds: a busy machine takes ten times as long as an idle one


def wait_until(answer: Callable[[], _T]) -> _T:
    """Return the first answer that is no "no"; fail where none comes."""
    until = time.monotonic() + PATIENCE
    while not (found := answer()):
        assert time.monotonic() < until, f"not so within {PATIENCE:.0f} s"
        time.sleep(0.05)
    return found
