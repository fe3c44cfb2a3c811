"""What every result depends on beside the book: the package, its libraries, Python, settings."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from quarterbook.storage.store import digest_of

# Environment variables that libraries read when they are imported, by how they begin.
_VARIABLES = (
    "LANG", "LC_", "TZ", "SOURCE_DATE_EPOCH", "PYTHON", "MPL", "MATPLOTLIB", "OMP_", "OPENBLAS",
    "MKL_", "NPY_", "NUMPY", "PANDAS", "SPHINX", "PANDOC", "TYPST", "IPYTHON", "JUPYTER",
)  # fmt: skip

_OF_THE_MACHINE = ("PYTHONPATH", "PYTHONHOME")  # where its packages are


@lru_cache
def package_facts() -> dict[str, str]:
    """Return what is installed (`installed_facts`) and the environment's settings, by name."""
    variables = {name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)}
    settings = {f"the environment variable {name}": variables[name] for name in sorted(variables)}
    return {**installed_facts(), **settings}


def environment_settings() -> dict[str, str]:
    """Return the variables that count on whatever machine notebooks run."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_VARIABLES) and name not in _OF_THE_MACHINE
    }


def set_environment_settings(settings: Mapping[str, str]) -> None:
    """Give this process those of another, and no others of that kind."""
    for name in environment_settings():
        del os.environ[name]
    os.environ.update(settings)
    package_facts.cache_clear()


@lru_cache
def installed_facts() -> dict[str, str]:
    """Return the digest of each file of the package and the version of each library, by name.

    With them the settings of this person that Python and its libraries read at every start.
    """
    package = Path(__file__).parents[1]
    facts = {
        f"quarterbook/{path.relative_to(package).as_posix()}": digest_of(path.read_bytes())
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
    facts["Python"] = f"{platform.python_implementation()} {platform.python_version()}"
    facts["the machine"] = f"{sys.platform} {platform.machine()}"
    for folder in map(Path, dict.fromkeys(sys.path)):
        for path in sorted(folder.glob("*.dist-info")):
            name, _, version = path.name.removesuffix(".dist-info").partition("-")
            facts.setdefault(f"the library {name}", version)
    for path in _personal_files():
        facts[str(path)] = digest_of(path.read_bytes())
    return facts


def _personal_files() -> list[Path]:
    """Settings of IPython and matplotlib that count wherever a notebook runs."""
    home = Path.home()
    ipython = Path(os.environ.get("IPYTHONDIR") or home / ".ipython") / "profile_default"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "matplotlib"
    files = [
        *sorted(ipython.glob("ipython*_config.py")),
        *sorted((ipython / "startup").glob("*py")),  # .py and .ipy; IPython adds a README
        *sorted(config.rglob("*")),
    ]
    return [path for path in files if path.is_file()]
