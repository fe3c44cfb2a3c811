"""Photographs and other pictures of pixels: how many they have, and what else is in the file.

A photograph tells where and when it was taken, with what, and may hold a smaller copy of what it
showed before it was cropped. Of each file only what draws the picture is kept. Formats: ISO/IEC
15948 (PNG), ITU-T T.81 and Exif 2.32 (JPEG), GIF89a.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif")
_MOST_PIXELS = 60_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB"),
    *(b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI"),
}
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the markers of JPEG that begin a frame
_ALONE = {0x01, *range(0xD0, 0xD8)}
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_ORIENTATION = 0x0112


class NotRaster(ValueError):
    """Raised with the reason for what is no PNG, JPEG or GIF, or ends before the picture does."""


def clean_raster(data: bytes) -> bytes:
    """Return a picture without what nobody sees, pixel for pixel the same.

    Raises `NotRaster` for what is none, and for one of more pixels than can be set.
    """
    try:
        if data.startswith(_PNG):
            return _clean_png(data)
        if data.startswith(b"\xff\xd8"):
            return _clean_jpeg(data)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _clean_gif(data)
    except (struct.error, IndexError):
        raise NotRaster("ends before the picture does") from None
    raise NotRaster("is not a PNG, JPEG or GIF")


def clean_raster_address(address: str) -> str:
    """Return a ``data:`` address of such a picture without what nobody sees; raises `NotRaster`."""
    head, _, body = address.partition(",")
    try:
        is_coded = "base64" in head.lower()
        data = b64decode(unquote_to_bytes(body)) if is_coded else unquote_to_bytes(body)
    except ValueError:
        raise NotRaster("is not coded as base64") from None
    clean = clean_raster(data)
    if clean == data:
        return address
    return f"{head.split(';')[0]};base64,{b64encode(clean).decode()}"


def _bound(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise NotRaster(
            f"has {width:,} × {height:,} pixels, and at most {_MOST_PIXELS // 1_000_000} million "
            "can be printed"
        )


def _clean_png(data: bytes) -> bytes:
    kept, place = [_PNG], len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise NotRaster("ends before the picture does")
        if kind == b"IHDR":
            _bound(*struct.unpack_from(">II", data, place + 8))
        if kind in _PNG_KEPT:
            kept.append(data[place:end])
        if kind == b"IEND":
            return b"".join(kept)
        place = end


def _clean_jpeg(data: bytes) -> bytes:
    kept, orientation = [], 0
    for marker, segment in _segments(data):
        content = segment[4:]
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", content, 1)
            _bound(width, height)
        if marker == 0xE1 and content.startswith(b"Exif\0\0"):
            orientation = orientation or _orientation(content[6:])
        elif marker == 0xE0 and content.startswith(b"JFIF\0"):
            kept.append(b"\xff\xe0\x00\x10" + content[:12] + b"\0\0")  # without its small copy
        elif not (0xE0 <= marker <= 0xEF or marker == _COMMENT) or _is_of_colour(marker, content):
            kept.append(segment)
    turned = _exif(orientation) if orientation > 1 else b""
    return b"".join([b"\xff\xd8", turned, *kept])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker and the bytes of each segment up to the end of the picture.

    A scan goes with its coded pixels.
    """
    place = 2
    while True:
        while data[place] == 0xFF and data[place + 1] == 0xFF:
            place += 1
        if data[place] != 0xFF:
            raise NotRaster("is damaged")
        marker = data[place + 1]
        if marker == _END:
            yield marker, b"\xff\xd9"
            return
        end = place + 2
        if marker not in _ALONE:
            end += struct.unpack_from(">H", data, place + 2)[0]
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise NotRaster("ends before the picture does")
        yield marker, data[place:end]
        place = end


def _end_of_scan(data: bytes, place: int) -> int:
    while True:
        place = data.find(b"\xff", place)
        if place < 0:
            raise NotRaster("ends before the picture does")
        if data[place + 1] not in (0x00, *range(0xD0, 0xD8)):
            return place
        place += 2


def _is_of_colour(marker: int, content: bytes) -> bool:
    return (marker == 0xE2 and content.startswith(b"ICC_PROFILE\0")) or (
        marker == 0xEE and content.startswith(b"Adobe")
    )


def _orientation(tiff: bytes) -> int:
    """Return which way up a photograph is to be shown, 0 where it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order:
            (begin,) = struct.unpack_from(f"{order}I", tiff, 4)
            (count,) = struct.unpack_from(f"{order}H", tiff, begin)
            for entry in range(count):
                tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, begin + 2 + entry * 12)
                if tag == _ORIENTATION:
                    return int(value) if 1 <= value <= 8 else 0
    except struct.error:
        pass
    return 0


def _exif(orientation: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _clean_gif(data: bytes) -> bytes:
    width, height, packed = struct.unpack_from("<HHB", data, 6)
    _bound(width, height)
    place = 13 + _colours(packed)
    kept = [data[:place]]
    while data[place] != 0x3B:
        begin = place
        if data[place] == 0x2C:
            _, _, width, height, packed = struct.unpack_from("<HHHHB", data, place + 1)
            _bound(width, height)
            place = _end_of_blocks(data, place + 11 + _colours(packed))
            is_kept = True
        elif data[place] == 0x21:
            kind, first = data[place + 1], data[place + 3 : place + 14]
            is_kept = kind == 0xF9 or (kind == 0xFF and first in (b"NETSCAPE2.0", b"ANIMEXTS1.0"))
            place = _end_of_blocks(data, place + 2)
        else:
            raise NotRaster("is damaged")
        if is_kept:
            kept.append(data[begin:place])
    return b"".join([*kept, b"\x3b"])


def _colours(packed: int) -> int:
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _end_of_blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += data[place] + 1
    return place + 1
