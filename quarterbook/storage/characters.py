"""Characters that no output can show: controls, byte-order marks within a text, noncharacters."""

from __future__ import annotations

import re
from collections.abc import Iterator

# All of Unicode's controls but tab, line feed, carriage return and next line; halves of a pair;
# the byte-order mark; and the 66 noncharacters (The Unicode Standard, section 23.7).
_ENDS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff" + _ENDS + "]"
)


def unprintable(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name (``U+0008``) of the first such character of each line."""
    last = 0
    for match in _UNPRINTABLE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line != last:
            yield line, f"U+{ord(match[0]):04X}"
        last = line
