"""Milestones that a page names lead to the page that has the table of them."""

from __future__ import annotations

from pathlib import Path

import lxml.html

from quarterbook.bind.site.finishing.milestone_links import lead_to_milestones

ROW = '<table><tr><td><span id="milestone-depot"></span>Depot roof</td></tr></table>'


def linked(anchor: str, words: str) -> str:
    return f'<a href="#{anchor}" class="qb-name">{words}</a>'


def test_a_milestone_leads_to_its_row_wherever_that_is(tmp_path: Path) -> None:
    """One that no page has is its words; one of the page itself, or a measure's section, stays."""
    own = f'{ROW}<h2 id="milestone-count">How many</h2>'
    area = tmp_path / "notebooks" / "places.html"
    table = tmp_path / "book" / "plans.html"
    for path, text in (
        (area, f"{linked('milestone-depot', 'Depot roof')}; {linked('milestone-gone', 'Gone')}"),
        (table, f"{own}{linked('milestone-depot', 'Depot')}{linked('milestone-count', 'Count')}"),
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = table.read_text(encoding="utf-8")
    lead_to_milestones(tmp_path)
    led = '<a href="../book/plans.html#milestone-depot">Depot roof</a>; Gone'
    assert area.read_text(encoding="utf-8") == led
    assert table.read_text(encoding="utf-8") == before


def test_every_milestone_that_an_area_names_is_found(built_site: Path) -> None:
    rows = set(lxml.html.parse(built_site / "book" / "milestones.html").xpath("//@id"))
    links = [
        link
        for path in sorted((built_site / "notebooks").glob("*.html"))
        for link in lxml.html.parse(path).xpath("//article//a/@href")
        if "#milestone-" in link
    ]
    assert len(links) >= 5
    for link in links:
        page, _, anchor = link.partition("#")
        assert page == "../book/milestones.html"
        assert anchor in rows
