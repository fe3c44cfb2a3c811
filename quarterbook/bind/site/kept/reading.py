"""A Sphinx extension: a page that was read and written before is taken as it is.

A page is read again where its file, or one that it is made of, has another content than when it
was read; when a file was written says nothing. It is written again where it was read again, and
all pages are where anything differs that one page knows of another (`shared.py`). Where any other
file or setting differs, nothing is taken. So what is taken is what this run would write. Where it
fails or warns of a page, another one is to begin that takes nothing: what was read before goes by
the places that its pages had then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from quarterbook.bind.site.kept.shared import is_kept_whole, shared_digest
from quarterbook.reuse.kept_pickles import keep_pickle, read_pickle
from quarterbook.storage.store import digest_of

_MOST = 6  # sides of quarters that are kept
_LAST = 900  # after what others do with the same event

taken: set[str] = set()  # pages that this process has taken as they were written before
begun_with: list[Path] = []  # what this process has begun with, if anything was kept


class _Pack(NamedTuple):
    """What is kept of a run: what it was given, what it read, and what it wrote.

    key
        the digest of all settings.
    others
        the digests of files that are neither pages nor pictures.
    doctrees, html, images
        by page what was read of it, what was written, and the pictures that this shows.
    """

    key: str
    others: Mapping[str, str]
    env: bytes
    doctrees: Mapping[str, bytes]
    html: Mapping[str, bytes]
    images: Mapping[str, Sequence[str]]


def setup(app: Sphinx) -> dict[str, Any]:
    """Begin with what the file of ``quarterbook_kept`` names, and keep what this run leaves."""
    app.add_config_value("quarterbook_kept", "", "", str)
    if app.config.quarterbook_kept:
        _Run(app, json.loads(Path(app.config.quarterbook_kept).read_text("utf-8")))
    return {"parallel_read_safe": False, "parallel_write_safe": False}


class _Run:
    def __init__(self, app: Sphinx, settings: Mapping[str, Any]) -> None:
        self._place, self._key = Path(settings["place"]), str(settings["key"])
        self._files: Mapping[str, str] = settings["files"]
        self._written: dict[str, list[str]] = {}
        is_first = not Path(app.doctreedir, ENV_PICKLE_FILENAME).exists()
        is_taken = is_first and not settings["is_anew"]
        self._pack = self._unpacked(Path(app.doctreedir)) if is_taken else None
        self._is_same = False
        for name, function in (
            ("setup", _moved),
            ("get_outdated_files", lambda env, is_other: self._outdated(env, is_other)),
        ):
            setattr(BuildEnvironment, name, function)
        if is_first:
            app.connect("env-get-updated", self._compare, priority=_LAST)
            app.connect("builder-inited", self._follow)
            app.connect("html-collect-pages", self._take)
            app.connect("build-finished", self._keep, priority=_LAST)

    def _unpacked(self, doctrees: Path) -> _Pack | None:
        """Lay out what was read before, if only pages and pictures may differ from then."""
        kept = read_pickle(self._place)
        if not isinstance(kept, tuple) or len(kept) != len(_Pack._fields):
            return None
        pack = _Pack(*kept)
        if pack.key != self._key:
            return None
        if any(self._files.get(name) != digest for name, digest in pack.others.items()):
            return None
        begun_with.append(self._place)
        for page, data in pack.doctrees.items():
            path = doctrees / f"{page}.doctree"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (doctrees / ENV_PICKLE_FILENAME).write_bytes(pack.env)
        return pack

    def _outdated(
        self, env: BuildEnvironment, is_other: bool
    ) -> tuple[set[str], set[str], set[str]]:
        """Return pages added, changed and removed, as Sphinx's own function does."""
        digests: Mapping[str, str] = getattr(env, "quarterbook_read", {})
        if self._pack:
            others = {*self._others(env)}
            if is_other or {*digests} != env.found_docs or others != {*self._pack.others}:
                raise SphinxError("other settings or files than before")
        if is_other or not digests:
            return set(env.found_docs), set(), set()
        changed = {
            page
            for page in env.found_docs
            if page in env.reread_always or digests.get(page) != self._digest(env, page)
        }
        return set(), changed, set()

    def _others(self, env: BuildEnvironment) -> dict[str, str]:
        """Return of the files that are neither pages nor pictures their digests."""
        pages = {_relative(env, env.doc2path(page)) for page in env.all_docs}
        return {
            name: digest
            for name, digest in self._files.items()
            if name not in pages and name not in env.images
        }

    def _digest(self, env: BuildEnvironment, page: str) -> str:
        """Return the digest of a page's file and of all that it was made of."""
        made_of = sorted(map(str, env.dependencies.get(page, ())))  # paths, in the newest Sphinx
        names = [_relative(env, env.doc2path(page)), *made_of]
        return digest_of(json.dumps([(name, self._of_file(env, name)) for name in names]).encode())

    def _of_file(self, env: BuildEnvironment, name: str) -> str:
        if name in self._files:
            return self._files[name]
        path = Path(env.srcdir, name)
        return digest_of(path.read_bytes()) if path.is_file() else "absent"

    def _compare(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Note what pages were made of, and whether they know of each other what they did."""
        if self._pack and not is_kept_whole(env):
            raise SphinxError("pages that cannot be kept one by one")
        env.quarterbook_read = {  # type: ignore[attr-defined]
            page: self._digest(env, page) for page in sorted(env.found_docs)
        }
        shared = shared_digest(env)
        self._is_same = shared == getattr(env, "quarterbook_shared", None)
        env.quarterbook_shared = shared  # type: ignore[attr-defined]
        return []

    def _follow(self, app: Sphinx) -> None:
        """Note what is written and, where pages know the same of each other, write no others."""
        builder: Any = app.builder
        write, write_page = builder.write, builder.write_doc

        def write_changed(pages: Any, updated: Sequence[str], *how: Any, **named: Any) -> None:
            is_part = self._pack and self._pack.html and self._is_same and builder.name == "html"
            write([] if is_part else pages, updated, *how, **named)

        def note(page: str, document: nodes.document) -> None:
            shown = {image["uri"] for image in document.findall(nodes.image)}
            self._written[page] = sorted(shown & {*builder.images})
            write_page(page, document)

        builder.write, builder.write_doc = write_changed, note

    def _take(self, app: Sphinx) -> Iterator[Any]:
        """Put the pages that were not written again in their places, with their pictures."""
        builder: Any = app.builder
        for page in sorted(app.env.found_docs - {*self._written}) if self._pack else ():
            path = Path(builder.get_outfilename(page))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._pack.html[page])  # type: ignore[union-attr]
            self._written[page] = [*self._pack.images[page]]  # type: ignore[union-attr]
            for name in self._written[page]:
                builder.images[name] = app.env.images[name][1]
            taken.add(page)
        return iter(())

    def _keep(self, app: Sphinx, error: Exception | None) -> None:
        """Keep what this run has read and written, unless it warned of anything."""
        env, builder = app.env, app.builder
        if error or not is_kept_whole(env) or Path(app.config.quarterbook_warnings).exists():
            return
        folder = Path(app.doctreedir)
        html = {
            page: Path(builder.get_outfilename(page)).read_bytes()  # type: ignore[attr-defined]
            for page in (self._written if builder.name == "html" else ())
        }
        pack = _Pack(
            self._key,
            self._others(env),
            (folder / ENV_PICKLE_FILENAME).read_bytes(),
            {page: (folder / f"{page}.doctree").read_bytes() for page in env.found_docs},
            html,
            self._written,
        )
        keep_pickle(self._place, tuple(pack), _MOST)


def _relative(env: BuildEnvironment, path: str | Path) -> str:
    return Path(path).relative_to(env.srcdir).as_posix()


_set_up = BuildEnvironment.setup


def _moved(env: BuildEnvironment, app: Sphinx) -> None:
    """Let an environment know that its pages lie in another folder than when they were read."""
    if getattr(env, "quarterbook_read", None):
        env.srcdir = app.srcdir
    _set_up(env, app)
