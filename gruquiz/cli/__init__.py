"""The command line: one file a group of commands, all of them named in COMMANDS.

A command is imported when it is called, and imports Textual, NumPy or the markdown reader inside
its own function: the others, and `--help`, must not wait for them.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import FrameType, MappingProxyType, TracebackType
from typing import TYPE_CHECKING

import click

from gruquiz import __version__
from gruquiz.cli.context import AppContext, TimeType

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "import": ("importing.import_notes", "Read notes, or folders of them, into cards."),
        "rescan": ("importing.rescan", "Read all imported files and folders again."),
        "decks": ("cards.decks", "List the decks with the cards left today in each."),
        "cards": ("cards.cards", "List the cards that match a search; without one, all cards."),
        "next": ("studying.next_card", "Show the next card of today's queue."),
        "answer": ("studying.answer", "Grade a card: again, hard, good, easy, or SM-2's 0 to 5."),
        "undo": ("studying.undo", "Undo the last action, whatever it was."),
        "stats": (
            "statistics.stats",
            "Show today's reviews, retention, and what is coming up.",
        ),
        "optimize": (
            "optimizing.optimize",
            "Fit FSRS-6's parameters to your reviews, and say what they gain.",
        ),
        "workload": (
            "optimizing.workload",
            "Show what a desired retention costs: reviews, minutes, cards remembered.",
        ),
        "drill": ("drilling.drill", "Make a numeric exercise of one KIND, and mark an answer."),
        "recognise": ("recognising.recognise", "Show which cell the equations of notes state."),
        "study": ("plain.study", "Study today's cards as plain text, line by line."),
        "export": ("exchanging.export", "Export cards or schedules to other programs."),
        "serve": ("serving.serve", "Show the app in a browser (needs the `web` extra)."),
        "check": ("maintenance.check", "Check the library, and its schedules against its log."),
        "backup": (
            "maintenance.backup",
            "Back up the library, and delete surplus old backups.",
        ),
        "restore": ("maintenance.restore", "Restore a backup; without FILE, list the backups."),
        "merge": (
            "maintenance.merge",
            "Add everything new from another device's library.",
        ),
        "sync": ("syncing.sync", "Sync with your other machines through a shared folder."),
    }
)
"""The commands in the order of `--help`: place in this package, and one-line help.

The line is repeated here so that `--help` does not import all commands.
"""


class Commands(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(".")
        command: click.Command = getattr(import_module(f"gruquiz.cli.{module}"), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Complete commands, without importing them, and options."""
        from click.shell_completion import CompletionItem  # only while completing

        named = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands, invoke_without_command=True)
@click.option(
    "--library",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GRUQUIZ_LIBRARY",
    show_envvar=True,
    help="The file that holds cards and reviews. Default: in your data directory.",
)
@click.option(
    "--now",
    type=TimeType(),
    help="Pretend that it is this time, such as 2026-11-21T09:30; for trying out.  [default: "
    "the clock's]",
)
@click.version_option(__version__, prog_name="gruquiz", message="%(prog)s %(version)s")
@click.pass_context
def gruquiz(context: click.Context, library: Path | None, now: datetime | None) -> None:
    """Study gated recurrent units: cards from your notes, and numbers to compute.

    Without a command it opens the app; without a terminal it prints what is due.

    Exit status: 0 done, 1 some input could not be used (the rest was), 2 wrong usage.
    GRUQUIZ_CONFIG names another settings file; GRUQUIZ_DEBUG=1 shows where a fault lies.

    \b
    Example:
      gruquiz import ~/notes
      gruquiz
    """
    context.obj = AppContext(library, now)
    if context.invoked_subcommand is None:
        from gruquiz.cli.app import open_app  # only this call needs it

        open_app(context.obj)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code: 0 done, 1 some input could not be used, 2 wrong usage.

    A known error becomes one line on stderr. So does an unforeseen one: no learner is shown a
    stack trace unless GRUQUIZ_DEBUG=1 asks for it.
    """
    _end_well_when_asked_to()
    try:
        outcome = gruquiz.main(arguments, prog_name="gruquiz", standalone_mode=False)
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except AskedToEndError as error:
        return 128 + error.number
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)  # noqa: TID251 - our own word
        return 130
    except SystemExit:
        return 0  # raised by click when a reader, such as `head`, has closed the pipe
    except Exception as error:  # known errors, and a guard for unforeseen ones
        if os.environ.get("GRUQUIZ_DEBUG") == "1":
            sys.excepthook = _show_trace
            raise
        _report(error)
        return 1
    return outcome if isinstance(outcome, int) else 0


class AskedToEndError(BaseException):
    """The system, or whoever closed the terminal, wants the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _end_well_when_asked_to() -> None:
    """Close the library on a signal, instead of leaving the last answers in SQLite's log."""
    import signal
    from contextlib import suppress

    def end(number: int, _frame: FrameType | None) -> None:
        raise AskedToEndError(number)

    for name in ("SIGTERM", "SIGHUP"):
        with suppress(AttributeError, ValueError):  # a system without it; not the main thread
            signal.signal(getattr(signal, name), end)


def _show(error: click.ClickException) -> None:
    """Print click's message about wrong usage; it may quote anything that was typed."""
    from io import StringIO

    from gruquiz.cli.output import say_text

    message = StringIO()
    error.show(message)
    say_text(message.getvalue().rstrip("\n"), err=True)


def _show_trace(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print a trace like Python's, but with control characters made visible."""
    from traceback import format_exception

    from gruquiz.cli.output import say_text

    say_text("".join(format_exception(kind, error, trace)).rstrip("\n"), err=True)


def _report(error: Exception) -> None:
    # These imports are not needed unless something fails.
    from gruquiz.cli.output import say, say_text
    from gruquiz.errors import KNOWN_ERRORS, QueryError

    if isinstance(error, QueryError):  # its second line has a caret
        say_text(f"gruquiz: {error}", err=True)
        return
    if isinstance(error, KNOWN_ERRORS):
        say(f"gruquiz: {error}", err=True)
        return
    fault = f"{type(error).__name__}: {error}"
    say(f"gruquiz: a fault of the program: {fault}", err=True)
    from gruquiz.config import log_path
    from gruquiz.program_log import record_fault, start

    start(log_path(os.environ), debug=False)  # the command may have kept none
    say(f"{record_fault(error)} GRUQUIZ_DEBUG=1 shows them here.", err=True)
