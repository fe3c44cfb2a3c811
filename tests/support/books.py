"""Books to test on: copies of the demonstration and of the examples."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from filelock import FileLock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from quarterbook.build.built import Built
from quarterbook.build.stages import build
from quarterbook.reuse import package
from quarterbook.storage.book import Book

ROOT = Path(__file__).resolve().parents[2]
SMALL_BOOK = ROOT / "tests" / "bad_input" / "book"
PARTS = ("book", "notebooks", "params", "data", "_config.yml", "_toc.yml")


def copy_book(source: Path, target: Path) -> Book:
    """Copy a book without what was built from it."""
    target.mkdir(parents=True)
    for part in PARTS:
        path = source / part
        if path.is_dir():
            shutil.copytree(path, target / part, ignore=shutil.ignore_patterns(".*", "*.py"))
        else:
            shutil.copy2(path, target / part)
    return Book(target)


def small_book_with_sign_offs(target: Path, roles: list[str]) -> Book:
    """Copy the small book, of which the second quarter asks for sign-offs."""
    shutil.copytree(SMALL_BOOK, target)
    path = target / "params" / "2021-22-q2.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | {"sign_offs": roles}
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return Book(target)


def build_once(source: Path, factory: pytest.TempPathFactory) -> Built:
    """Build the newest quarter of a copy of a book, once for all processes of a test run.

    What `make book` has kept of the same book, package and libraries is not made again, though
    the tools of tests were installed since: `test_a_build_is_the_same_elsewhere` compares it with
    a build that had nothing kept. A process that wants a book while another builds it waits for
    half an hour at most: a busy machine builds the demonstration in ten minutes.
    """
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / f"built-{source.name}"
    with FileLock(f"{folder}.lock", timeout=1800):
        done = folder / "built.pickle"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            book = copy_book(source, folder / "book")
            if Book(source).store.is_dir():
                unfinished = shutil.ignore_patterns("new")
                shutil.copytree(Book(source).store, book.store, ignore=unfinished)
            with _as_without_test_tools():
                built = build(book, None, jobs=2)
            done.write_bytes(pickle.dumps(built))
        loaded = pickle.loads(done.read_bytes())
        assert isinstance(loaded, Built)
        return loaded


@contextmanager
def _as_without_test_tools() -> Iterator[None]:
    """Go by the libraries that `make book` installs alone."""
    tools = _names_in("requirements-test.lock") - _names_in("requirements.lock")
    facts = {
        fact: value
        for fact, value in package.installed_facts().items()
        if canonicalize_name(fact.removeprefix("the library ")) not in tools
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "installed_facts", lambda: facts)
        package.package_facts.cache_clear()
        yield
    package.package_facts.cache_clear()


def _names_in(lock: str) -> set[str]:
    """Return what a lock file installs on this machine."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = map(Requirement, re.findall(r"^(\S+==[^\\\n]+)", text, re.M))
    return {
        canonicalize_name(one.name) for one in pinned if one.marker is None or one.marker.evaluate()
    }


def digest(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
