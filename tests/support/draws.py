"""How much is drawn by lot: an eighth of it in `make test`, all of it in `make test-rest`."""

from __future__ import annotations

import os


def drawn(number: int, setting: str = "") -> int:
    """Return how many are drawn of so many; a setting of the environment may say another number."""
    if setting in os.environ:
        return int(os.environ[setting])
    return number if os.environ.get("DRAW_ALL") else max(1, number // 8)
