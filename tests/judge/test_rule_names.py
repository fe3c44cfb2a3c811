"""A word for how a measure is judged that is only half added is found before anybody runs it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
from typing import get_args, get_origin, get_type_hints

import pytest

import quarterbook
from quarterbook.ground import rule_names
from quarterbook.judge import direction, outlook, rag
from support.books import ROOT

pytestmark = pytest.mark.house

WORDS = {
    "RagRule": {"judge/rag.py", "report/sentences/method.py"},
    "AmberWhen": {"judge/rag.py", "report/sentences/method.py"},
    "Basis": {"judge/assessment.py", "report/sentences/method.py", "report/html/marks.py"},
    "Polarity": {"ground/rule_names.py", "judge/direction.py", "report/sentences/method.py"},
    "Reading": {"ground/rule_names.py"},
    "Frequency": {"judge/observations.py", "judge/outlook.py"},
}
KEYS = [
    *(getattr(rule_names, word) for word in WORDS),
    rag.RagOutcome,
    direction.DirectionOutcome,
    outlook.OutlookMethod,
    outlook.OutlookReason,
]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy says of a package with one more word of each kind, and no more than that."""
    folder = tmp_path_factory.mktemp("half")
    files = {"judge/judging_rules.py", *set.union(*WORDS.values())}
    for name in files:
        path = folder / "quarterbook" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "quarterbook" / name, path)
    names = folder / "quarterbook" / "ground" / "rule_names.py"
    text = names.read_text(encoding="utf-8")
    for word in WORDS:
        text, count = re.subn(
            rf'^{word} = Literal\["', rf'{word} = Literal["toy_{word.lower()}", "', text, flags=re.M
        )
        assert count == 1, word
    names.write_text(text, encoding="utf-8")
    options = ["--follow-imports=skip", "--namespace-packages", "--explicit-package-bases"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "quarterbook"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("word", WORDS)
def test_mypy_names_every_place_that_a_new_word_lacks(complaints: str, word: str) -> None:
    told = {
        line.split(":")[0].removeprefix("quarterbook/")
        for line in complaints.splitlines()
        if "assert_never" in line and f"toy_{word.lower()}" in line
    }
    assert told >= WORDS[word]


def test_a_table_keyed_by_such_words_holds_all_of_them() -> None:
    """What mypy cannot tell of a dictionary; each says by its type which words are its keys."""
    tables = set()
    for found in pkgutil.walk_packages(quarterbook.__path__, "quarterbook."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, hint in get_type_hints(module).items():
            key, *_ = get_args(hint) or (None,)
            if get_origin(hint) is dict and key in KEYS:
                assert set(vars(module)[name]) == set(get_args(key)), f"{found.name}.{name}"
                tables.add(key)
    assert tables >= set(KEYS[-4:])
