"""A call on a worker: what it returns, raises and leaves, and a fresh folder for the next one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from quarterbook.execute.executors.on_worker import Answer, WorkerDiffersError, call
from quarterbook.execute.executors.packed_folder import pack
from quarterbook.reuse.package import environment_settings, installed_facts
from quarterbook.storage.store import digest_of


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A folder that was shipped to a worker with a temporary folder of its own."""
    import distributed  # only here, since that takes a second of every process that collects

    worker = SimpleNamespace(local_directory=str(tmp_path / "worker"))
    monkeypatch.setattr(distributed, "get_worker", lambda: worker)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("kept.txt", "changed.txt", "gone.txt"):
        (folder / name).write_text(f"{name} as it was of {tmp_path.name}", encoding="utf-8")
    return pack(folder)


def work(folder: Path, words: str) -> list[str]:
    found = sorted(path.name for path in folder.iterdir())
    (folder / "changed.txt").write_text(words, encoding="utf-8")
    (folder / "gone.txt").unlink()
    return found


def run(packed: bytes, *args: object) -> Answer:
    return call(packed, digest_of(packed), environment_settings(), installed_facts(), work, args)


def test_what_a_call_changes_is_handed_back_and_seen_by_no_other(packed: bytes) -> None:
    for words in ("first", "second"):
        answer = run(packed, words)
        assert answer.value == ["changed.txt", "gone.txt", "kept.txt"]
        assert answer.failure is None
        assert answer.changes == {"changed.txt": words.encode(), "gone.txt": None}


def test_what_a_call_raises_is_handed_back(packed: bytes) -> None:
    answer = run(packed, 1)
    assert isinstance(answer.failure, TypeError)
    assert answer.value is None


def test_a_worker_that_has_something_else_installed_runs_nothing(packed: bytes) -> None:
    facts = {**installed_facts(), "the library pandas": "0.1"}
    with pytest.raises(WorkerDiffersError):
        call(packed, digest_of(packed), environment_settings(), facts, work, ("never",))
