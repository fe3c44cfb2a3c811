"""A warm process and its forks, seen from the process that wants them (`fork_server`)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

from quarterbook.processes import fork_server
from quarterbook.processes.fork_server import PACKED_NUMBER, Request

_PATIENCE = 180.0  # seconds for imports on a busy machine


class ForkedProcess:
    """A fork, with what `subprocess.Popen` has of a process."""

    stdin = stdout = stderr = None

    def __init__(self, waiting: socket.socket) -> None:
        """Wait until it is there; raises `OSError` where it could not be forked."""
        self._waiting = waiting
        self._lock = Lock()
        self.returncode: int | None = None
        self.pid = self._read()

    def _read(self) -> int:
        packed = self._waiting.recv(PACKED_NUMBER.size)
        if len(packed) < PACKED_NUMBER.size:
            raise BrokenPipeError
        return int(PACKED_NUMBER.unpack(packed)[0])

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs; it ends with the warm process."""
        return self._end(0.0)

    def wait(self) -> int:
        """Wait until it ends, and return how."""
        ended = self._end(None)
        return -signal.SIGKILL if ended is None else ended

    def _end(self, patience: float | None) -> int | None:
        with self._lock:
            if self.returncode is None:
                self._waiting.settimeout(patience)
                try:
                    self.returncode = self._read()
                except BlockingIOError:
                    return None
                except OSError:
                    self.returncode = -signal.SIGKILL
                self._waiting.close()
            return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


# Nothing is imported from the working folder; with -P a notebook's kernel would not find what lies
# beside it either, since IPython heeds that.
_BEGIN = (
    "import sys; sys.path[:] = filter(None, sys.path); import runpy; "
    f'runpy.run_module("{fork_server.__name__}", run_name="__main__", alter_sys=True)'
)


class WarmProcess:
    """A process that has imported some modules and forks; it ends when this one does."""

    def __init__(self, modules: Sequence[str], env: Mapping[str, str]) -> None:
        """Start it, and do not wait until it has imported."""
        self._lock = Lock()
        self._forks = 0
        self._requests, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BEGIN, str(other.fileno()), *modules],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=env,
                pass_fds=[other.fileno()],
                start_new_session=True,
            )

    def fork(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        outputs: Sequence[int],
        ahead: Sequence[str] = (),
    ) -> ForkedProcess | None:
        """Run a command of this Python's, ``-m MODULE ...``, in a fork; None where it cannot.

        ``outputs`` are the descriptors of its standard output and error; ``ahead`` as `Request`
        has it.
        """
        request = Request(command=command, env=dict(env), cwd=cwd, limits=_limits(), ahead=ahead)
        waiting, other = socket.socketpair()
        waiting.settimeout(_PATIENCE)
        try:
            with self._lock, other:
                self._forks += 1
                socket.send_fds(self._requests, [b"k"], [other.fileno(), *outputs])
            waiting.sendall(json.dumps(request).encode() + b"\n")
            return ForkedProcess(waiting)
        except OSError:
            waiting.close()
            return None

    def stop(self) -> None:
        """End it, and what is left of its forks."""
        with self._lock:
            self._requests.close()
        if self._forks:  # else it may still import, and nothing is to be waited for
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
        self._process.kill()
        self._process.wait()


def _limits() -> dict[str, tuple[int, int]]:
    """Return the limits of this process by the names that `resource` has for them."""
    import resource  # not on Windows

    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def run_warm(
    warm: WarmProcess | None, command: Sequence[str], env: Mapping[str, str]
) -> tuple[int, str]:
    """Run a command to its end in a fork of a warm process or, without one, in one of its own.

    Returns its exit status and what it wrote: its errors or, where it has none, its output.
    """
    with TemporaryFile() as output, TemporaryFile() as errors:
        files = [output.fileno(), errors.fileno()]
        process = warm.fork(command, env, str(Path.cwd()), files) if warm else None
        if process:
            status = process.wait()
        else:
            run = subprocess.run(command, stdout=output, stderr=errors, env=env, check=False)
            status = run.returncode
        written = []
        for file in (errors, output):
            file.seek(0)
            written.append(file.read().decode(errors="replace").strip())
        return status, written[0] or written[1]


class _WarmPool:
    """The warm processes of this one, by what they have imported, while a block wants them kept."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.blocks = 0
        self.processes: dict[tuple[str, ...], WarmProcess] = {}

    def stop_all(self) -> None:
        for process in self.processes.values():
            process.stop()
        self.processes.clear()


_pool = _WarmPool()


@contextmanager
def warm_processes() -> Iterator[None]:
    """Keep the warm processes that are started in a block until the outermost such block ends."""
    with _pool.lock:
        _pool.blocks += 1
    try:
        yield
    finally:
        with _pool.lock:
            _pool.blocks -= 1
            if not _pool.blocks:
                _pool.stop_all()


def end_forks() -> None:
    """End all warm processes with all that runs in their forks; those wanted later start anew."""
    with _pool.lock:
        _pool.stop_all()


def warm_process(modules: Sequence[str], env: Mapping[str, str]) -> WarmProcess | None:
    """Return the warm process that has imported these modules, which may still be doing so.

    None where there is none: outside a block of `warm_processes`, on another system than Linux,
    where fork is not safe or not there, and where it could not be started.
    """
    if sys.platform != "linux":
        return None
    key = tuple(modules)
    with _pool.lock:
        if _pool.blocks and key not in _pool.processes:
            with suppress(OSError):
                _pool.processes[key] = WarmProcess(modules, env)
        return _pool.processes.get(key)
