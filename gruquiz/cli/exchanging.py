"""`export`: cards and schedules for other programs, one command a format."""

import difflib
import logging
from collections.abc import Iterator
from pathlib import Path

import click

from gruquiz.cli.context import AppContext, json_option, pass_context
from gruquiz.cli.output import counted, emit, say, say_data, say_text
from gruquiz.errors import NoteError
from gruquiz.exchange import EXCHANGES

_log = logging.getLogger(__name__)

query_option = click.option(
    "--query",
    default="",
    help="Export only cards that match this search (see `gruquiz cards --help`).  "
    "[default: all cards]",
)


class Formats(click.Group):
    """A group whose commands are the formats of `gruquiz.exchange`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(EXCHANGES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in EXCHANGES:
            return None
        command: click.Command = globals()[f"exporting_{cmd_name}"]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Formats"):
            formatter.write_dl(list(EXCHANGES.items()))


@click.group("export", cls=Formats)
def export() -> None:
    """Export cards or schedules to other programs.

    \b
    Example:
      gruquiz export tsv cards.tsv
      gruquiz export schedules ~/vault --dry-run
    """


@click.command("tsv")
@click.argument("destination", metavar="DEST", type=click.Path(dir_okay=False, path_type=Path))
@query_option
@json_option
@pass_context
def exporting_tsv(context: AppContext, destination: Path, query: str, as_json: bool) -> None:
    """Write a table that Anki and spreadsheets read; `-` is standard output.

    The first column is each card's id, so that importing a later table into Anki updates the cards
    of an earlier one. Formulas are written for MathJax. Drill cards are left out, since their
    numbers are new each time.

    \b
    Example:
      gruquiz export tsv cards.tsv
      gruquiz export tsv gru.tsv --query "deck:GRU -is:suggested"
    """
    from gruquiz.exchange.tsv import HEADER, table

    context.start_log()
    with context.session() as session:
        cards = session.library.search.cards(query, session.day(context.now))
        lines = list(table(cards, session.library.note_index.tags()))
    text = "".join(f"{line}\n" for line in lines)
    written = len(lines) - len(HEADER)
    if str(destination) == "-":
        say_data(text)
        return
    try:
        destination.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise NoteError(f"cannot be written: {error.strerror}", destination) from error
    _log.info("exported %d cards to %r", written, str(destination))
    if as_json:
        emit({"file": str(destination), "cards": written, "left_out": len(cards) - written})
        return
    say(f"{counted(written, 'card')} written to {destination}{_left_out(len(cards) - written)}.")


def _left_out(count: int) -> str:
    return f"; {count} left out (drills, missing or incomplete ones)" if count else ""


@click.command("apkg")
@click.argument("destination", metavar="DEST", type=click.Path(dir_okay=False, path_type=Path))
@query_option
@json_option
@pass_context
def exporting_apkg(context: AppContext, destination: Path, query: str, as_json: bool) -> None:
    """Write a package for Anki with schedules and reviews (needs the `anki` extra).

    Includes tags and pictures.

    Each card becomes a note with the card's id, so that importing a later package into Anki updates
    the notes of an earlier one. Import a package from Anki here to bring back your reviews there.
    Drill cards are left out, since their numbers are new each time.

    \b
    Example:
      gruquiz export apkg gru.apkg --query deck:GRU
    """
    from gruquiz.exchange.apkg import SentCard, write_package
    from gruquiz.exchange.pictures import Pictures
    from gruquiz.exchange.tsv import is_exchanged

    context.start_log()
    with context.session() as session:
        library = session.library
        found = library.search.cards(query, session.day(context.now))
        tags = library.note_index.tags()
        cards = [
            SentCard(card, library.cards.current_history(card.id), tags.get(card.note, ()))
            for card in found
            if is_exchanged(card)
        ]
        sources = (source.path for source in library.notes.sources())
        pictures = Pictures(context.library_path, sources)
        written = write_package(destination, cards, context.now, pictures)
    _log.info("exported %d cards to %r", written, str(destination))
    if as_json:
        emit({"file": str(destination), "cards": written, "left_out": len(found) - written})
        return
    say(f"{counted(written, 'card')} written to {destination}{_left_out(len(found) - written)}.")


@click.command("schedules")
@click.argument("vault", metavar="VAULT", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the changes as a diff and write nothing.")
@json_option
@pass_context
def exporting_schedules(context: AppContext, vault: Path, dry_run: bool, as_json: bool) -> int:
    """Write your schedules into notes, as Obsidian's spaced-repetition plug-in keeps them.

    VAULT is an imported folder or note. Only schedule comments are written. Each note is copied to
    the library's backups before it changes; a note edited since its last import is skipped.

    \b
    Example:
      gruquiz export schedules ~/vault --dry-run
      gruquiz export schedules ~/vault
    """
    from gruquiz.exchange.schedules import Rewriting, rewritings, write
    from gruquiz.library.backup_files import STAMP, folder_of

    context.start_log()
    stamp = context.now.strftime(STAMP)
    backups = folder_of(context.library_path) / f"notes-{stamp}"
    notes: list[dict[str, object]] = []
    failures: list[tuple[str, str]] = []
    with context.library(create=False) as library:
        for found in rewritings(library, vault):
            if not isinstance(found, Rewriting):
                failures.append((found.path, found.message))
                continue
            try:
                if not dry_run:
                    write(library, found, backups, vault, context.now)
            except NoteError as error:
                failures.append((str(found.path), error.message))
                _log.warning("cannot write %r: %s", str(found.path), error.message)
                continue
            if not dry_run:
                _log.info("wrote %d schedule comments into %r", found.comments, str(found.path))
            notes.append({"path": str(found.path), "comments": found.comments})
            if dry_run and not as_json:
                say_text("\n".join(_diff(found.path, found.before, found.after)))
    if as_json:
        emit(
            {
                "notes": notes,
                "backups": str(backups) if notes and not dry_run else None,
                "errors": [{"path": path, "message": message} for path, message in failures],
            }
        )
    else:
        _print_result(notes, None if dry_run else backups)
    for path, message in failures:
        say(f"{path}: {message}", err=True)
    return 1 if failures else 0


def _print_result(notes: list[dict[str, object]], backups: Path | None) -> None:
    if not notes:
        say("The notes are up to date: nothing to write.")
    elif backups is None:
        say(f"{counted(len(notes), 'note')} would change. Nothing was written.")
    else:
        say(f"{counted(len(notes), 'note')} written; backups: {backups}")


def _diff(path: Path, before: bytes, after: bytes) -> Iterator[str]:
    old, new = (text.decode().splitlines() for text in (before, after))
    return difflib.unified_diff(old, new, str(path), str(path), lineterm="", n=1)
