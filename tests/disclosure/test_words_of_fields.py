"""Units, roles, telephones, owners, codes and reasons are read for what is withheld."""

from __future__ import annotations

import pytest
import yaml

from quarterbook.data.recorded import read_recorded
from quarterbook.storage.book import Book
from support.cases_book import read, write
from support.words import PARAMS, decision, problems


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("measure", "unit", "is_found"),
    [
        ("pb", "children (3 in Q1)", True),
        ("pb", "children under 3", False),
        ("pb", "children in year 3", False),
        ("litter-reports", "reports (3 children of pb)", True),
        ("litter-reports", "reports per 3 children", False),
    ],
)
def test_units(cases: Book, measure: str, unit: str, *, is_found: bool) -> None:
    path = cases.data / "measures.csv"
    rows = read(path)
    next(row for row in rows if row["id"] == measure)["unit"] = unit
    write(path, rows)
    assert [one.file for one in problems(cases)] == ["data/measures.csv"] * is_found


@pytest.mark.parametrize(
    ("column", "words", "is_found"),
    [
        ("owner", "Head of the 3 children", True),
        ("owner", "Team 3", False),
        ("id", "the-3-children", True),
        ("id", "3", False),
    ],
)
def test_decisions(cases: Book, column: str, words: str, *, is_found: bool) -> None:
    row = {**decision("pb", "Look at it.", "d1"), column: words}
    write(cases.data / "decisions.csv", [row])
    assert [one.file for one in problems(cases)] == ["data/decisions.csv"] * is_found


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("key", "words", "is_found"),
    [
        ("sign_offs", "Director of 3 children", True),
        ("sign_offs", "Director of 3 services", False),
        ("telephone", "01305 221000, for 3 children", True),
        ("telephone", "01305 221003", False),
        ("email", "3-children-of-pb@yours.example", True),
        ("email", "team-3@yours.example", False),
    ],
)
def test_params(cases: Book, key: str, words: str, *, is_found: bool) -> None:
    path = cases.root / PARAMS
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    if key == "sign_offs":
        params[key] = [words]
        del params["status"]
    else:
        params["officers"][0][key] = words
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")
    assert [one.file for one in problems(cases)] == [PARAMS] * is_found


@pytest.mark.parametrize(("code", "is_found"), [("3 children", True), ("E12000003", False)])
def test_codes_of_areas(cases: Book, code: str, *, is_found: bool) -> None:
    blank = dict.fromkeys(("region", "from", "to", "successor"), "")
    own = read_recorded(cases).council.council.code
    rows = [
        {"code": own, "name": "Own", "kind": "council", **blank},
        {"code": code, "name": "Near", "kind": "region", **blank},
    ]
    write(cases.data / "areas.csv", rows)
    assert [one.file for one in problems(cases)] == ["data/areas.csv"] * is_found
