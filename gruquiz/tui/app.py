"""The app: opens the library, knows the screens, and wires nothing else."""

import asyncio
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer

from gruquiz.config import Config, device_name
from gruquiz.errors import LibraryError, LibraryMovedError
from gruquiz.tui.catalog import ScreenName, load
from gruquiz.tui.guard import GuardedApp
from gruquiz.tui.guest import Guest
from gruquiz.tui.keymap import SIGNS, keys, remapped
from gruquiz.tui.shell import Edit, Then
from gruquiz.tui.themes import QUIET, THEMES
from gruquiz.tui.widgets.strips import Harmless

if TYPE_CHECKING:
    from gruquiz.library import Library
    from gruquiz.session import Session
    from gruquiz.session.rescue import Rescued

HARMLESS = Harmless()

PAGES_HELD = 6_000
"""Kilobytes of the library that are kept in memory. Study comes by each card once a day, and what
lies in between is found fast enough by the system; more would only pile up."""

SAID_STAYS = 5.0
"""Seconds that a short confirmation is shown at least."""
WRONG_STAYS = 12.0
READ_PER_SECOND = 12
"""Characters that are read at leisure in a second."""


@dataclass(frozen=True, slots=True)
class Host:
    """What the app is given of the machine that it runs on; by default, nothing."""

    edit: Edit | None = None
    config_path: Path | None = None
    """Where settings are kept; None where they hold for this run only."""
    debug: bool = False
    tidy: Callable[[], None] | None = None
    """Called once a kind of screen stands for the first time, whatever it needed being loaded:
    for what had better not be done while a key is answered."""
    guest: Guest | None = None
    """Who uses the app from elsewhere; None where it is whose computer this is."""


NO_HOST = Host()


class GruquizApp(GuardedApp):
    """Spaced repetition for gated recurrent units, in the terminal."""

    TITLE = "gruquiz"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (120, "-wide")]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = keys("app.quit")

    notice: reactive[tuple[str, bool]] = reactive(("", False), repaint=False)
    """What is said above the keys now, and whether it tells of something wrong."""

    def __init__(
        self,
        library_path: Path,
        config: Config,
        clock: Callable[[], datetime],
        host: Host = NO_HOST,
    ) -> None:
        super().__init__()
        self.guest = host.guest
        self.debug = host.debug
        self.library_path = library_path
        self.config = config
        self.clock = clock
        self.edit = host.edit
        self.config_path = host.config_path
        self.tidy = host.tidy
        self.kinds_shown: set[type[Screen[Any]]] = set()
        self.library: Library | None = None
        self.rescuing = False
        """Whether the learner is being asked where to go on from a library that was moved."""
        self.typed_ahead = ""
        """The key pressed last before the decks were counted: it counts once they are."""
        self.seeds = 0
        self.silence: Timer | None = None
        """Takes the notice away."""
        for theme in THEMES:
            self.register_theme(theme)
        theme_name = str(config.tables.get("app", {}).get("theme", THEMES[0].name))
        self.theme = theme_name if theme_name in self.available_themes else THEMES[0].name

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The decks and screens, then what Textual itself offers of use here."""
        from gruquiz.tui.commands import commands  # the first frame does without

        yield from commands(self.screen_stack)
        for command in super().get_system_commands(screen):
            if command.title in ("Theme", "Quit"):
                yield command

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, and behind them the door that lets no control character out."""
        return [*super().get_line_filters(), HARMLESS]

    def get_key_display(self, binding: Binding) -> str:
        """A key as the footer and the help write it."""
        return binding.key_display or SIGNS.get(binding.key) or super().get_key_display(binding)

    def home(self) -> Screen[Any]:
        """The decks, with nothing kept of what was on the screens before."""
        from gruquiz.session import Session

        if self.library is None:
            return load("opening")()
        return load("decks")(Session(self.library, self.config, self.library.log.device))

    def open(
        self,
        name: ScreenName,
        *given: Any,
        then: Then | None = None,
        **options: Any,
    ) -> None:
        """Show a screen above the present one; `then` gets what it is dismissed with."""
        self.push_screen(load(name)(*given, **options), then)

    def replace_screen(self, name: ScreenName, *given: Any, **options: Any) -> None:
        """Show a screen instead of the present one."""
        self.switch_screen(load(name)(*given, **options))

    def say(self, message: str, *, wrong: bool = False) -> None:
        """Show a line above the keys of every screen; the newest takes the place of the last.

        It stays for as long as it takes to read it at leisure.
        """
        if self.silence is not None:
            self.silence.stop()
        message = self.hide(message)
        self.notice = (message, wrong)
        seconds = max(WRONG_STAYS if wrong else SAID_STAYS, len(message) / READ_PER_SECOND)
        self.silence = self.set_timer(seconds, self.hush)

    def hide(self, text: str) -> str:
        """The text as whoever uses the app may read it: guests see no places of this computer."""
        return text if self.guest is None else self.guest.hide(text)

    def place_of(self, path: str) -> str:
        """A path as whoever uses the app may read it: of guests, the name alone."""
        return path if self.guest is None else Path(path).name

    def hush(self) -> None:
        """Take the line away again."""
        self.notice = ("", False)

    def library_moved(self, error: LibraryMovedError) -> None:
        """Bring what was answered to safety, and ask where to go on."""
        from gruquiz.session import Session
        from gruquiz.session.rescue import Rescued, rescue

        sessions = (getattr(screen, "session", None) for screen in reversed(self.screen_stack))
        session = next((one for one in sessions if isinstance(one, Session)), None)
        if session is None or self.rescuing:
            return
        self.rescuing = True
        try:
            rescued: Rescued = rescue(session, self.clock())
        except LibraryError as trouble:
            self.rescuing = False
            self.say(str(trouble), wrong=True)
            return

        async def go_on(with_it: bool | None) -> None:
            self.rescuing = False
            if with_it:
                await self._join(session, rescued)
            else:
                self.exit()

        problem, copy = self.hide(error.message), self.place_of(str(rescued.copy))
        self.open("library_moved", problem, copy, then=go_on)

    async def _join(self, session: "Session", rescued: "Rescued") -> None:
        """Go on from fresh decks with the library that is at the path now."""
        from gruquiz.session.rescue import join

        self.library = None
        try:
            session = join(session, rescued)
        except LibraryError as error:
            self.replace_screen("failure", "The library cannot be opened", str(error))
            return
        session.library.limit_cache(PAGES_HELD)
        self.library = session.library
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.push_screen(self.home())
        self.say("Your answers are in the library that is there now.")

    def seed(self) -> int:
        """A seed for the next exercise: from the clock, and another one each time."""
        self.seeds += 1
        return int(self.clock().timestamp() * 1000 + self.seeds) % 2**31

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our two greys, for the themes that do not define them."""
        return QUIET[self.current_theme.dark]

    def on_mount(self) -> None:
        """Show the first frame; the library is opened after it."""
        self.exit_when_asked_to()
        self.set_keymap(remapped(self.config.tables.get("keys", {})))
        self.open("opening")

    def exit_when_asked_to(self) -> None:
        """End as by the key when the system or a closed terminal asks for it: what is raised by a
        signal in the middle of a loop would leave the terminal as it is and the library open."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            # A system without such signals, or not the main thread, as in tests.
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self.exit)

    def open_library(self) -> None:
        """Open the library and show its decks, or say why that cannot be done."""
        # The first frame does without all this.
        from gruquiz.library import Library
        from gruquiz.session import Session

        try:
            library = Library.open(self.library_path)
            session = Session(library, self.config, device_name(self.library_path.parent))
        except LibraryError as error:
            self.replace_screen("failure", "The library cannot be opened", str(error))
            return
        library.limit_cache(PAGES_HELD)
        self.library = library
        self.replace_screen("decks", session, fill=library.created)
