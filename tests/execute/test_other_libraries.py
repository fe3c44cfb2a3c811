"""Charts, maps and tables of other libraries, run for real where they are installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from support.notebooks import run_cells

pytestmark = pytest.mark.builds

ALT = "#| fig-alt: Reports fell.\n"
FRAME = '{"ward": ["Fenton", "Hanley"], "n": [3, 5]}'
# The library, what else it takes, a cell, and what the page has or what the build says.
CASES = {
    "IPython's IFrame": (
        "IPython", "", "from IPython.display import IFrame\nIFrame('https://example.org', 9, 9)",
        "N109",
    ),
    "folium": (
        "folium", "", "import folium\nfolium.Map(location=[53, -2])", "N109",
    ),
    "a widget": (
        "ipywidgets", "", "import ipywidgets\nipywidgets.IntSlider(value=3)", "N109",
    ),
    "a bar of progress as a widget": (
        "ipywidgets", "tqdm", "from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)): pass",
        "drew a bar of progress",
    ),
    "Plotly": (
        "plotly", "", f"import plotly.express as px\npx.bar({FRAME}, x='ward', y='n')",
        'plotly.io.renderers.default = "svg"',
    ),
    "Plotly as a picture": (
        "plotly", "kaleido",
        f"{ALT}import plotly, plotly.express as px\nplotly.io.renderers.default = 'svg'\n"
        f"px.bar({FRAME}, x='ward', y='n')",
        ':alt: "Reports fell."',
    ),
    "Altair": (
        "altair", "", f"import altair as alt, pandas as pd\nalt.Chart(pd.DataFrame({FRAME}))"
        ".mark_bar().encode(x='ward', y='n')",
        'alt.renderers.enable("svg")',
    ),
    "Altair as a picture": (
        "altair", "vl_convert",
        f"{ALT}import altair as alt, pandas as pd\nalt.renderers.enable('svg')\n"
        f"alt.Chart(pd.DataFrame({FRAME})).mark_bar().encode(x='ward', y='n')",
        ':alt: "Reports fell."',
    ),
    "great_tables": (
        "great_tables", "",
        f"import pandas as pd, great_tables\ngreat_tables.GT(pd.DataFrame({FRAME}))",
        "report.table(frame",
    ),
    "polars": (
        "polars", "", f"import polars\npolars.DataFrame({FRAME})", '<table class="qb-table"',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("library", "also", "code", "words"), CASES.values(), ids=CASES)
def test_what_comes_of_it(tmp_path: Path, library: str, also: str, code: str, words: str) -> None:
    if not all(find_spec(name) for name in (library, also) if name):
        pytest.skip(f"{library} {also} is not installed")
    both = [run_cells(tmp_path / name, ["from quarterbook import Report", code]) for name in "ab"]
    (pages, ran), (again, _) = both
    said = [str(problem) for problem in ran.problems]
    page = "".join("".join(cell["source"]) for cell in pages[0]["cells"])
    assert words in "\n".join([*said, *ran.notes, page])
    assert pages == again
    assert bool(said) == (words in ("N109", "report.table(frame") or "renderers" in words)
