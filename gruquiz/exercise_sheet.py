"""A sheet of exercises for a class: markdown with LaTeX, the answers at the end."""

from collections.abc import Sequence

from engine import Exercise
from engine.exercise.printed import array, prints_rows


def format_exercise_sheet(exercises: Sequence[Exercise]) -> str:
    """The exercises one after another, each under its number, and then all their answers."""
    first = exercises[0]
    parts = [f"# {first.title}: {first.convention.title}"]
    for number, exercise in enumerate(exercises, 1):
        parts += [f"## {number}", exercise.statement]
    parts += ["---", "# Answers"]
    for number, exercise in enumerate(exercises, 1):
        parts.append(f"**{number}** (seed {exercise.seed})  {_answers(exercise)}")
    return "\n\n".join(parts) + "\n"


def _answers(exercise: Exercise) -> str:
    row = prints_rows(exercise.convention)
    return ", ".join(
        f"${exercise.latex[name]} = {array(values, row=row, decimals=exercise.decimals)}$"
        for name, values in exercise.answers.items()
    )
