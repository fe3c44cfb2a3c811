"""What a file says that a page offers or shows is read, however it is coded or packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from quarterbook.storage.book import Book
from support.words import problems

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90">{}</svg>'
TEXT = '<text x="{}" y="{}"{}>{}</text>'


def packed(name: str, content: bytes = b"-", comment: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
        archive.comment = comment.encode()
    return held.getvalue()


def mail(words: str, subject: str = "Notes") -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(words, cte="base64")
    return message.as_bytes()


def coded_subject(words: str) -> bytes:
    coded = words.replace(" ", "_").replace("3", "=33").replace("5", "=35")
    return f"Subject: =?utf-8?Q?{coded}?=\n\nNotes\n".encode()


def drawn(*lines: tuple[float, float, str, str]) -> bytes:
    return SVG.format("".join(TEXT.format(*line) for line in lines)).encode()


def two_lines(words: str, by: str = "", x: float = 1) -> bytes:
    first, _, second = words.partition(" children")
    return drawn((1, 20, "", first), (x, 40, by, f"children{second}"))


FORMS: dict[str, Callable[[str], bytes]] = {
    "a.txt": lambda words: words.encode("utf-16"),
    "b.txt": lambda words: words.encode("utf-32"),
    "c.txt": lambda words: words.encode("utf-16-be"),
    "d.log": lambda words: words.encode("utf-16-le"),
    "e.zip": lambda words: packed(f"{words}.txt"),
    "f.zip": lambda words: packed("a.txt", comment=words),
    "g.zip": lambda words: packed("a.txt", words.encode()),
    "h.xlsx": lambda words: packed("docProps/core.xml", f"<a><title>{words}</title></a>".encode()),
    "i.odt": lambda words: packed("content.xml", f"<a><p><b>{words}</b></p></a>".encode()),
    "j.eml": mail,
    "k.eml": coded_subject,
    "l.svg": two_lines,
    "m.svg": lambda words: two_lines(words, ' transform="translate(-9 5)"', 10),
    "n.svg": lambda words: two_lines(words, ' transform="matrix(1 0 0 1 -8,9)"', 9),
    "o.svg": lambda words: drawn((1, 1, "", words.replace(" ch", "<tspan> </tspan>ch"))),
}


@pytest.mark.parametrize("name", FORMS)
def test_what_a_file_says_that_a_page_offers(cases: Book, name: str) -> None:
    page, made = cases.pages / "method.md", FORMS[name]
    page.write_text(f"{page.read_text('utf-8')}\nSee {{download}}`this <{name}>`.\n", "utf-8")
    for number in (5, 3):
        words = f"There were {number} children of pb in need"
        (page.parent / name).write_bytes(made(words))
        found = [problem.file for problem in problems(cases)]
        assert (number, {*found}) == (number, {f"book/{name}"} if number == 3 else set())


def test_lines_of_a_drawing_that_do_not_go_on(cases: Book) -> None:
    """Numbers along an axis, and what stands elsewhere."""
    axis = [(9, 10 * n, "", f"{n}") for n in range(1, 6)]
    (cases.pages / "a.svg").write_bytes(
        drawn(*axis, (9, 70, "", "children"), (30, 5, "", "Room 3"), (60, 9, "", "children"))
    )
    page = cases.pages / "method.md"
    page.write_text(f"{page.read_text('utf-8')}\n![Rooms](a.svg)\n", "utf-8")
    assert problems(cases) == []
