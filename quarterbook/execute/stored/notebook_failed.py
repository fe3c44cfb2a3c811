"""How a notebook fails."""

from __future__ import annotations


class NotebookFailed(Exception):
    """A notebook stopped: at which of its cells (counted from 0) and why.

    A cell of -1 means the notebook as a whole; ``line`` is then that of the
    file, and else that of the cell, where it is known. ``module`` is the line
    of a module of the book's own that it arose in (``notebooks/pages.py:7``).
    """

    def __init__(self, cell: int, code: str, cause: str, line: int = 0, module: str = "") -> None:
        super().__init__(cause)
        self.cell, self.code, self.cause, self.line = cell, code, cause, line
        self.module = module

    def __reduce__(self) -> tuple[type[NotebookFailed], tuple[int, str, str, int, str]]:
        """Pickle it with all it says, since it may come from another machine."""
        return NotebookFailed, (self.cell, self.code, self.cause, self.line, self.module)
