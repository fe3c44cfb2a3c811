"""The executor that runs on workers of a Dask cluster, one of this machine's own or another.

A folder is shipped as one piece of bytes. The scheduler keeps it and makes it again where the
worker that had it has died, as it does with every call; each worker has it once.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import dask
from distributed import Client, Future, KilledWorker, LocalCluster
from distributed.client import FutureCancelledError

from quarterbook.execute.executors import on_worker
from quarterbook.execute.executors.executor import Calls, WorkersDied
from quarterbook.execute.executors.packed_folder import pack
from quarterbook.ground.errors import CommandError
from quarterbook.ground.wording import first_of
from quarterbook.reuse.package import environment_settings, installed_facts
from quarterbook.storage.store import digest_of

_Result = TypeVar("_Result")

_ANSWER = 5.0  # seconds for a scheduler to answer
_PATIENCE = 30.0  # seconds for a cluster to have a worker
_LOOK = 5.0  # seconds after which it is asked whether any worker is left
_DEATHS = 3  # of workers, each while it ran a call, after which the call is given up
_MOST = 3  # differences that are named

_SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "64GB",
    "distributed.comm.timeouts.connect": f"{_ANSWER:.0f}s",
    "distributed.scheduler.allowed-failures": _DEATHS - 1,
    "distributed.worker.daemon": False,
}


class DaskExecutor:
    """Runs calls on the workers of a cluster, as many at once as these have threads."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address

    @property
    def jobs(self) -> int:
        """How many calls run at once, as the cluster is now."""
        return max(1, sum(self._client.nthreads().values()))

    def warm_up(self) -> None:
        """Do nothing here: kernels run elsewhere."""

    @contextmanager
    def calls(self, folder: Path) -> Iterator[Calls]:
        """Ship a folder as it is now, and return what calls functions of it on workers."""
        _check_workers(self._client, self._address)
        packed = pack(folder)
        digest = digest_of(packed)
        shipped = self._client.submit(bytes, packed, key=f"quarterbook-{digest}")
        del packed
        calls = _DaskCalls(self._client, self._address, folder, shipped, digest)
        try:
            yield calls
        finally:
            calls.stop()


class _DaskCalls:
    def __init__(
        self, client: Client, address: str, folder: Path, shipped: Future[Any], digest: str
    ) -> None:
        self._client, self._address, self._folder = client, address, folder
        self._shipped, self._digest = shipped, digest
        self._settings, self._facts = environment_settings(), installed_facts()
        self._running: set[Future[Any]] = set()

    def run(self, function: Callable[..., _Result], *args: Any) -> _Result:
        """Run a call on some worker, and on another where that one dies."""
        future = self._client.submit(
            on_worker.call,
            self._shipped,
            self._digest,
            self._settings,
            self._facts,
            function,
            args,
            pure=False,
        )
        self._running.add(future)
        try:
            answer = self._answer(future)
        finally:
            self._running.discard(future)
        for name, data in answer.changes.items():
            path = self._folder / name
            if data is None:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        if answer.failure:
            raise answer.failure
        return answer.value

    def _answer(self, future: Future[Any]) -> on_worker.Answer:
        idle = 0.0
        while True:
            try:
                answer: on_worker.Answer = future.result(timeout=_LOOK)
                return answer
            except TimeoutError:
                idle = 0.0 if self._client.nthreads() else idle + _LOOK
                if idle >= _PATIENCE:
                    raise CommandError(_without_workers(self._address)) from None
            except KilledWorker as error:
                raise WorkersDied(f"{_DEATHS} workers died") from error
            except FutureCancelledError:
                raise CommandError(
                    f"the scheduler at {self._address} does not answer any more. What was built "
                    "before is as it was."
                ) from None
            except Exception:
                _check_workers(self._client, self._address)
                raise

    def stop(self) -> None:
        """Take back what runs and what waits."""
        futures, self._running = [*self._running, self._shipped], set()
        self._client.cancel(futures, force=True)


@contextmanager
def dask_executor(address: str, workers: int) -> Iterator[DaskExecutor]:
    """Return the executor of a scheduler's address or, without one, of a cluster made for it.

    Raises `CommandError` where the scheduler does not answer, has no worker, or a worker has
    another version of the package than this process.
    """
    _be_quiet()
    with dask.config.set(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="distributed")
        if address:
            with _client(address) as client:
                yield DaskExecutor(client, address)
            return
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            _client(cluster.scheduler_address) as client,
        ):
            yield DaskExecutor(client, cluster.scheduler_address)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        words = f" ({error})" if isinstance(error, ValueError) else ""
        raise CommandError(
            f"no scheduler answers at {address}{words}. Start one with: dask scheduler --host "
            "HOST --port PORT, and give its address as --executor dask=tcp://HOST:PORT."
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            raise CommandError(_without_workers(address)) from None
        _check_workers(client, address)
        yield client


def _without_workers(address: str) -> str:
    return (
        f"the scheduler at {address} has no worker. Start one where the package is installed: "
        f"dask worker {address} --nthreads 1"
    )


def _check_workers(client: Client, address: str) -> None:
    """Raise `CommandError` where scheduler or worker has not what this machine has installed."""
    facts = installed_facts()
    answers = client.run(on_worker.worker_facts, on_error="return")
    machines = {f"the worker {worker}": there for worker, there in sorted(answers.items())}
    machines["the scheduler"] = _scheduler_facts(client)
    for machine, there in machines.items():
        if isinstance(there, ImportError):
            raise CommandError(f"{machine} of {address} does not have the package. {_MEND}")
        if isinstance(there, Exception) or there == facts:  # it has just died: others may not have
            continue
        different = [
            f"{name} is {there.get(name, 'not there')[:12]} there and "
            f"{facts.get(name, 'not there')[:12]} here"
            for name in sorted({*facts, *there}, key=lambda one: ("/" in one, one))
            if facts.get(name) != there.get(name)
        ]
        raise CommandError(
            f"{machine} of {address} has not what this machine has: "
            f"{first_of(different, _MOST)}. {_MEND}"
        )


def _scheduler_facts(client: Client) -> dict[str, str] | Exception:
    """Return what is installed where the scheduler runs, which reads what is sent to workers."""
    try:
        return client.run_on_scheduler(on_worker.worker_facts)
    except Exception as error:
        return error


_MEND = (
    "Install the same version on every machine: pip install --require-hashes -r "
    "requirements-workers.lock, then the package itself."
)


def _be_quiet() -> None:
    """Leave it to messages of our own what goes wrong between machines."""
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
