"""Characters that no output can show, and names that not every disk and browser can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# All of Unicode's controls but tab, line feed, carriage return and next line; halves of a pair;
# the byte-order mark; the 66 noncharacters (The Unicode Standard, section 23.7); and what turns the
# order of others round, so that 43 is read as 34 (Unicode Technical Report 36, section 2.10).
_ENDS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\u202a-\u202e\u2066-\u2069" + _ENDS + "]"
)


def unprintable(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name (``U+0008``) of the first such character of each line."""
    last = 0
    for match in _UNPRINTABLE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line != last:
            yield line, f"U+{ord(match[0]):04X}"
        last = line


_MOVES = re.compile(f"{_UNPRINTABLE.pattern}|[\r\x85\u2028\u2029]")


def visible(text: str) -> str:
    """Return a text as a terminal may show it: what would move, colour or erase is spelt out.

    ``\\x1b[2J`` and not a screen without the messages before it.
    """
    return _MOVES.sub(lambda match: ascii(match[0])[1:-1], text)


# Names that Windows keeps for devices, whatever their ending (Microsoft, "Naming Files, Paths"),
# so that no file can have them: files are named after ids.
NOT_ON_WINDOWS = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def unseen(text: str) -> str:
    """Return the name (``U+200B``) of the first sign that nobody sees, spaces aside; else ""."""
    hidden = (one for one in text if unicodedata.category(one)[0] in "CZ" and one != " ")
    return next((f"U+{ord(one):04X}" for one in hidden), "")


_PART_OF_ADDRESSES = re.compile(r"[<>:\"\\|?*#%]")
_LONGEST_NAME = 120


def name_fault(name: str) -> str:
    """Return why a file's or folder's name does not hold everywhere, nothing where it does."""
    if hidden := unseen(name):
        return f"it has a character that nobody sees ({hidden})"
    if sign := _PART_OF_ADDRESSES.search(name):
        return f"it has {sign[0]}"
    if name != name.strip(" ").rstrip("."):
        return "it begins or ends with a space, or ends with a dot"
    if name.partition(".")[0].lower() in NOT_ON_WINDOWS:
        return "Windows keeps it for a device"
    if len(name) > _LONGEST_NAME:
        return f"it has {len(name)} letters, and {_LONGEST_NAME} are the most"
    return ""
