"""Control limits that take in several levels."""

from __future__ import annotations

import pytest

from quarterbook.judge.spc import xmr
from support.charted import WORKED

FALLEN = [20, 21, 20, 21, 20, 21, 10, 11, 10, 11, 10, 11]


@pytest.mark.parametrize(
    ("last", "outside", "beyond", "several"),
    [
        (16, 12, 0, True),  # limits 11.9 and 19.2: common cause
        (15, 12, 6, True),  # limits 12.1 and 18.8: a run below the mean, six lower than the last
        (19, 13, 6, True),  # limits 13.1 and 18.4: six of thirteen are higher
        (22, 13, 0, False),  # limits 13.3 and 18.7: none is higher
    ],
)
def test_limits_that_a_third_lies_outside_show_nothing_but_an_extreme(
    last: float, outside: int, beyond: int, several: bool
) -> None:
    chart = xmr([*FALLEN, last])
    assert (chart.outside, chart.beyond, chart.is_of_several_levels) == (outside, beyond, several)
    turned = xmr([-one for one in [*FALLEN, last]])
    assert (turned.outside, turned.beyond) == (outside, beyond)
    assert turned.is_of_several_levels == several


def test_only_the_newest_stretch_is_asked_for_several_levels() -> None:
    calm = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11]
    assert not xmr([*FALLEN, 15, *calm], recalculate=[13]).is_of_several_levels
    assert xmr([*calm, *FALLEN, 15], recalculate=[12]).is_of_several_levels
    assert not xmr(WORKED).is_of_several_levels  # one of eighteen lies outside
    assert not xmr([]).is_of_several_levels
    assert not xmr([*FALLEN, None], recalculate=[12]).is_of_several_levels
