"""Who has a library open: each process leaves a small file beside it for as long as it does.

SQLite's locks tell that somebody reads or writes at this moment, not that somebody has the file
open and will write to it later, under whatever name it has by then.
"""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gruquiz import private_files

ENDING = ".open"


class Holder(NamedTuple):
    """A process that has a library open."""

    pid: int
    started: str
    """What tells it from a later process of the same number; "" where the system does not say."""
    host: str
    program: str
    identity: str
    """Of the file that it opened, which need not be the one that is there now."""
    file: Path
    """Where it says so."""

    def __str__(self) -> str:
        where = "" if self.host == socket.gethostname() else f" on {self.host}"
        return f"{self.program} (process {self.pid}{where})"


def register(library: Path, identity: object) -> Path | None:
    """Say that this process has a library open; the file to `unregister` when it has not.

    None where no file can be made: whoever cannot write there cannot write to the library either.
    """
    place = Path(os.path.realpath(library))
    pid = os.getpid()
    file = place.with_name(f".{place.name}.{pid}-{os.urandom(3).hex()}{ENDING}")
    lines = (str(pid), _started(pid), socket.gethostname(), _program(), str(identity))
    try:
        private_files.create(file)
        file.write_text("\n".join(lines), encoding="utf-8")
    except OSError:
        with suppress(OSError):
            file.unlink(missing_ok=True)
        return None
    return file


def unregister(file: Path | None) -> None:
    """This process has the library open no longer."""
    if file is not None:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def holders(library: Path) -> list[Holder]:
    """The processes that have a library open. Files of those that are gone are removed."""
    alive, gone = survey(library)
    for file in gone:
        unregister(file.file)
    return alive


def survey(library: Path) -> tuple[list[Holder], list[Holder]]:
    """The processes that have a library open, and those that were killed while they had."""
    place = Path(os.path.realpath(library))
    beginning = f".{place.name}."
    alive: list[Holder] = []
    gone: list[Holder] = []
    with suppress(OSError), os.scandir(place.parent) as entries:
        for entry in entries:
            if entry.name.startswith(beginning) and entry.name.endswith(ENDING):
                holder = _read(Path(entry.path))
                (alive if _is_alive(holder) else gone).append(holder)
    return alive, gone


def _read(file: Path) -> Holder:
    """What a file says; one whose process was killed early says nothing, as if it was of none."""
    try:
        pid, started, host, program, identity = file.read_text(encoding="utf-8").split("\n")
        return Holder(int(pid), started, host, program, identity, file)
    except (OSError, ValueError):
        return Holder(0, "", socket.gethostname(), "", "", file)


def _is_alive(holder: Holder) -> bool:
    """Whether the process is still there; one of another computer is taken at its word."""
    if holder.pid <= 0:
        return False
    if holder.host != socket.gethostname() or os.name != "posix":
        return True
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass  # somebody else's process, but there is one
    return not holder.started or _started(holder.pid) == holder.started


def _started(pid: int) -> str:
    """When a process began, in the system's own count; "" where it does not say."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]  # field 22 of proc(5), behind the name in brackets


def _program() -> str:
    """The command as a learner knows it: `gruquiz study`."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    return f"gruquiz {words[0]}" if words and words[0].isalpha() else "gruquiz"
