"""Words that stand on no page of their own are read as well."""

from __future__ import annotations

import zipfile

import pytest
import yaml

from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.disclosure.words.files.page_texts import Naming
from quarterbook.disclosure.words.word_check import check_reason
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.cases_book import write
from support.effort import effort
from support.words import PARAMS, Q1, problems

ELSEWHERE = {
    "_toc.yml": "caption: 3 children of pb",
    "params/council.yml": "search_words:\n  - [pb, 3 children]\n",
    "book/method.md": "\nSee [this](https://example.org/3-children-on-plans).\n",
    "_config.yml": "author: 3 children of pb",
    PARAMS: "post: Lead for 3 children of pb",
}
IN_PLACE_OF = {
    "_toc.yml": "caption: Outcome areas",
    "_config.yml": "author: Your Council",
    PARAMS: "post: Chief Executive",
}


@pytest.mark.alike(3)
@pytest.mark.parametrize("file", ELSEWHERE)
@pytest.mark.parametrize("is_telling", [True, False])
def test_what_stands_beside_the_pages_is_read(cases: Book, file: str, is_telling: bool) -> None:
    """Captions, words for the search and addresses: 3 children of pb, and the 5 of before."""
    path = cases.root / file
    added = ELSEWHERE[file] if is_telling else ELSEWHERE[file].replace("3", "5")
    before = path.read_text(encoding="utf-8")
    if file in IN_PLACE_OF:
        assert IN_PLACE_OF[file] in before
        told = before.replace(IN_PLACE_OF[file], added)
    else:
        told = before + added
    path.write_text(told, encoding="utf-8")
    assert [problem.file for problem in problems(cases)] == [file] * is_telling


NAMES = {
    "_config.yml": "html:\n  extra_footer: 3 children of pb\n  announcement: 3 children moved\n"
    "sphinx: {config: {release: 3 children of pb}}\n",
    PARAMS: "editions:\n  - {name: 3-children-of-pb}\n",
}


def test_the_name_of_a_page_is_read(cases: Book) -> None:
    """It is its address on the site."""
    contents = cases.toc.read_text(encoding="utf-8")
    for name, found in (("the-3-children-of-pb", ["its name"]), ("the-3-sites", [])):
        (cases.pages / f"{name}.md").write_text("# Of them\n", encoding="utf-8")
        listed = contents.replace("file: book/method", f"file: book/{name}")
        cases.toc.write_text(listed, encoding="utf-8")
        assert [one.message.split(":")[0] for one in problems(cases)] == found


@pytest.mark.parametrize("file", NAMES)
def test_names_of_files_and_what_stands_on_every_page_are_read(cases: Book, file: str) -> None:
    path = cases.root / file
    before = path.read_text(encoding="utf-8")
    key = NAMES[file].split(":")[0]
    content = yaml.safe_load(before)
    content.pop(key, None)
    for number in (5, 3):
        added = yaml.safe_load(NAMES[file].replace("3", str(number)))
        path.write_text(yaml.safe_dump({**content, **added}), encoding="utf-8")
        assert {problem.file for problem in problems(cases)} == ({file} if number == 3 else set())


TITLES = """
comparators:
  - id: region
    title: "All {} children of pb"
"""


def test_titles_of_committees_and_comparators_are_read(cases: Book) -> None:
    path = cases.params / "council.yml"
    before = path.read_text(encoding="utf-8")
    for number, expected in ((5, 0), (3, 2)):
        committee = before.replace("title: Cabinet", f"title: For {number} children of pb")
        path.write_text(committee + TITLES.format(number), encoding="utf-8")
        assert [problem.file for problem in problems(cases)] == ["params/council.yml"] * expected


def test_the_contact_is_read(cases: Book) -> None:
    path = cases.params / "council.yml"
    before = path.read_text(encoding="utf-8")
    for contact, expected in (("5-children-of-pb@a.example", 0), ("3-children-of-pb@a.example", 1)):
        path.write_text(before.replace("performance@yours.example", contact), encoding="utf-8")
        assert [problem.file for problem in problems(cases)] == ["params/council.yml"] * expected


def test_names_of_areas_and_of_sources_are_read(cases: Book) -> None:
    """A source that stands in many rows is read, and told, once."""
    code = read_recorded(cases).council.council.code
    for number, expected in ((5, []), (3, ["data/areas.csv", "data/benchmarks.csv"])):
        blank = dict.fromkeys(("region", "from", "to", "successor"), "")
        name = f"Where {number} children of pb are"
        area = {"code": "E12000001", "name": name, "kind": "region", **blank}
        own = {"code": code, "name": "Own", "kind": "council", **blank}
        write(cases.data / "areas.csv", [own, area])
        row = {"measure": "t", "area": "E12000001", "source": f"A list of {number} children of pb"}
        rest = {"published_on": "2025-05-01", "value": "700", "marker": ""}
        rest |= dict.fromkeys(("numerator", "denominator"), "")
        rows = [{**row, **rest, "period": period} for period in ("2024-25-Q3", "2024-25-Q4")]
        write(cases.data / "benchmarks.csv", rows)
        assert sorted(problem.file for problem in problems(cases)) == expected


def test_a_text_names_nothing_where_there_is_nothing_to_name() -> None:
    assert Naming({}).about("3 children of pb") == frozenset()


def test_the_reason_for_a_correction_is_read(cases: Book) -> None:
    recorded = read_recorded(cases)
    shown = without_exempt(recorded, Q1)
    with pytest.raises(BookError, match="Readers see the reason"):
        check_reason(recorded, shown, Q1, "There were 3 children of pb, not 4")
    with pytest.raises(BookError, match="Readers see the reason"):
        check_reason(recorded, shown, Q1, "There were t\x01hree children of pb, not f\x01our")
    check_reason(recorded, shown, Q1, "The figure for 2024/25 was 5 of 15, since 3 March")


SAYS = '<svg xmlns="http://www.w3.org/2000/svg"><{0}>{1} children of <b>pb</b></{0}></svg>'


@pytest.mark.parametrize("element", ["title", "desc", "text"])
def test_the_words_of_a_drawing_are_read_where_a_page_shows_it(cases: Book, element: str) -> None:
    """Not those of one that no page names, nor what a drawing says of the 5 of before."""
    page = cases.root / "book" / "method.md"
    page.write_text(page.read_text("utf-8") + "\n![Drawing](a.svg)\n", encoding="utf-8")
    (page.parent / "a.svg").write_text(SAYS.format(element, 5), encoding="utf-8")
    (page.parent / "b.svg").write_text(SAYS.format(element, 3), encoding="utf-8")
    assert problems(cases) == []
    (page.parent / "a.svg").write_text(SAYS.format(element, 3), encoding="utf-8")
    assert [problem.file for problem in problems(cases)] == ["book/a.svg"]


NAMED = {
    "part.txt": ("```{include} part.txt\n```", "{} children of pb came, see <deep.md>."),
    "deep.md": ("", "{} children of pb stayed.\n\n```{include} part.txt\n```"),
    "code.py": ("```{literalinclude} code.py\n```", "x = 3  # {} children of pb came\n"),
    "rows.csv": ("```{csv-table}\n:file: rows.csv\n```", 'a,3,"{} children of pb came"\n'),
    "page.html": ("[More](page.html)", "<p>{} children of pb came</p>"),
    "my%20a.svg": ("![A](my%20a.svg)", SAYS),
    "b(1).svg": ("![B](b\\(1\\).svg)", SAYS),
    "c.svg": ("![C](c.*)", SAYS),
    "d e.svg": ("{download}`D <d e.svg>`", SAYS),
    "f.svg": ("![F](&#102;.svg)", '<svg aria-label="{} children of pb"></svg>'),
}


def test_the_words_of_files_that_a_page_takes_in_or_offers_are_read(cases: Book) -> None:
    """Of the 3, not of the 5 of before; nor what stands in files that no page names."""
    page = cases.pages / "method.md"
    names = "\n\n".join(named for named, _ in NAMED.values())
    names += "\n\nOf pb: [style](own.css), [paper](own.pdf)"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n{names}\n", encoding="utf-8")
    for number, expected in ((5, set()), (3, {f"book/{name}" for name in NAMED})):
        for name, (_, words) in NAMED.items():
            text = words.replace("{0}", "text").replace("{1}", str(number))
            (cases.pages / name).write_text(text.replace("{}", str(number)), encoding="utf-8")
        (cases.pages / "own.css").write_text("p { margin: 0 3 auto 3 }", encoding="utf-8")
        (cases.pages / "own.pdf").write_text("%PDF-1.4\n3 children of pb Tj", encoding="utf-8")
        (cases.pages / "apart.txt").write_text("3 children of pb came.", encoding="utf-8")
        assert {problem.file for problem in problems(cases)} == expected


SAID = "There were 3 children of pb"
SEEN = [
    "```text\n% {}.\n```",
    "<div>\n% {}.\n</div>",
    "```text\n<!-- {}. -->\n```",
    "`<!--` {} `-->`",
    "```text\n<!--\n```\n\n{}.\n\n```text\n-->\n```",
    "Word `<!--`\n\n{}.\n\nMore `-->` x",
    "`<b` {} `>`",
    "```text\n<p {}>\n```",
    "\\<p {} \\>",
    "x <y\n{}\n> z",
    '<span aria-description="{}">x</span>',
    '<ol start="3"><li>children of pb</li></ol>',
    "## Of pb\n\nThere were\n\n3. children",
]
HIDDEN = [
    "% {}.",
    "Words <!-- {} --> here.",
    "<div><!-- {} --></div>",
    "```{{note}}\n<!-- {} -->\nWords\n```",
    "<!-- `a`\n\n{}.\n\n`b` -->",
    '<ol start="5"><li>children of pb</li></ol>',
    "## Steps for pb\n\n1. Call\n2. Write\n\n3. Wait",
    "```{{list-table}}\n:header-rows: 3\n:widths: 3 7\n\n* - pb\n  - few\n```",
]


def test_what_only_looks_like_a_comment_or_a_tag_is_read(cases: Book) -> None:
    """Each on a line of its own, so that the line says which of them was told."""
    page = cases.pages / "method.md"
    text = f"{page.read_text(encoding='utf-8').rstrip()}\n"
    lines: dict[str, range] = {}
    for some in [*SEEN, *HIDDEN]:
        begin = text.count("\n") + 2
        text += f"\n{some.format(SAID)}\n"
        lines[some] = range(begin, text.count("\n") + 1)
    page.write_text(text, encoding="utf-8")
    told = {problem.line for problem in problems(cases)}
    assert [some for some in SEEN if not told & {*lines[some]}] == []
    assert [some for some in HIDDEN if told & {*lines[some]}] == []


def test_a_look_that_cannot_be_unpacked_has_no_words(cases: Book) -> None:
    folder = cases.root / "book" / "_templates"
    folder.mkdir()
    path = folder / "own.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as document:
        document.writestr("word/header1.xml", "<w:p>" * 100)
    packed = path.read_bytes()
    begin = packed.index(b"header1.xml") + len("header1.xml")
    path.write_bytes(packed[:begin] + b"\xff" * 8 + packed[begin + 8 :])
    council = cases.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(text.replace("council:\n", "council:\n  template: own\n", 1), "utf-8")
    assert problems(cases) == []


def test_the_words_of_a_look_are_read(cases: Book) -> None:
    """In Typst and in Word, but not in comments, nor of a look that no paper has."""
    folder = cases.root / "book" / "_templates"
    folder.mkdir()
    council = cases.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(text.replace("council:\n", "council:\n  template: own\n", 1), "utf-8")
    body = "<w:p><w:r><w:t>{} children</w:t></w:r><w:r><w:t> of pb</w:t></w:r></w:p>"
    for name, number in (("own", 5), ("other", 3), ("own", 3)):
        (folder / f"{name}.typ").write_text(
            f'// 3 children of pb\n#let header = [{number} children of pb]\n#let at = "3pt"\n',
            encoding="utf-8",
        )
        with zipfile.ZipFile(folder / f"{name}.docx", "w") as document:
            document.writestr("word/header1.xml", body.format(number))
        told = {problem.file for problem in problems(cases)}
        expected = {f"book/_templates/own{ending}" for ending in (".typ", ".docx")}
        assert told == (expected if (name, number) == ("own", 3) else set())


@pytest.mark.alike(3)
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("note.txt", "There were 3 children of pb."),
        (
            "crest.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><text>3 children of pb</text></svg>',
        ),
        ("parts/shared.typ", "#let foot = [3 children of pb]"),
        ("parts/shared.typ", "#let foot = [#strong[3] children of pb]"),
        ("parts/further.typ", "#let deep = [3 children of pb]"),
        ("own.docx", '<w:style><w:name w:val="3 children of pb"/></w:style>'),
    ],
)
def test_what_lies_beside_a_look_is_read(cases: Book, file: str, content: str) -> None:
    """What a Typst look may read and show; of a Word file the names of its styles too."""
    folder = cases.root / "book" / "_templates"
    (folder / "parts").mkdir(parents=True)
    council = cases.params / "council.yml"
    text = council.read_text(encoding="utf-8")
    council.write_text(text.replace("council:\n", "council:\n  template: own\n", 1), "utf-8")
    (folder / "own.typ").write_text('#import "parts/shared.typ": foot\n', encoding="utf-8")
    (folder / "parts" / "shared.typ").write_text('#import "further.typ": deep\n', encoding="utf-8")
    for words in (content.replace("3", "5"), content):
        if file.endswith(".docx"):
            with zipfile.ZipFile(folder / file, "w") as document:
                document.writestr("word/styles.xml", words)
        else:
            (folder / file).write_text(words, encoding="utf-8")
        told = {problem.file for problem in problems(cases)}
        assert told == ({f"book/_templates/{file}"} if words == content else set())


@pytest.mark.exhaustive
@pytest.mark.parametrize("words", ["one and ", "1, ", "<!--", "{{ ", "\n{{ "])
def test_very_long_texts_are_read_in_good_time(cases: Book, words: str) -> None:
    """30 KB each, of which some took minutes; what follows is found.

    Each takes less than 100 million additions; what grew with the square took thousands.
    """
    page = cases.pages / "method.md"
    text = page.read_text(encoding="utf-8")
    much = words * (30_000 // len(words))
    page.write_text(f"{text}\n\n{much} There were 3 children.\n", encoding="utf-8")
    found, millions = effort(lambda: problems(cases))
    assert [problem.file for problem in found] == ["book/method.md"]
    assert millions < 1000
