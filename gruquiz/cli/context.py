"""The process's environment: clock, environment variables, paths.

No other module reads these; everything below gets values.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gruquiz.config import Config
    from gruquiz.library import Library
    from gruquiz.session import Session


class TimeType(click.ParamType[datetime]):
    """An ISO 8601 time; without an offset it is local time."""

    name = "iso-time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value)).astimezone()
        except (ValueError, OverflowError, OSError):
            self.fail(f"{value!r} is not a time; write 2026-11-21 or 2026-11-21T09:30", param, ctx)
        if not 1900 <= moment.year < 3000:  # far from it, intervals would leave the calendar
            self.fail(f"{value!r} is not between the years 1900 and 2999", param, ctx)
        return moment


@dataclass(frozen=True, slots=True)
class AppContext:
    """The global options and what depends on them, computed on demand."""

    library_option: Path | None = None
    now_option: datetime | None = None
    completing: bool = False
    """True during shell completion, which must neither change nor print anything."""

    @property
    def now(self) -> datetime:
        """The time that counts as now: aware, in the learner's zone."""
        return datetime.now().astimezone() if self.now_option is None else self.now_option

    @property
    def library_path(self) -> Path:
        from gruquiz.config import library_path

        return library_path(os.environ) if self.library_option is None else self.library_option

    def prepare(self) -> None:
        """Create the data directory, if the library belongs there.

        A folder that the learner named is not created: it may be mistyped, or not mounted yet.
        """
        if self.library_option is not None:
            return
        from gruquiz.private_files import make_folder

        folder = self.library_path.parent
        try:
            make_folder(folder, parents=True)
        except OSError as error:
            from gruquiz.errors import LibraryError  # only where it cannot be made

            raise LibraryError(f"the folder cannot be made: {error.strerror}", folder) from error

    def close_to_others(self) -> None:
        """Remove other users' access to files of an older version, and report it on stderr."""
        from gruquiz.config import close_to_others

        closed = close_to_others(self.library_path, os.environ)
        if not closed:
            return
        from gruquiz.cli.output import closed_to_others, say  # happens once per library

        say(closed_to_others(closed), err=True)

    def start_log(self) -> None:
        """Start the program's log of what is read, written, merged or refused."""
        from gruquiz.config import log_path
        from gruquiz.program_log import start

        start(log_path(os.environ), debug=self.debug)

    @property
    def debug(self) -> bool:
        """Whether GRUQUIZ_DEBUG=1 asks for every detail."""
        return os.environ.get("GRUQUIZ_DEBUG") == "1"

    @property
    def config(self) -> "Config":
        from gruquiz.config import config_path, read_config

        return read_config(config_path(os.environ))

    @contextmanager
    def library(self, *, create: bool = True) -> Iterator["Library"]:
        """The library; created if it does not exist, or LibraryError without `create`."""
        from gruquiz.library import Library

        if create:
            self.prepare()
        if not self.completing:
            self.close_to_others()
        with Library.open(self.library_path, create=create) as library:
            yield library

    @contextmanager
    def session(self) -> Iterator["Session"]:
        """A study session on the library."""
        from gruquiz.config import device_name
        from gruquiz.session import Session

        with self.library() as library:
            yield Session(library, self.config, device_name(self.library_path.parent))


def require_deck(session: "Session", name: str | None) -> str | None:
    """The deck as given, if it or a sub-deck exists. Raises CardError otherwise."""
    if name is None:
        return None
    from gruquiz.model import in_deck, no_deck

    names = session.library.decks.names().values()
    if not any(in_deck(deck, name) for deck in names):
        from gruquiz.errors import CardError

        raise CardError(no_deck(name, names))
    return name


pass_context = click.make_pass_decorator(AppContext)

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)
