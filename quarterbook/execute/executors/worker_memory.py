"""The memory of a process that makes one book after the other: given back when a book is made.

The C library of Linux keeps memory for each thread (an arena) and gives back only what lies at its
end; a process that makes books for days would grow by what every thread once needed.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3), as MALLOC_ARENA_MAX in the environment


@contextmanager
def lean_memory() -> Iterator[None]:
    """Let threads share one arena, and give back what is free once a block is done."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    is_gnu = hasattr(library, "mallopt") and hasattr(library, "malloc_trim")
    if library and is_gnu:
        library.mallopt(_ARENA_MAX, 1)
    try:
        yield
    finally:
        if library and is_gnu:
            library.malloc_trim(0)
