"""How a long piece of work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with a line for the terminal whenever a step is done: ``bound   data.xlsx``."""
