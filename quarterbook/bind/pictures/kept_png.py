"""Pictures drawn as PNG, of which those that were drawn in a former build are taken again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from quarterbook.reuse.steps import Steps
from quarterbook.storage.store import digest_of

Draw = Callable[[Sequence[bytes]], Sequence[bytes]]


class KeptPng:
    """The pictures of a site or a paper as PNG.

    A picture is drawn from nothing but its own bytes, whatever others are drawn with it, so that
    its PNG stands while these and the package are as they were.
    """

    def __init__(self, steps: Steps, subject: str) -> None:
        """``subject`` is whose pictures they are."""
        self._steps, self._subject = steps, f"{subject}: its pictures as PNG"

    def drawn(self, pictures: Sequence[bytes], draw: Draw) -> list[bytes]:
        """Return each picture as PNG; ``draw`` makes those that are new, in one go."""
        step = self._steps.find(self._subject, {}, is_told=False)
        before: dict[str, str] = json.loads(step.result or "{}")
        store, of = self._steps.store, {digest_of(picture): picture for picture in pictures}
        made = {
            digest: png
            for digest in of
            if digest in before and (png := store.get(before[digest])) is not None
        }
        new = [digest for digest in of if digest not in made]
        if new:
            drawn = draw([of[digest] for digest in new])
            made |= dict(zip(new, drawn, strict=True))
            self._steps.keep(
                step, json.dumps({digest: store.put(made[digest]) for digest in of}).encode()
            )
        return [made[digest_of(picture)] for picture in pictures]
