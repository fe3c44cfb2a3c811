"""Photographs and other pictures of pixels: how many they have, and what else is in the file.

A photograph tells where and when it was taken, with what, and may hold a smaller copy of what it
showed before it was cropped. Of each file only what draws the picture is kept. Formats: ISO/IEC
15948 (PNG), ITU-T T.81 and Exif 2.32 (JPEG), GIF89a.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

import numpy as np
import numpy.typing as npt

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif")
_MOST_PIXELS = 60_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB"),
    *(b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI"),
}
_PNG_DRAWN = {b"IHDR", b"IDAT", b"IEND"}
_PNG_OF_A_KIND = {b"PLTE", b"tRNS", b"bKGD", b"hIST", b"sBIT"}
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the markers of JPEG that begin a frame
_ALONE = {0x01, *range(0xD0, 0xD8)}
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_ORIENTATION = 0x0112
_PALETTE, _GREY, _WITH_OPACITY = 3, 4, 6  # greys and colours with opacity


_OTHER_PICTURES = re.compile(rb"RIFF....WEBP|II\*\0|MM\0\*|II\+\0|MM\0\+|....ftyp", re.DOTALL)


def is_raster(begins: bytes) -> bool:
    """Whether bytes begin a picture that `clean_raster` can clean, whatever its file is called."""
    return begins.startswith((_PNG, b"\xff\xd8\xff", b"GIF87a", b"GIF89a"))


def is_other_picture(begins: bytes) -> bool:
    """Whether bytes begin a picture or film that is not cleaned: WebP, TIFF, HEIC, AVIF, MP4."""
    return _OTHER_PICTURES.match(begins) is not None


class NotRaster(ValueError):
    """Raised with the reason for what is no PNG, JPEG or GIF, or ends before the picture does."""


def clean_raster(data: bytes) -> bytes:
    """Return a picture without what nobody sees, pixel for pixel the same where it is seen.

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
    kept = [_PNG]
    for kind, begin, end in _chunks(data):
        if kind == b"IHDR":
            _bound(*struct.unpack_from(">II", data, begin + 8))
        if kind in _PNG_KEPT and (kind != b"iCCP" or _is_profile(data[begin + 8 : end])):
            kept.append(data[begin:end])
    return _without_erased(b"".join(kept))


def _is_profile(content: bytes) -> bool:
    """Whether what stands in a chunk for a colour profile is one: ICC.1, 7.2."""
    _, _, packed = content.partition(b"\0")
    try:
        profile = zlib.decompressobj().decompress(packed[1:], 128)
    except zlib.error:
        return False
    return profile[36:40] == b"acsp"


def _without_erased(data: bytes) -> bytes:
    """Return a PNG without the colours of what was made wholly transparent.

    One of greys or of a palette becomes one of colours, since which entry of a palette a pixel
    has tells what was there, too.
    """
    depth, kind = data[24], data[25]
    can_erase = kind == _PALETTE or (kind in (_GREY, _WITH_OPACITY) and depth == 8)
    if not can_erase or b"acTL" in data:  # others are rare
        return data
    if kind == _PALETTE and not _erases(data):
        return data
    pixels = _pixels(data)
    erased = pixels[..., 3] == 0
    if not erased.any() or (kind != _PALETTE and not pixels[erased, :3].any()):
        return data
    pixels[erased] = 0
    rows = np.insert(pixels.reshape(len(pixels), -1), 0, 0, axis=1)  # a row, unfiltered
    head = data[16:24] + bytes([8, _WITH_OPACITY]) + data[26:28] + b"\0"  # not interlaced
    left_out = _PNG_DRAWN if kind == _WITH_OPACITY else _PNG_DRAWN | _PNG_OF_A_KIND
    kept = [_chunk(b"IHDR", head)]
    kept += [data[begin:end] for kind, begin, end in _chunks(data) if kind not in left_out]
    drawn = _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
    return b"".join([_PNG, *kept, drawn, _chunk(b"IEND", b"")])


def _erases(data: bytes) -> bool:
    """Whether a palette has several entries that are wholly transparent, or one with a colour."""
    chunks = {kind: data[begin + 8 : end - 4] for kind, begin, end in _chunks(data)}
    nothing = [n for n, opacity in enumerate(chunks.get(b"tRNS", b"")) if opacity == 0]
    colours = chunks.get(b"PLTE", b"")
    return len(nothing) > 1 or any(any(colours[3 * n : 3 * n + 3]) for n in nothing)


def _pixels(data: bytes) -> npt.NDArray[np.uint8]:
    from matplotlib.image import imread

    try:
        pixels = imread(io.BytesIO(data), format="png")
    except (OSError, SyntaxError, ValueError):
        raise NotRaster("ends before the picture does") from None
    return np.round(pixels * 255).astype(np.uint8)


def _chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG with its length and its check sum."""
    whole = kind + content
    return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield of each chunk of a PNG its kind, where it begins and where it ends."""
    offset, kind = len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, offset)
        end = offset + 12 + length
        if end > len(data):
            raise NotRaster("ends before the picture does")
        yield kind, offset, end
        offset = end


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
    offset = 2
    while True:
        while data[offset] == 0xFF and data[offset + 1] == 0xFF:
            offset += 1
        if data[offset] != 0xFF:
            raise NotRaster("is damaged")
        marker = data[offset + 1]
        if marker == _END:
            yield marker, b"\xff\xd9"
            return
        end = offset + 2
        if marker not in _ALONE:
            end += struct.unpack_from(">H", data, offset + 2)[0]
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise NotRaster("ends before the picture does")
        yield marker, data[offset:end]
        offset = end


def _end_of_scan(data: bytes, offset: int) -> int:
    while True:
        offset = data.find(b"\xff", offset)
        if offset < 0:
            raise NotRaster("ends before the picture does")
        if data[offset + 1] not in (0x00, *range(0xD0, 0xD8)):
            return offset
        offset += 2


def _is_of_colour(marker: int, content: bytes) -> bool:
    is_first = content[12:13] == b"\1"
    is_profile = content.startswith(b"ICC_PROFILE\0") and (
        not is_first or content[50:54] == b"acsp"
    )
    return (marker == 0xE2 and is_profile) or (marker == 0xEE and content.startswith(b"Adobe"))


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
    offset = 13 + _colours(packed)
    kept = [data[:offset]]
    while data[offset] != 0x3B:
        begin = offset
        if data[offset] == 0x2C:
            _, _, width, height, packed = struct.unpack_from("<HHHHB", data, offset + 1)
            _bound(width, height)
            offset = _end_of_blocks(data, offset + 11 + _colours(packed))
            is_kept = True
        elif data[offset] == 0x21:
            kind, first = data[offset + 1], data[offset + 3 : offset + 14]
            is_kept = kind == 0xF9 or (kind == 0xFF and first in (b"NETSCAPE2.0", b"ANIMEXTS1.0"))
            offset = _end_of_blocks(data, offset + 2)
        else:
            raise NotRaster("is damaged")
        if is_kept:
            kept.append(data[begin:offset])
    return b"".join([*kept, b"\x3b"])


def _colours(packed: int) -> int:
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _end_of_blocks(data: bytes, offset: int) -> int:
    while data[offset]:
        offset += data[offset] + 1
    return offset + 1
