"""A picture is drawn as PNG once, and one drawn alone has the bytes of one drawn among others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quarterbook.bind.pictures.kept_png import KeptPng
from quarterbook.bind.site.finishing.chart_files import add_chart_files, draw_charts_ahead
from quarterbook.reuse.steps import Steps
from quarterbook.storage.store import Store
from support.books import digest


def chart(colour: str, width: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="20pt" '
        f'viewBox="0 0 {width} 20"><g id="figure_1">'
        f'<path d="M 2 2 L 30 15.5" style="stroke: {colour}; stroke-width: 1.3"/></g></svg>'
    )


def test_only_what_is_new_is_drawn(tmp_path: Path) -> None:
    drawn: list[bytes] = []

    def draw(pictures: Sequence[bytes]) -> list[bytes]:
        drawn.extend(pictures)
        return [b"PNG of " + picture for picture in pictures]

    def again(*pictures: bytes) -> list[bytes]:
        drawn.clear()
        return KeptPng(Steps(Store(tmp_path)), 200).drawn(pictures, draw)

    assert again(b"one", b"two", b"one") == [b"PNG of one", b"PNG of two", b"PNG of one"]
    assert drawn == [b"one", b"two"]
    again(b"two")  # another paper
    assert drawn == []
    assert again(b"three", b"one") == [b"PNG of three", b"PNG of one"]
    assert drawn == [b"three"]
    for path in tmp_path.glob("objects/*/*"):
        path.write_bytes(b"spoilt")
    assert again(b"one") == [b"PNG of one"]
    assert drawn == [b"one"]


def test_one_chart_changed_leaves_what_drawing_all_leaves(tmp_path: Path) -> None:
    def site(name: str, store: str, *charts: str) -> dict[str, str]:
        images = tmp_path / name / "_images"
        images.mkdir(parents=True)
        for number, text in enumerate(charts):
            (images / f"{number}.svg").write_text(text, encoding="utf-8")
        add_chart_files(tmp_path / name, KeptPng(Steps(Store(tmp_path / store)), 144))
        return digest(images)

    charts = [chart("#1f77b4", 40), chart("#a85100", 61), chart("#00703c", 83)]
    site("before", "kept", *charts)
    charts[1] = chart("#b10e1e", 61)
    assert site("after", "kept", *charts) == site("clean", "none", *charts)


def test_charts_drawn_before_there_is_a_site_are_its_charts(tmp_path: Path) -> None:
    for folder in ("staged/charts", "site/_images"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "one.svg").write_text(chart("#1f77b4", 40), encoding="utf-8")
        (tmp_path / folder / "own.svg").write_text("<svg/>", encoding="utf-8")
    kept = KeptPng(Steps(Store(tmp_path / "kept")), 144)
    draw_charts_ahead(tmp_path / "staged", kept)

    def draw(pictures: Sequence[bytes]) -> list[bytes]:
        raise AssertionError

    (made,) = kept.drawn([chart("#1f77b4", 40).encode()], draw)
    add_chart_files(tmp_path / "site")
    assert (tmp_path / "site" / "_images" / "one.png").read_bytes() == made
    assert not (tmp_path / "site" / "_images" / "own.png").exists()
