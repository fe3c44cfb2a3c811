"""The tags of tables in a PDF, as outloud reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from support.bound_papers import BOOK, accessible


def test_words_below_a_row_are_no_header(bind: Callable[..., Path]) -> None:
    """Five rows, each with its commentary below it: the commentary is not the head of a row."""
    rows = "".join(
        f'<tr><th scope="row">Lorries {n}</th><td>{n}</td><td>Red</td><td>{n + 1}</td>'
        f"<td>They were late {n} times.</td></tr>"
        for n in range(1, 6)
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Measure", "Now", "RAG", "Was"))
    table = (
        '<table class="qb-table qb-wide qb-upright qb-below-1"><caption>Late</caption><thead><tr>'
        f'{heads}<th scope="col">Comment</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    assert accessible(bind("paper.pdf", text=BOOK.replace("<p>Many.</p>", table)))
