"""Going on after the library's file was moved, deleted or replaced while it was open.

What was answered before is in the open file, which has no name any more; the answer that was
refused is in none. Both are brought into a copy among the backups first, whatever is done then.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.library.maintenance.take_over import take_over
from gruquiz.session import Session
from gruquiz.session.results import RefusedAnswer


class Rescued(NamedTuple):
    """The open library brought to safety."""

    copy: Path
    """A library with all that was answered, the refused answer too."""
    answer: RefusedAnswer | None
    """That answer; None where something else was refused."""


def rescue(session: Session, now: datetime) -> Rescued:
    """Copy the open library among its backups, the answer that was refused with it.

    Raises LibraryError where the copy cannot be written.
    """
    library = session.library
    copy = library.backups.put_aside(now, "rescued")
    if copy is None:
        raise LibraryError("a library in memory has no file that could be lost")
    answer = session.refused
    if answer is not None:
        with Library.open(copy, create=False) as rescued:
            there = Session(rescued, session.config, library.log.device)
            there.answer(answer.card, answer.grade, answer.now, answer.elapsed_ms, answer.drill)
    return Rescued(copy, answer)


def join(session: Session, rescued: Rescued) -> Session:
    """Go on with the library that is at the path now, everything rescued taken in.

    Where there is none, the rescued one is put there. The library of the old session is closed.
    Raises LibraryError; then the rescued copy is still there.
    """
    path, device = Path(session.library.path), session.library.log.device
    session.library.close()  # its log goes by the path alone, as that of the file there does
    take_over(path, rescued.copy)
    library = Library.open(path, create=False)
    try:
        library.log.device = device
        library.merge.join(rescued.copy)
    except BaseException:
        library.close()
        raise
    return Session(library, session.config, device)
