"""Run the cells of notebooks once, in one plain process, as fast as Python can: the limit.

    python bench/limit_cells.py STAGED QUARTER NOTEBOOK.ipynb...

They read a staged copy of their book, as in a build. What a cell ends with is drawn as a notebook
would draw it. Nothing is kept.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any


def show(value: Any) -> None:
    """Draw a value as IPython would."""
    if value is not None:
        bundle = getattr(value, "_repr_mimebundle_", None)
        html = getattr(value, "_repr_html_", None)
        (bundle or html or value.__repr__)()


def run(path: Path, quarter: str) -> None:
    """Run the cells of a notebook in a namespace of its own."""
    namespace: dict[str, Any] = {"display": show}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(cell["source"])).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), path.name, "exec"), namespace)
        if last:
            show(eval(compile(ast.Expression(last.value), path.name, "eval"), namespace))
        if "parameters" in cell["metadata"].get("tags", []):
            namespace["quarter"] = quarter


def main() -> None:
    """Run them all."""
    staged, quarter, *names = sys.argv[1:]
    paths = [Path(name).resolve() for name in names]
    os.chdir(Path(staged) / "notebooks")
    for path in paths:
        run(path, quarter)


if __name__ == "__main__":
    main()
