"""A site's own address leads to its first page, by the name of that page."""

from __future__ import annotations

from pathlib import Path

from quarterbook.bind.site.tidy_site import tidy_site


def test_the_front_door_leads_to_the_first_page(tmp_path: Path) -> None:
    """As Jupyter Book and sphinx-external-toc leave it, and with a title that HTML has to write."""
    (tmp_path / "_static").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "index.html").write_text(
        '<meta http-equiv="Refresh" content="0; url=notebooks/summary.html" />\n', "utf-8"
    )
    (tmp_path / "notebooks" / "summary.html").write_text(
        "<!DOCTYPE html><html><head><title>\nHomes &amp; roads &#8212; Q1</title></head></html>",
        "utf-8",
    )
    tidy_site(tmp_path)
    door = (tmp_path / "index.html").read_text("utf-8")
    assert '<meta http-equiv="refresh" content="0; url=notebooks/summary.html">' in door
    assert '<a href="notebooks/summary.html">Open the report</a>' in door
    assert "<h1>\nHomes &amp; roads — Q1</h1>" in door
