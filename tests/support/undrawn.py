"""Pages without their charts drawn, for tests of words: drawing takes longer than all the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from quarterbook.report.charts import comparison, control, strip_plot, trend
from quarterbook.report.html.block import Chart

_DRAWING = (
    (trend, "trend"),
    (control, "control"),
    (strip_plot, "strip_plot"),
    (comparison, "over_years"),
    (comparison, "dots"),
)


def _nothing(*_: object) -> Chart:
    return Chart("<svg/>", "", narrow=Chart("<svg/>", ""))


@contextmanager
def undrawn() -> Iterator[None]:
    """Have all charts of the package be an empty picture; those of notebooks' own are drawn."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in _DRAWING:
            assert callable(getattr(module, name))
            patch.setattr(module, name, _nothing)
        yield
