"""What committees decided: which requests are open or overdue, and which a paper still shows.

Decisions are rows of decisions.csv as known on a day: ``met_on, kind, due_quarter, status,
closed_on``.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from quarterbook.ground.periods import parse_quarter


class Followed(NamedTuple):
    """What a paper follows up.

    last_met
        the day of the committee's last meeting that decided anything; None
        where there was none.
    then
        all that it decided on that day.
    earlier
        of its meetings before: what is open, and what was closed since.
    """

    last_met: pd.Timestamp | None
    then: pd.DataFrame
    earlier: pd.DataFrame


def request_states(decisions: pd.DataFrame, on: pd.Timestamp) -> pd.Series:
    """Return open, overdue or closed for each decision; blank where there is nothing to follow up.

    A request is overdue when its ``status`` in decisions.csv is open and the quarter by which it
    was due (``due_quarter``) had ended before the day ``on``.
    """
    due = pd.to_datetime(
        pd.Series(
            [parse_quarter(code).end if code else None for code in decisions["due_quarter"]],
            index=decisions.index,
            dtype=object,
        )
    )
    return decisions["status"].mask((decisions["status"] == "open") & (due < on), "overdue")


def requests_shown(decisions: pd.DataFrame, since: pd.Timestamp | None) -> pd.DataFrame:
    """Return the rows of decisions.csv that are open, or were decided or closed since a report.

    Status, ``met_on`` and ``closed_on`` tell.

    since
        the cut-off of that report; None where there was none.
    """
    if since is None:
        return decisions
    new = (decisions["met_on"] > since) | (decisions["closed_on"] > since)
    return decisions[new | (decisions["status"] == "open")]


def follow_up(
    decisions: pd.DataFrame, before: pd.Timestamp, since: pd.Timestamp | None
) -> Followed:
    """Return what a committee's paper follows up.

    decisions
        the rows of decisions.csv of that committee.
    before
        the day of the meeting that the paper is for.
    since
        as for `requests_shown`.
    """
    past = decisions[decisions["met_on"] < before]
    if past.empty:
        return Followed(None, past, past)
    last = past["met_on"].max()
    earlier = past[(past["met_on"] < last) & (past["status"] != "")]
    is_closed_since = earlier["closed_on"] > since if since else earlier["closed_on"].notna()
    return Followed(
        last,
        past[past["met_on"] == last],
        earlier[(earlier["status"] == "open") | is_closed_since],
    )
