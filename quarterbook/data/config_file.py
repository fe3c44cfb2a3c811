"""What ``_config.yml`` says that is not left to Jupyter Book to understand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from quarterbook.data.sphinx_settings import faults_of_sphinx
from quarterbook.ground.errors import BookError, Problem, nearest
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import Document, load

# What Jupyter Book 1 knows, by group; "" is the file itself.
_KNOWN_KEYS = {
    "": (
        "author", "bibtex_bibfiles", "copyright", "exclude_patterns", "execute", "html", "latex",
        "launch_buttons", "logo", "only_build_toc_files", "parse", "repository", "sphinx", "title",
    ),
    "execute": (
        "allow_errors", "cache", "eval_regex", "exclude_patterns", "execute_notebooks",
        "raise_on_error", "run_in_temp", "show_tb", "stderr_output", "timeout",
    ),
    "html": (
        "analytics", "announcement", "baseurl", "comments", "extra_footer", "extra_navbar",
        "favicon", "google_analytics_id", "home_page_in_navbar", "navbar_footer_text",
        "navbar_number_sections",
        "use_edit_page_button", "use_issues_button", "use_multitoc_numbering",
        "use_repository_button",
    ),
    "latex": (
        "latex_documents", "latex_engine", "targetname", "title", "use_jupyterbook_latex",
    ),
    "launch_buttons": (
        "binderhub_url", "colab_url", "deepnote_url", "jupyterhub_url", "notebook_interface",
        "thebe",
    ),
    "parse": (
        "myst_dmath_double_inline", "myst_enable_extensions", "myst_extended_syntax",
        "myst_substitutions", "myst_url_schemes",
    ),
    "repository": ("branch", "path_to_book", "provider", "url"),
    "sphinx": ("config", "extra_extensions", "local_extensions", "recursive_update"),
}  # fmt: skip
_GROUPS = tuple(filter(None, _KNOWN_KEYS))
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
    is none, a key that is misspelt, an address of a repository that Jupyter Book cannot take apart,
    a setting of Sphinx that no book may have.
    """
    document = load(book, book.config)
    for name in _GROUPS:
        if not isinstance(document.content.get(name) or {}, dict):
            fault = f"{name} is not a group of keys. Expected lines further in, below it."
            raise BookError(Problem(document.name, document.line(name), "B104", fault))
    if not isinstance((document.content.get("sphinx") or {}).get("config") or {}, dict):
        fault = "config (in sphinx) is not a group of keys. Expected lines further in, below it."
        raise BookError(Problem(document.name, document.line("sphinx", "config"), "B104", fault))
    if faults := [*_misspelt(document)] or [*faults_of_sphinx(book, document)]:
        raise BookError(faults)
    _check_repository(document)
    limit = (document.content.get("execute") or {}).get("timeout")
    if limit is None:
        return Config(_SECONDS)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        fault = f'timeout (in execute) is "{limit}": expected whole seconds, such as 120.'
        raise BookError(Problem(document.name, document.line("execute", "timeout"), "B104", fault))
    return Config(limit)


def _misspelt(document: Document) -> Iterator[Problem]:
    """Yield keys that are nearly those that Jupyter Book knows; others are left to whoever reads.

    Nobody would say that nothing comes of them.
    """
    for group, keys in _KNOWN_KEYS.items():
        content = document.content.get(group) if group else document.content
        for key in map(str, content or ()):
            meant = "" if key in keys else nearest(key, keys)
            if meant:
                under = f" (in {group})" if group else ""
                line = document.line(*filter(None, (group, key)))
                fault = f'"{key}"{under} is not a key that this file has.{meant}'
                yield Problem(document.name, line, "B104", fault)


def _check_repository(document: Document) -> None:
    address = (document.content.get("repository") or {}).get("url")
    if not address or _REPOSITORY.fullmatch(str(address)):
        return
    fault = (
        f'url (in repository) is "{address}": expected the address of a repository at GitHub, '
        "GitLab or Bitbucket, such as https://github.com/council/report."
    )
    raise BookError(Problem(document.name, document.line("repository", "url"), "B104", fault))
