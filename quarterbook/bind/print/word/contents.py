"""The contents of a Word document: lines with a field each for the page, which any reader fills.

A table of contents of Word's own would be one field, of which others than Word show what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from quarterbook.bind.print.word.front import CONTENTS


def with_contents(chapters: Sequence[str]) -> str:
    """Return pandoc's documents as one, with all that they list in the place for contents."""
    documents = [json.loads(chapter) for chapter in chapters]
    lines = [
        line["c"]
        for document in documents
        for line in document["meta"].pop("contents", {"c": []})["c"]
    ]
    blocks = [
        _contents(lines) if _is_place(block) else block
        for document in documents
        for block in document["blocks"]
    ]
    return json.dumps({**documents[0], "meta": {}, "blocks": blocks}, ensure_ascii=False)


def _is_place(block: Any) -> bool:
    return block["t"] == "Div" and block["c"][0][0] == CONTENTS


def _contents(lines: Sequence[str]) -> dict[str, object]:
    """Return the lines, each of which lacks the end of its paragraph."""
    return {"t": "RawBlock", "c": ["openxml", "".join(f"{line}</w:p>" for line in lines)]}
