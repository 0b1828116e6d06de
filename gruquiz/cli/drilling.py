"""`drill`: numeric exercises made, shown and marked."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gruquiz.cli.output import PAGE, drawn, emit
from gruquiz.cli.surroundings import json_option
from gruquiz.errors import GruquizError
from gruquiz.model import Grade

if TYPE_CHECKING:
    from engine import Convention, Exercise, Verdict
    from engine.exercise import Line

NEW_SEEDS = 1_000_000
"""Seeds drawn for a learner are below this, so that they can be read out and typed again."""

SIGNS = {"right": "✓", "follow-through": "(✓)", "blank": "–"}


@click.command("drill")
@click.argument("kind", default="step")
@click.option("--convention", help="Whose GRU to compute.  [default: pytorch]")
@click.option(
    "--note",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compute this note's equations instead, in its own letters.",
)
@click.option("--hidden", type=click.IntRange(1, 8), default=2, show_default=True, help="H.")
@click.option(
    "--input", "inputs", type=click.IntRange(1, 8), default=2, show_default=True, help="I."
)
@click.option("--steps", type=click.IntRange(1, 8), default=1, show_default=True, help="T.")
@click.option("--decimals", type=click.IntRange(2, 6), default=3, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), help="The same seed gives the same numbers.")
@click.option("--sheet", type=click.IntRange(1, 500), help="Write a sheet of so many exercises.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The sheet's markdown file."
)
@click.option("--answer", "answers", metavar="TEXT", help="Mark this: 'r_t=[.1,.2]; h_t=[.3,.4]'.")
@click.option("--solution", is_flag=True, help="Show the worked steps and the right values.")
@click.option("--latex", is_flag=True, help="Leave formulas as LaTeX.")
@json_option
def drill(
    kind: str,
    convention: str | None,
    note: Path | None,
    hidden: int,
    inputs: int,
    steps: int,
    decimals: int,
    seed: int | None,
    sheet: int | None,
    out: Path | None,
    answers: str | None,
    solution: bool,
    latex: bool,
    as_json: bool,
) -> None:
    """Make a numeric exercise of one KIND, and mark an answer.

    \b
    Example:
      gruquiz drill step --convention keras --seed 7
      gruquiz drill step --seed 7 --answer 'h_t=[.287, .154]'
      gruquiz drill gate --note my-gru.md
      gruquiz drill gate --sheet 20 --out gates.md
    """
    if (sheet is None) != (out is None):
        raise click.UsageError("--sheet N and --out FILE go together.")
    if note is not None and convention is not None:
        raise click.UsageError("Give --convention or --note, not both.")
    _refuse_unknown(kind, convention)
    import engine
    from engine.drills import worked

    seed = int.from_bytes(os.urandom(8)) % NEW_SEEDS if seed is None else seed
    source = _convention(kind, convention, note)

    def exercise_of(seed: int) -> "Exercise":
        return engine.generate(
            kind, source, hidden=hidden, input=inputs, steps=steps, decimals=decimals, seed=seed
        )

    if sheet is not None and out is not None:
        _write_sheet([exercise_of(seed + k) for k in range(sheet)], out, as_json=as_json)
        return
    exercise = exercise_of(seed)
    verdict = None if answers is None else engine.grade(exercise, answers)
    # An attempt earns the sight of the answers.
    shown = solution or verdict is not None
    lines = worked(exercise, None if verdict is None else verdict.stuck) if shown else ()
    if as_json:
        emit(_document(exercise, verdict, lines))
        return
    click.echo(exercise.statement if latex else "\n".join(_statement(exercise)))
    if verdict is not None:
        click.echo("\n" + "\n".join(_verdict(verdict)))
    if solution:
        click.echo()
        for line in lines:
            click.echo(f"$${line.latex}$$" if latex else drawn(line.latex))
    if not shown:
        click.echo(f"\nMark it: gruquiz drill {kind} … --seed {exercise.seed} --answer 'name=[…]'")


def _document(
    exercise: "Exercise", verdict: "Verdict | None", lines: "Sequence[Line]"
) -> dict[str, Any]:
    document = exercise.document(answers=bool(lines))
    if lines:
        document["solution"] = [_line_document(line) for line in lines]
    if verdict is not None:
        grade = Grade(verdict.grade).name.lower()
        document["verdict"] = {**verdict.document(), "grade": grade}
    return document


def _write_sheet(exercises: "list[Exercise]", out: Path, *, as_json: bool) -> None:
    from gruquiz.sheet import sheet

    try:
        out.write_text(sheet(exercises), encoding="utf-8")
    except OSError as error:
        raise GruquizError(f"the sheet cannot be written: {error.strerror}", out) from error
    if as_json:
        emit({"sheet": str(out), "seeds": [exercise.seed for exercise in exercises]})
    else:
        click.echo(f"{len(exercises)} exercises, their answers at the end: {out}")


def _refuse_unknown(kind: str, convention: str | None) -> None:
    """A wrong word is wrong usage, told with the right ones."""
    from engine.conventions import CONVENTIONS
    from engine.drills import DRILLS

    kinds = [drill.name for drill in DRILLS]
    if kind not in kinds:
        raise click.UsageError(f"There is no drill {kind!r}; known: {', '.join(kinds)}.")
    if convention is not None and convention not in CONVENTIONS:
        known = ", ".join(CONVENTIONS)
        raise click.UsageError(f"There is no convention {convention!r}; known: {known}.")


def _convention(kind: str, name: str | None, note: Path | None) -> "str | Convention":
    if note is None:
        return name or "pytorch"
    from gruquiz.cells import read_cell
    from gruquiz.notes import read_note

    return read_cell(read_note(note)).convention(kind)


def _statement(exercise: "Exercise") -> Iterator[str]:
    """The statement as text: formulas drawn, the given arrays side by side."""
    from gruquiz import statement
    from gruquiz.markdown import plain

    yield plain(statement.heading(exercise))
    yield ""
    yield from (row.text for row in statement.equations(exercise, PAGE))
    yield ""
    yield from (row.text for row in statement.given(exercise, PAGE))
    yield ""
    yield plain(statement.task(exercise))


def _verdict(verdict: "Verdict") -> Iterator[str]:
    for name, states in verdict.parts.items():
        signs = "  ".join(SIGNS.get(state, "✗") for state in _flat(states))
        yield f"{name}  {signs}"
    yield f"Marks {verdict.marks} of {verdict.of}. {verdict.feedback}"


def _flat(states: list[Any]) -> Iterator[str]:
    for state in states:
        if isinstance(state, list):
            yield from _flat(state)
        else:
            yield state


def _line_document(line: "Line") -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "latex": line.latex,
        "values": None if line.values is None else line.values.tolist(),
        "reached": line.reached,
    }
