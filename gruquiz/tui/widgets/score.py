"""How a quiz went: the score, then what went wrong with the right answer beside."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Digits

from gruquiz.quiz import Miss
from gruquiz.tui.widgets.drawn import Drawn, hanging
from gruquiz.tui.widgets.markdown_lines import page


class Score(Vertical):
    """The score large, the rest below it."""

    def compose(self) -> ComposeResult:
        yield Digits(id="share")
        yield Misses(id="misses")

    def show(self, total: int, missed: Sequence[Miss], remark: str = "") -> None:
        """Show the end of a quiz of so many questions."""
        right = total - len(missed)
        self.query_one("#share", Digits).update(f"{right / total:.0%}" if total else "–")
        self.query_one(Misses).show(f"{right} of {total} right", missed, remark)


class Misses(Drawn):
    """What went wrong."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.head = ""
        self.remark = ""
        self.missed: Sequence[Miss] = ()

    def show(self, head: str, missed: Sequence[Miss], remark: str) -> None:
        """Show these below a line."""
        self.head, self.missed, self.remark = head, missed, remark
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        lines = [Content.styled(self.head, "bold")]
        lines += Content.styled(self.remark, "$quiet").wrap(width) if self.remark else []
        if not self.missed:
            return [*lines, Content(""), Content("Nothing went wrong.")]
        for miss in self.missed:
            lines += [Content(""), *_drawn(miss, width)]
        return lines


def _drawn(miss: Miss, width: int) -> list[Content]:
    """The question, what was answered, and the right answer."""
    question = miss.question
    wrong = Content.styled("✗ ", "bold $text-error")
    right = Content.styled("✓ ", "bold $text-success")
    front = page(question.face.front, width - 2)
    given = page(miss.given, width - 4) if miss.given else [Content.styled("no answer", "$quiet")]
    remark = miss.explanation or (question.face.back if question.face.answers else question.answer)
    indent = Content("  ")
    return [
        *hanging(wrong, front),
        *(indent + line for line in hanging(Content.styled("· ", "$quiet"), given)),
        *(indent + line for line in hanging(right, page(remark, width - 4))),
    ]
