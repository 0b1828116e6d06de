"""Conflict copies of the library itself, where it lies in a folder that a tool synchronises."""

import logging
import re
import shutil
from datetime import datetime
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.foreign import Refusals
from gruquiz.library import Library
from gruquiz.library.maintenance.backups import Backups
from gruquiz.library.merge.merge import Merged

_log = logging.getLogger(__name__)

MARKS = re.compile(
    r"\.sync-conflict-.*"  # Syncthing
    r"|[ _-]\(?.*conflict.*"  # Dropbox, Nextcloud, ownCloud, Seafile, Resilio
    r"|~.*|_(?:BASE|LOCAL|REMOTE|BACKUP)_\d+",  # git
    re.IGNORECASE,
)


def find_conflict_copies(library: Path) -> list[Path]:
    """The copies of a library that a sync tool left beside it after two machines wrote to it."""
    stem, ending = library.stem, library.suffix
    try:
        names = [path.name for path in library.parent.iterdir() if path.name.startswith(stem)]
    except OSError:
        return []
    found = []
    for name in sorted(names):
        middle = name[len(stem) :]
        if middle.startswith(ending):  # the tool put its mark after the ending
            middle = middle[len(ending) :]
        else:
            middle = middle.removesuffix(ending) if middle.endswith(ending) else ""
        if MARKS.fullmatch(middle):
            found.append(library.with_name(name))
    return found


def join_conflict_copies(
    library: Library, now: datetime, refused: list[str]
) -> list[tuple[Path, Merged | str]]:
    """Merge the copies and move them to the backups; what each brought, or why it could not be
    used: then it stays where it is. `refused` gains a sentence for what was left out of one."""
    results: list[tuple[Path, Merged | str]] = []
    if not isinstance(library.path, Path):
        return results
    for path in find_conflict_copies(library.path):
        if not results:
            library.backups.daily(now)
        try:
            refusals = Refusals()
            merged = library.merge.join(path, refusals=refusals)
            refused.extend(f"{path}: {one}" for one in refusals.sentences())
            results.append((path, merged))
            _log.info("merged the conflict copy %r: %s", str(path), merged)
            move_to_backups(library.backups, path)
        except LibraryError as error:
            results.append((path, error.message))
            _log.warning("left the conflict copy %r alone: %s", str(path), error.message)
        except FileNotFoundError:
            continue  # another process was quicker
    return results


def move_to_backups(backups: Backups, path: Path) -> Path:
    """Move a merged file to the backups; its new path."""
    folder = backups.folder
    if folder is None:
        raise LibraryError("a library in memory has no backups", path)
    private_files.make_folder(folder)
    target, count = folder / path.name, 1
    while target.exists():
        count += 1
        target = folder / f"{count}-{path.name}"
    shutil.move(path, target)
    private_files.tighten([target])
    return target
