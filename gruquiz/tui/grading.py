"""Grades by number keys, for every screen that ends in one."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from gruquiz.tui.base import GruquizScreen, Result


class GradingScreen(GruquizScreen[Result]):
    """A screen on which the number keys give the grades that are offered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            str(number),
            f"key({number})",
            id=f"grade.{number}",
            show=False,
            tooltip=f"Give the grade that stands on {number}",
        )
        for number in range(6)
    ]

    @property
    def offered(self) -> Mapping[str, float]:
        """The grades on offer now, by name, with their intervals; empty for none."""
        return {}

    def grade_given(self, name: str) -> None:
        """A grade was chosen."""
        raise NotImplementedError

    def action_key(self, number: int) -> None:
        """Give the grade that stands on a number key."""
        names = list(self.offered)
        if str(number) in names:
            self.grade_given(str(number))
        elif 1 <= number <= len(names) and not names[0].isdigit():
            self.grade_given(names[number - 1])

    def action_grade(self, name: str) -> None:
        """Give a grade by its name: what a click on it does."""
        if name in self.offered:
            self.grade_given(name)
