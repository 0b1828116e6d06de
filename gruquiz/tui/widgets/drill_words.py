"""What the drill screen says: where one is, what was wrong, how many marks."""

from collections.abc import Mapping

from textual.content import Content

from engine import Exercise, Verdict
from engine.exercise.printed import figures
from gruquiz.tui.widgets.markdown_lines import run_of


def sign(verdict: Verdict) -> str:
    return "✓" if verdict.right else "✗"


def marks(verdict: Verdict) -> str:
    return "" if verdict.right else f" Marks: {verdict.marks} of {verdict.of}."


def first_try(exercise: Exercise, verdict: Verdict) -> str:
    """What is said after a first try: the mistake, but no right value."""
    if verdict.mistakes or verdict.problems or verdict.hint:
        feedback = verdict.markdown
    else:
        wrong = [f"${exercise.latex[name]}$" for name in exercise.asked if _wrong(verdict, name)]
        blank = "Some fields are still blank."
        feedback = f"Not right yet: {', '.join(wrong)}." if wrong else blank
    return f"✗ {feedback}{marks(verdict)}"


def _wrong(verdict: Verdict, name: str) -> bool:
    return "wrong" in verdict.states(name)


def printed(exercise: Exercise) -> Mapping[str, list[str]]:
    """The right values of every quantity as they are printed."""
    return {
        name: [text.replace("-", "−") for text in figures(values, exercise.decimals)]
        for name, values in exercise.answers.items()
    }


def place(exercise: Exercise) -> str:
    return f"Drill · {exercise.title.lower()}"


def convention(exercise: Exercise) -> Content:
    """The convention's name and what sets it apart, in its own letters."""
    own, letters = exercise.convention, exercise.convention.notation
    does = f"keeps ${letters.h_prev}$" if own.z_keeps else f"writes ${letters.n}$"
    reset = "after" if own.reset_after else "before"
    return run_of(f"{own.title} · ${letters.z}$ {does} · reset {reset} the product")
