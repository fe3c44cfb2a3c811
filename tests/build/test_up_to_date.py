"""What is published is a build of the book as it is now, and as the build left it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from quarterbook.build.stages import build
from quarterbook.build.up_to_date import check_up_to_date
from quarterbook.ground.errors import BookError
from quarterbook.ground.periods import parse_quarter
from quarterbook.release.manifest import read_manifest
from quarterbook.release.publish import publish
from quarterbook.release.sign import sign
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK, copy_book
from support.command import Command
from support.secrets import held_in

pytestmark = pytest.mark.builds

Q2 = parse_quarter("2021-22-q2")
PARAMS = "params/2021-22-q2.yml"
BUILT = "_build/2021-22-q2"


def change_yaml(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def on(root: Path) -> None:
        content = yaml.safe_load((root / name).read_text(encoding="utf-8"))
        change(content)
        (root / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    return on


def change_json(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def on(root: Path) -> None:
        content = json.loads((root / BUILT / name).read_text(encoding="utf-8"))
        change(content)
        (root / BUILT / name).write_text(json.dumps(content), encoding="utf-8")

    return on


def replace(name: str, before: str, after: str) -> Callable[[Path], None]:
    def on(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert before in text
        (root / name).write_text(text.replace(before, after), encoding="utf-8")

    return on


def append(name: str, text: str) -> Callable[[Path], None]:
    def on(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return on


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book with an exempt paper and an exempt measure, signed, built and published.

    In a folder whose name has what templates, CDATA and addresses take for their own.
    """
    folder = tmp_path_factory.mktemp("published") / "a {b} ]]> {{ c }} %7B & #1"
    book = copy_book(SMALL_BOOK, folder / "book")
    text = (book.data / "measures.csv").read_text(encoding="utf-8")
    bins = next(line for line in text.splitlines() if line.startswith("missed-bins,"))
    tips = bins.replace("missed-bins", "fly-tips").replace("Missed bins", "Fly tips")
    append("data/measures.csv", f"{tips}\n")(book.root)
    append("data/observations.csv", "fly-tips,2021-09,9.5,,,,2021-10-05,\n")(book.root)
    words = "# Dispute\n\n## Claim\n\n{{ paper.exempt }}\n\nThe range of the Marigold settlement.\n"
    (book.pages / "papers" / "dispute.md").write_text(words, encoding="utf-8")
    private = {
        "name": "private",
        "title": "Marigold claim",
        "committee": "cabinet",
        "classification": "exempt",
        "page": "book/papers/dispute",
    }
    scrutiny = {"name": "scrutiny", "committee": "cabinet", "page": "book/papers/exceptions"}
    exempt = [
        {"page": "book/papers/dispute", "reason": "Marigold reason"},
        {"measure": "missed-bins", "reason": "Marigold reason"},
    ]
    params = {"editions": [scrutiny, private], "exempt": exempt}
    change_yaml(PARAMS, lambda content: content.update(params))(book.root)
    assert build(book, "2021-22-q2", jobs=1).ok
    with pytest.raises(BookError, match="is a draft"):
        publish(book, Q2, folder / "public", check_up_to_date(book, Q2))
    assert sign(book, Q2, "Director of Resources", "2021-11-20", today=date.today()).is_final
    with pytest.raises(BookError, match=r"R113 .*: whether it is signed off"):
        check_up_to_date(book, Q2)
    built = build(book, "2021-22-q2", jobs=1)
    assert read_manifest(built.folder).status == "final"
    publish(book, Q2, folder / "public", check_up_to_date(book, Q2))
    return book


@pytest.fixture
def book(published: Book, tmp_path: Path) -> Book:
    shutil.copytree(published.root, tmp_path / "book")
    return Book(tmp_path / "book")


def test_who_signs_is_told_what_has_changed_since_the_build(book: Book, command: Command) -> None:
    """Of a build as it stands nothing is told, though its record of signatures is newer."""
    as_director = ("sign", "2021-22-q2", "--as", "Director of Resources", "--book", book.root)
    assert "Build again to take DRAFT away" in command(*as_director).out
    append("data/commentary.csv", "\n")(book.root)
    ended = command(*as_director)
    assert "Changed since that build, and not signed: data/commentary.csv." in ended.out
    assert "take DRAFT away" not in ended.out


def test_no_public_file_holds_what_is_exempt(published: Book) -> None:
    """Planted words and an exempt measure's figures are in the exempt paper and nowhere else."""
    built = published.built(Q2.slug)
    secret = ("Marigold", "missed-bins", "Missed bins")
    public = [
        *held_in(published.root.parent / "public"),
        *((name, text) for name, text in held_in(built) if not name.startswith("exempt/")),
    ]
    for word in secret:
        assert not [name for name, text in public if word.lower() in text.lower()], word
    apart = [text for _, text in held_in(built / "exempt")]
    for word in ("Marigold settlement", "Marigold reason", "Missed bins"):
        assert any(word in text for text in apart), word


CHANGED = {
    "a page made exempt": (
        change_yaml(
            PARAMS, lambda p: p["exempt"].append({"page": "book/method", "reason": "Paragraph 3"})
        ),
        PARAMS,
    ),
    "a measure made exempt": (
        change_yaml(
            PARAMS,
            lambda p: p["exempt"].append({"measure": "fly-tips", "reason": "Paragraph 3"}),
        ),
        "data/observations.csv",
    ),
    "a paper made exempt": (
        change_yaml(
            PARAMS,
            lambda p: [
                p["editions"][0].update(classification="exempt"),
                p["exempt"].append({"page": "book/papers/exceptions", "reason": "Paragraph 3"}),
            ],
        ),
        PARAMS,
    ),
    "an exempt paper's page": (append("book/papers/dispute.md", "More.\n"), "book/papers/dispute"),
    "a figure marked c": (
        replace("data/observations.csv", "1204,,,,", "1204,,,c,"),
        "data/observations.csv",
    ),
    "the threshold": (
        change_yaml("params/council.yml", lambda c: c.update(suppression_threshold=6)),
        "params/council.yml",
    ),
    "a meeting": (
        change_yaml(PARAMS, lambda p: p["meetings"][0].update(date="2021-12-02")),
        PARAMS,
    ),
    "the status": (change_yaml(PARAMS, lambda p: p.update(status="final", sign_offs=[])), PARAMS),
    "a role that has to sign": (
        change_yaml(PARAMS, lambda p: p["sign_offs"].append("Monitoring Officer")),
        "whether it is signed off",
    ),
    "the signatures": (
        lambda root: (root / "params" / "2021-22-q2.signed.json").unlink(),
        "whether it is signed off",
    ),
    "a page's words": (append("book/method.md", "\nAudited.\n"), "book/method.md"),
    "a notebook": (replace("notebooks/housing.ipynb", '"cells"', ' "cells"'), "housing.ipynb"),
    "a module beside notebooks": (append("notebooks/helper.py", "A = 1\n"), "notebooks/helper.py"),
    "the contents": (
        change_yaml("_toc.yml", lambda toc: toc["chapters"].reverse()),
        "_toc.yml",
    ),
    "the settings": (change_yaml("_config.yml", lambda c: c.update(title="Other")), "_config.yml"),
}  # fmt: skip


def typically(typical: set[str], every: Iterable[str]) -> list[Any]:
    """The names of typical cases, and all others for `make test-rest`."""
    return [
        name if name in typical else pytest.param(name, marks=pytest.mark.exhaustive)
        for name in every
    ]


@pytest.mark.alike(4)
@pytest.mark.parametrize(
    "name",
    typically({"a measure made exempt", "the threshold", "the signatures", "a notebook"}, CHANGED),
)
def test_a_build_that_the_book_has_left_behind_is_not_published(book: Book, name: str) -> None:
    change, told = CHANGED[name]
    change(book.root)
    with pytest.raises(BookError, match=f"R113 the book has changed since .*{told}"):
        check_up_to_date(book, Q2)


FORGED = {
    "final without signatures": (
        lambda root: [
            change_yaml(PARAMS, lambda p: p["sign_offs"].append("Monitoring Officer"))(root),
            change_json("pages.json", lambda pages: pages["inputs"].clear())(root),
        ],
        "R113",
    ),
    "the status": (change_json("manifest.json", lambda m: m.update(status="draft")), "R113"),
    "that figures are illustrative": (
        change_json("manifest.json", lambda m: m.update(illustrative=False)),
        "R105",
    ),
    "the papers": (
        change_json("manifest.json", lambda m: m["editions"][0].update(title="Audited")),
        "R105",
    ),
    "what there was to sign": (
        change_json("pages.json", lambda p: p["pages"].update({"book/method": "0"})),
        "R113|R105",
    ),
    "what it was made of": (
        change_json("pages.json", lambda p: p["inputs"].popitem()),
        "R113",
    ),
    "a page of the site": (append(f"{BUILT}/site/book/method.html", "<p>Audited"), "R105"),
    "a page added to the site": (append(f"{BUILT}/site/audit.html", "<p>Audited"), "R105"),
    "a paper": (append(f"{BUILT}/report.pdf", "%"), "R105"),
}


@pytest.mark.parametrize(
    "name", typically({"final without signatures", "the papers", "a paper"}, FORGED)
)
def test_a_build_that_somebody_has_changed_is_not_published(book: Book, name: str) -> None:
    change, code = FORGED[name]
    change(book.root)
    with pytest.raises(BookError, match=code):
        check_up_to_date(book, Q2)


def test_a_draft_that_calls_itself_final_is_not_published(book: Book) -> None:
    """Unsigned since before the build: nothing has changed but the word in the manifest."""
    (book.params / "2021-22-q2.signed.json").unlink()
    change_json("pages.json", lambda pages: pages["inputs"].pop("whether it is signed off"))(
        book.root
    )
    with pytest.raises(BookError, match="whether it is signed off"):
        check_up_to_date(book, Q2)


def test_what_no_build_would_show_stops_none(book: Book) -> None:
    """Comments, an order of keys, backups of an editor, and what lies beside a build."""
    change_yaml("params/2021-22-q1.yml", lambda params: params)(book.root)
    append(PARAMS, "\n# for us alone\n")(book.root)
    append("_config.yml", "\n# for us alone\n")(book.root)
    shutil.copy2(book.root / PARAMS, book.params / "2021-22-q3.yml~")
    append("book/method.md~", "An editor's backup.\n")(book.root)
    append(f"{BUILT}/notes.txt", "Not an output.\n")(book.root)
    assert check_up_to_date(book, Q2).manifest.status == "final"


def test_a_later_quarter_stops_none_nor_what_was_killed(book: Book) -> None:
    """What a publish that was killed has left behind is swept, of which no process is left."""
    left = book.root / "_build" / f".building-2021-22-q2-{2**22 + 1}"
    left.mkdir()
    change_yaml(PARAMS, lambda p: p.update(quarter="2021-22-Q3", cut_off="2022-02-04"))
    params = yaml.safe_load((book.root / PARAMS).read_text(encoding="utf-8"))
    later = {"quarter": "2021-22-Q3", "cut_off": "2022-02-04", "title": params["title"]}
    later["status"] = "draft"
    append("data/observations.csv", "recycling-rate,2021-22-Q3,55.1,,,,2022-01-20,\n")(book.root)
    (book.params / "2021-22-q3.yml").write_text(yaml.safe_dump(later), encoding="utf-8")
    assert check_up_to_date(book, Q2).manifest.status == "final"
    assert not left.exists()
