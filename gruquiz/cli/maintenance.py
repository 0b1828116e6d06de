"""`check`, `backup`, `restore`, `merge`: the library kept whole."""

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
@click.option("--mend", is_flag=True, help="Set right what can be worked out anew.")
@json_option
@pass_context
def check(context: AppContext, mend: bool, as_json: bool) -> int:
    """Check the library, and its schedules against its log.

    The file is read whole, every reference followed, and every schedule worked out again from the
    log. Exit status 0 says that all is sound, 1 that there are faults, told one a line.

    --mend works out anew what follows from something else: schedules and statistics from the log,
    the words to search by from the texts, indexes from their tables. A copy of the library as it
    was is put among its backups first. What is left then, only `gruquiz restore` can help.

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
            say(f"The library as it was: {aside}")
        if not faults:
            say(f"{context.library_path} is sound.")
    for fault in faults:
        say(f"gruquiz: {fault}", err=True)
    if not mend and any(fault.mendable for fault in faults):
        say("gruquiz: `gruquiz check --mend` sets this right.", err=True)
    if (mend and faults) or not all(fault.mendable for fault in faults):
        say("gruquiz: only a backup helps here: `gruquiz restore` brings one back.", err=True)
    return 1 if faults else 0


@click.command("backup")
@json_option
@pass_context
def backup(context: AppContext, as_json: bool) -> None:
    """Copy the library beside itself, and thin out old copies.

    The app does so by itself every day and before an import.

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
    """Bring a backup back; without FILE, list the backups.

    Backups lie beside the library in a folder of its name, `library-backups`: one a day for 7
    days, one a week for 4 weeks, one a month for 12 months. The library as it is now is set aside
    among them, not lost.

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
            for copy in copies or ("There is no backup yet.",):
                say(copy)
        return
    context.prepare()
    aside = restore(path, file, context.now)
    if as_json:
        emit({"restored": str(file), "aside": None if aside is None else str(aside)})
        return
    say(f"{file} is the library again.")
    if aside is not None:
        say(f"What was there until now: {aside}")


@click.command("merge")
@click.argument("other", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@pass_context
def merge(context: AppContext, other: Path, as_json: bool) -> None:
    """Add what another device's library has and this one has not.

    Reviews of both are kept, and every schedule is worked out again from all of them. Cards that
    both devices made of the same text of the same note become one. Merging the same file again
    changes nothing. The other file, a library or one that `sync` wrote, is not touched.

    \b
    Example:
      gruquiz merge ~/Sync/laptop.db
    """
    from gruquiz.config import device_name

    context.start_log()
    with context.library() as library:
        library.log.device = device_name(context.library_path.parent)
        merged = library.merge.join(other)
    _log.info("merged %r: %s", str(other), merged)
    if as_json:
        emit({"cards": merged.cards, "texts": merged.texts, "reviews": merged.rows})
        return
    say(
        f"{counted(merged.cards, 'card')} and {counted(merged.rows, 'row')} of the log were new "
        f"here; {counted(merged.texts, 'card')} had a newer text there."
    )
    if merged.duplicates:
        say(f"{merged.duplicates} cards of both turned out to be the same.")
