"""Home: the decks, what today asks, and one obvious next step."""

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList

from gruquiz.config import bundled_decks
from gruquiz.errors import KNOWN_ERRORS
from gruquiz.session import Session, Today
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.catalog import load
from gruquiz.tui.counting import count
from gruquiz.tui.keymap import bound, keys
from gruquiz.tui.loading import load_module
from gruquiz.tui.widgets.coming_days import ComingDays
from gruquiz.tui.widgets.deck_list import CountHeads, CountSums, DeckList
from gruquiz.tui.widgets.no_cards import NoCards

if TYPE_CHECKING:
    from gruquiz.devices import SyncReport

DAYS = 14


class DecksScreen(GruquizScreen[None]):
    """The decks with their counts; everything else starts here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys("decks.drill", "decks.lab", "decks.quiz", "decks.browse", "decks.stats"),
        *keys("decks.import", "decks.rescan", "import.warnings", "decks.settings", "decks.quit"),
        bound("app.undo"),
    ]
    AUTO_FOCUS = "#decks"

    def __init__(self, session: Session, fill: bool = False) -> None:
        super().__init__()
        self.session = session
        self.fill = fill
        """True: the library is new, and the bundled decks are being imported into it."""
        self.counted = False
        """Whether the decks show their counts: until then a key is kept, not lost."""
        self.backed_up = fill  # there is nothing yet to be lost
        self.warnings: Counter[str] = Counter()
        """What imports left to be settled, by deck."""

    def body(self) -> ComposeResult:
        yield CountHeads(id="heads")
        yield DeckList(id="decks")
        yield CountSums(id="sums")
        yield NoCards(id="empty")
        yield ComingDays(id="forecast")

    def on_mount(self) -> None:
        self.place("gruquiz")
        empty = self.query_one(NoCards)
        empty.display = False
        if self.fill:
            app = self.gruquiz
            empty.fill(app.library_path, app.clock(), app.config)

    def on_screen_resume(self) -> None:
        """Count anew: what lay above this screen may have graded cards.

        After the frame, since counting takes long in a big library.
        """
        self.after_frame(self._count)
        if not self.backed_up:
            self.backed_up = True
            self.after_frame(self.back_up)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        match action:
            case "import" | "rescan" | "undo" if self.fill:
                return False  # the bundled decks are being written
            case "warnings":
                return bool(self.warnings)
            case "quiz" | "browse" | "stats":
                return bool(self.query_one(DeckList).decks)
            case _:
                return True

    def on_key(self, event: events.Key) -> None:
        """Keep a key that is pressed before there is anything to act on."""
        if not self.counted and not event.key.startswith("ctrl+"):
            self.gruquiz.typed_ahead = event.key
            event.stop()
            event.prevent_default()

    def _count(self) -> None:
        """Show the counts; the first time, act on the key that was pressed meanwhile."""
        self.refresh_counts()
        key, self.gruquiz.typed_ahead = self.gruquiz.typed_ahead, ""
        if not self.counted:
            self.counted = True
            if key:
                self.app.simulate_key(key)
            else:
                self.after_frame(self.load_study)

    def refresh_counts(self) -> None:
        """Read the counts and show them."""
        now = self.gruquiz.clock()
        try:
            decks = self.session.overview.counts(now)
            today = self.session.overview.today(now, counts=decks)
            forecast = self.session.overview.forecast(now, DAYS)
            self.warnings = Counter(one.deck for one in self.session.overview.import_issues())
        except KNOWN_ERRORS as error:
            self.say(str(error), wrong=True)
            return
        self.place("gruquiz", _today(today))
        self.query_one(DeckList).show(decks, self.warnings)
        for name in ("#heads", "#decks", "#forecast"):
            self.query_one(name).display = bool(decks)
        self.query_one(CountHeads).show(decks)
        self.query_one(CountSums).show(decks)
        if decks and self.focused is None:
            self.query_one(DeckList).focus()  # it was hidden while there was no deck
        self.query_one(NoCards).display = not decks
        self.query_one(ComingDays).show(forecast, self.session.day(now))
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        deck = self.query_one(DeckList).deck
        if deck is not None:
            self.study(deck.name)

    def study(self, deck: str) -> None:
        """Study a deck."""
        self.gruquiz.open("study", self.session, deck)

    def action_drill(self, kind: str = "step") -> None:
        """Open a drill of a kind with fresh numbers."""
        from gruquiz.exercises import Request  # NumPy, as the screen

        self.gruquiz.open("drill", Request(kind))

    def action_lab(self) -> None:
        """Open the laboratory."""
        self.gruquiz.open("lab")

    def action_quiz(self) -> None:
        """Set a quiz up, from the deck under the cursor or from others."""
        deck = self.query_one(DeckList).deck
        self.gruquiz.open("quiz_setup", self.session, deck.name if deck is not None else None)

    def action_browse(self) -> None:
        """Search all cards."""
        self.gruquiz.open("browse", self.session)

    def action_stats(self) -> None:
        """Open the statistics."""
        self.gruquiz.open("stats", self.session)

    def action_import(self) -> None:
        """Bring notes in."""
        self.gruquiz.open("import_notes", self.session)

    def action_rescan(self) -> None:
        """Read all imported notes again."""
        self.gruquiz.open("import_notes", self.session, again=True)

    def action_warnings(self) -> None:
        """Review what the last imports were not sure of."""
        self.gruquiz.open("import_warnings", self.session)

    def action_settings(self) -> None:
        """Change settings; study follows them from then on."""
        self.gruquiz.open("settings", then=self._settings_left)

    def _settings_left(self, _result: None) -> None:
        library = self.session.library
        self.session = Session(library, self.gruquiz.config, library.log.device)
        self.refresh_counts()

    def action_undo(self) -> None:
        """Take the last act back."""
        from gruquiz.tui.services.undo_message import (
            undo_message,  # reads markdown: the decks do without
        )

        undone = self.session.undo(self.gruquiz.clock())
        self.say("Nothing to undo." if undone is None else undo_message(undone))
        self.refresh_counts()

    @on(NoCards.Filled)
    def _filled(self, message: NoCards.Filled) -> None:
        self.fill = False
        if message.wrong:
            self.say(message.wrong, wrong=True)
        self.refresh_counts()

    @work(thread=True, group="loading")
    def load_study(self) -> None:
        """Load what study is made of while the learner looks at the decks."""
        load("study")  # so that the first card need not wait for it

    @work(thread=True, group="backup")
    def back_up(self) -> None:
        """Copy the library once a day, before the day's work changes it; then meet other machines,
        if there are any."""
        load_module("gruquiz.devices")
        from gruquiz.devices import sync_library
        from gruquiz.library import Library

        app = self.gruquiz
        try:
            with Library.open(app.library_path) as library:
                library.backups.daily(app.clock())
                sources = [source.path for source in library.notes.sources()]
            here = bundled_decks()
            if any(path.endswith(f"/{here.name}") and path != str(here) for path in sources):
                self._follow_bundled()
            met = sync_library(app.library_path, app.config, app.clock())
        except KNOWN_ERRORS as error:
            self.app.call_from_thread(self.say, str(error), wrong=True)
        else:
            self.app.call_from_thread(self._met, met)

    def _follow_bundled(self) -> None:
        """Show the bundled decks anew where they have moved with the program."""
        load_module("gruquiz.tui.note_reader")  # most have no need of it
        from gruquiz.tui.note_reader import follow_bundled

        app = self.gruquiz
        if follow_bundled(app.library_path, app.clock(), app.config) and self.is_current:
            self.app.call_from_thread(self.refresh_counts)

    def _met(self, met: "SyncReport") -> None:
        """Tell what other machines had, and show it."""
        sync_news = " ".join(met.lines())
        if sync_news:
            self.say(sync_news)
        if met.synced is not None and met.synced.device:
            self.session.library.log.device = met.synced.device
        if met.changed and self.is_current:
            self.refresh_counts()


def _today(today: Today) -> str:
    parts = [f"today {today.done} done, {today.left} left"]
    if today.minutes >= 0.5:
        parts.append(f"{round(today.minutes)} min")
    if today.streak > 1:
        parts.append(f"{count(today.streak, 'day')} in a row")
    return " · ".join(parts)
