"""The year-end outlook as a mark in the trend chart, with its range."""

from __future__ import annotations

from matplotlib.axes import Axes

from quarterbook.judge.outlook import Outlook


def draw(axes: Axes, x: float, outlook: Outlook, last: tuple[float, float] | None = None) -> None:
    """Draw the outlook at ``x``: a hollow diamond and, as a bar, its range.

    last
        where the newest figure is drawn; a dotted line leads from there.

    Nothing is drawn without a figure. The labels are left to the chart, which
    knows what else stands at its right edge.
    """
    if outlook.value is None:
        return
    if last:
        axes.plot(
            [last[0], x],
            [last[1], outlook.value],
            color="C0",
            linewidth=1.3,
            linestyle=(0, (1, 1.8)),
            zorder=3,
        )
    if outlook.lower is not None and outlook.upper is not None:
        axes.plot(
            [x, x],
            [outlook.lower, outlook.upper],
            color="C0",
            linewidth=1.4,
            marker="_",
            markersize=7,
            zorder=4,
        )
    axes.plot(
        [x], [outlook.value], "D", color="C0", markerfacecolor="white", markersize=6, zorder=5
    )
