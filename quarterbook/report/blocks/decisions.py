"""What committees noted, resolved and asked of a measure, and what came of it."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from quarterbook.data.vintage import Vintage
from quarterbook.ground.markdown import rich
from quarterbook.ground.periods import long_date, parse_quarter
from quarterbook.judge.follow_up import shown, states
from quarterbook.report.html import block
from quarterbook.report.html.block import Block
from quarterbook.report.html.marks import decision_mark


def last_cut_off(vintage: Vintage) -> pd.Timestamp | None:
    """Return the cut-off of the report before, if there was one."""
    return pd.Timestamp(vintage.previous.cut_off) if vintage.previous else None


def day_label(day: pd.Timestamp) -> str:
    """Return ``1 October 2021``."""
    return long_date(day.date())


def due_label(row: dict[str, Any]) -> str:
    """Return the quarter in which the answer to a request is due: ``Q3 2021/22``."""
    return parse_quarter(row["due_quarter"]).label


def state_cell(row: dict[str, Any]) -> str:
    """Return how a request stands and, where it is closed, since when."""
    closed = ""
    if row["state"] == "closed":
        closed = f' <br><span class="qb-when">{day_label(row["closed_on"])}</span>'
    return decision_mark(row["state"]) + closed


def on_measure(vintage: Vintage, id_: str) -> Block:
    """What committees decided on a measure, while it is open and in the report that it is new to.

    Nothing where there is none.
    """
    own = vintage.decisions[vintage.decisions["measure"] == id_]
    own = shown(own, last_cut_off(vintage))
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
    decided = f"{committee} {row['kind']} on {day_label(row['met_on'])}: {request}"
    facts = []
    if row["state"]:
        facts.append(state_cell(row).replace("<br>", ""))
    if row["owner"]:
        facts.append(escape(str(row["owner"]), quote=False))
    if row["due_quarter"]:
        facts.append(f"due {due_label(row)}")
    line = f'<br><span class="qb-when">{", ".join(facts)}</span>' if facts else ""
    return f"<p>{decided} {line}</p>{rich(str(row['response']))}"
