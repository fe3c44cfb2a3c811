"""A book with every file that a book can have, and one thing done to it at random.

All chance comes from the `random.Random` given: hypothesis draws it, a seed repeats it.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from support.books import SMALL_BOOK

# Tables that the small book does not have, and lines of those that it has.
TABLES = {
    "areas": "code,name,kind,region,from,to,successor,dfe_code,ascof_code\n"
    "E07000998,Alderbrook,council,E12000009,,,,800,801\n"
    "E07000997,Brackenshire,council,E12000009,,,,,\n"
    "E07000996,Cold Ashby,council,E12000009,2009-04-01,,,,\n"
    "E07000995,Old Ashby,council,E12000009,,2009-03-31,E07000996,,\n"
    "E12000009,South West,region,,,,,,\n"
    "E92000001,England,country,,,,,,\n",
    "benchmarks": "measure,period,area,value,numerator,denominator,marker,source,published_on\n"
    + "".join(
        f"homes-delivered,{year},{area},{value},,,,Live tables,{day}\n"
        for year, day in (("2019-20", "2020-11-19"), ("2020-21", "2021-09-30"))
        for area, value in (
            ("E07000998", 1310),
            ("E07000997", 950),
            ("E07000996", 1204),
            ("E92000001", 1100),
        )
    ),
    "comparators": "group,council,member,rank\nnear,E07000998,E07000997,1\n"
    "neighbours,E07000998,E07000996,\n",
    "decisions": "id,committee,met_on,measure,request,owner,due_quarter,status,response,closed_on,"
    "kind,answered_on\n"
    "CAB-1,cabinet,2021-06-23,recycling-rate,Say what food waste costs.,Head of Waste,2021-22-Q2,"
    "closed,A note went to members.,2021-10-20,asked,2021-10-01\n"
    "CAB-2,cabinet,2021-09-01,,The report for the first quarter.,,,,,,noted,\n",
    "milestones": "id,title,outcome,owner,committee,due,forecast,completed_on,status,commentary,"
    "recorded_on,highlight\n"
    "depot,New depot open,environment,Head of Waste,cabinet,2022-03-31,2022-06-30,,at_risk,"
    "The ground is wet.,2021-10-20,concern\n"
    "strategy,Housing strategy adopted,housing,Head of Housing,cabinet,2021-09-30,2021-09-30,"
    "2021-09-22,completed,Adopted.,2021-10-20,\n",
    "recalculations": "measure,period,reason,set_on\n"
    "missed-bins,2021-01,A new round began,2021-02-01\n",
    "series": "measure,publisher,indicator,where,numerator,denominator,period,scale,source,caveat\n"
    "homes-delivered,table,homes,,,,year,1,Live tables,A small sample\n"
    "recycling-rate,ees,rate,kind=All,,,year,,Defra,\n",
}
# A measure of every kind of rule, reading and basis: its line, its figures, its target.
MORE_COLUMNS = (
    "tolerance,amber_when,same_within,long_term_basis,definition_from,small_numbers,part_of,"
    "related,precision,complete,headline,possible,neighbours"
)
MEASURES = (
    "missed-calls,Calls missed,environment,streets,,,cabinet,%,1,lower,measure,monthly,snapshot,"
    "tolerance,previous,no,live,,,,,10%,no_worse_than_year_ago,1%,spc,,,,missed-bins,,,newest,,\n"
    "spent,Spending on streets,environment,streets,,,cabinet,£m,2,plan,measure,quarterly,"
    "year_to_date,plan,year_ago,no,live,,,,,5%,,,,,show,,,recorded,,,any,\n"
    "visits,Visits to the depot,environment,waste,,,,number,0,none,activity,quarterly,rolling_12,"
    "expected_range,trend,no,live,,,,,,,,,2021-22-Q1,round,,,,,,,\n"
    "all-helped,People helped,housing,supply,,,cabinet,number,0,higher,measure,quarterly,snapshot,"
    "bands,judged,yes,live,,,,,,,,,,withhold,,,,,,,\n"
    "helped-late,People helped late,housing,supply,,,cabinet,number,0,lower,measure,quarterly,"
    "snapshot,judged,judged,no,live,,,,,,,,,,,all-helped,,,,,,\n"
    "helped-soon,People helped soon,housing,supply,,,cabinet,number,0,higher,measure,quarterly,"
    "snapshot,none,previous,no,live,,,,,,,,,,,all-helped,,,,,,near\n"
    "content,Tenants content,housing,supply,,,cabinet,%,1,higher,measure,annual,snapshot,,,no,live,"
    ",,,,,,0.5 points,,,,,,,April,,,\n"
    "to-come,Homes without gas,housing,supply,,,cabinet,number,0,higher,measure,annual,snapshot,,,"
    "no,in_development,,,,,,,,,,,,,,,,,\n"
    "gone,Homes with gas,housing,supply,,,cabinet,number,0,higher,measure,annual,snapshot,,,no,"
    "retired,2019-20-Q1,2020-21-Q4,,,,,,,,,,,,,,,\n"
)
OBSERVATIONS = (
    "".join(
        f"missed-calls,{2020 + (month + 3) // 12}-{(month + 3) % 12 + 1:02d},{8 + month % 4},,,,"
        "2021-10-05,\n"
        for month in range(18)
    )
    + "spent,2020-21-Q2,4.11,,,,2020-10-20,\nspent,2021-22-Q2,4.25,,,,2021-10-20,\n"
    "spent,2021-22-Q4,8.4,,,f,2021-10-20,\n"
    "visits,2021-22-Q1,41244,,,,2021-07-20,\nvisits,2021-22-Q2,41303,,,e,2021-10-20,\n"
    "all-helped,2021-22-Q1,54,,,,2021-07-20,\nall-helped,2021-22-Q2,60,,,,2021-10-20,\n"
    "helped-late,2021-22-Q1,4,,,,2021-07-20,\nhelped-late,2021-22-Q2,12,,,,2021-10-20,\n"
    "helped-soon,2021-22-Q1,50,,,,2021-07-20,\nhelped-soon,2021-22-Q2,48,,,r,2021-10-20,\n"
    "content,2020-21,81.5,163,200,b,2020-06-20,\ncontent,2021-22,80,160,200,,2021-06-20,\n"
    "gone,2019-20,1400,,,x,2020-06-01,\n"
)
TARGETS = (
    "missed-calls,2021-22,8,,,,2021-03-01\nspent,2021-22-Q2,4.2,,,,2021-03-01\n"
    "spent,2021-22,8.4,,,,2021-03-01\nvisits,2021-22,,,40000,50000,2021-03-01\n"
    "all-helped,2021-22,,,50,60,2021-03-01\nhelped-late,2021-22,10,,,,2021-03-01\n"
    "content,2021-22,82,79,,,2021-03-01\n"
)
COMMENTARY = (
    "helped-late,2021-22-Q2,It was a wet autumn.,Hire.,note,amber,The floods.,Head of Housing,"
    "2021-10-22,same,2021-12-01\n"
)
COUNCIL = (
    "comparators:\n  - {id: neighbours, title: Councils near by}\n"
    "  - {id: england, title: England}\n"
    "suppression_threshold: 5\n"
    "chance: [{measures: [visits, missed-bins], reason: They have nothing in common.}]\n"
)
QUARTER = (
    "exempt:\n  - {measure: spent, reason: Paragraph 3 of Part 1 of Schedule 12A}\n"
    "accepted_words:\n"
    "  - {words: Only 3 took part., file: book/method.md, reason: It counts schools.,"
    " role: Monitoring Officer}\n"
)

# Cells, keys and pieces of syntax that files have had, or that programs stumble over.
PIECES = [
    "", " ", ",", ",,,", "\n", "\r", "\r\n", "\t", ";", '"', '""', "'", ":", ": ", "- ", "#", "|",
    "{", "}", "[", "]", "{{", "}}", "&a", "*a", "<<: *a", "!!python/object:x", "%", "`", "\\",
    "0", "-1", "1e308", "5e-324", "nan", "inf", "-0", "0x1f", "1_000", "1,204", "44197", "½", "٣",
    "2021-02-30", "2021-13", "2021-22-Q5", "2021-23", "9999-12-31", "0001-01-01", "Apr-25",
    "20/07/2025", "true", "no", "off", "null", "~", "..", "../..", "/etc/passwd", "C:\\x", "con",
    "\x00", "\x08", "\x1b[31m", "\ufeff", "\ufffe", "\u2028", "\u202e", "\U0001f5d1", "é",
    "=HYPERLINK(\"x\")", "<script>", "<!--", "$x$", "```", "```{include} /etc/passwd", "=======",
    "<<<<<<< HEAD", "version https://git-lfs.github.com/spec/v1", "<!DOCTYPE html>", "a" * 400,
    "id", "measure", "period", "any", "April", "newest", "judged", "year_to_date", "biennial",
    "-100 to 250", "2015 to 2017", "2018-19 to 2020-21", "2021", "2021-22", "2020/21-AY", "2021-09",
    "E07000998", "E92000001", "recycling-rate", "helped-late", "environment", "trend", "spc",
    "plan", "bands", "tolerance", "none", "round", "c", "f", "x", "1e-9", "0.000001", "1e15",
    "::: note", ":::{note}", "![](x.png)", "[](#x)", "{ref}`x`", "@x", "//", "\\u0000",
]  # fmt: skip


def whole_book(root: Path) -> None:
    """Write the small book with every table and every setting."""
    shutil.copytree(SMALL_BOOK, root)
    data, params = root / "data", root / "params"
    for name, text in TABLES.items():
        (data / f"{name}.csv").write_text(text, encoding="utf-8")
    header, *lines = (data / "measures.csv").read_text(encoding="utf-8").splitlines()
    blank = "," * (MORE_COLUMNS.count(",") + 1)
    lines = [f"{header},{MORE_COLUMNS}", *(line + blank for line in lines), MEASURES]
    (data / "measures.csv").write_text("\n".join(lines), encoding="utf-8")
    council = (params / "council.yml").read_text(encoding="utf-8")
    more = "tolerance: 5%, significance: 0.05, drop_outlying_ranges: true}"
    (params / "council.yml").write_text(council.replace("previous}", f"previous, {more}"))
    header, *lines = (data / "commentary.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{header},direction_judgement,action_by", *(line + ",," for line in lines)]
    (data / "commentary.csv").write_text("\n".join([*lines, COMMENTARY]), encoding="utf-8")
    for path, text in {
        data / "observations.csv": OBSERVATIONS,
        data / "targets.csv": TARGETS,
        params / "council.yml": COUNCIL,
        params / "2021-22-q2.yml": QUARTER,
    }.items():
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    (params / "2021-22-q2.signed.json").write_text(
        '[\n {"role": "Director of Resources", "date": "2021-11-12", "pages": {"data.xlsx": "ab"}}'
        "\n]\n"
    )


def spoil_at_random(chance: random.Random, root: Path) -> list[str]:
    """Spoil one to three files of a book; return their names."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    spoilt = [chance.choice(files) for _ in range(chance.choice((1, 1, 2, 3)))]
    for path in spoilt:
        path.write_bytes(spoil(chance, path.read_bytes()))
    return [path.relative_to(root).as_posix() for path in spoilt]


def spoil(chance: random.Random, text: bytes) -> bytes:
    """Do one thing to a file: to some of its bytes, its lines, its cells or its values."""
    how = chance.choice(("put", "swap", "cut", "line", "double", "cell", "cell", "value", "raw"))
    piece = spoilt_words(chance).encode("utf-8", "surrogatepass")
    lines = text.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    line = lines[at]
    place = chance.randint(0, len(line))
    if how == "raw":
        more = bytes(chance.randrange(256) for _ in range(chance.randint(1, 4)))
        return text[:place] + more + text[place:]
    if how == "cut":
        return b"".join(lines[:at]) + line[:place]
    if how == "double":
        lines.insert(at, line)
    elif how == "line":
        del lines[at]
    elif how == "cell":
        cells = line.rstrip(b"\n").split(b",")
        cells[chance.randrange(len(cells))] = piece
        lines[at] = b",".join(cells) + b"\n"
    elif how == "value":
        before, colon, _ = line.partition(b":")
        lines[at] = before + (colon + b" " if colon else b"") + piece + b"\n"
    else:
        end = place if how == "put" else chance.randint(place, len(line))
        lines[at] = line[:place] + piece + line[end:]
    return b"".join(lines)


def spoilt_words(chance: random.Random) -> str:
    """A piece that programs stumble over, or characters from anywhere in Unicode."""
    if chance.random() < 0.8:
        return chance.choice(PIECES)
    codes = ((1, 0x7F), (0xA0, 0x2FFF), (0xD800, 0xDFFF), (0xE000, 0xFFFF), (0x10000, 0x1FFFF))
    return "".join(chr(chance.randint(*chance.choice(codes))) for _ in range(chance.randint(1, 6)))
