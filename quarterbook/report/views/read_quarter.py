"""A quarter of a book, read from its files or, in a build, as the build has assessed it."""

from __future__ import annotations

import pickle
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from quarterbook.data.params.quarter_files import choose_quarter
from quarterbook.data.recorded import read_recorded
from quarterbook.disclosure.exempt import without_exempt
from quarterbook.report.views.quarter import QuarterView, quarter_view
from quarterbook.report.views.watched import watched_quarter
from quarterbook.storage import read_log
from quarterbook.storage.book import Book
from quarterbook.storage.store import digest_of

# A quarter as assessed that was read ahead, by the digest of its file; taken once, as whoever gets
# it may change it.
_read_ahead: dict[str, object] = {}


def read_quarter(book: Book, slug: str | None = None) -> QuarterView:
    """Read a book and return a quarter of it, by default the newest in params/.

    It has nothing that is exempt, as in a build. A staged copy has its own quarter's
    judgements with it: its tables hold the figures as shown. Raises `BookError` where
    params/ or data/ are at fault and `CommandError` for an unknown quarter.
    """
    with read_log.unnoted() if slug else nullcontext():
        period = choose_quarter(book, slug)
    with read_log.unnoted():
        assessed = _assessed(book.assessed.read_bytes()) if book.assessed.is_file() else None
    if isinstance(assessed, QuarterView) and assessed.quarter.quarter == period:
        return watched_quarter(assessed) if read_log.is_kept() else assessed
    recorded = read_recorded(book)
    if book.is_staged:
        return quarter_view(replace(recorded, blanked_for=(period, True)), period)
    return quarter_view(without_exempt(recorded, period), period)


def read_ahead(assessed: str) -> None:
    """Read a staged copy's quarter as assessed in a process of which kernels are forks."""
    data = Path(assessed).read_bytes()
    digest = digest_of(data)
    if digest not in _read_ahead:
        _read_ahead.clear()
        _read_ahead[digest] = pickle.loads(data)


def _assessed(data: bytes) -> object:
    ahead = _read_ahead.pop(digest_of(data), None)
    return ahead if ahead is not None else pickle.loads(data)
