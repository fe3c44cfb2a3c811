"""Whatever letters, signs and emoji words have, a paper can be set, and says them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarterbook.bind.print.article import Article
from quarterbook.bind.print.article_letters import in_print
from quarterbook.bind.print.typst_compile import compile_typst
from support.bound_papers import COVER

CASES = {
    "Plain ŵ, ½ ≥ 5 → £5": "Plain ŵ, ½ ≥ 5 → £5",
    "👍🏽": "[thumbs up sign]",
    "✌🏿 ☺️": "✌ ☺",
    "#️⃣1️⃣": "#1",
    "👨‍👩‍👧‍👦": "[man, woman, girl, boy]",
    "🇬🇧🇫🇷": "[flag GB][flag FR]",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿": "[flag of Scotland]",
    "❤️‍🔥": "❤[fire]",
    "中文 字\n": "[in Chinese or Japanese letters]\n",
    "\uf0b7 One": "• One",
    "\ue000": "[symbol]",
    "𝐛𝐨𝐥𝐝": "bold",
    "w\u0302": "w\u0302",
    "q\u20e3": "q",
}
PARTS = st.one_of(
    st.characters(min_codepoint=0x1F000, max_codepoint=0x1FAFF),
    st.characters(min_codepoint=0x2190, max_codepoint=0x2BFF),
    st.characters(categories=["Mn", "Me", "Mc", "Cf", "Sk", "Lo", "Co"]),
    st.sampled_from(
        "a1#ŵ\u200d\ufe0f\ufe0e\u20e3\U0001f3fd\U0001f1ec\U0001f1e7\U0001f3f4\U000e0067"
    ),
)


@pytest.mark.parametrize(("words", "printed"), CASES.items(), ids=CASES.values())
def test_what_no_typeface_has_is_told(words: str, printed: str) -> None:
    assert in_print(words) == printed


def test_letters_of_a_formula_stay() -> None:
    assert in_print("𝐛", is_formula=True) == "𝐛"
    assert in_print("👍🏽", is_formula=True) == "[thumbs up sign]"


def test_a_cover_may_have_quotes_and_strokes_of_full_width(bind: Callable[..., Path]) -> None:
    """In print they are " and \\, with which a word of JSON would end."""
    title = "The \uff02best\uff02 \uff3c \U0001f44d plain"
    paper = bind("paper.pdf", replace(COVER, title=title))
    told = pypdf.PdfReader(paper).metadata.title
    assert told == f"{in_print(title)}, Q3 2021/22"


@settings(max_examples=10)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=7).map("".join), min_size=40, max_size=60))
def test_every_sequence_of_signs_can_be_set(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "main.typ")
        escaped = ["".join(f"\\u{{{ord(one):x}}}" for one in in_print(text)) for text in texts]
        words = "\n\n".join(f'#"{text}"' for text in escaped)
        fonts = '#set text(lang: "en", font: ("Source Sans 3", "DejaVu Sans"))'
        source = f'#set document(title: "Signs")\n{fonts}\n= Signs\n\n{words}'
        (made,) = compile_typst(file, source, Article("", {}), pdf_standards=["ua-1"])
    assert made.startswith(b"%PDF")
