"""`sync`: exchange reviews with other machines through a folder; also on opening and closing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gruquiz.cli.context import AppContext, json_option, pass_context
from gruquiz.cli.output import emit, say

if TYPE_CHECKING:
    from gruquiz.devices import SyncReport


@click.command("sync")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@json_option
@pass_context
def sync(context: AppContext, folder: Path | None, as_json: bool) -> int:
    """Sync with your other machines through a shared folder.

    Syncthing, Dropbox, git or any other tool keeps FOLDER the same everywhere. Each machine writes
    its own files there, each with what is new since the last one, and merges those of the others,
    including conflict copies. FOLDER is saved in the settings as `folder` in [sync]; from then on
    the app and `study --plain` sync when they open and when they close, and this command needs no
    FOLDER.

    Do not move the library itself into such a folder. Files that are incomplete, damaged, or from a
    newer gruquiz are reported and left out, with exit status 1.

    \b
    Example:
      gruquiz sync ~/Sync/gruquiz
      gruquiz sync
    """
    from gruquiz.config import sync_folder
    from gruquiz.devices import sync_library

    context.start_log()
    config = context.config
    if folder is not None:
        folder = _remembered(context, folder)
    elif sync_folder(config) is None:
        raise click.UsageError("Give the shared folder: gruquiz sync FOLDER")
    with context.library():
        pass  # creates it on a new machine
    report = sync_library(context.library_path, config, context.now, folder)
    if as_json:
        emit(_document(report))
    else:
        _print_report(report)
    skipped = report.synced is not None and report.synced.skipped
    unused = any(isinstance(what, str) for _, what in report.copies)
    return 1 if skipped or unused or report.left_out else 0


def _remembered(context: AppContext, folder: Path) -> Path:
    """Save the folder in the settings; return it."""
    import os

    from gruquiz.config import config_path, write_config
    from gruquiz.devices import check_folder

    folder, config = check_folder(folder), context.config
    if config.tables.get("sync", {}).get("folder") != str(folder):
        table = {**config.tables.get("sync", {}), "folder": str(folder)}
        write_config(
            replace(config, tables={**config.tables, "sync": table}), config_path(os.environ)
        )
    return folder


def _print_report(report: "SyncReport") -> None:
    for line in report.lines():
        say(line)
    synced = report.synced
    if synced is None:
        return
    for skipped in synced.skipped:
        if skipped.again:
            say(f"{skipped.file.name} is left out: {skipped.reason}")
    if synced.wrote is not None:
        say(f"Wrote this machine's file: {synced.wrote}")
    elif not report.changed:
        say(f"Nothing new in {synced.folder}")


def _document(report: "SyncReport") -> dict[str, object]:
    synced = report.synced
    files = [
        {"file": str(path), "cards": what.cards, "texts": what.texts, "reviews": what.rows}
        for path, what in (
            *report.copies,
            *((one.file, one.merged) for one in (synced.joined if synced else ())),
        )
        if not isinstance(what, str)
    ]
    skipped = [{"file": str(path), "message": what} for path, what in report.copies
               if isinstance(what, str)]  # fmt: skip
    if synced is not None:
        skipped += [{"file": str(one.file), "message": one.reason} for one in synced.skipped]
    return {
        "folder": None if synced is None else str(synced.folder),
        "joined": files,
        "skipped": skipped,
        **({"refused": list(report.left_out)} if report.left_out else {}),
        "wrote": None if synced is None or synced.wrote is None else str(synced.wrote),
    }


@contextmanager
def synced(context: AppContext) -> Iterator[None]:
    """Sync before and after a study session; news is printed on stderr."""
    context.start_log()
    sync_quietly(context)
    try:
        yield
    finally:
        sync_quietly(context)


def sync_quietly(context: AppContext) -> None:
    """Sync if there is anything to sync; a failure must not stop the study session."""
    from gruquiz.devices import has_nothing_to_sync, sync_library
    from gruquiz.errors import KNOWN_ERRORS

    try:
        if has_nothing_to_sync(context.library_path, context.config):
            return
        report = sync_library(context.library_path, context.config, context.now)
    except KNOWN_ERRORS as error:
        say(f"gruquiz: {error}", err=True)
        return
    for line in report.lines():
        say(f"gruquiz: {line}", err=True)
