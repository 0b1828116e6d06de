"""A drill card as plain text: arrays row by row, every answer typed in one line."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine import EngineError, Exercise, Verdict, grade
from engine.answers import resolve
from engine.attempt import blank_line
from engine.drills import worked
from engine.exercise.printed import figures
from gruquiz import typeset
from gruquiz.cli.output import say, say_text
from gruquiz.errors import NoteError
from gruquiz.exercises import record, requested
from gruquiz.markdown import plain
from gruquiz.model import Card, Grade

SAID = {
    "follow-through": "follows rightly from your own numbers",
    "imprecise": "not precise enough",
}
"""Plainer words for some verdicts on a number."""

OPEN = ("wrong", "blank", "unreadable")
"""The states that a second try may improve."""

Hear = Callable[[str], str]
"""Prompts for a line and returns it."""

Numbers = NDArray[np.float64]


def ask_drill(card: Card, seed: int, hear: Hear) -> tuple[Grade, str]:
    """Ask an exercise with the numbers of `seed`; return the suggested grade and the log's text."""
    request = requested(card)
    if request is None:
        raise NoteError("this card asks for no exercise", card.note, card.line)
    exercise = request.exercise(seed)
    say_text("\n".join(_stated(exercise)))
    answers = _heard(exercise, exercise.asked, hear)
    verdict = grade(exercise, answers)
    if answers and not verdict.right:
        say(f"Not right yet. {verdict.feedback} Once more:")
        wrong = [name for name in exercise.asked if _is_open(verdict, name)]
        again = _heard(exercise, wrong, hear)
        if again:
            verdict = grade(exercise, {**answers, **again}, tries=2)
    say_text("\n".join(_verdict_lines(exercise, verdict)))
    return Grade(verdict.grade), record(exercise, (verdict.marks, verdict.of))


def _stated(exercise: Exercise) -> Iterator[str]:
    yield plain(exercise.heading)
    for latex in exercise.equations:
        yield typeset.inline(latex)
    yield "Given:"
    for name, values in exercise.given.items():
        yield from _read_out(typeset.inline(exercise.latex[name]), values, _given)
    yield plain(exercise.task)


def _read_out(name: str, values: Numbers, printed: Callable[[Numbers], list[str]]) -> Iterator[str]:
    """An array: a vector in one line, a matrix row by row, each row by its number."""
    if values.ndim < 2:
        yield f"{name} = {', '.join(printed(values))}"
        return
    yield f"{name}, {len(values)} rows of {values.shape[-1]}:"
    for place, row in enumerate(values, 1):
        yield f"  row {place}: {', '.join(printed(row))}"


def _given(values: Numbers) -> list[str]:
    return [f"{value:g}".replace("-", "−") for value in np.atleast_1d(values)]


def _marked(exercise: Exercise, verdict: Verdict, name: str) -> str:
    """The verdict on each number of a quantity, in reading order; with its place in a matrix."""
    words = [SAID.get(state, state) for state in verdict.states(name)]
    shape = exercise.answers[name].shape
    if len(shape) == 2 and 1 not in shape:
        places = np.ndindex(shape)
        words = [
            f"row {row + 1} column {column + 1} {word}"
            for (row, column), word in zip(places, words, strict=True)
        ]
    return ", ".join(words)


def _heard(exercise: Exercise, names: tuple[str, ...] | list[str], hear: Hear) -> Mapping[str, str]:
    """What was typed for each quantity; an empty line leaves it blank."""
    answers: dict[str, str] = {}
    for name in names:
        # A template line: only its question marks need replacing.
        prompt = blank_line(exercise, (name,))
        say(f"{prompt}")
        typed = hear(prompt)
        if typed:
            answers[name] = _value(exercise, name, typed)
    return answers


def _value(exercise: Exercise, name: str, typed: str) -> str:
    """What was typed without the quantity's own name before it: "h_t = [0.1, 0.2]"."""
    given, equals, value = typed.partition("=")
    if not equals:
        return typed
    latex = {name: exercise.latex[name]}
    try:
        resolve(given, latex, exercise.roles)
    except EngineError:
        return typed
    return value.strip()


def _is_open(verdict: Verdict, name: str) -> bool:
    return any(state in OPEN for state in verdict.states(name))


def _verdict_lines(exercise: Exercise, verdict: Verdict) -> Iterator[str]:
    verdict_line = "Right." if verdict.right else f"Marks: {verdict.marks} of {verdict.of}."
    yield f"{verdict_line} {verdict.feedback}".strip()
    if not verdict.right:
        for name in exercise.asked:
            yield f"{typeset.inline(exercise.latex[name])}: {_marked(exercise, verdict, name)}."
    yield "Answer:"
    for name, values in exercise.answers.items():
        label = typeset.inline(exercise.latex[name])
        yield from _read_out(label, values, partial(figures, decimals=exercise.decimals))
    if not verdict.right:
        yield "Step by step:"
        for line in worked(exercise, verdict.stuck):
            yield typeset.inline(line.latex)
