"""A published file from its publisher's address: nothing is fetched unless it is asked for."""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from quarterbook.ground.errors import BookError, CommandError, Problem
from quarterbook.ground.version import __version__
from quarterbook.storage import atomic_write

TIMEOUT = 30.0  # seconds without a sign of the server


_LONGEST = 600.0  # seconds for the whole file


LARGEST = 200 * 1024 * 1024  # bytes, once unpacked


_REDIRECTS = 5


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


class _Adapter(HTTPAdapter):
    """Trusts whom the machine trusts, a council's own authority too."""

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **settings)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        context = ssl.create_default_context()
        return super().proxy_manager_for(proxy, ssl_context=context, **settings)


def fetch(address: str, folder: Path) -> Path:
    """Download a file into a folder, and return where it is.

    Its name is the one that the server gives it, else the last part of the
    address. Nothing is left, and what was there stays, unless all of it came.
    Raises `CommandError` for an address that is not on the web or yields no
    whole file within `TIMEOUT`, `_LONGEST` and `LARGEST`, and `BookError` where
    the folder cannot be written.
    """
    if not is_address(address):
        raise CommandError(f'"{address}" is not a web address. Write one that begins https://.')
    try:
        with requests.Session() as session, _opened(session, address) as answer:
            path = folder / _name(answer)
            _make(folder)
            atomic_write.replace(path, _blocks(answer))
    except (_Refused, HTTPError, OSError, ValueError, zlib.error) as error:
        raise CommandError(f"{address}: {_why(error)}") from None
    return path


def is_address(text: str) -> bool:
    """Whether a text is an address on the web: ``https://…`` or ``http://…``."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _opened(session: requests.Session, address: str) -> requests.Response:
    """Return the answer of the address, or of the one it leads on to; raises `_Refused` for none.

    The machine's proxies are used, and none of its passwords.
    """
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter())
    session.headers.update(
        {"User-Agent": f"quarterbook/{__version__}", "Accept-Encoding": "identity"}
    )
    for _ in range(_REDIRECTS + 1):
        answer = session.get(
            address,
            stream=True,
            timeout=TIMEOUT,
            allow_redirects=False,
            proxies=get_environ_proxies(address),
        )
        if not answer.is_redirect:
            if not answer.ok:
                raise _Refused(
                    f"the server answers {answer.status_code} ({_reason(answer)}). Open the "
                    "address in a browser, and give the one that the file itself has."
                )
            return answer
        address = urljoin(address, session.get_redirect_target(answer) or "")
        answer.close()
        if not is_address(address):
            raise _Refused(f"the server leads on to {address}, which is not on the web. {_BY_HAND}")
    raise _Refused(f"the server leads on more than {_REDIRECTS} times. {_BY_HAND}")


def _reason(answer: requests.Response) -> str:
    return answer.reason or HTTPStatus(answer.status_code).phrase


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"the download cannot be kept there: {error.strerror or error}."
        raise BookError(Problem(str(folder), 0, "B109", fault)) from None


def _blocks(answer: requests.Response) -> Iterator[bytes]:
    """Yield the body as it comes; raises `_Refused` if it is too large, too slow or not whole."""
    expected, unpack = _announced(answer), _unpacking(answer)
    begun, came, written = time.monotonic(), 0, 0
    while block := _received(answer):
        came += len(block)
        for plain in _unpacked(block, unpack):
            written += len(plain)
            if written > LARGEST:
                raise _Refused(_too_large("the file goes on beyond that"))
            yield plain
        if time.monotonic() - begun > _LONGEST:
            raise _Refused(
                f"after {_LONGEST:g} seconds only {_size(came)} had come. Try again later, or "
                f"{_BY_HAND[0].lower()}{_BY_HAND[1:]}"
            )
    if (expected is not None and came < expected) or (unpack and not unpack.eof):
        whole = f" of {_size(expected)}" if expected is not None else ""
        raise _Refused(f"the download broke off: {_size(came)}{whole} came. Try again.")
    if not written:
        raise _Refused(f"the server sent an empty file. {_BY_HAND}")


def _announced(answer: requests.Response) -> int | None:
    """Return how many bytes the server says will come; raises `_Refused` for too many."""
    announced = answer.headers.get("Content-Length", "")
    expected = int(announced) if announced.isascii() and announced.isdigit() else None
    if expected is not None and expected > LARGEST:
        raise _Refused(_too_large(f"the file has {_size(expected)}"))
    return expected


def _unpacking(answer: requests.Response) -> Any:
    """Return what unpacks a body that is packed, None for one that is not."""
    packed = answer.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise _Refused(f'the file comes in a form ("{packed}") that is not read here. {_BY_HAND}')
    return zlib.decompressobj(wbits=31) if "gzip" in packed else None


def _unpacked(block: bytes, unpack: Any) -> Iterator[bytes]:
    """Yield a block unpacked, never much more of it at once than it takes packed."""
    while block:
        yield unpack.decompress(block, 1 << 20) if unpack else block
        block = unpack.unconsumed_tail if unpack else b""


def _received(answer: requests.Response) -> bytes:
    """Return what has come since, nothing at the end or where an announced file breaks off."""
    try:
        block: bytes = answer.raw.read1(1 << 16, decode_content=False)
    except ProtocolError:
        if "Content-Length" in answer.headers:
            return b""
        raise
    return block


def _too_large(what: str) -> str:
    return f"{what}, but at most {_size(LARGEST)} are taken in. {_BY_HAND}"


def _size(count: int) -> str:
    for unit, size in (("MB", 1024 * 1024), ("kB", 1024)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count} byte{'' if count == 1 else 's'}"


def _name(answer: requests.Response) -> str:
    """Return a plain file name: the server's, else the address's, with an ending."""
    headers = Message()
    for name in ("Content-Disposition", "Content-Type"):
        if name in answer.headers:
            headers[name] = answer.headers[name]
    path = urlsplit(answer.url).path
    file_name = headers.get_filename() or unquote(PurePosixPath(path).name)
    last = re.split(r"[/\\]", file_name)[-1]
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", last).lstrip(".-")[-100:].rstrip(".-") or "download"
    if "Content-Type" in headers and not re.search(r"\.[A-Za-z][A-Za-z0-9]{1,4}$", plain):
        plain += _SUFFIXES.get(headers.get_content_type(), "")
    return plain


def _why(error: Exception) -> str:
    """Return in words what went wrong, and what to do."""
    if isinstance(error, _Refused):
        return str(error)
    causes = _causes(error)
    if any(isinstance(one, requests.Timeout | ReadTimeoutError | TimeoutError) for one in causes):
        return f"no answer for {TIMEOUT:g} seconds. Try again later, or check the connection."
    for one in causes:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"the server cannot prove that it is the one named ({one.verify_message})."
    if isinstance(error, ProtocolError):  # of the body; before it, requests has errors of its own
        return "the download broke off before its end. Try again."
    if any(isinstance(one, zlib.error) for one in causes):
        return f"what came cannot be unpacked. {_BY_HAND}"
    words = next((one.strerror for one in causes if getattr(one, "strerror", None)), None)
    words = words or str(error) or type(error).__name__
    return f"nothing could be fetched: {words}. Check the address and the connection."


def _causes(error: BaseException) -> list[Any]:
    """Return an error and what led to it, which the libraries put in one another."""
    causes: list[Any] = []
    left: list[object] = [error]
    while left:
        one = left.pop(0)
        if isinstance(one, BaseException) and one not in causes:
            causes.append(one)
            left += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return causes
