"""Of how many a unit says that a rate is, and whether its figures are that share alone."""

from __future__ import annotations

import pytest

from quarterbook.ground.units import NumberFormat, base_of, base_of_share


@pytest.mark.parametrize(
    ("unit", "base", "of_share"),
    [
        ("%", 100, 100),
        ("percentage of pupils", 100, 100),
        ("% of invoices", 100, 100),
        ("per 10,000 children", 10_000, 10_000),
        ("per 1 000 people", 1_000, 1_000),
        ("per thousand people", 1_000, 1_000),
        ("per 100k", 100_000, 100_000),
        ("per 1 million", 1_000_000, 1_000_000),
        ("% change", 100, None),
        ("percentage points", 100, None),
        ("percentage change", 100, None),
        ("£ per 1,000 people", 1_000, None),
        ("kg per 100 homes", 100, None),
        ("per 100 m", 100_000_000, None),
        ("per 100m", 100_000_000, None),
        ("per child", None, None),
        ("number", None, None),
        ("", None, None),
    ],
)
def test_of_how_many_a_rate_is(unit: str, base: float | None, of_share: float | None) -> None:
    """What is withheld goes by the first; counts are held against figures by the second alone."""
    assert base_of(unit) == base
    assert base_of_share(unit) == of_share


@pytest.mark.parametrize(
    ("unit", "low", "expected"),
    [
        ("per 10,000 children", 280.0, "280.0 to 330.0 per 10,000 children"),
        ("per 10,000 children", 280.25, "280.25 to 330.0 per 10,000 children"),
        ("%", 280.0, "280.0% to 330.0%"),
        ("£", 280.0, "£280.0 to £330.0"),
        ("number", 280.0, "280.0 to 330.0"),
    ],
)
def test_two_figures_of_one_unit_have_its_words_once(unit: str, low: float, expected: str) -> None:
    assert NumberFormat(unit, 1).exact_range(low, 330.0) == expected
