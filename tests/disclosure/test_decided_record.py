"""What is decided of a record is of that one alone, whatever else is made of it or put to it."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pandas as pd
import pytest

from quarterbook.data.recorded import Recorded
from quarterbook.disclosure.blank import as_reported, blanked
from quarterbook.disclosure.deciding import decided_record
from quarterbook.disclosure.deciding.decided_record import DecidedRecord, suppression_of
from quarterbook.ground.periods import parse
from support.records import counts, record

QUARTER = parse("2030-31-Q1")


def of(value: float) -> Recorded:
    usual = {"frequency": "quarterly", "reading": "snapshot", "small_numbers": "", "part_of": ""}
    return record(
        pd.DataFrame([{"id": "a", "unit": "", **usual}]),
        counts([("a", "2029-30-Q4", value, "2030-07-01")]),
    )


def is_withheld(recorded: Recorded) -> bool:
    return bool(blanked(recorded, QUARTER).tables["observations"]["value"].isna().any())


def test_it_is_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = of(3)
    first, reported = suppression_of(recorded, QUARTER), as_reported(recorded, QUARTER)
    assert first.withheld
    monkeypatch.setattr(decided_record, "published", None)  # nothing can be worked out
    assert suppression_of(recorded, QUARTER) is first
    assert as_reported(recorded, QUARTER) is reported


def test_a_record_made_of_it_is_decided_by_its_own_figures() -> None:
    small = of(3)
    assert is_withheld(small)
    large = replace(small, tables={**small.tables, "observations": of(7).tables["observations"]})
    assert not is_withheld(large)
    lower = small.council.model_copy(update={"suppression_threshold": 3})
    assert not is_withheld(replace(small, council=lower))
    assert is_withheld(replace(small))


def test_decisions_stand_for_the_same_figures_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large = of(7)
    assert not is_withheld(large)
    decisions = pickle.loads(pickle.dumps(DecidedRecord.of(large).decisions))
    small = of(3)
    for not_its_own in (
        decisions,
        None,
        {},
        dict(decisions.suppressions),
        replace(decisions, of=""),
    ):
        DecidedRecord.of(small).let_stand(not_its_own)
    assert DecidedRecord.of(small).decisions.suppressions == {}
    assert is_withheld(small)
    again = of(7)
    DecidedRecord.of(again).let_stand(decisions)
    monkeypatch.setattr(decided_record, "published", None)  # nothing can be worked out
    assert not is_withheld(again)


def test_decisions_taken_out_change_nothing_within() -> None:
    recorded = of(3)
    assert is_withheld(recorded)
    decided = DecidedRecord.of(recorded)
    assert isinstance(decided.decisions.suppressions, dict)
    decided.decisions.suppressions.clear()
    assert [*decided.decisions.suppressions] == [(QUARTER, False)]


def test_no_pickle_of_a_record_has_what_was_decided_of_another_side() -> None:
    """A record as it is shown is pickled into what notebooks read."""
    recorded = of(3)
    shown = as_reported(recorded, QUARTER)
    as_reported(shown, QUARTER)
    for one in (recorded, shown):
        again = pickle.loads(pickle.dumps(one))
        assert vars(again).keys() == {"council", "quarters", "tables", "blanked_for", "disclosed"}
    assert is_withheld(pickle.loads(pickle.dumps(recorded)))
