"""What pages can reach: files of the staged copy by any directive, and figures by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.site.explain_warnings import explained_warnings

SECRET = "KRAKATOA"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>{}</title></svg>'
FIGURES = {"summary": {"improved": "three"}, "tables": {"rows": "| a |\n|---|\n| b |"}}


def rst(text: str) -> str:
    return f"```{{eval-rst}}\n{text}\n```"


# By name what stands on a page, and the code of what is said. BESIDE is a folder out of bounds.
READING = {
    "include": ("```{include} ../BESIDE/words.md\n```", "B209"),
    "include-from-the-book": ("```{include} /../BESIDE/words.md\n```", "B209"),
    "include-colons": (":::{include} ../BESIDE/words.md\n:::", "B209"),
    "include-in-a-note": ("````{note}\n```{include} ../BESIDE/words.md\n```\n````", "B209"),
    "include-as-code": ("```{include} ../BESIDE/words.md\n:code: text\n```", "B209"),
    "include-by-a-link": ("```{include} linked.md\n```", "B209"),
    "include-in-an-include": ("```{include} parts/nested.txt\n```", "B209"),
    "include-of-docutils": ("```{include} <ABSOLUTE/words.md>\n```", "B210"),
    "literalinclude": ("```{literalinclude} ../BESIDE/words.md\n```", "B209"),
    "literalinclude-diff": (
        "```{literalinclude} fine.txt\n:diff: ../BESIDE/words.md\n```",
        "B209",
    ),
    "download": ("{download}`rows <../BESIDE/rows.csv>`", "B209"),
    "link": ("[rows](../BESIDE/rows.csv)", "B209"),
    "link-coded": ("[rows](%2e%2e/BESIDE/rows.csv)", "B209"),
    "link-by-reference": ("[rows][r]\n\n[r]: <../BESIDE/rows.csv>", "B209"),
    "link-path": ("[rows](path:../BESIDE/rows.csv)", "B209"),
    "link-project": ("[rows](project:../BESIDE/words.md)", "B209"),
    "image": ("![A chart](../BESIDE/chart.svg)", "B209"),
    "image-by-reference": ("![A chart][c]\n\n[c]: ../BESIDE/chart.svg", "B209"),
    "image-by-pattern": ("![A chart](../BESIDE/chart.*)", "B209"),
    "figure": ("```{figure} ../BESIDE/chart.svg\n:alt: A chart\n\nWords\n```", "B209"),
    "figure-leads": (
        "```{figure} fine.svg\n:alt: A chart\n:target: file:///etc/passwd\n\nWords\n```",
        "B210",
    ),
    "table": ("```{csv-table} Rows\n:file: ../BESIDE/rows.csv\n```", "B209"),
    "table-absolute": ("```{csv-table} Rows\n:file: ABSOLUTE/rows.csv\n```", "B209"),
    "table-address": ("```{csv-table} Rows\n:url: file://ABSOLUTE/rows.csv\n```", "B210"),
    "raw-file": ("```{raw} html\n:file: ABSOLUTE/words.md\n```", "B210"),
    "raw-address": ("```{raw} html\n:url: file://ABSOLUTE/words.md\n```", "B210"),
    "html-link": ('<a href="file:///etc/passwd">words</a>', "B210"),
    "html-script": ('<a href=" java&#9;script:alert(1)">words</a>', "B210"),
    "rst-include": (rst(".. include:: ../BESIDE/words.md"), "B209"),
    "rst-include-of-docutils": (rst(".. include:: <ABSOLUTE/words.md>"), "B210"),
    "rst-literalinclude": (rst(".. literalinclude:: ../BESIDE/words.md"), "B209"),
    "rst-raw": (rst(".. raw:: html\n   :file: ABSOLUTE/words.md"), "B210"),
    "rst-table": (rst(".. csv-table:: Rows\n   :file: ABSOLUTE/rows.csv"), "B209"),
    "rst-image": (rst(".. |c| image:: ../BESIDE/chart.svg\n\n|c|"), "B209"),
    "rst-download": (rst(":download:`rows <../BESIDE/rows.csv>`"), "B209"),
    "rst-link": (rst("`rows <file:///etc/passwd>`_"), "B210"),
}
# Comments: TOLD is in no file, and what begins as one and would be read is said.
TOLD = "BARTHOLOMEW"
COMMENTS = {
    "comment-line": f"% {TOLD}",
    "comment": f"<!-- {TOLD} -->",
    "comment-in-words": f"Words <!-- {TOLD} < 4 --> here",
    "comment-over-lines": f"<!-- one\n\n{TOLD} -->\n\nWords",
    "comment-that-ends-otherwise": f"<div><!-- {TOLD} --!></div>",
    "comment-in-a-heading": f"## Words <!-- {TOLD} -->",
    "comment-in-a-note": f"```{{note}}\nWords <!-- {TOLD} -->\n```",
    "comment-in-a-table": f"| a <!-- {TOLD} --> |\n|---|\n| b |",
    "comment-in-a-figure": f"```{{figure}} fine.svg\n:alt: A\n\nWords <!-- {TOLD} -->\n```",
    "comment-in-html": f"<div>\n<p>a</p><!-- {TOLD}\nmore -->\n</div>",
    "comment-in-raw": f"```{{raw}} html\n<p>a</p><!-- {TOLD} -->\n```",
    "comment-in-style": f"<style>/* {TOLD} */ #a {{ color: #333 }}</style>",
    "comment-in-rst": rst(f".. {TOLD}\n\nWords\n\n.. raw:: html\n\n   <!-- {TOLD} -->"),
    "comment-in-an-include": "```{include} parts/comment.txt\n```",
}
UNENDED = {
    "unended": ("Words <!-- a\n\nb --> here", "B218"),
    "unended-in-html": ("<div><!-- a\n\nb -->\n</div>", "B218"),
    "unended-in-a-note": ("```{note}\n<!-- a\n```", "B218"),
    "unended-in-rst": (rst("Words <!-- a --> here"), "B218"),
}
# What is on no paper, and what no parser can hold.
UNSET = {
    "svg": ('<svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg>', "B215"),
    "svg-in-words": ("Words <svg></svg> here", "B215"),
    "svg-in-a-note": ("```{note}\n<SVG viewBox='0 0 9 9'></SVG>\n```", "B215"),
    "id-of-a-page": ('<div><span id="document-fine-name"></span><p>Words</p></div>', "B210"),
    "video": ('<video src="a.mp4"></video>', "B215"),
}
BRACES = {
    "call": ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "B208"),
    "sum": ("{{ 7*191 }}", "B208"),
    "filter": ("{{ summary.improved | upper }}", "B208"),
    "subscript": ("{{ summary['improved'] }}", "B208"),
    "word": ("{{ '13' '37' }}", "B208"),
    "two-lines": ("Words {{\n7*191 }}", "B208"),
    "in-a-heading": ("## {{ 7*191 }}", "B208"),
    "in-a-note": ("```{note}\n{{ 7*191 }}\n```", "B208"),
    "in-a-caption": ("```{figure} fine.svg\n:alt: A chart\n\n{{ 7*191 }}\n```", "B208"),
    "in-a-table": ("| a |\n|---|\n| {{ 7*191 }} |", "B208"),
    "in-an-include": ("```{include} parts/braces.txt\n```", "B208"),
    "of-sphinx": ("{{ env.srcdir }}", "B203"),
    "of-python": ("{{ summary.__class__ }}", "B203"),
    "group": ("{{ summary }}", "B203"),
}
FINE = {
    "fine-name": "{{ summary.improved }} of {{summary.improved}}",
    "fine-table": "{{ tables.rows }}",
    "fine-code": '`{{ 7*191 }}`\n\n```text\n{"a": {{ b() }}}\n```',
    "fine-json": '```json\n{"a": {"b": {}}}\n```',
    "fine-formula": "$x^{{a}}$\n\n$$\ny_{{b}}\n$$\n\n```{math}\nz_{{c}}\n```",
    "fine-braces": 'A set {a}, {} and {"a": {"b": 1}}',
    "fine-include": "```{include} parts/words.txt\n```",
    "fine-include-up": "```{include} ../source/parts/words.txt\n```",
    "fine-literalinclude": "```{literalinclude} fine.txt\n```",
    "fine-table-file": "```{csv-table} Rows\n:file: parts/rows.csv\n```",
    "fine-picture": "![A chart](fine.svg) ![A chart](/fine.svg)",
    "fine-download": "{download}`words <fine.txt>` and [words](fine.txt)",
    "fine-link": '[a](https://a.example), <mailto:a@b.example> [b](tel:1), <a href="tel:1">c</a>',
    "fine-svg": "`<svg>` and\n\n```html\n<svg></svg>\n```\n\n![A chart](fine.svg)",
    "fine-comment": "`<!-- a -->`\n\n```html\n<!-- a -->\n```\n\nA \\<! a, <!-- a --> and $a<!b$",
    "fine-id": '<p id="documents">Words, id="document-a"</p>',
    "fine-html": "```{raw} html\n<b>bold</b>\n```",
    "fine-rst": rst(".. include:: parts/words.txt\n\n.. image:: fine.svg\n   :alt: A chart"),
}
# Figures that a page would make up for itself, in its front matter.
FAULTS = {**READING, **UNENDED, **UNSET, **BRACES}
OWN = "---\nmyst:\n  substitutions:\n    summary: {improved: eleven}\n---\n"
PAGES = {name: text for name, (text, _) in FAULTS.items()} | COMMENTS | FINE


def build(folder: Path, pages: dict[str, str]) -> list[str]:
    """Bind pages beside a folder that none of them may read, and return the findings."""
    source, beside, warnings = folder / "source", folder / "beside", folder / "warnings.jsonl"
    (source / "parts").mkdir(parents=True)
    beside.mkdir()
    for name, text in {
        "words.md": SECRET,
        "rows.csv": f"a,b\n{SECRET},2\n",
        "chart.svg": SVG.format(SECRET),
    }.items():
        (beside / name).write_text(text, encoding="utf-8")
    inside = {
        "fine.txt": "Fine.\n",
        "fine.svg": SVG.format("Fine"),
        "parts/words.txt": "Fine.\n",
        "parts/comment.txt": f"Words <!-- {TOLD} -->\n",
        "parts/rows.csv": "a,b\n1,2\n",
        "parts/nested.txt": "```{include} ../beside/words.md\n```\n",
        "parts/braces.txt": "{{ 7*191 }}\n",
        **{f"{name}.md": f"# Page\n\n{text}\n" for name, text in pages.items()},
        "own.md": f"{OWN}# Page\n\nMade up: {{{{ summary.improved }}}}.\n",
    }
    for name, text in inside.items():
        text = text.replace("BESIDE", "beside").replace("ABSOLUTE", str(beside))
        (source / name).write_text(text, encoding="utf-8")
    (source / "linked.md").symlink_to(beside / "words.md")
    listed = "\n".join([*pages, "own"])
    (source / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{listed}\n```\n", "utf-8")
    config = {
        "extensions": [
            "quarterbook.bind.site.collect_warnings",
            "myst_parser",
            "quarterbook.bind.site.comments",
            "quarterbook.bind.site.confine_pages",
        ],
        "quarterbook_warnings": str(warnings),
        "exclude_patterns": ["linked.md"],
        "suppress_warnings": ["quarterbook", "quarterbook.outside"],
        "myst_enable_extensions": ["colon_fence", "dollarmath", "substitution"],
        "myst_url_schemes": ["http", "https", "mailto", "tel"],
        "myst_substitutions": FIGURES,
    }
    trees = str(folder / "trees")
    with docutils_namespace():
        Sphinx(
            str(source), None, str(folder / "html"), trees, "html", config,
            status=None, warning=None,
        ).build()  # fmt: skip
    return [str(problem) for problem in explained_warnings(warnings, source)]


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("confined")
    return folder / "html", build(folder, PAGES)


@pytest.mark.parametrize("name", FAULTS)
def test_what_a_page_may_not_reach_is_said(name: str, bound: tuple[Path, list[str]]) -> None:
    code = FAULTS[name][1]
    found = [line for line in bound[1] if line.startswith((f"{name}.md:", f"{name}.md "))]
    assert any(f" {code} " in line for line in found), found or bound[1]


@pytest.mark.parametrize("name", [*FINE, *COMMENTS])
def test_what_looks_alike_passes(name: str, bound: tuple[Path, list[str]]) -> None:
    assert [line for line in bound[1] if line.startswith(f"{name}.md")] == []


def test_nothing_out_of_bounds_is_in_any_file(bound: tuple[Path, list[str]]) -> None:
    files = [path for path in bound[0].parent.rglob("*") if path.is_file()]
    public = [path for path in files if {"beside", "source"}.isdisjoint(path.parts)]
    assert public
    assert [path.name for path in public if SECRET.encode() in path.read_bytes()] == []
    assert [path.name for path in bound[0].rglob("*.html") if "1337" in path.read_text()] == []


def test_comments_are_in_no_file(bound: tuple[Path, list[str]]) -> None:
    """Nor in the search index; what stands around them is there."""
    files = [path for path in bound[0].rglob("*") if path.suffix in (".html", ".js")]
    told = [path.name for path in files if TOLD.lower() in path.read_text("utf-8").lower()]
    assert told == []
    for name in COMMENTS:
        page = (bound[0] / f"{name}.html").read_text(encoding="utf-8")
        assert ("Words" in page) == ("Words" in COMMENTS[name] or "include" in name), name


def test_figures_by_name_are_filled_in(bound: tuple[Path, list[str]]) -> None:
    assert "Made up: three." in (bound[0] / "own.html").read_text(encoding="utf-8")
    assert "three of three" in (bound[0] / "fine-name.html").read_text(encoding="utf-8")
    assert "<td><p>b</p></td>" in (bound[0] / "fine-table.html").read_text(encoding="utf-8")


def test_a_page_that_no_parser_can_hold_is_named(tmp_path: Path) -> None:
    """Directives of reStructuredText in one another, which a page's length alone does not tell."""
    deep = rst("\n".join(f"{' ' * 3 * depth}.. note::\n" for depth in range(200)))
    with pytest.raises(RecursionError):
        build(tmp_path, {"deep": deep, "fine": FINE["fine-rst"]})
    found = explained_warnings(tmp_path / "warnings.jsonl", tmp_path / "source")
    assert [str(one) for one in found if "B216" in str(one)] == [
        "deep.md B216 what stands on the page is nested too deep. Write it side by side."
    ]
