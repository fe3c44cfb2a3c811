"""Write docs/judging.md, and the settings in docs/guide.md, from the worked cases beside this file.

``python -m spec.generate`` in tests/ writes them, with ``--check`` it only says whether they are
as they should be. Every case is worked again on the way.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from quarterbook.ground import rule_names
from spec.toc import CHAPTERS, Chapter
from support.books import ROOT
from support.worked import NOTHING, Table, Worked

HERE = Path(__file__).parent
PAGE, GUIDE = ROOT / "docs" / "judging.md", ROOT / "docs" / "guide.md"
BEGIN, END = "<!-- made by make spec from tests/spec -->", "<!-- end of what make spec made -->"
SETTINGS: dict[str, tuple[str, ...]] = {
    "rag_rule": rule_names.RAG_RULES,
    "amber_when": rule_names.AMBER_WHEN,
    "tolerance": ("5%", "2 points"),
    "polarity": rule_names.POLARITIES,
    "reading": rule_names.READINGS,
    "direction_basis": rule_names.BASES,
    "long_term_basis": rule_names.LONG_TERM_BASES,
    "same_within": ("1%", "0.5 points"),
}
# What a council says, its rule, and the section that has it: title and address.
_RULES = (
    (
        "Green on target, amber down to a floor, red below it (Kent)",
        "floor",
        "Target and floor",
        "target-and-floor",
    ),
    (
        "Amber within 10% of the target, red beyond",
        "tolerance",
        "Amber within 10%",
        "amber-within-10-red-beyond",
    ),
    (
        "Green within 10% of it, then amber if no worse than last year (Havering)",
        "tolerance",
        "Green within 10%",
        "green-within-10-amber-if-no-worse-than-a-year-ago",
    ),
    ("Green beyond one limit, red beyond another, amber between", "bands", "Bands", "bands"),
    ("Above plan is as bad as below it", "plan", "Close to plan", "close-to-plan"),
    ("An expected range, without a colour", "expected_range", "Expected range", "expected-range"),
    ("Its owner rates it, and says why", "judged", "Rated by hand", "rated-by-hand-or-not-at-all"),
)

_NOT_OFFERED = "Green within a tolerance and red beyond it, with no amber between, is not offered."
INTRODUCTION = f"""# How a measure is judged

{BEGIN}

Every rule by which Quarterbook judges a figure, each with worked cases. The cases are tests: they
are worked anew with every check of the software, so what stands here is what the software does.
Where a rule was taken from is said beside it; every other result can be worked out by hand.
"""


class Paragraph(NamedTuple):
    """A paragraph: its title, its text, the settings whose values it explains, its cases."""

    title: str
    text: str
    explains: dict[str, str]
    tables: list[Table]

    @property
    def anchor(self) -> str:
        return re.sub(r"[^\w\- ]", "", self.title.lower()).replace(" ", "-")

    @property
    def first(self) -> str:
        """Its first paragraph on one line."""
        return " ".join(self.text.split("\n\n")[0].split())


class Section(NamedTuple):
    """A section: its title, its text and its paragraphs."""

    title: str
    text: str
    paragraphs: list[Paragraph]


def sections(chapter: Chapter) -> Iterator[Section]:
    """Yield the sections of a chapter, their cases worked."""
    for name in chapter.sections:
        module = _load(HERE / chapter.folder / f"test_{name}.py")
        tests = [part for key, part in vars(module).items() if key.startswith("test_")]
        yield Section(*_titled(module), [_paragraph(test) for test in tests])


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _titled(documented: object) -> tuple[str, str]:
    """Return the first line of a docstring, less its full stop, and the rest."""
    title, _, text = (inspect.getdoc(documented) or "").partition("\n\n")
    return " ".join(title.split()).removesuffix("."), text


def _paragraph(test: Callable[[Worked], None]) -> Paragraph:
    worked = Worked()
    test(worked)
    return Paragraph(*_titled(test), getattr(test, "explains", {}), worked.tables)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bold(cell: str) -> str:
    return cell if cell == NOTHING else f"**{cell}**"


def _table(table: Table) -> str:
    head = [f"`{n}`" if "_" in n else n[:1].upper() + n[1:] for n in table.headers]
    body = [[*row[: table.given], *map(_bold, row[table.given :])] for row in table.rows]
    lines = [_row(head), _row(["---"] * len(head)), *map(_row, body)]
    chosen = ", ".join(f"`{name}` `{value}`" for name, value in table.settings.items())
    return (f"With {chosen}:\n\n" if chosen else "") + "\n".join(lines)


def page(book: dict[str, list[Section]]) -> str:
    """Return docs/judging.md."""
    rules = [f"| {says} | `{rule}` | [{title}](#{at}) |" for says, rule, title, at in _RULES]
    head = ["| A council says | `rag_rule` | Section |", _row(["---"] * 3)]
    parts = [INTRODUCTION.strip(), "\n".join([*head, *rules]), _NOT_OFFERED]
    parts += [f"- [{c.title}](#{c.title.lower().replace(' ', '-')})" for c in CHAPTERS]
    for chapter in CHAPTERS:
        parts += [f"## {chapter.title}", textwrap.fill(chapter.introduction, 100)]
        for section in book[chapter.folder]:
            parts += [f"### {section.title}", section.text]
            for paragraph in section.paragraphs:
                parts += [f"#### {paragraph.title}", paragraph.text]
                parts += map(_table, paragraph.tables)
    text = "\n\n".join(part.strip() for part in parts if part)
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", text) + "\n"


def settings_tables(book: dict[str, list[Section]]) -> str:
    """Return a table for each setting: its values, what each says, and where its cases are.

    Raises ``LookupError`` for a value that no paragraph explains.
    """
    paragraphs = [p for parts in book.values() for section in parts for p in section.paragraphs]
    explained = {pair: p for p in paragraphs for pair in p.explains.items()}
    tables = []
    for setting, values in SETTINGS.items():
        missing = [value for value in values if (setting, value) not in explained]
        if missing:
            raise LookupError(f"no paragraph of tests/spec explains {setting} {missing}")
        rows = [
            [f"`{value}`", f"[{p.title}](judging.md#{p.anchor})", p.first]
            for value in values
            for p in [explained[setting, value]]
        ]
        head = [f"`{setting}`", "in full", "what it says"]
        tables.append("\n".join(map(_row, [head, ["---"] * 3, *rows])))
    return "\n\n".join(tables)


def pages() -> dict[Path, str]:
    """Return the pages as they should be, by their path."""
    book = {chapter.folder: list(sections(chapter)) for chapter in CHAPTERS}
    before, begin, rest = GUIDE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise LookupError(f'docs/guide.md has no place for the settings: "{BEGIN}", "{END}"')
    guide = f"{before}{BEGIN}\n\n{settings_tables(book)}\n\n{END}{after}"
    return {PAGE: page(book), GUIDE: guide}


def stale() -> list[Path]:
    """Return the pages that are not as they should be."""
    return [
        path
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    if "--check" not in sys.argv[1:]:
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = stale()
    for path in old:
        print(f"docs/{path.name} is not what tests/spec says. Run: make spec")
    return len(old)


if __name__ == "__main__":
    sys.exit(main())
