"""Which exercise is asked: what a drill card specifies, or what was chosen by hand."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine import Convention, Exercise, generate
from engine.drills import checked, generate_many
from engine.exercise.ladder import Rung, climbed
from gruquiz.cells import read_cell
from gruquiz.model import THIS_NOTE, Card, Kind
from gruquiz.notes import read_note

CHOICES = ("pytorch", "keras-reset-before", "cho2014", "chung2014", "goodfellow", "d2l", "colah")
"""The conventions that `c` goes through: each differs from the one before in what it computes
or in how it writes it."""


@dataclass(frozen=True, slots=True)
class Request:
    """Everything about an exercise but its numbers."""

    kind: str = "step"
    convention: str | Convention = "pytorch"
    """A source's name, or the convention that a note's own equations state."""
    hidden: int = 2
    input: int = 2
    steps: int = 1
    decimals: int = 3

    def exercise(self, seed: int) -> Exercise:
        """The exercise with the numbers of this seed; EngineError where there is none."""
        return generate(
            self.kind,
            convention=self.convention,
            hidden=self.hidden,
            input=self.input,
            steps=self.steps,
            decimals=self.decimals,
            seed=seed,
        )

    def exercises(self, seeds: Sequence[int]) -> list[Exercise]:
        """Those with the numbers of these seeds, worked out together."""
        setting = checked(
            self.kind,
            self.convention,
            hidden=self.hidden,
            input=self.input,
            steps=self.steps,
            decimals=self.decimals,
        )
        return generate_many(setting, seeds)

    def elsewhere(self) -> "Request":
        """The same in the next convention."""
        known = isinstance(self.convention, str) and self.convention in CHOICES
        place = CHOICES.index(str(self.convention)) if known else -1
        return replace(self, convention=CHOICES[(place + 1) % len(CHOICES)])


def requested(card: Card) -> Request | None:
    """What a drill card asks for; None for a card that shows its answer itself.

    Raises NoteError where it asks for its note's own equations and the note states none.
    """
    if card.kind is not Kind.DRILL:
        return None
    specification = json.loads(card.face.back)
    kind = str(specification.get("compute", "step"))
    convention: str | Convention = str(specification.get("convention", "pytorch"))
    if convention == THIS_NOTE:
        convention = read_cell(read_note(Path(card.note))).convention(kind)
    start = Rung(
        kind=kind,
        hidden=int(specification.get("hidden", 2)),
        input=int(specification.get("input", 2)),
        steps=int(specification.get("steps", 1)),
    )
    # What has been known for long is asked harder; a lapse shortens the interval and eases it.
    rung = climbed(start, card.schedule.interval)
    return Request(
        kind=rung.kind,
        convention=convention,
        hidden=rung.hidden,
        input=rung.input,
        steps=rung.steps,
        decimals=int(specification.get("decimals", 3)),
    )


def record(exercise: Exercise, marks: tuple[int, int]) -> str:
    """What the log keeps of an answered exercise, as JSON."""
    return json.dumps(
        {
            "kind": exercise.kind,
            "convention": exercise.convention.name,
            **exercise.sizes,
            "decimals": exercise.decimals,
            "seed": exercise.seed,
            "marks": list(marks),
        }
    )


def command(card: Card, recorded: str) -> str:
    """The command that shows the exact exercise again of which the log kept `recorded`."""
    kept = json.loads(recorded)
    whose = f"--convention {kept['convention']}"
    if kept["convention"] == THIS_NOTE:
        whose = f"--note {shlex.quote(card.note)}"
    sizes = " ".join(f"--{name} {kept[name]}" for name in ("hidden", "input", "steps", "decimals"))
    return f"gruquiz drill {kept['kind']} {whose} {sizes} --seed {kept['seed']}"
