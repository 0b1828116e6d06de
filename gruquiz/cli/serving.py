"""`serve`: the app in a browser."""

import logging
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gruquiz.cli.app import GUEST, GUEST_NOTES
from gruquiz.cli.context import AppContext, pass_context
from gruquiz.cli.output import say, say_code
from gruquiz.errors import GruquizError

if TYPE_CHECKING:
    from gruquiz.serve.server import Served

OWN = ("EDITOR", "VISUAL", GUEST, GUEST_NOTES)
"""Variables that a guest's app has from nobody but `serve`."""
MISSING_EXTRA = (
    "the app is shown in a browser by textual-serve, which is not installed: "
    "`pip install 'gruquiz[web]'`"
)


@click.command("serve")
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; 0.0.0.0 for every one that this machine has.",
)
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port to listen at.",
)
@click.option(
    "--notes",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    help="The folder that may be imported in the browser.  [default: behind a token, only what "
    "was imported before]",
)
@pass_context
def serve(context: AppContext, host: str, port: int, notes: Path | None) -> None:
    """Show the app in a browser (needs the `web` extra).

    It listens to this machine alone. At any other --host the address carries a token that is made
    anew each time, and only who has it is let in; the connection is not encrypted, so use it in
    networks that you trust. Behind a token the browser sees none of your files: only notes that
    were imported before, or those in --notes DIR, can be imported. Each tab is an app of its own on
    the same library. The page asks no other server for anything.

    \b
    Example:
      gruquiz serve
      gruquiz serve --host 0.0.0.0 --port 8080
      gruquiz serve --host 0.0.0.0 --notes ~/vault
    """
    try:
        from gruquiz.serve.admission import LOOPBACK
        from gruquiz.serve.server import GruquizServer, Served  # an extra
    except ModuleNotFoundError as error:
        raise GruquizError(MISSING_EXTRA) from error

    context.start_log()
    token = "" if host in LOOPBACK else secrets.token_urlsafe(16)
    guests = bool(token) or notes is not None
    served = Served(_command(context), _environment(guests, notes), host, port, token)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family):
            pass  # it can be had: only then an address is printed
        logging.getLogger(__name__).info("serving at %s, port %d", host, port)
        GruquizServer(served, say).serve(lambda: _announce(served))
    except (OSError, UnicodeError) as error:
        raise GruquizError(
            f"cannot listen at {host}, port {port}: {getattr(error, 'strerror', None) or error}; "
            "choose another with --host or --port"
        ) from error


def _announce(served: "Served") -> None:
    """Print the addresses, and one of them as a picture where it is seen."""
    from gruquiz.serve.addresses import address, code, hosts

    first, *others = (address(host, served.port, served.token) for host in hosts(served.host))
    say(f"gruquiz is at {first}  (Ctrl+C stops it)")
    for other in others:
        say(f"  or at {other}")
    if served.token and sys.stdout.isatty():
        say_code(code(first))


def _command(context: AppContext) -> list[str]:
    """What starts an app like this one would be."""
    words = [sys.executable, "-m", "gruquiz", "--library", str(context.library_path)]
    return words if context.now_option is None else [*words, "--now", str(context.now_option)]


def _environment(guests: bool, notes: Path | None) -> dict[str, str]:
    """The apps' environment: guests have no editor, and reach no file but notes."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    if not guests:
        return {**os.environ}
    return {**kept, GUEST: "1", **({} if notes is None else {GUEST_NOTES: str(notes)})}
