"""Grades by number keys, for every screen that ends in one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gruquiz.model import BUTTONS, Grade
from gruquiz.tui.keymap import keys

GRADE_KEYS = keys(*(f"grade.{number}" for number in range(6)))


@dataclass(frozen=True, slots=True)
class Graded:
    """How a drill card went: the grade chosen, and what the log keeps."""

    grade: str
    drill: str


class Grading:
    """Gives the grades that a screen offers, by their number or by their name."""

    def __init__(
        self, offered: Callable[[], Mapping[str, float]], give: Callable[[str], object]
    ) -> None:
        self.offered = offered
        """The grades on offer now, by name, with their intervals; empty for none."""
        self._give = give

    def grade_on(self, number: int) -> str | None:
        """The grade that a number key gives; None where it gives none."""
        names = list(self.offered())
        if str(number) in names:
            return str(number)
        if 1 <= number <= len(names) and not names[0].isdigit():
            return names[number - 1]
        return None

    def can(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether the action `key` or `grade` of the screen gives a grade now."""
        if action == "key":
            return self.grade_on(int(str(parameters[0]))) is not None
        return bool(self.offered())

    def press(self, number: int) -> None:
        """Give the grade of a number key."""
        name = self.grade_on(number)
        if name is not None:
            self._give(name)

    def give(self, name: str) -> None:
        """Give a grade by its name: what a click on it does."""
        if name in self.offered():
            self._give(name)


def grade_of(name: str) -> Grade:
    """The grade that a button's name stands for."""
    return BUTTONS[name] if name in BUTTONS else Grade(int(name))
