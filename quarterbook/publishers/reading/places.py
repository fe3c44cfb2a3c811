"""Areas as tables name them: by code, or by name with or without what kind of council it is."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pandas as pd

from quarterbook.data.tables.cell_faults import quoted
from quarterbook.ground.wording import listed
from quarterbook.publishers.reading.layout import TAKE_IN_AREAS, AreaCodes

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

# What stands before and behind a name and says what kind of council it is.
_BEFORE = re.compile(
    r"^(the )?((london |royal |metropolitan )?borough( council)?|city( and county)?|county|council)"
    r"( of( the)?)? (?=\w)|^the "
)
_BEHIND = re.compile(
    r"( (city( and district)?|county( borough)?|borough|district))?"
    r"( metropolitan( borough| district)?)?"
    r"( of| council| corporation| ua| lb| md| mb| london borough| unitary( authority)?)?$"
)

# A note behind a name: Norfolk [note 1], Norfolk1, Norfolk*.
_NOTE = re.compile(r"\s*(\[[^\]]*\]|\(\d{1,2}\)|(?<=[a-z])\d{1,2}|[*\u2020\u2021]+)$")

# Names that are not the council's own words.
_ALSO = {
    "uk": "united kingdom",
    "gb": "great britain",
    "kingston upon hull": "hull",
    "newcastle upon tyne": "newcastle",
    "rhondda cynon taff": "rhondda cynon taf",
    "na h eileanan siar": "comhairle nan eilean siar",
    "eilean siar": "comhairle nan eilean siar",
}


def untagged(cell: str) -> str:
    """Return a cell without the tags of a web page."""
    return " ".join(unescape(_TAG.sub(" ", cell)).split())


def words(name: str) -> str:
    """Return a name as names are compared: without tags, capital or not."""
    return untagged(name).casefold()


def _spelt(name: str) -> str:
    """Return a name whatever its signs: & is and, hyphens are spaces, and notes are none."""
    text = _NOTE.sub("", words(name)).replace("&", " and ")
    text = " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['\u2019.]", "", text)).split())
    return _ALSO.get(text, text)


def _shorter(spelt: str) -> list[str]:
    """Return what is left of a name without what kind of council it is, the longest first."""
    behind = _BEHIND.sub("", spelt)
    both = _BEFORE.sub("", behind)
    forms = (behind, _BEFORE.sub("", spelt), both, re.sub(r" city\b", "", both))
    return [_ALSO.get(form, form) for form in dict.fromkeys(forms) if form and form != spelt]


_NEVER = date(2199, 12, 31)


class Places:
    """Areas by code, and by name however it is spelt, with or without what kind of council it is.

    A shorter form that is the whole name of another area is that area's: London is the region.
    """

    def __init__(self, codes: AreaCodes) -> None:
        areas = codes.areas.set_index("code")
        self.codes = codes.gss
        self.since = pd.to_datetime(areas["from"], errors="coerce").to_dict()
        self.until = pd.to_datetime(areas["to"], errors="coerce").to_dict()
        self.names: dict[str, list[str]] = {}
        spelt = {str(code): _spelt(name) for code, name in areas["name"].items()}
        whole = set(spelt.values())
        for code, name in spelt.items():
            for form in (name, *(form for form in _shorter(name) if form not in whole)):
                self.names.setdefault(form, []).append(code)

    def knows(self, name: str) -> bool:
        """Whether a text is the code or a name of an area, at whatever time."""
        return name in self.codes or bool(self._named(name))

    def find(self, name: str, on: date | None = None) -> tuple[str, str]:
        """Return the code of the area that existed on a day, and why there is none.

        Without a day it is one that has not ended.
        """
        if name in self.codes:
            return name, ""
        named = self._named(name)
        then = pd.Timestamp(on or _NEVER)
        there = [c for c in named if not self.since[c] > then and not self.until[c] < then]
        if len(there) == 1:
            return there[0], ""
        if there:
            return "", f"{quoted(name)} is the name of {listed(there, 'and')}: write the code"
        if named:
            return "", f"{quoted(name)} ({listed(named, 'and')}) did not exist then"
        if not name:
            return "", "it is blank. Where cells are merged, write the area in every row"
        return "", f"{quoted(name)} is no area of areas.csv: {TAKE_IN_AREAS}"

    def _named(self, name: str) -> list[str]:
        spelt = _spelt(name)
        forms = (spelt, *_shorter(spelt))
        return next((self.names[form] for form in forms if form in self.names), [])
