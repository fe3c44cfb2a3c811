"""What a committee decided at its last meeting, what is open from before, what came of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pandas as pd
from markupsafe import Markup
from num2words import num2words

from quarterbook.ground import wording
from quarterbook.ground.markdown import owners_words
from quarterbook.ground.periods import long_date
from quarterbook.ground.wording import listed
from quarterbook.judge.follow_up import follow_up, request_states, requests_shown
from quarterbook.report.blocks.decisions import (
    day_label,
    due_label,
    last_cut_off,
    standing,
    state_cell,
)
from quarterbook.report.html import block
from quarterbook.report.html.block import Block, join_blocks, markdown_text
from quarterbook.report.html.tables import table
from quarterbook.report.views.quarter import QuarterView


def decisions_of(report: QuarterView, committee: str, before: date | None) -> Block:
    """What a committee decided at its last meeting, what is open from before, what came of it.

    before
        the day of the meeting that the paper is for, if it is for one.
    """
    vintage = report.vintage
    if not committee:
        return block.markdown_paragraph(
            "This paper is for no committee and follows up no decisions."
        )
    body = body_words(vintage.council.committee_title(committee))
    own = vintage.decisions[vintage.decisions["committee"] == committee]
    past = follow_up(
        own,
        pd.Timestamp(before or vintage.quarter.cut_off + timedelta(days=1)),
        last_cut_off(vintage),
    )
    if past.last_met is None:
        return block.markdown_paragraph(
            f"No decision of {body} from before this meeting is recorded."
        )
    requests = past.then[past.then["status"] != ""]
    noted = past.then[(past.then["status"] == "") & (past.then["kind"] != "question")]
    questions = past.then[(past.then["status"] == "") & (past.then["kind"] == "question")]
    then, earlier = (
        request_states(rows, pd.Timestamp(vintage.quarter.cut_off))
        for rows in (requests, past.earlier)
    )
    sentences = [
        _state_sentence(
            then,
            (
                "The request made at that meeting",
                "The {} requests made at that meeting",
                "Of the {} requests made at that meeting",
            ),
        ),
        _state_sentence(
            earlier,
            ("One earlier request", "{} earlier requests", "Of {} earlier requests"),
            " since the last report",
        ),
    ]
    rows = pd.concat([requests, past.earlier]).assign(state=pd.concat([then, earlier]))
    stands = (
        " ".join(filter(None, sentences))
        or "Nothing that it asked for is open, or was closed since the last report."
    )
    met = (
        f"As known on {long_date(vintage.quarter.cut_off)}, {body} last took this report on "
        f"{day_label(past.last_met)}. {_presented(past.then)}"
        f"{'' if noted.empty else 'The minutes record:'}"
    ).strip()
    if len(past.then) == len(requests):  # nothing stands between what was asked and its state
        met, stands = f"{met} {stands}", ""
    return join_blocks(
        block.markdown_paragraph(met),
        block.bullets(
            f"{_how(row)}: {block.plainly(str(row['request']))}" for row in noted.to_dict("records")
        ),
        _answers(questions),
        block.markdown_paragraph(stands) if stands else Block(),
        block.html(_table(report, rows, body)),
    )


def decisions_elsewhere(report: QuarterView, committee: str) -> Block:
    """What other committees resolved since the last report, and what they asked and is open.

    All of it, whichever measures a paper is of: papers of one quarter tell the same.
    """
    vintage = report.vintage
    others = vintage.decisions[vintage.decisions["committee"] != committee]
    shown = requests_shown(others, last_cut_off(vintage))
    shown = shown[(shown["kind"] == "resolved") | (shown["status"] == "open")]
    if shown.empty:
        return block.markdown_paragraph(
            "No other committee has resolved anything since the last report, or asked for anything "
            "that is still open."
        )
    shown = shown.assign(state=request_states(shown, pd.Timestamp(vintage.quarter.cut_off)))
    return join_blocks(
        block.markdown_paragraph(
            "What other committees have resolved since the last report, and what they have asked "
            "for that is still open:"
        ),
        block.bullets(_elsewhere(report, row) for row in shown.to_dict("records")),
    )


def _elsewhere(report: QuarterView, row: dict[str, Any]) -> str:
    """``People Scrutiny Committee asked on 1 June 2021 (A-1): Name the routes. Open, due Q2.``"""
    committee = markdown_text(report.council.committee_title(row["committee"]))
    did = f"resolved{_VOTES.get(row['vote'], '')}" if row["kind"] == "resolved" else "asked"
    stands = f" {standing(row)}." if row["state"] else ""
    return (
        f"{committee} {did} on {day_label(row['met_on'])} ({markdown_text(str(row['id']))}): "
        f"{block.plainly(str(row['request']))}{stands}"
    )


def body_words(title: str) -> str:
    """Return what a body is called in a sentence: ``the committee``, ``the panel``, ``cabinet``."""
    last = title.split()[-1].lower() if title.strip() else ""
    if last in ("cabinet", "executive"):
        return last if last == "cabinet" else f"the {last}"
    return f"the {last}" if last in _BODIES else "the committee"


_BODIES = ("committee", "panel", "board", "commission", "council", "forum", "group")


def _presented(rows: pd.DataFrame) -> str:
    """``The report was presented by the Director of Resources.``"""
    who = [name for name in dict.fromkeys(rows["presented_by"]) if name.strip()]
    return f"The report was presented by {listed(who, 'and')}. " if who else ""


_VOTES = {"unanimous": " unanimously", "majority": " by a majority"}


def _how(row: dict[str, Any]) -> str:
    """``Resolved unanimously, proposed by the chair and seconded by the vice-chair``."""
    vote = _VOTES.get(row["vote"], "")
    by = [
        f"{done} by {markdown_text(row[name])}"
        for done, name in (("proposed", "proposed_by"), ("seconded", "seconded_by"))
        if row[name]
    ]
    if row["kind"] == "proposed":
        words = listed(by, "and") or "proposed"
        return f"{words[0].upper()}{words[1:]}{f', carried{vote}' if vote else ''}"
    return f"{str(row['kind']).capitalize()}{vote}{', ' if by else ''}{listed(by, 'and')}"


def _answers(questions: pd.DataFrame) -> Block:
    """What members asked at the meeting, and what they were told, by whom."""
    if questions.empty:
        return Block()
    items = []
    for row in questions.to_dict("records"):
        who = f" ({markdown_text(row['owner'])})" if row["owner"] else ""
        answer = markdown_text(" ".join(row["response"].split())) or "none is recorded."
        items.append(f"{block.plainly(row['request'])} **Answer{who}:** {answer}")
    return block.markdown_paragraph("Questions and answers:") + block.bullets(items)


def _state_sentence(states: pd.Series, begins: tuple[str, str, str], since: str = "") -> str:
    """``Of the three requests made then, one is open and two were closed.``

    ``begins`` is what a sentence begins with on one request, on several of one state and on
    several of which some differ.
    """
    seen = Counter(states)
    parts = [
        (num2words(seen[state]), f"{wording.verb(seen[state], one, many)} {state}{when}")
        for state, one, many, when in (
            ("overdue", "is", "are", ""),
            ("open", "is", "are", ""),
            ("closed", "was", "were", since),
        )
        if seen[state]
    ]
    if not parts:
        return ""
    single, alike, mixed = (words.format(num2words(len(states))) for words in begins)
    if len(parts) > 1:
        return f"{mixed}, {listed(map(' '.join, parts), 'and')}."
    subject = single if len(states) == 1 else f"{alike[0].upper()}{alike[1:]}"
    return f"{subject} {parts[0][1]}."


def _table(report: QuarterView, rows: pd.DataFrame, body: str) -> Markup:
    titles = {view.id: view.title for view in report.everything}
    cells = []
    for row in rows.to_dict("records"):
        request: str = str(row["request"])
        if title := titles.get(row["measure"]):
            link = Markup('<a href="#{}">{}</a>').format(row["measure"], title)
            request += Markup(' <br><span class="qb-when">{}</span>').format(link)
        cells.append(
            [
                _above(str(row["id"]), day_label(row["met_on"])),
                request,
                _above(
                    str(row["owner"]) or "–", f"by {due_label(row)}" if row["due_quarter"] else ""
                ),
                state_cell(row),
                _outcome(row),
            ]
        )
    headers = ["Reference", "Asked for", "Owner, due", "State", "Response"]
    return table(f"What {body} asked for", headers, cells, css="qb-wide qb-decisions")


def _above(text: str, small: str) -> Markup:
    """Return a cell of two lines, the second one quieter."""
    below = Markup(' <br><span class="qb-when">{}</span>').format(small) if small else Markup()
    return text + below


def _outcome(row: dict[str, Any]) -> Markup:
    nothing = "No answer recorded" if row["state"] == "closed" else "No answer yet"
    return owners_words(str(row["response"])) or Markup('<span class="qb-none">{}</span>').format(
        nothing
    )
