"""`drill`: numeric exercises made, shown and marked."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gruquiz.cli.completion import conventions, kinds
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
@click.argument("kind", default="step", shell_complete=kinds)
@click.option(
    "--convention",
    metavar="NAME",
    shell_complete=conventions,
    help="Whose GRU to compute, from the list above.  [default: pytorch]",
)
@click.option(
    "--note",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compute this note's equations instead, in its own letters.",
)
@click.option(
    "--hidden",
    metavar="H",
    type=click.IntRange(1, 8),
    default=2,
    show_default=True,
    help="Units of the state.",
)
@click.option(
    "--input",
    "inputs",
    metavar="I",
    type=click.IntRange(1, 8),
    default=2,
    show_default=True,
    help="Numbers of an input.",
)
@click.option(
    "--steps",
    metavar="T",
    type=click.IntRange(1, 4),
    default=1,
    help="Time steps of a `sequence`, 2 to 4; every other kind has one.  [default: 3 for sequence]",
)
@click.option(
    "--decimals",
    metavar="D",
    type=click.IntRange(2, 6),
    default=3,
    show_default=True,
    help="Places behind the point to which answers are wanted.",
)
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    help="The same seed gives the same numbers.  [default: a new one]",
)
@click.option(
    "--sheet",
    metavar="N",
    type=click.IntRange(1, 500),
    help="Write N exercises, their answers at the end, to the file of --out.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The markdown file of --sheet; one that is there is replaced.",
)
@click.option(
    "--answer",
    "answers",
    metavar="TEXT",
    help="Mark this answer: NAME=[NUMBERS], several parted by `;`.",
)
@click.option("--solution", is_flag=True, help="Show the worked steps and the right values.")
@click.option("--latex", is_flag=True, help="Leave formulas as LaTeX instead of drawing them.")
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

    Numbers may be typed as 0.25, .25, 1/4 or 2.5e-1. Each may be off by 5 in the last decimal
    asked, so that rounding on the way costs nothing; what follows rightly from an earlier slip
    earns its mark. Without KIND it is `step`.

    \b
    KIND is one of:
      shapes     shapes and counts of the weights
      blend      the new state from gate, candidate and old state
      inverse    the gate behind a blend
      gate       one gate
      candidate  the reset gate and the candidate
      limits     what a gate that is shut or open does
      step       one whole step: r, z, candidate, new state
      contrast   the same numbers in two cells
      sequence   a few steps
      gradient   an entry of the gradient
      line       one line of the equations

    \b
    NAME is one of:
      pytorch keras keras-reset-before onnx onnx-linear-before-reset cudnn
      cho2014 cho2014v1 chung2014 goodfellow d2l colah

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

    if not out.parent.is_dir():
        raise GruquizError(f"there is no folder {out.parent}; make it first", out)
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
    for name in verdict.parts:
        signs = "  ".join(SIGNS.get(state, "✗") for state in verdict.states(name))
        yield f"{name}  {signs}"
    yield f"Marks {verdict.marks} of {verdict.of}. {verdict.feedback}"


def _line_document(line: "Line") -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "latex": line.latex,
        "values": None if line.values is None else line.values.tolist(),
        "reached": line.reached,
    }
