"""The command line: one file a group of commands, all of them named in COMMANDS.

A command imports Textual, NumPy or the markdown reader inside its own function: the others, and
`--help`, must not wait for them.
"""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from gruquiz import __version__
from gruquiz.cli import app, cards, drilling, importing, recognising, studying
from gruquiz.cli.surroundings import Moment, Surroundings
from gruquiz.errors import KNOWN_ERRORS

COMMANDS = (
    importing.import_notes,
    importing.rescan,
    cards.decks,
    cards.cards,
    studying.next_card,
    studying.answer,
    studying.undo,
    drilling.drill,
    recognising.recognise,
)
"""Every command, in the order in which `--help` lists them."""


class InOrder(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=InOrder, invoke_without_command=True)
@click.option(
    "--library",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GRUQUIZ_LIBRARY",
    show_envvar=True,
    help="The file that holds cards and reviews. Default: in your data directory.",
)
@click.option("--now", type=Moment(), help="Pretend it is this time: for trying and testing.")
@click.version_option(__version__, prog_name="gruquiz", message="%(prog)s %(version)s")
@click.pass_context
def gruquiz(context: click.Context, library: Path | None, now: datetime | None) -> None:
    """Study gated recurrent units: cards from your notes, and numbers to compute.

    Without a command it opens the app.

    \b
    Example:
      gruquiz import ~/notes
      gruquiz
    """
    context.obj = Surroundings(library, now)
    if context.invoked_subcommand is None:
        app.open_app(context.obj)


for _command in COMMANDS:
    gruquiz.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code: 0 done, 1 some input could not be used, 2 wrong usage.

    A known error becomes one line on stderr. So does an unforeseen one: no learner is shown a
    stack trace unless GRUQUIZ_DEBUG=1 asks for it.
    """
    try:
        outcome = gruquiz.main(arguments, prog_name="gruquiz", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        # The reader, `head` for one, has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KNOWN_ERRORS as error:
        if _debugging():
            raise
        click.echo(f"gruquiz: {error}", err=True)
        return 1
    except Exception as error:  # the guard for what nobody foresaw
        if _debugging():
            raise
        fault = f"{type(error).__name__}: {error}"
        click.echo(f"gruquiz: a fault of the program: {fault}", err=True)
        click.echo("Run it again with GRUQUIZ_DEBUG=1 to see where.", err=True)
        return 1
    return outcome if isinstance(outcome, int) else 0


def _debugging() -> bool:
    return os.environ.get("GRUQUIZ_DEBUG") == "1"
