"""A Sphinx extension: pages read nothing outside the staged copy, and no template runs in them.

What is confidential ends at the staged copy, so whatever a page takes in has to lie there. That is
asked before a file is read, and once more of all that Sphinx recorded as read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.directives.misc import Raw, adapt_path
from lxml import html as markup
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import DocutilsRenderer, token_line
from myst_parser.mocking import MockIncludeDirective
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.other import Include
from sphinx.directives.patches import CSVTable
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from quarterbook.bind.site.active_markup import NOT_IN_SCHEMES
from quarterbook.bind.site.explain_warnings import NO_FILE
from quarterbook.report.substitutions.figure_names import FIGURE_NAME
from quarterbook.storage.regular_file import lies_in

_SCHEMES = {"", "http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+(?=:)", re.IGNORECASE)
_LINKING = ("href", "src", "data", "poster", "xlink:href", "action", "formaction")
_NOT_PRINTED = re.compile(r"<(svg|video|audio|canvas|picture|math)\b", re.IGNORECASE)
_OWN_ID = re.compile(r"<[^>]*\bid\s*=\s*[\"']?(document-[^\s\"'>]*)", re.IGNORECASE)
_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Confine the pages of a build; what they may not do is warned of as ``quarterbook.…``.

    What Sphinx offers no hook for is replaced for the rest of the process, which binds one book.
    """
    for name, directive in (("raw", _Raw), ("csv-table", _CSVTable), ("include", _Include)):
        app.add_directive(name, directive, override=True)
    for owner, name, function in (
        (DocutilsRenderer, "render_substitution", _render_name),
        (MockIncludeDirective, "run", _include_in_markdown),
        (BuildEnvironment, "relfn2path", _path_inside),
    ):
        setattr(owner, name, function)
    app.connect("doctree-read", _check_markup)
    app.connect("env-check-consistency", _check_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _warn(kind: str, message: str, env: Any, line: int | None = None) -> None:
    place = f"{env.doc2path(env.docname)}:{line or ''}"
    _LOG.warning(message, type="quarterbook", subtype=kind, location=place)


def _is_inside(env: BuildEnvironment, path: str | Path) -> bool:
    """Whether a file lies in the staged copy, links followed; what is no file is not read.

    Of a picture in any of several forms, ``chart.*``, it is where the files lie.
    """
    is_read = Path(path).is_file() or Path(path).name.endswith(".*")
    return not is_read or lies_in(path, [os.path.realpath(env.srcdir)])


_path_of = BuildEnvironment.relfn2path


def _path_inside(
    env: BuildEnvironment, filename: str, docname: str | None = None
) -> tuple[str, str]:
    """Return what Sphinx would read for a name on a page, or a file that does not exist.

    MyST hands on the name of a picture as an address, ``a%20map.png``.
    """
    relative, path = _path_of(env, filename, docname)
    if not os.path.exists(path) and "%" in filename:
        as_named = _path_of(env, unquote(filename), docname)
        relative, path = as_named if Path(as_named[1]).is_file() else (relative, path)
    if _is_inside(env, path):
        return relative, path
    _warn("outside", filename, env, _line_of(env, filename, docname))
    return NO_FILE, str(Path(env.srcdir, NO_FILE))


def _line_of(env: BuildEnvironment, words: str, docname: str | None) -> int | None:
    """Return the line of a page that has some words, if it is Markdown and has them."""
    page = Path(env.doc2path(docname or env.docname))
    lines = page.read_text(encoding="utf-8").splitlines() if page.suffix == ".md" else []
    return next((number for number, line in enumerate(lines, 1) if words in line), None)


class _Raw(Raw):
    """HTML as it stands, which no file or address can be taken in as."""

    def run(self) -> Any:
        if {"file", "url"} & self.options.keys():
            return _refused(self, "not_allowed", f"{{{self.name}}} with :file: or :url:")
        return super().run()


class _CSVTable(CSVTable):
    """A table from a file of the staged copy."""

    def run(self) -> Any:
        if "url" in self.options:
            return _refused(self, "not_allowed", f"{{{self.name}}} with :url:")
        file = self.options.get("file", "")
        env = self.state.document.settings.env
        if file and not _is_inside(env, adapt_path(file, self.state.document.current_source)):
            return _refused(self, "outside", file)
        return super().run()


class _Include(Include):
    """Text of a file of the staged copy, in reStructuredText."""

    def run(self) -> Any:
        if self.arguments[0].startswith("<"):
            return _refused(self, "not_allowed", f"{{{self.name}}} of a file of docutils")
        return super().run()


def _refused(directive: Directive, kind: str, message: str) -> list[nodes.Node]:
    _warn(kind, message, directive.state.document.settings.env, directive.lineno)
    return []


_include = MockIncludeDirective.run


def _include_in_markdown(directive: MockIncludeDirective) -> list[nodes.Element]:
    if directive.arguments[0].strip().startswith("<"):
        message = f"{{{directive.name}}} of a file of docutils"
        _warn("not_allowed", message, directive.document.settings.env, directive.lineno)
        return []
    return _include(directive)


def _render_name(renderer: DocutilsRenderer, token: SyntaxTreeNode, inline: bool) -> None:
    """Put the figure of a dotted name in its place. Anything else in braces is only a finding."""
    line, words = token_line(token), token.content.strip()
    env = renderer.sphinx_env
    figures = env.config.myst_substitutions if env else {}  # not of the page's own front matter
    value = _value(figures, words)
    used = vars(renderer.document).setdefault("sub_references", set())
    if value is None or isinstance(value, Mapping) or words in used:
        kind = "no_figure" if FIGURE_NAME.fullmatch(words) else "braces"
        _warn(kind, words, env, line)
        shown = nodes.Text(f"{{{{ {words} }}}}")
        renderer.current_node.append(shown if inline else nodes.paragraph("", "", shown))
        return
    used.add(words)
    renderer.nested_render_text(str(value), line, inline=inline and not _is_directive(str(value)))
    used.discard(words)


def _is_directive(text: str) -> bool:
    return bool(re.match(r"^[\s]{0,3}([`]{3,10}|[~]{3,10}|[:]{3,10})\{", text))


def _value(names: Mapping[str, Any], name: str) -> Any:
    value: Any = names
    for part in name.split(".") if FIGURE_NAME.fullmatch(name) else ():
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if value is not names else None


def _check_markup(app: Sphinx, document: nodes.document) -> None:
    """Warn of what a page says in HTML that no paper has, and of addresses.

    These are of the web, of e-mail or of a telephone.
    """
    for node in document.findall(nodes.Element):
        for address in _addresses(node):
            plain = NOT_IN_SCHEMES.sub("", address)
            scheme = _SCHEME.match(plain)
            is_picture = plain.lower().startswith("data:image/")
            if scheme and scheme[0].lower() not in _SCHEMES and not is_picture:
                _warn("not_allowed", f'the address "{address[:80]}"', app.env, _line(node))
        if isinstance(node, nodes.raw) and (own := _OWN_ID.search(node.astext())):
            _warn(
                "not_allowed",
                f'the id "{own[1]}", by which papers know pages,',
                app.env,
                _line(node),
            )
        if isinstance(node, nodes.raw) and (tag := _NOT_PRINTED.search(node.astext())):
            _warn("not_printed", tag[1].lower(), app.env, _line(node))


def _addresses(node: nodes.Element) -> Iterator[str]:
    if isinstance(node, nodes.raw):
        if "html" in node.get("format", "") and "<" in node.astext():
            # inside a body: by itself a document type is nothing that lxml parses
            for tag in markup.document_fromstring(f"<body>{node.astext()}").iter():
                yield from (tag.get(name) for name in _LINKING if tag.get(name))
    elif isinstance(node, nodes.reference | nodes.target):
        yield node.get("refuri", "")
    elif isinstance(node, nodes.image):
        yield node.get("uri", "")
    elif isinstance(node, addnodes.download_reference):
        yield node.get("reftarget", "")


def _line(node: nodes.Node | None) -> int | None:
    while node is not None and node.line is None:
        node = node.parent
    return node.line if node is not None else None


def _check_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of every file that Sphinx recorded as read and that lies outside the staged copy."""
    read = [(page, env.doc2path(page)) for page in env.found_docs]
    read += [(page, file) for page, files in env.dependencies.items() for file in files]
    for collected in (env.images, env.dlfiles):
        read += [(page, file) for file, (pages, _) in collected.items() for page in pages]
    for file in filter(None, (app.config.html_logo, app.config.html_favicon)):
        if not _is_inside(env, Path(env.srcdir, file)):
            _LOG.warning(file, type="quarterbook", subtype="outside", location="_config.yml:")
    for page, file in read:
        if not _is_inside(env, Path(env.srcdir, file)):
            place = f"{env.doc2path(page)}:"
            _LOG.warning(str(file), type="quarterbook", subtype="outside", location=place)
