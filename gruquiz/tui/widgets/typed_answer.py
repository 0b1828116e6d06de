"""A field for each hole, and what the typed answers were worth."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from gruquiz.judge import Judged, Rating
from gruquiz.terminal import visible
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.text_field import TextField

SAID = {
    Rating.RIGHT: ("✓ right", "bold $text-success"),
    Rating.NEARLY: ("≈ nearly", "bold $text-warning"),
    Rating.WRONG: ("✗ not what the note says", "bold $text-error"),
    Rating.UNREADABLE: ("? cannot be read", "bold $text-warning"),
}
NOT_JUDGED = "write it for yourself; enter shows the answer"
"""Where an answer is too long to be compared."""
PIECES = {"same": "", "missing": "bold underline $text-success", "extra": "strike $text-error"}
"""The difference: what was left out is underlined, what was too much struck through."""


def _side(judged: Judged, own: str) -> Content:
    """What was typed or what was expected, its own letters marked where most are shared."""
    shared = sum(len(text) for text, kind in judged.pieces if kind == "same")
    alike = 2 * shared >= sum(len(text) for text, _ in judged.pieces)
    return Content.assemble(
        *(
            (visible(text), PIECES[kind] if alike else "")
            for text, kind in judged.pieces
            if kind in ("same", own)
        )
    )


class Hole(TextField):
    """One answer."""

    BINDINGS: ClassVar[list[BindingType]] = keys("type.judge", "type.stop")


class TypedAnswer(Vertical):
    """Fields for the holes of a card."""

    class Given(Message):
        """All fields were filled in."""

        def __init__(self, answers: Sequence[str]) -> None:
            super().__init__()
            self.answers = answers

    def compose(self) -> ComposeResult:
        yield Vertical(id="holes")
        yield Static(id="judged", markup=False)

    async def ask(self, holes: int) -> None:
        """Show so many empty fields, the cursor in the first; for none, one that is not judged."""
        fields = self.query_one("#holes", Vertical)
        await fields.remove_children()
        hints = [_hint(n, holes) for n in range(holes)] or [NOT_JUDGED]
        await fields.mount(*(Hole(compact=True, placeholder=hint) for hint in hints))
        self.query_one("#judged", Static).display = False
        fields.display = True
        self.display = True
        self.query(Hole).first().focus()

    def tell(self, judged: Judged, *, again: bool = False) -> None:
        """Show what the answers were worth; the fields go unless they are to be mended."""
        sign, style = SAID[judged.rating]
        text = Content.styled(sign, style)
        if judged.pieces:
            text = Content.assemble(
                text, ("\n  you wrote  ", "$quiet"), _side(judged, "extra"),
                ("\n  answer     ", "$quiet"), _side(judged, "missing"),
            )  # fmt: skip
        if judged.sentence:
            text = text + Content(f"\n  {visible(judged.sentence)}")
        judged_line = self.query_one("#judged", Static)
        judged_line.update(text)
        judged_line.display = True
        self.query_one("#holes").display = again

    def echo(self, answer: str) -> None:
        """Show what was written, to be compared with the note's answer."""
        judged_line = self.query_one("#judged", Static)
        judged_line.update(Content.assemble(("you wrote  ", "$quiet"), visible(answer)))
        judged_line.display = True
        self.query_one("#holes").display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next empty field; after the last, hand the answers over."""
        event.stop()
        fields = list(self.query(Hole))
        for field in fields:
            if not field.value.strip():
                if field is not event.input:
                    field.focus()
                return
        self.post_message(self.Given([field.value.strip() for field in fields]))


def _hint(number: int, holes: int) -> str:
    return "type the answer" if holes == 1 else f"answer {number + 1} of {holes}"
