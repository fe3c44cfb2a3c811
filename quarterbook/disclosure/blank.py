"""The record as one publication may show it: without a figure that has to be withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from quarterbook.data.cut_off import decided_by, known_by, newest
from quarterbook.data.params.quarter import Quarter
from quarterbook.data.recorded import Recorded
from quarterbook.data.tables.schemas import FIGURE_COLUMNS, LIMIT_COLUMNS
from quarterbook.disclosure.deciding.decided_record import suppression_of
from quarterbook.disclosure.deciding.suppression import Suppression
from quarterbook.disclosure.judgements import words_as_shown
from quarterbook.disclosure.resemblance.targets import Repeated, repeated_targets
from quarterbook.ground.errors import CommandError
from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import Period


def blanked(recorded: Recorded, period: Period, *, with_exempt: bool = False) -> Recorded:
    """Return what is recorded, without the figures that a quarter's publication withholds.

    Of observations and benchmarks the rows are left that the publication shows:
    those of its report, of the report before, and those newer ones that its
    papers name. What is withheld is blank and marked ``c``, note included; a
    withheld forecast is left out instead. Counts of measures whose
    ``small_numbers`` is ``round`` are rounded, and targets left out that repeat
    a withheld figure. Other tables stay as they are.

    with_exempt
        for who sees what is exempt, too; a record blanked for the public stays so.

    Blanking what is blanked changes nothing; for another quarter, or for the
    public what was blanked for others, it raises ``ValueError``. Raises
    `CommandError` for a quarter without params and `BookError` where a figure
    that has to be withheld follows from what is published already.
    """
    if period not in recorded.quarters:
        raise CommandError(f'"{period.slug}" has no params.')
    if recorded.blanked_for:
        quarter, has_exempt = recorded.blanked_for
        if quarter != period or (has_exempt and not with_exempt):
            raise ValueError(f"blanked for {quarter.slug}, and not for this publication")
        return recorded
    suppression = suppression_of(recorded, period, with_exempt=with_exempt)
    tables = dict(recorded.tables)
    for name in ("observations", "benchmarks"):
        tables[name] = _with_rounded_counts(
            _blank(tables[name], *_lines(suppression, name)), suppression, name
        )
    tables["targets"] = _without_telling(recorded, period, suppression)
    return replace(recorded, tables=tables, blanked_for=(period, with_exempt))


def as_reported(recorded: Recorded, period: Period) -> Recorded:
    """Return what is recorded, with every dated table as a quarter's report shows it.

    As `blanked` leaves them, by the quarter's cut-off: observations are the
    rows that this report or the one before shows, benchmarks the newest. The
    former values of a figure that is withheld now are blank, too, and so is
    what was recorded of its rating and direction. What the report does not show are words that
    stand no more or not yet, and notes of the record; of the words before only ratings are left.
    Of a record it is worked out once.
    """
    return recorded.once(_as_reported, period)


def _as_reported(recorded: Recorded, period: Period) -> Recorded:
    shown = blanked(recorded, period, with_exempt=True)
    cut_off = recorded.quarters[period].cut_off
    rows = shown.tables["observations"]
    now = newest("observations", rows, cut_off)
    previous = recorded.previous_quarter(period)
    lines = set(now.index)
    if previous:
        lines |= set(newest("observations", rows, previous.cut_off).index)
    rows = rows[rows.index.isin(lines)].assign(note="")
    secret = now[now["marker"] == Marker.CONFIDENTIAL]
    keys = set(zip(secret["measure"], secret["period"], strict=True))
    former = [
        line
        for line, measure, of in zip(rows.index, rows["measure"], rows["period"], strict=True)
        if (measure, of) in keys
    ]
    observations = _blank(rows, lines, set(former))
    tables = {
        **shown.tables,
        "observations": observations,
        "benchmarks": newest("benchmarks", shown.tables["benchmarks"], cut_off).sort_index(),
        "commentary": words_as_shown(shown, observations, period),
        "milestones": _known_milestones(shown.tables["milestones"], cut_off, previous),
        "decisions": decided_by(shown.tables["decisions"], cut_off),
    }
    for name in ("targets", "recalculations"):
        tables[name] = known_by(name, shown.tables[name], cut_off)
    return replace(shown, tables=tables)


def repeated_by_targets(
    recorded: Recorded, period: Period, suppression: Suppression
) -> list[Repeated]:
    """Return the targets of a quarter that would tell a withheld figure, by measure."""
    cut_off = recorded.quarters[period].cut_off
    council = recorded.council
    hidden = (suppression.cells[number] for number in suppression.withheld)
    secret = {cell.key[:2] for cell in hidden if not cell.area}
    if not secret:
        return []
    targets = newest("targets", recorded.tables["targets"], cut_off)
    figures = newest("observations", recorded.tables["observations"], cut_off)
    return [
        one
        for one in repeated_targets(targets, figures, secret)
        if not any(item.measures == [one.measure] for item in council.chance)
    ]


def _without_telling(recorded: Recorded, period: Period, suppression: Suppression) -> pd.DataFrame:
    rows = recorded.tables["targets"]
    telling = {
        (one.measure, of)
        for one in repeated_by_targets(recorded, period, suppression)
        for of in one.telling
    }
    is_telling = [key in telling for key in zip(rows["measure"], rows["period"], strict=True)]
    return rows[~pd.Series(is_telling, index=rows.index, dtype=bool)] if telling else rows


def _known_milestones(rows: pd.DataFrame, cut_off: date, previous: Quarter | None) -> pd.DataFrame:
    """Milestones as they stand and as they stood in the report before, which without words."""
    now = newest("milestones", rows, cut_off)
    before = newest("milestones", rows, previous.cut_off) if previous else now
    is_past = rows.index.isin(before.index.difference(now.index))
    words = {name: rows[name].mask(is_past, "") for name in ("commentary", "action")}
    return rows.assign(**words)[is_past | rows.index.isin(now.index)]


def _lines(suppression: Suppression, table: str) -> tuple[set[int], set[int]]:
    """The lines of a table that are published last, and those of them that are withheld."""
    publication = suppression.published.publications[-1]
    shown = {line for name, line in publication.lines if name == table}
    secret = {
        line
        for (name, line), cell in suppression.published.cell_of.items()
        if name == table and suppression.is_withheld(cell)
    }
    return shown, secret


def _with_rounded_counts(rows: pd.DataFrame, suppression: Suppression, table: str) -> pd.DataFrame:
    """Return the rows with the rounded counts of what is not withheld."""
    shown = {
        line: suppression.rounded[cell.number].rounded_to
        for (name, line), cell in suppression.published.cell_of.items()
        if name == table
        and cell.number in suppression.rounded
        and not suppression.is_withheld(cell)
    }
    if not shown:
        return rows
    instead = pd.Series(shown, dtype=float)
    is_rounded = rows.index.isin(instead.index)
    return rows.assign(
        value=rows["value"].mask(is_rounded, instead.reindex(rows.index)),
        numerator=rows["numerator"].mask(is_rounded),
        denominator=rows["denominator"].mask(is_rounded),
        **{name: rows[name].mask(is_rounded) for name in LIMIT_COLUMNS if name in rows},
    )


def _blank(rows: pd.DataFrame, shown: set[int], secret: set[int]) -> pd.DataFrame:
    """Return the rows shown without withheld forecasts and the figures of other withheld ones."""
    if rows.empty:
        return rows
    rows = rows[rows.index.isin(shown)]
    is_secret = pd.Series(rows.index.isin(secret), index=rows.index)
    is_secret |= rows["marker"] == Marker.CONFIDENTIAL
    rows = rows[~(is_secret & (rows["marker"] == Marker.FORECAST))]
    is_secret = is_secret[rows.index]
    if not is_secret.any():
        return rows
    figures = [*FIGURE_COLUMNS, *(name for name in LIMIT_COLUMNS if name in rows)]
    changed = {name: rows[name].mask(is_secret) for name in figures}
    changed["marker"] = rows["marker"].mask(is_secret, Marker.CONFIDENTIAL)
    if "note" in rows:
        changed["note"] = rows["note"].mask(is_secret, "")
    return rows.assign(**changed)
