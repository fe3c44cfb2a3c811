"""The site against the record: the figures and verdicts in its tables, and the counts it says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import html

from oracle.control import assurance, is_of_several_levels, variation
from oracle.expected import Expected, Verdict, by_other_rules
from oracle.outputs.comparisons import check_comparison, check_up_to_date
from oracle.outputs.sentences import page_sentences
from oracle.records import Goal, Known
from oracle.spans import Span

CHARTED = {"monthly": 25, "quarterly": 13, "annual": 10, "biennial": 6}
Pairs = Iterator[tuple[str, object, object]]


class Table(NamedTuple):
    caption: str
    headers: tuple[str, ...]
    rows: list[dict[str, str]]


def check_site(folder: Path, book: Expected) -> tuple[list[str], int]:
    """Compare every page with the record: what differs, and how much was compared."""
    wrong, compared = [], 0
    for path in sorted(folder.rglob("*.html")):
        page = html.fromstring(path.read_bytes())
        name = path.relative_to(folder).as_posix()
        pairs = [pair for table in tables_of(page) for pair in check_table(table, book)]
        pairs += page_sentences(name, _words(page), book)
        compared += len(pairs)
        wrong += [
            f"{name}: {where}: {found!r}, by the record {right!r}"
            for where, found, right in pairs
            if found != right
        ]
    return wrong, compared


def _words(page: html.HtmlElement) -> str:
    article = (page.xpath("//article") or [page])[0]
    for part in article.xpath(".//script|.//style|.//svg"):
        part.drop_tree()
    return as_recorded(" ".join(article.text_content().split()))


def as_recorded(words: str) -> str:
    """Words with the apostrophes of the record: pages have those of prose."""
    return words.replace("’", "'").replace("‘", "'")


def tables_of(page: html.HtmlElement) -> Iterator[Table]:
    for table in page.iter("table"):
        lines = [[_text(cell) for cell in row.xpath("./th|./td")] for row in table.iter("tr")]
        caption = " ".join(_text(one) for one in table.xpath("./caption"))
        headers = tuple(lines[0])
        yield Table(
            caption, headers, [dict(zip(headers, line, strict=False)) for line in lines[1:]]
        )


def _text(element: html.HtmlElement) -> str:
    return as_recorded(" ".join(element.text_content().split()))


def check_table(table: Table, book: Expected) -> Pairs:
    """Compare one table, if it is of a kind that has figures or verdicts."""
    for headers, check in CHECKS.items():
        if set(headers) <= set(table.headers):
            yield from check(table, book)
            return


def verdict_of(words: str, book: Expected) -> Verdict | None:
    """The measure whose title begins a cell; the longest where several do."""
    fitting = [one for one in book.verdicts if words.startswith(one.title)]
    return max(fitting, key=lambda one: len(one.title), default=None)


def _each(table: Table, book: Expected, column: str) -> Iterator[tuple[dict[str, str], Verdict]]:
    for row in table.rows:
        verdict = verdict_of(row[column], book)
        assert verdict is not None, row
        yield row, verdict


def short(span: Span) -> str:
    """A month as narrow tables have it: Dec 2021."""
    return re.sub(r"^([A-Z][a-z]{2})[a-z]* (\d)", r"\1 \2", span.label)


def target_words(verdict: Verdict, goal: Goal) -> str:
    if verdict.measure.is_activity:
        return range_words(verdict, goal)
    if goal.marker:
        return "Not recorded"
    return verdict.written(goal.target) or "No target"


def range_words(verdict: Verdict, goal: Goal) -> str:
    if goal.lower is None and goal.upper is None:
        return "No expected range"
    return f"{verdict.written(goal.lower)} to {verdict.written(goal.upper)}"


def rag_words(verdict: Verdict) -> str:
    """Rating and outlook without their symbols."""
    words = verdict.rating.capitalize()
    if verdict.reason == "withheld":
        words = "Withheld"
    if verdict.measure.is_activity:
        words = f"{words} range"
    return words


def bare(cell: str) -> str:
    """A cell without the symbols beside its words."""
    return " ".join(re.sub(r"[◆▲●–○△▽↗↘→↑↓✓◐✕►◔]", " ", cell).split())


def _measures(table: Table, book: Expected) -> Pairs:
    """The table of measures of a page or paper, in either of its two widths.

    A column that would say nothing of any measure is left out.
    """
    brief = "Comment" in table.headers
    for row, verdict in _each(table, book, "Measure"):
        where = f"{table.caption}: {verdict.measure.id}"
        figure, outlook = verdict.figure, verdict.outlook
        assert figure is not None
        label: Callable[[Span], str] = short if brief else lambda span: span.label
        yield f"{where}: figure", row["Figure"], verdict.marked(figure)
        yield f"{where}: period", row["Period"].removesuffix(" not new"), label(figure.span)
        if brief:
            yield f"{where}: is new", " not new" not in row["Period"], verdict.is_new
        if "Target" in row:
            yield f"{where}: target", row["Target"], target_words(verdict, verdict.goal)
        right = rag_words(verdict)
        if outlook and not brief:
            year_end = verdict.written(outlook.value)
            right += f" Year end: {year_end} [f] {outlook.rating.capitalize()}"
        found = bare(row.get("RAG", "Not rated")).removesuffix(" as recorded")
        yield f"{where}: RAG", found, right
        yield from _direction(where, row["Direction of travel"], verdict)
        previous = _previous(verdict, label) if _is_between(verdict) else "–"
        yield f"{where}: previous", row.get("Previous", "–"), previous
        name = "Last year" if brief else "Same time last year"
        before = _year_ago(verdict, brief=brief)
        yield f"{where}: last year", row.get(name, "–"), before


def _direction(where: str, cell: str, verdict: Verdict) -> Pairs:
    words = re.findall(r"Improved|Declined|Same|Higher|Lower|Not compared|None", cell)
    yield f"{where}: direction", words[:1], [_travel_word(verdict.travel.word)]
    if len(words) > 1:
        second = verdict.second
        yield f"{where}: long term", words[1], _travel_word(second.word) if second else ""


def _travel_word(word: str) -> str:
    return "Not compared" if word == "not comparable" else word.capitalize()


def _is_between(verdict: Verdict) -> bool:
    """Whether the figure before is another than last year's, of what has several a year."""
    within_year = verdict.measure.frequency in ("monthly", "quarterly")
    return not within_year or verdict.previous != verdict.year_ago


def _previous(verdict: Verdict, label: Callable[[Span], str]) -> str:
    previous = verdict.previous
    if previous is None:
        return "–"
    marked = verdict.marked(previous)
    return f"{marked} {label(previous.span)}{_revised(verdict, previous)[len(marked) :]}"


def _year_ago(verdict: Verdict, *, brief: bool = False) -> str:
    """The figure of the same time last year or, of a survey every second year, of the last one."""
    before = verdict.year_ago
    marked = verdict.marked(before)
    if before is None:
        return marked
    when = f" {before.span.label}" if verdict.measure.frequency == "biennial" else ""
    return f"{marked}{when}{'' if brief else _revised(verdict, before)[len(marked) :]}"


def _revised(verdict: Verdict, figure: Known) -> str:
    """A figure with what the report before said of it, where that has changed."""
    words = verdict.marked(figure)
    if figure.was is None or figure.value is None or figure.withheld:
        return words
    was, now = verdict.written(figure.was), verdict.written(figure.value)
    return words if was == now else f"{words} was {was}"


def _activities(table: Table, book: Expected) -> Pairs:
    for row, verdict in _each(table, book, "Activity indicator"):
        where = f"{table.caption}: {verdict.measure.id}"
        figure = verdict.figure
        assert figure is not None
        yield f"{where}: figure", row["Figure"], verdict.marked(figure)
        yield f"{where}: period", row["Period"], figure.span.label
        yield f"{where}: range", row["Expected range"], range_words(verdict, verdict.goal)
        yield f"{where}: result", bare(row["Against the range"]), rag_words(verdict)
        previous = verdict.previous if _is_between(verdict) else None
        yield (
            f"{where}: previous",
            row["Previous"],
            _revised(verdict, previous) if previous else "–",
        )
        yield f"{where}: last year", row["Same time last year"], _year_ago(verdict)


def _charted(table: Table, book: Expected) -> Pairs:
    """The figures behind a chart: the newest so many periods, the newest first."""
    title = table.caption.partition(": ")[2]
    verdict = next((one for one in book.verdicts if one.title == title), None)
    if verdict is None or verdict.figure is None:
        return
    measure = verdict.measure
    length = (CHARTED[measure.frequency] - 1) * measure.step
    start = measure.figures[-1].span.first - length
    charted = [one for one in measure.figures if one.span.first >= start][::-1]
    yield title, [row["Period"] for row in table.rows], [one.span.label for one in charted]
    for row, figure in zip(table.rows, charted, strict=False):
        where = f"behind the chart: {measure.id}: {row['Period']}"
        goal = measure.goal(figure.span)
        yield where, row["Figure"], verdict.marked(figure)
        if "Target" in row:
            yield f"{where}: target", row["Target"], target_words(verdict, goal)
        if "Expected range" in row:
            yield f"{where}: range", row["Expected range"], range_words(verdict, goal)
        was = _revised(verdict, figure).partition(" was ")[2]
        yield f"{where}: before", row.get("Before revision", ""), was


def _control(table: Table, book: Expected) -> Pairs:
    for row, verdict in _each(table, book, "Measure"):
        where = f"control chart: {verdict.measure.id}"
        chart, target = verdict.chart, verdict.goal.target
        assert chart is not None
        limits = f"{verdict.written(chart.lower)} to {verdict.written(chart.upper)}"
        yield f"{where}: mean", row["Mean"], verdict.written(chart.mean)
        yield f"{where}: limits", row["Limits"], limits
        yield f"{where}: variation", row["Variation"], variation(verdict.measure, chart)
        right = assurance(verdict.measure, chart, target)
        yield f"{where}: assurance", row["Against the target"], right


def _control_counts(table: Table, book: Expected) -> Pairs:
    for row in table.rows:
        for name, cell in list(row.items())[1:]:
            count = 0
            for verdict in book.verdicts:
                chart = verdict.chart
                if chart is None or is_of_several_levels(chart):
                    continue
                kind = variation(verdict.measure, chart).partition(" (")[0]
                against = assurance(verdict.measure, chart, verdict.goal.target)
                count += row["Variation"] in (kind, "All") and name in (against, "All")
            yield f"control charts: {row['Variation']}, {name}", cell, str(count)


def _actions(table: Table, book: Expected) -> Pairs:
    """What is being done about every measure that is red or, after those, amber."""
    day = dt.datetime.strptime(table.caption.rpartition(" on ")[2], "%d %B %Y").date()
    rated = [verdict.rating for _, verdict in _each(table, book, "Measure")]
    order = [word for word in ("red", "amber") for _ in range(book.ratings[word])]
    yield f"{table.caption}: ratings", rated, order
    for row, verdict in _each(table, book, "Measure"):
        where = f"{table.caption}: {verdict.measure.id}"
        figure = verdict.figure
        assert figure is not None
        yield f"{where}: RAG", bare(row["RAG"]).removesuffix(" as recorded"), rag_words(verdict)
        age = (day - figure.span.end).days
        yield (
            where,
            row["Figure"],
            f"{verdict.marked(figure)} {short(figure.span)} {age:,} days old",
        )
        yield f"{where}: target", row["Target"], target_words(verdict, verdict.goal)


OFTEN = {"Monthly", "Quarterly", "Yearly", "Every two years"}


def _exceptions(table: Table, book: Expected) -> Pairs:
    caption = table.caption.partition(". The same in every row")[0]
    day = dt.datetime.strptime(caption.rpartition(" on ")[2], "%d %B %Y").date()
    for row, verdict in _each(table, book, "Measure"):
        where = f"{table.caption}: {verdict.measure.id}"
        figure = verdict.figure
        assert figure is not None
        age = (day - figure.span.end).days
        often = row["Period"].removeprefix(short(figure.span)).removesuffix(f"{age} days old")
        yield f"{where}: period", often.strip() in OFTEN, True
        yield f"{where}: figure", row["Figure"], verdict.marked(figure)
        yield f"{where}: RAG", bare(row["RAG"]).removesuffix(" as recorded"), rag_words(verdict)
        yield from _direction(where, row["Direction of travel"], verdict)
        if "Target" in row:
            yield f"{where}: target", row["Target"], target_words(verdict, verdict.goal)
        yield f"{where}: last year", row["Last year"], verdict.marked(verdict.year_ago)


def _ages(table: Table, book: Expected) -> Pairs:
    day = dt.datetime.strptime(table.caption.rpartition(", ")[2], "%d %B %Y").date()
    for row, verdict in _each(table, book, "Measure"):
        figure = verdict.figure
        assert figure is not None
        where = f"{table.caption}: {verdict.measure.id}"
        yield f"{where}: period", row["Figure for"], short(figure.span)
        yield f"{where}: age", row["Age in days"], str((day - figure.span.end).days)


def _related(table: Table, book: Expected) -> Pairs:
    for row, verdict in _each(table, book, "Related measure"):
        where = f"{table.caption}: {verdict.measure.id}"
        assert verdict.figure is not None
        yield f"{where}: figure", row["Figure"], verdict.marked(verdict.figure)
        yield f"{where}: RAG", bare(row["RAG"]).removesuffix(" as recorded"), rag_words(verdict)
        yield from _direction(where, row["Direction of travel"], verdict)


def _by_rule(table: Table, book: Expected) -> Pairs:
    for row, verdict in _each(table, book, "Measure"):
        where = f"{table.caption}: {verdict.measure.id}"
        ruled = by_other_rules(verdict)
        recorded = [_travel_word(verdict.travel.word).replace("Not compared", "None")]
        found = re.findall(r"Improved|Declined|Same|None", row["Direction recorded"])
        yield f"{where}: RAG recorded", bare(row["RAG recorded"]), rag_words(verdict)
        yield f"{where}: RAG by rule", bare(row["RAG by rule"]), rag_words(ruled)
        yield f"{where}: direction recorded", found, recorded
        right = _travel_word(ruled.travel.word)
        yield f"{where}: direction by rule", bare(row["Direction by rule"]), right


STATES = {
    "not_started": "Not started",
    "on_track": "On track",
    "at_risk": "At risk",
    "off_track": "Off track",
    "completed": "Completed",
}


def _milestones(table: Table, book: Expected) -> Pairs:
    by_title = {one["now"]["title"]: one for one in book.milestones}
    for row in table.rows:
        title = row["Milestone"].removesuffix(", updated")
        one = by_title[title]
        state = STATES[one["now"]["status"]]
        found = bare(row["Status"])
        yield f"{table.caption}: {title}", found[: len(state)], state
        before = one.get("before")
        if " was " in found:
            last = STATES[before["status"]].lower() if before else ""
            yield f"{table.caption}: {title}: was", found.rpartition(" was ")[2], last


Check = Callable[[Table, Expected], Pairs]
CHECKS: dict[tuple[str, ...], Check] = {
    ("Measure", "Service", "Figure", "RAG", "Last year"): _exceptions,
    ("Measure", "Figure", "Period", "Direction of travel"): _measures,
    ("Activity indicator", "Against the range"): _activities,
    ("Measure", "Variation", "Mean", "Limits"): _control,
    ("Variation", "Met or missed", "All"): _control_counts,
    ("Measure", "RAG recorded", "RAG by rule"): _by_rule,
    ("Measure", "RAG", "Figure", "Target", "Action"): _actions,
    ("Measure", "Figure for", "Age in days"): _ages,
    ("Related measure", "Figure", "RAG"): _related,
    ("Measure", "Previous result", "Standing"): check_up_to_date,
    ("Measure", "Previous result"): check_comparison,
    ("Milestone", "Status"): _milestones,
    ("Period", "Figure"): _charted,
}
