"""Words in the looks of papers: what a Word file says, and what a Typst program may show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from quarterbook.disclosure.words.files.loose_files import as_named, is_named, words_of_file
from quarterbook.disclosure.words.files.packed_words import MOST_BYTES, PROSE
from quarterbook.disclosure.words.files.typst import words_of_typst
from quarterbook.storage.book import Book


def in_looks(book: Book, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what the looks of papers say, and what a Typst look may show: the file, its words."""
    looks = [book.templates / name for name in dict.fromkeys(filter(None, names))]
    files = [look.with_name(f"{look.name}.docx") for look in looks]
    programs = [path for look in looks if (path := look.with_name(f"{look.name}.typ")).is_file()]
    if programs:
        files += _within_reach(book.templates, programs)
    for path in files:
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            yield from ((book.relative(path), one) for one in _words_of_look(path))


def _within_reach(folder: Path, programs: Collection[Path]) -> list[Path]:
    """Return Typst programs, those that they name, and these in turn, and every other file."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix != ".docx"]
    others = [path for path in files if path.suffix == ".typ" and path not in programs]
    reached = [*programs]
    for program in reached:
        names = as_named(_read(program))
        reached += [path for path in others if path not in reached and is_named(path.name, names)]
    return reached + [path for path in files if path.suffix != ".typ"]


def _words_of_look(path: Path) -> Iterator[str]:
    ending = path.suffix.lower()
    if ending == ".typ":
        yield from words_of_typst(_read(path))
    elif ending in PROSE:
        yield _read(path)
    else:
        yield from words_of_file(path)


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace")
