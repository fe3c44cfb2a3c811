"""What a build imports before it knows that there is something to do: nothing that takes long."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import quarterbook

CHARTS = Path(quarterbook.__file__).parent / "report" / "charts"


def test_whether_something_changed_is_asked_without_pandas() -> None:
    """The environment counts, too, as a notebook may have read of it."""
    asked = (
        "import sys; import quarterbook.build.kept.unchanged; import quarterbook.cli.build;"
        "from quarterbook.reuse.outside import outside_value; outside_value(('variable', 'HOME'));"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'zmq', 'sphinx'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_build_imports_what_draws_and_checks_only_where_it_does() -> None:
    """What an edit of a page asks for is neither a new chart, a new table nor a notebook."""
    asked = (
        "import sys; import quarterbook.build.stages; import quarterbook.bind.kept_site;"
        "heavy = {'matplotlib', 'seaborn', 'pandera', 'papermill', 'zmq', 'sphinx'};"
        "print(sorted(heavy & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_kernels_are_forked_with_all_charts_imported() -> None:
    asked = (
        "import sys; from importlib import import_module;"
        "from quarterbook.execute.kernels.kernel_imports import _MODULES;"
        "[import_module(name) for name in _MODULES]; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    charts = {f"quarterbook.report.charts.{path.stem}" for path in CHARTS.glob("[!_]*.py")}
    assert charts <= {*done.stdout.split()}, done.stderr
