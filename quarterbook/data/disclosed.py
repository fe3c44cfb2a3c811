"""What each publication of a quarter disclosed and withheld, row by row: kept with the book."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationError

from quarterbook.data.params.fields import Strict
from quarterbook.ground.errors import BookError, Problem
from quarterbook.ground.periods import Period
from quarterbook.ground.rule_names import WithholdingRule
from quarterbook.storage import atomic_write
from quarterbook.storage.book import Book
from quarterbook.storage.file_kinds import CONFLICT_MARKS, conflict_line
from quarterbook.storage.regular_file import LARGEST_TABLE

WITHHELD, EXEMPT = "withheld", "exempt"

ENDING = ".disclosed.json"

# Rules of a figure's own: what is withheld for another's sake is kept by that one's.
_OWN_RULES: tuple[WithholdingRule, ...] = (
    "small", "few", "remainder", "confidential", "formerly", "as_published",
)  # fmt: skip

_NUMBER = r"-?\d+(\.\d+)?"
_ROUNDED = r"rounded (\d+) by ([1-9]\d*)"
_WITHHELD_BY = rf"{WITHHELD}( ({'|'.join(_OWN_RULES)}))?"
_STATE = rf"^({_WITHHELD_BY}|{EXEMPT}|{_ROUNDED}|({_NUMBER}|-)( ({_NUMBER}|-)){{2}})$"

_Rows = dict[str, Annotated[str, Field(pattern=_STATE)]]

_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

_TABLES = {"observations", "benchmarks"}
_OF_A_QUARTER = {*_TABLES, "part_of"}

Figures = tuple[float | None, float | None, float | None]
"""A row's value, numerator and denominator."""


class Disclosed(Strict):
    """``params/2021-22-q2.disclosed.json``: how each row of a table was published, by `row_name`.

    As ``withheld``, with the rule where it had one of its own (``withheld small``), for later
    it may have none; as ``exempt``, in exempt papers alone; as ``rounded 15 by 5``,
    which is `RoundedCount`; or as its value, numerator and denominator were
    shown: ``12.2 5 41``. Nothing in
    it is made from a figure that was not shown, nor a hash of one: a count below
    5 is soon guessed.

    part_of
        the cell of measures.csv of each measure that has one. Who has the
        quarter knows what adds up, whatever measures.csv says later.
    """

    observations: _Rows = Field(default_factory=dict)
    benchmarks: _Rows = Field(default_factory=dict)
    part_of: dict[str, str] = Field(default_factory=dict)

    def of(self, table: str) -> Mapping[str, str]:
        """Return how the rows of a table were published."""
        return self.observations if table == "observations" else self.benchmarks


def withheld_by(rule: WithholdingRule) -> str:
    """Return the state of a row that is withheld by a rule: ``withheld small``."""
    return f"{WITHHELD} {rule}" if rule in _OWN_RULES else WITHHELD


def is_withheld(state: str) -> bool:
    """Whether a row's state says that it is withheld from everybody."""
    return state.partition(" ")[0] == WITHHELD


def own_rule(state: str) -> WithholdingRule | None:
    """Return by which rule of its own a row was withheld, None where no such rule is kept."""
    return next((rule for rule in _OWN_RULES if state == withheld_by(rule)), None)


class RoundedCount(NamedTuple):
    """A count as it was published: ``rounded_to`` is the multiple of ``base`` that stands for it.

    The base is kept with it, as a later threshold may bring another.
    """

    rounded_to: float
    base: int

    @classmethod
    def read(cls, state: str) -> RoundedCount | None:
        """Return what a row's state says, nothing where it is no rounded count's."""
        match = re.fullmatch(_ROUNDED, state)
        return cls(float(match[1]), int(match[2])) if match else None

    @property
    def state(self) -> str:
        """The row's state: ``rounded 15 by 5``."""
        return f"rounded {self.rounded_to:.0f} by {self.base}"


def row_name(measure: str, period: Period, area: str, day: date) -> str:
    """Return what a row is called: ``recycling-rate 2021-22-Q1 2021-07-20``, any area after it."""
    return " ".join(part for part in (measure, period.code, day.isoformat(), area) if part)


def as_shown(figures: Figures, decimals: int | None) -> str:
    """Return a row's figures as they are shown, the value with decimals or, if none, as it is."""
    value, *others = figures
    first = _plain(value) if value is None or decimals is None else f"{value:.{decimals}f}"
    return " ".join([first, *map(_plain, others)])


def _plain(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.10f}".rstrip("0").rstrip(".")


def is_shown_as(figures: Figures, shown: str) -> bool:
    """Whether figures are those that were shown, to the decimals with which they were."""
    for figure, text in zip(figures, shown.split(), strict=True):
        if figure is None or text == "-":
            if not (figure is None and text == "-"):
                return False
        elif abs(figure - float(text)) > 0.5 * 10.0 ** -len(text.partition(".")[2]) + 1e-9:
            return False
    return True


class PublishedHash(Strict):
    """A hash of all rows that had been shown in public after a publication, and which were new.

    ``new`` names them by table and `row_name`, but for the first publication, of which all are.
    """

    sha256: _Hash
    new: list[str] = Field(default_factory=list)


class KeptDisclosed(Disclosed):
    """What a quarter's file holds, as `publish` wrote it.

    published
        each publication that showed more than the one before it.
    sha256
        a hash of everything else: nothing can be taken out by hand without its being seen.
    """

    published: Annotated[list[PublishedHash], Field(min_length=1)]
    sha256: _Hash

    @classmethod
    def after(cls, rows: Disclosed, before: KeptDisclosed | None) -> KeptDisclosed:
        """Return the file for rows, after what has been published before."""
        shown = _shown(rows)
        published = before.published if before else []
        new = sorted(shown.keys() - _shown(before).keys()) if before else []
        if new or not before:
            published = [*published, PublishedHash(sha256=_hash_of(shown), new=new)]
        kept = cls(**rows.model_dump(include=_OF_A_QUARTER), published=published, sha256="0" * 64)
        return kept.model_copy(update={"sha256": kept.expected_hash()})

    @property
    def shown_hash(self) -> str:
        """The hash of all rows that have been shown in public, which may be known to all."""
        return self.published[-1].sha256

    def expected_hash(self) -> str:
        """Return the hash of everything but the hash, rows in order of names."""
        return hashlib.sha256(_in_order(self, {*_OF_A_QUARTER, "published"})).hexdigest()

    def as_bytes(self) -> bytes:
        """Return what the file holds, a row to a line in order of names."""
        return _in_order(self, {*_OF_A_QUARTER, "published", "sha256"})

    def is_as_written(self) -> bool:
        """Whether all hashes are those of the rows, as far as they were shown at a time."""
        shown = _shown(self)
        for one in reversed(self.published):
            if one.sha256 != _hash_of(shown):
                return False
            shown = {name: state for name, state in shown.items() if name not in one.new}
        return self.sha256 == self.expected_hash()


def _in_order(kept: KeptDisclosed, fields: set[str]) -> bytes:
    plain = {
        name: dict(sorted(value.items())) if isinstance(value, dict) else value
        for name, value in kept.model_dump(include=fields).items()
        if value or name != "part_of"
    }
    return f"{json.dumps(plain, indent=1, ensure_ascii=False)}\n".encode()


def _shown(rows: Disclosed) -> dict[str, str]:
    """Return the rows that were shown in public, by table and name."""
    return {
        f"{table} {name}": state
        for table in _TABLES
        for name, state in rows.of(table).items()
        if state != EXEMPT and not is_withheld(state)
    }


def _hash_of(shown: Mapping[str, str]) -> str:
    """Return a hash of what was shown in public, and of nothing else, since it is public."""
    lines = (f"{name}: {state}\n" for name, state in sorted(shown.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _file(book: Book, quarter: Period) -> Path:
    """Where it is kept what a quarter disclosed."""
    return book.params / f"{quarter.slug}{ENDING}"


def read_disclosed(book: Book, quarters: Iterable[Period]) -> dict[Period, Disclosed]:
    """Return what quarters disclosed that have been published.

    Raises `BookError` for what cannot be read, and for a file of a quarter that is not among them:
    it was published, and without its params nobody would know what is out.
    """
    by_quarter: dict[Period, Disclosed] = {}
    quarters = list(quarters)
    problems = [
        Problem(
            book.relative(path),
            0,
            "P121",
            f"{slug} was published, but {slug}.yml is missing. What is out stays out: restore "
            "that file from the last commit.",
        )
        for path in sorted(book.params.glob(f"*{ENDING}"))
        for slug in [path.name.removesuffix(ENDING)]
        if slug not in {quarter.slug for quarter in quarters}
    ]
    for quarter in quarters:
        try:
            kept = _read(book, quarter)
        except BookError as error:
            problems += error.problems
            continue
        if kept:
            by_quarter[quarter] = kept
    if problems:
        raise BookError(problems)
    return by_quarter


def _read(book: Book, quarter: Period) -> KeptDisclosed | None:
    """Return what a quarter disclosed, nothing where it has not been published."""
    path, line = _file(book, quarter), 0
    try:
        written = book.read_file(path, LARGEST_TABLE).replace(b"\r\n", b"\n")
        kept = KeptDisclosed.model_validate_json(written)
        if written.strip() == kept.as_bytes().strip() and kept.is_as_written():
            return kept
        fault = "is not as quarterbook publish wrote it. Restore it from the last commit."
    except FileNotFoundError:
        return None
    except ValidationError:
        fault = "is not as quarterbook publish wrote it. Restore it from the last commit."
        line = conflict_line(written.decode(errors="replace"))
        if line:
            fault = (
                f"{CONFLICT_MARKS} Both branches published the quarter: keep the version of the "
                "one that is public, whole."
            )
    except OSError as error:
        fault = f"cannot be read: {error.strerror}."
    raise BookError(Problem(book.relative(path), line, "P117", fault))


def with_published(book: Book, quarter: Period, now: Disclosed) -> KeptDisclosed:
    """Return what a quarter has disclosed with what is published now; what either shows is out.

    Raises `BookError` where what is kept is not as it was written.
    """
    before = _read(book, quarter)
    rows = before or Disclosed()
    both = {table: _both(rows.of(table), now.of(table)) for table in _TABLES}
    part_of = {**rows.part_of, **now.part_of}
    return KeptDisclosed.after(Disclosed(**both, part_of=part_of), before)


def keep_disclosed(book: Book, quarter: Period, kept: KeptDisclosed) -> None:
    """Write what a quarter has disclosed."""
    atomic_write.replace(_file(book, quarter), kept.as_bytes())


def check_published(book: Book, quarter: Period, shown: str) -> None:
    """Raise `BookError` unless a quarter's file is that of a publication, or of one after it.

    shown
        the hash that is published with the quarter: of the rows that had been shown.
    """
    kept = _read(book, quarter)
    if kept is None or shown not in {one.sha256 for one in kept.published}:
        fault = (
            f"is not what {quarter.slug} was published with, so that what is out would be "
            f"{'chosen anew' if kept is None else 'another'}. Restore it from the last "
            f"commit, or from the copy of the book that published {quarter.slug}."
        )
        raise BookError(Problem(book.relative(_file(book, quarter)), 0, "P120", fault))


def _both(before: Mapping[str, str], now: Mapping[str, str]) -> _Rows:
    rows = {**now, **before}
    for name, state in now.items():
        if is_withheld(rows[name]) or (rows[name] == EXEMPT and not is_withheld(state)):
            rows[name] = state
    return rows
