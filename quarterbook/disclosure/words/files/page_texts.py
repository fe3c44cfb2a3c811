"""What pages and notebooks say, and the files that they take in, show or offer, piece by piece."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from quarterbook.data.as_stored import is_as_stored
from quarterbook.disclosure.words.as_read import paragraph_as_read
from quarterbook.disclosure.words.files.enclosing import Enclosing
from quarterbook.disclosure.words.files.loose_files import LooseFiles
from quarterbook.disclosure.words.files.names_by_number import names_by_number
from quarterbook.ground.myst import HTML_COMMENT, end_of_comments, without_look_alikes
from quarterbook.storage.book import Book
from quarterbook.storage.store import digest_of

_ADDRESS = re.compile(
    r"\]\(\s*<?([^)\s>]+)|\b(?:href|src|data-[\w-]+)\s*=\s*[\"']([^\"']+)"
    r"|\b(?:id|name|class)\s*=\s*[\"']([^\"']+)|^\s*\(([^()\s]+)\)=|\{[^{}\n]*[#.]([\w-]+)[^{}\n]*\}"
    r"|^[ \t>]*:(?:name|class|label):[ \t]*(\S.*)$"
    r"|^\s*\[[^\]]+\]:\s*(\S+)|<((?:https?|mailto):[^>\s]+)>|\b(https?://[^\s)>\"']+)",
    re.MULTILINE,
)
_OF_CONDITIONS = ("query", "eval")  # of pandas
_TAKES_IN = re.compile(r"\{(?:literal)?include\}|\b(?:literal)?include::")
_OF_LAYOUT = re.compile(
    r"^[ \t>]*:(?:align|child-\w+|class\w*|columns?|dedent|depth|emphasize-lines|end-line|fig\w+"
    r"|gutter|header-rows|height|lines|margin|max\w*|min\w*|padding|reverse|scale|shadow|start-line"
    r"|stub-columns|tab-\w+|width|widths):"
    r"[\d \t.,%-]*(?:px|em|cm|mm)?[ \t]*$",
    re.MULTILINE,
)
_TABLE = r"(?:csv-table|list-table|table)"
_TABLE_DIRECTIVE = re.compile(
    rf"^(?P<in>[ \t>]*)(?P<fence>`{{3,}}|:{{3,}})\{{{_TABLE}\}}(?:.*\n)+?"
    r"(?P=in)(?P=fence)[ \t]*$"
    rf"|^(?P<at>[ \t]*)\.\. {_TABLE}::.*(?:\n(?:[ \t]*\n)*(?P=at)[ \t]+\S.*)*",
    re.MULTILINE,
)
_ITEM = re.compile(r"^([ \t>]*)(\d{1,3})(?=[.)][ \t])", re.MULTILINE)
_NAME = 4  # letters
_MAGIC = re.compile(r"\s*%%(?:markdown|html|latex|svg)\b.*\n", re.IGNORECASE)
_ECHO = re.compile(r"^\s*!\s*(?:echo|printf)\b(.*)$", re.MULTILINE)
_IMPORT = re.compile(r"^\s*(?:from|import)\s+([\w.]+)", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """Words of a file as they are read, from a line on (0: no line), and what they are about.

    ``about`` holds ids of measures, ``near`` those that its page names. ``is_label`` says that
    they are a measure's own title or definition, ``is_cell`` that they end with a number that
    stands alone. ``place`` names the cell of a notebook.
    """

    file: str
    line: int
    words: str
    about: frozenset[str] = frozenset()
    is_label: bool = False
    is_cell: bool = False
    place: str = ""
    near: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """What tells apart what is said, and of what, wherever it stands."""
        content = [self.words, sorted(self.about), sorted(self.near), self.is_label, self.is_cell]
        return digest_of(json.dumps(content).encode())


class Naming:
    """Which measures a text names, by title or by id."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        names = {name.lower(): id_ for id_, title in titles.items() for name in (title, id_)}
        names |= {id_.replace("-", "_"): id_ for id_ in titles}
        self._names = names
        words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        there = words or "(?!)"  # no name stands anywhere
        self._pattern = re.compile(rf"(?<![\w-])(?:{there})(?![\w-])", re.IGNORECASE)

    def about(self, text: str) -> frozenset[str]:
        """Return the ids of the measures that a text names."""
        return frozenset(self._names[name] for name in self._named(text))

    def near(self, text: str) -> frozenset[str]:
        """Return those that it names by more than the few letters that an article has as well."""
        return frozenset(self._names[name] for name in self._named(text) if len(name) >= _NAME)

    def _named(self, text: str) -> list[str]:
        plain = " ".join(f"{text} {paragraph_as_read(text)}".split())
        return [name.lower() for name in self._pattern.findall(plain)]


class PageTexts:
    """The texts of pages and notebooks; a file that several of them name is read for each."""

    def __init__(self, book: Book, naming: Naming, pages: Iterable[str]) -> None:
        self._book, self._naming = book, naming
        self._loose_files = LooseFiles(book, pages)

    def of_page(self, page: str) -> Iterator[Text]:
        """Yield the paragraphs of a page without ending; none where it is no Markdown."""
        path = self._book.root / f"{page}.md"
        if path.is_file():
            yield from self._paragraphs(
                path, path.read_text("utf-8", "replace"), frozenset(), is_whole=True
            )

    def of_notebook(self, page: str) -> Iterator[Text]:
        """Yield Markdown cells and sentences in code: alternative texts, captions, what is printed.

        Of a notebook that is shown as it is stored, what its cells have put out too.
        """
        path = self._book.root / f"{page}.ipynb"
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError, TypeError):
            return
        sources = [(cell.get("cell_type"), "".join(cell.get("source", ""))) for cell in cells]
        file, naming = f"{page}.ipynb", self._naming
        about = naming.about("\n".join(source for _, source in sources))
        for cell, (kind, source) in enumerate(sources, 1):
            if kind == "markdown":
                written = self._paragraphs(path, source, about, is_whole=False)
            elif kind == "code":
                written = self._code(path, source, about)
            else:
                continue
            yield from (replace(text, place=f"cell {cell}") for text in written)
        for words in _outputs_of(cells) if is_as_stored(self._book, page) else ():
            yield Text(file, 0, paragraph_as_read(words), naming.about(words) or about)

    def _code(self, path: Path, source: str, about: frozenset[str]) -> Iterator[Text]:
        """What a cell's code says, and files and modules beside it that it names."""
        file, magic = self._book.relative(path), _MAGIC.match(source)
        if magic:
            yield from self._paragraphs(path, source[magic.end() :], about, is_whole=False)
            return
        strings = [*_sentences_in_code(source)]
        names = names_by_number(strings)
        for one in (string for string in strings if string not in names):
            yield Text(file, 0, paragraph_as_read(one), self._naming.about(one) or about)
        modules = "\n".join(f"{name.split('.')[-1]}.py" for name in _IMPORT.findall(source))
        for beside in self._loose_files.named_in(f"{source}\n{modules}"):
            if beside.suffix != ".py":
                yield from self._file(beside, about, (path,))
                continue
            for one in _sentences_in_code(beside.read_text("utf-8", "replace"), is_module=True):
                named = self._naming.about(one) or about
                yield Text(self._book.relative(beside), 0, paragraph_as_read(one), named)

    def _paragraphs(
        self,
        path: Path,
        text: str,
        about: frozenset[str],
        *,
        is_whole: bool,
        within: tuple[Path, ...] = (),
    ) -> Iterator[Text]:
        """The paragraphs of a text; each is about what it or its heading names, else ``about``.

        With those of files that it names, about the same where it takes them in; ``within`` are
        the files that name it.
        """
        file, naming = self._book.relative(path), self._naming
        text = without_look_alikes(text)
        last = end_of_comments(text)
        plain = HTML_COMMENT.sub(_long_comment, text[:last]) + text[last:]
        plain = _without_item_numbers(_OF_LAYOUT.sub("", plain))
        plain = _TABLE_DIRECTIVE.sub(_as_one_paragraph, plain)
        beside = [one for one in self._loose_files.named_in(plain) if one not in (*within, path)]
        enclosing, near = Enclosing(naming.about), naming.near(plain) | about
        line = 1
        for paragraph in re.split(r"(\n\s*\n)", plain):
            begins = len(paragraph) - len(paragraph.lstrip())
            if paragraph.strip():
                around = enclosing.about(paragraph.strip("\n"))
                named = naming.about(paragraph) | around or about
                at = line + paragraph[:begins].count("\n") if is_whole else 0
                yield Text(file, at, paragraph_as_read(paragraph.strip()), named, near=near)
                yield from (Text(file, at, words) for words in _addresses(paragraph))
                own = named if _TAKES_IN.search(paragraph) else frozenset()
                for one in self._loose_files.named_in(paragraph, beside):
                    yield from self._file(one, own, (*within, path))
            line += paragraph.count("\n")

    def _file(self, path: Path, about: frozenset[str], within: tuple[Path, ...]) -> Iterator[Text]:
        prose = self._loose_files.prose(path)
        if prose:
            yield from self._paragraphs(path, prose, about, is_whole=True, within=within)
        for words in self._loose_files.pieces(path):
            named = self._naming.about(words) or about
            yield Text(self._book.relative(path), 0, paragraph_as_read(words), named)


def _without_item_numbers(text: str) -> str:
    """Leave out the numbers of lists that begin with 1 and go on one by one."""
    last = 0

    def left(item: re.Match[str]) -> str:
        nonlocal last
        number = int(item[2])
        if number not in (1, last + 1):
            return item[0]
        last = number
        return item[1]

    return _ITEM.sub(left, text)


def _as_one_paragraph(table: re.Match[str]) -> str:
    """Put a table's blank lines behind it: its rows go by its title."""
    lines = table[0].split("\n")
    written = [line for line in lines if line.strip(" \t>")]
    return "\n".join(written) + "\n" * (len(lines) - len(written))


def _addresses(text: str) -> Iterator[str]:
    """The words in addresses of links and pictures and in attributes, which readers can have.

    A step in the path of another site that is a number alone ("/plan/3/17") counts nothing.
    """
    for match in _ADDRESS.finditer(text):
        address = unquote(next(filter(None, match.groups())))
        if "://" in address:
            address = re.sub(r"(?<=/)\d+(?=/|$)", "", address)
        yield re.sub(r"[^\w]+|_+", " ", address)


def _long_comment(comment: re.Match[str]) -> str:
    """Return as many lines for a comment of several paragraphs; others stay for now."""
    return "\n" * comment[0].count("\n") if re.search(r"\n\s*\n", comment[0]) else comment[0]


def _outputs_of(cells: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The words that stored outputs have, in whatever form."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {"text/plain": output.get("text", "")})
            yield from ("".join(words) for kind, words in data.items() if kind.startswith("text/"))
            pieces = (piece for piece in data.values() if isinstance(piece, dict))
            yield from (str(piece["markdown"]) for piece in pieces if piece.get("markdown"))
        source = "".join(cell.get("source", ""))
        yield from (line[2:] for line in source.splitlines() if line.startswith("#|"))


def _sentences_in_code(source: str, *, is_module: bool = False) -> Iterator[str]:
    """Texts of some words, and what a cell ends with and so shows; not what code says of itself."""
    yield from _ECHO.findall(source)
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "pass", source, flags=re.MULTILINE))
    except SyntaxError:
        return
    conditions = {id(one) for node in ast.walk(tree) for one in _conditions(node)}
    conditions |= {id(one) for node in ast.walk(tree) for one in _description(node)}
    match tree.body[-1:]:
        case [ast.Expr(ast.Constant(int() | float() | str() as shown) as last)]:
            conditions.add(id(last))
            yield from [] if is_module else [str(shown)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if re.search(r"\s", node.value) and id(node) not in conditions:
            yield node.value


def _description(node: ast.AST) -> Iterator[ast.AST]:
    """What a function or a class says of itself to those who read its code."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from (one.value for one in node.body[:1] if isinstance(one, ast.Expr))


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    """What a call of pandas takes for a condition, which no reader gets."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr in _OF_CONDITIONS:
        yield from (within for one in node.args[:1] for within in ast.walk(one))
