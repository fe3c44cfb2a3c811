"""What cannot be withheld any more: messages that say what has given it away, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from quarterbook.disclosure.cells import Cell
from quarterbook.disclosure.deciding.suppression import (
    CONFIDENTIAL,
    Knowledge,
    Suppression,
    cells_of,
)
from quarterbook.disclosure.solver.intervals import Attacker
from quarterbook.disclosure.solver.secrets import Secret
from quarterbook.ground.errors import Problem


def follows(
    attacker: Attacker,
    secret: Secret,
    most: set[int],
    suppression: Suppression,
    knowledge: Knowledge,
) -> Problem:
    """The problem with a secret that follows from what is out, whatever else is withheld."""
    reach = attacker.rows(most, secret.sum)
    near = dict.fromkeys(u.cell for terms, _, _ in reach for u, _ in terms)
    out = [knowledge.cells[n] for n in near if n in suppression.first_shown_in and n not in most]
    return disclosed_already(cells_of(secret, knowledge), out, suppression)


def disclosed_already(
    cells: Sequence[Cell], out: Iterable[Cell], suppression: Suppression
) -> Problem:
    """Return the problem with figures that others give away which are out."""
    since = {
        f"{_name(cell)} (since {suppression.first_shown_in[cell.number].label})" for cell in out
    }
    table, line = cells[0].lines[-1]
    itself = _shown_itself(cells, suppression)
    if itself:
        fault = (
            f'this row of "{itself.measure}" for {itself.key[1].label} is marked c, but '
            f"{suppression.first_shown_in[itself.number].label} has published the figure: what is "
            "out stays out. Take the row away. What is wrong with it is put right by a new row "
            "with its own date."
        )
        return Problem(f"data/{table}.csv", line, "D401", fault)
    named = " and ".join(f'"{cell.measure}" for {cell.key[1].label}' for cell in cells)
    return Problem(
        f"data/{table}.csv",
        line,
        "D401",
        f"the figure of {named} has to be withheld, but follows from what is published already: "
        f"{', '.join(sorted(since))}. Record it, or the figures that it belongs to, after this "
        "quarter's cut-off; correct the published ones by a new row; or, if it counts no people, "
        "set small_numbers to show for the measure.",
    )


def _shown_itself(cells: Sequence[Cell], suppression: Suppression) -> Cell | None:
    """Return the published figure that a single confidential one is, if there is one."""
    if len(cells) != 1 or cells[0].rule != CONFIDENTIAL:
        return None
    alike = (cells[0].key, cells[0].figures, cells[0].is_forecast)
    return next(
        (
            cell
            for number, cell in suppression.cells.items()
            if number in suppression.first_shown_in
            and (cell.key, cell.figures, cell.is_forecast) == alike
        ),
        None,
    )


def _name(cell: Cell) -> str:
    area = f" of {cell.area}" if cell.area else ""
    return f"{cell.measure} {cell.key[1].label}{area}"
