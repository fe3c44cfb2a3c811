"""The store: whole whatever happens, bounded, and never believed against its digest."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from quarterbook.storage.store import Store


def kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "objects").rglob("*") if path.is_file()]


def test_what_is_kept_goes_by_its_digest(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a page")
    assert digest == sha256(b"a page").hexdigest()
    assert Store(tmp_path).get(digest) == b"a page"
    assert store.put(b"a page") == digest
    assert len(kept(tmp_path)) == 1
    assert store.get(sha256(b"another").hexdigest()) is None


def test_what_was_spoilt_is_not_taken(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a page")
    kept(tmp_path)[0].write_bytes(b"a pag")
    assert store.get(digest) is None


def test_what_was_spoilt_is_kept_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a page")
    kept(tmp_path)[0].write_bytes(b"")
    assert store.get(digest) is None
    store.put(b"a page")
    assert store.get(digest) == b"a page"


def test_what_is_used_least_lately_goes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digests = [store.put(bytes([number]) * 100) for number in range(5)]
    for age, path in enumerate(sorted(kept(tmp_path), key=lambda path: path.read_bytes())):
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert store.get(digests[0]) is not None  # used just now
    store.tidy(most=300)
    assert [store.get(digest) is not None for digest in digests] == [True, False, False, True, True]


def test_notes_that_nobody_reads_any_more_go_too(tmp_path: Path) -> None:
    """Those of a quarter that is built no more; what is read at every build stays."""
    store = Store(tmp_path)
    for about in ("an old page", "a page"):
        store.write_notes(about, b"n" * 100)
    for path in (tmp_path / "notes").iterdir():
        os.utime(path, (1_000_000, 1_000_000))
    digest = store.put(b"r" * 100)
    assert store.notes("a page")
    store.tidy(most=200)
    assert store.notes("an old page") == b""
    assert len(store.notes("a page")) == 100
    assert store.get(digest) is not None


def test_a_store_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    store = Store(tmp_path / "store")
    assert store.get(store.put(b"a page")) is None
    store.write_notes("a step", b"notes")
    assert store.notes("a step") == b""
    store.tidy()


def test_many_write_at_once(tmp_path: Path) -> None:
    """Each its own store, as builds in several processes have."""

    def write(number: int) -> bool:
        store = Store(tmp_path)
        data = bytes([number % 3]) * 10_000
        store.write_notes("a step", data)
        return store.get(store.put(data)) == data and len(store.notes("a step")) == 10_000

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write, range(200)))
    assert len(kept(tmp_path)) == 3
    assert list((tmp_path / "new").iterdir()) == []
