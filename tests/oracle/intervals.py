"""95% confidence intervals of councils' figures, and between which ranks one may be.

From the guide ("How sure a comparison is") and the methods that it names: Wilson's of a
proportion p of n, (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), and Byar's of a count.
"""

from __future__ import annotations

from fractions import Fraction
from math import log10, sqrt
from statistics import NormalDist

from oracle.records import Measure, Row, number

Z = NormalDist().inv_cdf(0.975)
FEWEST = 10  # events, of which Byar's method is near enough

Between = tuple[Fraction, Fraction]


def intervals(measure: Measure, rows: dict[str, Row]) -> dict[str, Between]:
    """The interval of each area's figure: the publisher's limits, or what its counts give."""
    found = {}
    for code, row in rows.items():
        value = number(row["value"])
        low, high = number(row.get("lower")), number(row.get("upper"))
        if value is None:
            continue
        if low is not None and high is not None and low <= value <= high:
            found[code] = (low, high)
        elif measure.intervals != "published":
            made = _of_counts(value, number(row["numerator"]), number(row["denominator"]), measure)
            if made:
                found[code] = made
    return found


def _of_counts(
    value: Fraction, count: Fraction | None, of: Fraction | None, measure: Measure
) -> Between | None:
    if not (count and of and value > 0):
        return None
    per = 10 ** round(log10(float(value * of / count)))
    if abs(per * count / of - value) > Fraction(1, 2 * 10**measure.places):
        return None
    events, n = float(count), float(of)
    if per == 100 and count <= of:
        share, part = events / n, Z * Z / n
        middle, spread = share + part / 2, Z * sqrt(share * (1 - share) / n + part / (4 * n))
        low, high = ((middle + way * spread) / (1 + part) for way in (-1, 1))
    elif events >= FEWEST:
        low = events * (1 - 1 / (9 * events) - Z / (3 * sqrt(events))) ** 3 / n
        one_more = events + 1
        high = one_more * (1 - 1 / (9 * one_more) + Z / (3 * sqrt(one_more))) ** 3 / n
    else:
        return None
    return Fraction(low * per), Fraction(high * per)


def ranks(
    own: str, values: dict[str, Fraction], known: dict[str, Between], polarity: str
) -> tuple[int, int] | None:
    """The best and the worst rank: past councils whose interval lies wholly above or below."""
    if own not in known or own not in values or polarity not in ("higher", "lower"):
        return None
    low, high = known[own]
    others = [known.get(code, (value, value)) for code, value in values.items() if code != own]
    above = sum(one[0] > high for one in others)
    below = sum(one[1] < low for one in others)
    ahead, behind = (above, below) if polarity == "higher" else (below, above)
    return 1 + ahead, len(values) - behind
