"""The roles of a page, such as ``{doc}`method```, as MyST reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quarterbook.ground import myst

_NAME = re.compile(r"(?<!\\)\{([\w+:-]+)\}$", re.ASCII)
_LONGEST = 100  # letters of a name
_TITLED = re.compile(r".+<([^<>]*)>$", re.DOTALL)


@dataclass(frozen=True)
class Role:
    """A role: its name, what it leads to or says, and where in the page it begins."""

    name: str
    target: str
    begin: int


def roles(text: str) -> Iterator[Role]:
    """Yield the roles of a page: each is a name in braces, with code right behind it."""
    for token, begin, end in myst.inline(text):
        if token.type != "code_inline" or not token.meta["is_markdown"]:
            continue
        if name := _NAME.search(text, max(0, begin - _LONGEST), begin):
            words = " ".join(text[begin:end].strip("`").split())
            titled = _TITLED.match(words)
            yield Role(name[1].lower(), titled[1] if titled else words, name.start())
