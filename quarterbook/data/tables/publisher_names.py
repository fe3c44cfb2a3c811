"""The publishers whose figures a book takes in, as data/series.csv and the command name them."""

from __future__ import annotations

PUBLISHERS = ("ascof", "ees", "lait", "nomis", "fingertips", "table")
