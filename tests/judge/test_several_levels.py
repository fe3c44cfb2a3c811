"""Control limits that take in several levels."""

from __future__ import annotations

import pytest

from quarterbook.judge.spc import xmr
from support.charted import WORKED

FALLEN = [20, 21, 20, 21, 20, 21, 10, 11, 10, 11, 10, 11]


RISEN = [10, 14, 10, 14, 10, 14, 10, 14, 30, 31, 30, 31]


@pytest.mark.parametrize(
    ("figures", "outside", "several"),
    [
        ([*FALLEN, 16], 12, True),  # limits 11.9 and 19.2: common cause
        ([*FALLEN, 15], 12, True),  # limits 12.1 and 18.8: a run below the mean
        ([*FALLEN, 22], 13, True),  # limits 13.3 and 18.7: the last is the highest
        (RISEN, 4, True),  # limits 9.9 and 26.4
        ([14, *RISEN], 4, False),  # limits 9.4 and 26.3
    ],
)
def test_limits_that_a_third_lies_outside_show_nothing(
    figures: list[int], outside: int, several: bool
) -> None:
    for chart in (xmr(figures), xmr([-one for one in figures])):
        assert (chart.outside, chart.is_of_several_levels) == (outside, several)


def test_only_the_newest_stretch_is_asked_for_several_levels() -> None:
    calm = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11]
    assert not xmr([*FALLEN, 15, *calm], recalculate=[13]).is_of_several_levels
    assert xmr([*calm, *FALLEN, 15], recalculate=[12]).is_of_several_levels
    assert not xmr(WORKED).is_of_several_levels  # one of eighteen lies outside
    assert not xmr([]).is_of_several_levels
    assert not xmr([*FALLEN, None], recalculate=[12]).is_of_several_levels
