"""What pages name and is not there, told without binding; what may be there is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quarterbook.compose.references.faults import as_told_here, reference_faults
from quarterbook.compose.references.known_directives import KNOWN_DIRECTIVES
from quarterbook.compose.references.known_roles import KNOWN_ROLES
from quarterbook.compose.references.targets import targets_of_book
from quarterbook.ground.errors import Problem
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return copy_book(SMALL_BOOK, tmp_path / "book")


def told(book: Book, text: str) -> list[str]:
    (book.pages / "one.md").write_text(text, encoding="utf-8")
    pages = ["book/one", "book/method"]
    targets = targets_of_book(book, pages, ["recycling-rate"])
    return [str(one) for one in reference_faults(book, pages, pages, targets)]


@pytest.mark.parametrize(
    "text",
    [
        "[m](method.md)", "[m](/book/method.md)", "[m](method)",
        "[one](<method.md>)", "[r](#recycling-rate)", "[t](#milestone-strategy)", "(x)=\n\n[](#X)",
        "```{figure} none-*\n:name: fig-a\n```\n\n[](#fig-a)", '<b id="y">b</b> [](#y)',
        "$$a$$ (eq)\n\n[](#eq)", "[law](https://law.example/x.md)", "[mail](mailto:a@b.example)",
        "![p](https://law.example/p.png)", "![p](data:image/png;base64,AAAA)", "`![p](none.png)`",
        "% [x](none.md)", "<!-- [x](none.md) -->", "\\[x](none.md)", "[{{ a }}](#{{ a }})",
        "```{py:function} f()\n```", "```{eval-rst}\n.. _lab:\n```\n\n[](#lab)",
        "````{warnng-like\n````", "[](#red-measures)", "`{figre}`x`", "\\{figre}`x`", "{figre} `x`",
        "```text\n{figre}`x`\n```", "% {figre}`x`", "{py:figre}`x`", "{Abbr}`HB (Housing)`",
        "{doc}`method`", "{doc}`/book/method`", "{doc}`how <./method>`", "{doc}`!none`",
        "{ref}`recycling-rate`", "{ref}`Red-Measures`", "{ref}`all <genindex>`",
        "(lab)=\n\n{ref}`x <Lab>`", "```{role} figre\n```\n\n{figre}`x`", "{{ x }}`y`",
    ],
)  # fmt: skip
def test_what_may_be_there_is_not_told(text: str, book: Book) -> None:
    assert told(book, f"# One\n\n{text}\n") == []


def test_a_picture_in_the_paths_own_letters_is_found(book: Book) -> None:
    (book.pages / "a map.svg").write_text("<svg/>", encoding="utf-8")
    assert told(book, "# One\n\n![Map](<a map.svg>) ![Map](a%20map.svg)\n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{docs}`method`", 'B224 "docs" is no role that pages know. Take it out, or write it in '
         'words. Did you mean "doc"?'),
        ("> - a {figre}``x``", 'B224 "figre" is no role that pages know. Take it out, or write it '
         "in words."),
        ("{doc}`methods`", 'B202 a link leads to "methods", which no page of the book has. '
         'Did you mean "method"?'),
        ("{doc}`how <method.md>`", 'B202 a link leads to "method.md", which no page of the book '
         'has. Did you mean "method"?'),
        ("{ref}`the rate <Recycling-rte>`", 'B202 a link leads to "recycling-rte", which no page '
         'of the book has. Did you mean "recycling-rate"?'),
    ],
)  # fmt: skip
def test_roles_that_are_unknown_or_lead_nowhere(text: str, said: str, book: Book) -> None:
    assert told(book, f"# One\n\n{text}\n") == [f"book/one.md:3 {said}"]


@pytest.mark.parametrize(
    ("code", "is_told"),
    [
        ("report.text('(north)=\\n## North')", False),
        ("report.text(f'({ward})=\\n## {ward}')", False),
        ("report.text('(' + ward + ')=')", False),
        ("report.text('(%s)=' % ward)", False),
        ("report.text('North')", True),
        ("%matplotlib inline\nfigure(name=f'litter-{ward}')", True),
        ("1 +", True),
    ],
)
def test_places_that_code_makes(code: str, is_told: bool, book: Book) -> None:
    """Where code may put a place together, no link is said to lead nowhere."""
    code_of(book, code)
    found = told(book, "# One\n\n[north](#north)\n")
    assert (
        found
        == ['book/one.md:3 B202 a link leads to "north", which no page of the book has.'] * is_told
    )


def code_of(book: Book, code: str) -> None:
    cells = [{"cell_type": "code", "source": [code], "metadata": {}, "outputs": []}]
    (book.notebooks / "wards.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "link"),
    [
        ('report.figure(fig, name="St Mary\'s", alt="a")', "fig-st-marys"),
        ('report.figure(fig, "jobs", "It rose.")', "fig-jobs"),
        ('report.table(wards, name="wards")', "table-wards"),
        ("report.figure(fig, name=f'litter-{ward}', alt='a')", "fig-litter-llyn"),
        ("report.figure(fig, name=ward, alt='a')", "fig-llyn"),
        ("", "fig-recycling-rate"),  # of a measure, by its id
    ],
)
def test_charts_and_tables_are_linked_to_by_name(code: str, link: str, book: Book) -> None:
    code_of(book, code)
    assert told(book, f"# One\n\n[](#{link}) {{ref}}`{link}`\n") == []


@pytest.mark.parametrize(
    ("code", "link", "meant"),
    [
        ('report.figure(fig, name="jobs", alt="a")', "fig-job", ' Did you mean "fig-jobs"?'),
        ('report.table(wards, caption="jobs")', "table-jobs", ""),
        ("report.figure(fig, name=f'litter-{ward}', alt='a')", "fig-bins", ""),
    ],
)
def test_links_to_charts_and_tables_of_another_name(
    code: str, link: str, meant: str, book: Book
) -> None:
    code_of(book, code)
    fault = f'book/one.md:3 B202 a link leads to "{link}", which no page of the book has.{meant}'
    assert told(book, f"# One\n\n[](#{link})\n\nWords.\n") == [fault]


@pytest.mark.parametrize(
    ("settings", "is_told"),
    [
        ("sphinx: {extra_extensions: [quarterbook]}\n", True),
        ("sphinx: {extra_extensions: [quarterbook, sphinxcontrib.mermaid]}\n", False),
        ("sphinx: {local_extensions: {ours: extensions}}\n", False),
    ],
)
def test_an_extension_may_bring_directives(settings: str, is_told: bool, book: Book) -> None:
    book.config.write_text(settings, encoding="utf-8")
    assert bool(told(book, "# One\n\n```{mermaid}\ngraph LR\n```\n")) is is_told


def test_what_sphinx_found_gets_its_line_and_mend() -> None:
    here = Problem("book/a.md", 7, "B202", 'a link leads to "x". Did you mean "y"?')
    other = Problem("book/a.md", 3, "B202", 'a link leads to "z".')
    found = Problem("book/a.md", 0, "B202", 'a link leads to "x".')
    assert as_told_here(found, [other, here]) == here
    assert as_told_here(other, [here]) == other


KNOWN_TO_SPHINX = """
import sys
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace
from quarterbook.bind.site.stack.sphinx_process import EXTENSIONS

others = [name for name in EXTENSIONS if not name.startswith("quarterbook.")]
others.remove("sphinx_external_toc")  # which wants a book
with docutils_namespace():
    config = {"extensions": others}
    app = Sphinx(sys.argv[1], None, "out", "trees", "html", config, status=None, warning=None)
    domains = [app.registry.domains[name].roles for name in ("std", "py")]
    print(*directives._directives, *directives._directive_registry)
    print(*roles._roles, *roles._role_registry, *en.roles, *domains[0], *domains[1])
"""


def test_directives_and_roles_that_are_known_are_those_that_sphinx_knows(tmp_path: Path) -> None:
    """Asked in a process of its own, of which extensions change what they like."""
    (tmp_path / "index.md").write_text("# One\n", encoding="utf-8")
    asked = [sys.executable, "-c", KNOWN_TO_SPHINX, str(tmp_path)]
    said = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    names, roles = said.splitlines()
    own = "eval-rst"  # which MyST reads itself
    known = {*names.split(), own}
    assert sorted(name for name in known if ":" not in name) == sorted(KNOWN_DIRECTIVES)
    assert sorted(name for name in {*roles.split()} if ":" not in name) == sorted(KNOWN_ROLES)
