"""The contents of a Word document, as Word would write them itself before it is asked to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from quarterbook.bind.print.word.front import CONTENTS

_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_TOC = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z </w:instrText></w:r>'


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
    """Return the lines, each up to the end of its paragraph, as one field."""
    begin = _FIELD.format("begin") + _TOC + _FIELD.format("separate")
    whole = "</w:p>".join(lines).replace("</w:pPr>", f"</w:pPr>{begin}", 1)
    if lines:
        whole += _FIELD.format("end") + "</w:p>"
    return {"t": "RawBlock", "c": ["openxml", whole]}
