"""What the search page looks through: every section of every page, made from what pages show."""

from __future__ import annotations

from pathlib import Path

from quarterbook.bind.site.finishing.search_index import search_index

PAGE = """<html><body><nav>Menu words</nav><article><section id="area"><h1>An area</h1><p>Lead.</p>
<section id="buses"><h2>Journeys by bus<a class="headerlink" href="#buses">#</a></h2>
<p class="qb-standfirst"><strong class="qb-figure">1,204</strong> <span class="qb-sep">·</span> Q3
<span class="qb-sep">·</span> <span class="qb-rag qb-red"><span class="qb-shape"
aria-hidden="true">◆</span> Red</span> <span class="qb-sep">·</span> <span class="qb-dot
qb-declined"><span class="qb-shape" aria-hidden="true">↘</span> Declined</span></p>
<p>Two routes<br>closed.</p>
<dl class="qb-method"><dt>How this is judged</dt><dd>Green at 1,300, red below.</dd>
<dt>Source</dt><dd>Operators</dd></dl></section></section></article></body></html>""".replace(
    "qb-dot\n", "qb-dot "
)


def _parts(folder: Path, name: str, papers: tuple[str, ...] = ()) -> list[dict[str, str]]:
    path = folder / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE, encoding="utf-8")
    (page,) = search_index(folder, papers, [])["pages"]
    assert page["page"] == name
    parts: list[dict[str, str]] = page["parts"]
    return parts


def test_a_section_about_a_measure_has_its_figure_rating_and_direction(tmp_path: Path) -> None:
    page, buses = _parts(tmp_path, "notebooks/places")
    assert page == {"id": "", "title": "An area", "text": "Lead."}
    assert buses == {
        "id": "buses",
        "title": "Journeys by bus",
        "text": "Two routes closed. Source: Operators.",
        "figure": "1,204, Q3",
        "colour": "qb-red",
        "shape": "◆",
        "rating": "Red",
        "direction": "Declined",
    }


def test_a_paper_has_no_measures_of_its_own(tmp_path: Path) -> None:
    """Its sections come last, after the pages that have the measures."""
    _, buses = _parts(tmp_path, "book/cabinet", ("book/cabinet",))
    assert "rating" not in buses


def test_pages_without_an_article_and_those_of_the_program_are_left_out(tmp_path: Path) -> None:
    for name in ("search", "index", "_static/words"):
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE, encoding="utf-8")
    (tmp_path / "plain.html").write_text("<html><body><p>Nothing</p></body></html>")
    assert search_index(tmp_path, (), [["a", "b"]]) == {"pages": [], "alike": [["a", "b"]]}


def test_what_a_page_offers_in_its_footer_is_found_by_its_name(tmp_path: Path) -> None:
    footer = (
        '<footer><h2 id="downloads">Downloads</h2><ul><li>Report: <a href="../report.pdf"><span>'
        'Report as </span>PDF</a></li><li><a href="../data.xlsx">Figures</a></li></ul></footer>'
    )
    for name in ("a/one", "a/two"):
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE.replace("</body>", f"{footer}</body>"), encoding="utf-8")
    *_, report, figures = search_index(tmp_path, (), [])["pages"]
    assert report == {
        "page": "report.pdf",
        "kind": "download",
        "parts": [{"id": "", "title": "Report as PDF", "text": "Download paper"}],
    }
    assert (figures["page"], figures["parts"][0]["title"]) == ("data.xlsx", "Figures")
    assert len(search_index(tmp_path, (), [])["pages"]) == 4
