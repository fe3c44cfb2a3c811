"""A warm process, which forks: ``python -m quarterbook.processes.fork_server FD MODULE...``.

It imports modules that take long and then does nothing but fork and run what it is told to run,
each in a fork that is as good as a new Python. It has one thread, opens no socket of ZeroMQ and
starts no event loop, so that a fork is whole. It ends when its socket FD closes, as that does
however the process that started it ends, and its forks end with it. Linux only.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TypedDict

# How a fork's process is told, and how it ended.
PACKED_NUMBER = struct.Struct("i")

# As ipykernel sets it, before a notebook imports matplotlib.
_BACKEND = ("MPLBACKEND", "module://matplotlib_inline.backend_inline")

_PR_SET_PDEATHSIG = 1


class Request(TypedDict):
    """What is to run: its command, environment and folder, and the limits of who asks.

    ``ahead`` is what the warm process does itself before it forks, so that each fork need not: a
    module, a function of it and what that is called with; or nothing.
    """

    command: Sequence[str]
    env: Mapping[str, str]
    cwd: str
    limits: Mapping[str, tuple[int, int]]
    ahead: Sequence[str]


class _Fork:
    """A fork that runs: its process, and the socket on which its end is awaited."""

    def __init__(self, process: int, waiting: socket.socket) -> None:
        self.process, self.waiting = process, waiting
        self.end = os.pidfd_open(process)
        self._tell(process)

    def tell_end(self) -> None:
        """Tell its exit status or, below 0, the signal that ended it."""
        _, status = os.waitpid(self.process, 0)
        self._tell(os.waitstatus_to_exitcode(status))
        self.waiting.close()
        os.close(self.end)

    def kill(self) -> None:
        with suppress(OSError):
            os.killpg(self.process, signal.SIGKILL)

    def _tell(self, number: int) -> None:
        with suppress(OSError):
            self.waiting.sendall(PACKED_NUMBER.pack(number))


def _serve(requests: socket.socket, from_imports: Mapping[str, str]) -> Request | None:
    """Fork for each request until the other end closes.

    ``from_imports`` are the environment variables that modules set when they were imported.
    Returns the request in the fork that is made for it, and None in the warm process itself.
    """
    forks: dict[int, _Fork] = {}
    events = select.poll()
    events.register(requests, select.POLLIN)
    while True:
        for descriptor, _ in events.poll():
            if descriptor in forks:
                events.unregister(descriptor)
                forks.pop(descriptor).tell_end()
                continue
            word, passed, _, _ = socket.recv_fds(requests, 1, 3)
            if not word:
                for fork in forks.values():
                    fork.kill()
                return None
            waiting, outputs = socket.socket(fileno=passed[0]), passed[1:]
            with waiting.makefile("rb") as lines:
                request: Request = json.loads(lines.readline())
            _do_ahead(request["ahead"])
            try:
                process = os.fork()
            except OSError:  # no memory, or too many processes
                process = -1
            if process == 0:
                for owner in (requests, waiting, *(fork.waiting for fork in forks.values())):
                    owner.detach()
                _stand_alone(request, outputs, from_imports)
                return request
            for output in outputs:
                os.close(output)
            if process < 0:
                waiting.close()
                continue
            fork = _Fork(process, waiting)
            forks[fork.end] = fork
            events.register(fork.end, select.POLLIN)


def _do_ahead(call: Sequence[str]) -> None:
    """Do once what forks would each do; where it fails, they do it and say what is wrong."""
    if call:
        module, function, argument = call
        with suppress(Exception):
            getattr(importlib.import_module(module), function)(argument)
        gc.freeze()


def _stand_alone(request: Request, outputs: Sequence[int], from_imports: Mapping[str, str]) -> None:
    """Give a fork what a process of its own would have: session, files, folder, limits, chance.

    It dies with its parent, the warm process.
    """
    import resource  # not on Windows

    parent = int(os.environ["JPY_PARENT_PID"])
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    os.setsid()
    for target, output in zip((1, 2), outputs, strict=True):
        os.dup2(output, target)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update({**from_imports, **request["env"]}, JPY_PARENT_PID=str(parent))
    time.tzset()
    tempfile.tempdir = None
    for name, limits in request["limits"].items():
        resource.setrlimit(getattr(resource, name), limits)
    if "numpy" in sys.modules:
        importlib.import_module("numpy.random").seed()  # Python seeds its own in every fork


def _run(request: Request) -> None:
    """Run a command in this process, as Python would that was told ``-m``.

    A folder with modules by the names of loaded ones, or with settings that matplotlib reads when
    it is imported, gets a new Python in the same process.
    """
    command, folder = [*request["command"]], Path.cwd()
    if (folder / "matplotlibrc").exists() or any(_is_hidden(name, folder) for name in sys.modules):
        os.execvpe(command[0], command, os.environ)
    index = command.index("-m") + 1
    sys.argv = command[index:]
    sys.path.insert(0, str(folder))
    status: object = None
    try:
        runpy.run_module(command[index], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code
    if status is not None and not isinstance(status, int):
        sys.exit(str(status))
    _end(status or 0)


def _end(status: int) -> NoReturn:
    """End this process as Python does, except that what it shares with the others is let be.

    Threads are waited for, exit functions called and objects of its own let go. Python would then
    take apart every module, for which all of the memory would have to be copied first.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(status)


def _is_hidden(name: str, folder: Path) -> bool:
    """Whether a folder has another module of the name of a loaded one."""
    beside = (folder / f"{name}.py", folder / name / "__init__.py")
    loaded = getattr(sys.modules[name], "__file__", None) or ""
    return "." not in name and any(path.exists() and str(path) != loaded for path in beside)


def main() -> None:
    """Import, serve, and in each fork run what it is for."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    # ipykernel reads this when it is imported: a kernel looks whether its parent is still there
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ.setdefault(*_BACKEND)
    os.close(os.pidfd_open(os.getpid()))  # raises where the end of a fork could not be awaited
    before = {*os.environ}
    for name in sys.argv[2:]:
        importlib.import_module(name)
    if threading.active_count() > 1:
        return
    gc.freeze()
    request = _serve(requests, {k: v for k, v in os.environ.items() if k not in before})
    if request:
        _run(request)


if __name__ == "__main__":
    main()
