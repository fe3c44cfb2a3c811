"""The house in order: packaging, docs, and nothing left in a commit that must not be."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from support.books import ROOT

PACKAGE = ROOT / "quarterbook"


def stored() -> list[Path]:
    """The files git keeps, or would."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("needs git and a clone")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_imports_for_type_checkers_count_in_all_contracts() -> None:
    """import-linter has them unless it is told to leave them out; none else is left out either."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    settings = project["tool"]["importlinter"]
    assert "exclude_type_checking_imports" not in settings
    assert not [one["name"] for one in settings["contracts"] if "ignore_imports" in one]
    assert {"layers", "acyclic_siblings"} <= {one["type"] for one in settings["contracts"]}


def test_the_rooms_are_those_of_the_contract_in_its_order() -> None:
    """The folders, and the table in which a newcomer looks them up; the reference is made of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        one["layers"]
        for one in project["tool"]["importlinter"]["contracts"]
        if one.get("containers") == ["quarterbook"]
    )
    page = (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8")
    table = page.partition("## The rooms")[2].partition("Questions to begin with")[0]
    assert re.findall(r"^\| `(\w+)/` \|", table, re.MULTILINE) == layers[::-1]
    assert {init.parent.name for init in PACKAGE.glob("*/__init__.py")} == {*layers}


def test_judging_touches_no_files_and_no_clock() -> None:
    for path in (PACKAGE / "judge").rglob("*.py"):
        roots = {name.split(".")[0] for name in imports(path)}
        assert not roots & {"os", "pathlib", "io", "time", "random", "subprocess"}
        assert not re.search(r"\.(now|today|utcnow)\(", path.read_text(encoding="utf-8")), path


def test_nothing_in_the_package_knows_a_council() -> None:
    for path in PACKAGE.rglob("*"):
        if path.suffix in (".py", ".typ", ".lua", ".html", ".css", ".js"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"Mereshire|Dorset|Shropshire|West Marches", text), path


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    lock = (ROOT / name).read_text(encoding="utf-8")
    for match in re.finditer(r"^([a-z0-9-]+)==([^\s;]+)", lock, re.MULTILINE):
        found.setdefault(match[1], set()).add(match[2])
    return found


def test_lock_and_environment_hold_the_same_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = pins("requirements.lock")
    wanted = {re.split(r"[^A-Za-z0-9-]", line)[0].lower() for line in project["dependencies"]}
    assert wanted <= locked.keys()
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    listed = next(part["pip"] for part in conda["dependencies"] if isinstance(part, dict))
    pinned = dict(line.split("==") for line in listed if "==" in line)
    assert pinned.keys() == wanted
    for package, version in pinned.items():
        assert version in locked[package], package
    for line in project["dependencies"]:
        if line.startswith("jupyter-book"):
            assert line == "jupyter-book>=1.0.4.post1,<2"
    tests = pins("requirements-test.lock")
    assert all(tests[package] == versions for package, versions in locked.items())
    extra = {
        re.split(r"[^A-Za-z0-9-]", line)[0] for line in project["optional-dependencies"]["test"]
    }
    assert extra <= tests.keys()


def test_every_locked_package_has_hashes() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for entry in re.split(r"\n(?=[a-z0-9-]+==)", text):
            if "==" in entry:
                assert "--hash=sha256:" in entry, entry[:60]


def test_the_version_is_said_once_the_same() -> None:
    from quarterbook import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_registry_host_and_no_path_of_a_machine_is_stored() -> None:
    hosts = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"]
    for path in stored():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        for word in [*hosts, "/work/" + "main"]:
            assert word not in text, f"{path.relative_to(ROOT)} holds {word}"


def test_the_top_level_is_as_designed() -> None:
    for name in (
        "book",
        "notebooks",
        "params",
        "data",
        "_config.yml",
        "_toc.yml",
        "tests",
        "environment.yml",
        "quarterbook",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        ".pre-commit-config.yaml",
        ".ci/run",
    ):
        assert (ROOT / name).exists(), name


def test_the_illustrative_figures_come_from_their_script(tmp_path: Path) -> None:
    folder = Path("tests") / "support" / "mereshire"
    for name in ("data", "params", folder):
        shutil.copytree(ROOT / name, tmp_path / name)
    tables = sorted((tmp_path / "data").glob("*.csv"))
    before = {path.name: path.read_bytes() for path in tables}
    for path in tables:
        path.unlink()
    subprocess.run(
        [sys.executable, str(tmp_path / folder / "make_mereshire.py")],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert {path.name: path.read_bytes() for path in tables} == before


def test_every_option_and_code_is_in_the_docs() -> None:
    docs = "\n".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    )
    for path in (PACKAGE / "cli").glob("*.py"):
        for option in set(re.findall(r'"(--[a-z-]+)"', path.read_text(encoding="utf-8"))):
            assert option in docs, option
    for path in PACKAGE.rglob("*.py"):
        for code in set(re.findall(r'"([BDINPR]\d)\d\d"', path.read_text(encoding="utf-8"))):
            assert f"{code}xx" in docs, code


def test_what_make_installs_comes_from_a_lock_with_hashes() -> None:
    """The book itself is the only package that comes from this folder."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if "pip install" in line]
    assert any("requirements-notebooks.lock" in line for line in installs)
    assert [line for line in installs if "--require-hashes -r" not in line] == [
        line for line in installs if line.endswith("--no-deps --no-build-isolation -e .")
    ]
