"""A quarter's sides bound: as final or as a draft, into a site and what papers are made of."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quarterbook.bind.outputs import Source, paper_outputs
from quarterbook.bind.print.article import SinglePage
from quarterbook.bind.print.printed_papers import of_edition, whole_report
from quarterbook.build.failing.bind_without_failed import as_pages_failed
from quarterbook.build.failing.where_it_broke import where_it_broke
from quarterbook.build.request import BuildRequest
from quarterbook.build.sides.side import Side
from quarterbook.build.sides.stage_sides import Sides
from quarterbook.build.sign_offs import (
    PageHashes,
    Signing,
    add_files,
    add_signed_files,
    compare,
    hash_pages,
)
from quarterbook.compose.staged_papers import lettered_appendices
from quarterbook.data.params.editions import REPORT
from quarterbook.data.signatures import SignOff
from quarterbook.disclosure.exempt import exempt_pages
from quarterbook.ground.errors import BookError
from quarterbook.processes.warm_process import end_forks
from quarterbook.report.substitutions.pages import page_names


@dataclass(frozen=True)
class Bound:
    """What files are made of: the whole report, and the public and the exempt papers to make.

    ``files`` are, of each side that was bound, those that its pages are made of. ``bind_single``
    makes the single page that the public papers are made of, where it was left to be made later.
    """

    whole: Source
    public: Sequence[Source]
    exempt: Sequence[Source] = ()
    files: Sequence[Sequence[str]] = ()
    bind_single: Callable[[], None] = lambda: None


def sign_and_bind(
    request: BuildRequest, sides: Sides, work: Path, site: Path, *, site_only: bool = False
) -> tuple[PageHashes, Signing, Bound]:
    """Bind the sides as final or as a draft.

    Which files pages are made of is known only when they are bound. Until then those count that
    were signed: while nothing has changed they are the same. Where they are not, another thing
    may have to be said of the signatures, and the sides are bound again.

    ``site_only`` leaves the single page to be made when it is asked for (`Bound.bind_single`).
    """
    pages = hash_pages(request.book, request.recorded, request.period, sides, request.steps)
    as_signed = add_signed_files(pages, sides)
    signing = compare(request.book, request.quarter, as_signed, draft=request.draft)
    bound = _bind(request, sides, signing, work, site, site_only=site_only)
    if len(bound.files) < len(sides):  # the exempt side is not made
        return as_signed, signing, bound
    with_files = add_files(pages, sides, bound.files)
    exact = compare(request.book, request.quarter, with_files, draft=request.draft)
    if exact != signing:
        shutil.rmtree(site)
        for side in sides:
            side.write_papers(side.filled_papers(request.steps))
        bound = _bind(request, sides, exact, work / "again", site, site_only=site_only)
    return with_files, exact, bound


def _bind(
    request: BuildRequest,
    sides: Sides,
    signing: Signing,
    work: Path,
    site: Path,
    *,
    site_only: bool,
) -> Bound:
    """Bind the site and, beside it, what exempt papers are made of, if any is to be made."""
    from quarterbook.bind.site.jupyter_book import bound_files

    public, exempt = sides.public, sides.exempt
    draft = signing.draft
    apart = work / "apart"
    if exempt and not any(paper.name in request.papers for paper in exempt.papers):
        exempt = None
    _finish_papers(request, public, signing.public_sign_offs)
    public_conf = _settings_of(request, public, draft, titles=request.titles)
    with ThreadPoolExecutor(max_workers=min(request.jobs, 2)) as pool:
        try:
            binding = _Binding(request, public, public_conf)
            public_bound = pool.submit(_bind_site, binding, work, site, is_single_later=site_only)
            if exempt:
                exempt.take_over(public)
                _finish_papers(request, exempt, signing.sign_offs)
                exempt_conf = {
                    **_settings_of(request, exempt, draft, titles={}),
                    "quarterbook_printed": _printed_apart(exempt, public),
                }
                exempt_binding = _Binding(request, exempt, exempt_conf)
                exempt_bound = pool.submit(_bind_single_page, exempt_binding, apart)
            page, bind_single = public_bound.result()
        except KeyboardInterrupt:
            end_forks()
            raise
    printed = whole_report(
        request.book, public.report, signing.public_sign_offs, public.pages, draft=draft
    )
    of_papers = _single_page(public, page)
    whole = Source(public.report, printed, of_papers, work, draft)
    papers = _sources(request, public, of_papers, work, draft)
    if REPORT in request.papers:
        papers.insert(0, whole)
    files = [list(bound_files(work))]
    if not exempt:
        return Bound(whole, papers, files=files, bind_single=bind_single)
    single = _single_page(exempt, exempt_bound.result())
    exempt_papers = _sources(request, exempt, single, work, draft)
    return Bound(whole, papers, exempt_papers, [*files, list(bound_files(apart))])


@dataclass(frozen=True)
class _Binding:
    """A side with the settings that its pages are bound with."""

    request: BuildRequest
    side: Side
    conf: Mapping[str, Any]

    def bind(
        self, folder: Path, *, single_only: bool = False, site_only: bool = False
    ) -> tuple[Path, bool]:
        """Bind it in a folder, and return its site and whether that is one of a former build."""
        from quarterbook.bind.kept_site import bind_kept_site
        from quarterbook.bind.site.jupyter_book import bind_site, bound_files

        request, side, conf = self.request, self.side, self.conf
        subject = f"{side.store_prefix}{side.period.slug}/site"
        home = request.book.root / "_build" / ".read"
        how = {"single_only": single_only, "site_only": site_only}
        try:
            made, alone, is_kept = bind_kept_site(
                side.staged, folder, conf, request.steps, subject, home, **how
            )
        except BookError as error:
            error = where_it_broke(
                side, error, folder / "parts", lambda book, out: bind_site(book, out, conf)
            )
            raise as_pages_failed(side, error, bound_files(folder)) from None
        try:
            _check_addresses(request, side, [one for one in (made, alone) if one.exists()])
        except BookError as error:
            raise BookError(side.as_written(error.problems)) from None
        return made, is_kept

    def single_page(self, folder: Path) -> Path:
        """Return where the page lies that papers are made of, if it was bound in a folder."""
        return folder / "singlehtml" / f"{self.side.pages[0]}.html"


def _bind_single_page(binding: _Binding, work: Path) -> Path:
    """Bind a side that has no site, and return the page that its papers are made of."""
    binding.bind(work, single_only=True)
    return binding.single_page(work)


def _bind_site(
    binding: _Binding, work: Path, site: Path, *, is_single_later: bool
) -> tuple[Path, Callable[[], None]]:
    """Bind a side, leave its site in its place, and return the page that papers are made of.

    Where that page is to be made later, the function that is returned too makes it.
    """
    from quarterbook.bind.site.exempt_files import check_exempt_files
    from quarterbook.bind.site.jupyter_book import add_search, bound_files

    request, side = binding.request, binding.side
    single = work / "single" if is_single_later else work
    page = binding.single_page(single)

    def bind_single() -> None:
        if not page.exists():
            binding.bind(single)

    made, is_kept = binding.bind(work, site_only=is_single_later)
    papers = [page for paper in side.papers for page in paper.sources]
    pages = [*side.pages, *(page for one in side.papers for page in one.sources.values())]
    try:
        check_exempt_files(request.book, bound_files(work), exempt_pages(request.quarter), pages)
    except BookError as error:
        raise BookError(side.as_written(error.problems)) from None
    add_search(made, side.report.council, papers)
    request.progress(f"{'reused' if is_kept else 'bound '}  site")
    shutil.move(made, site)
    return page, bind_single


def _check_addresses(request: BuildRequest, side: Side, folders: Sequence[Path]) -> None:
    from quarterbook.bind.site.exempt_addresses import check_exempt_addresses

    if not side.is_exempt:
        check_exempt_addresses(side.staged, folders, exempt_pages(request.quarter))


def _finish_papers(request: BuildRequest, side: Side, sign_offs: Sequence[SignOff]) -> None:
    """Write a side's papers to their end: how their sign-offs stand, and their files by name."""
    kinds = paper_outputs()
    files = {
        paper: {f"{paper}{output.suffix}": output.title for output in kinds}
        for paper in request.papers
    }
    side.finish_papers(sign_offs, files)


def _settings_of(
    request: BuildRequest, side: Side, draft: bool, *, titles: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a side's pages are bound with; ``titles`` are those of its site's papers."""
    from quarterbook.bind.site.jupyter_book import settings

    named = page_names(side.report, draft=draft)
    return settings(side.report, named, titles, _appendices(request, side), draft=draft)


def _printed_apart(exempt: Side, public: Side) -> list[str]:
    """Return the pages of the exempt side's single page: what is printed, and what is exempt.

    What is made of that side is no site, and the public one has the other pages.
    """
    own = [page for paper in exempt.papers for page in paper.documents]
    own += [page for page in exempt.documents if page not in public.documents]
    return sorted({*own})


def _single_page(side: Side, page: Path) -> SinglePage:
    """Return a side's single page, which goes by the name of its first."""
    return SinglePage(page, page.parents[side.pages[0].count("/")])


def _sources(
    request: BuildRequest, side: Side, single: SinglePage, work: Path, draft: bool
) -> list[Source]:
    """Return what the files of a side's papers are made of."""
    return [
        Source(
            side.report,
            of_edition(request.book, side.report, paper, draft=draft),
            single,
            work,
            draft,
            side.store_prefix,
        )
        for paper in side.papers
        if paper.name in request.papers
    ]


def _appendices(request: BuildRequest, side: Side) -> dict[str, str]:
    """Return of each page that is staged as a paper's appendix which one it is, and whose."""
    return {
        page: f"{title.partition(':')[0]} of {paper.edition.title or request.quarter.title}"
        for paper in side.papers
        for title, pages in lettered_appendices(paper.appendices)
        for page in pages
        if page in paper.sources
    }
