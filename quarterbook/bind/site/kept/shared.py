"""What one page of a book knows of another once Sphinx has read them, as a digest.

Titles, contents, labels, numbers and whatever else Sphinx and its extensions hold of all pages
together. Left out is what belongs to a page alone, by which nothing else is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from quarterbook.storage.store import digest_of

# Of the run and its settings, which are compared by themselves, and of single pages.
_NOT_SHARED = {
    *("app", "events", "project", "domains", "srcdir", "doctreedir", "version"),
    *("config", "config_status", "config_status_extra", "settings", "versioning_condition"),
    *("myst_config", "mystnb_config", "sd_config", "external_site_map", "temp_data", "ref_context"),
    *("all_docs", "dependencies", "included", "nb_metadata", "nb_new_exec_data"),
    *("_pickled_doctree_cache", "_write_doc_doctree_cache", "images", "dlfiles"),
    *("quarterbook_read", "quarterbook_shared"),
}
_OF_ITS_PAGE = ("wordcount",)  # in the metadata of a page


def is_kept_whole(env: BuildEnvironment) -> bool:
    """Whether nothing goes by the order in which pages are read, or by files beside what was read.

    By the order go the names of copies of pictures where two have one name, and the numbers of
    chapters; by such files what one page takes of another's cells by a name (``glue``).
    """
    has_own_names = all(name == uri.rpartition("/")[2] for uri, (_, name) in env.images.items())
    has_glued = any("glue" in held for held in getattr(env, "nb_metadata", {}).values())
    return has_own_names and not env.numbered_toctrees and not has_glued


def shared_digest(env: BuildEnvironment) -> str:
    """Return the digest; of what cannot be told it is never the same twice."""
    held = {name: value for name, value in vars(env).items() if name not in _NOT_SHARED}
    held["metadata"] = {
        page: {name: value for name, value in own.items() if name not in _OF_ITS_PAGE}
        for page, own in env.metadata.items()
    }
    return digest_of(json.dumps(_plain(held)).encode("utf-8", "surrogatepass"))


def _plain(value: Any) -> Any:
    if isinstance(value, nodes.Node):
        return value.pformat()
    if isinstance(value, Mapping):
        return sorted(([repr(key), _plain(own)] for key, own in value.items()), key=str)
    if isinstance(value, set | frozenset):
        return sorted((_plain(one) for one in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str | int | float | bool | None):
        return value
    if callable(getattr(value, "dump", None)):  # the symbols of the C and C++ domains
        return value.dump(0)
    return repr(value)
