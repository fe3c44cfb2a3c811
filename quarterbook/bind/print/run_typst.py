"""Typst in a process of its own: ``python -m quarterbook.bind.print.run_typst JOB.json``.

A template is a program, and a picture may be large: what uses up memory or time ends this process
and not the build.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import typst

from quarterbook.storage.process_limits import limit_process

_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy")


def main() -> None:
    """Compile what the job asks for, and leave pages, warnings or the error in its folder."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(job["folder"])
    limit_process(RLIMIT_AS=job["memory"], RLIMIT_CPU=job["seconds"])
    no_packages = folder / "packages"  # neither of this computer nor, as below, of the network
    os.environ.update(dict.fromkeys(_PROXIES, "http://127.0.0.1:9"))
    try:
        made, warnings = typst.compile_with_warnings(
            Path(job["file"]),
            root=Path(job["file"]).parent,
            font_paths=[Path(path) for path in job["fonts"]],
            ignore_system_fonts=True,
            package_path=no_packages,
            package_cache_path=no_packages,
            **job["options"],
        )
    except typst.TypstError as error:
        result: dict[str, object] = {"message": error.message, "diagnostic": error.diagnostic}
    else:
        pages = made if isinstance(made, list) else [made]
        for number, page in enumerate(pages):
            (folder / f"{number}.made").write_bytes(page)
        result = {"warnings": [one.message for one in warnings], "pages": len(pages)}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
