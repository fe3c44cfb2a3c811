"""Areas as tables name them: by code, or by name with or without what kind of council it is."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pandas as pd

from quarterbook.data.tables.cell_faults import shown
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.layout import TAKE_IN_AREAS, AreaCodes

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

_OFFICIAL = re.compile(
    r"^(london |royal |metropolitan )?borough of "
    r"|( (county|city|borough|district|metropolitan borough|metropolitan district))? council$"
)


def untagged(cell: str) -> str:
    """Return a cell without the tags of a web page."""
    return " ".join(unescape(_TAG.sub(" ", cell)).split())


def words(name: str) -> str:
    """Return a name as names are compared: without tags, capital or not."""
    return untagged(name).casefold()


_NEVER = date(2199, 12, 31)


class Places:
    """Areas by code, and by name with or without what kind of council it is."""

    def __init__(self, codes: AreaCodes) -> None:
        areas = codes.areas.set_index("code")
        self.codes = codes.gss
        self.since = pd.to_datetime(areas["from"], errors="coerce").to_dict()
        self.until = pd.to_datetime(areas["to"], errors="coerce").to_dict()
        self.names: dict[str, list[str]] = {}
        for code, name in areas["name"].items():
            for written in {words(name), _OFFICIAL.sub("", words(name))}:
                self.names.setdefault(written, []).append(str(code))

    def find(self, name: str, on: date | None = None) -> tuple[str, str]:
        """Return the code of the area that existed on a day, and why there is none.

        Without a day it is one that has not ended.
        """
        if name in self.codes:
            return name, ""
        short = _OFFICIAL.sub("", words(name))
        named = self.names.get(words(name)) or self.names.get(short, [])
        then = pd.Timestamp(on or _NEVER)
        there = [c for c in named if not self.since[c] > then and not self.until[c] < then]
        if len(there) == 1:
            return there[0], ""
        if there:
            return "", f"{shown(name)} is the name of {listed(there, 'and')}: write the code"
        if named:
            return "", f"{shown(name)} ({listed(named, 'and')}) did not exist then"
        if not name:
            return "", "it is blank. Where cells are merged, write the area in every row"
        return "", f"{shown(name)} is no area of areas.csv: {TAKE_IN_AREAS}"
