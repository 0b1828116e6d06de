"""The options that choose an exercise, combined into one argument of a command."""

import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gruquiz.cli.completion import conventions, kinds

if TYPE_CHECKING:
    from engine import Convention
    from gruquiz.exercises import Request

NEW_SEEDS = 1_000_000
"""Seeds drawn for a learner are below this, so that they can be read out and typed again."""

SIZES = ("hidden", "input", "steps", "decimals")
"""The options that are numbers of a Request."""

Result = TypeVar("Result")

_OPTIONS = (
    click.argument("kind", default="step", shell_complete=kinds),
    click.option(
        "--convention",
        metavar="NAME",
        shell_complete=conventions,
        help="Whose GRU to compute, from the list above.  [default: pytorch]",
    ),
    click.option(
        "--note",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Compute this note's equations instead, in its own letters.",
    ),
    click.option(
        "--hidden",
        metavar="H",
        type=click.IntRange(1, 8),
        default=2,
        show_default=True,
        help="Size of the state.",
    ),
    click.option(
        "--input",
        metavar="I",
        type=click.IntRange(1, 8),
        default=2,
        show_default=True,
        help="Size of the input.",
    ),
    click.option(
        "--steps",
        metavar="T",
        type=click.IntRange(1, 4),
        default=1,
        help="Time steps of a `sequence`, 2 to 4; other kinds have one.  [default: 3 for sequence]",
    ),
    click.option(
        "--decimals",
        metavar="D",
        type=click.IntRange(2, 6),
        default=3,
        show_default=True,
        help="Decimal places of the answers.",
    ),
    click.option(
        "--seed",
        metavar="N",
        type=click.IntRange(min=0),
        help="The same seed gives the same numbers.  [default: a new one]",
    ),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The exercise that the options choose."""

    request: "Request"
    seed: int
    """The given seed, or a new one."""
    note: Path | None = None
    """The note whose equations are computed."""

    @property
    def command(self) -> str:
        """The shell command that shows the same exercise again."""
        return " ".join(("gruquiz drill", *self._arguments()))

    def _arguments(self) -> Iterator[str]:
        yield self.request.kind
        if self.note is not None:
            yield f"--note {shlex.quote(str(self.note))}"
        elif self.request.convention != "pytorch":
            yield f"--convention {self.request.convention}"
        usual = type(self.request)()
        for name in SIZES:
            number = getattr(self.request, name)
            if number != getattr(usual, name):
                yield f"--{name} {number}"
        yield f"--seed {self.seed}"


def exercise_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options of an exercise to a command, which gets them as its first argument.

    Unknown names are usage errors, which list the known ones.
    """

    @wraps(command)
    def run(
        kind: str, convention: str | None, note: Path | None, seed: int | None, **others: Any
    ) -> Result:
        if note is not None and convention is not None:
            raise click.UsageError("Give --convention or --note, not both.")
        _refuse_unknown(kind, convention)
        from gruquiz.exercises import Request  # NumPy

        sizes = {name: others.pop(name) for name in SIZES}
        request = Request(kind, _source(kind, convention, note), **sizes)
        new = int.from_bytes(os.urandom(8)) % NEW_SEEDS
        return command(Wanted(request, new if seed is None else seed, note), **others)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def _refuse_unknown(kind: str, convention: str | None) -> None:
    from engine.conventions import CONVENTIONS
    from engine.drills import DRILLS  # NumPy

    known = [drill.name for drill in DRILLS]
    if kind not in known:
        raise click.UsageError(f"No drill {kind!r}. Use one of: {', '.join(known)}.")
    if convention is not None and convention not in CONVENTIONS:
        names = ", ".join(CONVENTIONS)
        raise click.UsageError(f"No convention {convention!r}. Use one of: {names}.")


def _source(kind: str, convention: str | None, note: Path | None) -> "str | Convention":
    """The convention by its name, or the one that the note's equations state."""
    if note is None:
        return convention or "pytorch"
    from gruquiz.cells import read_cell  # NumPy and the markdown reader
    from gruquiz.notes import read_note

    return read_cell(read_note(note)).convention(kind)
