"""Study: a card, its answer, a grade; and again until nothing is left for today."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.widgets import Static

from gruquiz.errors import CardError
from gruquiz.exercises import requested
from gruquiz.model import Card, CardId, Kind
from gruquiz.session import AskedCard, Session, UndoneAction
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.services.answer_typing import AnswerTyping
from gruquiz.tui.services.card_actions import CARD_KEYS, CardActions
from gruquiz.tui.services.card_inspector import INSPECTION, CardInspector
from gruquiz.tui.services.grading import GRADE_KEYS, Graded, Grading, grade_of
from gruquiz.tui.services.note_editor import NoteEditor
from gruquiz.tui.widgets.card_header import context, origin
from gruquiz.tui.widgets.card_stage import CardStage
from gruquiz.tui.widgets.grades import Grades
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.study_end import StudyEnd, Tally
from gruquiz.tui.widgets.typed_answer import TypedAnswer

MORE = 10
"""How many new cards `n` adds for today."""


class StudyScreen(GruquizScreen[None]):
    """One card at a time, in the order of the session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys("study.reveal", "study.more", "study.type", *INSPECTION, "app.back"),
        *CARD_KEYS,
        *GRADE_KEYS,
    ]
    AUTO_FOCUS = "#scroll"

    phase: reactive[str] = reactive("front", bindings=True, repaint=False)
    """front, back, or end when nothing is left."""

    def __init__(self, session: Session, deck: str | None = None) -> None:
        super().__init__()
        self.session = session
        self.deck = deck
        self.tally = Tally()
        self.asked: AskedCard | None = None
        self.typing = AnswerTyping(self, lambda: self.asked, self._show_answer)
        self.grading = Grading(lambda: self.offered, self._answer)
        self.actions = CardActions(self, NoteEditor(self, self.edited))
        self.inspector = CardInspector(self, session, lambda: self.card)
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
            case "key" | "grade":
                return self.grading.can(action, parameters)
            case "undo":
                return self.actions.can("undo")
            case "undo_nothing":
                return not self.actions.can("undo")
            case "card":
                return self.actions.can(str(parameters[0]))
            case "inspect":
                return self.asked is not None
            case "more":
                return self.phase == "end" and self.more_new
        return True

    def go_on(self) -> None:
        """Show the next card of today's queue, or the end."""
        self.show(self.session.next(self.gruquiz.clock(), self.deck))

    def show(self, asked: AskedCard | None) -> None:
        """Show a card's front; None shows the end."""
        now = self.gruquiz.clock()
        self.asked = asked
        self.shown_at = now
        self.phase = "end" if asked is None else "front"
        today = self.tally.today or self.session.overview.today(now, self.deck)
        self.tally.today = today
        total = today.done + today.left
        place = " › ".join((self.deck or "all decks").split("/"))
        self.place(place, progress(today.done, total, 12 if self.size.width < 60 else 20))
        if asked is None:
            today = self.session.overview.today(now, self.deck)
            forecast = self.session.overview.forecast(now, 14, self.deck)
            self.more_new = self.deck is not None and self.session.overview.more_new(now, self.deck)
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
            await self.typing.ask()

    def action_reveal(self) -> None:
        """Show the answer; of a card that asks for a computation, the exercise."""
        request = None if self.asked is None else requested(self.asked.card)
        if self.asked is not None and request is not None:
            asked = self.asked
            self.gruquiz.open("drill", request, asked.buttons, asked.ease, then=self._computed)
            return
        self.phase = "back"
        self.show_phase()

    def _computed(self, graded: Graded | None) -> None:
        """Take the grade of a finished exercise; one left unfinished leaves the card as it was."""
        if graded is not None:
            self._answer(graded.grade, graded.drill)

    def _answer(self, name: str, drill: str = "") -> None:
        """Keep the grade, and go on."""
        if self.asked is None:
            return
        self.gruquiz.hush()  # what was said was about this card
        grade = grade_of(name)
        now = self.gruquiz.clock()
        elapsed = now - (self.shown_at or now)
        answered = self.session.answer(
            self.asked.card.id, grade, now, int(elapsed.total_seconds() * 1000), drill
        )
        self.actions.done += 1
        self.tally.add(answered)
        if answered.leech:
            self.say("This card failed often and is suspended: mend it in its note.")
        self.go_on()

    def action_card(self, act: str) -> None:
        """Flag, bury, suspend, drop or edit the card."""
        self.actions.act(act)

    def action_inspect(self, what: str) -> None:
        """Show more of the card."""
        self.inspector.show(what)

    def action_undo(self) -> None:
        """Undo the last act of this screen."""
        self.actions.undo()

    action_undo_nothing = action_undo

    def action_key(self, number: int) -> None:
        """Give the grade of a number key."""
        self.grading.press(number)

    def action_grade(self, name: str) -> None:
        """Give a grade by its name: what a click on it does."""
        self.grading.give(name)

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
        self.session.overview.raise_limits(now, self.deck, new=MORE)
        self.tally.today = None
        asked = self.session.next(now, self.deck)
        if asked is None:
            self.say("No new cards are left here.")
        else:
            self.show(asked)

    @property
    def chosen(self) -> Sequence[Card]:
        """The card on the screen."""
        return () if self.asked is None else (self.asked.card,)

    @property
    def card(self) -> Card | None:
        """The card on the screen."""
        return None if self.asked is None else self.asked.card

    def edited(self, card: CardId | None) -> None:
        """Show the card as it is now."""
        if card is not None:
            self.show_again(card)

    @property
    def offered(self) -> Mapping[str, float]:
        """The grades, once the answer is shown."""
        return self.asked.buttons if self.asked is not None and self.phase == "back" else {}

    @property
    def can_be_typed(self) -> bool:
        """Whether there is a card whose answer is still to be given."""
        return self.phase == "front" and self.asked is not None

    def action_stop_typing(self) -> None:
        """Only show the answer after all."""
        self.typing.stop()
        self.query_one("#scroll").focus()

    @on(TypedAnswer.Given)
    def _typed(self, message: TypedAnswer.Given) -> None:
        self.typing.compare(message.answers)

    def _show_answer(self, proposed: str) -> None:
        """Show the back, and the grades with the one that is proposed."""
        if self.asked is None:
            return
        self.query_one("#scroll").focus()
        self.phase = "back"
        self.show_phase()
        self.query_one(Grades).show(self.asked.buttons, self.asked.ease, proposed)
