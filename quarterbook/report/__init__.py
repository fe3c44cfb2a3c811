"""The third room: say it. `Report` is the one object that notebooks import."""

from quarterbook.report.report import Report

__all__ = ["Report"]
