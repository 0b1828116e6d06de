"""`import` and `rescan`: read notes into the library."""

import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, cast

import click

from gruquiz.cli import completion
from gruquiz.cli.context import AppContext, json_option, pass_context
from gruquiz.cli.foreign_files import import_foreign_files, is_foreign, join_reports
from gruquiz.cli.output import counted, emit, say
from gruquiz.config import bundled_decks
from gruquiz.model import ImportReport, NoteReport, card_name

if TYPE_CHECKING:
    from gruquiz.importer import ImportOptions, Progress
    from gruquiz.library import Library

COUNTS = tuple(name for name, kind in NoteReport.__annotations__.items() if kind is int)
"""The keys of a note's counts, which `totals` repeats."""


def _deck_name(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001 - click's signature
    """The deck as given, if no part of its name is empty."""
    if value is not None and not all(part.strip() for part in value.split("/")):
        raise click.BadParameter(f"{value!r} has an empty part; write GRU or GRU/Gates")
    return value


_READING = (
    click.option(
        "--deck",
        metavar="DECK",
        callback=_deck_name,
        shell_complete=completion.decks,
        help="Put all cards into this deck; `/` separates sub-decks.  [default: from the "
        "note's tags or its folder]",
    ),
    click.option(
        "--suggest",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Suggest cards from the text of notes; auto: only for notes without cards.",
    ),
    click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing."),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a call of `import` has notes read."""

    deck: str | None = None
    suggest: str = "auto"
    dry_run: bool = False


AS_USUAL = Chosen()


def reading_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of reading notes; it gets them as `chosen`."""

    @wraps(command)
    def run(*given: object, deck: str | None, suggest: str, dry_run: bool, **others: object) -> int:
        return command(*given, chosen=Chosen(deck, suggest, dry_run), **others)

    for option in reversed(_READING):
        run = option(run)
    return run


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@reading_options
@click.option(
    "--limits",
    "factor",
    metavar="TIMES",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="Accept packages and tables up to this many times the usual size.",
)
@click.option("--watch", is_flag=True, help="Keep importing notes as they are saved; Ctrl+C stops.")
@json_option
@pass_context
def import_notes(
    context: AppContext,
    paths: tuple[Path, ...],
    chosen: Chosen,
    factor: int,
    watch: bool,
    as_json: bool,
) -> int:
    """Read notes, or folders of them, into cards.

    PATHS are text files, or folders, of which all .md and .markdown files are read except those in
    hidden folders, the vault's settings and its trash. Notes are never changed. Reading them again
    keeps every card's history. Anki's packages (.apkg, .colpkg) and tables (.tsv) are read too,
    with their schedules, reviews, tags and pictures.

    \b
    Example:
      gruquiz import ~/vault/machine-learning
      gruquiz import collection.colpkg
      gruquiz import note.md --deck GRU --dry-run
    """
    from gruquiz.importer import import_notes

    context.start_log()
    options = _options(context, chosen)
    with context.library() as library:
        foreign = [path for path in paths if is_foreign(path)]
        paths = tuple(path for path in paths if not is_foreign(path))
        steps = import_notes(library, paths, context.now, options)
        report = _follow(steps, quiet=as_json)
        if foreign:
            foreign_report = import_foreign_files(
                context, library, foreign, chosen.deck, dry_run=chosen.dry_run, factor=factor
            )
            report = join_reports(report, foreign_report)
        status = _print_report(report, as_json=as_json)
        if watch and not chosen.dry_run:
            _watch(library, paths, options, context, as_json=as_json)
    return status


def _watch(
    library: "Library",
    paths: tuple[Path, ...],
    options: "ImportOptions",
    context: AppContext,
    *,
    as_json: bool,
) -> None:
    """Import changed notes until the user presses Ctrl+C."""
    from gruquiz.importer import watch

    say("Watching; Ctrl+C stops.", err=True)
    try:
        for report in watch(library, paths, lambda: context.now, Event(), options):
            _print_report(report, as_json=as_json)
    except KeyboardInterrupt:
        say("", err=True)


@click.command("rescan")
@json_option
@pass_context
def rescan(context: AppContext, as_json: bool) -> int:
    """Read all imported files and folders again.

    Each is read with the options of its import. A card whose text is gone is kept aside with its
    history, and returns with its text.

    \b
    Example:
      gruquiz rescan
    """
    from gruquiz.importer import rescan

    context.start_log()
    options = _options(context)
    with context.library() as library:
        report = _follow(rescan(library, context.now, options), quiet=as_json)
    return _print_report(report, as_json=as_json)


def _options(context: AppContext, chosen: Chosen = AS_USUAL) -> "ImportOptions":
    """The options for reading notes, from the command and the settings."""
    from gruquiz.importer import ImportOptions, syntax_from

    syntax = syntax_from(context.config.tables.get("import", {}))
    return ImportOptions(
        deck=chosen.deck,
        suggest=chosen.suggest,
        dry_run=chosen.dry_run,
        syntax=syntax,
        bundled=bundled_decks(),
    )


def _follow(steps: "Generator[Progress, None, ImportReport]", *, quiet: bool) -> ImportReport:
    """Run the steps to their report, with a progress bar on stderr where that is a terminal."""
    with click.progressbar(
        length=0, label="Reading", file=sys.stderr, hidden=quiet or not sys.stderr.isatty()
    ) as bar:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return cast("ImportReport", end.value)
            bar.length = step.total
            bar.update(step.done - bar.pos)


def _print_report(report: ImportReport, *, as_json: bool) -> int:
    totals = {key: sum(getattr(note, key) for note in report.notes) for key in COUNTS}
    totals |= {"notes": len(report.notes), "failed": len(report.errors)}
    if as_json:
        emit(
            {
                "notes": [_note_document(note) for note in report.notes],
                "totals": totals,
                "errors": [
                    {"path": failure.path, "line": failure.line, "message": failure.message}
                    for failure in report.errors
                ],
            }
        )
    else:
        for note in report.notes:
            counts = {key: getattr(note, key) for key in COUNTS}
            say(f"{note.path}: {_in_words(counts)}")
            for warning in note.warnings:
                say(f"  line {warning.line}: {warning.message}")
        for edit in report.likely:
            old, new = card_name(edit.old), card_name(edit.new)
            say(f"likely edit: {new} may be the missing {old} ({edit.similarity:.0%} similar)")
        counts = {key: totals[key] for key in COUNTS}
        say(f"{counted(totals['notes'], 'note')}: {_in_words(counts)}.")
        if report.likely:
            say("Review likely edits in the app: press t on the decks screen.")
    for failure in report.errors:
        place = failure.path if failure.line is None else f"{failure.path}:{failure.line}"
        say(f"{place}: {failure.message}", err=True)
    return 1 if report.errors else 0


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {key}" for key, count in counts.items() if count) or "no cards"


def _note_document(note: NoteReport) -> dict[str, Any]:
    return {
        "path": note.path,
        "deck": note.deck,
        **{key: getattr(note, key) for key in COUNTS},
        "warnings": [{"line": w.line, "message": w.message} for w in note.warnings],
    }
