"""Books of real councils from the files as they are published, with no code of theirs.

The figures to check against are what the councils and the publishers say, not what the program
makes of the files.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import lxml.html
import pytest

from quarterbook.build.stages import build
from quarterbook.data.recorded import read_recorded
from quarterbook.data.vintage import vintage_of
from quarterbook.ground.periods import parse
from quarterbook.judge.comparison import compare
from quarterbook.report.notebook import Report
from quarterbook.storage.book import Book
from support.books import ROOT
from support.command import in_this_process

PUBLISHED = ROOT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.builds,
    pytest.mark.skipif(
        not PUBLISHED.is_dir(),
        reason="the published files are not beside the project (../shared/data)",
    ),
]

SERIES = """\
measure,publisher,indicator,where,numerator,denominator,period,source
re-referrals,ees,rereferral_percent,,rereferral_count,referral_count,year,DfE: children in need
children-looked-after,ees,rate_per_10000,population_type=Children looked after on 31 March each \
year,children_count,population_estimate,year,DfE: children looked after
child-protection-plans,lait,CPP_Num,,,,year,DfE: children in need
"""

MEASURES = """\
id,title,outcome,sub_outcome,service,owner,committee,unit,decimals,polarity,kind,frequency,reading,\
rag_rule,direction_basis,seasonal,status,first_quarter,retired_quarter,definition,source
re-referrals,Re-referrals within twelve months,children,,Children's Social Care,Director of \
Children's Services,,%,1,lower,measure,annual,snapshot,,,no,live,,,,
children-looked-after,Children looked after,children,,Children's Social Care,Director of \
Children's Services,,"per 10,000 children",0,lower,measure,annual,snapshot,,,no,live,,,,
child-protection-plans,Child protection plans,children,,Children's Social Care,Director of \
Children's Services,,number,0,lower,measure,annual,snapshot,,,no,live,,,,
"""

COUNCIL = """\
council: {{name: {name}, short_name: {name}, code: {code}, contact: performance@council.example}}
outcomes:
  - {{id: children, title: "Children's services"}}
comparators:
  - {{id: neighbours, title: Statistical neighbours}}
  - {{id: region, title: {region}}}
  - {{id: england, title: England}}
"""

QUARTER = """\
quarter: 2025-26-Q3
title: Children's services compared
cut_off: 2026-01-31
status: final
editions:
  - {name: benchmarking, title: Benchmarking, pages: [notebooks/benchmarking]}
"""

FILES = (
    ("areas", "areas/uk_local_authorities_current.csv"),
    ("areas", "ees/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"),
    ("neighbours", "neighbours/New_Statistical_Neighbour_Groupings_April_2021.csv"),
    ("ees", "ees/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"),
    ("ees", "ees/cla_number_and_rate_per_10k_children.csv"),
    ("lait", "lait/bds_long_0.parquet"),
)


def run(*words: str) -> str:
    """Run quarterbook as its user would, and return what it printed."""
    ended = in_this_process(*words)
    assert ended.status == 0, ended.err
    return ended.out


def empty_book(folder: Path, name: str, code: str, region: str) -> Book:
    """A book of a council as it begins: settings, three measures and where their figures are."""
    folder.mkdir()
    for part in ("data", "params", "notebooks", "book"):
        (folder / part).mkdir()
    texts = {
        "_toc.yml": "format: jb-book\nroot: notebooks/summary\nchapters:\n"
        "  - file: notebooks/children\n  - file: notebooks/benchmarking\n",
        "data/measures.csv": MEASURES,
        "data/series.csv": SERIES,
        "data/observations.csv": (
            "measure,period,value,numerator,denominator,marker,recorded_on,note\n"
        ),
        "params/council.yml": COUNCIL.format(name=name, code=code, region=region),
        "params/2025-26-q3.yml": QUARTER,
    }
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8")
    shutil.copy2(ROOT / "_config.yml", folder / "_config.yml")
    for page, source in (
        ("summary", "summary"),
        ("benchmarking", "benchmarking"),
        ("children", "your-council"),
    ):
        text = (ROOT / "notebooks" / f"{source}.ipynb").read_text(encoding="utf-8")
        text = text.replace("2021-22-q3", "2025-26-q3").replace('"your-council', '"children')
        text = text.replace('\\"your-council', '\\"children').replace(
            "# Your Council", "# Children"
        )
        json.loads(text)
        (folder / "notebooks" / f"{page}.ipynb").write_text(text, encoding="utf-8")
    return Book(folder)


def filled_book(folder: Path, name: str, code: str, region: str, files: Iterable[int]) -> Book:
    """The same, with published files taken in by the command."""
    book = empty_book(folder, name, code, region)
    for number in files:
        kind, file = FILES[number]
        words = ["import", kind, str(PUBLISHED / file), "--write", "--book", str(folder)]
        if kind not in ("areas", "neighbours"):
            words += ["--published", "2025-11-24"]
        run(*words)
    return book


@pytest.fixture(scope="module")
def shropshire(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("council") / "book"
    return filled_book(folder, "Shropshire", "E06000051", "West Midlands", range(len(FILES)))


def of_another(book: Book, folder: Path, name: str, code: str, region: str) -> Book:
    """The same published figures as another council's book: one file of settings differs."""
    shutil.copytree(book.root, folder)
    (folder / "params" / "council.yml").write_text(
        COUNCIL.format(name=name, code=code, region=region), encoding="utf-8"
    )
    return Book(folder)


def compared(book: Book, measure: str, year: str) -> dict[str, float | None]:
    """The council's figure and its comparators' for a year, by title."""
    known = vintage_of(read_recorded(book), parse("2025-26-Q3"))
    now = known.benchmarks[known.benchmarks["period"] <= parse(year, "annual")]
    found = compare(dataclasses.replace(known, benchmarks=now), measure)
    assert found is not None
    assert found.period == parse(year, "annual")
    return {"own": found.own, **{other.title: other.now.value for other in found.others}}


def test_shropshires_re_referrals_are_those_published(shropshire: Book) -> None:
    """The cabinet's paper of February 2023: 13.8, West Midlands 19.1, England 21.5."""
    found = compared(shropshire, "re-referrals", "2021-22")
    assert found["own"] == 13.8
    assert found["West Midlands"] == 19.1
    assert found["England"] == 21.5


def test_shropshires_children_looked_after_are_those_published(shropshire: Book) -> None:
    found = compared(shropshire, "children-looked-after", "2021-22")
    assert [found[name] for name in ("own", "West Midlands", "England")] == [104, 88, 70]


def test_shropshires_child_protection_plans_fell_by_27_per_cent(shropshire: Book) -> None:
    with (shropshire.data / "benchmarks.csv").open(encoding="utf-8", newline="") as file:
        plans = {
            row["period"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["measure"] == "child-protection-plans" and row["area"] == "E06000051"
        }
    assert round(100 * (plans["2021-22"] / plans["2020-21"] - 1)) == -27


def test_a_second_import_changes_nothing(shropshire: Book) -> None:
    before = (shropshire.data / "benchmarks.csv").read_bytes()
    said = run(
        "import",
        "ees",
        str(PUBLISHED / FILES[3][1]),
        "--published",
        "2025-11-24",
        "--write",
        "--book",
        str(shropshire.root),
    )
    assert (shropshire.data / "benchmarks.csv").read_bytes() == before
    assert re.search(r"unchanged", said)


@pytest.mark.exhaustive
def test_the_page_says_where_shropshire_stands(shropshire: Book, tmp_path: Path) -> None:
    """Cut at March 2022, as the paper was: re-referrals are in the top quartile, low being good."""
    book = of_another(shropshire, tmp_path / "book", "Shropshire", "E06000051", "West Midlands")
    path = book.data / "benchmarks.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    at = head.index("period")
    kept = [row for row in rows if row[at] <= "2021-22"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *kept])
    built = build(book, None, jobs=1)
    assert built.ok, built.problems
    page = lxml.html.fromstring(
        (built.folder / "site" / "notebooks" / "benchmarking.html").read_bytes()
    )
    text = " ".join(page.text_content().split())
    assert "13.8% in 2021/22" in text
    assert re.search(r"19\.1% for (the )?West Midlands", text)
    assert "21.5% for England" in text
    section = text[text.index("Re-referrals within twelve months") :]
    assert re.search(r"[Tt]op quartile", section)
    assert re.search(r"low(er)? (figure )?is (good|better)", section)
    assert (built.folder / "benchmarking.pdf").stat().st_size > 10_000
    assert (built.folder / "benchmarking.docx").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("name", "code", "region"),
    [
        ("Dorset", "E06000059", "South West"),
        *(
            pytest.param(*other, marks=pytest.mark.exhaustive)
            for other in (
                ("Windsor and Maidenhead", "E06000040", "South East"),
                ("Somerset", "E06000066", "South West"),
            )
        ),
    ],
)
def test_other_councils_need_no_code(
    shropshire: Book, tmp_path: Path, name: str, code: str, region: str
) -> None:
    book = of_another(shropshire, tmp_path / "book", name, code, region)
    report = Report("2025-26-q3", book=book.root)
    text = report.benchmarks().markdown
    with (PUBLISHED / FILES[4][1]).open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["population_type"] == "Children looked after on 31 March each year"
            and row["time_period"] == "2025"
        ]
    own = next(row["rate_per_10000"] for row in rows if row["new_la_code"] == code)
    area = next(
        row["rate_per_10000"]
        for row in rows
        if row["geographic_level"] == "Regional" and row["region_name"] == region
    )
    found = compared(book, "children-looked-after", "2024-25")
    assert found["own"] == float(own)
    assert found[region] == float(area)
    assert f"{own} per 10,000 children" in text


@pytest.mark.parametrize(
    ("name", "code", "before", "last"),
    [
        ("Dorset", "E06000059", "E10000009", "2018-19"),
        ("Somerset", "E06000066", "E10000027", "2022-23"),
    ],
)
def test_a_reorganised_council_is_not_joined_to_what_it_was(
    shropshire: Book, tmp_path: Path, name: str, code: str, before: str, last: str
) -> None:
    """The file has each old county's number to its last year; Dorset's first new one is x."""
    book = of_another(shropshire, tmp_path / "book", name, code, "South West")
    known = vintage_of(read_recorded(book), parse("2025-26-Q3"))
    found = compare(known, "re-referrals")
    assert found is not None
    old = [point for point in found.points if point.area == before]
    new = [point for point in found.points if point.area == code]
    assert old
    assert new
    assert max(point.period for point in old).code == last
    assert all(point.period > max(p.period for p in old) for point in new)
    assert next(point for point in new if point.value is not None).broken
