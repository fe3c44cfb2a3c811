"""What committees noted, resolved and asked for, and what came of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
from num2words import num2words

from quarterbook.data.vintage import Vintage
from quarterbook.ground.markdown import rich
from quarterbook.ground.periods import long_date, parse_quarter
from quarterbook.ground.wording import listed
from quarterbook.report.html.block import Block, together
from quarterbook.report.html.marks import decision_mark
from quarterbook.report.html.tables import table

if TYPE_CHECKING:
    from quarterbook.report.notebook import Report
from quarterbook.ground import wording
from quarterbook.judge.follow_up import follow_up, shown, states
from quarterbook.report.html import block


def decisions_of(report: Report, committee: str, before: date | None) -> Block:
    """What a committee decided at its last meeting, what is open from before, what came of it.

    before
        the day of the meeting that the paper is for, if it is for one.
    """
    vintage = report.vintage
    if not committee:
        return block.said("This paper is for no committee and follows up no decisions.")
    own = vintage.decisions[vintage.decisions["committee"] == committee]
    found = follow_up(
        own, pd.Timestamp(before or vintage.quarter.cut_off + timedelta(days=1)), _since(vintage)
    )
    if found.last_met is None:
        return block.said("No decision of this committee from before this meeting is recorded.")
    asked = found.then[found.then["status"] != ""]
    told = found.then[found.then["status"] == ""]
    then, earlier = (
        states(rows, pd.Timestamp(vintage.quarter.cut_off)) for rows in (asked, found.earlier)
    )
    sentences = [
        _standing("Of what it asked for then", then),
        _standing("Of what it asked for before", earlier, " since the last report"),
    ]
    rows = pd.concat([asked, found.earlier]).assign(state=pd.concat([then, earlier]))
    return together(
        block.said(
            f"As known on {long_date(vintage.quarter.cut_off)}, the committee last met on "
            f"{_day(found.last_met)}. {_counted(found.then)}"
        ),
        block.bullets(
            f"{str(row.kind).capitalize()}: {block.plainly(row.request)}"
            for row in told.itertuples()
        ),
        block.said(
            " ".join(filter(None, sentences))
            or "Nothing that it asked for is open, or was closed since the last report."
        ),
        block.html(_table(report, rows)),
    )


def _since(vintage: Vintage) -> pd.Timestamp | None:
    return pd.Timestamp(vintage.previous.cut_off) if vintage.previous else None


def _day(day: pd.Timestamp) -> str:
    return long_date(day.date())


def _counted(rows: pd.DataFrame) -> str:
    """``It noted one matter, passed two resolutions and made one request.``"""
    seen = Counter(rows["kind"])
    parts = [
        f"{verb} {wording.count(seen[kind], thing)}"
        for kind, verb, thing in (
            ("noted", "noted", "matter"),
            ("resolved", "passed", "resolution"),
            ("asked", "made", "request"),
        )
        if seen[kind]
    ]
    return f"It {listed(parts, 'and')}."


def _standing(of: str, states: pd.Series, since: str = "") -> str:
    """``Of what it asked for then, one is open and two were closed.``"""
    seen = Counter(states)
    parts = [
        f"{num2words(seen[state])} {wording.verb(seen[state], one, many)} {state}{when}"
        for state, one, many, when in (
            ("overdue", "is", "are", ""),
            ("open", "is", "are", ""),
            ("closed", "was", "were", since),
        )
        if seen[state]
    ]
    return f"{of}, {listed(parts, 'and')}." if parts else ""


def _table(report: Report, rows: pd.DataFrame) -> str:
    titles = {view.id: view.title for view in report.everything}
    cells = []
    for row in rows.to_dict("records"):
        request = escape(str(row["request"]), quote=False)
        if title := titles.get(row["measure"]):
            link = f'<a href="#{row["measure"]}">{escape(title, quote=False)}</a>'
            request += f' <br><span class="qb-when">{link}</span>'
        cells.append(
            [
                _above(str(row["id"]), _day(row["met_on"])),
                request,
                _above(str(row["owner"]) or "–", f"by {_due(row)}" if row["due_quarter"] else ""),
                _state(row),
                _outcome(row),
            ]
        )
    headers = ["Reference", "Asked for", "Owner, due", "State", "Response"]
    return table("What the committee asked for", headers, cells, css="qb-wide qb-decisions")


def _above(text: str, small: str) -> str:
    """Return a cell of two lines, the second one quieter."""
    below = f' <br><span class="qb-when">{small}</span>' if small else ""
    return escape(text, quote=False) + below


def _due(row: dict[str, Any]) -> str:
    return parse_quarter(row["due_quarter"]).label


def _state(row: dict[str, Any]) -> str:
    closed = ""
    if row["state"] == "closed":
        closed = f' <br><span class="qb-when">{_day(row["closed_on"])}</span>'
    return decision_mark(row["state"]) + closed


def _outcome(row: dict[str, Any]) -> str:
    nothing = "No answer recorded" if row["state"] == "closed" else "No answer yet"
    return rich(str(row["response"])) or f'<span class="qb-none">{nothing}</span>'


def on_measure(vintage: Vintage, id_: str) -> Block:
    """What committees decided on a measure, while it is open and in the report that it is new to.

    Nothing where there is none.
    """
    own = vintage.decisions[vintage.decisions["measure"] == id_]
    own = shown(own, _since(vintage))
    own = own.assign(state=states(own, pd.Timestamp(vintage.quarter.cut_off)))
    items = "".join(f"<li>{_item(vintage, row)}</li>" for row in own.to_dict("records"))
    if not items:
        return Block()
    return block.html(
        f'<div class="qb-decided"><p><strong>Committees on this measure</strong></p>'
        f"<ul>{items}</ul></div>"
    )


def _item(vintage: Vintage, row: dict[str, Any]) -> str:
    committee = escape(vintage.council.committee_title(row["committee"]), quote=False)
    request = escape(str(row["request"]), quote=False)
    said = f"{committee} {row['kind']} on {_day(row['met_on'])}: {request}"
    facts = []
    if row["state"]:
        facts.append(_state(row).replace("<br>", ""))
    if row["owner"]:
        facts.append(escape(str(row["owner"]), quote=False))
    if row["due_quarter"]:
        facts.append(f"due {_due(row)}")
    line = f'<br><span class="qb-when">{", ".join(facts)}</span>' if facts else ""
    return f"<p>{said} {line}</p>{rich(str(row['response']))}"
