"""In a notebook's kernel: what it reads, looks for, writes and cannot be followed in is noted.

Python tells an audit hook of every file that is opened and every folder that is listed. It tells
nobody of a file that is only looked for, so `os.stat` and its like are wrapped, nor of environment
variables, so `os.environ` is, nor of the process that `multiprocessing` spawns. Whatever leads out
of sight, such as another program, a connection or a compiled library that opens files itself, is
noted as such: then nothing is kept.

The packages that are installed, the machine's own devices and the caches are no inputs of a
notebook; what is installed counts as a whole (`package`).
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from quarterbook.storage import read_log

FILE, LOOK, FOLDER, VARIABLE = "file", "look", "folder", "variable"
WRITES, LEFT, UNSEEN = "writes", "left", "unseen"

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = (
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.utime", "os.chown",
)  # fmt: skip
_PROGRAMS = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn",
    "_winapi.CreateProcess",
)  # fmt: skip
_CONNECTIONS = (
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "urllib.Request",
)  # fmt: skip

_IMPORTING = os.path.dirname(importlib.__file__) + os.sep

# Compiled libraries that open files through Python, or none.
_FOLLOWED = {
    "numpy", "pandas", "matplotlib", "mpl_toolkits", "PIL", "kiwisolver", "contourpy", "scipy",
    "statsmodels", "patsy", "sklearn", "psutil", "zmq", "tornado", "yaml", "markupsafe", "nh3",
    "pydantic_core", "wcwidth", "_cyutility", "_pydevd_bundle", "rpds",
}  # fmt: skip


class _Places:
    """Which places count: the book's own first, then not those that are installed, or a cache."""

    def __init__(self) -> None:
        home = Path.home()
        cache = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
        ipython = os.environ.get("IPYTHONDIR") or home / ".ipython"
        self.book = str(_book_above(Path.cwd()))
        installed = (sys.prefix, sys.base_prefix, Path(__file__).parents[1])
        self._left_out = _folders(*installed, "/proc", "/sys", "/dev", cache, ipython)
        self._temporary = _folders(tempfile.gettempdir())
        self._kernels = os.path.join(tempfile.gettempdir(), f"ipykernel_{os.getpid()}")
        self._path = {os.path.abspath(folder) for folder in sys.path[1:]}

    def named(self, path: Any) -> str:
        """Return the name under which a path is noted; empty where it does not count."""
        if isinstance(path, int):
            return ""
        whole = os.path.abspath(os.fsdecode(path))
        if os.path.basename(os.path.dirname(whole)) == "__pycache__":
            try:
                whole = source_from_cache(whole)
            except ValueError:
                return ""
        if whole == self.book or whole.startswith(self.book + os.sep):
            return os.path.relpath(whole, self.book).replace(os.sep, "/")
        if f"{whole}{os.sep}".startswith((*self._left_out, self._kernels)):
            return ""
        return whole

    def is_above(self, name: str) -> bool:
        """Whether a folder is one on the way to the book or to what is installed."""
        above = f"{name.rstrip(os.sep)}{os.sep}"
        return any(folder.startswith(above) for folder in (self.book, *self._left_out))

    def is_of_python(self, path: Any) -> bool:
        """Whether a folder is one in which Python looked for modules when the kernel began."""
        return os.path.abspath(os.fsdecode(path)) in self._path

    def is_temporary(self, name: str) -> bool:
        return name.startswith(self._temporary)


def _book_above(folder: Path) -> Path:
    """Return the folder of the book that a notebook's own folder is in, however deep."""
    above = (one for one in folder.parents if (one / "_toc.yml").is_file())
    return next(above, folder.parent)


def _folders(*paths: Any) -> tuple[str, ...]:
    every = {os.path.abspath(path) for path in paths} | {os.path.realpath(path) for path in paths}
    return tuple(folder.rstrip(os.sep) + os.sep for folder in every)


class _Hook:
    """The audit hook."""

    def __init__(self) -> None:
        self._places = _Places()
        self._own: set[str] = set()
        self._heard: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "os.listdir": self._listed,
            "os.scandir": self._listed,
            "import": self._imported,
            "sqlite3.connect": self._connected,
            "ctypes.dlopen": self._loaded,
            **dict.fromkeys(_CHANGES, self._changed),
            **{name: functools.partial(self._unseen, "another program") for name in _PROGRAMS},
            **{name: functools.partial(self._unseen, "a connection") for name in _CONNECTIONS},
        }

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if event in self._heard and read_log.is_kept():
            with read_log.unnoted():
                self._heard[event](*args)

    def looked(self, path: Any) -> None:
        name = self._places.named(path)
        if not name or name in self._own or self._places.is_above(name):
            return
        if not _is_import(sys._getframe(2).f_code.co_filename):
            _note(LOOK, name)

    def _opened(self, path: Any, mode: Any, flags: int, *_: Any) -> None:
        name = self._places.named(path)
        if not name or name in self._own:
            return
        if flags & _WRITING:
            self._wrote(name)
        else:
            _note(FILE, name)

    def _wrote(self, name: str) -> None:
        self._own.add(name)
        _note(LEFT if self._places.is_temporary(name) else WRITES, name)

    def _changed(self, path: Any, *more: Any) -> None:
        others = (one for one in more if isinstance(one, str | bytes | os.PathLike))
        for name in map(self._places.named, (path, *others)):
            if name:
                self._wrote(name)

    def _listed(self, path: Any = ".", *_: Any) -> None:
        if _is_import(sys._getframe(2).f_code.co_filename):
            if path and self._places.is_of_python(path):
                return
            if path and self._places.named(path) == "notebooks":
                return  # the names of modules there are inputs of every notebook
        name = self._places.named(path or ".")
        if name and name not in self._own:
            _note(FOLDER, name)

    def _imported(self, name: str, file: Any, *_: Any) -> None:
        package = str(name).partition(".")[0]
        is_compiled = isinstance(file, str) and file.endswith((".so", ".pyd"))
        if is_compiled and package not in _FOLLOWED and self._is_foreign(file):
            _note(UNSEEN, f"the compiled library {package}")

    def _is_foreign(self, file: str) -> bool:
        standard = _folders(os.path.dirname(os.__file__))
        is_standard = file.startswith(standard) and "site-packages" not in file
        return not is_standard or "dbm" in os.path.basename(file)  # opens files by itself

    def _connected(self, path: Any, *_: Any) -> None:
        if path != ":memory:" and self._places.named(path):
            _note(UNSEEN, "a database")

    def _loaded(self, name: Any, *_: Any) -> None:
        if name:
            _note(UNSEEN, f"the compiled library {name}")

    def _unseen(self, what: str, *_: Any) -> None:
        _note(UNSEEN, what)


def _is_import(file: str) -> bool:
    """Whether code that looks for something is Python's own that looks for modules."""
    return file.startswith(("<frozen importlib", _IMPORTING))


def _note(*read: str) -> None:
    """Note from inside the hook, in which what is read does not count."""
    read_log.note(*read, always=True)


class _Environment(os._Environ):  # type: ignore[type-arg]
    """The environment, in words or in bytes, of which what is read is noted."""

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str | bytes):
            read_log.note(VARIABLE, os.fsdecode(key))
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[Any]:
        self._note_every()
        return super().__iter__()

    def __len__(self) -> int:
        self._note_every()
        return super().__len__()

    def __repr__(self) -> str:
        self._note_every()
        return super().__repr__()

    def _note_every(self) -> None:
        read_log.note(UNSEEN, "every environment variable")


def _note_environment() -> None:
    """Note what is read of the environment, whichever way Python has to it."""
    os.environ.__class__ = _Environment
    if os.supports_bytes_environ:
        os.environb.__class__ = _Environment
        sys.modules[os.name].environ = os.environb  # type: ignore[attr-defined]


def _note_forked_programs() -> None:
    """Note programs of which no audit hook is told, as `multiprocessing` starts them."""
    with contextlib.suppress(ImportError):
        starter: Any = importlib.import_module("_posixsubprocess")
        start = starter.fork_exec

        @functools.wraps(start)
        def fork_exec(*args: Any) -> Any:
            read_log.note(UNSEEN, "another program")
            return start(*args)

        starter.fork_exec = fork_exec


def _noting(function: Callable[..., Any], hook: _Hook) -> Callable[..., Any]:
    @functools.wraps(function)
    def look(path: Any, *args: Any, **options: Any) -> Any:
        if read_log.is_kept() and options.get("dir_fd") is None:
            with read_log.unnoted():
                hook.looked(path)
        return function(path, *args, **options)

    for names in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        if function in names:
            names.add(look)
    return look


def begin(log: str) -> None:
    """Note from now on in a file what this kernel reads."""
    sys.dont_write_bytecode = True  # nothing is left in the staged copy for the next notebook
    hook = _Hook()
    read_log.begin(Path(log))
    for name in ("stat", "lstat", "access", "readlink"):
        if hasattr(os, name):
            setattr(os, name, _noting(getattr(os, name), hook))
    _note_environment()
    _note_forked_programs()
    sys.addaudithook(hook)
