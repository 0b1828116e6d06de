"""The place of a library after its file was moved away while it was open."""

import shutil
from pathlib import Path

from gruquiz.errors import LibraryError
from gruquiz.library.draft import discard, draft_of, put
from gruquiz.library.file_checks import set_log_aside
from gruquiz.library.holders import holders
from gruquiz.library.maintenance.backups import sync


def take_over(path: Path, copy: Path) -> None:
    """Make sure that a library can be opened at `path`: the one that is there, or else `copy`.

    What the file that was there before left beside it is moved away, unless somebody still has a
    library open there. Whole or not at all. Raises LibraryError.
    """
    if not holders(path):
        set_log_aside(path)
    if path.exists():
        return
    draft = draft_of(path)
    try:
        shutil.copyfile(copy, draft)
        shutil.copymode(copy, draft)
        sync(draft)
        put(draft, path)
        sync(path.parent)
    except OSError as error:
        raise LibraryError(f"it cannot be put back: {error.strerror}", path) from error
    finally:
        discard(draft)
