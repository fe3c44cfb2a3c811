"""Addresses of files on a page in one spelling, however they are written."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

from quarterbook.ground.myst import without_literals

_WRITTEN = re.compile(
    r"(?P<before>\]\(|^ {0,3}\[[^\]\n]+\]:[ \t]*"
    r"|\{(?:image|figure|include|literalinclude)\}[ \t]+|\bsrc=[\"'])"
    r"(?P<address><[^<>\n]*>|[^\s<>()\"'{}]+)",
    re.MULTILINE,
)


def with_plain_addresses(text: str, page: str) -> str:
    """Return a page's text with the paths of files as they are told from the page's own folder.

    ``<pictures/a%20b.svg>``, ``./pictures/a b.svg`` and ``/book/pictures/a b.svg`` are one file.
    What is code stays as it is written.
    """
    read = without_literals(text)
    folder = posixpath.dirname(page)

    def plain(match: re.Match[str]) -> str:
        written = match["address"]
        if read[match.start() : match.end()] != match[0]:
            return match[0]
        return match["before"] + _plain(written, folder)

    return _WRITTEN.sub(plain, text)


def _plain(written: str, folder: str) -> str:
    address = unquote(written.strip("<>"))
    try:
        parts = urlsplit(address)
    except ValueError:
        return written
    if parts.scheme or parts.netloc or not parts.path:
        return written
    rest = address[len(parts.path) :]
    from_root = posixpath.normpath(posixpath.join("/", folder, parts.path))
    return posixpath.relpath(from_root, f"/{folder}") + rest
