"""Charts of the site as readers have them: drawn for dark pages too, and as PNG to take away.

A picture takes light or dark from the page that shows it, through ``prefers-color-scheme``. Its
own colours stay as they are for everybody else: the dark ones are rules in a style sheet of its
own. Where a browser goes by the system instead, the ground changes with the lines, so that the
chart can be read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from quarterbook.bind.pictures.kept_png import KeptPng
from quarterbook.report.html.contrast import contrast_of, parts_of, readable

# The ground of dark pages, as quarterbook.css has it.
GROUND = "#15191e"

_DRAWN = b'<g id="figure_1">'  # by matplotlib
_COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6})\b")
_TEXT = 4.5  # the contrast that words need
_BLACK = "#000000"
CHART_PPI = 144
"""How many dots of a picture to take away there are to the inch."""


def draw_charts_ahead(staged: Path, kept: KeptPng) -> None:
    """Draw the charts of a staged book as PNG, which its site will have, before there is one."""
    kept.drawn([path.read_bytes() for path in _drawn(staged / "charts")], _pngs)


def add_chart_files(site: Path, kept: KeptPng | None = None) -> None:
    """Let every chart of a site be seen on dark pages, and lay a PNG of it beside it."""
    drawn = _drawn(site / "_images")
    if not drawn:
        return
    charts = [path.read_bytes() for path in drawn]
    pictures = kept.drawn(charts, _pngs) if kept else _pngs(charts)
    for path, picture in zip(drawn, pictures, strict=True):
        path.with_suffix(".png").write_bytes(picture)
    for path in drawn:
        path.write_text(with_dark_colours(path.read_text(encoding="utf-8")), encoding="utf-8")


def _drawn(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.svg")) if _DRAWN in path.read_bytes()]


@lru_cache(maxsize=512)
def with_dark_colours(svg: str) -> str:
    """Return a chart with the colours that it has on dark pages."""
    used = sorted(set(_COLOUR.findall(svg)))
    if not used:
        return svg
    rules = f'[id^="text_"]{{fill:{_dark(_BLACK)}}}'  # the colour of words that have none of theirs
    rules += "".join(
        f'[style*="{what}: {colour}"]{{{what}:{_dark(colour)}!important}}' for what, colour in used
    )
    sheet = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
    return re.sub(r"(<svg\b[^>]*>)", lambda tag: tag[0] + sheet, svg, count=1)


@cache
def _dark(colour: str) -> str:
    """Return the shade of a colour that stands out from a dark ground as it does from white."""
    if colour == "#ffffff":
        return GROUND
    hue, light, saturation = rgb_to_hls(*(part / 255 for part in parts_of(colour)))
    low = rgb_to_hls(*(part / 255 for part in parts_of(GROUND)))[1]
    shade = hls_to_rgb(hue, low + (1 - light) * (0.95 - low), saturation)
    dark = "#" + "".join(f"{round(part * 255):02x}" for part in shade)
    return readable(dark, GROUND, min(contrast_of(colour, "#ffffff"), _TEXT)).lower()


def _pngs(charts: Sequence[bytes]) -> list[bytes]:
    with TemporaryDirectory() as folder:
        pages = "\n#pagebreak()\n".join(f'#image("{number}.svg")' for number in range(len(charts)))
        for number, chart in enumerate(charts):
            (Path(folder) / f"{number}.svg").write_bytes(chart)
        source = Path(folder) / "charts.typ"
        source.write_text(f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}", "utf-8")
        made = typst.compile(source, format="png", ppi=CHART_PPI)
    return [made] if isinstance(made, bytes) else list(made)
