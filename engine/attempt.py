"""What was typed for an exercise, as the numbers of its quantities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.answers import TypedValue, ambiguous, meanings, parse_answers, resolve
from engine.diagnosis import diagnose
from engine.errors import AnswerError, EngineError
from engine.exercise import Drill, Exercise, Floats
from engine.exercise.printed import prints_rows

Answers = Mapping[str, str | ArrayLike] | str
"""Typed texts or arrays by the names of the asked quantities, or one line of them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The numbers given, and what could not be read."""

    values: Mapping[str, TypedValue]
    """By the name of the asked quantity."""
    problems: Mapping[str, str]
    """By the name under which it came; "" for the whole line."""

    def numbers(self, exercise: Exercise, name: str) -> Floats:
        """The numbers given for one quantity, NaN where there are none."""
        found = self.values.get(name)
        return _blank(exercise, name) if found is None else found.values


def read_attempt(drill: Drill, exercise: Exercise, answers: Answers) -> Attempt:
    """Read every answer; what cannot be read becomes a problem, never an error."""
    values: dict[str, TypedValue] = {}
    problems: dict[str, str] = {}
    if isinstance(answers, str):
        try:
            answers = parse_answers(answers)
        except AnswerError as error:
            return Attempt({}, {"": str(error)})
    latex = {name: exercise.latex[name] for name in exercise.asked}
    roles = {name: exercise.roles[name] for name in exercise.asked}
    for typed_name, answer in answers.items():
        try:
            name = resolve(typed_name, latex, roles)
        except EngineError as error:
            unnamed = "" if typed_name else f"; write {blank_line(exercise)}"
            problems[typed_name] = f"{error}{unnamed}"
            continue
        if name in values:
            problems[typed_name] = f"{name} is answered twice"
            continue
        try:
            values[name] = _meant(drill, exercise, name, answer)
        except AnswerError as error:
            problems[name] = f"{error}; expected is {blank_line(exercise, (name,))}"
    return Attempt(values, problems)


def blank_line(exercise: Exercise, names: Sequence[str] | None = None) -> str:
    """A line of answers to be filled in, `?` for each number: "r_t = [?, ?]; z_t = [?, ?]"."""
    return "; ".join(
        f"{name} = {_blanks(exercise.answers[name].shape)}"
        for name in (exercise.asked if names is None else names)
    )


def _blanks(shape: tuple[int, ...]) -> str:
    if not shape:
        return "?"
    return f"[{', '.join([_blanks(shape[1:])] * shape[0])}]"


def _meant(drill: Drill, exercise: Exercise, name: str, answer: str | ArrayLike) -> TypedValue:
    """What an answer means: of `27,000`, 27 or 27000, the one that is nearer to what is asked.

    Raises AnswerError where a usual mistake gives the other one, since then either may be meant.
    """
    expected = exercise.answers[name]
    found = meanings(answer, expected.shape, row=prints_rows(exercise.convention))
    if len(found) == 1:
        return found[0]
    nearest, *others = sorted(found, key=lambda value: _distance(value.values, expected))
    if any(_is_mistake(drill, exercise, name, other) for other in others):
        raise ambiguous(str(answer))
    return nearest


def _distance(given: Floats, expected: Floats) -> float:
    return float(np.where(np.isnan(given), 0.0, np.abs(given - expected)).sum())


def _is_mistake(drill: Drill, exercise: Exercise, name: str, value: TypedValue) -> bool:
    """Whether a usual mistake gives these numbers."""
    typed = [value.values if name == asked else _blank(exercise, asked) for asked in exercise.asked]
    wrong = [~np.isnan(values) for values in typed]
    return bool(diagnose(drill, exercise, typed, wrong))


def _blank(exercise: Exercise, name: str) -> Floats:
    return np.full(exercise.answers[name].shape, np.nan)
