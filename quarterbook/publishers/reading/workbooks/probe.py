"""A workbook opened in a process of its own: ``workbooks.probe FILE MOST_CELLS``.

The reader makes room for every cell that a sheet says it has, and ends its process where there is
no room or where it stumbles. What `check_workbook` could not see ends this one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

from quarterbook.storage.process_limits import limit_process

_MOST_MEMORY = 3 * 1024**3  # bytes of address space
_TOO_LARGE = 3
_DAMAGED = 4


def is_readable(path: Path, most_cells: int) -> bool:
    """Whether a workbook can be read without harm: it is not damaged so that the reader ends.

    Raises `MemoryError` where a sheet has more cells than ``most_cells``, the empty ones too, or
    than there is memory for.
    """
    command = [sys.executable, "-P", "-m", __name__, str(path), str(most_cells)]
    status = subprocess.run(command, capture_output=True).returncode
    if status == _DAMAGED:
        return False
    if status:
        raise MemoryError
    return True


def main() -> int:
    """Open every sheet; what the reader says of a file, it says again to who reads it next."""
    limit_process(RLIMIT_AS=_MOST_MEMORY)
    path, most_cells = sys.argv[1:]
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > int(most_cells):
                    return _TOO_LARGE
    except MemoryError:
        return _TOO_LARGE
    except Exception:
        return 0
    except BaseException:  # a panic of the reader
        return _DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
