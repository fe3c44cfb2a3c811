"""What is exempt is in no public record, and cannot be worked out from one."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.data.params.editions import Edition, Exempt
from quarterbook.data.recorded import Recorded, read_recorded
from quarterbook.data.vintage import vintage_of
from quarterbook.disclosure.account import disclosed
from quarterbook.disclosure.blank import as_reported, blanked
from quarterbook.disclosure.exempt import exempt_measures, exempt_pages, without_exempt
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import Period, parse
from quarterbook.storage.book import Book
from support.books import ROOT
from support.draws import drawn

Q1, Q2 = parse("2021-22-Q1"), parse("2021-22-Q2")


@pytest.fixture(scope="module")
def demonstration() -> Recorded:
    return read_recorded(Book(ROOT))


def world(
    demonstration: Recorded,
    figures: Mapping[str, Mapping[str, float]],
    exempt: Sequence[str],
    editions: Sequence[Edition] = (),
    **columns: Mapping[str, str],
) -> Recorded:
    """A record of quarterly measures, ``t`` the total of the others, and what is exempt in Q2.

    figures
        by the day of recording and measure the figure for Q2.
    columns
        what stands in other columns of measures.csv, by measure.
    """
    usual = demonstration.tables["measures"].iloc[[0]]
    usual = usual.assign(unit="number", frequency="quarterly", reading="snapshot", decimals=0)
    ids = list(dict.fromkeys(id_ for some in figures.values() for id_ in some))
    rows = [usual.assign(id=id_, part_of="" if id_ == "t" else "t") for id_ in ids]
    measures = pd.concat(rows, ignore_index=True)
    measures[["small_numbers", "related", "first_quarter", "retired_quarter"]] = ""
    for name, cells in columns.items():
        measures[name] = [cells.get(id_, old) for id_, old in zip(ids, measures[name], strict=True)]
    blank = {"numerator": float("nan"), "denominator": float("nan"), "marker": "", "note": ""}
    observations = pd.DataFrame(
        [
            {"measure": id_, "period": Q2, "value": float(value), "recorded_on": day, **blank}
            for day, some in figures.items()
            for id_, value in some.items()
        ]
    )
    observations["recorded_on"] = pd.to_datetime(observations["recorded_on"])
    quarter = demonstration.quarters[Q2].model_copy(
        update={
            "exempt": [Exempt(measure=id_, reason="Paragraph 3") for id_ in exempt],
            "editions": list(editions),
        }
    )
    tables = {
        name: rows if "measure" not in rows else rows.iloc[:0]
        for name, rows in demonstration.tables.items()
    }
    return dataclasses.replace(
        demonstration,
        quarters={**demonstration.quarters, Q2: quarter},
        tables={**tables, "measures": measures, "observations": observations},
    )


def public(recorded: Recorded, cut_off: str = "") -> dict[str, float]:
    """The figures that a public report shows, by measure."""
    left = without_exempt(recorded, Q2)
    if cut_off:
        until = left.quarters[Q2].model_copy(update={"cut_off": pd.Timestamp(cut_off).date()})
        left = dataclasses.replace(left, quarters={**left.quarters, Q2: until})
    shown = vintage_of(as_reported(left, Q2), Q2).observations
    return dict(shown.dropna(subset="value").set_index("measure")["value"])


def test_an_exempt_measure_is_in_no_table(demonstration: Recorded) -> None:
    quarter = demonstration.quarters[Q2]
    hidden = quarter.model_copy(
        update={
            "exempt": [
                Exempt(measure="missed-bins", reason="Paragraph 3"),
                Exempt(page="book/method", reason="Paragraph 3"),
            ]
        }
    )
    assert exempt_measures(hidden) == ["missed-bins"]
    assert exempt_pages(hidden) == ["book/method"]
    recorded = dataclasses.replace(demonstration, quarters={**demonstration.quarters, Q2: hidden})
    held = tables_with(recorded, "missed-bins")
    assert held >= {"measures", "observations", "targets", "commentary", "decisions"}
    left = without_exempt(recorded, Q2)
    assert tables_with(left, "missed-bins") == set()
    for name, rows in recorded.tables.items():
        key = "id" if name == "measures" else "measure"
        own = (rows[key] == "missed-bins").sum() if key in rows else 0
        if name in ("observations", "benchmarks"):
            assert 0 < len(left.tables[name]) <= len(rows) - own
        else:
            assert len(left.tables[name]) == len(rows) - own
    assert "missed-bins" in set(without_exempt(recorded, Q1).tables["observations"]["measure"])


def test_no_word_for_the_search_names_what_is_exempt(demonstration: Recorded) -> None:
    """Neither by title, in part of it, nor by id; what a public measure is called as well stays."""
    figures = {"2021-10-20": {"zebra-claims": 60, "b": 90}}
    titles = {"zebra-claims": "Claims of zebras", "b": "Claims of lions"}
    recorded = world(demonstration, figures, ["zebra-claims"], title=titles)
    groups = [["claims of zebras", "lyrebird"], ["zebras", "stripes"], ["zebra-claims", "x"]]
    shown = [["claims", "demands"], ["tip", "recycling centre"]]
    council = recorded.council.model_copy(update={"search_words": [*groups, *shown]})
    recorded = dataclasses.replace(recorded, council=council)
    assert without_exempt(recorded, Q2).council.search_words == shown
    assert without_exempt(recorded, Q1).council.search_words == [*groups, *shown]


def tables_with(recorded: Recorded, measure: str) -> set[str]:
    return {
        name
        for name, rows in recorded.tables.items()
        if measure in rows.astype(str).map(lambda cell: cell if cell == measure else "").to_numpy()
    }


def test_a_part_of_a_total_takes_another_with_it(demonstration: Recorded) -> None:
    """60 less 20 is a and b together: of b and c one goes as well."""
    figures = {"2021-10-20": {"t": 60, "a": 30, "b": 10, "c": 20}}
    assert public(world(demonstration, figures, ["a"])) == {"t": 60, "b": 10}
    assert public(world(demonstration, figures, [])) == {"t": 60, "a": 30, "b": 10, "c": 20}


def test_so_does_an_exempt_total(demonstration: Recorded) -> None:
    figures = {"2021-10-20": {"t": 60, "a": 30, "b": 30}}
    shown = public(world(demonstration, figures, ["t"]))
    assert len(shown) == 1
    assert "t" not in shown


def test_amounts_of_money_are_protected_like_counts(demonstration: Recorded) -> None:
    """1.5 of the 4.0 million is the exempt contract's; nothing is small about the other."""
    figures = {"2021-10-20": {"t": 4.0, "a": 1.5, "b": 0.4, "c": 2.1}}
    pounds = dict.fromkeys("tabc", "£ million")
    recorded = world(demonstration, figures, ["a"], unit=pounds)
    assert public(recorded) == {"t": 4.0, "b": 0.4}
    assert public(world(demonstration, figures, [], unit=pounds)) == figures["2021-10-20"]


def test_a_small_number_beside_it_is_what_hides_it(demonstration: Recorded) -> None:
    """The 3 takes c along. With a the two hide each other, but who sees a had the 3 from c."""
    figures = {"2021-10-20": {"t": 67, "a": 30, "b": 14, "c": 20, "d": 3}}
    assert public(world(demonstration, figures, [])) == {"t": 67, "a": 30, "b": 14}
    assert public(world(demonstration, figures, ["a"])) == {"t": 67, "b": 14}


def test_figures_newer_than_the_cut_off_give_it_away_no_more(demonstration: Recorded) -> None:
    """A paper names what was recorded up to 25 November: then c is the last to hide a behind."""
    figures = {
        "2021-10-20": {"t": 60, "a": 30, "c": 30},
        "2021-11-20": {"t": 61, "a": 31},
    }
    paper = Edition(name="scrutiny", newer_to="2021-11-25")
    recorded = world(demonstration, figures, ["a"], [paper])
    left = without_exempt(recorded, Q2)
    assert set(left.tables["observations"]["recorded_on"].dt.day) == {20}
    assert len(left.tables["observations"]) == 3
    for day in ("2021-11-05", "2021-11-25"):
        shown = public(recorded, day)
        assert len(shown) == 1, day


@pytest.mark.parametrize(("classification", "state"), [("exempt", "exempt"), ("public", "61 - -")])
def test_what_an_exempt_paper_alone_names_as_newer_is_out_in_no_public_one(
    demonstration: Recorded, classification: str, state: str
) -> None:
    """A hash of all that is shown is public: who knows the rest of it tries figures."""
    figures = {"2021-10-20": {"t": 60, "b": 10}, "2021-11-20": {"t": 61}}
    paper = Edition.model_validate(
        {"name": "contract", "newer_to": "2021-11-25", "classification": classification}
    )
    recorded = world(demonstration, figures, [], [paper], part_of={"b": ""})
    rows = disclosed(recorded, Q2).observations
    assert rows == {
        f"t {Q2.code} 2021-10-20": "60 - -",
        f"b {Q2.code} 2021-10-20": "10 - -",
        f"t {Q2.code} 2021-11-20": state,
    }
    assert len(blanked(recorded, Q2).tables["observations"]) == (3 if state != "exempt" else 2)
    assert len(blanked(recorded, Q2, with_exempt=True).tables["observations"]) == 3


def test_nothing_says_what_it_was_a_part_of_or_related_to(demonstration: Recorded) -> None:
    figures = {"2021-10-20": {"t": 60, "a": 30, "b": 10, "c": 20, "u": 7}}
    recorded = world(
        demonstration,
        figures,
        ["a"],
        part_of={"u": "a", "t": ""},
        related={"b": "a; c", "c": "b,t"},
    )
    left = without_exempt(recorded, Q2).tables["measures"].set_index("id")
    assert left["part_of"].to_dict() == {"t": "", "b": "", "c": "", "u": ""}
    assert left["related"].to_dict() == {"t": "", "b": "c", "c": "b,t", "u": ""}


def test_what_is_left_can_be_protected_again(demonstration: Recorded) -> None:
    figures = {"2021-10-20": {"t": 60, "a": 30, "b": 10, "c": 20}}
    once = as_reported(without_exempt(world(demonstration, figures, ["a"]), Q2), Q2)
    twice = as_reported(once, Q2)
    pd.testing.assert_frame_equal(once.tables["observations"], twice.tables["observations"])


# Which leaves each figure is the sum of: t of a, b and c, and a of e and f.
LEAVES = {
    "t": (1, 1, 1, 1),
    "a": (1, 1, 0, 0),
    "b": (0, 0, 1, 0),
    "c": (0, 0, 0, 1),
    "e": (1, 0, 0, 0),
    "f": (0, 1, 0, 0),
}
WHOLES = {"t": "", "a": "t", "b": "t", "c": "t", "e": "a", "f": "a"}
leaves = st.lists(st.integers(0, 40), min_size=4, max_size=4)


def follows(id_: str, shown: Collection[str]) -> bool:
    """Whether a figure is a combination of others, by rank."""
    known = np.array([LEAVES[name] for name in sorted(shown)]).reshape(-1, 4)
    rank = np.linalg.matrix_rank
    return bool(known.size and rank(np.vstack([known, LEAVES[id_]])) == rank(known))


@settings(max_examples=drawn(60), deadline=None)
@given(
    leaves,
    leaves | st.none(),
    st.sampled_from(["number", "£"]),
    st.sets(st.sampled_from(sorted(LEAVES)), min_size=1, max_size=2),
)
def test_no_combination_yields_an_exempt_figure(
    demonstration: Recorded,
    amounts: list[int],
    before: list[int] | None,
    unit: str,
    exempt: set[str],
) -> None:
    """Neither of what a report shows, nor of what it says the figures were before.

    They are exempt in the quarter before as well: what that one showed would be out. Where a
    nothing that it showed gives one away, the build stops.
    """
    vintages = {"2021-07-20": before, "2021-10-20": amounts}
    figures = {
        day: {id_: float(np.dot(LEAVES[id_], leaf)) for id_ in LEAVES}
        for day, leaf in vintages.items()
        if leaf
    }
    units = dict.fromkeys(LEAVES, unit)
    recorded = world(demonstration, figures, sorted(exempt), unit=units, part_of=WHOLES)
    before_it = recorded.quarters[Q1].model_copy(update={"exempt": recorded.quarters[Q2].exempt})
    recorded = dataclasses.replace(recorded, quarters={**recorded.quarters, Q1: before_it})
    try:
        left = as_reported(without_exempt(recorded, Q2), Q2)
    except BookError:
        assert before
        assert 0 in figures["2021-07-20"].values()
        return
    known = vintage_of(left, Q2).observations.set_index("measure")
    now, was = ({*known[name].dropna().index} for name in ("value", "was"))
    rows = left.tables["observations"].dropna(subset="value")
    in_file = {day: {*rows.loc[rows["recorded_on"] == day, "measure"]} for day in figures}
    for id_ in exempt:
        for shown in (now, was, *in_file.values()):
            assert id_ not in shown
            assert not follows(id_, shown), (id_, shown)


@pytest.mark.parametrize(
    ("blanked_for", "period", "with_exempt"), [((Q1, True), Q2, True), ((Q2, True), Q2, False)]
)
def test_what_is_blanked_for_others_is_nobody_elses(
    demonstration: Recorded, blanked_for: tuple[Period, bool], period: Period, with_exempt: bool
) -> None:
    """A record of another quarter, or of those who see what is exempt, is not handed on."""
    record = dataclasses.replace(demonstration, blanked_for=blanked_for)
    with pytest.raises(ValueError, match="not for this publication"):
        blanked(record, period, with_exempt=with_exempt)


def test_what_is_blanked_for_the_public_may_be_seen_by_all(demonstration: Recorded) -> None:
    record = dataclasses.replace(demonstration, blanked_for=(Q2, False))
    assert blanked(record, Q2, with_exempt=True) is record


def test_what_is_exempt_is_withheld_unless_it_is_asked_for(demonstration: Recorded) -> None:
    assert blanked(demonstration, Q2).blanked_for == (Q2, False)
    assert blanked(demonstration, Q2, with_exempt=True).blanked_for == (Q2, True)
