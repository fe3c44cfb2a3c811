"""What a code cell shows, as Markdown that site, paper and Word file read alike."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from quarterbook.execute.stored import pictures
from quarterbook.execute.stored.notebook import tags_of
from quarterbook.report.html.block import MIME, TWO_CHARTS, differing_chart, markdown_text
from quarterbook.storage.nesting import parser_limit_fault

# By the stream of a cell, the tag that shows it to readers.
_SHOWN_BY = {"stdout": "show-print", "stderr": "show-warnings"}
_SCRIPTED = re.compile(r"<(script|iframe)\b", re.IGNORECASE)
_PROGRESS = re.compile(r"^(.*:)? *\d+%\|.*\| *\d\S*/\d\S* \[", re.MULTILINE)  # as tqdm writes it
_BAR = "drew a bar of progress, which is on no page"
_WARNING = re.compile(r"^\S.*:\d+: (\w*Warning: .*\S)", re.MULTILINE)  # as Python writes it
_LONGEST = 120  # characters of what a note quotes
_VENDOR = "application/vnd."
_NUMBER = re.compile(r"-?\d[\d_]*(\.\d+)?(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_OF_NUMPY = re.compile(r"np\.(?:str_|u?int\d+|float\d+)\((.*)\)", re.DOTALL)
_FILE_LINK = re.compile(r"<a\b[^>]*?\bhref=[\"'](?![a-z][\w+.-]*:|[#/])([^\"'#?]+)", re.IGNORECASE)
# Names that pandas' Styler draws by lot at every run.
_RANDOM = re.compile(r"\bT_[0-9a-f]{5,}(?=_|\b)")

_GREAT_TABLE = '<table class="gt_table"'
_STYLED = (
    "the cell shows a table of great_tables, whose style sheet no page takes. Show its frame with "
    'report.table(frame, caption="…", decimals=…, units=…) or, for colours of cells, as a Styler '
    "of pandas: frame.style."
)

_INTERACTIVE = (
    "what the cell shows needs a script or another site, which neither the public page nor paper "
    'has. Draw it with matplotlib or seaborn and show it with report.figure(…, alt="…"), or show '
    "the figures behind it as a table."
)

_PLAYED = re.compile(r"<(audio|video|embed|object)\b", re.IGNORECASE)
_PLAYING = (
    "the cell shows sound, film or what another program plays, which neither the public page nor "
    "paper has. Say in words what is heard or seen, and link to where it is: "
    'Markdown("[The recording](https://…)").'
)

_FAR_PICTURE = re.compile(r"<img\b[^>]*?\bsrc=[\"']?(?:https?:)?//", re.IGNORECASE)
_ELSEWHERE = (
    "the cell shows a picture that lies on another site, from which no page takes anything. Save "
    'it beside the notebook and show it with Image("picture.png", alt="What the picture shows").'
)

_CODE = "<style>pre { line-height: 125%; }\n"  # how IPython.display.Code begins, as Pygments has it

# The files of a piece of a page: charts, what they show and, of a notebook that was run, the
# figures behind them.
_CHART_FILE = re.compile(r"charts/\w[\w.-]*")
_OF_RUNS = re.compile(rf"{_CHART_FILE.pattern}|extra/figures/\w[\w.-]*\.csv")
_OTHER_FILES = (
    "what the cell shows brings a file that is no chart ({}), which no page has. Run the notebook "
    "again and save it, or show what it shows with Markdown(…) or Image(…)."
)
_SETTING = re.compile(r"\w+Registry\.enable\(")  # what Altair answers to a choice of renderer

# What LaTeX sets outside formulas.
_TABLE = re.compile(
    r"\\begin\{(?:tabular|tabularx|table|longtable|figure|tikzpicture|itemize|enumerate)\*?\}"
)
# A formula between words: of formulas alone a dollar stands at both ends only.
_WORDS_AND_FORMULAS = re.compile(r"^\s*[^$\\\s][^$]*(?<!\\)\$[^$]+\$")
_IN_LATEX = (
    "the cell shows a table, list or drawing in LaTeX, of which pages set formulas only. Show a "
    "table as a DataFrame or with report.table(…), anything else as Markdown(…)."
)


@dataclass
class CellDisplay:
    """What one cell adds to its page.

    markdown
        pieces of the page, in order.
    authored
        what of it somebody put together, and not the package, as Markdown or HTML.
    files
        the files they need, by path from the book's folder.
    left_out
        what the cell also wrote and no reader gets, a line each, for the analyst.
    fault
        code and message where it shows something that cannot reach every reader.
    """

    markdown: list[str] = field(default_factory=list)
    authored: list[str] = field(default_factory=list)
    files: dict[str, str | bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    fault: tuple[str, str] | None = None


def is_for_nobody(cell: NotebookNode) -> bool:
    """Whether a cell is tagged so that no reader is to have any of it."""
    return bool(tags_of(cell) & {"remove-cell", "hide-cell"})


def shown_by(cell: NotebookNode, index: int, *, is_as_stored: bool = False) -> CellDisplay:
    """Return what a code cell shows, ``index`` counting the page's cells from 0.

    What it says that the package made is taken for so only where the build ran it, and not where
    it ``is_as_stored``.

    Only what can be read on the site, on paper and in Word goes on the page: blocks, pictures
    with words, Markdown, formulas, HTML without scripts, strings and numbers. What is printed or
    written to standard error is left out, unless the cell has the tag ``show-print`` or
    ``show-warnings``; of a cell tagged ``remove-output`` or ``hide-output`` all is.
    """
    display = CellDisplay()
    tags = tags_of(cell)
    if is_for_nobody(cell) or tags & {"remove-output", "hide-output"}:
        return display
    for number, output in enumerate(cell.get("outputs", [])):
        if output.output_type == "stream":
            _stream(output, _SHOWN_BY[output.name] in tags, display)
        elif output.output_type != "error":
            _displayed(output, cell.source, f"cell-{index}-{number}", display)
    if is_as_stored:
        display.authored = [*display.markdown]
        _refuse(_CHART_FILE, display.files, display)
    display.left_out = [*dict.fromkeys(display.left_out)]
    too_much = next(filter(None, map(parser_limit_fault, display.markdown)), None)
    if too_much and not display.fault:
        display.fault = ("N111", f"what the cell shows cannot be set: {too_much[1]}.")
    return display


def _stream(output: NotebookNode, is_asked_for: bool, display: CellDisplay) -> None:
    text = output.text.strip()
    if not text:
        return
    if is_asked_for:
        lasting = _last_states(text)
        display.markdown.append(_literal(lasting))
        display.authored.append(lasting)
    elif output.name == "stderr":
        _written_beside(text, display)
    elif _PROGRESS.search(text.replace("\r", "\n")):
        display.left_out.append(_BAR)
    else:
        display.left_out.append(
            f'printed "{_last_line(text)}", which is on no page. Show it as '
            f'Markdown(…), or tag the cell "{_SHOWN_BY[output.name]}"'
        )


def _last_states(text: str) -> str:
    """Return text as a terminal leaves it: of a line that is written over only its last state."""
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _written_beside(text: str, display: CellDisplay) -> None:
    """Note what Python warned of, a bar of progress, or the last line of anything else."""
    text = text.replace("\r", "\n")
    notes = [f"warned: {warned[:_LONGEST]}" for warned in _WARNING.findall(text)]
    notes += [_BAR] if _PROGRESS.search(text) else []
    display.left_out += notes or [f"wrote: {_last_line(text)}"]


def _displayed(output: NotebookNode, source: str, name: str, display: CellDisplay) -> None:
    data: Mapping[str, Any] = output.get("data", {})
    if MIME in data:
        _piece(data[MIME], display)
    elif pictures.is_picture(data):
        _picture(data, output.get("metadata", {}), source, display)
    elif _PROGRESS.search(_text(data.get("text/plain", ""))):
        display.left_out.append(_BAR)
    elif "application/javascript" in data or any(kind.startswith(_VENDOR) for kind in data):
        display.fault = ("N109", pictures.how_to_draw(data) or _INTERACTIVE)
    elif "text/markdown" in data:
        display.markdown.append(_text(data["text/markdown"]))
        display.authored.append(display.markdown[-1])
    elif _CODE in _text(data.get("text/html", "")):
        display.markdown.append(_literal(_text(data["text/plain"]).strip("\n")))
        display.authored.append(display.markdown[-1])
    elif "text/html" in data:  # before LaTeX, which R gives of every table too
        _html(data, name, display)
    elif "text/latex" in data:
        _latex(_text(data["text/latex"]), display)
    elif "text/plain" in data:
        _plain(_text(data["text/plain"]), display)


def _piece(block: Mapping[str, Any], display: CellDisplay) -> None:
    if _refuse(_OF_RUNS, block["files"], display):
        return
    if chart := differing_chart(display.files, block["files"]):
        display.fault = ("N115", TWO_CHARTS.format(chart))
    display.markdown += [block["markdown"]] if block["markdown"] else []
    display.authored += block.get("given", [block["markdown"]])
    display.files.update(block["files"])
    display.left_out += block.get("left_out", [])


def _refuse(form: re.Pattern[str], files: Iterable[str], display: CellDisplay) -> bool:
    """Note the first of some files that has not the form as the cell's fault, if there is one."""
    other = next((name for name in files if not form.fullmatch(name)), None)
    if other is not None:
        display.fault = ("N111", _OTHER_FILES.format(other[:_LONGEST]))
    return other is not None


def _html(data: Mapping[str, Any], name: str, display: CellDisplay) -> None:
    html = _text(data["text/html"])
    if _SCRIPTED.search(html):
        display.fault = ("N109", pictures.how_to_draw(data) or _INTERACTIVE)
    elif _PLAYED.search(html):
        display.fault = ("N109", _PLAYING)
    elif _GREAT_TABLE in html:
        display.fault = ("N109", _STYLED)
    elif _FAR_PICTURE.search(html):
        display.fault = ("N109", _ELSEWHERE)
    elif html.strip():
        display.markdown.append(_raw(_with_lasting_names(html, name)))
        display.left_out += [
            f'links to "{file}", which is not on the site. Offer it in Markdown: '
            f"{{download}}`{file}`"
            for file in _FILE_LINK.findall(html)
            if not file.endswith(".html")
        ]
        display.authored.append(html)


def _latex(latex: str, display: CellDisplay) -> None:
    if _TABLE.search(latex):
        display.fault = ("N111", _IN_LATEX)
    else:
        has_words = _WORDS_AND_FORMULAS.search(latex)
        display.markdown.append(latex.strip() if has_words else _formula(latex))
        display.authored.append(display.markdown[-1])


def _picture(
    data: Mapping[str, Any], metadata: Mapping[str, Any], source: str, display: CellDisplay
) -> None:
    try:
        picture = pictures.picture(data, metadata, source)
    except pictures.NotShown as fault:
        display.fault = fault.code, str(fault)
    else:
        display.markdown.append(picture.markdown)
        display.authored.append("\n\n".join(picture.words))
        display.files.update(picture.files)


def _text(data: str | list[str]) -> str:
    return data if isinstance(data, str) else "".join(data)


def _last_line(text: str) -> str:
    return text.replace("\r", "\n").splitlines()[-1].strip()[:_LONGEST]


def _literal(text: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}text\n{text}\n{fence}"


def _formula(latex: str) -> str:
    """Return a formula as displayed maths, whatever signs stand around it."""
    bare = latex.strip()
    for start, end in (("$$", "$$"), ("$", "$"), (r"\[", r"\]")):
        if bare.startswith(start) and bare.endswith(end):
            bare = bare[len(start) : -len(end)].strip()
            break
    return f"$$\n{bare.removeprefix(chr(92) + 'displaystyle').strip()}\n$$"


def _raw(html: str) -> str:
    fence = ":" * max(3, *(len(run) + 1 for run in re.findall(":+", html)), 3)
    fence = fence if len(fence) < 20 else ":" * 20
    return f"{fence}{{raw}} html\n{html.strip()}\n{fence}"


def _with_lasting_names(html: str, name: str) -> str:
    """Return HTML with the names drawn by lot replaced by ones that stay from build to build."""
    for number, drawn in enumerate(dict.fromkeys(_RANDOM.findall(html))):
        html = html.replace(drawn, f"{name}-{number}")
    return html


def plain_value(text: str) -> str | float | None:
    """Return the string or the number that Python or numpy writes so; None of anything else."""
    bare = _bare(text)
    try:
        value = literal_eval(bare)
    except (ValueError, SyntaxError):
        return None
    is_number = isinstance(value, int | float) and _NUMBER.fullmatch(bare)
    return value if isinstance(value, str) or is_number else None


def _bare(text: str) -> str:
    """Return what numpy writes about a value without its name: ``5`` of ``np.int64(5)``."""
    of_numpy = _OF_NUMPY.fullmatch(text.strip())
    return (of_numpy[1] if of_numpy else text).strip()


def _plain(text: str, display: CellDisplay) -> None:
    """Add a string or a number as text; any other object has no form that a reader could read."""
    value = plain_value(text)
    if value is not None:
        words = value if isinstance(value, str) else _bare(text)
        display.markdown.append(markdown_text(words))
        display.authored.append(words)
    elif not _SETTING.match(text):
        display.left_out.append(
            f'ends with "{_last_line(text)}", which has no form for a page and is on none. End the '
            "line with a semicolon, or show it as Markdown(…) or a table"
        )
