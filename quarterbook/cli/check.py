"""``quarterbook check``."""

from __future__ import annotations

from quarterbook.cli.verb import (
    BookOption,
    JsonOption,
    NewestQuarterArgument,
    open_book,
    print_json,
    print_line,
)


def check(
    quarter: NewestQuarterArgument = None, folder: BookOption = None, as_json: JsonOption = False
) -> None:
    """Read params, data and notebooks, and report what is wrong with file and line."""
    from quarterbook.compose.staged_papers import notebooks_of_papers, papers_of_editions
    from quarterbook.data.params.quarters import choose_quarter
    from quarterbook.data.recorded import read_recorded
    from quarterbook.execute.cell_limit import cell_limit
    from quarterbook.execute.contents import listed_notebooks, listed_pages
    from quarterbook.execute.notebooks import check_notebooks

    book = open_book(folder)
    period = choose_quarter(book, quarter)
    recorded = read_recorded(book)
    cell_limit(book)
    params = recorded.quarters[period]
    papers = papers_of_editions(book, recorded.council, params, params.editions, listed_pages(book))
    notebooks = [*listed_notebooks(book, recorded.council), *notebooks_of_papers(book, papers)]
    check_notebooks(book, dict.fromkeys(notebooks))
    rows = {name: len(table) for name, table in recorded.tables.items()}
    if as_json:
        print_json({"ok": True, "rows": rows, "problems": []})
    else:
        counts = ", ".join(f"{number:,} {name}" for name, number in rows.items() if number)
        print_line(f"Nothing wrong: {counts}.")
