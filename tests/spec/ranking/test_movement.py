"""How a council's place has changed."""

from __future__ import annotations

from quarterbook.judge.ranking import gap_narrows, movement, whole_percentage, years_improved
from support.worked import Row, Worked


def test_rank_moves(worked: Worked) -> None:
    """The rank improved, held or fell

    A rank moves against that of the year before, each among the councils of its year. So a figure
    can rise and its rank fall. The council is the first in each list.
    """

    def moved(row: Row) -> tuple[float | None, str]:
        own = movement(row["this year"], row["last year"], row["polarity"]).iloc[0]
        return own["places"], own["moved"]

    worked(
        """
        last year  | this year  | polarity => places | rank
        60, 61, 62 | 63, 61, 62 | higher   => 2      | improved
        60, 61, 59 | 62, 63, 61 | higher   => 0      | held
        62, 61, 60 | 63, 65, 64 | higher   => −2     | fell
        –, 61, 60  | 63, 65, 64 | higher   => –      | not comparable
        """,
        moved,
    )


def test_years(worked: Worked) -> None:
    """Years in a row

    How many times in a row the figure improved, up to the newest. A year without a figure counts
    for nothing and breaks nothing.
    """

    def years(row: Row) -> int:
        return years_improved(row["figures"], row["polarity"])

    worked(
        """
        figures            | polarity => improved in a row
        50, 49, 51, 52, 53 | higher   => 3
        50, 51, –, 52      | higher   => 2
        53, 52, 51, 51     | lower    => 0
        """,
        years,
    )


def test_gap(worked: Worked) -> None:
    """The gap to others

    Where the council is behind another figure, or was, the gap narrows or it does not; where it
    is behind in neither year there is no gap to speak of.
    """

    def narrows(row: Row) -> bool | None:
        return gap_narrows(
            row["own"], row["other"], row["own before"], row["other before"], row["polarity"]
        )

    worked(
        """
        own before | other before | own | other | polarity => narrows
        60         | 65           | 63  | 66    | higher   => yes
        60         | 65           | 61  | 66    | higher   => no
        66         | 65           | 67  | 66    | higher   => –
        """,
        narrows,
    )


def test_share(worked: Worked) -> None:
    """How many are in the top two quartiles

    Of the measures that are ranked, as a whole percentage with halves rounded up: 10 of 13 is
    76.9.
    """

    def share(row: Row) -> int | None:
        return whole_percentage(int(row["top two"]), int(row["ranked"]))

    worked(
        """
        top two | ranked => per cent
        10      | 13     => 77
        1       | 8      => 13
        0       | 0      => –
        """,
        share,
    )
