"""The map of a table: which of its columns holds what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from quarterbook.data.tables.cell_faults import shown
from quarterbook.ground.errors import BookError, Problem
from quarterbook.publishers.reading.header_row import plain
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import read_yaml

_Column = Annotated[str, Field(min_length=1)]


class Map(BaseModel):
    """Which column of a table holds what: the keys of a map's YAML file.

    ``indicator`` names the column with the name of each row's series, or
    ``indicator_is`` the one series of the whole table; ``area`` the column of
    areas (codes or names), or ``area_is`` the one area's code. ``period`` and
    ``value``, ``numerator``, ``denominator``, ``marker`` are columns too. In
    a wide table ``across`` says what its columns are, ``period`` or ``area``:
    then each cell is a value, and columns that are neither stand in
    ``ignore``. ``sheet`` is the workbook's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: _Column | None = None
    indicator_is: _Column | None = None
    period: _Column | None = None
    area: _Column | None = None
    area_is: _Column | None = None
    value: _Column | None = None
    numerator: _Column | None = None
    denominator: _Column | None = None
    marker: _Column | None = None
    across: Literal["period", "area"] | None = None
    ignore: list[_Column] = []
    sheet: _Column | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that the table must have."""
        named = [self.indicator, self.period, self.area, self.value]
        return [name for name in (*named, self.numerator, self.denominator, self.marker) if name]

    @model_validator(mode="after")
    def _whole(self) -> Map:
        for key in self._misplaced():
            if getattr(self, key):
                kind = f"wide table (across: {self.across})" if self.across else "table not wide"
                raise _fault(f'"{key}" has no place in the map of a {kind}. Take it out', key)
        for key, what in (("indicator", "names of the series"), ("area", "areas")):
            if self.across != key and bool(getattr(self, key)) == bool(getattr(self, f"{key}_is")):
                either = f'expected either "{key}", the column with the {what}, or "{key}_is"'
                raise _fault(f"{either}, the one of the whole table", key)
        for key, what in (("period", "periods"), ("value", "figures")):
            if not (getattr(self, key) or key in self._misplaced()):
                raise _fault(f'"{key}" is missing: name the column with the {what}', key)
        names = [plain(name) for name in self.columns]
        for name in self.columns:
            if names.count(plain(name)) > 1:
                raise _fault(f"the column {shown(name)} is named for two things. Keep one", "")
        return self

    def _misplaced(self) -> tuple[str, ...]:
        """Return the keys that contradict the kind of table."""
        wide = ("value", "numerator", "denominator", "marker")
        if self.across == "area":
            return (*wide, "area", "area_is")
        return (*wide, "period") if self.across else ("ignore",)


def _fault(message: str, key: str) -> PydanticCustomError:
    return PydanticCustomError("at_fault", "{message}", {"message": message, "below": (key,)})


def read_map(book: Book, path: Path) -> Map:
    """Read a map; raises `BookError` with the line of each fault."""
    if not path.is_file():
        fault = "there is no such map. It says which column of the table holds what."
        raise BookError(Problem(book.relative(path), 0, "P104", fault))
    return read_yaml(book, path, Map)
