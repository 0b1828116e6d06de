"""The program's own log: a rotating file that says what was read, written, merged or refused.

Modules log with `logging.getLogger(__name__)`; nothing is written before `start` names the file.
The learner's reviews are another log, in the library.
"""

import logging
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from gruquiz import __version__, private_files
from gruquiz.terminal import visible

LARGEST = 500_000
"""Bytes at which a new file is begun."""
OLD_FILES = 3
"""Older files that are kept: `gruquiz.log.1` is the youngest."""
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_program = logging.getLogger("gruquiz")


class LogFile(RotatingFileHandler):
    """The file, made for its owner alone when the first line is written.

    A log that cannot be written must not disturb what is logged: `problem` says why the
    last line could not.
    """

    problem: BaseException | None = None

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=LARGEST, backupCount=OLD_FILES, encoding="utf-8", delay=True
        )
        self.path = path
        self.setFormatter(_VisibleFormatter(LINE))
        self.rotator = _rotate

    def emit(self, record: logging.LogRecord) -> None:
        self.problem = None
        try:
            private_files.make_folder(self.path.parent, parents=True)
            with suppress(FileExistsError):
                private_files.create(self.path)
        except OSError as error:
            self.problem = error
            return
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's name
        """Keep what went wrong, where `logging` would print a trace over the screen."""
        self.problem = sys.exc_info()[1]


class _VisibleFormatter(logging.Formatter):
    """Lines that a terminal shows and does not obey, whatever an error quotes."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(visible(line) for line in super().format(record).split("\n"))


def _rotate(source: str, target: str) -> None:
    """Put a full file aside, and begin the next one for its owner alone."""
    Path(source).replace(target)
    private_files.create(Path(source))


def start(path: Path, *, debug: bool) -> None:
    """Log into this file from now on; with `debug`, each single step too."""
    stop()
    _program.addHandler(LogFile(path))
    _program.setLevel(logging.DEBUG if debug else logging.INFO)


def stop() -> None:
    """Close the log's file."""
    for handler in _files():
        _program.removeHandler(handler)
        handler.close()


def record_fault(error: BaseException) -> str:
    """Log a fault of the program with its trace; a sentence for the learner about the details."""
    files = _files()
    if not files:
        return "No log is kept."
    file = files[0]
    _program.error("a fault in gruquiz %s", __version__, exc_info=error)
    if file.problem is None:
        return f"The details are in {file.path}."
    reason = getattr(file.problem, "strerror", None) or file.problem
    return f"The details could not be written to {file.path}: {reason}."


def _files() -> list[LogFile]:
    return [handler for handler in _program.handlers if isinstance(handler, LogFile)]
