"""The command's help: quick, and in its order."""

from __future__ import annotations

import subprocess
import sys


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_help_loads_nothing_that_takes_long() -> None:
    loaded = python(
        "import sys, quarterbook.cli.app; print(*{name.split('.')[0] for name in sys.modules})"
    )
    heavy = {"pandas", "numpy", "matplotlib", "seaborn", "pydantic", "yaml", "sphinx", "nbformat"}
    assert not heavy & set(loaded.split())


def test_every_verb_has_help_of_its_own() -> None:
    """The verb's task and its options stand in its help; one that goes on has no end to report."""
    printed = python(
        "from typer.testing import CliRunner\n"
        "from quarterbook.cli.app import VERBS, command\n"
        "for verb in VERBS:\n"
        "    print('#', CliRunner().invoke(command, [verb, '--help']).output)\n"
    )
    helps = printed.split("# ")[1:]
    assert len(helps) == 7
    assert all("Usage: " in text and "--book" in text for text in helps)
    assert [text.split()[2] for text in helps if "--json" not in text] == ["preview"]
