"""A bound site of a former build, taken again while all that it was made of is as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quarterbook.bind.pictures.kept_png import KeptPng
from quarterbook.bind.site import jupyter_book
from quarterbook.bind.site.finishing.chart_files import CHART_PPI
from quarterbook.compose.page_hashes import content_hash
from quarterbook.reuse.fingerprint import fingerprint
from quarterbook.reuse.kernel_reads import FILE
from quarterbook.reuse.package import package_facts
from quarterbook.reuse.steps import Fingerprint, Given, Read, Step, Steps, of_bytes
from quarterbook.storage.book import Book
from quarterbook.storage.store import Store
from quarterbook.storage.yaml_lines import load

_SINGLE = "singlehtml"
# Settings that say where the package lies, whose files count by themselves.
_PLACES = ("html_static_path", "templates_path")


def bind_kept_site(
    staged: Book,
    work: Path,
    conf: Mapping[str, Any],
    steps: Steps,
    subject: str,
    home: Path,
    *,
    single_only: bool = False,
    site_only: bool = False,
) -> tuple[Path, Path, bool]:
    """Build site and single page as `bind_site` does, or take those made before of the same.

    A site is made of all that is staged but data/ and params/, of which pages include at most
    single files: those are known when the site is bound, and what files there are counts, as a
    page may show whichever of ``picture.*`` there is. Site and single page are kept apart, as
    a preview makes the site alone. Returns the two folders, and whether they are those made
    before; where one is missing both are made, since the second goes by what was read for the
    first. Pages that were read before are then taken from ``home``: they are pickled, so it is a
    folder that nobody else writes to.
    """

    def now(read: Read) -> Fingerprint:
        path = staged.root / read[1]
        return of_bytes(path.read_bytes()) if path.is_file() else Fingerprint("absent")

    inputs = _inputs(staged, conf, single_only=single_only)
    subjects = {} if single_only else {"html": subject}
    if not site_only:
        subjects[_SINGLE] = f"{subject}: the single page" if subjects else subject
    taken = {
        folder: steps.find(name, inputs, now, is_told=name == subject)
        for folder, name in subjects.items()
    }
    made = (work / "html", work / _SINGLE)
    if _are_restored(steps.store, taken.values(), work):
        return *made, True
    charts = KeptPng(steps, CHART_PPI)
    with _clean_pictures(steps, subject, work / jupyter_book.CLEAN):
        jupyter_book.bind_site(
            staged.root,
            work,
            conf,
            single_only=single_only,
            site_only=site_only,
            charts=charts,
            kept=_kept_pages(staged, inputs, home / subject.replace("/", "-")),
        )
    settings_files = (staged.toc, staged.config)  # what they say is given, but a page may show one
    read: dict[Read, Fingerprint] = {
        (FILE, name): now((FILE, name))
        for name in jupyter_book.bound_files(work)
        if name.startswith(("data/", "params/")) or staged.root / name in settings_files
    }
    for folder, step in taken.items():
        steps.keep(step, _put(steps.store, work, folder), read)
    return *made, False


def _kept_pages(staged: Book, inputs: Given, folder: Path) -> Mapping[str, Any]:
    """Return where the pages are kept that were read before, and what they are kept by.

    That is a digest of all settings, and the files of the staged book with their digests.
    """
    settings_files = (staged.toc, staged.config)
    files = {name: value.digest for name, value in inputs.items() if _is_file(staged, name)}
    settings = {name: value.digest for name, value in inputs.items() if name not in files}
    for path in settings_files:
        settings[staged.relative(path)] = files.pop(staged.relative(path))
    settings["the package"] = fingerprint(package_facts()).digest
    return {"place": str(folder), "key": content_hash(settings), "files": files}


def _is_file(staged: Book, name: str) -> bool:
    return (staged.root / name).is_file()


@contextmanager
def _clean_pictures(steps: Steps, subject: str, noted: Path) -> Iterator[None]:
    """Let a binding know the pictures that former ones found to be clean.

    Whether one is depends on nothing but its own bytes and the package.
    """
    step = steps.find(f"{subject}: its clean pictures", {}, is_told=False)
    noted.parent.mkdir(parents=True, exist_ok=True)
    noted.write_bytes(step.result or b"[]")
    yield
    if (read := noted.read_bytes()) != step.result:
        steps.keep(step, read)


def _are_restored(store: Store, taken: Collection[Step], work: Path) -> bool:
    """Put what steps left in its place; False where not all of it is kept, and then nothing."""
    kept = [step.result for step in taken if step.result is not None]
    if len(kept) == len(taken) and all(_restore(store, one, work) for one in kept):
        return True
    for step in taken:
        if step.result is not None:
            step.result, step.is_first = None, True
            step.remark = "not all that is bound with it was kept"
    for folder in ("html", _SINGLE):
        shutil.rmtree(work / folder, ignore_errors=True)
    return False


def _inputs(staged: Book, conf: Mapping[str, Any], *, single_only: bool) -> Given:
    inputs = {f"the setting {k}": fingerprint(v) for k, v in conf.items() if k not in _PLACES}
    inputs["whether the single page is all"] = fingerprint(single_only)
    recorded = []
    for path in sorted(staged.root.rglob("*")):
        name = path.relative_to(staged.root).as_posix()
        if not path.is_file() or name.startswith("."):
            continue
        if name.startswith(("data/", "params/")):
            recorded.append(name)
        elif path in (staged.toc, staged.config):
            inputs[name] = Fingerprint(content_hash(load(staged, path).content))
        else:
            inputs[name] = of_bytes(path.read_bytes())
    inputs["the names of files in data/ and params/"] = fingerprint(recorded)
    return inputs


def _put(store: Store, work: Path, folder: str) -> bytes:
    """Keep the files that a binding has left, and return their digests by their paths."""
    files = [work / jupyter_book.FILES]
    files += [path for path in sorted((work / folder).rglob("*")) if path.is_file()]
    kept = {path.relative_to(work).as_posix(): store.put(path.read_bytes()) for path in files}
    return json.dumps(kept).encode()


def _restore(store: Store, kept: bytes, work: Path) -> bool:
    """Put the files of a binding where it leaves them; False where one is not kept any more."""
    for name, digest in json.loads(kept).items():
        data = store.get(digest)
        if data is None:
            return False
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return True
