"""A draft of the map of a table: which of its columns holds what, guessed from what is in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import pandas as pd
import yaml

from quarterbook.ground.markers import Marker
from quarterbook.ground.periods import PeriodError
from quarterbook.publishers.inspecting.layout_of import Contents
from quarterbook.publishers.inspecting.no_draft import check_width, decimal_commas
from quarterbook.publishers.reading.header_row import NumberedRow, find_header, plain
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.period_labels import read_period, without_marker
from quarterbook.publishers.reading.text_cells import NO_FIGURE_SYMBOLS, cells, numbers
from quarterbook.publishers.table_rows import bare_figure, below_its_quarter

_MOST = 0.8  # of a column's cells, before it is held to be of a kind

_SYMBOLS = 3  # of a publisher's own in one column, before it is held to be text

_LONGEST_SYMBOL = 12  # letters

_GSS = re.compile(r"[A-Z]\d{8}")

_SERIES = re.compile(
    r"indicator|measure|metric|series|title|description|statistic label", re.IGNORECASE
)

_QUARTER = re.compile(r"(.* )?(quarter|qtr)")

_PER_CENT = re.compile(r"%|per ?cent|percentage|\bpct\b", re.IGNORECASE)

_MOST_BESIDE = 8  # columns of figures among which a share is looked for

_ROUNDED = 0.5001  # by which a share may differ from what its figures come to

_BREAK = re.compile(r"\s*[-–:|]\s*|\s+")

_BESIDE = ("numerator", "denominator")

# What stands in a draft for what the table does not say: nothing that could be taken in.
_PERIOD, _AREA, _MARKER = "WHICH PERIOD", "WHICH AREA", "WHICH MARKER"

_BEHIND_FIGURE = re.compile(r"[-+]?[\d.,]*\d%?\s*([^\w\s.,%]{1,3})")

_HEAD = "# A draft: check every line against the table, then take this one out.\n"

_OWN = "# area_is: own, where the figures are the council's own and not published by others.\n"

_MEANINGS = (
    "# Symbols: c confidential, low, u low reliability, w no survey, x not available, "
    "z not applicable.\n# Behind a figure: p provisional, r revised, e estimated.\n"
)

_Test = Callable[[str], bool]


@dataclass(frozen=True)
class Draft:
    """A draft of a map, as a YAML file, and what the table would give through it."""

    contents: Contents
    text: str


def draft_map(
    path: Path, tops: Mapping[str | None, list[NumberedRow]], is_area: Callable[[str], bool]
) -> Draft:
    """Return a draft for a table of no layout that is known.

    ``tops`` are the first lines of its sheets, ``is_area`` says whether a text is the
    code or name of an area. Raises
    `LayoutError` where no sheet has figures that a header stands over.
    """
    fault: LayoutError | None = None
    for sheet, rows in tops.items():
        header = _header(rows)
        if not header:
            continue
        line, lines, names = header
        times = Counter(names)
        unique = [name for name in names if name.strip() and times[name] == 1]
        check_width(len(names), line)
        try:
            table = cells(path, unique, sheet=sheet, publisher="the publisher", header_rows=lines)
        except LayoutError as error:
            fault = fault or error
            continue
        guess = _Guess(table, lambda cell: bool(_GSS.fullmatch(cell)) or is_area(cell))
        if guess.figures:
            draft = _draft(guess, path.stem, sheet, line, lines)
            return replace(draft, contents=replace(draft.contents, alike=_alike(tops, sheet)))
        fault = fault or decimal_commas(table)
    raise fault or LayoutError("The file has no table of figures that a header stands over.")


def _alike(tops: Mapping[str | None, list[NumberedRow]], sheet: str | None) -> list[str]:
    """Return the other sheets that have the header of this one: of another year, or service."""
    headers = {name: _header(rows) for name, rows in tops.items()}
    mine = headers.pop(sheet)
    return [str(name) for name, header in headers.items() if header and mine == header]


def _filled(row: NumberedRow) -> int:
    return sum(bool(cell.strip()) for cell in row[1])


class _Guess:
    """What the columns of a table seem to hold."""

    def __init__(self, table: pd.DataFrame, is_area: _Test) -> None:
        self.table = table
        names = [name for name in table.columns if name and (table[name] != "").any()]
        self.area = _mostly(table, names, is_area)
        self.period = _mostly(table, _without(names, self.area), _is_period)
        names = _without(names, self.area, self.period)
        names = self._without_quarter(names)
        self.figures = _of_figures(self.table, names)
        self.texts = _without(names, *self.figures)
        self.values = [name for name in self.figures if plain(name) not in _BESIDE] or self.figures
        across, self.beside, self.others = _across(self.figures, is_area)
        self.share = {} if across else _share_of_others(self.table, self.figures)
        self.values = [self.share["value"]] if self.share else self.values
        are_series = not self.series and len(self.values) > 1
        self.across = across or ("indicator" if are_series else None)

    def _without_quarter(self, names: list[str]) -> list[str]:
        """Put a period and the quarter in another column together; return the other columns."""
        quarter = next((name for name in names if _is_quarter(name, self.table[name])), None)
        if not self.period or not quarter:
            return names
        form = f"{{{self.period}}} Q{{{quarter}}}"
        together = self.table[self.period] + " Q" + self.table[quarter]
        self.table, self.period = self.table.assign(**{form: together}), form
        return _without(names, quarter)

    @property
    def series(self) -> str | None:
        """The column that names each row's series; beside a share the only one of words."""
        named = next((name for name in self.texts if _SERIES.search(name)), None)
        return named or (self.texts[0] if self.share and len(self.texts) == 1 else None)

    @property
    def rows_or_figures(self) -> pd.Series:
        """How many rows of a long table each row is, one, or how many figures of a wide one."""
        if self.across is None:
            return pd.Series(1, index=self.table.index)
        return (self.table[_without(self.figures, *self.others)] != "").sum(axis=1)

    def unique(self, name: str | None) -> list[str]:
        return [cell for cell in dict.fromkeys(self.table[name]) if cell] if name else []


def _of_figures(table: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the columns of figures; a month without any is one beside months that have some."""
    figures = [name for name in names if _holds_figures(table[name], name)]
    if not any(map(_is_period, figures)):
        return figures
    months = [name for name in names if _is_period(name) and _has_symbols(table[name])]
    return [name for name in names if name in {*figures, *months}]


def _share_of_others(table: pd.DataFrame, names: Sequence[str]) -> dict[str, str]:
    """Return which column is a share in per cent of which others, where only one can be.

    A table of many columns of figures is no such return.
    """
    if len(names) > _MOST_BESIDE:
        return {}
    read = {name: _told_apart(table[name])[0] for name in names}
    shares = [
        {"value": value, "numerator": part, "denominator": whole}
        for value, part, whole in permutations(names, 3)
        if _PER_CENT.search(value) or table[value].str.endswith("%").any()
        if _is_share(read[value], read[part], read[whole])
    ]
    return shares[0] if len(shares) == 1 else {}


def _is_share(value: pd.Series, part: pd.Series, whole: pd.Series) -> bool:
    """Whether most figures are what two others come to in per cent, rounded at most to ones."""
    apart = (value - 100 * part / whole.mask(whole == 0)).dropna().abs()
    return len(apart) > 0 and bool((apart <= _ROUNDED).mean() >= _MOST)


def _is_quarter(name: str, column: pd.Series) -> bool:
    return bool(_QUARTER.fullmatch(plain(name))) and set(column) <= {"1", "2", "3", "4"}


def _without(names: Sequence[str], *others: str | None) -> list[str]:
    return [name for name in names if name not in others]


def _header(rows: Sequence[NumberedRow]) -> tuple[int, int, list[str]] | None:
    """Return the number of a header's last line, how many lines it has, and its names.

    They are two where the line above parts its names, fills what it leaves blank, or makes periods
    of them: 2024/25 above Q1.
    """
    widest = max(map(_filled, rows), default=0)
    above: NumberedRow = (0, [])
    for row in rows:
        joined = find_header([above, row], (), 2) or row
        is_widest = _filled(row) == widest > 1
        if is_widest and _is_better(joined[1], row[1], _filled(above)):
            return row[0], 2, joined[1]
        if is_widest:
            return row[0], 1, row[1]
        if min(_filled(row), _filled(above)) > 1 and _filled(joined) >= widest:
            return row[0], 2, joined[1]
        above = row
    return None


def _is_better(joined: Sequence[str], names: Sequence[str], above: int) -> bool:
    """Whether names are those of a header only together with the line above."""
    filled, own = [*filter(None, joined)], [name for name in names if name.strip()]
    is_parted = above > 1 and len({*own}) < len(own) and len({*filled}) == len(filled)
    return is_parted or sum(map(_is_period, filled)) > max(1, sum(map(_is_period, own)))


def _draft(guess: _Guess, stem: str, sheet: str | None, line: int, lines: int) -> Draft:
    single = stem if guess.across else guess.values[0]
    period = _period_in(sheet or "") or _period_in(stem) or _PERIOD
    keys = {**_one_or_column(guess, single, period), **_values(guess)}
    symbols = _symbols(guess.table, guess.figures)
    if symbols:
        keys["symbols"] = symbols
    if lines > 1:
        keys["header_rows"] = lines
    if sheet:
        keys["sheet"] = sheet
    written = yaml.safe_dump(keys, sort_keys=False, allow_unicode=True, width=100)
    head = _HEAD + _OWN * (keys.get("area_is") == _AREA) + _MEANINGS * bool(symbols)
    return Draft(_contents(guess, single, sheet, line), head + written)


def _one_or_column(guess: _Guess, single: str, period: str) -> dict[str, object]:
    """Return the keys of indicator, period and area: their column, or the one of the table."""
    keys: dict[str, object] = {}
    for key, column, one in (
        ("indicator", guess.series, single),
        ("period", guess.period, period),
        ("area", guess.area, _AREA),
    ):
        if guess.across != key:
            keys |= {key: column} if column else {f"{key}_is": one}
    return keys


def _period_in(name: str) -> str:
    """Return the longest part of the name of a sheet or file that is a period, or nothing."""
    words = re.split(r"[\s_]+", name)
    parts = (
        " ".join(words[begin : begin + length])
        for length in range(len(words), 0, -1)
        for begin in range(len(words) - length + 1)
    )
    return next((part for part in parts if _is_period(part)), "")


def _values(guess: _Guess) -> dict[str, object]:
    """Return the keys of the columns with figures."""
    if guess.share:
        return {**guess.share}
    if not guess.across:
        keys: dict[str, object] = {"value": guess.values[0]}
        beside = _without(guess.figures, guess.values[0])
        return keys | {plain(name): name for name in beside if plain(name) in _BESIDE}
    keys = {"across": guess.across, **guess.beside}
    ignore = [*_without(guess.texts, guess.series), *guess.others]
    if ignore and guess.across != "indicator":
        keys["ignore"] = ignore
    return keys


def _contents(guess: _Guess, single: str, sheet: str | None, line: int) -> Contents:
    rows = len(guess.table)
    if guess.series:
        counts = guess.rows_or_figures.groupby(guess.table[guess.series]).sum()
        in_order = counts.sort_values(ascending=False, kind="stable")
        series = {str(name): int(count) for name, count in in_order.items() if name and count}
    else:
        series = dict.fromkeys(guess.values if guess.across == "indicator" else [single], rows)
    across = _without(guess.figures, *guess.others)
    return Contents(
        layout="table",
        sheet=sheet,
        line=line,
        rows=rows,
        series=series,
        areas=across if guess.across == "area" else guess.unique(guess.area),
        periods=across if guess.across == "period" else guess.unique(guess.period),
    )


def _mostly(table: pd.DataFrame, names: Sequence[str], is_one: _Test) -> str | None:
    """Return the column with the largest share of cells of a kind, if it is most of them."""
    shares = {name: _share(table[name], is_one) for name in names}
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] >= _MOST else None


def _share(column: pd.Series, is_one: _Test) -> float:
    counts = column[column != ""].value_counts()
    return float(counts[[is_one(str(cell)) for cell in counts.index]].sum() / counts.sum())


def _is_period(text: str) -> bool:
    try:
        return bool(read_period(below_its_quarter(without_marker(text)[0]), None, "monthly"))
    except PeriodError:
        return False


def _holds_figures(column: pd.Series, header: str) -> bool:
    """Whether a column has figures, mostly; under the name of a period one is enough."""
    values, is_other, has_sign = _told_apart(column)
    figures = int((values.notna() | has_sign).sum())
    least = 0 if _is_period(header) else int(is_other.sum())
    return _has_symbols(column) and figures > least


def _has_symbols(column: pd.Series) -> bool:
    """Whether what stands in a column beside figures is as short and as seldom as symbols are."""
    others = column[_told_apart(column)[1]].unique()
    return all(len(text) <= _LONGEST_SYMBOL for text in others) and len(others) <= _SYMBOLS


def _told_apart(column: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return a column's figures, which cells have none, and which have a sign behind theirs."""
    values, _, is_other = numbers(column.map(bare_figure), NO_FIGURE_SYMBOLS)
    has_sign = is_other & column.map(lambda cell: bool(_BEHIND_FIGURE.fullmatch(cell)))
    return values, is_other & ~has_sign, has_sign


def _symbols(table: pd.DataFrame, figures: Sequence[str]) -> dict[str, str]:
    """Return the markers of what stands in place of figures and is not known everywhere.

    What a sign behind a figure means the table does not say.
    """
    symbols: dict[str, str] = {}
    for name in figures:
        _, _, is_other = numbers(table[name].map(bare_figure), NO_FIGURE_SYMBOLS)
        for cell in table[name][is_other]:
            behind = _BEHIND_FIGURE.fullmatch(cell)
            symbols |= {behind[1]: _MARKER} if behind else {cell: Marker.NOT_AVAILABLE.value}
    return symbols


def _across(
    figures: Sequence[str], is_area: _Test
) -> tuple[str | None, dict[str, object], list[str]]:
    """Return what the columns of a wide table are of, which of them go together, and the others.

    ``2021/22 - rate`` is a period and what is given of it; without a rest the headers say enough.
    """
    kinds: tuple[tuple[str, _Test], ...] = (("period", _is_period), ("area", is_area))
    for across, is_one in kinds:
        rests = [rest for name in figures if (rest := _beside_label(name, is_one)) is not None]
        if len(rests) < 2:
            continue
        headers = {rest: f"{{{across}}}{rest}" for rest in rests}
        beside: dict[str, object] = {
            part: header for rest, header in headers.items() for part in _BESIDE
            if plain(rest).endswith(part)
        }  # fmt: skip
        value = next(header for header in headers.values() if header not in beside.values())
        others = [name for name in figures if _beside_label(name, is_one) is None]
        return across, {"value": value, **beside} if value != f"{{{across}}}" else beside, others
    return None, {}, []


def _beside_label(name: str, is_one: _Test) -> str | None:
    """Return what stands behind the longest beginning of a header that is of a kind."""
    ends = [len(name), *(match.start() for match in reversed([*_BREAK.finditer(name)]))]
    return next((name[end:] for end in ends if is_one(name[:end])), None)
