"""The documents' commands: each is one that there is and, run one after the other, they work.

What runs them takes minutes and is marked ``documents``: `make documents`.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
import typer

from quarterbook.build.built import Built
from quarterbook.build.preview.bind import RecordOf, bind_for_preview
from quarterbook.cli.app import command as quarterbook
from support.books import ROOT, SMALL_BOOK, copy_book, digest
from support.command import Command, in_own_process

README, GUIDE = ROOT / "README.md", ROOT / "docs" / "guide.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))


def commands(path: Path, *languages: str) -> list[str]:
    """The commands that a page's code blocks show, by default those of no language."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [
        line
        for language, block in blocks
        if language in (languages or ("",))
        for line in block.splitlines()
        if line.strip()
    ]


def of_quarterbook(lines: Iterable[str]) -> list[list[str]]:
    """The words of those lines that are the command's, without its name."""
    words = (shlex.split(line) for line in lines)
    return [rest for name, *rest in words if Path(name).name == "quarterbook"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_is_one(page: Path) -> None:
    """Its verb and its options are there, and each option has the value that it takes."""
    group = typer.main.get_command(quarterbook)
    assert isinstance(group, typer.core.TyperGroup)
    for words in of_quarterbook(commands(page, "", "console", "sh", "bash")):
        name, verb, rest = group.resolve_command(group.make_context("quarterbook", [*words]), words)
        assert verb
        assert verb.make_context(name, rest).params


def test_readme_and_guide_name_what_they_are_for() -> None:
    assert len(of_quarterbook(commands(README))) >= 4
    verbs = {words[0] for words in of_quarterbook(commands(GUIDE))}
    assert verbs == {"build", "check", "new", "preview", "publish", "sign"}


@pytest.mark.builds
@pytest.mark.documents
def test_the_readme_s_commands_work(
    dorset: Built, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but the two that make .venv and run this suite, and Windows' line.

    Of Dorset's book the build is the one that other tests have.
    """
    lines = [line for line in commands(README) if not line.startswith(("make ", "py -m", "conda"))]
    assert len(lines) >= 5
    lines.remove(".venv/bin/quarterbook build --book examples/dorset")
    assert dorset.ok
    first_page = Path("examples") / "first-page"
    shutil.copytree(
        ROOT / first_page, tmp_path / first_page, ignore=shutil.ignore_patterns("_build")
    )
    monkeypatch.chdir(tmp_path)
    for line in lines:
        if line.startswith("cp "):
            subprocess.run(shlex.split(line), check=True)
        else:
            run(command, line)
    assert (tmp_path / "my-council/_build/2025-26-q1/site/index.html").is_file()


@pytest.mark.documents
def test_a_build_is_the_same_elsewhere(demo: Built, tmp_path: Path) -> None:
    """The guide's own build is byte for byte the one of the other tests.

    It is made by the command, in another folder, with another hash seed and number of jobs, in
    another time zone and another width of the window.
    """
    folder = copy_book(ROOT, tmp_path / "elsewhere" / "my book").root
    assert "quarterbook build" in commands(GUIDE)
    settings = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "COLUMNS": "40"}
    ended = in_own_process("build", "--jobs", "3", settings=settings, cwd=folder)
    assert ended.status == 0, ended.err
    first, second = digest(demo.folder), digest(folder / "_build" / demo.folder.name)
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


@pytest.mark.builds
@pytest.mark.documents
def test_what_was_signed_of_the_demonstration_stands(tmp_path: Path) -> None:
    """An older quarter, bound as it was when its officers signed it, is no draft."""
    book = copy_book(ROOT, tmp_path / "book")
    (tmp_path / "work").mkdir()
    _, bound, _ = bind_for_preview(
        book, RecordOf(book), "2021-22-q2", tmp_path / "work", jobs=2, progress=lambda line: None
    )
    assert not bound.whole.draft
    pages = list((tmp_path / "work" / "site").rglob("notebooks/*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "DRAFT" not in text
        assert "All figures are illustrative" in text


# What was wrong on the day, recorded as the guide says: by the cut-off of the public quarter.
CORRECTION = "recycling-rate,2021-22-Q2,59.1,,,,2021-11-05,Found wrong in January\n"


@pytest.mark.builds
@pytest.mark.documents
def test_the_guide_s_commands_work(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the small book, with the quarters, the paper and the role that the guide names.

    The newest quarter is signed before its meetings.
    """
    book = book_of_the_guide(tmp_path / "book")
    monkeypatch.chdir(book)
    lines = commands(GUIDE)
    assert len(lines) >= 5

    (one_paper,) = (line for line in lines if line.startswith("quarterbook build --edition"))
    run(command, one_paper)
    built = book / "_build" / "2021-22-q3"
    assert [path.name for path in built.glob("*.pdf")] == ["people-scrutiny.pdf"]
    verifying = "quarterbook sign 2021-22-q3 --verify"
    signing = [line for line in lines if line.startswith("quarterbook sign 2021-22-q3 --as")]
    (with_key,) = (line for line in signing if "--key" in line)
    (without_key,) = (line for line in signing if "--key" not in line)
    run(command, "quarterbook build", f"{without_key} --on 2022-02-14")
    assert (book / "params" / "2021-22-q3.signed.json").is_file()
    # The newest quarter would be the one just started, which has no figures yet.
    start = [line for line in lines if line.startswith("quarterbook new")]
    # A preview runs until somebody stops it (tests/build/test_preview.py); a cluster elsewhere and
    # a list of books are not at hand (tests/execute/test_workers.py, tests/build/test_books.py).
    elsewhere = [line for line in lines if "tcp://" in line or "--books" in line]
    apart = {one_paper, *signing, *start, *elsewhere, "quarterbook preview"}
    others = list(dict.fromkeys(line for line in lines if line not in apart))
    assert verifying in others
    assert "quarterbook build" in others
    at = next(number for number, line in enumerate(others) if "--replace" in line)
    run(command, *others[:at])
    with (book / "data" / "observations.csv").open("a", encoding="utf-8") as observations:
        observations.write(CORRECTION)
    run(command, "quarterbook build 2021-22-q2", *others[at:], *start)
    assert (book / "public" / "latest" / "index.html").is_file()
    for page in (book / "public" / "2021-22-q2").rglob("notebooks/*.html"):
        text = page.read_text(encoding="utf-8")
        assert "DRAFT" not in text
        assert "All figures are illustrative" in text
    assert "Figures of the leisure centres corrected" in (book / "public/index.html").read_text(
        encoding="utf-8"
    )
    if shutil.which("ssh-keygen"):
        allow_key(book, tmp_path / ".ssh" / "id_ed25519", "monitoring-officer")
        run(command, f"{with_key} --on 2022-02-14".replace("~", str(tmp_path)))
        record = (book / "params" / "2021-22-q3.signed.json").read_text(encoding="utf-8")
        assert "BEGIN SSH SIGNATURE" in record


def run(command: Command, *lines: str) -> None:
    for line in lines:
        ended = command(*shlex.split(line)[1:])
        assert ended.status == 0, f"{line}\n{ended.out}\n{ended.err}"


def book_of_the_guide(folder: Path) -> Path:
    """The small book a quarter later: the second is final, the third awaits its signature."""
    params = copy_book(SMALL_BOOK, folder).root / "params"
    second = (params / "2021-22-q2.yml").read_text(encoding="utf-8")
    for old, new in {
        "2021-22-Q2": "2021-22-Q3",
        "2021-11-05": "2022-02-04",
        "2021-12-01": "2022-03-02",
        "sign_offs: [Director of Resources]": "sign_offs: [Monitoring Officer]",
        "name: scrutiny": "name: people-scrutiny",
    }.items():
        assert second.count(old) == 1
        second = second.replace(old, new)
    (params / "2021-22-q3.yml").write_text(second, encoding="utf-8")
    first = (params / "2021-22-q1.yml").read_text(encoding="utf-8")
    (params / "2021-22-q2.yml").write_text(
        first.replace("2021-22-Q1", "2021-22-Q2").replace("2021-08-05", "2021-11-05"),
        encoding="utf-8",
    )
    return folder


def allow_key(book: Path, key: Path, principal: str) -> None:
    """Make an SSH key, and let it sign."""
    key.parent.mkdir()
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(key)]
    subprocess.run(made, check=True)
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    (book / "params" / "allowed_signers").write_text(f"{principal} {public}", encoding="utf-8")
