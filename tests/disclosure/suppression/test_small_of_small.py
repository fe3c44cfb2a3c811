"""A small total of small parts, which is a part itself, is not told by the total above it.

Who knew of each withheld figure that it is small would know four parts of one each from their
total being 4 at most; readers see that figures are withheld, and not why.
"""

from __future__ import annotations

import pandas as pd

from quarterbook.disclosure.account import account_of
from quarterbook.disclosure.blank import blanked
from support.records import CUT_OFFS, counts, record

QUARTER = "2021-22-Q1"
WHOLES = {"t": "v", "u": "v"}
FIRST, SECOND = "2022-04-20", "2022-07-20"


def shown(
    figures: dict[str, float], late: str = "", threshold: int = 5
) -> tuple[list[set[str]], list[str]]:
    """What is shown in each edition, and what may be known in the last one."""
    wholes = {**{id_: "t" for id_ in figures if id_ not in "tuv"}, **WHOLES}
    usual = {"unit": "number", "frequency": "quarterly", "reading": "snapshot"}
    table = pd.DataFrame(
        [
            {**usual, "id": id_, "small_numbers": "", "part_of": wholes.get(id_, "")}
            for id_ in figures
        ]
    )
    rows = [(i, QUARTER, v, SECOND if i in late else FIRST) for i, v in figures.items()]
    book = record(table, counts(rows), threshold, CUT_OFFS)
    editions = [blanked(book, quarter).tables["observations"] for quarter in book.quarters]
    names = [set(rows.dropna(subset="value")["measure"]) for rows in editions]
    return names, [str(one) for one in account_of(book, max(book.quarters)).entries]


def test_the_rest_of_the_total_above_is_held_back_with_it() -> None:
    """By hand: 30 less 26 is 4, of which four parts that are not nothing are 1 each."""
    figures = {**dict.fromkeys("abcd", 1.0), "t": 4.0, "u": 26.0, "v": 30.0}
    editions, told = shown(figures)
    assert len(editions[0] & {"u", "v"}) == 1
    assert not any("can be 4 to 4" in line or "can be 1 to 1" in line for line in told)
    editions, _ = shown({**dict.fromkeys("ab", 1.0), "t": 2.0, "u": 26.0, "v": 28.0}, threshold=3)
    assert len(editions[0] & {"u", "v"}) == 1


def test_a_total_recorded_late_is_held_back() -> None:
    figures = {**dict.fromkeys("abcd", 1.0), "t": 4.0, "u": 26.0, "v": 30.0}
    editions, _ = shown(figures, late="v")
    assert (editions[0], editions[-1]) == ({"u"}, {"u"})


def test_a_total_that_is_not_small_stays_with_the_rest() -> None:
    """What looks alike: four parts of 5, and the small total where nothing above it is shown."""
    editions, _ = shown({**dict.fromkeys("abcd", 5.0), "t": 20.0, "u": 26.0, "v": 46.0})
    assert editions[0] == set("abcdtuv")
    editions, told = shown({**dict.fromkeys("abcd", 1.0), "t": 4.0})
    assert editions[0] == set()
    assert all(line.endswith("it can be 1 to 4.") for line in told)
