"""The front of the Word document as HTML that pandoc gives the styles of the reference document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from quarterbook.bind.print.cover import Cover, MeetingLine
from quarterbook.bind.print.pandoc import chapters_of, parsed

_DASH = "\N{EN DASH}"

_WIDEST = 13.0  # a chart, in centimetres

_SPARK = 2.0

CONTENTS = "qb-contents"  # the id of the place for them


def front_and_article(html: str, cover: Cover, work: Path, ppi: int) -> tuple[str, list[str]]:
    """Return the cover and the article's chapters, its pictures PNG of natural size or less."""
    article = parsed(html)
    for image in article.xpath(".//img"):
        file = work / image.get("src")
        if file.suffix == ".svg":
            file = file.with_suffix(".png")
            image.set("src", f"images/{file.name}")
            natural = int.from_bytes(file.read_bytes()[16:20], "big") / ppi * 2.54
            width = image.get("width", "").removesuffix("cm")
            own = float(width) if width.replace(".", "").isdecimal() else natural
            spark = "qb-spark" in image.get("class", "")
            if not width.endswith("%"):
                image.set("width", f"{min(own, _SPARK if spark else _WIDEST):.2f}cm")
    return _cover(cover), chapters_of(article)


def _styled(style: str, text: str) -> str:
    return f'<div data-custom-style="{style}"><p>{text}</p></div>'


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell) or _DASH}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cover(cover: Cover) -> str:
    """Return the front in the order in which the PDF has it."""
    lines = [
        _styled(
            "Cover Line",
            ", ".join([f"<strong>{escape(m.committee)}</strong>", *_day_and_item(cover, m)]),
        )
        for m in cover.meetings
    ]
    if cover.item_line:
        lines.append(_styled("Cover Line", escape(cover.item_line)))
    if cover.classification:
        lines.append(_styled("Cover Line", escape(cover.classification_label)))
    council = _styled("Subtitle", escape(cover.council))
    title = [
        _styled("Title", escape(cover.title)),
        _styled("Subtitle", escape(cover.quarter)),
        _styled(
            "Cover Line",
            f"As at {escape(cover.as_at)}" + (f" · {escape(cover.site)}" if cover.site else ""),
        ),
    ]
    if cover.committee_paper:
        parts = [council, *lines, *title, *_boxes(cover), *_officers(cover), *_synopsis(cover)]
        return "".join(parts)
    parts = [*lines, council, *title, *_boxes(cover), *_synopsis(cover)]
    if cover.recommendations:
        items = "".join(f"<li><p>{escape(item)}</p></li>" for item in cover.recommendations)
        parts += [_styled("Front Heading", "Recommendations"), f'<ol type="A">{items}</ol>']
    parts += _officers(cover)
    if cover.sign_offs:
        signed = [(sign.role, sign.state, sign.date) for sign in cover.sign_offs]
        parts += [_styled("Front Heading", "Sign-off"), _table(("Role", "State", "Date"), signed)]
    is_full = cover.officers or cover.sign_offs or cover.recommendations
    heading = "Contents Heading" if is_full else "Front Heading"  # which begins no page
    parts.append(_styled(heading, "Contents") + f'<div id="{CONTENTS}"></div>')
    return "".join(parts)


def _boxes(cover: Cover) -> list[str]:
    boxes = []
    if cover.exempt:
        reasons = "".join(f" {reason.rstrip('.')}." for reason in cover.exempt_reasons)
        boxes.append(f"<strong>Not for publication.</strong>{escape(reasons)}")
    if cover.draft:
        words = "This paper has not been signed off. Its figures and words may change."
        boxes.append(f"<strong>DRAFT.</strong> {words}")
    if cover.illustrative:
        boxes.append("<strong>Illustrative figures: not real data.</strong>")
    boxes += [escape(correction) for correction in cover.corrections]
    return [_styled("Cover Box", box) for box in boxes]


def _officers(cover: Cover) -> list[str]:
    if not cover.officers:
        return []
    rows = [
        [one.role, one.post, ", ".join(filter(None, (one.email, one.telephone)))]
        for one in cover.officers
    ]
    heads = ["Role", "Post", "Contact"]
    return [_styled("Front Heading", "Officers and members"), _table(heads, rows)]


def _day_and_item(cover: Cover, meeting: MeetingLine) -> list[str]:
    """Return the day and the item, which a paper of one meeting has on a line by itself."""
    parts = [meeting.date, "" if cover.item_line else meeting.item]
    return [escape(part) for part in parts if part]


def _synopsis(cover: Cover) -> list[str]:
    if not cover.synopsis:
        return []
    paragraphs = [f"<p>{escape(part)}</p>" for part in cover.synopsis.split("\n\n")]
    return [_styled("Front Heading", "Synopsis"), *paragraphs]
