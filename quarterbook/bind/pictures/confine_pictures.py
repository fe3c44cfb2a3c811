"""A Sphinx extension: pictures hold nothing that could run, that is too large or that nobody sees.

The council's own are cleaned, be they files or written into a page; charts are drawn from figures
and hold nothing else.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from quarterbook.bind.pictures.raster import (
    SUFFIXES,
    NotRaster,
    clean_raster,
    clean_raster_address,
    is_other_picture,
    is_raster,
)
from quarterbook.bind.pictures.svg import NotSvg, clean_svg, without_notes
from quarterbook.execute.stored.pictures import SHOWN_PICTURE
from quarterbook.storage.regular_file import LARGEST_PICTURE, read_file
from quarterbook.storage.store import digest_of

_WRITTEN_IN = re.compile(r"data:image/(?:png|jpe?g|gif|svg\+xml)[;,][^\"'\s>)]*", re.IGNORECASE)
_CHARTS = "charts"

# The pictures of this process that are clean: the single page has those of the site.
known_clean: set[str] = set()

_LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Clean pictures written into pages as these are read, and files where they are copied to.

    The file of ``quarterbook_clean_pictures`` names those that are known to be clean, and gets the
    names of those that this run has found to be.
    """
    app.add_config_value("quarterbook_clean_pictures", "", "", str)
    app.connect("doctree-read", _clean_written_in, priority=100)
    app.connect("env-check-consistency", _check_files)
    app.connect("build-finished", _clean_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _clean_written_in(app: Sphinx, document: nodes.document) -> None:
    def clean(address: re.Match[str]) -> str:
        try:
            return _clean_address(address[0])
        except (NotRaster, NotSvg) as fault:
            _warn(f"that is written into the page {fault}", app.env.doc2path(app.env.docname))
            return address[0]

    for image in document.findall(nodes.image):
        image["uri"] = _WRITTEN_IN.sub(clean, image["uri"])
    for raw in list(document.findall(nodes.raw)):
        left = _WRITTEN_IN.sub(clean, raw.astext())
        if left != raw.astext():
            raw.parent.replace(raw, nodes.raw("", left, **raw.attributes))


def _clean_address(address: str) -> str:
    head, _, body = address.partition(",")
    if "svg" not in head.lower():
        return clean_raster_address(address)
    try:
        data = b64decode(body) if "base64" in head.lower() else unquote_to_bytes(body)
    except ValueError:
        raise NotSvg("is not coded as base64") from None
    if clean_svg(data) != data:
        return address  # what could run on a page is refused, not taken out
    clean = without_notes(data)
    return address if clean == data else f"data:image/svg+xml;base64,{b64encode(clean).decode()}"


def _check_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of pictures that cannot be set, before anything draws them."""
    files = [(file, min(pages)) for file, (pages, _) in env.images.items()]
    files += [(file, "") for file in (app.config.html_logo, app.config.html_favicon) if file]
    for file, (pages, _) in env.dlfiles.items():
        path = Path(env.srcdir, file)
        if path.is_file() and is_other_picture(_begins(path)):
            words = f'"{file}" may say where and when it was taken, and cannot be cleaned of that'
            _warn(words, env.doc2path(min(pages)), path.name)
    for file, page in files:
        path = Path(env.srcdir, file)
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        try:
            clean_raster(read_file(path, LARGEST_PICTURE))
        except (NotRaster, OSError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else fault
            _warn(f'"{file}" {reason}', env.doc2path(page) if page else "_config.yml", path.name)


def _clean_files(app: Sphinx, error: Exception | None) -> None:
    if error:
        return
    drawn = {name for file, (_, name) in app.env.images.items() if _is_chart(Path(file))}
    noted = Path(app.config.quarterbook_clean_pictures)
    noted_clean = set(json.loads(noted.read_text("utf-8"))) if noted.is_file() else set()
    for path, data in _pictures(Path(app.outdir)):
        is_drawn = path.parent.name == "_images" and path.name in drawn
        name = f"{'drawn' if is_drawn else 'brought'} {digest_of(data)}"
        if name in noted_clean or name in known_clean or _is_clean(path, data, is_drawn):
            known_clean.add(name)
    if app.config.quarterbook_clean_pictures and not known_clean <= noted_clean:
        noted.write_text(json.dumps(sorted(known_clean)), "utf-8")


def _is_clean(path: Path, data: bytes, is_drawn: bool) -> bool:
    """Clean a picture's file where need be; return whether there was none."""
    try:
        if path.suffix.lower() != ".svg":
            clean = clean_raster(data)
        elif is_drawn:
            clean = clean_svg(data)
        else:
            clean = without_notes(clean_svg(data))
    except NotRaster:
        return False  # not on a page, or said of it already
    except NotSvg as fault:
        _warn(f"{path.name}: {fault}", "_config.yml")
        return False
    if clean != data:
        path.write_bytes(clean)
    return clean == data


def _is_chart(path: Path) -> bool:
    """Whether a picture is one that the package draws, and not one that a notebook shows."""
    return path.parts[0] == _CHARTS and not path.name.startswith(SHOWN_PICTURE)


def _pictures(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (path.suffix.lower() == ".svg" or is_raster(_begins(path))):
            yield path, path.read_bytes()


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _warn(message: str, file: str | Path, words: str = "") -> None:
    """Warn of a picture, on the line of a page that names it."""
    line = ""
    if words and Path(file).suffix == ".md":
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        line = next((str(number) for number, text in enumerate(lines, 1) if words in text), "")
    _LOG.warning(message, type="quarterbook", subtype="picture", location=f"{file}:{line}")
