"""What holds of suppression whatever the figures."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.disclosure.blank import as_reported
from quarterbook.ground.periods import parse
from support.draws import drawn
from support.records import record, withheld
from support.tables import PARTS, QUARTERS, gone, observed, parts_of, tables


@settings(max_examples=drawn(30), deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_what_is_withheld(
    given_: tuple[pd.DataFrame, pd.DataFrame], chance: Any
) -> None:
    table, rows = given_
    found = withheld(table, rows, 5)
    order = list(rows.index)
    chance.shuffle(order)
    assert withheld(table.iloc[::-1], rows.loc[order], 5) == found


whole_tables = st.integers(2, 4).flatmap(
    lambda parts: st.lists(
        st.lists(st.integers(0, 7), min_size=parts, max_size=parts), min_size=1, max_size=3
    )
)


@settings(max_examples=drawn(40), deadline=None)
@given(whole_tables)
def test_every_withheld_count_could_be_another(quarters: list[list[int]]) -> None:
    """By trying all counts: those that agree with what is published differ in each withheld one."""
    ids = "abcd"[: len(quarters[0])]
    table = parts_of(PARTS, "t", *ids)
    series = {id_: [row[place] for row in quarters] for place, id_ in enumerate(ids)}
    found = gone(table, observed(t=[sum(row) for row in quarters], **series), threshold=3)
    for code, row in zip(QUARTERS, quarters, strict=False):
        secret = {id_ for id_ in (*ids, "t") if code in found.get(id_, [])}
        assert {id_ for id_, count in zip(ids, row, strict=True) if 0 < count < 3} <= secret
        fits = [
            dict(zip((*ids, "t"), (*counts, sum(counts)), strict=True))
            for counts in itertools.product(range(12), repeat=len(ids))
            if all(id_ in secret or counts[place] == row[place] for place, id_ in enumerate(ids))
            and ("t" in secret or sum(counts) == sum(row))
        ]
        for id_ in secret:
            assert len({counts[id_] for counts in fits}) > 1


@settings(max_examples=drawn(30), deadline=None)
@given(whole_tables, st.booleans())
def test_later_editions_never_change_what_was_withheld(
    quarters: list[list[int]], running: bool
) -> None:
    """Each quarter's figures are recorded before the cut-off of its own edition."""
    ids = "abcd"[: len(quarters[0])]
    table = parts_of(PARTS, "t", *ids)
    table = table.assign(reading="year_to_date" if running else "snapshot")
    series = {id_: [row[place] for row in quarters] for place, id_ in enumerate(ids)}
    series["t"] = [sum(row) for row in quarters]
    if running:
        series = {id_: list(itertools.accumulate(amounts)) for id_, amounts in series.items()}
    rows = observed(**series)
    days = dict(zip(QUARTERS, ("2021-07-20", "2021-10-20", "2022-01-20"), strict=False))
    rows["recorded_on"] = [days[period.code] for period in rows["period"]]
    cut_offs = {code: f"{day[:7]}-31" for code, day in days.items()}
    last = record(table, rows, 3, cut_offs)
    shown = {
        period.code: as_reported(last, period).tables["observations"] for period in last.quarters
    }
    for number, code in enumerate(list(cut_offs)[: len(quarters)], 1):
        so_far = rows[[period.code <= code for period in rows["period"]]]
        some = dict(list(cut_offs.items())[:number])
        then = as_reported(record(table, so_far, 3, some), parse(code)).tables["observations"]
        pd.testing.assert_frame_equal(
            then.reset_index(drop=True), shown[code].reset_index(drop=True)
        )
