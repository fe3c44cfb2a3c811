"""A book spoilt at random: whatever is done to it, `check` and `build` end with messages in order.

No traceback, no hang, no message without a code and the file that is at fault, and nothing that
`check` passes and `build` then finds, but for what only running a cell or binding a page shows.
`make fuzz` tries more; what it finds becomes a case of bad_input/.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from support.command import in_this_process
from support.draws import drawn
from support.effort import effort
from support.spoiling import spoil_at_random, whole_book

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)  # by their seeds
TRIED = drawn(40, "SPOILT_BOOKS")
BUILT = int(os.environ.get("BUILT_BOOKS", "0"))
MOST = 1000  # million additions: a book takes a hundred at most, a fault of this kind thousands

MESSAGE = re.compile(r"[\w./ -]+(:\d+)? ([A-Z]\d{3}) \S.*")

# What a cell comes to, and where a page leads, is known once it has run and is bound.
_ONLY_BUILDING_TELLS = {
    "N102", "N103", "N104", "N106", "N107", "B202", "B204", "B200", "B211",
    "B221", "B222", "B223", "B224",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with every table and every setting, in which nothing is wrong."""
    root = tmp_path_factory.mktemp("whole") / "book"
    whole_book(root)
    status, _, said = in_this_process("check", "--book", str(root))
    assert (status, said) == (0, "")
    return root


@contextmanager
def spoilt(whole: Path, chance: random.Random) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        shutil.copytree(whole, root)
        note(f"spoilt: {spoil_at_random(chance, root)}")
        yield root


def codes_of(command: str, root: Path) -> set[str]:
    """The codes of what a command says; fails where that is not in order."""
    (status, _, said), millions = effort(lambda: in_this_process(command, "--book", str(root)))
    note(said)
    assert millions < MOST
    assert status in (0, 1)
    assert "Traceback" not in said
    assert str(root) not in said
    assert status == 0 or said
    found = [MESSAGE.fullmatch(line) for line in said.splitlines()] if status else []
    assert all(found), said
    return {one[2] for one in found if one}


@given(CHANCES)
@settings(max_examples=TRIED, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoilt_book_is_told_what_is_wrong_with_it(whole: Path, chance: random.Random) -> None:
    with spoilt(whole, chance) as root:
        codes_of("check", root)


@pytest.mark.skipif(not BUILT, reason="a build takes long: BUILT_BOOKS says how many")
@given(CHANCES)
@settings(max_examples=BUILT or 1, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_check_passes_is_built(whole: Path, chance: random.Random) -> None:
    with spoilt(whole, chance) as root:
        if not codes_of("check", root):
            assert codes_of("build", root) <= _ONLY_BUILDING_TELLS
