"""``quarterbook preview``."""

from __future__ import annotations

import os
import signal
from threading import Thread
from typing import Annotated

import typer

from quarterbook.cli.verb import BookOption, NewestQuarterArgument, open_book, print_line


def preview(
    quarter: NewestQuarterArgument = None,
    folder: BookOption = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="Where the browser finds it.")
    ] = 8765,
) -> None:
    """Show a quarter in the browser, fresh after every change of the book, until Ctrl+C."""
    from quarterbook.build.preview.preview import Preview
    from quarterbook.build.preview.server import preview_server
    from quarterbook.data.params.quarter_files import choose_quarter

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    book = open_book(folder)
    choose_quarter(book, quarter)
    shown = Preview(book, quarter, os.cpu_count() or 1, print_line)
    with preview_server(shown, port) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        print_line(f"preview http://127.0.0.1:{server.server_port}/ until Ctrl+C")
        try:
            shown.keep_fresh()
        except KeyboardInterrupt:
            print_line("preview ended")
        finally:
            server.shutdown()
