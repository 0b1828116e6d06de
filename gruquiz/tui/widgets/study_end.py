"""What is shown when nothing is left: what was done, what failed, what is next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content

from gruquiz.model import Card, Grade
from gruquiz.session import AnsweredCard, Today
from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.widgets.drawn import Drawn, hanging
from gruquiz.tui.widgets.markdown_lines import page

MOST_SHOWN = 8

_HOLE = "[…]"
_UNWRAPPED = 1000
"""Cells that hold a paragraph on one line."""


@dataclass
class Tally:
    """What one sitting did."""

    answers: list[AnsweredCard] = field(default_factory=list)
    today: Today | None = None
    """The day so far, kept up with the answers: counting it takes long in a big library.
    None where it must be counted anew."""

    def add(self, answered: AnsweredCard) -> None:
        """Count one answer."""
        self.answers.append(answered)
        passed = answered.grade >= Grade.GOOD
        if self.today is not None:
            done = self.today.done + (not answered.repeat)
            self.today = self.today._replace(done=done, left=max(0, self.today.left - passed))

    def take_back(self, card: Card) -> None:
        """Forget the last answer of this card."""
        for place in reversed(range(len(self.answers))):
            if self.answers[place].asked.id == card.id:
                del self.answers[place]
                return

    @property
    def cards(self) -> int:
        """Cards answered, repeats not counted."""
        return len({answered.asked.id for answered in self.answers})

    @property
    def new(self) -> int:
        """Cards answered for the first time ever."""
        return len({answered.asked.id for answered in self.answers if answered.before.is_new})

    @property
    def failed(self) -> list[AnsweredCard]:
        """The first failure, graded below 4, of each card that failed, in order."""
        first: dict[int, AnsweredCard] = {}
        for answered in self.answers:
            if answered.grade < Grade.GOOD and not answered.repeat:
                first.setdefault(answered.asked.id, answered)
        return list(first.values())


class StudyEnd(Drawn):
    """The end of a sitting."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.tally = Tally()
        self.today = Today(0, 0, 0, 0, 0.0, 0)
        self.forecast: Sequence[int] = ()

    def show(self, tally: Tally, today: Today, forecast: Sequence[int]) -> None:
        """Show this sitting, the day so far and the days to come."""
        self.tally, self.today, self.forecast = tally, today, forecast
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        lines = [*Content.styled(self._head(), "bold").wrap(width)]
        if self.tally.answers:
            lines += Content.styled(self._figures(), "$quiet").wrap(width)
        lines.append(Content(""))
        failed = self.tally.failed
        if failed:
            lines.append(Content.styled("These were hard, and come again soon:", "$quiet"))
            for answered in failed[:MOST_SHOWN]:
                lines += hanging(
                    Content.styled("✗ ", "$text-error"), _one_line(answered.asked, width - 2)
                )
            if len(failed) > MOST_SHOWN:
                lines.append(Content.styled(f"  and {len(failed) - MOST_SHOWN} more", "$quiet"))
            lines.append(Content(""))
        elif self.tally.answers:
            lines += [Content.styled("✓ Nothing went wrong.", "$text-success"), Content("")]
        return lines + Content.styled(self._ahead(), "$quiet").wrap(width)

    def _head(self) -> str:
        if not self.tally.answers:
            return "Nothing is due here now."
        return f"Done: {count(self.tally.cards, 'card')}."

    def _figures(self) -> str:
        """The sitting in numbers: new cards, answers, share right at once, minutes of the day."""
        cards, failed = self.tally.cards, len(self.tally.failed)
        parts = [f"{count(len(self.tally.answers), 'answer')}"]
        if self.tally.new:
            parts.append(f"{self.tally.new} new")
        parts.append(f"{(cards - failed) / cards:.0%} known at once")
        if self.today.minutes >= 1:
            parts.append(f"{round(self.today.minutes)} min today")
        if self.today.streak > 1:
            parts.append(f"{count(self.today.streak, 'day')} in a row")
        return " · ".join(parts)

    def _ahead(self) -> str:
        coming = [(day, number) for day, number in enumerate(self.forecast) if day and number]
        if not coming:
            return f"In the next {len(self.forecast) - 1} days no card of this deck is due."
        day, number = coming[0]
        when = "tomorrow" if day == 1 else f"in {day} days"
        week = sum(self.forecast[1:8])
        further = f", {week} within a week" if day < 7 and week > number else ""
        return f"Next: {count(number, 'card')} {when}{further}."


def _one_line(card: Card, width: int) -> list[Content]:
    """What a card asks: of a long front the line with the hole, its beginning left out for it."""
    drawn = [line for line in page(card.face.front, _UNWRAPPED) if line.plain.strip()]
    holes = [line for line in drawn if _HOLE in line.plain]
    text = (holes or drawn or [Content(visible(card.title))])[0]
    end = text.plain.find(_HOLE) + len(_HOLE)
    if holes and end >= width:
        start = end - width // 2
        text = Content("…") + text[max(start, text.plain.find(" ", start, end)) :]
    return [text.truncate(width, ellipsis=True)]
