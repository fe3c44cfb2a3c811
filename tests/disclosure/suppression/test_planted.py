"""A quarter, built and published: no file of it holds what is withheld."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from quarterbook import Report
from quarterbook.build.built import Built
from quarterbook.build.stages import build
from quarterbook.build.up_to_date import check_up_to_date
from quarterbook.data.recorded import read_recorded
from quarterbook.ground.periods import parse
from quarterbook.release.publish import publish
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK
from support.secrets import held_in

Q1, Q2 = parse("2021-22-Q1"), parse("2021-22-Q2")


PLANTED = {
    "a small count and its share": ["4871093", "31.4159358", "31.41594", "15505166"],
    "a share of nearly all": ["97.5308205", "97.53082", "2219137", "87654321", "89873458"],
    "marked confidential": ["98765.4321", "98765.4"],
    "what was known before of one": ["86420.1357", "86420.1"],
    "a small part": ["4391527"],
    "the part that would give it away": ["8213206"],
    "a small forecast": ["4127853"],
    "another council's small count": ["3999111"],
}
SHOWN = ["12604733", "13017345", "6310222", "6707123"]
HEAD = "title,outcome,sub_outcome,service,owner,committee,unit,decimals,polarity,kind,frequency"
MEASURES = f"""\
id,{HEAD},reading,rag_rule,direction_basis,seasonal,status,first_quarter,retired_quarter,\
definition,source,small_numbers,part_of
recycling-rate,Recycled,environment,waste,,,,%,5,higher,measure,quarterly,snapshot,,,,live,,,,,,
missed-bins,Missed bins,environment,waste,,,,per head,1,lower,measure,monthly,snapshot,,,,live,,,,,,
clean-streets,Clean,environment,streets,,,,%,5,higher,measure,quarterly,snapshot,,,,live,,,,,,
homes,New homes,housing,supply,,,,number,0,higher,measure,annual,snapshot,,,,live,,,,,,
social,Social,housing,supply,,,,number,0,higher,measure,annual,snapshot,,,,live,,,,,,homes
private,Private,housing,supply,,,,number,0,higher,measure,annual,snapshot,,,,live,,,,,,homes
"""
OBSERVATIONS = """\
measure,period,value,numerator,denominator,marker,recorded_on,note
recycling-rate,2020-21-Q3,45.21111,,,,2021-01-20,
recycling-rate,2020-21-Q4,47.32222,,,,2021-04-20,
recycling-rate,2021-22-Q1,48.13333,,,,2021-07-20,
recycling-rate,2021-22-Q2,31.4159358,4871093,15505166,,2021-10-20,It is 4871093 now
missed-bins,2021-05,61.3,,,,2021-06-03,
missed-bins,2021-06,58.2,,,,2021-07-03,
missed-bins,2021-07,86420.1357,,,,2021-08-02,
missed-bins,2021-07,,,,c,2021-10-05,Withdrawn
missed-bins,2021-08,98765.4321,,,c,2021-09-03,
missed-bins,2021-09,60.4,,,,2021-10-05,
clean-streets,2021-22-Q1,95.12345,,,,2021-07-20,
clean-streets,2021-22-Q2,97.5308205,87654321,89873458,,2021-10-20,
homes,2018-19,12950117,,,,2019-06-01,
social,2018-19,6431908,,,,2019-06-01,
private,2018-19,6518209,,,,2019-06-01,
homes,2019-20,12604733,,,,2020-06-01,
social,2019-20,4391527,,,,2020-06-01,
private,2019-20,8213206,,,,2020-06-01,
homes,2020-21,13017345,,,,2021-06-01,
social,2020-21,6310222,,,,2021-06-01,
private,2020-21,6707123,,,,2021-06-01,
social,2021-22,4127853,,,f,2021-10-01,
"""
BENCHMARKS = """\
measure,period,area,value,numerator,denominator,marker,source,published_on
social,2019-20,E07000998,4391527,,,,Homes statistics,2021-06-01
social,2019-20,E07000991,7100000,,,,Homes statistics,2021-06-01
social,2019-20,E07000992,7300000,,,,Homes statistics,2021-06-01
social,2019-20,E07000993,3999111,,,,Homes statistics,2021-06-01
"""
AREAS = "code,name,kind,region,from,to,successor\n" + "".join(
    f"E0700099{number},Council {number},council,,,,\n" for number in (1, 2, 3, 8)
)
READS_ALL = """\
import pandas as pd
from IPython.display import display
from quarterbook.data.recorded import read_recorded
from quarterbook.storage.book import Book
display(pd.read_csv("../data/observations.csv").astype(str))
display(pd.read_csv("../data/benchmarks.csv").astype(str))
display(read_recorded(Book.find(None)).tables["observations"].astype(str))
display(report.view.vintage.observations.astype(str), report.view.vintage.benchmarks.astype(str))"""


def plant(folder: Path, observations: str = OBSERVATIONS) -> Book:
    """The small book with other figures, and a notebook that shows all the data it finds."""
    shutil.copytree(SMALL_BOOK, folder)
    for name, text in {
        "measures": MEASURES,
        "observations": observations,
        "benchmarks": BENCHMARKS,
        "areas": AREAS,
        "targets": "measure,period,target,floor,lower,upper,set_on\n",
        "commentary": "measure,quarter,commentary,action,highlight,rag_judgement,rag_reason,"
        "owner,written_on\nrecycling-rate,2021-22-Q2,It fell.,,concern,,,,2021-10-22\n",
    }.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "data" / "notes.txt").write_text("4871093 people\n", encoding="utf-8")
    council = folder / "params" / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(f"{text}suppression_threshold: 5000000\n", encoding="utf-8")
    notebook = folder / "notebooks" / "environment.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for number, source in enumerate((READS_ALL, 'report["recycling-rate"].benchmark()')):
        tags = {"tags": ["show-print"]}
        cell = {"cell_type": "code", "id": f"all-{number}", "metadata": tags, "source": source}
        content["cells"].append(cell | {"execution_count": None, "outputs": []})
    notebook.write_text(json.dumps(content), encoding="utf-8")
    return Book(folder)


def forms(figure: str) -> set[str]:
    """A figure with and without thousands comma."""
    whole, point, places = figure.partition(".")
    return {figure, f"{int(whole):,}{point}{places}"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    book = plant(tmp_path_factory.mktemp("planted") / "book")
    built = build(book, "2021-22-q2", jobs=1)
    assert built.ok, built.problems
    publish(book, Q2, book.root / "public", check_up_to_date(book, Q2), draft=True)
    return built


@pytest.mark.builds
def test_no_file_of_a_quarter_holds_a_withheld_figure(planted: Built) -> None:
    public = planted.folder.parents[1] / "public"
    for folder in (planted.folder, public):
        texts = held_in(folder)
        for what, figures in PLANTED.items():
            for form in {form for figure in figures for form in forms(figure)}:
                where = [name for name, text in texts if form in text]
                assert not where, f"{what}: {form} is in {where}"
        assert any("[c]" in text for _, text in texts)
    assert [note.split(" is ")[0] for note in planted.notes] == ["data/notes.txt"]


def test_the_search_would_have_found_it(planted: Built) -> None:
    """What is published is found in a page, in the paper, in Word, in the workbook and in CSV."""
    texts = held_in(planted.folder)
    for figure in SHOWN:
        where = " ".join(name for name, text in texts if any(f in text for f in forms(figure)))
        for place in (
            "site/notebooks/housing.html",
            "report.pdf page",
            "report.docx/word/document.xml",
            "data.xlsx/xl/",
            ".csv",
            "source/data/observations.csv",
        ):
            assert place in where, f"{figure} is not in {place}"


def test_charts_are_drawn_as_if_nobody_had_recorded_the_figure(
    planted: Built, tmp_path: Path
) -> None:
    """Byte for byte: scale, ticks and labels know nothing of it either."""
    rows = list(csv.reader(io.StringIO(OBSERVATIONS)))
    of_none = [
        [*row[:2], "", "", "", "c", row[6], ""]
        if any(cell in figures for figures in PLANTED.values() for cell in row[2:4])
        else row
        for row in rows
        if row[5] != "f" and row[2] != "86420.1357"
    ]
    assert sum(row[5] == "c" for row in of_none) == 6
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(of_none)
    blank = Report("2021-22-q2", book=plant(tmp_path / "book", text.getvalue()).root)
    built = Report("2021-22-q2", book=planted.folder / "source")
    in_jupyter = Report("2021-22-q2", book=planted.folder.parents[1])
    for view in blank.view.views_shown:
        for path, svg in blank[view.id].chart().files.items():
            assert (planted.folder / "source" / path).read_text(encoding="utf-8") == svg
        for other in (built, in_jupyter):
            assert other[view.id].section() == blank[view.id].section()


def test_the_staged_data_are_the_analyst_s_less_what_is_withheld(planted: Built) -> None:
    data = planted.folder / "source" / "data"
    assert sorted(path.name for path in data.iterdir()) == [
        f"{name}.csv"
        for name in ("areas", "benchmarks", "commentary", "measures", "observations", "targets")
    ]
    assert (data / "measures.csv").read_text(encoding="utf-8") == MEASURES
    lines = (data / "observations.csv").read_bytes().decode("utf-8").split("\n")
    before = OBSERVATIONS.split("\n")
    assert lines[:4] == before[:4]
    assert lines[4:6] == ["recycling-rate,2021-22-Q2,,,,c,2021-10-20,", before[5]]
    assert "missed-bins,2021-07,,,,c,2021-08-02," in lines
    assert "missed-bins,2021-07,,,,c,2021-10-05," in lines
    assert not any(line.endswith(("2021-10-01,", "\r")) for line in lines)
    read_recorded(Book(planted.folder / "source"))
