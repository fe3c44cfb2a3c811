"""Whatever is in a book's files, reading it ends in a record or in messages, never otherwise."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quarterbook.data.config_file import read_config
from quarterbook.data.recorded import read_recorded
from quarterbook.data.tables.read import read_table
from quarterbook.data.tables.schemas import TABLES
from quarterbook.execute.check_notebooks import check_notebooks
from quarterbook.execute.contents import listed_pages
from quarterbook.ground.errors import BookError
from quarterbook.storage.book import Book
from support.books import SMALL_BOOK as SMALL
from support.draws import drawn

quick = settings(
    max_examples=drawn(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
tables = st.sampled_from(sorted(TABLES))
params = st.sampled_from(["council.yml", "2021-22-q1.yml", "2021-22-q2.yml"])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A copy of the small book; each test puts back what it wrote over."""
    folder = tmp_path_factory.mktemp("properties") / "book"
    shutil.copytree(SMALL, folder)
    for table in TABLES.values():
        path = folder / "data" / table.file
        if not path.exists():
            path.write_text(",".join(table.columns) + "\n", encoding="utf-8")
    return Book(folder)


def ends_in_messages(
    book: Book, path: Path, content: bytes, read: Callable[[Book], object]
) -> None:
    """Read the book with ``content`` in one of its files; a fault must have words for it."""
    stored = path.read_bytes()
    path.write_bytes(content)
    try:
        fault = _fault(book, read)
    finally:
        path.write_bytes(stored)
    if fault is None:
        return
    assert fault.message.strip()
    last = content.count(b"\n") + content.count(b"\r") + 1
    for problem in fault.problems:
        assert problem.message.strip()
        assert "\n" not in str(problem)
        assert problem.file != book.relative(path) or problem.line <= last


def _fault(book: Book, read: Callable[[Book], object]) -> BookError | None:
    try:
        read(book)
    except BookError as error:
        return error
    return None


@quick
@given(name=tables, content=st.binary(max_size=400))
@example(name="measures", content=b"")
@example(name="measures", content=b",,,\n,,,\n")
@example(name="observations", content=b"\xff\xfem\x00e\x00a\x00s\x00u\x00r\x00e\x00")
@example(name="observations", content=b'measure,period,value"')
@example(name="observations", content=b"measure;period;value\n")
@example(name="observations", content=b"measure\x00,period\n")
def test_junk_for_a_table(small: Book, name: str, content: bytes) -> None:
    ends_in_messages(small, small.data / f"{name}.csv", content, read_recorded)


CELLS = """
recycling-rate missed-bins environment waste cabinet 2021-09 2021-22 2021-22-Q2 2021 2020/21-AY
2021-10-20 2021-11-31 0001-01-01 9999-12-31 1e999 nan inf -0 0x10 1_000 1,000 ٣ ² 52.3% £5 n/a p
low yes higher monthly annual snapshot live measure E07000998
"""
KEYS = """
council name short_name code contact colours primary outcomes id title sub_outcomes committees
defaults rag_rule quarter cut_off status meetings committee date sign_offs role state officers post
recommendations execute timeout root chapters file parts
"""
cells = st.one_of(
    st.sampled_from(CELLS.split()),
    st.just(""),
    st.text(max_size=12),
    st.integers().map(str),
    st.dates().map(str),
)


@st.composite
def csvs(draw: st.DrawFn) -> tuple[str, str]:
    """A table's name and a file with its header and rows of cells that may or may not fit."""
    table = TABLES[draw(tables)]
    rows = [table.columns]
    for _ in range(draw(st.integers(1, 6))):
        rows.append([draw(_fitting(field.kind, field.words)) for field in table.fields])
    return table.name, "\n".join(",".join(_quoted(cell) for cell in row) for row in rows)


def _fitting(kind: str, words: tuple[str, ...]) -> st.SearchStrategy[str]:
    good = {
        "word": st.sampled_from(words) if words else st.just(""),
        "day": st.dates().map(str),
        "number": st.floats().map(str),
        "integer": st.integers(0).map(str),
        "digits": st.integers(0, 999).map(str),
        "quarter": st.just("2021-22-Q1"),
        "period": st.sampled_from(["2021-09", "2021-22", "2021-22-Q2", "2021", "2020/21-AY"]),
    }.get(kind, cells)
    return st.one_of(good, good, good, cells)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n\r') else cell


@settings(quick, max_examples=drawn(20))
@given(made=csvs())
def test_cells_of_every_kind(small: Book, made: tuple[str, str]) -> None:
    name, text = made
    path = small.data / f"{name}.csv"
    ends_in_messages(small, path, text.encode("utf-8", "surrogatepass"), read_recorded)


@quick
@given(name=params, content=st.binary(max_size=300))
@example(name="council.yml", content=b"a: &a [*a]\n")
@example(name="council.yml", content=b"? [1, 2]\n: 3\n")
@example(name="council.yml", content=b"!!timestamp x: 1\n")
@example(name="council.yml", content=b"a: !!int ''\n")
@example(name="council.yml", content=b"a: !!python/object:os.system {}\n")
@example(name="council.yml", content=b"1: 2\ntrue: 3\n~: 4\n")
@example(name="council.yml", content=b"[" * 3000)
@example(name="council.yml", content=b"a: \x01\n")
@example(name="council.yml", content=b"--- 1\n--- 2\n")
def test_junk_for_params(small: Book, name: str, content: bytes) -> None:
    ends_in_messages(small, small.params / name, content, read_recorded)


words = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates().map(str),
    st.sampled_from(["2021-22-Q2", "cabinet", "environment", "#12436D", "final", "signed"]),
    st.text(max_size=8),
)
keys = st.sampled_from(KEYS.split())
values = st.recursive(
    words,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(keys, words), inner, max_size=4)
    ),
    max_leaves=12,
)


def _yaml(value: object) -> bytes:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True).encode("utf-8", "replace")


@quick
@given(name=params, value=st.dictionaries(st.one_of(keys, words), values, max_size=6))
def test_params_of_every_shape(small: Book, name: str, value: object) -> None:
    ends_in_messages(small, small.params / name, _yaml(value), read_recorded)


@quick
@given(
    value=st.fixed_dictionaries(
        {"format": st.just("jb-book"), "root": st.one_of(st.just("notebooks/summary"), values)},
        optional={"chapters": values, "parts": values, "defaults": values, "subtrees": values},
    )
)
def test_contents_of_every_shape(small: Book, value: object) -> None:
    ends_in_messages(small, small.toc, _yaml(value), listed_pages)


@quick
@given(value=st.dictionaries(keys, values, max_size=4))
@example(value={"execute": {"timeout": True}})
@example(value={"execute": {"timeout": -1}})
@example(value={"execute": [1]})
def test_configuration_of_every_shape(small: Book, value: object) -> None:
    ends_in_messages(small, small.config, _yaml(value), read_config)


of_notebooks = st.sampled_from(
    ["cells", "nbformat", "metadata", "source", "cell_type", "outputs", "tags"]
)
things = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(of_notebooks, inner, max_size=5)
    ),
)
cells_of_notebooks = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["code", "markdown", "raw"]),
        "source": things,
        "metadata": things,
    },
    optional={"outputs": things, "id": things},
)
notebooks = st.fixed_dictionaries(
    {
        "nbformat": st.just(4),
        "nbformat_minor": things,
        "cells": st.lists(cells_of_notebooks, max_size=2),
        "metadata": things,
    }
)


@settings(quick, max_examples=drawn(50))
@given(
    content=st.one_of(
        st.binary(max_size=100),
        st.one_of(things, notebooks).map(lambda value: json.dumps(value).encode()),
    )
)
@example(content=b"[" * 100_000)
def test_junk_for_a_notebook(small: Book, content: bytes) -> None:
    ends_in_messages(
        small,
        small.notebooks / "housing.ipynb",
        content,
        lambda book: check_notebooks(book, ["housing"]),
    )


def test_what_stands_in_many_rows_is_held_once(tmp_path: Path) -> None:
    """A million benchmarks are rows of the same few words; a row takes 0.7 kB while it is read."""
    (tmp_path / "data").mkdir()
    header = "measure,period,area,value,numerator,denominator,marker,source,published_on"
    rows = [
        f"pay,{2001 + n % 20}-{month:02},E0700{n:04},{n % 90}.5,,,,Survey of earnings,2021-12-20"
        for n in range(200)
        for month in range(1, 13)
    ]
    text = "\n".join([header, *rows, ""])
    (tmp_path / "data" / "benchmarks.csv").write_text(text, encoding="utf-8")
    book, table = Book(tmp_path), TABLES["benchmarks"]
    assert read_table(book, table)[1] == []
    tracemalloc.start()
    read_table(book, table)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / len(rows) < 700
