"""What an error says of a name that is nearly one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from quarterbook import Report
from quarterbook.ground.errors import CommandError
from quarterbook.report.suggestions import meant_instead
from support.books import SMALL_BOOK

WARDS = pd.DataFrame({"Ward": ["Northgate"]})


def drawn(title: str) -> str:
    """Stand for a function of an analyst's own."""
    return title


def meant(source: str) -> str:
    names: dict[str, Any] = {"report": Report(book=SMALL_BOOK), "wards": WARDS, "drawn": drawn}
    with pytest.raises((AttributeError, LookupError, NameError, OSError, TypeError)) as error:
        exec(source, names)
    return meant_instead(error.value, names)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("report.section()", "sections"),
        ("report.tabel(wards)", "table"),
        ("report['missed-bins'].findng", "finding"),
        ("drawn(titel=1)", "title"),
        ("reprot.table(wards)", "report"),
        ("wards.grouby('Ward')", "groupby"),
        ("wards['ward']", "Ward"),
        ("wards[['Ward', 'Wrad']]", "Ward"),
        ("wards.sort_values('ward')", "Ward"),
        ("wards.groupby('Wards').size()", "Ward"),
        ("wards.loc[:, 'ward']", "Ward"),
        ("wards['Ward'].rename({0: 'North'})['Noth']", "North"),
        ("open('pyproject.tml')", "pyproject.toml"),
        ("open('docs/guid.md')", "docs/guide.md"),
    ],
)
def test_the_name_that_was_meant(source: str, name: str) -> None:
    assert meant(source) == f' Did you mean "{name}"?'


@pytest.mark.parametrize(
    "source",
    [
        *("report.zzzz", "zzzz", "wards.head(qqq=1)", "1 + 'a'", "wards.merge()"),
        *("wards['Bags']", "wards[0]", "{'a': 1}['b']", "open('zzzz')", "open('none/guide.md')"),
    ],
)
def test_nothing_is_guessed_where_nothing_is_near(source: str) -> None:
    assert meant(source) == ""


def test_what_python_has_said_itself_stays() -> None:
    """An error that nobody can look into is no reason for another."""
    assert meant_instead(AttributeError("gone"), {}) == ""
    assert meant_instead(TypeError("f() got an unexpected keyword argument 'a'"), {}) == ""
    assert meant_instead(AttributeError(name="tabel", obj=SimpleNamespace(table=1)), {}) == (
        ' Did you mean "table"?'
    )


FIGURE = 'report.figure(fig, name="jobs", alt="Jobs rose from 1,200 to 1,450.")'


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("report.figure(None, name='jobs')", f"figure: alt is missing. Write {FIGURE}."),
        ("report.figure()", f"figure: figure, name and alt are missing. Write {FIGURE}."),
        (
            "report.figure(None, naem='a', alt='b')",
            f'figure: there is no argument "naem". Did you mean "name"? Write {FIGURE}.',
        ),
        (
            "report.table(wards, captoin='Wards')",
            'table: there is no argument "captoin". Did you mean "caption"? '
            'Write report.table(df, caption="Litter by ward").',
        ),
        (
            "report.text('a', markdown='b')",
            "text: markdown is given twice. "
            'Write report.text(f"The gap was **{gap:.1f}** points.").',
        ),
        (
            "report['missed-bins'].written(1, 2)",
            "written: it takes at most one argument, and was given 2. "
            'Write report["recycling-rate"].written(51.25).',
        ),
        ("report.overview('short')", "overview: it takes no argument, and was given 1."),
        ("report['missed-bins'].method(level=2)", 'method: there is no argument "level".'),
        (
            "Report(quater='2021-22-q2')",
            'Report: there is no argument "quater". Did you mean "quarter"?',
        ),
    ],
)
def test_what_is_missing_or_misspelt_is_told_with_an_example(source: str, said: str) -> None:
    """Of every helper, and not in Python's words."""
    with pytest.raises(CommandError) as error:
        exec(source, {"report": Report(book=SMALL_BOOK), "wards": WARDS, "Report": Report})
    assert str(error.value) == said


def test_what_fits_is_taken_in_place_or_by_name() -> None:
    report = Report(book=SMALL_BOOK)
    assert report.number(value=2.5) == report.number(2.5) == "3"
    assert "Wards" in report.table(WARDS, "Wards").html
