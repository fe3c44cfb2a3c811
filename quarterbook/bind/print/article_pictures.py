"""The pictures of a paper: each with its alt text, named by its content, of a kind that prints."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from lxml import html as markup

from quarterbook.bind.print.article_parts import MARK, heading_before, text_of
from quarterbook.ground.errors import BookError, Problem

_SUFFIXES = {
    "image/svg+xml": ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
}

_WIDTH = re.compile(r"\bwidth:\s*(\d+(?:\.\d+)?)(px|%|)\s*;")
_PIXEL = 2.54 / 96  # of a page, in centimetres
_FACE = b"Fira Sans"
_ANY_FACE = re.compile(rb"\bsans-serif\b|\bsystem-ui\b")


@dataclass(frozen=True)
class Picture:
    """A picture's bytes, the page that it stands on, and what the page calls it."""

    data: bytes
    page: str
    source: str


# What a picture has between the two functions: the page that it stands on.
_PAGE = "data-page"


def name_pages(article: markup.HtmlElement, path: Path) -> None:
    """Give each picture of Sphinx's single page the name of the page that it is from."""
    page = path.stem
    for element in article.xpath(f".//img | .//span[starts-with(@id, '{MARK}')]"):
        if element.tag == "img":
            element.set(_PAGE, page)
        else:
            page = element.get("id").removeprefix(MARK)


def collect_pictures(article: markup.HtmlElement, path: Path) -> dict[str, Picture]:
    """Return the pictures of an article, each under the name that its page has it by now.

    They go by their content, so that no path of this machine gets into the paper. Raises
    `BookError` for a picture that is missing, is of no kind that prints or has no alt text.
    """
    pictures: dict[str, Picture] = {}
    for image in article.xpath(".//img"):
        page, source = image.attrib.pop(_PAGE), image.get("src", "")
        called = source if len(source) < 80 else source[:40] + "…"
        decorative = image.get("role") == "presentation" or image.get("aria-hidden") == "true"
        if not decorative:
            _check_alt_text(image, called, page)
        data, suffix = _read_image(source, called, page, path)
        data = _set_in_our_type(data) if suffix == ".svg" else data
        name = hashlib.sha256(data).hexdigest()[:16] + suffix
        pictures[name] = Picture(data, page, called)
        image.set("src", f"images/{name}")
        if decorative and "qb-icon" not in image.get("class", ""):
            image.set("class", "qb-decorative")
        width = _asked_width(image)
        for attribute in ("width", "height", "style"):
            image.attrib.pop(attribute, None)
        if width:
            image.set("width", width)
    return pictures


def _asked_width(image: markup.HtmlElement) -> str:
    """Return how wide an analyst wants a picture, in centimetres or as a share of the column."""
    match = _WIDTH.search(f"width: {image.get('width', '')}; {image.get('style', '')};")
    if match is None or "qb-" in image.get("class", ""):
        return ""
    number, unit = match.groups()
    return f"{number}%" if unit == "%" else f"{float(number) * _PIXEL:.2f}cm"


def _set_in_our_type(data: bytes) -> bytes:
    """Return a drawing whose words name no typeface of a machine's own but one that papers have."""
    if b"<text" not in data:
        return data
    named = _ANY_FACE.sub(_FACE, data)
    return re.sub(
        rb"<svg\b(?![^>]*font-family)", b'<svg font-family="' + _FACE + b'"', named, count=1
    )


def _check_alt_text(image: markup.HtmlElement, called: str, page: str) -> None:
    if (image.get("alt") or "").strip():
        return
    heading = heading_before(image)
    under = f' under "{text_of(heading)}"' if heading is not None else ""
    fault = f"image {called}{under} has no alt text. Say in its alt text what it shows."
    raise BookError(Problem(page, 0, "B302", fault))


def _read_image(source: str, called: str, page: str, path: Path) -> tuple[bytes, str]:
    """Return an image's bytes and file suffix."""
    if source.startswith("data:"):
        head, _, body = source.partition(",")
        kind = head.removeprefix("data:").split(";")[0]
        if kind not in _SUFFIXES:
            raise _not_printed(called, f"{kind or 'no type'} cannot be printed", page)
        data = b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
        return data, _SUFFIXES[kind]
    if urlsplit(source).netloc:
        fault = (
            f"image {called}: it lies on another site. Save it in book/, and show it with "
            "![What it shows](picture.png)."
        )
        raise BookError(Problem(page, 0, "B304", fault))
    name = unquote(urlsplit(source).path)
    suffix = Path(name).suffix.lower()
    if suffix not in (*_SUFFIXES.values(), ".jpeg"):
        raise _not_printed(called, "this kind of file cannot be printed", page)
    # A book whose first page is in a folder has its page there, and its pictures a folder above.
    for folder in path.parents[:4]:
        picture = (folder / name).resolve()
        if picture.is_file() and picture.is_relative_to(_bound_folder(path).resolve()):
            return picture.read_bytes(), suffix
    fault = (
        f"image {called}: no such file among those that the page was made of. Show a picture with "
        "![What it shows](picture.png), its path told from the page; what only HTML names is not "
        "taken along."
    )
    raise BookError(Problem(page, 0, "B304", fault))


def _bound_folder(path: Path) -> Path:
    """Return the folder that Sphinx left its single page in, which holds all that may be taken."""
    folders = path.parents[:4]
    return next((folder for folder in folders if (folder / "_static").is_dir()), path.parent)


def _not_printed(called: str, why: str, page: str) -> BookError:
    fault = f"image {called}: {why}. Use SVG, PNG, JPEG or GIF."
    return BookError(Problem(page, 0, "B303", fault))
