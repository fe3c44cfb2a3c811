"""In which order notebooks begin: none that takes long is left for the end, with nothing beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import inf
from pathlib import Path

# What draws a chart of each measure there is, on a page that is not an outcome area's.
_OF_EACH_MEASURE = re.compile(rb"\.(?:control_charts|benchmarks|sections)\(")


def longest_first(
    files: Mapping[str, Path | None],
    anchors: Mapping[str, Sequence[str]],
    seconds: Callable[[str, Path], float] = lambda page, path: 0.0,
) -> list[str]:
    """Return pages in the order in which their notebooks are to begin.

    By how many seconds each took when it ran last. Those of which that is not known come before, by
    how many measures they draw, then by the size of their files. ``anchors`` are by page of an
    outcome area its measures.
    """
    of_all = sum(map(len, anchors.values()))

    def length(page: str) -> tuple[float, int, int]:
        path = files[page]
        if path is None:
            return 0.0, 0, 0
        source = path.read_bytes()
        elsewhere = of_all if _OF_EACH_MEASURE.search(source) else 0
        drawn = len(anchors[page]) if page in anchors else elsewhere
        return seconds(page, path) or inf, drawn, len(source)

    return sorted(files, key=length, reverse=True)
