"""Quarterbook: a council's quarterly performance report as a reproducible book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quarterbook.ground.version import __version__

if TYPE_CHECKING:
    from quarterbook.report.notebook import Report

__all__ = ["Report", "__version__"]


def __getattr__(name: str) -> object:
    if name == "Report":
        from quarterbook.report.kernel import settle_early
        from quarterbook.report.notebook import Report

        settle_early()
        return Report
    if name == "setup":  # the package is a Sphinx extension too
        from quarterbook.build.plain_jupyter_book import setup

        return setup
    raise AttributeError(f"module 'quarterbook' has no attribute {name!r}")
