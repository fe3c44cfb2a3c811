"""What every result depends on beside the book: the package, its libraries, Python, settings."""

from __future__ import annotations

import os
import platform
import sys
from functools import lru_cache
from pathlib import Path

from quarterbook.storage.store import digest_of

# Environment variables that libraries read when they are imported, by how they begin.
_VARIABLES = (
    "LANG", "LC_", "TZ", "SOURCE_DATE_EPOCH", "PYTHON", "MPL", "MATPLOTLIB", "OMP_", "OPENBLAS",
    "MKL_", "NPY_", "NUMPY", "PANDAS", "SPHINX", "PANDOC", "TYPST", "IPYTHON", "JUPYTER",
)  # fmt: skip


@lru_cache
def package_facts() -> dict[str, str]:
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
    for name, value in sorted(os.environ.items()):
        if name.startswith(_VARIABLES):
            facts[f"the environment variable {name}"] = value
    return facts


def _personal_files() -> list[Path]:
    """Settings of IPython and matplotlib that count wherever a notebook runs."""
    home = Path.home()
    ipython = Path(os.environ.get("IPYTHONDIR") or home / ".ipython") / "profile_default"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "matplotlib"
    files = [
        *sorted(ipython.glob("ipython*_config.py")),
        *sorted((ipython / "startup").glob("*")),
        *sorted(config.rglob("*")),
    ]
    return [path for path in files if path.is_file()]
