"""A Sphinx extension: while pages are read, nothing outside the staged book can be opened.

The staged book is the boundary of what is confidential. `confine_pages` asks before a directive
reads; behind it stands this wall, whatever asks: no other file is opened but those of the programs
themselves, nothing is fetched and no program started.
"""

from __future__ import annotations

import errno
import mimetypes
import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from quarterbook.bind.site.explain_warnings import OUTSIDE
from quarterbook.storage.regular_file import lies_in

_FETCHING = ("socket.connect", "socket.getaddrinfo", "urllib.Request")
_STARTING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn")


def setup(app: Sphinx) -> dict[str, Any]:
    """Build the wall; it stands while pages are read."""
    mimetypes.init()  # which reads the machine's own list
    wall = _Wall(app)
    sys.addaudithook(wall.watch)
    app.connect("env-before-read-docs", wall.put_up)
    for event in ("env-updated", "build-finished"):
        app.connect(event, wall.take_down, priority=0)  # before others note what went wrong
    return {"parallel_read_safe": False, "parallel_write_safe": True}


class _Wall:
    def __init__(self, app: Sphinx) -> None:
        folders: list[str | Path] = [
            app.srcdir,
            app.outdir,
            app.doctreedir,
            Path(app.outdir).with_name("jupyter_execute"),  # which myst_nb writes
            tempfile.gettempdir(),  # of this process, inside the build's folder
            *_programs(),
        ]
        self._roots = [os.path.realpath(folder) for folder in folders]
        self._stands = False

    def put_up(self, *_: object) -> None:
        self._stands = True

    def take_down(self, *_: object) -> None:
        self._stands = False

    def watch(self, event: str, args: tuple[Any, ...]) -> None:
        """Refuse what must not be done while pages are read; called for each audited event."""
        if not self._stands:
            return
        if event in _FETCHING or event in _STARTING:
            self._refuse(str(args[0]))
        if event == "open" and isinstance(args[0], str | bytes):
            path = os.fsdecode(args[0])
            if path != os.devnull and not lies_in(path, self._roots):
                self._refuse(path)

    def _refuse(self, what: str) -> None:
        raise PermissionError(errno.EACCES, OUTSIDE, what)


def _programs() -> Iterator[str]:
    """The folders of Python, its packages and this one."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    yield from (sysconfig.get_path(name) for name in names)
    yield from (folder for folder in sys.path if Path(folder).name.endswith("-packages"))
    yield str(Path(__file__).parents[2])
