"""The preview's web server: for browsers of this machine alone, and with a script of its own.

The script reloads a page when it has been made anew. It stands in what is served and never in
what is built.
"""

from __future__ import annotations

import json
import re
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from quarterbook.build.preview.preview import Preview
from quarterbook.ground.errors import BookError, CommandError

_HOST = "127.0.0.1"
_OWN = "/_preview/"
_EMBEDDED = ("embed", "frame", "iframe", "object")
_MOST_DIGITS = 12
_PATIENCE = 20.0  # seconds that a browser waits for a change before it asks again
_SCRIPT = Path(__file__).with_name("reload.js")


def preview_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """Return a server of a preview on the loopback; raises `CommandError` for a port in use."""
    try:
        server = ThreadingHTTPServer((_HOST, port), partial(_Handler, preview))
    except (OSError, OverflowError):
        raise CommandError(
            f"port {port} cannot be used here. Choose another with --port N."
        ) from None
    server.daemon_threads = True
    return server


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, preview: Preview, *args: object) -> None:
        self._preview = preview
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Serve a page, a paper, the script, or the state once it has changed."""
        try:
            address = urlsplit(self.path)
        except ValueError:  # such as http://[
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        host = re.sub(r":\d+$", "", self.headers.get("Host", ""))
        is_other = host not in (_HOST, "localhost")  # a name of another site that leads here
        if is_other or self._is_asked_by_another_site():
            self.send_error(HTTPStatus.FORBIDDEN)
        elif address.path == f"{_OWN}reload.js":
            self._send(_SCRIPT.read_bytes(), "text/javascript")
        elif address.path == f"{_OWN}state":
            self._send_state(parse_qs(address.query).get("after", ["0"])[0])
        else:
            self._send_file(unquote(address.path).lstrip("/"))

    def _is_asked_by_another_site(self) -> bool:
        """Whether a page of another site asks, which may follow a link but read nothing.

        Browsers say so in Sec-Fetch-Site (W3C, Fetch Metadata), older ones in Origin or Referer.
        """
        own = f"http://{self.headers.get('Host', '')}"
        is_followed = self.headers.get("Sec-Fetch-Mode") == "navigate"
        if self.headers.get("Sec-Fetch-Dest") in _EMBEDDED:
            is_followed = False
        site = self.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site not in ("same-origin", "none") and not is_followed
        origin = self.headers.get("Origin") or self.headers.get("Referer")
        return origin is not None and origin != own and not origin.startswith(f"{own}/")

    def do_HEAD(self) -> None:
        """Serve nothing: browsers get what they show."""
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal tells of builds."""

    def _send_state(self, after: str) -> None:
        number = int(after) if after.isdecimal() and len(after) < _MOST_DIGITS else 0
        state = self._preview.state_after(number, _PATIENCE)
        self._send(json.dumps(state._asdict()).encode(), "application/json")

    def _send_file(self, name: str) -> None:
        try:
            path = self._preview.paper(name) or self._page(name)
        except (BookError, OSError) as error:  # the book may be changed while it is read
            self._send_words("This cannot be shown now", str(error))
            return
        if self._preview.site is None:
            self._send_words("The first pages are being made", "")
        elif path is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif path.suffix == ".html":
            self._send(self._with_script(path.read_bytes()), "text/html; charset=utf-8")
        else:
            self._send(path.read_bytes(), self.guess_type(str(path)))

    def _page(self, name: str) -> Path | None:
        site = self._preview.site
        if site is None:
            return None
        if "\0" in name:
            return None
        path = (site / name).resolve()
        path = path / "index.html" if path.is_dir() else path
        return path if path.is_file() and path.is_relative_to(site.resolve()) else None

    def _with_script(self, page: bytes) -> bytes:
        state = self._preview.state_after(-1, 0)
        script = (
            f'<script src="{_OWN}reload.js" data-number="{state.number}" '
            f'data-site="{state.site}" defer></script></head>'
        )
        return page.replace(b"</head>", script.encode(), 1)

    def _send_words(self, title: str, words: str) -> None:
        page = (
            f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
            f"</head><body><h1>{title}</h1><p>{escape(words)}</p></body></html>"
        )
        self._send(self._with_script(page.encode()), "text/html; charset=utf-8")

    def _send(self, data: bytes, kind: str) -> None:
        try:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Cross-Origin-Resource-Policy", "same-origin")
            self.send_header("X-Frame-Options", "SAMEORIGIN")
            self.end_headers()
            self.wfile.write(data)
        except ConnectionError:  # the browser has gone on to another page
            self.close_connection = True
