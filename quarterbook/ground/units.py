"""Figures as readers see them."""

from __future__ import annotations

MINUS = "−"


def number(value: float, decimals: int) -> str:
    """Return ``1,234.5`` with a real minus sign."""
    text = f"{value:,.{decimals}f}"
    if text.strip("-0.,") == "":
        return text.lstrip("-")
    return text.replace("-", MINUS)


def short(value: float | None, unit: str, decimals: int) -> str:
    """Return a figure for a table: with a sign for per cent or money, without other units."""
    if value is None:
        return ""
    text = number(value, decimals)
    if unit == "%":
        return f"{text}%"
    if unit in ("£", "£m"):
        sign = MINUS if text.startswith(MINUS) else ""
        return f"{sign}£{text.lstrip(MINUS)}{unit[1:]}"
    return text


def full(value: float | None, unit: str, decimals: int) -> str:
    """Return a figure for a sentence, with its unit."""
    text = short(value, unit, decimals)
    return f"{text} {unit}" if text and words_for_unit(unit) else text


def exact(value: float | None, unit: str, decimals: int) -> str:
    """Return a limit for a sentence: with up to two decimals more, where it has them."""
    if value is None:
        return ""
    places = next(
        (n for n in (decimals, decimals + 1) if abs(round(value, n) - value) < 1e-9), decimals + 2
    )
    return full(value, unit, places)


def words_for_unit(unit: str) -> str:
    """Return the unit where it is written in words beside a figure, else nothing."""
    return "" if unit in ("%", "£", "£m", "number", "") else unit
