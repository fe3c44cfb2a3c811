"""Sphinx's warnings, told by their types in the book's words."""

from __future__ import annotations

import json
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.events import EventManager
from sphinx.util.docutils import docutils_namespace

from quarterbook.bind.site.explain_warnings import explained_warnings

PAGE = """\
# A page

See [the method](#methodd).

![A chart](charts/last-year.svg)

{{ figur }} and {{ group.figur }} and {{ figure }}

### Too deep

:::{note}
All is well here.
:::

```{include} none.md
```
"""


def warned(folder: Path, page: str = PAGE, **settings: object) -> list[str]:
    """Build a page as a book's pages are and return the findings."""
    source, found = folder / "source", folder / "warnings.jsonl"
    source.mkdir()
    (source / "index.md").write_text(page, encoding="utf-8")
    if "page2" in settings:
        (source / "page2.md").write_text(str(settings.pop("page2")), encoding="utf-8")
    config = {
        "extensions": [
            "quarterbook.bind.site.collect_warnings",
            "myst_parser",
            "quarterbook.bind.site.confine_pages",
            "quarterbook.bind.site.theme.maths",
        ],
        "html_math_renderer": "quarterbook",
        "quarterbook_warnings": str(found),
        "myst_enable_extensions": ["colon_fence", "dollarmath", "substitution"],
        "myst_substitutions": {"figure": "three", "group": {}},
        **settings,
    }
    trees = str(folder / "trees")
    with docutils_namespace():
        Sphinx(
            str(source),
            None,
            str(folder / "html"),
            trees,
            "html",
            config,
            status=None,
            warning=None,
        ).build()  # fmt: skip
    return [str(problem) for problem in sorted(explained_warnings(found, source))]


ALL = [
    'index.md:3 B202 a link leads to "methodd", which no page of the book has.',
    'index.md:5 B204 the picture "charts/last-year.svg" does not exist.',
    'index.md:7 B203 "figur" is not a figure that pages can name ({{ … }}).',
    'index.md:7 B203 "group.figur" is not a figure that pages can name ({{ … }}).',
    "index.md:9 B227 a heading of level 3 stands under one of level 1, and levels between are "
    "missing. Begin it with ## in place of ###.",
    'index.md:15 B228 the page takes in "none.md", which does not exist. Its path is seen from the '
    "page.",
]


def test_each_warning_is_told_once_with_its_line(tmp_path: Path) -> None:
    assert warned(tmp_path) == ALL


def test_what_the_book_suppresses_is_not_told(tmp_path: Path) -> None:
    found = warned(tmp_path, suppress_warnings=["myst.xref_missing", "image"])
    assert found == [line for line in ALL if "B202" not in line and "B204" not in line]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("## Low", "B227 the page begins with a heading of level 2,"),
        ("# A\n\n:::{note}\n:titel: b\nText\n:::", "B230 {note} has no option :titel:."),
        ("# A\n\n:::{note}\n:clas: b\nText\n:::", 'Take it out. Did you mean "class"?'),
        ("# A\n\n:::{note}\n:::", "B230 {note} is empty."),
        ("# A\n\n:::{admonition}\nText\n:::", "B230 {admonition} needs its file or its title"),
        ("# A\n\n```{list-table}\n* a\n```", "B230 the lines of {list-table} are no table."),
        ("# A\n\n```{table} T\nwords\n```", "B230 what stands in {table} is not one table."),
        ("# A\n\n{download}`none.csv`", 'B228 the page offers "none.csv", which does not exist.'),
        ("# A\n\n{eq}`none`", 'B202 no formula has the name "none".'),
        ("# A\n\n{term}`none`", 'B202 no {glossary} of the book explains "none".'),
        ("# A\n\n$$a$$ (x)\n\n$$b$$ (x)", 'B229 the name "x" is given to several formulas.'),
        ("# A\n\n(x)=\n## B\n\n(x)=\n## C", 'B229 the name "x" is given twice,'),
        ("# A\n\n(x)=\ntext\n\n{ref}`x`", 'B202 the place "x" has no heading'),
        ("# A\n\n```json\n{a\n```", "B224 what stands in ```json is not written in it."),
        ("# A\n\n[x](index.md#b)", 'B202 a link leads to "b" on a page, and places are linked'),
        ("---\na: [\n---\n# A", "B230 the lines between --- at the beginning of the page"),
    ],
)
def test_what_sphinx_says_is_told_in_words_of_the_book(
    tmp_path: Path, page: str, said: str
) -> None:
    messages = warned(tmp_path, f"{page}\n")
    assert any(said in message for message in messages), messages
    assert not any("B200" in message for message in messages)


@pytest.mark.parametrize(
    "page",
    [
        "# A\n\n## B", "# A\n\n:::{note}\n:class: b\nText\n:::", "# A\n\n(x)=\n## B\n\n{ref}`x`",
        "# A\n\n$$a$$ (x)\n\n{eq}`x`", "# A\n\n(b)=\n## B\n\n[x](#b)",
    ],
)  # fmt: skip
def test_what_looks_like_it_is_not(tmp_path: Path, page: str) -> None:
    assert warned(tmp_path, f"{page}\n") == []


@pytest.mark.parametrize("left", [None, ""])
def test_no_warnings_are_no_findings(left: str | None, tmp_path: Path) -> None:
    path = tmp_path / "warnings.jsonl"
    if left is not None:
        path.write_text(left, encoding="utf-8")
    assert list(explained_warnings(path, tmp_path)) == []


@pytest.mark.parametrize("formula", ["$${}$$", "Words ${}$ here"])
def test_a_formula_nested_too_deep_is_told_on_its_page(tmp_path: Path, formula: str) -> None:
    """A parser of papers would lose its place in it, and another page be blamed."""
    deep, fine = (formula.format(r"\sqrt{" * times + "x" + "}" * times) for times in (200, 20))
    assert warned(tmp_path, f"# Page\n\n{fine}\n\n{deep}\n") == [
        "index.md:5 B216 a formula is nested too deep. Write it side by side."
    ]


@pytest.mark.parametrize("event", ["doctree-read", "doctree-resolved"])
def test_the_page_at_which_sphinx_stops_is_told(
    event: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be it while pages are read or while they are written; nothing is told of those before."""
    emit = EventManager.emit

    def stop(events: EventManager, name: str, *told: Any, **more: Any) -> object:
        if name == event and "The page2" in told[0].astext():
            raise ValueError("no such thing.")
        return emit(events, name, *told, **more)

    monkeypatch.setattr(EventManager, "emit", stop)
    source = tmp_path / "source"
    with pytest.raises(ValueError, match="no such thing"):
        warned(tmp_path, "# One\n\n```{toctree}\npage2\n```\n", page2="# Two\n\nThe page2.\n")
    found = [str(one) for one in explained_warnings(tmp_path / "warnings.jsonl", source)]
    assert found == [
        "page2.md B226 the page cannot be set: ValueError: no such thing. Take out what was last "
        "changed on it, or write it in another way."
    ]


def test_the_staged_folder_is_taken_off_whatever_its_slashes(tmp_path: Path) -> None:
    staged = PureWindowsPath("C:\\Users\\me\\source")
    warning = {
        "type": "toc.not_readable",
        "file": f"{staged}\\book\\about.md",
        "line": 3,
        "message": f"{staged}\\book\\none.md is not there",
    }
    (tmp_path / "found").write_text(json.dumps(warning), encoding="utf-8")
    (problem,) = explained_warnings(tmp_path / "found", staged)
    assert str(problem) == (
        'book/about.md:3 B200 this cannot be read as it stands: "book/none.md is not there". Write '
        "it in another way."
    )
