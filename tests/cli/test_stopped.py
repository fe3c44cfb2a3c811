"""Ctrl+C in a terminal: what was shown while something went on is gone at once."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios

from support.waiting import PATIENCE, wait_until

SLOW_TO_END = """
import signal
import time
from quarterbook.cli.verb import progress
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
try:
    with progress("Building", quiet=False):
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            print("ending", flush=True)
            time.sleep(0.5)
            raise
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
HIDDEN, SHOWN = b"\x1b[?25l", b"\x1b[?25h"  # the cursor


def read_until(terminal: int, words: bytes) -> bytes:
    read = b""
    while words not in read:
        wait_until(lambda: select.select([terminal], [], [], 0)[0])
        read += os.read(terminal, 1000)
    return read


def test_the_display_ends_before_what_it_told_of() -> None:
    terminal, inner = pty.openpty()
    settings = termios.tcgetattr(terminal)
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW_TO_END],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "TERM": "xterm"},
        preexec_fn=lambda: os.login_tty(0),
    )
    os.close(inner)
    try:
        assert HIDDEN in read_until(terminal, b"Building")
        os.write(terminal, b"\x03")
        read = read_until(terminal, b"stopped")
        display, _, after = read.partition(b"ending")
        assert SHOWN in display
        assert b"Building" not in after
        assert HIDDEN not in after
        assert running.wait(timeout=PATIENCE) == 0
        assert termios.tcgetattr(terminal) == settings
    finally:
        running.kill()
        running.wait()
        os.close(terminal)
