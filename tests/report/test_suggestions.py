"""What an error says of a name that is nearly one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from quarterbook import Report
from quarterbook.report.suggestions import meant_instead
from support.books import SMALL_BOOK

WARDS = pd.DataFrame({"Ward": ["Northgate"]})


def meant(source: str) -> str:
    names: dict[str, Any] = {"report": Report(book=SMALL_BOOK), "wards": WARDS}
    with pytest.raises((AttributeError, NameError, TypeError)) as error:
        exec(source, names)
    return meant_instead(error.value, names)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("report.section()", "sections"),
        ("report.tabel(wards)", "table"),
        ("report['missed-bins'].findng", "finding"),
        ("report.table(wards, captoin='Wards')", "caption"),
        ("report.figure(None, naem='a', alt='b')", "name"),
        ("reprot.table(wards)", "report"),
        ("wards.grouby('Ward')", "groupby"),
    ],
)
def test_the_name_that_was_meant(source: str, name: str) -> None:
    assert meant(source) == f' Did you mean "{name}"?'


@pytest.mark.parametrize(
    "source", ["report.zzzz", "zzzz", "report.text(qqq=1)", "1 + 'a'", "report.table()"]
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
