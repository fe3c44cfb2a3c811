"""What one cell shows, leaves out with a word for the analyst, or fails its page with."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from quarterbook import Report
from quarterbook.execute.cell_outputs import shown_by
from quarterbook.execute.pages import to_page
from quarterbook.execute.stored.unshown_calls import BLOCKS
from quarterbook.report.html.block import MIME
from quarterbook.report.notebook import Measure


def test_names_drawn_by_lot_are_the_same_in_every_build() -> None:
    def drawn(name: str) -> str:
        table = (
            f'<style>#T_{name}_row0 {{}}</style><table id="T_{name}"><tr><td id="T_{name}_row0">'
        )
        cell = new_code_cell("s", outputs=[new_output("display_data", data={"text/html": table})])
        return shown_by(cell, 3).markdown[0]

    assert drawn("0a1b2") == drawn("9f8e7")
    assert "T_" not in drawn("0a1b2")


TRUST = "Make this Notebook Trusted to load map: File -> Trust Notebook"  # as folium says


SHAPE = {"markdown": "Words.", "given": [], "files": {}}


@pytest.mark.parametrize(
    ("name", "run", "as_stored"),
    [
        ("charts/litter.svg", True, True),
        ("charts/litter.shown.json", True, True),
        ("extra/figures/litter.csv", True, False),
        ("extra/figures/../litter.csv", False, False),
        ("extra/litter.js", False, False),
        ("../../evil.txt", False, False),
        ("/tmp/evil.txt", False, False),
        ("charts/../params/council.yml", False, False),
        ("charts/..", False, False),
        ("charts/a/b.svg", False, False),
        ("_config.yml", False, False),
    ],
)
def test_a_piece_of_a_page_brings_charts_and_no_other_file(
    name: str, *, run: bool, as_stored: bool
) -> None:
    """Of a stored notebook, which nobody has run, nothing may be written where it names."""
    data = {MIME: {**SHAPE, "files": {name: "x"}}}
    cell = new_code_cell("s", outputs=[new_output("display_data", data=data)])
    assert (shown_by(cell, 0).fault is None) == run
    assert (shown_by(cell, 0, is_as_stored=True).fault is None) == as_stored
    assert [*shown_by(cell, 0).files] == [name] * run


def test_what_a_stored_notebook_says_of_its_words_is_not_believed() -> None:
    data = {MIME: SHAPE}
    cell = new_code_cell("s", outputs=[new_output("display_data", data=data)])
    assert shown_by(cell, 0).authored == []
    assert shown_by(cell, 0, is_as_stored=True).authored == ["Words."]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"text/html": "<script>draw()</script>"}, "N109"),
        ({"text/html": '<IFRAME src="https://example.org"></IFRAME>'}, "N109"),
        ({"text/html": f"<div><span>{TRUST}</span><iframe srcdoc='x'></iframe></div>"}, "N109"),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}, "N109"),
        ({"application/javascript": "alert(1)", "text/plain": "<Javascript object>"}, "N109"),
        (
            {"text/html": '<audio controls><source src="data:audio/wav;base64,UklG"></audio>'},
            "N109",
        ),
        ({"text/html": '<video src="lorry.mp4"></video>', "text/plain": "<Video>"}, "N109"),
        ({"image/gif": "R0lGODlh", "text/plain": "<IPython.core.display.Image object>"}, "N111"),
        ({"image/webp": "UklGRg==", "text/plain": "<IPython.core.display.Image object>"}, "N111"),
        ({"application/vnd.plotly.v1+json": {}, "text/html": "<div></div>"}, "N109"),
        ({"image/png": "aGk=", "text/plain": "<Figure size 640x480>"}, "N107"),
        ({"application/vnd.vegalite.v5+json": {}, "image/svg+xml": "<svg/>"}, "N107"),
    ],
    ids=[
        *("script", "IFrame", "folium", "widget", "JavaScript", "sound", "film", "GIF", "WebP"),
        *("Plotly", "picture without words", "Altair's too"),
    ],
)
def test_what_cannot_reach_every_reader_fails_the_page(data: dict[str, object], code: str) -> None:
    cell = new_code_cell("show()", outputs=[new_output("display_data", data=data)])
    fault = shown_by(cell, 0).fault
    assert fault is not None
    assert fault[0] == code


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ({"application/vnd.vegalite.v5+json": {}}, "N109", 'alt.renderers.enable("svg")'),
        ({"application/vnd.plotly.v1+json": {}}, "N109", 'plotly.io.renderers.default = "svg"'),
        (
            {"text/html": "<div></div><script>vegaEmbed(spec)</script>"},
            "N109",
            'alt.renderers.enable("svg")',
        ),
        (
            {"text/html": "<script>Plotly.newPlot(0)</script>"},
            "N109",
            'plotly.io.renderers.default = "svg"',
        ),
        (
            {"text/html": '<img src="https://example.org/a.png"/>'},
            "N109",
            'Image("picture.png", alt',
        ),
        ({"text/latex": r"\begin{tabular}{l}A\end{tabular}"}, "N111", "report.table(…)"),
        (
            {"image/png": "iVBORw0KGgoA" + "aaaa" * 1_700_000},
            "N111",
            "a picture of 5 MB, and 5 MB is the most",
        ),
        ({"image/png": "x"}, "N111", "a picture that cannot be read"),
        ({"image/png": "aGk="}, "N111", "a picture that cannot be read"),
    ],
)
def test_a_picture_that_cannot_be_shown_says_what_to_do(
    data: dict[str, object], code: str, words: str
) -> None:
    source = "#| fig-alt: Jobs rose.\nchart"
    cell = new_code_cell(source, outputs=[new_output("display_data", data=data)])
    fault = shown_by(cell, 0).fault
    assert fault is not None
    assert fault[0] == code
    assert words in fault[1]


def test_a_bar_of_progress_is_left_out_as_a_widget_too() -> None:
    data = {
        "application/vnd.jupyter.widget-view+json": {},
        "text/plain": "  0%|          | 0/3 [00:00<?, ?it/s]",
    }
    shown = shown_by(new_code_cell("bar", outputs=[new_output("display_data", data=data)]), 0)
    assert (shown.markdown, shown.fault) == ([], None)
    assert shown.left_out == [BAR]


def test_names_that_plotly_draws_by_lot_are_the_same_in_every_build() -> None:
    def drawn(name: str) -> dict[str, str | bytes]:
        svg = (
            f'<svg><defs id="defs-{name}"/><g clip-path="url(#clip{name}xy)" fill="#{name}"/></svg>'
        )
        shown = new_output("display_data", data={"image/svg+xml": svg.replace("#0a1b2c", "#fff")})
        return shown_by(new_code_cell("#| fig-alt: It fell.\nx", outputs=[shown]), 0).files

    (picture,) = drawn("0a1b2c").values()
    assert (
        picture
        == b'<svg><defs id="defs-000000"/><g clip-path="url(#clip000000xy)" fill="#fff"/></svg>'
    )


@pytest.mark.parametrize(
    ("link", "notes"),
    [
        (
            "<a href='../data/wards.csv' target='_blank'>wards</a>",
            [
                'links to "../data/wards.csv", which is not on the site. Offer it in Markdown: '
                "{download}`../data/wards.csv`"
            ],
        ),
        ('<a class="x" href="summary.html#red">red</a> <a href="#top">top</a>', []),
        ('<a href="https://example.org/a.csv">a</a> <a href="mailto:a@example.org">b</a>', []),
    ],
)
def test_a_link_to_a_file_that_the_site_lacks_is_told(link: str, notes: list[str]) -> None:
    shown = new_output("display_data", data={"text/html": f"<p>{link}</p>"})
    assert shown_by(new_code_cell("x", outputs=[shown]), 0).left_out == notes


BAR = "drew a bar of progress, which is on no page"
BARS = "\r  0%|          | 0/3 [00:00<?, ?it/s]", "\r100%|███| 3/3 [00:00<00:00, 5.1kit/s]"


@pytest.mark.parametrize(
    ("written", "notes"),
    [
        (
            ["/tmp/ipykernel_1/2.py:1: UserWarning: A warning of mine\n  warnings.warn('A w')\n"],
            ["warned: UserWarning: A warning of mine"],
        ),
        (
            ["<stdin>:1: FutureWarning: old\n  a()\nC:\\b.py:7: UserWarning: odd: see 2\n  b()\n"],
            ["warned: FutureWarning: old", "warned: UserWarning: odd: see 2"],
        ),
        (BARS, [BAR]),
        (["Wards: 40%|████      | 1.2M/3.0M [00:01<00:02]"], [BAR]),
        (["Starting\nDone.\n"], ["wrote: Done."]),
    ],
    ids=["warning", "warnings", "bar", "bar with a name", "words"],
)
def test_what_is_written_beside_is_told_once_in_its_own_words(
    written: Sequence[str], notes: list[str]
) -> None:
    outputs = [new_output("stream", name="stderr", text=text) for text in written]
    assert shown_by(new_code_cell("x", outputs=outputs), 0).left_out == notes


@pytest.mark.parametrize(
    ("text", "is_told"), [("RendererRegistry.enable('svg')", False), ("Registry('svg')", True)]
)
def test_a_renderer_that_is_chosen_is_no_output(text: str, is_told: bool) -> None:
    output = new_output("execute_result", {"text/plain": text})
    cell = new_code_cell("alt.renderers.enable('svg')", outputs=[output])
    assert bool(shown_by(cell, 0).left_out) is is_told


def test_a_sharp_picture_is_as_wide_as_it_was_drawn() -> None:
    size = {"image/png": {"width": 320, "height": 240}}
    shown = new_output("display_data", data={"image/png": "iVBORw0KGgo="}, metadata=size)
    cell = new_code_cell("#| fig-alt: Jobs rose.\nchart", outputs=[shown])
    assert ":width: 320px" in shown_by(cell, 0).markdown[0]


def lost(*sources: str) -> list[str]:
    """What the build says of cells whose calls show nothing."""
    cells = [new_code_cell("report = Report(quarter)"), *map(new_code_cell, sources)]
    return [note.partition(" and does")[0] for note in to_page(new_notebook(cells=cells)).notes]


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("for n in ids:\n    report.figure(draw(n), name=n, alt=n)", ["calls report.figure"]),
        ("report.text('a')\nreport.table(frame)", ["calls report.text"]),
        ("with report.style():\n    report['id'].chart()", ["calls report['id'].chart"]),
        ("%%time\nReport(quarter).benchmarks()\nx = 1", ["calls Report(quarter).benchmarks"]),
        ("for n in ids:\n    display(report.figure(draw(n), name=n, alt=n))", []),
        ("made = report.table(frame)\nmade + report.text('a')", []),
        ("report.table(frame)", []),
        ("other.table(frame)\nprint(1)", []),
        ("report.data\nreport.number(3)\nx = 1", []),
        ("def draw(n):\n    return report.figure(n, name='a', alt='b')", []),
        ("this is no Python", []),
    ],
)
def test_a_call_that_shows_nothing_is_told(source: str, notes: list[str]) -> None:
    assert lost(source) == [f"cell 2 {note}" for note in notes]


def test_every_call_that_gives_a_block_is_known() -> None:
    members = [*vars(Report).items(), *vars(Measure).items()]
    assert {name for name, one in members if "Block" in returned(one)} == BLOCKS


def returned(member: object) -> str:
    return str(getattr(member, "__annotations__", {}).get("return", ""))
