"""What a signature covers: every file of a signed book and every key of its params, one by one.

The book is bound once. Every change is then compared with what was signed as a build does it
before it binds (`build/sign_offs.py`), on the pages that the first build's notebooks left.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from quarterbook.bind.site.jupyter_book import bind_site, bound_files, settings
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides, stage_sides
from quarterbook.build.sign_offs import add_files, add_signed_files, hash_pages
from quarterbook.data.recorded import read_recorded
from quarterbook.data.signatures import Signature, write_signatures
from quarterbook.execute.executors.executor import LocalExecutor
from quarterbook.ground.periods import parse_quarter
from quarterbook.report.substitutions.pages import page_names
from quarterbook.storage.book import Book
from support.books import ROOT, SMALL_BOOK

pytestmark = pytest.mark.builds

Q2 = parse_quarter("2021-22-q2")
PARAMS = "params/2021-22-q2.yml"
ROLE = "Monitoring Officer"
QUARTER = {
    "quarter": "2021-22-Q2",
    "title": "Performance report",
    "cut_off": date(2021, 11, 5),
    "sign_offs": [ROLE],
    "meetings": [{"committee": "cabinet", "date": date(2021, 12, 1), "item": 7}],
    "officers": [{"role": "Report author", "post": "Manager", "email": "a@b.example"}],
    "synopsis": "How the quarter went.",
    "recommendations": ["Note performance."],
    "editions": [
        {"name": "scrutiny", "committee": "cabinet", "page": "book/papers/exceptions"},
    ],
}  # fmt: skip
PAGE = """\
# Evidence

![One](<pictures/one.svg>) and ![two][by-reference].

[by-reference]: pictures/two.svg

```{include} parts/outer.md
```

```{eval-rst}
.. include:: parts/rest.rst

.. figure:: pictures/four.svg
   :alt: Four
```

```{literalinclude} parts/code.txt
```

```{csv-table}
:file: parts/table.csv
```

<!-- To be checked. -->

{download}`The note <parts/note.txt>` and [the list](parts/list.txt).
"""
READ = {
    *(f"book/pictures/{name}.svg" for name in ("one", "two", "three", "four")),
    *(f"book/parts/{name}" for name in (
        "outer.md", "inner.md", "rest.rst", "code.txt", "table.csv", "note.txt", "list.txt",
    )),
}  # fmt: skip
LOOK = {"book/_templates/look.typ", "book/_templates/look.docx", "book/_templates/crest.svg"}
# What is there and what nobody reads.
UNREAD = {
    "book/pictures/unused.svg",
    "book/parts/draft.md",
    "book/method.md~",
    "book/_templates/look.typ~",
    "book/_templates/other.docx",
    ".gitignore",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="{}"/></svg>'


def write_book(folder: Path) -> Book:
    shutil.copytree(SMALL_BOOK, folder)
    page = folder / "book"
    files = {name: name for name in (READ | LOOK | UNREAD) if not name.endswith(".svg")}
    files |= {name: SVG.format(1) for name in (READ | LOOK | UNREAD) if name.endswith(".svg")}
    files |= {
        "book/evidence.md": PAGE,
        "book/parts/outer.md": "Outer words.\n\n```{include} parts/inner.md\n```\n",
        "book/parts/inner.md": "Inner words.\n\n![Three](pictures/three.svg)\n",
        "book/parts/rest.rst": "Words of another kind.\n",
        "book/parts/table.csv": "a,b\n1,2\n",
        "book/_templates/look.typ": "#let look = (:)\n",
        PARAMS: yaml.safe_dump(QUARTER, sort_keys=False),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "data/observations.csv").open("a", encoding="utf-8") as rows:
        rows.write("missed-bins,2021-07,60,,,,2021-08-03,\n")  # three are drawn
    for name in ("look", "other"):
        shutil.copy2(ROOT / "book/_templates/mereshire.docx", page / f"_templates/{name}.docx")
    with (folder / "data/observations.csv").open("a", encoding="utf-8") as observations:
        observations.write("recycling-rate,2020-21-Q4,47.2,,,,2021-05-20,\n")  # three for a chart
    change_yaml(folder / "_toc.yml", lambda toc: _add_page(toc))
    change_yaml(folder / "params/council.yml", lambda c: c["council"].update(template="look"))
    return Book(folder)


def _add_page(toc: dict) -> None:  # type: ignore[type-arg]
    chapters = toc.pop("chapters", None) or toc["parts"][0]["chapters"]
    toc["parts"] = [{"caption": "Contents", "chapters": [*chapters, {"file": "book/evidence"}]}]


def change_yaml(path: Path, change: Callable[[dict], object]) -> None:  # type: ignore[type-arg]
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


@dataclass(frozen=True)
class SignedBook:
    """A signed book, its staged copy as it was bound, and what was signed."""

    root: Path
    staged: Path
    pages: dict[str, str]


def stage(book: Book, folder: Path) -> Sides:
    return stage_sides(book, read_recorded(book), Q2, folder / "public", folder / "exempt")


def bind(side: Side, work: Path) -> list[str]:
    side.finish_papers((), {})
    conf = settings(side.report, page_names(side.report, draft=True), {}, draft=True)
    bind_site(side.staged.root, work, conf, single_only=True)
    return list(bound_files(work))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> SignedBook:
    folder = tmp_path_factory.mktemp("signed")
    book = write_book(folder / "book")
    sides = stage(book, folder)
    run = sides.public.run_notebooks((), executor=LocalExecutor(1), progress=lambda line: None)
    assert not run.problems
    shutil.copytree(sides.public.staged.root, folder / "executed")
    sides.public.write_papers(sides.public.filled_papers())
    pages = hash_pages(book, sides.public.recorded, Q2, sides)
    with_files = add_files(pages, sides, [bind(sides.public, folder / "work")])
    hashes = dict(with_files.hashes)
    write_signatures(book, Q2, [Signature(role=ROLE, date=date(2021, 11, 8), pages=hashes)])
    return SignedBook(book.root, folder / "executed", hashes)


def changed_after(
    signed: SignedBook, folder: Path, change: Callable[[Path], object], executed: Path | None = None
) -> set[str]:
    """Return what a build says has changed since a book was signed.

    ``executed`` is what its notebooks leave, where it is not as before.
    """
    executed = executed or signed.staged
    shutil.copytree(signed.root, folder / "book")
    change(folder / "book")
    book = Book(folder / "book")
    sides = stage(book, folder)
    for name in ("notebooks", "charts"):
        shutil.copytree(executed / name, sides.public.staged.root / name, dirs_exist_ok=True)
    sides.public.write_papers(sides.public.filled_papers())
    pages = hash_pages(book, sides.public.recorded, Q2, sides)
    now = add_signed_files(pages, sides).hashes
    return {name for name in {*now, *signed.pages} if now.get(name) != signed.pages.get(name)}


def append(text: str, name: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        with (root / name).open("ab") as file:
            file.write(text.encode())

    return change


def test_what_sphinx_read_is_signed(signed: SignedBook) -> None:
    assert {name for name in signed.pages if name.startswith(("book/p", "book/_"))} == (
        READ | LOOK | {"book/papers/scrutiny"}
    )
    assert {"_toc.yml", "_config.yml", "data.xlsx", PARAMS, "params/council.yml"} < {*signed.pages}


def test_as_it_was(signed: SignedBook, tmp_path: Path) -> None:
    assert changed_after(signed, tmp_path, lambda root: None) == set()


def and_all(typical: Sequence[Any], every: Iterable[Any]) -> list[Any]:
    """The typical cases, and all others for `make test-rest`."""
    others = [one for one in every if one not in typical]
    return [
        *typical,
        *(
            pytest.param(*(one if isinstance(one, tuple) else [one]), marks=pytest.mark.exhaustive)
            for one in others
        ),
    ]


@pytest.mark.parametrize(
    "name", and_all(["book/parts/inner.md", "book/_templates/crest.svg"], sorted(READ | LOOK))
)
def test_a_file_that_readers_get(signed: SignedBook, tmp_path: Path, name: str) -> None:
    assert changed_after(signed, tmp_path, append("\n<!-- Audited -->\n", name)) == {name}


def all_of(*changes: Callable[[Path], object]) -> Callable[[Path], object]:
    """Several changes at once, none of which undoes another."""
    return lambda root: [change(root) for change in changes]


def test_files_that_nobody_reads(signed: SignedBook, tmp_path: Path) -> None:
    change = all_of(*(append("\n<!-- Audited -->\n", name) for name in UNREAD))
    assert changed_after(signed, tmp_path, change) == set()


def test_comments_in_yaml(signed: SignedBook, tmp_path: Path) -> None:
    names = ("_toc.yml", "_config.yml", PARAMS, "params/council.yml")
    change = all_of(*(append("\n# for us alone\n", name) for name in names))
    assert changed_after(signed, tmp_path, change) == set()


def test_words_that_are_accepted(signed: SignedBook, tmp_path: Path) -> None:
    """Readers get the sentence, and not that somebody let it stand."""
    change = append(
        "\naccepted_words: [{words: Only 3., file: book/a.md, reason: Schools., role: Officer}]\n",
        PARAMS,
    )
    assert changed_after(signed, tmp_path, change) == set()


@pytest.mark.parametrize("page", ["book/method", "book/evidence"])
def test_a_page(signed: SignedBook, tmp_path: Path, page: str) -> None:
    change = append("\nFigures are audited.\n", f"{page}.md")
    assert changed_after(signed, tmp_path, change) == {page}


def test_comments_on_pages(signed: SignedBook, tmp_path: Path) -> None:
    words = "\n% for us alone\n\n<!-- for us alone -->\n"
    change = all_of(*(append(words, f"book/{page}.md") for page in ("method", "evidence")))
    assert changed_after(signed, tmp_path, change) == set()


def replace_on_page(old: str, new: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        path = root / "book" / "evidence.md"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<pictures/one.svg>", "pictures/one.svg"),
        ("<pictures/one.svg>", "/book/parts/../pictures/one.svg"),
        ("<pictures/one.svg>", "./pictures/%6Fne.svg"),
        ("]: pictures/two.svg", "]: <./pictures/two.svg>"),
        ("{include} parts/outer.md", "{include} ./parts/outer.md"),
    ],
)
def test_another_spelling_of_an_address(
    signed: SignedBook, tmp_path: Path, old: str, new: str
) -> None:
    assert changed_after(signed, tmp_path, replace_on_page(old, new)) == set()


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<pictures/one.svg>", "pictures/two.svg"),
        ("]: pictures/two.svg", "]: pictures/one.svg"),
        ("![One](<pictures/one.svg>)", "`![One](<pictures/one.svg>)`"),
        ("![One](<pictures/one.svg>)", "![Another](<pictures/one.svg>)"),
    ],
)
def test_another_picture(signed: SignedBook, tmp_path: Path, old: str, new: str) -> None:
    assert "book/evidence" in changed_after(signed, tmp_path, replace_on_page(old, new))


def test_a_papers_words(signed: SignedBook, tmp_path: Path) -> None:
    change = append("\nFigures are audited.\n", "book/papers/exceptions.md")
    assert changed_after(signed, tmp_path, change) == {"book/papers/scrutiny"}


def set_key(name: str, *path: str | int, to: object) -> Callable[[Path], object]:
    def change(content: dict) -> None:  # type: ignore[type-arg]
        place: object = content
        for key in path[:-1]:
            place = place[key]  # type: ignore[index]
        place[path[-1]] = to  # type: ignore[index]

    return lambda root: change_yaml(root / name, change)


KEYS: list[tuple[str, tuple[str | int, ...], object]] = [
    ("_toc.yml", ("parts", 0, "caption"), "Audited figures"),
    ("_config.yml", ("title",), "Audited figures"),
    ("_config.yml", ("copyright",), "Somebody else"),
    ("_config.yml", ("sphinx",), {"config": {"quarterbook_scripts": ["book/map"]}}),
    (PARAMS, ("title",), "Audited report"),
    (PARAMS, ("cut_off",), date(2021, 11, 6)),
    (PARAMS, ("sign_offs",), [ROLE, "Section 151 Officer"]),
    (PARAMS, ("meetings", 0, "date"), date(2021, 12, 2)),
    (PARAMS, ("meetings", 0, "item"), 8),
    (PARAMS, ("officers", 0, "role"), "Auditor"),
    (PARAMS, ("officers", 0, "post"), "Auditor"),
    (PARAMS, ("officers", 0, "email"), "c@b.example"),
    (PARAMS, ("synopsis",), "All is well."),
    (PARAMS, ("recommendations", 0), "Approve it."),
    (PARAMS, ("editions", 0, "title"), "Audited"),
    (PARAMS, ("editions", 0, "synopsis"), "All is well."),
    (PARAMS, ("editions", 0, "recommendations"), ["Approve it."]),
    (PARAMS, ("editions", 0, "template"), "other"),
    ("params/council.yml", ("council", "name"), "Another Council"),
    ("params/council.yml", ("council", "contact"), "c@b.example"),
    ("params/council.yml", ("council", "colours"), {"primary": "#123456"}),
    ("params/council.yml", ("illustrative",), False),
    ("params/council.yml", ("outcomes", 0, "title"), "Audited"),
    ("params/council.yml", ("committees", 0, "title"), "Audit Committee"),
    ("params/council.yml", ("search_words",), [["tip", "recycling centre"]]),
    (PARAMS, ("corrections",), [{"date": date(2021, 12, 10), "reason": "Counted twice"}]),
]


@pytest.mark.parametrize(
    ("name", "path", "value"), and_all([KEYS[0], KEYS[2], KEYS[13], KEYS[18]], KEYS)
)
def test_a_key_that_readers_see(
    signed: SignedBook, tmp_path: Path, name: str, path: tuple[str | int, ...], value: object
) -> None:
    assert name in changed_after(signed, tmp_path, set_key(name, *path, to=value))


def test_keys_that_no_reader_sees(signed: SignedBook, tmp_path: Path) -> None:
    execute = {"execute_notebooks": "off", "timeout": 300}
    change = all_of(
        set_key("_config.yml", "execute", to=execute),
        set_key("_config.yml", "sphinx", to={"extra_extensions": ["quarterbook"]}),
        set_key(PARAMS, "exempt", to=[]),
        set_key(PARAMS, "editions", 0, "template", to=""),
    )
    assert changed_after(signed, tmp_path, change) == set()


def test_a_figure_that_only_the_workbook_has(signed: SignedBook, tmp_path: Path) -> None:
    def rename(root: Path) -> None:
        path = root / "data" / "measures.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Missed bins", "Bins left out"), encoding="utf-8")

    assert "data.xlsx" in changed_after(signed, tmp_path, rename)


@pytest.mark.parametrize(
    ("ending", "pages"), [(".svg", set()), (".shown.json", {"notebooks/environment"})]
)
def test_a_chart_counts_by_what_it_shows(
    signed: SignedBook, tmp_path: Path, ending: str, pages: set[str]
) -> None:
    """Not by the bytes that a version of the library writes."""
    executed = shutil.copytree(signed.staged, tmp_path / "executed")
    append("\n", f"charts/missed-bins{ending}")(executed)
    assert changed_after(signed, tmp_path, lambda root: None, executed) == pages
