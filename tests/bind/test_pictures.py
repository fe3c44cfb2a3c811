"""Pictures on pages: what nobody sees in them is not published, and none is too large to set."""

from __future__ import annotations

import io
import re
import shutil
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.pictures import confine_pictures
from quarterbook.bind.pictures.raster import NotRaster, clean_raster
from quarterbook.bind.pictures.svg import clean_svg, without_notes
from quarterbook.bind.site.explain_warnings import explained_warnings

SECRET = b"KRAKATOA"
TURNED = 6  # a quarter to the right


def photograph(kind: str, **options: object) -> bytes:
    """A picture of 6 by 4 pixels with all that cameras and programs note in one."""
    picture = Image.new("RGB", (6, 4), (18, 67, 109))
    picture.putpixel((1, 1), (240, 20, 20))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET.decode()
    exif[ExifTags.Base.Orientation] = TURNED
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET
    notes: dict[str, object] = {"comment": SECRET, "exif": exif}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
        notes = {"pnginfo": info, "exif": exif}
    out = io.BytesIO()
    picture.save(out, kind, **notes, **options)
    return out.getvalue() + SECRET  # as left behind by a program that cropped it


def header_alone(width: int, height: int) -> bytes:
    """A PNG of so many pixels, all of one colour, whose bytes are few."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"restart_marker_blocks": 1}),
        ("GIF", {"save_all": True, "append_images": [Image.new("RGB", (6, 4))], "loop": 0}),
    ],
)
def test_what_nobody_sees_is_left_out(kind: str, options: dict[str, object]) -> None:
    before = photograph(kind, **options)
    after = clean_raster(before)
    assert SECRET in before
    assert SECRET not in after
    assert clean_raster(after) == after
    pictures = [Image.open(io.BytesIO(data)) for data in (before, after)]
    assert pictures[0].convert("RGB").tobytes() == pictures[1].convert("RGB").tobytes()
    assert len({getattr(picture, "n_frames", 1) for picture in pictures}) == 1


def test_a_photograph_stays_the_right_way_up() -> None:
    after = Image.open(io.BytesIO(clean_raster(photograph("JPEG"))))
    assert dict(after.getexif()) == {ExifTags.Base.Orientation: TURNED}


def test_a_chart_saved_by_matplotlib_keeps_its_resolution() -> None:
    out = io.BytesIO()
    matplotlib.image.imsave(out, np.zeros((4, 6)), format="png", dpi=200)
    after = Image.open(io.BytesIO(clean_raster(out.getvalue())))
    assert round(after.info["dpi"][0]) == 200
    assert "Software" not in after.info


@pytest.mark.parametrize(
    "cut",
    [
        lambda data: data[:40],
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data[:2] + bytes(50),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_damaged_picture_is_told(kind: str, cut: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotRaster):
        clean_raster(cut(photograph(kind)))


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:d="http://drawing.example" viewBox="0 0 9 9"{}>{}</svg>'
)


@pytest.mark.parametrize(
    ("attribute", "inside"),
    [
        ("", "<!-- KRAKATOA -->"),
        ("", "<metadata>KRAKATOA</metadata>"),
        ("", '<d:view name="KRAKATOA"/>'),
        (' d:filename="/home/KRAKATOA/a.png"', ""),
        (' data-name="KRAKATOA"', ""),
        ("", "<style>/* KRAKATOA */ path { fill: red }</style>"),
        ("", "<desc>KRAKATOA</desc>"),
        ("", '<g display="none"><text>KRAKATOA</text></g>'),
        ("", '<g style="fill:red; display: none"><text>KRAKATOA</text></g>'),
        ("", '<text opacity="0">KRAKATOA</text>'),
        ("", '<text opacity="-0.5">KRAKATOA</text>'),
        ("", '<text fill-opacity=" 0e0 ">KRAKATOA</text>'),
        ("", '<text font-size="0px">KRAKATOA</text>'),
        ("", '<g visibility="collapse"><text>KRAKATOA</text></g>'),
        ("", '<g style="/*x*/display:none"><text>KRAKATOA</text></g>'),
        ("", '<g style="--x:none;display:var(--x)"><text>KRAKATOA</text></g>'),
        ("", '<g transform="scale(0)"><text>KRAKATOA</text></g>'),
        ("", "<linearGradient><text>KRAKATOA</text></linearGradient>"),
        ("", '<defs><text id="spare">KRAKATOA</text></defs><!-- href="#spare" -->'),
        ("", '<defs><text id="spare">KRAKATOA</text></defs>'),
        ("", '<symbol id="spare"><text>KRAKATOA</text></symbol>'),
        ("", '<style>.st0{display:none;}</style><g class="a st0"><text>KRAKATOA</text></g>'),
        ("", '<text fill="none">KRAKATOA</text>'),
        ("", '<text style="fill: transparent">KRAKATOA</text>'),
        ("", '<text fill="rgba(0, 0, 0, 0)">KRAKATOA</text>'),
        ("", '<clipPath id="n"/><g clip-path="url(#n)"><text>KRAKATOA</text></g>'),
        ("", '<mask id="n"><rect width="0" height="9"/></mask><g mask="url(#n)">KRAKATOA</g>'),
        ("", '<clipPath id="n"/><g style="clip-path: url(#n)"><text>KRAKATOA</text></g>'),
        ("", '<g style="clip-path:circle(0)"><text>KRAKATOA</text></g>'),
        ("", '<g style="clip-path:inset(50%)"><text>KRAKATOA</text></g>'),
        ("", '<text x="1" y="900">KRAKATOA</text>'),
        ("", '<text>a<tspan x="-90" y="5">KRAKATOA</tspan></text>'),
        ("", '<g transform="translate(50 0)"><text x="1" y="5">KRAKATOA</text></g>'),
        ("", '<style>#x, .y { opacity: 0 }</style><g id="x"><text>KRAKATOA</text></g>'),
    ],
)
def test_what_a_drawing_program_notes_is_left_out(attribute: str, inside: str) -> None:
    drawn = '<title>A chart</title><text>a<tspan id="b">b</tspan></text>'
    after = without_notes(SVG.format(attribute, inside + drawn).encode())
    assert SECRET not in after
    assert drawn.encode() in after


def test_a_drawing_without_notes_stays_as_it_is() -> None:
    inside = (
        '<defs><g id="b"><text>3</text></g></defs> <path id="a" d="M0 0"/> <use xlink:href="#a"/>'
        '<use xlink:href="#b"/><g display="none"><path id="c"/></g><use xlink:href="#c"/>'
        '<path opacity="0.05" transform="scale(0.5)" style="display:inline"/>'
        '<symbol id="d"><text>4</text></symbol>'
        '<use xlink:href="#d"/><style>.e{display:none} .e{display:inline} g .f{opacity:0}</style>'
        '<text class="e">5</text><text class="f">6</text><text x="0" y="10">7</text>'
        '<clipPath id="g"><path d="M0 0H9V9Z"/></clipPath><g clip-path="url(#g)"><text>8</text></g>'
        '<g style="clip-path:inset(5%)"><text fill="none" stroke="red">9</text></g>'
        '<text fill="none"><tspan fill="red">10</tspan></text><path fill="none"/>'
        '<g transform="scale(0.01)"><text x="300" y="300">11</text></g>'
        '<g transform="translate(-50,0)"><text x="55" y="5">12</text></g>'
    )
    data = SVG.format("", inside).encode()
    assert without_notes(data) == data


def with_opacity(rows: list[list[tuple[int, int, int, int]]], **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.array(rows, dtype=np.uint8), "RGBA").save(out, "PNG", **options)
    return out.getvalue()


def test_what_was_erased_cannot_be_brought_back() -> None:
    """Colours below full transparency are gone; what is seen of them, a little or all, is not."""
    rows = [[(1, 2, 3, 0), (4, 5, 6, 1)], [(7, 8, 9, 255), (0, 0, 0, 0)]]
    after = clean_raster(with_opacity(rows, dpi=(200, 200)))
    picture = Image.open(io.BytesIO(after))
    assert np.array(picture).tolist() == [
        [[0, 0, 0, 0], [4, 5, 6, 1]],
        [[7, 8, 9, 255], [0, 0, 0, 0]],
    ]
    assert round(picture.info["dpi"][0]) == 200
    assert clean_raster(after) == after
    plain = with_opacity([[(0, 0, 0, 0), (4, 5, 6, 1)]])
    assert clean_raster(plain) == plain


def test_what_was_erased_of_greys_and_palettes() -> None:
    greys = Image.fromarray(np.array([[[7, 0], [9, 255]]], dtype="uint8"), "LA")
    colours = Image.new("P", (3, 1))
    colours.putpalette([9, 9, 9, 1, 2, 3, 0, 0, 0])
    colours.putdata([0, 1, 2])
    for picture, options, expected in (
        (greys, {}, [[0, 0, 0, 0], [9, 9, 9, 255]]),
        (colours, {"transparency": b"\0\xff"}, [[0, 0, 0, 0], [1, 2, 3, 255], [0, 0, 0, 255]]),
        (colours, {"transparency": b"\0\xff\0"}, [[0, 0, 0, 0], [1, 2, 3, 255], [0, 0, 0, 0]]),
        (colours, {"transparency": b"\xff\xff\0"}, None),
        (colours, {}, None),
    ):
        out = io.BytesIO()
        picture.save(out, "PNG", **options)
        after = clean_raster(out.getvalue())
        if expected is None:
            assert after == out.getvalue()
        else:
            assert np.array(Image.open(io.BytesIO(after))).tolist() == [expected]
            assert clean_raster(after) == after


def test_a_colour_profile_that_is_none_is_left_out() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("PNG", "JPEG"):
        good, bad = (photograph(kind, icc_profile=some) for some in (profile, SECRET * 20))
        assert Image.open(io.BytesIO(clean_raster(good))).info["icc_profile"] == profile
        assert SECRET not in clean_raster(bad)
        assert "icc_profile" not in Image.open(io.BytesIO(clean_raster(bad))).info


def bind(folder: Path, page: str, pictures: dict[str, bytes]) -> list[str]:
    source = folder / "source"
    (source / "charts").mkdir(parents=True)
    (source / "index.md").write_text(page, encoding="utf-8")
    for name, data in pictures.items():
        (source / name).write_bytes(data)
    warnings = folder / "warnings.jsonl"
    config = {
        "extensions": [
            "quarterbook.bind.site.collect_warnings",
            "myst_parser",
            "quarterbook.bind.pictures.confine_pictures",
        ],
        "quarterbook_warnings": str(warnings),
        "quarterbook_clean_pictures": str(folder / "clean.json"),
        "html_copy_source": False,
    }
    with docutils_namespace():
        Sphinx(
            str(source), None, str(folder / "html"), str(folder / "trees"), "html", config,
            status=None, warning=None,
        ).build()  # fmt: skip
    return [str(problem) for problem in explained_warnings(warnings, source)]


def test_pictures_of_a_page(tmp_path: Path) -> None:
    """In files, offered, and written into the page; a chart's own comments say what it shows."""
    inline = b64encode(photograph("JPEG")).decode()
    inside = f'<image href="data:image/jpeg;base64,{inline}"/>'
    page = (
        "# Page\n\n![One](one.jpg) ![Two](two.svg) ![A chart](charts/three.svg)\n\n"
        "![Shown](charts/picture-1.svg)\n\n"
        f"![Four](data:image/jpeg;base64,{inline})\n\n"
        f'<img alt="Five" src="data:image/jpeg;base64,{inline}">\n\n{{download}}`six <six.png>` '
        "{download}`seven <seven.jfif>` {download}`eight <eight.dat>`\n"
    )
    pictures = {
        "one.jpg": photograph("JPEG"),
        "two.svg": SVG.format("", inside).encode(),
        "charts/three.svg": SVG.format("", "<!-- Target -->").encode(),
        "charts/picture-1.svg": SVG.format("", "<metadata>KRAKATOA</metadata>").encode(),
        "six.png": photograph("PNG"),
        "seven.jfif": photograph("JPEG"),
        "eight.dat": photograph("GIF"),
    }
    assert bind(tmp_path, page, pictures) == []
    files = [path for path in (tmp_path / "html").rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"one.jpg", "two.svg", "three.svg", "seven.jfif"}
    for path in files:
        text = path.read_bytes()
        coded = [b64decode(part) for part in re.findall(rb";base64,([\w+/]+=*)", text)]
        assert not any(SECRET in part for part in (text, *coded)), path.name
        assert b"Target" in text or path.name != "three.svg"


def test_a_picture_that_was_clean_is_not_gone_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, noted = SVG.format("", "").encode(), SVG.format("", "<script>1</script>").encode()
    page = "# Page\n\n![One](charts/one.svg) ![Two](charts/two.svg)\n"
    pictures = {"charts/one.svg": plain, "charts/two.svg": noted}
    looked_at: list[bytes] = []
    monkeypatch.setattr(
        confine_pictures, "clean_svg", lambda data: looked_at.append(data) or clean_svg(data)
    )
    for name in ("first", "again"):
        monkeypatch.setattr(confine_pictures, "known_clean", set())  # as in another process
        (tmp_path / name).mkdir()
        if name == "again":
            shutil.copy(tmp_path / "first" / "clean.json", tmp_path / name)
        bind(tmp_path / name, page, pictures)
    assert looked_at == [plain, noted, noted]
    for name in ("first", "again"):
        assert b"script" not in (tmp_path / name / "html" / "_images" / "two.svg").read_bytes()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            header_alone(60_000, 60_000),
            'the picture "a.png" has 60,000 × 60,000 pixels, and at most 60 million can be '
            "printed. Save it again, smaller if it is too large, as SVG, PNG or JPEG.",
        ),
        (
            b"%PDF-1.7",
            'the picture "a.png" is not a PNG, JPEG or GIF. Save it again, smaller if it is too '
            "large, as SVG, PNG or JPEG.",
        ),
        (header_alone(7_000, 8_000), None),
    ],
)
def test_a_picture_that_cannot_be_set(tmp_path: Path, data: bytes, message: str | None) -> None:
    problems = bind(tmp_path, "# Page\n\nWords.\n\n![A plan](a.png)\n", {"a.png": data})
    assert problems == ([f"index.md:5 B214 {message}"] if message else [])


def test_a_picture_too_large_that_is_written_into_the_page(tmp_path: Path) -> None:
    coded = b64encode(header_alone(60_000, 60_000)).decode()
    problems = bind(tmp_path, f"# Page\n\n![A plan](data:image/png;base64,{coded})\n", {})
    assert [problem[:14] for problem in problems] == ["index.md B214 "]


@pytest.mark.parametrize(
    "begins",
    [b"RIFF\x10\0\0\0WEBPVP8 ", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"\0\0\0\x18ftypheic"],
)
def test_a_picture_that_cannot_be_cleaned_is_not_offered(tmp_path: Path, begins: bytes) -> None:
    """Whatever it is called."""
    page = "# Page\n\nWords.\n\n{download}`The site <site.bin>` {download}`Words <words.txt>`\n"
    problems = bind(tmp_path, page, {"site.bin": begins, "words.txt": b"Words"})
    assert [problem[:48] for problem in problems] == [
        'index.md:5 B214 the picture "site.bin" may say w'
    ]
