"""Study: a card, its answer, a grade; and again until nothing is left for today."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Rule, Static

from gruquiz.errors import KNOWN_ERRORS, CardError
from gruquiz.model import BUTTONS, Card, CardId, Grade
from gruquiz.session import Asked, Session
from gruquiz.tui import editing
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.inline import visible
from gruquiz.tui.reading import reread
from gruquiz.tui.study_end import StudyEnd, Tally
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.grades import Grades
from gruquiz.tui.widgets.progress import progress

MORE = 10
"""How many new cards `m` adds for today."""


class StudyScreen(GruquizScreen[None]):
    """One card at a time, in the order of the session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space,enter",
            "reveal",
            "show",
            key_display="space",
            id="study.reveal",
            tooltip="Show the answer",
        ),
        *(
            Binding(
                str(n),
                f"key({n})",
                id=f"study.{n}",
                show=False,
                tooltip=f"Give the grade on key {n}",
            )
            for n in range(6)
        ),
        Binding("m", "more", f"{MORE} more", id="study.more", tooltip="More new cards for today"),
        Binding("x", "drop", "not a card", id="study.drop", tooltip="Drop this suggested card"),
        Binding(
            "minus",
            "bury",
            "bury",
            id="study.bury",
            tooltip="Not again before tomorrow",
            key_display="-",
        ),
        Binding(
            "exclamation_mark",
            "suspend",
            "suspend",
            id="study.suspend",
            key_display="!",
            tooltip="Never again, until you take it back",
        ),
        Binding("e", "edit", "edit", id="study.edit", tooltip="Open the note at this card"),
        Binding("u", "undo", "undo", id="app.undo", tooltip="Take the last act back"),
        Binding("escape", "back", "decks", id="app.back", tooltip="Back to the decks"),
    ]
    AUTO_FOCUS = "#scroll"

    phase: reactive[str] = reactive("front", bindings=True)
    """front, back, or end when nothing is left."""

    def __init__(self, session: Session, deck: str | None = None) -> None:
        super().__init__()
        self.session = session
        self.deck = deck
        self.asked: Asked | None = None
        self.tally = Tally()
        self.shown_at: datetime | None = None

    def body(self) -> ComposeResult:
        yield Static(id="context", markup=False)
        with VerticalScroll(id="scroll"):
            yield CardText(id="front")
            yield Rule(id="between")
            yield CardText(id="back")
            yield StudyEnd(id="end")
        yield Static(id="origin", markup=False)
        yield Grades(id="grades")

    def on_mount(self) -> None:
        self.go_on()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "reveal":
                return self.phase == "front"
            case "key" | "grade":
                return self.phase == "back"
            case "more":
                return self.phase == "end"
            case "bury" | "suspend" | "edit":
                return self.phase != "end"
            case "drop":
                return (
                    self.phase != "end"
                    and self.asked is not None
                    and (self.asked.card.rule is not None)
                )
            case _:
                return True

    def go_on(self) -> None:
        """Show the next card of today's queue, or the end."""
        self.show(self.session.next(self.gruquiz.clock(), self.deck))

    def show(self, asked: Asked | None) -> None:
        """Show a card's front; None shows the end."""
        now = self.gruquiz.clock()
        self.asked = asked
        self.shown_at = now
        self.phase = "end" if asked is None else "front"
        today = self.session.today(now, self.deck)
        total = today.done + today.left
        place = " › ".join((self.deck or "all decks").split("/"))
        self.place(place, progress(today.done, total, 12 if self.size.width < 60 else 20))
        face = asked.card.face if asked else None
        self.query_one("#front", CardText).text = face.front if face else ""
        self.query_one("#back", CardText).text = face.back if face else ""
        self.query_one("#context", Static).update(_context(asked.card) if asked else "")
        self.query_one("#origin", Static).update(_origin(asked.card) if asked else "")
        if asked is None:
            forecast = self.session.forecast(now, 14, self.deck)
            self.query_one(StudyEnd).show(self.tally, today.minutes, forecast)
        else:
            self.query_one(Grades).show(asked.buttons, asked.ease)
        self.query_one("#scroll").scroll_home(animate=False)
        self._arrange()

    def _arrange(self) -> None:
        """Show what belongs to the phase; a filled hole replaces the question it stood in."""
        filled = self.asked is not None and bool(self.asked.card.face.answers)
        back = self.phase == "back"
        self.query_one("#front").display = self.phase != "end" and not (back and filled)
        self.query_one("#between").display = back and not filled
        self.query_one("#back").display = back
        self.query_one("#end").display = self.phase == "end"
        self.query_one("#grades").display = back
        self.query_one("#context").display = self.phase != "end"
        origin = self.phase == "front" and self.asked is not None and self.asked.card.rule
        self.query_one("#origin").display = bool(origin)

    def action_reveal(self) -> None:
        """Show the answer."""
        self.phase = "back"
        self._arrange()
        self.call_after_refresh(self.query_one("#back").scroll_visible, animate=False)

    def action_key(self, number: int) -> None:
        """Give the grade that stands on a number key."""
        names = list(self.asked.buttons) if self.asked else []
        if str(number) in names:
            self.action_grade(str(number))
        elif 1 <= number <= len(names) and not names[0].isdigit():
            self.action_grade(names[number - 1])

    def action_grade(self, name: str) -> None:
        """Give a grade by its name, and go on."""
        if self.asked is None:
            return
        grade = BUTTONS[name] if name in BUTTONS else Grade(int(name))
        now = self.gruquiz.clock()
        elapsed = None if self.shown_at is None else now - self.shown_at
        card = self.asked.card
        answered = self.session.answer(
            card.id, grade, now, None if elapsed is None else int(elapsed.total_seconds() * 1000)
        )
        self.tally.add(card, failed=answered.repeat)
        if answered.leech:
            self.say("This card failed often and is suspended: mend it in its note.")
        self.go_on()

    def action_bury(self) -> None:
        """Set the card aside until tomorrow."""
        self._set_aside(self.session.bury, "Buried until tomorrow")

    def action_suspend(self) -> None:
        """Set the card aside until it is taken back."""
        self._set_aside(self.session.suspend, "Suspended")

    def action_drop(self) -> None:
        """Throw a suggested card away, now and on later imports."""
        self._set_aside(self.session.drop, "Dropped: it will not be suggested again")

    def _set_aside(self, act: Callable[[CardId, datetime], int], said: str) -> None:
        if self.asked is None:
            return
        act(self.asked.card.id, self.gruquiz.clock())
        self.say(f"{said}. u takes it back.")
        self.go_on()

    def action_undo(self) -> None:
        """Take the last act back, and show its card again."""
        now = self.gruquiz.clock()
        undone = self.session.undo(now)
        if undone is None:
            self.say("There is nothing to undo.")
            return
        self.say(f"Undone: {undone.what}.")
        if undone.card is None:
            self.go_on()
            return
        self.tally.take_back(undone.card)
        self.show_again(undone.card.id)

    def show_again(self, card: CardId) -> None:
        """Show this card, or the next one where it cannot be asked any more."""
        try:
            asked = self.session.asked(card, self.gruquiz.clock())
        except CardError:
            self.go_on()
        else:
            self.show(asked)

    def action_more(self) -> None:
        """Allow more new cards, today only."""
        now = self.gruquiz.clock()
        self.session.raise_limits(now, self.deck, new=MORE)
        asked = self.session.next(now, self.deck)
        if asked is None:
            self.say("No new cards are left here.")
        else:
            self.show(asked)

    def action_edit(self) -> None:
        """Open the note at this card, and read it again afterwards."""
        if self.asked is None:
            return
        card = self.asked.card
        if editing.edit(self, card.note, card.line):
            self.read_again(card.note, card.id)

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def read_again(self, note: str, card: CardId) -> None:
        """Read the edited note, then show its card as it is now."""
        now = self.gruquiz.clock()
        try:
            report = reread(self.gruquiz.library_path, [Path(note)], now)
        except KNOWN_ERRORS as error:
            self.app.call_from_thread(self.say, str(error), wrong=True)
            return
        for failure in report.errors:
            self.app.call_from_thread(self.say, f"{failure.path}: {failure.message}", wrong=True)
        self.app.call_from_thread(self.show_again, card)


def _context(card: Card) -> str:
    return visible(" › ".join((card.title, *card.headings)))


def _origin(card: Card) -> str:
    return "" if card.rule is None else f"suggested from the note, line {card.line}"
