"""What ``_config.yml`` says that is not left to Jupyter Book to understand."""

from __future__ import annotations

import re
from typing import NamedTuple

from quarterbook.ground.errors import BookError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, load

_GROUPS = ("execute", "repository", "html", "parse", "latex", "sphinx", "launch_buttons")
_REPOSITORY = re.compile(
    r"https?://[\w.-]*(github|gitlab|bitbucket)[\w.-]*(/[\w.-]+){2,}/?", re.IGNORECASE
)


_SECONDS = 300  # that a cell may run where nothing is said


class Config(NamedTuple):
    """What of the configuration a build goes by itself.

    cell_limit
        how long a cell may run: Jupyter Book's execute: timeout:, in seconds.
    """

    cell_limit: int


def read_config(book: Book) -> Config:
    """Return what ``_config.yml`` says to a build.

    Raises `BookError` for what no book can be made by: a time that is none, a group of keys that
    is none, an address of a repository that Jupyter Book cannot take apart.
    """
    document = load(book, book.config)
    for name in _GROUPS:
        if not isinstance(document.content.get(name) or {}, dict):
            fault = f"{name} is not a group of keys. Expected lines further in, below it."
            raise BookError(Problem(document.name, document.line(name), "B104", fault))
    if not isinstance((document.content.get("sphinx") or {}).get("config") or {}, dict):
        fault = "config (in sphinx) is not a group of keys. Expected lines further in, below it."
        raise BookError(Problem(document.name, document.line("sphinx", "config"), "B104", fault))
    _check_repository(document)
    limit = (document.content.get("execute") or {}).get("timeout")
    if limit is None:
        return Config(_SECONDS)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        fault = f'timeout (in execute) is "{limit}": expected whole seconds, such as 120.'
        raise BookError(Problem(document.name, document.line("execute", "timeout"), "B104", fault))
    return Config(limit)


def _check_repository(document: Document) -> None:
    address = (document.content.get("repository") or {}).get("url")
    if not address or _REPOSITORY.fullmatch(str(address)):
        return
    fault = (
        f'url (in repository) is "{address}": expected the address of a repository at GitHub, '
        "GitLab or Bitbucket, such as https://github.com/council/report."
    )
    raise BookError(Problem(document.name, document.line("repository", "url"), "B104", fault))
