"""The errors, each with its place; `cli.main` and the screen concerned show them."""

from pathlib import Path

from engine.errors import EngineError


class GruquizError(Exception):
    """Something the user can mend: what is wrong, where, and what to do."""

    def __init__(self, message: str, path: Path | str | None = None, line: int | None = None):
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = "" if self.path is None else str(self.path)
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
        return f"{place}: {self.message}" if place else self.message


class NoteError(GruquizError):
    """A note that cannot be read."""


class LibraryError(GruquizError):
    """A library that cannot be opened, read or written."""


class LibraryMovedError(LibraryError):
    """The path of an open library names another file now, or none: nothing was written."""


class CardError(GruquizError):
    """A card that does not exist, or that cannot take this action now."""


class QueryError(GruquizError):
    """A search that cannot be understood; the message points at the place with a caret."""


class ConfigError(GruquizError):
    """A setting that cannot be used."""


class FittingError(GruquizError):
    """Reviews to which nothing can be fitted."""


KNOWN_ERRORS = (GruquizError, EngineError)
"""Errors that are shown to the user in one line; any other is a fault of the program."""
