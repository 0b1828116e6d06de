"""`serve`: the app in a browser."""

import logging
import os
import secrets
import shlex
import socket
import sys
from subprocess import list2cmdline

import click

from gruquiz.cli.context import AppContext, pass_context
from gruquiz.cli.output import say
from gruquiz.errors import GruquizError

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
@pass_context
def serve(context: AppContext, host: str, port: int) -> None:
    """Show the app in a browser (needs the `web` extra).

    It listens to this machine alone. At any other --host the address carries a token that is made
    anew each time, and only who has it is let in; the connection is not encrypted, so use it in
    networks that you trust. Each tab is an app of its own on the same library. The page asks no
    other server for anything.

    \b
    Example:
      gruquiz serve
      gruquiz serve --host 0.0.0.0 --port 8080
    """
    try:
        from gruquiz.serve.server import LOOPBACK, GruquizServer  # an extra
    except ModuleNotFoundError as error:
        raise GruquizError(MISSING_EXTRA) from error

    context.start_log()
    token = "" if host in LOOPBACK else secrets.token_urlsafe(16)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family):
            pass  # it can be had: only then an address is told
        logging.getLogger(__name__).info("serving at %s, port %d", host, port)
        GruquizServer(_command(context), host, port, token, say).serve()
    except OSError as error:
        raise GruquizError(
            f"cannot listen at {host}, port {port}: {error.strerror or error}; "
            "choose another with --host or --port"
        ) from error


def _command(context: AppContext) -> str:
    """The line that starts an app like this one would be."""
    words = [sys.executable, "-m", "gruquiz", "--library", str(context.library_path)]
    if context.now_option is not None:
        words += ["--now", context.now_option.isoformat()]
    return list2cmdline(words) if os.name == "nt" else shlex.join(words)
