"""Answers to choose from."""

from textual import events
from textual.content import Content
from textual.style import Style

from gruquiz.quiz import Question
from gruquiz.tui.widgets.drawn import Drawn, hanging
from gruquiz.tui.widgets.markdown_lines import page


class Choices(Drawn):
    """Numbered options; after the choice the right one and a wrong choice are marked."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.question: Question | None = None
        self.chosen: int | None = None

    def show(self, question: Question, chosen: int | None = None) -> None:
        """Show a question's options, before or after the choice."""
        self.question, self.chosen = question, chosen
        self.redraw()

    async def on_click(self, event: events.Click) -> None:
        """A click on an option chooses it."""
        option = event.style.meta.get("option")
        if option is not None:
            await self.run_action(f"screen.choose({option})")

    def lines(self, width: int) -> list[Content]:
        if self.question is None:
            return []
        lines: list[Content] = []
        for index, option in enumerate(self.question.options):
            right = self.chosen is not None and index == self.question.right
            wrong = index == self.chosen and not right
            sign, style = (
                ("✓", "bold $text-success")
                if right
                else ("✗", "bold $text-error")
                if wrong
                else (str(index + 1), "bold $accent")
            )
            text = page(option, width - 3)
            styled_lines = [line.stylize(style) if right or wrong else line for line in text]
            click = Style.from_meta({"option": index})
            drawn = hanging(Content.styled(f"{sign}  ", style), styled_lines)
            lines += [line.stylize(click) for line in drawn]
        return lines
