"""`drill`: numeric exercises made, shown and marked."""

import shlex
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.conventions import CONVENTIONS
from gruquiz.cli.context import json_option
from gruquiz.cli.exercise_options import Wanted, exercise_options
from gruquiz.cli.output import PAGE, counted, drawn, emit, say, say_text
from gruquiz.errors import GruquizError
from gruquiz.model import Grade

if TYPE_CHECKING:
    from engine import Exercise, Verdict
    from engine.exercise import SolutionLine

SIGNS = {
    "right": "✓",
    "follow-through": "(✓)",
    "wrong": "✗",
    "imprecise": "≈",
    "unreadable": "?",
    "blank": "–",
}
"""The sign for each component's verdict."""

_NAMES = textwrap.fill(
    " ".join(CONVENTIONS), 76, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
)

HELP = f"""\
Make a numeric exercise of one KIND, and mark an answer.

Numbers may be typed as 0.25, .25, 1/4, 25% or 2.5e-1, and pasted as programs print them. Each may
be off by 5 in the last decimal asked, so that rounding on the way costs nothing; what follows
rightly from an earlier slip earns its mark: ✓ right, (✓) follows from your own numbers, ≈ too few
decimals, ✗ wrong, – blank, ? unreadable (exit status 1). Without KIND it is `step`.

\b
KIND is one of:
{{kinds}}

\b
NAME is one of:
{_NAMES}

\b
Example:
  gruquiz drill step --convention keras --seed 7
  gruquiz drill step --seed 7 --answer 'h_t=[.287, .154]'
  gruquiz drill gate --note my-gru.md
  gruquiz drill gate --sheet 20 --out gates.md
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Exercises to be written to a file."""

    count: int
    out: Path


def sheet_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of a sheet; it gets them as `sheet`, None where there is none."""

    @wraps(command)
    def run(*given: object, sheet: int | None, out: Path | None, **others: object) -> int:
        if sheet is None or out is None:
            if (sheet is None) != (out is None):
                raise click.UsageError("--sheet N and --out FILE go together.")
            return command(*given, sheet=None, **others)
        return command(*given, sheet=Sheet(sheet, out), **others)

    count = click.option(
        "--sheet",
        metavar="N",
        type=click.IntRange(1, 500),
        help="Write N exercises, their answers at the end, to the file of --out.",
    )
    file = click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The markdown file of --sheet; one that is there is replaced.",
    )
    return count(file(run))


class DrillCommand(click.Command):
    """Lists the kinds in its help; only whoever reads that waits for NumPy."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from engine.drills import DRILLS

        wide = max(len(kind.name) for kind in DRILLS)
        kinds = [f"  {kind.name:{wide}}  {kind.summary}" for kind in DRILLS]
        self.help = HELP.format(kinds="\n".join(kinds))
        super().format_help_text(ctx, formatter)


@click.command("drill", cls=DrillCommand, help=HELP)
@exercise_options
@sheet_options
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
    wanted: Wanted,
    sheet: Sheet | None,
    answers: str | None,
    solution: bool,
    latex: bool,
    as_json: bool,
) -> int:
    """Make an exercise, or a sheet of them, and mark an answer; its help text is HELP."""
    if sheet is not None and answers is not None:
        raise click.UsageError("--answer marks one exercise; it does not go with --sheet.")
    if sheet is not None:
        seeds = range(wanted.seed, wanted.seed + sheet.count)
        _write_sheet(wanted.request.exercises(seeds), sheet.out, as_json=as_json)
        return 0
    from engine import grade
    from engine.attempt import blank_line
    from engine.drills import worked

    exercise = wanted.request.exercise(wanted.seed)
    verdict = None if answers is None else grade(exercise, answers)
    # The answers are shown after an attempt.
    shown = solution or verdict is not None
    lines = worked(exercise, None if verdict is None else verdict.stuck) if shown else ()
    if as_json:
        emit(_document(exercise, verdict, lines))
        return _code(verdict)
    say_text("\n".join(_lines(exercise, verdict, lines if solution else (), latex=latex)))
    if not shown:
        answer = shlex.quote(blank_line(exercise))
        say_text(f"\nMark it: {wanted.command} --answer {answer}")
    return _code(verdict)


def _code(verdict: "Verdict | None") -> int:
    """The exit code: 1 where something of the answer could not be read."""
    return 1 if verdict is not None and verdict.problems else 0


def _document(
    exercise: "Exercise", verdict: "Verdict | None", lines: "Sequence[SolutionLine]"
) -> dict[str, Any]:
    document = exercise.document(answers=bool(lines))
    if lines:
        document["solution"] = [_line_document(line) for line in lines]
    if verdict is not None:
        grade = Grade(verdict.grade).name.lower()
        document["verdict"] = {**verdict.document(), "grade": grade}
    return document


def _write_sheet(exercises: "list[Exercise]", out: Path, *, as_json: bool) -> None:
    from gruquiz.exercise_sheet import format_exercise_sheet

    if not out.parent.is_dir():
        raise GruquizError(f"no folder {out.parent}; create it first", out)
    try:
        out.write_text(format_exercise_sheet(exercises), encoding="utf-8")
    except OSError as error:
        raise GruquizError(f"the sheet cannot be written: {error.strerror}", out) from error
    if as_json:
        emit({"sheet": str(out), "seeds": [exercise.seed for exercise in exercises]})
    else:
        say(f"{counted(len(exercises), 'exercise')}, their answers at the end: {out}")


def _lines(
    exercise: "Exercise", verdict: "Verdict | None", lines: "Sequence[SolutionLine]", *, latex: bool
) -> Iterator[str]:
    """The lines to print: the exercise, the verdict if any, and the worked steps if asked for."""
    yield from [exercise.statement] if latex else _statement(exercise)
    if verdict is not None:
        yield ""
        yield from _verdict(verdict)
    if lines:
        yield ""
    for line in lines:
        yield f"$${line.latex}$$" if latex else drawn(line.latex)


def _statement(exercise: "Exercise") -> Iterator[str]:
    """The statement as text: formulas drawn, the given arrays side by side."""
    from gruquiz import exercise_text
    from gruquiz.markdown import plain

    yield plain(exercise.heading)
    yield ""
    yield from (row.text for row in exercise_text.equations(exercise, PAGE))
    yield ""
    yield from (row.text for row in exercise_text.given(exercise, PAGE))
    yield ""
    yield plain(exercise.task)


def _verdict(verdict: "Verdict") -> Iterator[str]:
    for name in verdict.parts:
        signs = "  ".join(SIGNS[state] for state in verdict.states(name))
        yield f"{name}  {signs}"
    unread = "Some of it cannot be read. " if verdict.problems else ""
    yield f"{unread}Marks {verdict.marks} of {verdict.of}. {verdict.feedback}"


def _line_document(line: "SolutionLine") -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "latex": line.latex,
        "values": None if line.values is None else line.values.tolist(),
        "reached": line.reached,
    }
