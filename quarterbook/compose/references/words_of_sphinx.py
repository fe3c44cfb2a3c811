"""What Sphinx, docutils and MyST say of a page without a type of their own, in the book's words."""

from __future__ import annotations

import re
from collections.abc import Callable

from quarterbook.compose.references.fault_words import (
    USUAL_DIRECTIVES,
    CodedFault,
    dead_link,
    dead_place,
    unknown_directive,
    unknown_role,
)
from quarterbook.ground.errors import nearest

_TYPE = re.compile(r"\s*\[[\w.-]+\]$")
_NO_SUCH_FILE = 'the page takes in "{}", which does not exist. Its path is seen from the page.'
_TWICE = 'the name "{}" is given twice, and links find one of both. Give each a name of its own.'

# By what it begins with: a code, and words that have what the form finds in order.
_SAID = [
    (
        r"Document headings start at H(\d), not H1",
        "B227",
        "the page begins with a heading of level {}, and its title is one of level 1. Begin it "
        "with a single #.",
    ),
    (
        r"duplicate label of equation (\S+), other instance in \S+",
        "B229",
        'the name "{}" is given to several formulas. Give each a name of its own.',
    ),
    (
        r"duplicate label (\S+), other instance in (.*?)$",
        "B229",
        'the name "{}" is given on {} too, and links find one of both. Give each a name of its '
        "own.",
    ),
    (r"Duplicate (?:ID|explicit target name): \"(?:equation-)?([^\"]*)\"", "B229", _TWICE),
    (
        r"Multiple footnote definitions found for label: '([^']*)'",
        "B229",
        'the footnote "{}" is written twice. Give each a name of its own.',
    ),
    (
        r"a formula cannot be set: (.*?)[.!]*$",
        "B223",
        "a formula cannot be set: {}. Write it with what LaTeX and amsmath have for formulas; a "
        "table goes as a table of Markdown, a drawing as a picture.",
    ),
    (r'Directive "[\w-]+": file not found: \'([^\']*)\'', "B228", _NO_SUCH_FILE),
    (r"Include file '([^']*)' not found", "B228", _NO_SUCH_FILE),
    (
        r"download file not readable: (.*)$",
        "B228",
        'the page offers "{}", which does not exist. Its path is seen from the page.',
    ),
    (
        r"Lexing literal_block .* as \"([^\"]*)\" resulted in an error",
        "B224",
        "what stands in ```{} is not written in it. Mend it, or write ```text.",
    ),
    (
        r"term not in glossary: '([^']*)'",
        "B202",
        'no {{glossary}} of the book explains "{}". Add it to one, or write the words without '
        "{{term}}.",
    ),
    (
        r"equation not found: (\S+)",
        "B202",
        'no formula has the name "{0}". Give it where the formula stands: $$…$$ ({0}).',
    ),
    (
        r"Failed to create a cross reference. A title or caption not found: '([^']*)'",
        "B202",
        'the place "{0}" has no heading that a link could take its words from. Write them: '
        "[words](#{0}).",
    ),
    (
        r"Directive '([\w-]+)': \d+ argument\(s\) required, 0 supplied",
        "B230",
        "{{{}}} needs its file or its title on the same line, behind its name, and nothing stands "
        "there.",
    ),
    (
        r"Directive '([\w-]+)': maximum \d+ argument\(s\) allowed, \d+ supplied",
        "B230",
        "{{{}}} has more words on its line than it can take. Write them on the lines below it.",
    ),
    (
        r"Content block expected for the \"([\w-]+)\" directive; none found",
        "B230",
        "{{{}}} is empty. Write what it says on the lines below it, or take it out.",
    ),
    (
        r"Error (?:parsing content block for|with CSV data in) (?:the )?\"list-table\"",
        "B230",
        'the lines of {{list-table}} are no table. Begin each row with "* - " and each further '
        'cell with "  - ", as many in each row.',
    ),
    (
        r"Error (?:parsing content block for|with CSV data in) (?:the )?\"([\w-]+)\"",
        "B230",
        "what stands in {{{}}} is not one table. Write one of Markdown, and nothing else in it; "
        "of CSV, each row on a line, with as many cells.",
    ),
    (
        r"All children of a '([\w-]+?)(?:-row)?' should be '([\w-]+)'",
        "B230",
        "only {{{1}}} stands directly in {{{0}}}. Put what else stands there into one.",
    ),
    (
        r"The parent of a '([\w-]+)' should be a '([\w-]+?)(?:-row)?'",
        "B230",
        "{{{0}}} stands in {{{1}}} alone. Put one around it, with one colon more than it has.",
    ),
    (
        r"content should be one image, followed by a single paragraph caption",
        "B230",
        "{{figure-md}} holds a picture of Markdown and below a blank line one paragraph, its "
        "caption, and nothing else.",
    ),
    (
        r"Malformed YAML",
        "B230",
        'the lines between --- at the beginning of the page are not each "key: value". Mend them, '
        "or take them out.",
    ),
]
_PATTERNS = [(re.compile(form, re.DOTALL), code, words) for form, code, words in _SAID]


def of_sphinx(message: str) -> CodedFault:
    """Return the code and the words of what is known by the words it is said in, or of the rest."""
    for form, explained in _MADE:
        if match := form.match(message):
            return explained(match)
    for form, code, words in _PATTERNS:
        if match := form.match(message):
            return code, words.format(*match.groups())
    words = _TYPE.sub("", message).rstrip(".")
    return "B200", f'this cannot be read as it stands: "{words}". Write it in another way.'


def _levels(match: re.Match[str]) -> CodedFault:
    above, below = (int(level) for level in match.groups())
    return "B227", (
        f"a heading of level {below} stands under one of level {above}, and levels between are "
        f"missing. Begin it with {'#' * (above + 1)} in place of {'#' * below}."
    )


def _language(match: re.Match[str]) -> CodedFault:
    words = f'"{match[1]}" is no language that code on pages can be in. Write ```text.'
    return "B224", words + nearest(match[1], USUAL_DIRECTIVES)


def _options(match: re.Match[str]) -> CodedFault:
    directive, unknown, allowed = (
        match[1],
        *(re.findall(r"'([^']*)'", part) for part in match.groups()[1:]),
    )
    names = ", ".join(f":{name}:" for name in unknown)
    words = f"{{{directive}}} has no option {names}. Take it out."
    return "B230", words + nearest(unknown[0] if unknown else "", allowed)


def _option(match: re.Match[str]) -> CodedFault:
    directive, option, value = match.groups()
    is_length = option.endswith(("width", "height"))
    mend = "Write it like 300px or 50%." if is_length else "Mend it, or take it out."
    return "B230", f'the option :{option}: of {{{directive}}} cannot be "{value}". {mend}'


_Made = Callable[[re.Match[str]], CodedFault]
_MADE: list[tuple[re.Pattern[str], _Made]] = [
    (re.compile(form), explained)
    for form, explained in (
        (r"Non-consecutive header level increase; H(\d) to H(\d)", _levels),
        (
            r"Unknown directive type: '([^']*)'|Pygments lexer name '(mermaid)'",
            lambda match: unknown_directive(match[1] or match[2]),
        ),
        (r'Unknown interpreted text role "([^"]*)"', lambda match: unknown_role(match[1])),
        (r"Pygments lexer name '([^']*)'", _language),
        (r"undefined label: '([^']*)'", lambda match: dead_link(match[1])),
        (r"'any' reference target not found: (\S+)", lambda match: dead_link(match[1])),
        (r"local id not found in doc '[^']*': '([^']*)'", lambda match: dead_place(match[1])),
        (r"'([\w-]+)': Unknown option keys: \[(.*?)\] \(allowed: \[(.*?)\]\)", _options),
        (r"'([\w-]+)': Invalid option value for '([\w-]+)': (.*?): ", _option),
    )
]  # fmt: skip
