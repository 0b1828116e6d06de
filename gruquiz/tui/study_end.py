"""What is shown when nothing is left: what was done, what failed, what is next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content

from gruquiz.model import Card, Grade
from gruquiz.session import Answered, Today
from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.page import page
from gruquiz.tui.widgets.drawn import Drawn, hanging

MOST_SHOWN = 8


@dataclass
class Tally:
    """What one sitting did."""

    answered: int = 0
    failed: dict[int, Card] = field(default_factory=dict)
    """Cards graded below 4, by id, in the order of their first failure."""

    today: Today | None = None
    """The day so far, kept up with the answers: counting it takes long in a big library.
    None where it must be counted anew."""

    def add(self, answered: Answered) -> None:
        """Count one answer."""
        self.answered += 1
        passed = answered.grade >= Grade.GOOD
        if not passed:
            self.failed.setdefault(answered.asked.id, answered.asked)
        if self.today is not None:
            done = self.today.done + (not answered.repeat)
            self.today = self.today._replace(done=done, left=max(0, self.today.left - passed))

    def take_back(self, card: Card) -> None:
        """Forget the last answer of this card."""
        self.answered = max(0, self.answered - 1)
        self.failed.pop(card.id, None)


class StudyEnd(Drawn):
    """The end of a sitting."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.tally = Tally()
        self.minutes = 0.0
        self.forecast: Sequence[int] = ()

    def show(self, tally: Tally, minutes: float, forecast: Sequence[int]) -> None:
        """Show this sitting and the days to come."""
        self.tally, self.minutes, self.forecast = tally, minutes, forecast
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if not self.tally.answered:
            head = "Nothing is due here now."
        else:
            head = f"Done: {count(self.tally.answered, 'answer')}"
            head += f", {round(self.minutes)} min today." if self.minutes >= 1 else "."
        lines = [*Content.styled(head, "bold").wrap(width), Content("")]
        if self.tally.failed:
            lines += [Content.styled("These were hard:", "$quiet")]
            for card in list(self.tally.failed.values())[:MOST_SHOWN]:
                lines += hanging(Content.styled("✗ ", "$text-error"), _one_line(card, width - 2))
            rest = len(self.tally.failed) - MOST_SHOWN
            if rest > 0:
                lines.append(Content.styled(f"  and {rest} more", "$quiet"))
            lines.append(Content(""))
        return lines + Content.styled(self._ahead(), "$quiet").wrap(width)

    def _ahead(self) -> str:
        coming = [(day, number) for day, number in enumerate(self.forecast) if day and number]
        if not coming:
            return "No card is due in the days to come."
        day, number = coming[0]
        when = "tomorrow" if day == 1 else f"in {day} days"
        return f"Next: {count(number, 'card')} {when}."


def _one_line(card: Card, width: int) -> list[Content]:
    drawn = [line for line in page(card.face.front, max(width, 20)) if line.plain.strip()]
    text = drawn[0] if drawn else Content(visible(card.title))
    return [text.truncate(width, ellipsis=True)]
