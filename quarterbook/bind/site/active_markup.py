"""What in a written page could run, bring in something from elsewhere or send something off.

Every place where a browser could see a tag begin is read as one, the way that browsers read
tags, whatever stands around it: no comment, no unusual nesting and no second parser hides one.
What is text on a page has its "<" escaped and is none.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote_to_bytes

from quarterbook.bind.pictures.svg import NotSvg, clean_svg, takes_in

# The scripts that pages have, all of them the program's own, Sphinx's or sphinx-design's.
SCRIPTS = (
    "charts.js",
    "design-tabs.js",
    "language_data.js",
    "marks.js",
    "mode.js",
    "quarterbook.js",
    "search.js",
)

# What browsers hold a page to, if all of the above failed.
POLICY = (
    "script-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'"
)

_OWN_SCRIPT = re.compile(
    rf"(\.\./)*(_static/({'|'.join(map(re.escape, SCRIPTS))})"
    r"|searchindex\.js)(\?v=\w+)?"
)
_OWN_FORM = {"class": "qb-search", "role": "search", "method": "get"}
_REFUSED = {
    *("iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal", "form"),
    *("noembed", "noframes", "xmp", "plaintext", "template", "foreignobject", "fencedframe"),
    *("animate", "animatemotion", "animatetransform", "set", "dialog"),
    "image",  # which browsers take for <img>
}
_ACTIVE = {
    *("srcdoc", "formaction", "ping", "background", "dynsrc", "lowsrc", "srcset", "imagesrcset"),
    *("attributionsrc", "popover", "popovertarget", "commandfor"),
}
_FETCHED = {"src", "poster", "data", "xlink:href", "longdesc", "manifest"}
# However browsers read it: "\\\\a.example", "https:a.example".
_ELSEWHERE = re.compile(r"([a-z][a-z0-9+.-]*:)?[/\\]{2}|\\|https?:", re.IGNORECASE)
_PLAIN = re.compile(r"https?://", re.IGNORECASE)
_META = {"viewport", "color-scheme"}

_TAG = re.compile(r"<([a-zA-Z][^ \t\n\f\r/>]*)")
_ATTRIBUTE = re.compile(
    r"""[ \t\n\f\r/]*(=?[^ \t\n\f\r/>=]+|=)"""
    r"""(?:[ \t\n\f\r]*=[ \t\n\f\r]*("[^"]*"|'[^']*'|[^ \t\n\f\r>]*))?"""
)
_STYLE = re.compile(r"<style[^>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
NOT_IN_SCHEMES = re.compile(r"[\x00-\x20]")  # browsers pass over them in a scheme
_RUNS = re.compile(r"(javascript|vbscript|data):", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
_SVG = re.compile(r"data:image/svg\+xml[^,]*,", re.IGNORECASE)
_CSS = re.compile(
    r"@import|@charset|expression\(|-moz-binding|image-set\(|\bsrc\(|\\|<|"
    r"(?<![\w-])image\(|cross-fade\(|element\(|paint\(|url\((?!['\"]?data:image/)",
    re.I,
)


# Words that no reader of the page's text finds, such as a counter's number.
_WRITES = re.compile(
    r"(?<![\w-])content\s*:(?!\s*(?:none|normal|\"\"|'')\s*(?:[;}]|\Z))|(?<![\w-])counter-",
    re.IGNORECASE,
)
_OVER_OTHERS = re.compile(r"position\s*:\s*(?:fixed|absolute)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{};]*)\{([^{}]*)")
# What reaches no further than tables and drawings: pandas' rules, what has an id, lines and fills.
_OWN_PARTS = re.compile(
    r"\s*(?:#(?!qb-|(?:main-content|downloads|search-results)\b)|\.dataframe\b)[\w\s.#:>()+*-]*"
)
_DRAWN = re.compile(r"(?:\s*stroke-line(?:join|cap)\s*:[^;]*;?)*\s*")  # as matplotlib has it
_COLOURS = re.compile(r"(?:\s*--qb-(?:brand|link|accent)\s*:[^;]*;?)*\s*")
_FRAME = ("html", "body", "main", "article")  # of each page, which holds what is written in it


@dataclass(frozen=True)
class Active:
    """Something that pages may not have: what it is, and the tag as written."""

    what: str
    tag: str


def active_markup(html: str) -> Iterator[Active]:
    """Yield what is active in a page's HTML and is not part of every page."""
    for start in _TAG.finditer(html):
        name = start[1].lower()
        attributes, end = _attributes(html, start.end())
        what = _fault_of(name, attributes)
        if what:
            yield Active(what, html[start.start() : end])
    yield from _out_of_frame(html)
    for number, style in enumerate(_STYLE.finditer(html)):
        of_frame = number == 0 and "<html" in html
        if takes_in(_CSS, style[1]):
            yield Active("<style> that takes in something else", style[0])
        elif _WRITES.search(_COMMENT.sub(" ", style[1])):
            yield Active("<style> that writes words or counts: write them on the page", style[0])
        elif _reaches_others(style[1], of_frame):
            yield Active("<style> of more than tables and what has an id", style[0])


def _out_of_frame(html: str) -> Iterator[Active]:
    """Yield what would end a page's article, or begin another: only inside it pages can draw."""
    if "<html" not in html:
        return
    for name in _FRAME:
        for tag in (f"<{name}", f"</{name}"):
            places = re.findall(rf"{tag}(?=[ \t\n\f\r/>])[^>]*>?", html, re.IGNORECASE)
            if len(places) > 1:
                yield Active(f"{tag}> of the page's frame", min(places, key=len))


def _reaches_others(style: str, of_frame: bool) -> bool:
    """Whether a style could change what stands on every page, such as the mark of a draft.

    The frame's own sets the council's colours.
    """
    plain = _COMMENT.sub(" ", style)
    return bool(_OVER_OTHERS.search(plain)) or any(
        not _DRAWN.fullmatch(rule)
        and not (of_frame and _COLOURS.fullmatch(rule))
        and not all(map(_OWN_PARTS.fullmatch, selectors.split(",")))
        and not selectors.strip().startswith("@media")
        for selectors, rule in _RULE.findall(plain)
    )


def _attributes(html: str, offset: int) -> tuple[list[tuple[str, str]], int]:
    """Return the attributes from a place in a tag on, as browsers read them, and where it ends."""
    attributes = []
    while match := _ATTRIBUTE.match(html, offset):
        value = match[2] or ""
        value = value[1:-1] if value[:1] in ("'", '"') and value[-1:] == value[:1] else value
        attributes.append((match[1].lower(), unescape(value)))
        offset = match.end()
    return attributes, min(offset + 1, len(html))


def _fault_of(name: str, attributes: list[tuple[str, str]]) -> str:
    """Return what is wrong with a tag, or nothing."""
    first: dict[str, str] = {}
    for attribute, value in attributes:
        first.setdefault(attribute, value)
    if not _is_own(name, first):
        return f"<{name}>"
    faults = (_fault_of_attribute(name, *attribute) for attribute in attributes)
    return next(filter(None, faults), "")


def _fault_of_attribute(name: str, attribute: str, value: str) -> str:
    if attribute.startswith("on") or attribute in _ACTIVE:
        return f"<{name} {attribute}=…>"
    if attribute == "style" and takes_in(_CSS, value):
        return f"<{name} style=…> that takes in something else"
    if attribute == "style" and _OVER_OTHERS.search(_COMMENT.sub("", value)):
        return f"<{name} style=…> that lies over other parts of the page"
    return _fault_of_address(name, attribute, NOT_IN_SCHEMES.sub("", value))


def _fault_of_address(name: str, attribute: str, address: str) -> str:
    is_told_of = name == "img" and _PLAIN.match(address)  # as a picture of another site
    if attribute in _FETCHED and _ELSEWHERE.match(address) and not is_told_of:
        return f"<{name} {attribute}=…> from elsewhere"
    if name == "use" and attribute in ("href", "xlink:href") and address[:1] != "#":
        return f"<{name} {attribute}=…>"
    if _RUNS.match(address) and not _is_picture(name, attribute, address):
        return f'<{name} {attribute}="{address[:30]}…">'
    return ""


def _is_own(name: str, attributes: dict[str, str]) -> bool:
    """Whether a tag is one that any page may have, or one of those that every page has."""
    match name:
        case "script":
            return bool(_OWN_SCRIPT.fullmatch(attributes.get("src", "")))
        case "link":
            address = attributes.get("href", "")
            rel = attributes.get("rel", "")
            return rel in ("prev", "next") or (
                rel == "stylesheet"
                and re.fullmatch(r"(\.\./)*_static/([\w-]+[./])+css(\?v=\w+)?", address) is not None
            )
        case "meta":
            policy = attributes.get("http-equiv") == "Content-Security-Policy"
            return (
                attributes.get("content") == POLICY
                if policy
                else "http-equiv" not in attributes
                and (attributes.get("name", "viewport") in _META)
            )
        case "form":
            address = attributes.get("action", "")
            return all(attributes.get(key) == value for key, value in _OWN_FORM.items()) and bool(
                re.fullmatch(r"(\.\./)*search\.html|#|", address)
            )
        case _:
            return name not in _REFUSED


def _is_picture(name: str, attribute: str, address: str) -> bool:
    if name != "img" or attribute != "src" or not _PICTURE.match(address):
        return False
    head = _SVG.match(address)
    if not head:
        return True
    body = address[head.end() :]
    try:
        data = b64decode(body) if "base64" in head[0].lower() else unquote_to_bytes(body)
        return clean_svg(data) == data
    except (NotSvg, NotBase64):
        return False
