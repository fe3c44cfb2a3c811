"""For how many years a figure has improved or worsened, and whether chance may explain it."""

from __future__ import annotations

from support.northshire import NORTHSHIRE, all_of, said


def test_years_in_a_row() -> None:
    years = {
        f"{year}-{year + 1 - 2000}": all_of(float(figure), [50.0] * 7)
        for year, figure in zip(range(2016, 2022), [70, 71, 72, 73, 74, 75], strict=True)
    }
    assert "It has improved for five years in a row, from 70.0% in 2016/17." in said(years)
    assert "It has worsened for five years in a row" in said(years, polarity="lower")
    broken = said(years, marked={("2019-20", NORTHSHIRE): "b"})
    assert "It has improved for two years in a row, from 73.0% in 2019/20." in broken


def test_years_in_a_row_for_the_worse_are_told_as_those_for_the_better_are() -> None:
    years = {
        f"{year}-{year + 1 - 2000}": all_of(float(figure), [50.0] * 7)
        for year, figure in zip(range(2018, 2022), [75, 76, 73, 70], strict=True)
    }
    assert "It has worsened for two years in a row, from 76.0% in 2019/20." in said(years)
    assert "in a row" not in said({year: years[year] for year in list(years)[:3]})
