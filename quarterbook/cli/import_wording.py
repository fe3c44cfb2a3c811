"""What the command says of a file taken in: lines for an analyst, and plain data for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quarterbook.publishers.import_file import Imported
from quarterbook.publishers.merge_areas import Filled
from quarterbook.publishers.merge_rows import Merged
from quarterbook.storage.book import Book

_MOST = 10  # reasons, changes or series that are named


_HEADER = ("measure", "figures", "periods", "areas", "new", "revised", "unchanged")


def import_lines(book: Book, imported: Imported) -> Iterator[str]:
    """Return what a file has for the book, line by line."""
    target = book.relative(imported.target)
    found = imported.found
    if isinstance(found, Merged):
        yield from _by_measure(found)
        yield (
            f"{_count(imported.rows, 'row')} in the file: {imported.used:,} used, "
            f"{imported.faulty:,} that cannot be used, {imported.unasked:,} of series that "
            "series.csv does not ask for."
        )
        if found.later:
            yield (
                f"{target} has figures published later for {found.later:,} of these: reports "
                "from that day on show those."
            )
    else:
        yield from _by_row(found, target)
    for text in imported.absent[:_MOST]:
        yield f"Not in the file: {text}"
    if len(imported.absent) > _MOST:
        yield f"Not in the file: {len(imported.absent) - _MOST} more series."
    yield from _refused(book, imported)
    if imported.written:
        yield f"Written to {target}."
    elif not imported.anything_new:
        yield f"Nothing is new: {target} stays as it is."
    else:
        yield "Nothing is written yet: add --write."


def _by_measure(found: Merged) -> Iterator[str]:
    rows = [
        (
            count.measure,
            *(
                f"{number:,}"
                for number in (
                    count.figures,
                    count.periods,
                    count.areas,
                    count.new,
                    count.revised,
                    count.unchanged,
                )
            ),
        )
        for count in found.counts
    ]
    widths = [max(map(len, column)) for column in zip(_HEADER, *rows, strict=True)]
    for row in (_HEADER, *rows) if rows else ():
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells)


def _by_row(found: Filled, target: str) -> Iterator[str]:
    yield (
        f"{target}: {_count(len(found.added), 'row')} to add, {found.changed:,} to change, "
        f"{found.unchanged:,} unchanged."
    )
    for change in found.changes[:_MOST]:
        was = f'"{change.was}"' if change.was else "blank"
        yield f'  {change.row}: {change.column} was {was}, becomes "{change.now}"'
    if len(found.changes) > _MOST:
        yield f"  and {len(found.changes) - _MOST:,} more cells"
    if found.kept:
        yield (
            f"{_count(found.kept, 'row')} there for the same councils "
            f"{'is' if found.kept == 1 else 'are'} not in the file and would stay. If the file "
            "replaces them, take them out by hand first."
        )


def _refused(book: Book, imported: Imported) -> Iterator[str]:
    if not imported.refused_file:
        return
    yield f"What cannot be used is listed in {book.relative(imported.refused_file)}:"
    for reason, rows in imported.refused[:_MOST]:
        yield f"  {rows:,}  {reason}"
    rest = imported.refused[_MOST:]
    if rest:
        yield f"  {sum(rows for _, rows in rest):,}  for {len(rest):,} other reasons"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def import_result(book: Book, imported: Imported, published: str) -> dict[str, Any]:
    """Return the same for a program."""
    found = imported.found
    result: dict[str, Any] = {
        "ok": True,
        "format": imported.publisher,
        "file": book.relative(imported.file),
        "target": book.relative(imported.target),
        "published": published,
        "written": imported.written,
        "rows": imported.rows,
        "used": imported.used,
        "refused": imported.faulty,
        "unasked": imported.unasked,
        "refused_by_reason": [
            {"reason": reason, "rows": rows} for reason, rows in imported.refused
        ],
        "refused_file": book.relative(imported.refused_file) if imported.refused_file else None,
        "absent": list(imported.absent),
    }
    if isinstance(found, Merged):
        result["measures"] = [vars(count) for count in found.counts]
        result["published_later"] = found.later
    else:
        result |= {
            "added": len(found.added),
            "changed": found.changed,
            "unchanged": found.unchanged,
            "not_in_file": found.kept,
            "changes": [vars(change) for change in found.changes],
        }
    return result
