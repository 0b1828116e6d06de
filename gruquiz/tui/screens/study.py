"""Study: a card, its answer, a grade; and again until nothing is left for today."""

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from gruquiz.errors import CardError
from gruquiz.exercises import requested
from gruquiz.model import Card, CardId, Kind
from gruquiz.session import AskedCard, Session, UndoneAction
from gruquiz.tui.keymap import keys
from gruquiz.tui.screens.drill import DrillScreen, Graded
from gruquiz.tui.services.answering import AnsweringScreen, grade_of
from gruquiz.tui.services.card_actions import ActingScreen
from gruquiz.tui.widgets.card_header import context, origin
from gruquiz.tui.widgets.card_stage import CardStage
from gruquiz.tui.widgets.grades import Grades
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.study_end import StudyEnd, Tally
from gruquiz.tui.widgets.typed_answer import TypedAnswer

MORE = 10
"""How many new cards `n` adds for today."""


class StudyScreen(AnsweringScreen[None], ActingScreen[None]):
    """One card at a time, in the order of the session."""

    BINDINGS: ClassVar[list[BindingType]] = keys("study.reveal", "study.more", "app.back")
    AUTO_FOCUS = "#scroll"

    def __init__(self, session: Session, deck: str | None = None) -> None:
        super().__init__()
        self.session = session
        self.deck = deck
        self.tally = Tally()
        self.shown_at: datetime | None = None
        self.more_new = False
        """Whether the day's end leaves new cards that could still be asked."""

    def body(self) -> ComposeResult:
        yield Static(id="context", markup=False)
        yield CardStage(id="scroll")
        yield StudyEnd(id="end")
        yield TypedAnswer(id="typed")
        yield Static(id="origin", markup=False)
        yield Grades(id="grades")

    def on_mount(self) -> None:
        self.go_on()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "reveal":
                return self.phase == "front"
            case "type":
                return self.can_be_typed
            case "key":
                return self.standing_on(int(str(parameters[0]))) is not None
            case "grade":
                return bool(self.offered)
            case "more":
                return self.phase == "end" and self.more_new
        return super().check_action(action, parameters)

    def go_on(self) -> None:
        """Show the next card of today's queue, or the end."""
        self.show(self.session.next(self.gruquiz.clock(), self.deck))

    def show(self, asked: AskedCard | None) -> None:
        """Show a card's front; None shows the end."""
        now = self.gruquiz.clock()
        self.asked = asked
        self.shown_at = now
        self.phase = "end" if asked is None else "front"
        today = self.tally.today or self.session.today(now, self.deck)
        self.tally.today = today
        total = today.done + today.left
        place = " › ".join((self.deck or "all decks").split("/"))
        self.place(place, progress(today.done, total, 12 if self.size.width < 60 else 20))
        if asked is None:
            today = self.session.today(now, self.deck)
            forecast = self.session.forecast(now, 14, self.deck)
            self.more_new = self.deck is not None and self.session.more_new(now, self.deck)
            self.query_one(StudyEnd).show(self.tally, today, forecast)
        else:
            self.query_one("#context", Static).update(context(asked.card))
            self.query_one("#origin", Static).update(origin(asked.card))
            self.query_one(Grades).show(asked.buttons, asked.ease)
        self.query_one("#typed").display = False
        self.show_phase()
        self.refresh_bindings()

    def show_phase(self) -> None:
        """Show what belongs to the phase."""
        asked, back = self.asked, self.phase == "back"
        if asked is not None:
            self.query_one(CardStage).show(asked.card.face, back=back)
        self.query_one("#scroll").display = asked is not None
        self.query_one("#context").display = asked is not None
        self.query_one("#end").display = asked is None
        self.query_one("#grades").display = back
        self.query_one("#origin").display = (
            asked is not None and not back and asked.card.rule is not None
        )

    async def action_type(self) -> None:
        """Show fields to type the answer into; of a card that asks for numbers, the exercise."""
        if self.asked is not None and self.asked.card.kind is Kind.DRILL:
            self.action_reveal()
        else:
            await super().action_type()

    def action_reveal(self) -> None:
        """Show the answer; of a card that asks for a computation, the exercise."""
        request = None if self.asked is None else requested(self.asked.card)
        if self.asked is not None and request is not None:
            drill = DrillScreen(request, self.asked.buttons, self.asked.ease)
            self.app.push_screen(drill, self._computed)
            return
        self.phase = "back"
        self.show_phase()

    def _computed(self, graded: Graded | None) -> None:
        """Take the grade of a finished exercise; one left unfinished leaves the card as it was."""
        if graded is not None:
            self._answer(graded.grade, graded.drill)

    def grade_given(self, name: str) -> None:
        """Keep the grade, and go on."""
        self._answer(name)

    def _answer(self, name: str, drill: str = "") -> None:
        if self.asked is None:
            return
        self.gruquiz.hush()  # what was said was about this card
        grade = grade_of(name)
        now = self.gruquiz.clock()
        elapsed = now - (self.shown_at or now)
        answered = self.session.answer(
            self.asked.card.id, grade, now, int(elapsed.total_seconds() * 1000), drill
        )
        self.acts += 1
        self.tally.add(answered)
        if answered.leech:
            self.say("This card failed often and is suspended: mend it in its note.")
        self.go_on()

    def acted(self) -> None:
        """Go on without the card that was set aside."""
        self.tally.today = None
        self.go_on()

    def flagged(self) -> None:
        """Show the flag; what was revealed or typed stays."""
        if self.asked is not None:
            card = self.session.library.cards.get(self.asked.card.id)
            self.asked = self.asked._replace(card=card)
            self.query_one("#context", Static).update(context(card))
        self.refresh_bindings()

    def undone(self, undone: UndoneAction) -> None:
        """Show again what the act was done to."""
        if undone.card is None:
            self.go_on()
        elif undone.what == "flag" and self.card is not None and self.card.id == undone.card.id:
            self.flagged()
        else:
            if undone.what == "grade":
                self.tally.take_back(undone.card)
            self.show_again(undone.card.id)

    def show_again(self, card: CardId) -> None:
        """Show this card, or the next one where it cannot be asked any more."""
        self.tally.today = None
        try:
            asked = self.session.asked(card, self.gruquiz.clock())
        except CardError:
            self.go_on()
        else:
            self.show(asked)

    def action_more(self) -> None:
        """Allow more new cards, today only."""
        if self.deck is None:
            return
        now = self.gruquiz.clock()
        self.session.raise_limits(now, self.deck, new=MORE)
        self.tally.today = None
        asked = self.session.next(now, self.deck)
        if asked is None:
            self.say("No new cards are left here.")
        else:
            self.show(asked)

    @property
    def card(self) -> Card | None:
        """The card on the screen."""
        return None if self.asked is None else self.asked.card

    def edited(self, card: CardId | None) -> None:
        """Show the card as it is now."""
        if card is not None:
            self.show_again(card)
