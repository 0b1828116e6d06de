"""`check`, `backup`, `restore`, `merge`: maintenance of the library."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gruquiz.cli.context import AppContext, json_option, pass_context
from gruquiz.cli.output import counted, emit, say

if TYPE_CHECKING:
    from gruquiz.library.maintenance.check import Fault

_log = logging.getLogger(__name__)


@click.command("check")
@click.option("--mend", is_flag=True, help="Repair everything that can be recomputed.")
@json_option
@pass_context
def check(context: AppContext, mend: bool, as_json: bool) -> int:
    """Check the library, and its schedules against its log.

    Reads the whole file, follows every reference and recomputes every schedule from the log. Exit
    status: 0 for a sound library, 1 for faults, which are printed one per line.

    --mend recomputes derived data: schedules and statistics from the log, the search index from
    the texts, indexes from their tables. It also mends impossible values, such as an infinite
    interval or the year 9999: the grade stays, its interval is recomputed. The library is copied
    to its backups first. For faults that remain, use `gruquiz restore`.

    \b
    Example:
      gruquiz check
      gruquiz check --mend
    """
    mended: list[Fault] = []
    aside: Path | None = None
    with context.library(create=False) as library:
        faults = library.maintenance.faults()
        if mend and faults:
            aside = library.backups.put_aside(context.now, "before-mending")
            library.maintenance.mend()
            before, faults = faults, library.maintenance.faults()
            mended = [fault for fault in before if fault not in faults]
    if as_json:
        document: dict[str, object] = {
            "library": str(context.library_path),
            "faults": [fault.text for fault in faults],
        }
        if mend:
            document |= {
                "mended": [fault.text for fault in mended],
                "aside": None if aside is None else str(aside),
            }
        emit(document)
    else:
        for fault in mended:
            say(f"mended: {fault}")
        if aside is not None:
            say(f"Backup of the library before the repair: {aside}")
        if not faults:
            say(f"{context.library_path} is sound.")
    for fault in faults:
        say(f"gruquiz: {fault}", err=True)
    if not mend and any(fault.mendable for fault in faults):
        say("gruquiz: `gruquiz check --mend` repairs this.", err=True)
    if (mend and faults) or not all(fault.mendable for fault in faults):
        say("gruquiz: only a backup helps here; see `gruquiz restore`.", err=True)
    return 1 if faults else 0


@click.command("backup")
@json_option
@pass_context
def backup(context: AppContext, as_json: bool) -> None:
    """Back up the library, and delete surplus old backups.

    The app does this every day and before an import.

    \b
    Example:
      gruquiz backup
    """
    with context.library(create=False) as library:
        copy = library.backups.make(context.now)
    if as_json:
        emit({"backup": str(copy)})
    else:
        say(f"Copied to {copy}")


@click.command("restore")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@json_option
@pass_context
def restore(context: AppContext, file: Path | None, as_json: bool) -> None:
    """Restore a backup; without FILE, list the backups.

    Backups are in the folder `library-backups` beside the library: daily ones for 7 days, weekly
    ones for 4 weeks, monthly ones for 12 months. The current library is not lost: it is moved
    there.

    \b
    Example:
      gruquiz restore
      gruquiz restore ~/.local/share/gruquiz/library-backups/2026-11-20T080000.db
    """
    from gruquiz.library.backup_files import dated, folder_of
    from gruquiz.library.maintenance.restore import restore

    path = context.library_path
    if file is None:
        copies = [str(copy) for _, copy in dated(folder_of(path))]
        if as_json:
            emit({"backups": copies})
        else:
            for copy in copies or ("No backups yet.",):
                say(copy)
        return
    context.prepare()
    aside = restore(path, file, context.now)
    if as_json:
        emit({"restored": str(file), "aside": None if aside is None else str(aside)})
        return
    say(f"Restored {file}.")
    if aside is not None:
        say(f"The previous library is now {aside}")


@click.command("merge")
@click.argument("other", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@pass_context
def merge(context: AppContext, other: Path, as_json: bool) -> int:
    """Add everything new from another device's library.

    Keeps the reviews of both and recomputes every schedule from all of them. Cards that both
    devices made from the same text of the same note become one. Merging the same file again
    changes nothing. The other file, a library or one written by `sync`, is not changed; nothing in
    it is run, and values that no library can hold are named and left out (exit status 1).

    \b
    Example:
      gruquiz merge ~/Sync/laptop.db
    """
    from gruquiz.config import device_name
    from gruquiz.foreign import Refusals

    context.start_log()
    refusals = Refusals()
    with context.library() as library:
        library.log.device = device_name(context.library_path.parent)
        merged = library.merge.join(other, refusals=refusals)
    _log.info("merged %r: %s", str(other), merged)
    refused = list(refusals.sentences())
    for sentence in refused:
        say(f"{other}: {sentence}", err=True)
    if as_json:
        document: dict[str, object] = {
            "cards": merged.cards, "texts": merged.texts, "reviews": merged.rows,
        }  # fmt: skip
        emit(document | ({"refused": refused} if refused else {}))
        return 1 if refused else 0
    say(
        f"Added {counted(merged.cards, 'card')} and {counted(merged.rows, 'row')} of the log; "
        f"updated the text of {counted(merged.texts, 'card')}."
    )
    if merged.duplicates:
        say(f"Joined {counted(merged.duplicates, 'card')} that both devices had made.")
    return 1 if refused else 0
