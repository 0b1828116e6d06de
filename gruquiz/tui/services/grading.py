"""Grades by number keys, for every screen that ends in one."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from gruquiz.tui.base import GruquizScreen, Result
from gruquiz.tui.keymap import keys


class GradingScreen(GruquizScreen[Result]):
    """A screen on which the number keys give the grades that are offered."""

    BINDINGS: ClassVar[list[BindingType]] = keys(*(f"grade.{number}" for number in range(6)))

    @property
    def offered(self) -> Mapping[str, float]:
        """The grades on offer now, by name, with their intervals; empty for none."""
        return {}

    @abstractmethod
    def grade_given(self, name: str) -> None:
        """A grade was chosen."""

    def standing_on(self, number: int) -> str | None:
        """The grade that stands on a number key; None where none does."""
        names = list(self.offered)
        if str(number) in names:
            return str(number)
        if 1 <= number <= len(names) and not names[0].isdigit():
            return names[number - 1]
        return None

    def action_key(self, number: int) -> None:
        """Give the grade that stands on a number key."""
        name = self.standing_on(number)
        if name is not None:
            self.grade_given(name)

    def action_grade(self, name: str) -> None:
        """Give a grade by its name: what a click on it does."""
        if name in self.offered:
            self.grade_given(name)
