"""SVG pictures without what could run in them, be taken in from elsewhere, or is seen by nobody.

A browser shows a picture on a page without running it, yet opened by its own address an SVG is
a page of the council's site, and its source tells what its program noted.
"""

from __future__ import annotations

import re

from lxml import etree

from quarterbook.bind.pictures.raster import clean_raster_address

_SVG = "http://www.w3.org/2000/svg"
_KNOWN = {_SVG, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace", None}
_XHTML = "http://www.w3.org/1999/xhtml"
_REMOVED = {
    *("script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "audio"),
    *("video", "canvas", "meta", "link", "base", "animate", "animatemotion", "animatetransform"),
    *("set", "discard"),
}
_OF_THE_PICTURE = re.compile(r"#|data:image/(png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS = re.compile(
    r"@import|expression\(|-moz-binding|image-set\(|\bsrc\(|\\|javascript:|url\((?!\s*['\"]?#)",
    re.IGNORECASE,
)
_MAY_FETCH = re.compile(r"[@(\\:]|-m|/\*", re.IGNORECASE)  # one of these is in all that _CSS finds
_NOTHING = r"(?:-[\d.]+|0+(?:\.0*)?|\.0+)(?:e[-+]?\d+)?(?:%|[a-z]+)?"  # nought, or less
_HIDES = {
    "display": re.compile(r"none\b|.*\bvar\(.*", re.IGNORECASE),
    "visibility": re.compile(r"hidden\b|collapse\b|.*\bvar\(.*", re.IGNORECASE),
    "content-visibility": re.compile(r"hidden\b", re.IGNORECASE),
    "clip-path": re.compile(
        rf"(?:circle|ellipse)\(\s*{_NOTHING}[\s,)]|inset\(\s*(?:[5-9]\d|\d{{3,}})(?:\.\d+)?%\s*\)",
        re.IGNORECASE,
    ),
    "transform": re.compile(rf".*\bscale\(\s*{_NOTHING}\s*[,)]", re.IGNORECASE),
    **dict.fromkeys(
        ("opacity", "fill-opacity", "font-size"),
        re.compile(rf"{_NOTHING}\s*(?:!|$)", re.IGNORECASE),
    ),
}
_NO_FILL = re.compile(
    r"(?:none|transparent|rgba\(.*[,/]\s*0(?:\.0+)?%?\s*\))\s*(?:!|$)", re.IGNORECASE
)
_SIDE = re.compile(r"\s*(-?[\d.]+)(?:px)?\s*$")
_OF_WORDS = ("text", "tspan")
_FAR = 0.2  # of a drawing's size, by which words have to lie beside it to be seen by nobody
_MOVED = re.compile(r"\s*translate\(\s*(-?[\d.]+)(?:[\s,]+(-?[\d.]+))?\s*\)\s*$")
_DECLARED = re.compile(r"([\w-]+)\s*:\s*([^;]*)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"([.#])([\w-]+)")
_FOR_USE = ("symbol", "pattern", "marker", "mask", "clipPath")  # drawn only where they are used
_OF_NAME = re.compile(r"""url\(\s*['"]?#([^)'"]+)""")
# What may hold words that are drawn; elsewhere they are drawn by nobody.
_HOLDS_WORDS = {
    *("svg", "g", "a", "switch", "symbol", "defs", "marker", "pattern", "mask", "clipPath"),
    *("text", "tspan", "textPath"),
}
_ENCODINGS = {None, "UTF-8", "ASCII", "US-ASCII"}


class NotSvg(ValueError):
    """Raised for what is not an SVG picture, or one that is not well formed."""


def clean_svg(data: bytes) -> bytes:
    """Return an SVG picture without scripts, foreign content, entities and outside addresses.

    A picture that has none of these is returned as it is, byte for byte. Raises `NotSvg`.
    """
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotSvg(str(error)) from None
    if etree.QName(root).localname != "svg":
        raise NotSvg(f"its first element is <{etree.QName(root).localname}>")
    document = root.getroottree()
    changed = _clean_tree(document)
    subset = document.docinfo.internalDTD
    declares = subset is not None and b"[" in data.partition(b"<!DOCTYPE")[2].partition(b">")[0]
    encoding = (document.docinfo.encoding or "UTF-8").upper()
    if not changed and not declares and encoding in _ENCODINGS:
        return data
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def without_notes(data: bytes) -> bytes:
    """Return an SVG picture without comments, metadata and what drawing programs note in it.

    Nor what is drawn nowhere: descriptions, hidden layers, words kept for use that nothing uses.
    Pictures of pixels inside it are cleaned too (`clean_raster`, which may refuse them). One that
    has none of this is returned as it is.
    """
    root = etree.fromstring(data, _parser())
    used = _used(root)
    hidden = _hidden_by_rules(root) | _clipping_all(root)
    for element in list(root.iter()):
        if _is_note(element) or (_is_drawn_nowhere(element, hidden) and not _ids(element) & used):
            _remove(element)
        elif isinstance(element.tag, str):
            _clean_attributes(element)
    for beside in [*root.itersiblings(), *root.itersiblings(preceding=True)]:
        if isinstance(beside, etree._Comment):
            root.append(beside)  # the only way to take it from beside the root
            _remove(beside)
    document = root.getroottree()
    if etree.tostring(document) == etree.tostring(etree.fromstring(data, _parser()).getroottree()):
        return data
    return etree.tostring(document, encoding="UTF-8", xml_declaration=True)


def _used(root: etree._Element) -> set[str]:
    """Return the ids that a picture's elements and styles name."""
    names = set[str]()
    for element in root.iter("{*}*"):
        style = element.text or "" if etree.QName(element).localname == "style" else ""
        for name, value in [*element.items(), ("style", _COMMENT.sub("", style))]:
            names |= {*_OF_NAME.findall(str(value))}
            if etree.QName(str(name)).localname == "href" and str(value).strip().startswith("#"):
                names.add(str(value).strip()[1:])
    return names


def _hides(style: str) -> bool:
    """Whether what is declared in a style hides what it is of."""
    declared = _DECLARED.findall(_COMMENT.sub("", style))
    return any(_hides_by(name.lower(), value) for name, value in declared)


def _hides_by(name: str, value: str) -> bool:
    return name in _HIDES and _HIDES[name].match(value.strip()) is not None


def _is_note(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return True
    name = etree.QName(element)
    return name.localname in ("metadata", "desc") or name.namespace not in (_SVG, None)


def _hidden_by_rules(root: etree._Element) -> set[str]:
    """Return the classes and ids (``.st0``) that a picture's styles hide, and never show."""
    styles = _COMMENT.sub("", " ".join("".join(one.itertext()) for one in root.iter("{*}style")))
    hidden, shown = set[str](), set[str]()
    for selectors, rule in _RULE.findall(styles) if "@" not in styles else ():
        for selector in map(str.strip, selectors.split(",")):
            hides = _SIMPLE.fullmatch(selector) and _hides(rule)
            (hidden if hides else shown).add(selector)
    return hidden - shown


def _is_drawn_nowhere(element: etree._Element, hidden: set[str]) -> bool:
    """Whether it is hidden, or holds words and is kept for others to use."""
    parent = element.getparent()
    if parent is None:
        return False
    hides = any(_hides_by(str(name), str(value)) for name, value in element.items())
    hides = hides or bool(_selected_by(element) & hidden)
    is_for_use = (
        etree.QName(parent).localname == "defs" or etree.QName(element).localname in _FOR_USE
    )
    is_kept = is_for_use and any(
        etree.QName(one).localname == "text" for one in element.iter("{*}*")
    )
    is_text = etree.QName(element).localname == "text"
    is_astray = is_text and etree.QName(parent).localname not in _HOLDS_WORDS
    is_unseen = _is_without_ink(element) or _lies_outside(element)
    return hides or is_kept or is_astray or is_unseen or _hides(element.get("style", ""))


def _selected_by(element: etree._Element) -> set[str]:
    """Return an element's classes and id as selectors, and the clip and mask that it has."""
    declared = dict(_DECLARED.findall(element.get("style", "")))
    names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id')}"}
    for name in ("clip-path", "mask"):
        names |= {one.get(name, "").replace(" ", "") for one in (element, declared)}
    return names


def _clipping_all(root: etree._Element) -> set[str]:
    """Return as ``url(#a)`` the clips and masks that nothing can be seen through."""
    nothing = set[str]()
    for clip in root.iter("{*}clipPath", "{*}mask"):
        shapes = [one for one in clip.iter("{*}*") if one is not clip]
        if all(_is_of_no_size(one) for one in shapes):
            nothing.add(f"url(#{clip.get('id')})")
    return nothing


def _is_of_no_size(shape: etree._Element) -> bool:
    sides = {"rect": ("width", "height"), "circle": ("r",), "ellipse": ("rx", "ry")}
    own = sides.get(etree.QName(shape).localname, ())
    return any(re.fullmatch(_NOTHING, shape.get(side, "0").strip()) for side in own)


def _is_without_ink(text: etree._Element) -> bool:
    """Whether words are drawn with neither a fill nor a line round their letters."""
    if etree.QName(text).localname not in _OF_WORDS:
        return False
    styles = dict(_DECLARED.findall(_COMMENT.sub("", text.get("style", ""))))
    fill = str(styles.get("fill", text.get("fill", "")))
    around = (text, *text.iterancestors())
    has_line = any("stroke" in one.get("style", "") or one.get("stroke") for one in around)
    has_own = any(one.get("fill") or "fill" in one.get("style", "") for one in text)
    return bool(_NO_FILL.match(fill.strip())) and not has_line and not has_own


def _lies_outside(text: etree._Element) -> bool:
    """Whether words begin far outside a drawing that is not moved but by so much."""
    box = [float(one) for one in re.findall(r"-?[\d.]+", _root_of(text).get("viewBox", ""))]
    place = [_SIDE.match(text.get(name, "")) for name in ("x", "y")]
    if len(box) != 4 or None in place or etree.QName(text).localname not in _OF_WORDS:
        return False
    at = [float(one[1]) for one in place if one]
    for one in (text, *text.iterancestors()):
        if one.get("transform"):
            moved = _MOVED.match(one.get("transform", ""))
            if moved is None:
                return False
            at = [at[0] + float(moved[1]), at[1] + float(moved[2] or 0)]
    return any(
        not begin - _FAR * size <= number <= begin + (1 + _FAR) * size
        for number, begin, size in zip(at, box[:2], box[2:], strict=True)
    )


def _root_of(element: etree._Element) -> etree._Element:
    return next(iter([*element.iterancestors()][-1:]), element)


def _ids(element: etree._Element) -> set[str]:
    return {str(one.get("id")) for one in element.iter("{*}*") if one.get("id")}


def _clean_attributes(element: etree._Element) -> None:
    for name, value in list(element.attrib.items()):
        attribute = etree.QName(str(name))
        if attribute.namespace not in _KNOWN or attribute.localname.startswith("data-"):
            del element.attrib[name]
        elif attribute.localname == "href" and str(value).strip().startswith("data:"):
            element.set(name, clean_raster_address(str(value).strip()))
    if etree.QName(element).localname == "style" and element.text:
        element.text = _COMMENT.sub("", element.text)


def _remove(element: etree._Element) -> None:
    """Take an element out; the words behind it stay."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _clean_tree(document: etree._ElementTree[etree._Element]) -> bool:
    """Take out what does not belong into a picture; return whether there was anything."""
    changed = False
    root = document.getroot()
    for before in root.itersiblings(preceding=True):
        changed = changed or isinstance(before, etree._ProcessingInstruction)
    for element in list(root.iter()):
        if _is_removed(element):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            changed = True
        elif isinstance(element.tag, str):
            for name, value in list(element.attrib.items()):
                if _is_attribute_removed(str(name), str(value)):
                    del element.attrib[name]
                    changed = True
    return changed


def _is_removed(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return not isinstance(element, etree._Comment)
    namespace, _, name = element.tag.rpartition("}")
    local = name.lower()
    if namespace == f"{{{_XHTML}" or local in _REMOVED:
        return True
    if local != "style":
        return False
    return takes_in(_CSS, "".join(str(part) for part in element.itertext()))


def _is_attribute_removed(name: str, value: str) -> bool:
    local = name.rpartition("}")[2].lower()
    if local.startswith("on") or (local == "base" and name != local):
        return True
    if local in ("href", "src"):
        return not _OF_THE_PICTURE.match(value.strip())
    return _MAY_FETCH.search(value) is not None and takes_in(_CSS, value)


def takes_in(fetching: re.Pattern[str], style: str) -> bool:
    """Whether a style fetches something, with what looks like comments or without it."""
    return bool(fetching.search(style) or fetching.search(_COMMENT.sub("", style)))
