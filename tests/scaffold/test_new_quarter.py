"""`quarterbook new`: the last quarter's params moved on, and what must be written."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from quarterbook.data.params.checked_yaml import read_yaml
from quarterbook.data.params.council import read_council
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.params.quarter_files import read_quarters
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.errors import BookError, CommandError
from quarterbook.ground.periods import parse_quarter
from quarterbook.scaffold.new_quarter import start_quarter
from quarterbook.storage.book import Book

Q3, Q4 = (parse_quarter(f"2021-22-q{number}") for number in (3, 4))
CORRECTIONS = """\
corrections:
  - date: 2022-03-10
    reason: >-
      Potholes were
      counted twice.
  - {date: 2022-03-11, reason: A chart was missing}
"""
PARAMS = (
    """\
# What the clerk asked for
quarter: 2021-22-Q3
title: Corporate performance report
cut_off: 2022-02-04
meetings:
  - {committee: cabinet, date: 2022-03-02, item: 8, classification: public}
  - committee: performance-scrutiny
    date: "2022-03-09"
officers:
  - {role: Report author, post: Performance Manager, email: performance@mereshire.example}
sign_offs: [Monitoring Officer, Section 151 Officer]
"""
    + CORRECTIONS
    + """
synopsis: >-
  Three months,
  and what came of them.
recommendations:
  - &note Note the report.
editions:
  - name: cabinet
    committee: cabinet
    meeting: 2022-03-02
    page: book/papers/cabinet
    forward_plan: {reference: FP/22/01/05, first_published: 2022-01-31}
    newer_to: 2022-02-28   # the day of the dispatch
  - name: scrutiny
    committee: performance-scrutiny
    page: book/papers/cabinet
    recommendations: [*note]
exempt:
  - page: book/papers/dispute
    reason: >-
      Paragraph 3
      (business affairs)
"""
)


@pytest.fixture
def written(book: Book) -> Book:
    """The demonstration with these params for its newest quarter."""
    (book.params / "2021-22-q3.yml").write_text(PARAMS, encoding="utf-8")
    return book


def test_params_are_copied_as_written_with_dates_moved_on(written: Book) -> None:
    """Three months on; a weekend becomes the Friday before, 31 January the end of April."""
    started = start_quarter(written, "2021-22-q4")
    assert started.path == written.params / "2021-22-q4.yml"
    expected = (
        PARAMS.replace("quarter: 2021-22-Q3", "quarter: 2021-22-Q4")
        .replace("cut_off: 2022-02-04", "cut_off: 2022-05-04")
        .replace("date: 2022-03-02", "date: 2022-06-02")
        .replace('date: "2022-03-09"', "date: 2022-06-09")
        .replace("meeting: 2022-03-02", "meeting: 2022-06-02")
        .replace("first_published: 2022-01-31", "first_published: 2022-04-29")
        .replace("newer_to: 2022-02-28", "newer_to: 2022-05-27")
        .replace(
            PARAMS[PARAMS.index("corrections") : PARAMS.index("\nsynopsis")], "corrections: []\n"
        )
        .replace("synopsis: >-\n  Three months,\n  and what came of them.", 'synopsis: ""')
    )
    assert started.path.read_text(encoding="utf-8") == expected
    quarters = read_quarters(written, read_council(written))
    assert quarters[Q4].quarter == Q4
    assert quarters[Q4].meeting_of(quarters[Q4].editions[0]) == quarters[Q4].meetings[0]
    assert quarters[Q4].recommendations == quarters[Q3].recommendations
    assert not (written.params / "2021-22-q4.signed.json").exists()


def test_the_demonstration_s_own_params_move_on_and_load(book: Book) -> None:
    last = read_quarters(book, read_council(book))[Q3]
    started = start_quarter(book, "2022-23-q1")
    moved = read_yaml(book, started.path, Quarter)
    assert moved.cut_off == date(2022, 8, 4)
    assert moved.synopsis == ""
    changed = {"quarter", "cut_off", "synopsis", "meetings", "editions"}
    assert moved.model_dump(exclude=changed) == last.model_dump(exclude=changed)
    for one, other in zip(moved.editions, last.editions, strict=True):
        dated = {"meeting", "newer_to", "forward_plan"}
        assert one.model_dump(exclude=dated) == other.model_dump(exclude=dated)
    read_recorded(book)


def test_a_quarter_that_nobody_signs_begins_as_a_draft(written: Book) -> None:
    text = PARAMS.replace(
        "sign_offs: [Monitoring Officer, Section 151 Officer]", "status: final   # by the head"
    )
    (written.params / "2021-22-q3.yml").write_text(text, encoding="utf-8")
    started = start_quarter(written, "2021-22-q4")
    assert "status: draft   # by the head" in started.path.read_text(encoding="utf-8")
    assert not any("sign" in line for line in started.due)


def test_blanks_stay_blank(written: Book) -> None:
    text = PARAMS.replace("    meeting: 2022-03-02\n", "    meeting:\n")
    (written.params / "2021-22-q3.yml").write_text(text, encoding="utf-8")
    started = start_quarter(written, "2021-22-q4")
    assert "    meeting:\n" in started.path.read_text(encoding="utf-8")


def replace_rows(book: Book, name: str, text: str) -> None:
    (book.data / f"{name}.csv").write_text(text, encoding="utf-8")


def test_what_must_be_written(written: Book) -> None:
    replace_rows(
        written,
        "milestones",
        "id,title,outcome,owner,committee,due,forecast,completed_on,status,commentary,recorded_on\n"
        "bridge,Bridge,your-council,Head of Highways,,2022-03-31,,,on_track,,2021-10-01\n"
        "depot,Depot,your-council,Head of Highways,,2021-09-30,,,on_track,,2021-07-01\n"
        "depot,Depot,your-council,Head of Highways,,2021-09-30,,2021-09-30,completed,,2021-10-01\n",
    )
    replace_rows(
        written,
        "decisions",
        "id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on,kind\n"
        "D1,cabinet,2021-12-01,,Why?,Head of Waste,2021-22-Q3,open,,,\n"
        "D2,cabinet,2021-12-01,,When?,Head of Waste,2022-23-Q1,open,,,asked\n"
        "D3,cabinet,2021-12-01,,How?,Head of Homes,,open,,,\n"
        "D4,cabinet,2021-12-01,,Who?,Head of Homes,2021-22-Q3,closed,Us,2022-01-10,\n"
        "D5,cabinet,2021-12-01,,Noted,,,,,,noted\n",
    )
    due = list(start_quarter(written, "2021-22-q4").due)
    params = "params/2021-22-q4.yml"
    assert due[:6] == [
        f"{params}: check the cut-off, 2022-05-04",
        f"{params}: check the meeting, its day and its item: Cabinet, 2022-06-02",
        f"{params}: check the meeting, its day and its item: "
        "Performance Management Scrutiny Committee, 2022-06-09",
        f"{params}: write the synopsis, the recommendations and the references of the forward plan",
        f"{params}: is book/papers/dispute still exempt? "
        'The reason given is "Paragraph 3 (business affairs)"',
        "data/observations.csv: monthly measures (24): January, February and March 2022",
    ]
    assert [line for line in due if line.startswith("data/milestones")] == [
        "data/milestones.csv: Head of Highways: bridge"
    ]
    assert [line for line in due if line.startswith("data/decisions")] == [
        "data/decisions.csv: Head of Homes: answer D3",
        "data/decisions.csv: Head of Waste: answer D1 (due by Q3 2021/22, overdue), "
        "D2 (due by Q1 2022/23)",
    ]
    assert "data/commentary.csv: Head of Finance: budget-variance, invoices-30-days" in due
    assert due[-2:] == [
        "book/papers/cabinet.md: read through and bring up to date, for cabinet and scrutiny",
        "when it is built, Monitoring Officer and Section 151 Officer sign: "
        "quarterbook sign 2021-22-q4 --as ROLE",
    ]


def test_files_of_ones_own_that_code_names_are_due(written: Book) -> None:
    """What no code names may be anything."""
    for name in ("wards.csv", "raw/sites.xlsx", "notes.csv"):
        (written.data / name).parent.mkdir(exist_ok=True)
        (written.data / name).write_text("ward,bags\nLoop,40\n", encoding="utf-8")
    module = written.notebooks / "wards.py"
    module.write_text('WARDS, SITES = "../data/wards.csv", "../data/raw/sites.xlsx"\n', "utf-8")
    due = start_quarter(written, "2021-22-q4").due
    assert [line for line in due if "of your own" in line] == [
        "data/raw/sites.xlsx: a file of your own that pages show; add what is new",
        "data/wards.csv: a file of your own that pages show; add what is new",
    ]


def test_figures_that_are_there_are_not_due(written: Book) -> None:
    """Of all quarterly measures but one, and of all months but March."""
    measures = pd.read_csv(written.data / "measures.csv", dtype=str, keep_default_na=False)
    often = measures[measures["status"] == "live"].set_index("id")["frequency"]
    monthly, quarterly = ([*often.index[often == one]] for one in ("monthly", "quarterly"))
    rows = [f"{id_},2022-{month},1,,,,2022-04-20,\n" for id_ in monthly for month in ("01", "02")]
    rows += [f"{id_},2021-22-Q4,1,,,,2022-04-20,\n" for id_ in quarterly[1:]]
    with (written.data / "observations.csv").open("a", encoding="utf-8") as file:
        file.writelines(rows)
    due = start_quarter(written, "2021-22-q4").due
    assert [line for line in due if "monthly measures" in line or "quarterly measures" in line] == [
        "data/observations.csv: monthly measures (24): March 2022",
        "data/observations.csv: quarterly measures (1): Q4 2021/22",
    ]


def test_yearly_figures_are_due_when_they_came_last_year(book: Book) -> None:
    """Between the cut-offs, 4 February and 4 May 2022, a year before: 4 February to 4 May 2021."""
    rows = (book.data / "observations.csv").read_text(encoding="utf-8")
    header, *lines = rows.splitlines()
    lines = [line for line in lines if not line.startswith("net-additional-homes,")]
    assert header == "measure,period,value,numerator,denominator,marker,recorded_on,note"
    lines += [
        "net-additional-homes,2018-19,1,,,,2021-02-04,",
        "net-additional-homes,2019-20,1,,,,2021-05-05,",
    ]
    replace_rows(book, "observations", "\n".join([header, *lines]) + "\n")
    before = start_quarter(book, "2021-22-q4")
    before.path.unlink()
    assert not any("net-additional-homes" in line for line in before.due if "annual" in line)
    lines[-1] = "net-additional-homes,2019-20,1,,,,2021-05-04,"
    replace_rows(book, "observations", "\n".join([header, *lines]) + "\n")
    (line,) = [line for line in start_quarter(book, "2021-22-q4").due if "annual" in line]
    assert line.startswith("data/observations.csv: annual measures (2) whose figures came at this ")
    assert "net-additional-homes" in line


@pytest.mark.parametrize(
    ("quarter", "message"),
    [
        ("2021-22-q3", "params/2021-22-q3.yml is there already"),
        ("2021-22-q5", "is not a quarter"),
        ("2020-21-q4", "is before the newest quarter"),
    ],
)
def test_what_cannot_be_started(book: Book, quarter: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        start_quarter(book, quarter)


def test_params_that_cannot_be_written(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BookError, match="No space left"):
        start_quarter(book, "2021-22-q4")
    assert not list(book.params.glob("*q4*"))
