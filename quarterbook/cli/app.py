"""The command: its verbs, each in a module of its own."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache

import typer
from typer.main import get_command

from quarterbook.cli.build import build
from quarterbook.cli.check import check
from quarterbook.cli.import_ import import_
from quarterbook.cli.new import new
from quarterbook.cli.preview import preview
from quarterbook.cli.publish import publish
from quarterbook.cli.sign import sign
from quarterbook.cli.verb import Verb

VERBS: dict[str, Callable[..., None]] = {
    "build": build,
    "preview": preview,
    "check": check,
    "new": new,
    "sign": sign,
    "publish": publish,
    "import": import_,
}

command = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A council's quarterly performance report: one folder in, a site and a paper out.",
)
for _name, _verb in VERBS.items():
    command.command(_name, cls=Verb)(_verb)


_made = cache(get_command)  # from signatures, which takes longer than a quick verb


def main() -> None:
    """Run the command; it ends with an exit status.

    A run is short and keeps most of what it makes: looking for circles as often as Python does by
    default takes a tenth of a build.
    """
    gc.set_threshold(20_000)
    _made(command)()
