"""What a notebook draws by lot without a seed of its own: the same in every build."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

_default_rng = np.random.default_rng


def seed_lots() -> None:
    """Seed Python's and numpy's lots, the generators that `default_rng` makes among them.

    Without a seed each of these has one drawn from numpy's own lot: two of them differ.
    """
    random.seed(0)
    np.random.seed(0)
    np.random.default_rng = _seeded


def _seeded(seed: Any = None) -> np.random.Generator:
    drawn = np.random.randint(2**32, dtype=np.uint64) if seed is None else seed
    return _default_rng(drawn)
