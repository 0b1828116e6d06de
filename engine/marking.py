"""Marks each component; a value that follows from the learner's own earlier numbers counts too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.answers import EXACT, TypedValue
from engine.attempt import Answers, read_attempt
from engine.diagnosis import diagnose, sentence
from engine.drills import drill_named
from engine.exercise import Drill, Exercise, Floats
from engine.mistakes import Mistake

RIGHT = "right"
FOLLOWS = "follow-through"
WRONG = "wrong"
BLANK = "blank"
IMPRECISE = "imprecise"
"""Right as far as it was typed, but with fewer decimals than asked."""
UNREADABLE = "unreadable"

AGAIN, HARD, GOOD = 2, 3, 4
"""The grades that a verdict proposes, on SM-2's scale of 0 to 5."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What an attempt is worth, and what went wrong in it."""

    marks: int
    of: int
    parts: Mapping[str, list[Any]]
    """For each asked quantity the state of every component, nested as the quantity is."""
    mistakes: tuple[str, ...]
    """The key of the mistake; several where they give the same answer; none where it is unknown."""
    feedback: str
    """For the learner, in the exercise's own letters, as plain text."""
    markdown: str
    """The same with LaTeX between dollars."""
    grade: int
    expected: Mapping[str, Floats]
    stuck: str | None
    """The first quantity that is not right: where the worked solution should begin."""
    problems: Mapping[str, str]
    """What could not be read, by the name under which it was typed."""
    notes: tuple[str, ...] = ()
    """Remarks on answers that were accepted in another form."""
    hint: str | None = None
    """Set where numbers were typed with too few decimals: ask again, this is not a failure."""

    @property
    def right(self) -> bool:
        """Whether every component equals the expected value."""
        return self.stuck is None

    @property
    def mistake(self) -> str | list[str] | None:
        """The mistake for JSON: a key, a list of keys that give the same answer, or None."""
        if len(self.mistakes) > 1:
            return list(self.mistakes)
        return self.mistakes[0] if self.mistakes else None

    def states(self, name: str) -> list[str]:
        """The state of every component of one quantity, in reading order."""
        states: list[str] = np.ravel(self.parts[name]).tolist()
        return states

    def document(self) -> dict[str, Any]:
        """The verdict as a JSON object."""
        return {
            "marks": self.marks,
            "of": self.of,
            "parts": dict(self.parts),
            "mistake": self.mistake,
            "feedback": self.feedback,
            "grade": self.grade,
            "hint": self.hint,
            "problems": dict(self.problems),
            "notes": list(self.notes),
            "expected": {name: values.tolist() for name, values in self.expected.items()},
        }


def grade(
    exercise: Exercise,
    answers: Answers,
    *,
    tries: int = 1,
    hinted: bool = False,
) -> Verdict:
    """The verdict on an attempt.

    `answers` are typed texts or arrays by the names of the asked quantities, or one line as
    `parse_answers` reads it. The verdict lists what cannot be read; nothing is raised. After
    a second try or a hint, a fully right attempt is graded Hard instead of Good.
    """
    drill = drill_named(exercise.kind)
    attempt = read_attempt(drill, exercise, answers)
    values, problems = attempt.values, attempt.problems
    typed = [attempt.numbers(exercise, name) for name in exercise.asked]
    states = _states(drill, exercise, typed, values)
    for name, cells in zip(exercise.asked, states, strict=True):
        # An unnamed line is everything that was typed, and nothing in it could be read.
        if name in problems or (not values and "" in problems):
            cells[...] = UNREADABLE
    wrong = [cells == WRONG for cells in states]
    made = diagnose(drill, exercise, typed, wrong)
    flat = [state for cells in states for state in cells.ravel()]
    marks = sum(state in (RIGHT, FOLLOWS) for state in flat)
    stuck = next(
        (
            name
            for name, cells in zip(exercise.asked, states, strict=True)
            if (cells != RIGHT).any()
        ),
        None,
    )
    plain, markdown = (
        _feedback(drill, exercise, states, made, problems, latex=latex) for latex in (False, True)
    )
    return Verdict(
        marks=marks,
        of=len(flat),
        parts={
            name: cells.tolist() if cells.ndim else [cells.item()]
            for name, cells in zip(exercise.asked, states, strict=True)
        },
        mistakes=tuple(dict.fromkeys(mistake.key for mistake in made)),
        feedback=plain,
        markdown=markdown,
        grade=_proposed(flat, aided=tries > 1 or hinted or bool(problems)),
        expected=exercise.answers,
        stuck=stuck,
        problems=problems,
        notes=tuple(dict.fromkeys(value.note for value in values.values() if value.note)),
        hint=_hint(exercise, states),
    )


def _states(
    drill: Drill, exercise: Exercise, typed: Sequence[Floats], values: Mapping[str, TypedValue]
) -> list[NDArray[np.object_]]:
    """The state of every component, each quantity recomputed from the learner's earlier ones."""
    with np.errstate(all="ignore"):
        follows = drill.solve(
            exercise.setting,
            exercise.numbers,
            (None,),
            known=[own[None, ..., None] for own in typed],
        )
    states = []
    for name, own, follow in zip(exercise.asked, typed, follows, strict=True):
        tolerance = exercise.tolerance[name]
        expected = exercise.answers[name]
        with np.errstate(invalid="ignore"):
            off = np.abs(own - expected)
            off_own = np.abs(own - follow[0, ..., 0])
        cells = np.full(own.shape, WRONG, dtype=object)
        found = values.get(name)
        if found is not None:
            # One decimal at least: a bare 0 or 1 is a guess, not a rounded answer.
            coarse = (found.decimals >= 1) & (found.decimals < exercise.decimals)
            half = 0.5 * 10.0 ** -np.minimum(found.decimals, EXACT).astype(float) + 1e-9
            cells[coarse & (np.minimum(off, off_own) <= half)] = IMPRECISE
        cells[off_own <= tolerance] = FOLLOWS
        cells[off <= tolerance] = RIGHT
        cells[np.isnan(own)] = BLANK
        states.append(cells)
    return states


def _proposed(states: Sequence[str], *, aided: bool) -> int:
    earned = sum(state in (RIGHT, FOLLOWS, IMPRECISE) for state in states)
    if all(state == RIGHT for state in states):
        return HARD if aided else GOOD
    return HARD if 2 * earned >= len(states) else AGAIN


def _hint(exercise: Exercise, states: Sequence[NDArray[np.object_]]) -> str | None:
    coarse = []
    for name, cells in zip(exercise.asked, states, strict=True):
        if (cells == IMPRECISE).any():
            places = _places(cells, IMPRECISE)
            coarse.append(f"{name} in {places}" if places else name)
    if not coarse:
        return None
    asked = f"{exercise.decimals} decimals are asked."
    return f"Right as far as you wrote it: {', '.join(coarse)}; {asked}"


def _places(cells: NDArray[np.object_], state: str) -> str:
    """The components with a state, in words; "" where all have it."""
    places = np.argwhere(cells == state)
    if len(places) == cells.size:
        return ""
    if cells.ndim == 2 and 1 not in cells.shape:
        return "; ".join(f"row {row + 1}, column {column + 1}" for row, column in places)
    numbers = np.flatnonzero((cells == state).ravel())
    return "component " + ", ".join(str(place + 1) for place in numbers)


def _feedback(
    drill: Drill,
    exercise: Exercise,
    states: Sequence[NDArray[np.object_]],
    made: Sequence[Mistake],
    problems: Mapping[str, str],
    *,
    latex: bool,
) -> str:
    def called(names: Sequence[str]) -> str:
        shown = [f"${exercise.latex[name]}$" if latex else name for name in names]
        return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"

    def holding(state: str) -> list[str]:
        return [
            name
            for name, cells in zip(exercise.asked, states, strict=True)
            if (cells == state).any()
        ]

    sentences = [
        f"{called([name]) if name in exercise.asked else name}: {problem}."
        if name
        else f"{problem}."
        for name, problem in problems.items()
    ]
    if made:
        explanations = [sentence(drill, exercise, mistake, latex=latex) for mistake in made]
        sentences.append(
            explanations[0]
            if len(explanations) == 1
            else "One of these: " + " Or: ".join(explanations)
        )
    elif holding(WRONG):
        sentences.append(_slips(exercise, states, called))
    follows = holding(FOLLOWS)
    if follows:
        verb = "follows" if len(follows) == 1 else "follow"
        sentences.append(f"{called(follows)} {verb} rightly from your own earlier values.")
    hint = _hint(exercise, states)
    if hint is not None:
        sentences.append(hint)
    blank = holding(BLANK)
    if blank:
        sentences.append(f"Still blank: {called(blank)}.")
    return " ".join(sentences) or "All right."


def _slips(
    exercise: Exercise,
    states: Sequence[NDArray[np.object_]],
    called: Callable[[Sequence[str]], str],
) -> str:
    """Where the first wrong quantity is wrong, for an answer that no mistake explains."""
    for name, cells in zip(exercise.asked, states, strict=True):
        if not (cells == WRONG).any():
            continue
        places = _places(cells, WRONG)
        where = f"{called([name])} is wrong" + (f" in {places}" if places else "")
        return f"{where}, and no usual mistake explains it: go through the arithmetic once more."
    return ""
