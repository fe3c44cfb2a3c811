"""What a process may take: it bounds itself, so that it ends and not who began it."""

from __future__ import annotations

from contextlib import suppress


def limit_process(**limits: int) -> None:
    """Bound this process by the names that `resource` has, ``RLIMIT_AS`` in bytes, where it can."""
    with suppress(ImportError):
        import resource  # not on Windows

        for name, most in limits.items():
            with suppress(ValueError, OSError):  # not on a Mac, or bounded lower already
                resource.setrlimit(getattr(resource, name), (most, most))
