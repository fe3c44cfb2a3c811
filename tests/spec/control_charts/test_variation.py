"""What the last figure tells.

The variation icon comes from the last figure of the chart, the assurance icon from the target and
the limits.
"""

from __future__ import annotations

from quarterbook.judge.spc import xmr
from support.worked import Row, Worked

SERIES = "1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2"


def test_variation(worked: Worked) -> None:
    """Variation

    Common cause, or a special cause: an improvement, a concern or, of a measure of which neither
    higher nor lower is better, a neutral change, high or low.
    """

    def variation(row: Row) -> tuple[str, str]:
        shown = xmr([*row["figures"], row["last"]]).variation(row["polarity"])
        return shown.kind, shown.side or "–"

    worked(
        f"""
        figures  | last | polarity => variation    | high or low
        {SERIES} | 1    | higher   => common cause | –
        {SERIES} | 10   | higher   => improvement  | high
        {SERIES} | 10   | lower    => concern      | high
        {SERIES} | −10  | higher   => concern      | low
        {SERIES} | 10   | none     => neutral      | high
        """,
        variation,
    )


def test_assurance(worked: Worked) -> None:
    """Assurance

    Figures that keep to their limits meet a target always (passing), never (failing) or by chance
    (hit and miss). A target on a limit is hit and miss. So it is on pages where a figure of the
    newest stretch has met a target that the limits rule out, or missed one that they promise.

    The figures swing between 1 and 2: the mean is 1.5, the limits 2.66 away from it, −1.16 and
    4.16.
    """

    def assurance(row: Row) -> str | None:
        return xmr(row["figures"]).assurance(row["target"], row["polarity"])

    worked(
        f"""
        figures  | target | polarity => assurance
        {SERIES} | −2     | higher   => passing
        {SERIES} | 5      | higher   => failing
        {SERIES} | 2      | higher   => hit and miss
        {SERIES} | 5      | lower    => passing
        {SERIES} | –      | higher   => –
        """,
        assurance,
    )
