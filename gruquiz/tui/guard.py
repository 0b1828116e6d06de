"""The one guard against faults of the program: what went wrong is said, and study goes on.

Textual ends an app at the first exception that nobody caught, wherever it came from. Here every
one of them arrives in `GuardedApp`; each grade was committed before the next card showed, so
nothing is lost by going on.
"""

import traceback
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.events import Key, MouseDown
from textual.message import Message
from textual.screen import Screen
from textual.worker import WorkerFailed

from gruquiz.errors import KNOWN_ERRORS, GruquizError, LibraryMovedError
from gruquiz.program_log import record_fault
from gruquiz.terminal import visible
from gruquiz.tui.catalog import load
from gruquiz.tui.textual_private import CatchingApp

MOST = 4
"""Faults without a key pressed between them: the app cannot be used any more, and leaves."""


class GuardedApp(CatchingApp):
    """An app that outlives its faults; subclasses give its home."""

    debug = False
    """True: the first fault ends the app, and is raised where the app was started."""
    ended_by: Exception | None = None
    """The fault that the app could not go on after."""
    faults = 0
    """Since a key was pressed last."""
    leaving = False
    """Whether the screens are being left after a fault in one of them."""

    @abstractmethod
    def home(self) -> Screen[Any]:
        """The screen to begin anew from."""

    @abstractmethod
    def library_moved(self, error: LibraryMovedError) -> None:
        """Rescue what the open library holds, and offer to go on."""

    @abstractmethod
    def say(self, message: str, *, wrong: bool = False) -> None:
        """Tell the learner something in a line."""

    @abstractmethod
    def hide(self, text: str) -> str:
        """The text as whoever uses the app may read it."""

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; after a fault in it the screen stays as it is."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except LibraryMovedError as error:
            self.library_moved(error)
        except KNOWN_ERRORS as error:
            self.say(str(error), wrong=True)
        except Exception as error:  # noqa: BLE001 - the guard for what nobody foresaw
            self._fault(error, stay=True)
        return True

    def heard(self, message: Message) -> None:
        """Count faults anew from each key or click."""
        if isinstance(message, Key | MouseDown):
            self.faults = 0

    def caught(self, error: Exception) -> None:
        """Go on after what nobody caught.

        The widget whose handler failed has left the screen by now. A screen that has lost a part
        cannot be trusted, so all are left for a new home; only a worker's fault harms none.
        """
        if isinstance(error, WorkerFailed):
            self._fault(error.error if isinstance(error.error, Exception) else error, stay=True)
        else:
            self._fault(error, stay=False)

    def _fault(self, error: Exception, *, stay: bool) -> None:
        if self.ended_by is not None or (self.leaving and not stay):
            return  # it is being dealt with: a broken screen goes on failing until it is gone
        if isinstance(error, LibraryMovedError):
            self.call_later(self.library_moved, error)
            return
        self.faults += 1
        where = record_fault(error)
        if self.debug or self.faults >= MOST or not self.is_running:
            self._give_up(error, where)
            return
        sheet = load("fault")(self.hide(said(error)), self.hide(where), home=not stay)
        self.leaving = self.leaving or not stay
        self.call_later(self._show if stay else self._begin_anew, sheet)

    async def _show(self, sheet: Screen[Any]) -> None:
        if not isinstance(self.screen, type(sheet)):
            await self.push_screen(sheet)

    async def _begin_anew(self, sheet: Screen[Any]) -> None:
        try:
            while len(self.screen_stack) > 1:
                await self.pop_screen()
        finally:
            self.leaving = False
        await self.push_screen(self.home())
        await self.push_screen(sheet)

    def _give_up(self, error: Exception, where: str) -> None:
        self.ended_by = error
        if not self.debug:
            told = f"the app stopped: {said(error)}. Your grades are kept. {where}"
            self.ended_by = GruquizError(told)
            self.ended_by.__cause__ = error
        if self.is_running:
            self.exit(return_code=1)


def said(error: Exception) -> str:
    """A fault in a line: its kind, its message, and the place in the program."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if "gruquiz" in Path(frame.filename).parts and frame.filename != __file__
    ]
    place = ""
    if own:
        parts = Path(own[-1].filename).parts
        file = "/".join(parts[len(parts) - parts[::-1].index("gruquiz") :])
        place = f" ({file}, line {own[-1].lineno})"
    return visible(f"{type(error).__name__}: {error}{place}")
