"""What committees noted, resolved and asked of a measure, and what came of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from quarterbook.data.vintage import Vintage
from quarterbook.ground.markdown import owners_words
from quarterbook.ground.periods import long_date, parse_quarter
from quarterbook.judge.follow_up import request_states, requests_shown
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.marks import DECISION_MARKS, decision_mark


def last_cut_off(vintage: Vintage) -> pd.Timestamp | None:
    """Return the cut-off of the report before, if there was one."""
    return pd.Timestamp(vintage.previous.cut_off) if vintage.previous else None


def day_label(day: pd.Timestamp) -> str:
    """Return ``1 October 2021``."""
    return long_date(day.date())


def due_label(row: dict[str, Any]) -> str:
    """Return the quarter in which the answer to a request is due: ``Q3 2021/22``."""
    return parse_quarter(row["due_quarter"]).label


def state_cell(row: dict[str, Any]) -> Markup:
    """Return how a request stands and, where it is closed, since when."""
    closed = ""
    if row["state"] == "closed":
        closed = Markup(' <br><span class="qb-when">{}</span>').format(day_label(row["closed_on"]))
    return decision_mark(row["state"]) + closed


def on_measure(vintage: Vintage, id_: str) -> Block:
    """What committees decided on a measure, while it is open and in the report that it is new to.

    Nothing where there is none.
    """
    items = Markup().join(map(Markup("<li>{}</li>").format, points(vintage, id_)))
    if not items:
        return Block()
    return block.html(
        Markup(
            '<div class="qb-decided"><p><strong>Committees on this measure</strong></p>'
            "<ul>{}</ul></div>"
        ).format(items)
    )


def points(vintage: Vintage, id_: str) -> list[Markup]:
    """Return each decision of a committee on a measure that `on_measure` lists, as HTML."""
    own = vintage.rows("decisions", "measure", id_)
    own = requests_shown(own, last_cut_off(vintage))
    own = own.assign(state=request_states(own, pd.Timestamp(vintage.quarter.cut_off)))
    return [_item(vintage, row) for row in own.to_dict("records")]


def open_requests(vintage: Vintage, id_: str) -> Markup:
    """Return what committees asked of a measure and have not closed, for a table cell.

    ``Cabinet asked on 1 December 2021 (CAB-2021-12): Bring forward a business case. Open, due
    Q4 2021/22.``
    """
    own = vintage.rows("decisions", "measure", id_)
    own = own.assign(state=request_states(own, pd.Timestamp(vintage.quarter.cut_off)))
    lines = []
    for row in own[own["status"] == "open"].to_dict("records"):
        committee = vintage.council.committee_title(row["committee"])
        lines.append(
            Markup(' <p class="qb-when">{} asked on {} ({}): {} {}.</p>').format(
                committee,
                day_label(row["met_on"]),
                row["id"],
                " ".join(row["request"].split()),
                standing(row),
            )
        )
    return Markup().join(lines)


def standing(row: dict[str, Any]) -> Markup:
    """Return how a request stands, for a line of text: ``◔ Open, due Q4 2021/22``."""
    due = f", due {due_label(row)}" if row["due_quarter"] else ""
    _, shape, word = DECISION_MARKS[row["state"]]
    return Markup('<span class="qb-shape" aria-hidden="true">{}</span> {}{}').format(
        shape, word, due
    )


_DONE = {"question": "asked"}


def _item(vintage: Vintage, row: dict[str, Any]) -> Markup:
    committee = vintage.council.committee_title(row["committee"])
    done = _DONE.get(row["kind"], row["kind"])
    decided = f"{committee} {done} on {day_label(row['met_on'])}: {row['request']}"
    facts: list[str] = []
    if row["state"]:
        facts.append(state_cell(row).replace("<br>", ""))
    if row["owner"]:
        facts.append(str(row["owner"]))
    if row["due_quarter"]:
        facts.append(f"due {due_label(row)}")
    line = (
        Markup('<br><span class="qb-when">{}</span>').format(Markup(", ").join(facts))
        if facts
        else ""
    )
    return Markup("<p>{} {}</p>{}").format(decided, line, owners_words(str(row["response"])))
