"""Pictures drawn as PNG, each once for all papers, builds and quarters that show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quarterbook.reuse.steps import Steps
from quarterbook.storage.store import digest_of

Draw = Callable[[Sequence[bytes]], Sequence[bytes]]


class KeptPng:
    """The pictures of a site or of papers as PNG.

    A picture is drawn from nothing but its own bytes, whatever others are drawn with it, so that
    its PNG stands while these and the package are as they were.
    """

    def __init__(self, steps: Steps, ppi: int) -> None:
        """``ppi`` is how many dots of them there are to the inch."""
        self._steps, self._subject_prefix = steps, f"a picture with {ppi} dots to the inch"

    def drawn(self, pictures: Sequence[bytes], draw: Draw) -> list[bytes]:
        """Return each picture as PNG; ``draw`` makes those that are new, in one go."""
        of = {digest_of(picture): picture for picture in pictures}
        steps = {
            digest: self._steps.find(f"{self._subject_prefix}: {digest}", {}, is_told=False)
            for digest in of
        }
        made = {digest: step.result for digest, step in steps.items() if step.result is not None}
        new = [digest for digest in of if digest not in made]
        drawn = draw([of[digest] for digest in new]) if new else ()
        for digest, png in zip(new, drawn, strict=True):
            self._steps.keep(steps[digest], png)
            made[digest] = png
        return [made[digest_of(picture)] for picture in pictures]
