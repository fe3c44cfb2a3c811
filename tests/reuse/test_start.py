"""What a build imports before it knows that there is something to do: nothing that takes long."""

from __future__ import annotations

import subprocess
import sys


def test_whether_something_changed_is_asked_without_pandas() -> None:
    """The environment counts, too, as a notebook may have read of it."""
    asked = (
        "import sys; import quarterbook.build.unchanged; import quarterbook.cli.build;"
        "from quarterbook.reuse.outside import outside_value; outside_value(('variable', 'HOME'));"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'zmq', 'sphinx'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
