"""One council's book, made of the template in a folder of its own, wherever that is done."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from quarterbook.build.built import Built
from quarterbook.build.stages import build
from quarterbook.build.swap import fault_of_writing
from quarterbook.execute.executors.packed_folder import pack, unpack
from quarterbook.execute.executors.worker_memory import lean_memory
from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.storage.book import Book
from quarterbook.storage.yaml_lines import load

_NAMES = ("name", "short_name")


@dataclass(frozen=True)
class BookOrder:
    """A council's book to make of a template.

    data, store
        packed folders: the council's own data, and what former builds of it have kept.
    """

    code: str
    name: str
    data: bytes
    store: bytes
    quarter: str
    draft: bool
    editions: Sequence[str]
    jobs: int


@dataclass(frozen=True)
class MadeBook:
    """A council's book, or what is wrong with it; ``outputs`` and ``store`` are packed folders."""

    built: Built | None
    outputs: bytes
    store: bytes
    problems: tuple[Problem, ...]


def make_book(template: Path, order: BookOrder) -> MadeBook:
    """Make a council's book of a template's folder; whatever goes wrong is told as a problem."""
    with (
        lean_memory(),
        TemporaryDirectory(prefix="qb-book-", ignore_cleanup_errors=True) as home,
    ):
        book = Book(Path(home).resolve() / "book")
        try:
            shutil.copytree(template, book.root)
            unpack(order.data, book.data)
            unpack(order.store, book.store)
            _name_council(book, order.code, order.name)
            built = build(
                book, order.quarter, jobs=order.jobs, draft=order.draft, editions=order.editions
            )
        except BookError as error:
            return _failed(book, error.problems)
        except CommandError as error:
            return _failed(book, [Problem("", 0, "B116", str(error))])
        except Exception as error:  # one book may not stop the others
            fault = fault_of_writing(error, Path(home))
            words = fault.message if fault else f"{type(error).__name__}: {error}"
            return _failed(book, [Problem("", 0, "B116", words)])
        if not built.ok:
            return _failed(book, built.problems)
        return MadeBook(replace(built, folder=Path()), pack(built.folder), pack(book.store), ())


def _failed(book: Book, problems: Sequence[Problem]) -> MadeBook:
    return MadeBook(None, b"", pack(book.store), tuple(problems))


def _name_council(book: Book, code: str, name: str) -> None:
    """Write a council's name and code into its book's council.yml, and change no other line."""
    path = book.params / "council.yml"
    document = load(book, path)
    council = document.content.get("council")
    if not isinstance(council, dict):
        return  # reading the book says what is wrong
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    for key in (*_NAMES, "code"):
        value = yaml.safe_dump(code if key == "code" else name, width=10_000, allow_unicode=True)
        value = value.removesuffix("\n").removesuffix("\n...")
        index = document.line("council", key) - 1
        if key not in council or not re.match(rf"\s+{key}:", lines[index]):
            raise BookError(
                Problem(
                    document.name,
                    document.line("council"),
                    "B115",
                    f"{key}: of the template needs a line of its own under council:, where each "
                    "council's own is put.",
                )
            )
        lines[index] = f"{lines[index].partition(':')[0]}: {value}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
