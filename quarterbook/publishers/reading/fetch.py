"""A published file from its publisher's address: nothing is fetched unless it is asked for."""

from __future__ import annotations

import os
import re
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPMessage, IncompleteRead
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.version import __version__

TIMEOUT = 30.0  # seconds without a sign of the server


LONGEST = 600.0  # seconds for the whole file


LARGEST = 200 * 1024 * 1024  # bytes, once unpacked


REDIRECTS = 5


_BY_HAND = "Download the file in a browser and import it from there."


_SUFFIXES = {
    "text/csv": ".csv",
    "application/csv": ".csv",
    "text/plain": ".csv",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


class _Refused(Exception):
    """What came is not to be taken; the message says why."""


class _Redirects(HTTPRedirectHandler):
    """At most `REDIRECTS` of them, and to the web only."""

    max_redirections = max_repeats = REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise _Refused(f"the server leads on to {newurl}, which is not on the web. {_BY_HAND}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, folder: Path) -> Path:
    """Download a file into a folder, and return where it is.

    Its name is the one that the server gives it, else the last part of the
    address. Nothing is left, and what was there stays, unless all of it came.
    Raises `CommandError` for an address that is not on the web or yields no
    whole file within `TIMEOUT`, `LONGEST` and `LARGEST`, and `BookError` where
    the folder cannot be written.
    """
    if not is_address(address):
        raise CommandError(f'"{address}" is not a web address. Write one that begins https://.')
    part: Path | None = None
    try:
        request = Request(address, headers={"User-Agent": f"quarterbook/{__version__}"})
        with _opener().open(request, timeout=TIMEOUT) as answer:
            path = folder / _name(answer.headers, answer.url)
            part = path.with_name(f".{path.name}.part")
            with _written(folder):
                folder.mkdir(parents=True, exist_ok=True)
                part.touch()
            with part.open("wb") as out:
                for block in _blocks(answer):
                    with _written(folder):
                        out.write(block)
        with _written(folder):
            os.replace(part, path)
    except (_Refused, OSError, HTTPException, ValueError, zlib.error) as error:
        raise CommandError(f"{address}: {_why(error)}") from None
    finally:
        if part:
            with suppress(OSError):
                part.unlink()
    return path


def is_address(text: str) -> bool:
    """Whether a text is an address on the web: ``https://…`` or ``http://…``."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _opener() -> OpenerDirector:
    """What opens addresses on the web, and no file and nothing else of the machine's."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        _Redirects(),
        HTTPErrorProcessor(),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fault = f"the download cannot be kept there: {error.strerror or error}."
        raise BookError(Problem(str(folder), 0, "B109", fault)) from None


def _blocks(answer: Any) -> Iterator[bytes]:
    """Yield the body as it comes; raises `_Refused` if it is too large, too slow or not whole."""
    announced = answer.headers.get("Content-Length", "")
    expected = int(announced) if announced.isascii() and announced.isdigit() else None
    if expected is not None and expected > LARGEST:
        raise _Refused(_too_large(f"the file has {_size(expected)}"))
    packed = answer.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise _Refused(f'the file comes in a form ("{packed}") that is not read here. {_BY_HAND}')
    unpack = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    begun, came, written = time.monotonic(), 0, 0
    while block := answer.read1(1 << 16):
        came += len(block)
        while block:
            plain = unpack.decompress(block, 1 << 20) if unpack else block
            block = unpack.unconsumed_tail if unpack else b""
            written += len(plain)
            if written > LARGEST:
                raise _Refused(_too_large("the file goes on beyond that"))
            yield plain
        if time.monotonic() - begun > LONGEST:
            raise _Refused(
                f"after {LONGEST:g} seconds only {_size(came)} had come. Try again later, or "
                f"{_BY_HAND[0].lower()}{_BY_HAND[1:]}"
            )
    if (expected is not None and came < expected) or (unpack and not unpack.eof):
        whole = f" of {_size(expected)}" if expected is not None else ""
        raise _Refused(f"the download broke off: {_size(came)}{whole} came. Try again.")
    if not written:
        raise _Refused(f"the server sent an empty file. {_BY_HAND}")


def _too_large(found: str) -> str:
    return f"{found}, but at most {_size(LARGEST)} are taken in. {_BY_HAND}"


def _size(count: int) -> str:
    for unit, size in (("MB", 1024 * 1024), ("kB", 1024)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count} byte{'' if count == 1 else 's'}"


def _name(headers: Any, address: str) -> str:
    """Return a plain file name: the server's, else the address's, with an ending."""
    given = headers.get_filename() or unquote(PurePosixPath(urlsplit(address).path).name)
    last = re.split(r"[/\\]", given)[-1]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", last).lstrip(".-")[-100:].rstrip(".-") or "download"
    if "Content-Type" in headers and not re.search(r"\.[A-Za-z][A-Za-z0-9]{1,4}$", name):
        name += _SUFFIXES.get(headers.get_content_type(), "")
    return name


def _why(error: Exception) -> str:
    """Return in words what went wrong, and what to do."""
    if isinstance(error, _Refused):
        return str(error)
    if isinstance(error, HTTPError):
        if HTTPRedirectHandler.inf_msg in str(error.reason):
            return f"the server leads on more than {REDIRECTS} times. {_BY_HAND}"
        return (
            f"the server answers {error.code} ({error.reason}). Open the address in a browser, and "
            "give the one that the file itself has."
        )
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return f"no answer for {TIMEOUT:g} seconds. Try again later, or check the connection."
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"the server cannot prove that it is the one named ({reason.verify_message})."
    if isinstance(reason, IncompleteRead):
        return "the download broke off before its end. Try again."
    if isinstance(reason, zlib.error):
        return f"what came cannot be unpacked. {_BY_HAND}"
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return f"nothing could be fetched: {said}. Check the address and the connection."
