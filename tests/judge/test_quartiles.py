"""Quartiles and ranks, by hand."""

from __future__ import annotations

import pandas as pd

from quarterbook.judge import ranking


def test_quartiles_and_ranks_by_hand() -> None:
    """Eight councils; type 7 puts the limits of 1 2 3 4 5 6 7 8 at 2.75, 4.5 and 6.25."""
    values = pd.Series([1, 2, 3, 4, 5, 6, 7, 8, None], index=list("abcdefghi"), dtype=float)
    assert ranking.quartile_limits(values) == [2.75, 4.5, 6.25]
    ranked = ranking.rank(values, "higher")
    assert list(ranked["rank"][:8]) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert list(ranked["band"][:8]) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert ranked.loc["h", "quartile"] == "top"
    assert ranked.loc["a", "quartile"] == "bottom"
    assert pd.isna(ranked.loc["i", "rank"])
    assert ranked.loc["a", "of"] == 8
    assert ranking.rank(values, "lower").loc["a", "quartile"] == "top"


def test_a_value_on_a_boundary_is_in_the_lower_band_and_ties_share_the_lowest_rank() -> None:
    """Five councils at 1 2 2 4 5: the limits are 2, 2 and 4."""
    values = pd.Series([1, 2, 2, 4, 5], index=list("abcde"), dtype=float)
    assert ranking.quartile_limits(values) == [2.0, 2.0, 4.0]
    ranked = ranking.rank(values, "lower")
    assert list(ranked["band"]) == [1, 1, 1, 3, 4]
    assert list(ranked["rank"]) == [1, 2, 2, 4, 5]


def test_plain_values_are_ranked_too() -> None:
    assert list(ranking.rank([61.0, None, 58.5, 70.2], "higher")["rank"].dropna()) == [2, 3, 1]


def test_without_polarity_nothing_is_ranked() -> None:
    ranked = ranking.rank(pd.Series([1.0, 2.0]), "none")
    assert ranked.isna().all(axis=None)
