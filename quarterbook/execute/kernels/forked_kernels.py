"""How kernels are started: as forks of a warm process, or as ordinary ones where need be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from quarterbook.execute.kernels.kernel_imports import warm_kernel
from quarterbook.report.views.read_quarter import read_ahead
from quarterbook.storage.book import Book


class _Provisioner(LocalProvisioner):
    """jupyter_client's own, but for that a kernel of this Python's is a fork where it can be.

    ``assessed`` is the staged copy's quarter as assessed, which is read once for all forks.
    """

    assessed: Path

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        is_own = cmd[0] == sys.executable and "ipykernel_launcher" in cmd
        warm = warm_kernel() if is_own else None
        outputs = [kwargs[name].fileno() for name in ("stdout", "stderr")]
        is_assessed = self.assessed.is_file()
        ahead = (
            (read_ahead.__module__, read_ahead.__name__, str(self.assessed)) if is_assessed else ()
        )
        process = warm.fork(cmd, kwargs["env"], kwargs["cwd"], outputs, ahead) if warm else None
        if not process:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info


def provision(manager: KernelManager, staged: Path) -> None:
    """Let a manager, which has no kernel yet, have it as a fork for a staged book's folder."""
    provisioner = _Provisioner(
        kernel_id=str(uuid4()), kernel_spec=manager.kernel_spec, parent=manager
    )
    provisioner.assessed = Book(staged).assessed
    manager.provisioner = provisioner
