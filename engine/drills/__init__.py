"""The kinds of exercise, easy ones first, and the functions that generate exercises."""

from collections.abc import Sequence
from dataclasses import replace

from engine.conventions import Convention, named
from engine.drills.blend import BlendDrill
from engine.drills.candidate import CandidateDrill
from engine.drills.equation_line import EquationLineDrill, lines_of
from engine.drills.gate import GateDrill
from engine.drills.inverse import InverseDrill
from engine.drills.parameter_count import ParameterCountDrill
from engine.drills.saturated_gates import SaturatedGatesDrill
from engine.drills.several_steps import SequenceDrill
from engine.drills.step import StepDrill
from engine.drills.step_gradient import GradientDrill
from engine.drills.two_cells import TwoCellsDrill
from engine.errors import EngineError
from engine.exercise import Drill, DrillSetting, Exercise, Numbers, SolutionLine, one
from engine.exercise.number_grids import only_written
from engine.exercise.separable import right, separable, variant
from engine.exercise.step_solution import left_at

__all__ = [
    "DRILLS",
    "Drill",
    "DrillSetting",
    "Exercise",
    "drill_named",
    "generate",
    "generate_many",
    "lines_of",
    "restated",
    "worked",
]

DRILLS: tuple[Drill, ...] = (
    ParameterCountDrill(),
    BlendDrill(),
    InverseDrill(),
    GateDrill(),
    CandidateDrill(),
    SaturatedGatesDrill(),
    StepDrill(),
    TwoCellsDrill(),
    SequenceDrill(),
    GradientDrill(),
    EquationLineDrill(),
)
"""Every kind, in the order in which it is offered."""

DECIMALS = range(2, 7)


def drill_named(kind: str) -> Drill:
    """The kind of that name; raises EngineError with the known ones."""
    for drill in DRILLS:
        if drill.name == kind:
            return drill
    raise EngineError(f"no drill {kind!r}; known: {', '.join(drill.name for drill in DRILLS)}")


def checked(
    kind: str,
    convention: str | Convention,
    *,
    hidden: int,
    input: int,  # noqa: A002  # as in `generate`
    steps: int,
    decimals: int,
) -> DrillSetting:
    """The setting of an exercise; raises EngineError for sizes its kind cannot have."""
    drill = drill_named(kind)
    if decimals not in DECIMALS:
        raise EngineError(
            f"decimals is {decimals}; a drill asks for {DECIMALS[0]} to {DECIMALS[-1]}"
        )
    return drill.check(DrillSetting(drill.name, named(convention), hidden, input, steps, decimals))


def generate(
    kind: str = "step",
    convention: str | Convention = "pytorch",
    *,
    hidden: int = 2,
    input: int = 2,  # noqa: A002  # the size's public name, as in the spec and on the command line
    steps: int = 1,
    decimals: int = 3,
    seed: int = 0,
) -> Exercise:
    """An exercise of a kind in a source's notation, the same for the same arguments.

    Its numbers are such that no known mistake could pass for the right answer. `steps` 1 means
    the kind's own number. Raises EngineError for an unknown kind or convention and for sizes
    that the kind cannot serve.
    """
    drill = drill_named(kind)
    setting = checked(kind, convention, hidden=hidden, input=input, steps=steps, decimals=decimals)
    setting = variant(drill, setting, seed)
    return _stated(drill, setting, separable(drill, setting, [seed]), [seed])[0]


def generate_many(setting: DrillSetting, seeds: Sequence[int]) -> list[Exercise]:
    """The exercises of many seeds, their numbers found in one batch."""
    drill = drill_named(setting.kind)
    setting = _as_checked(setting, setting.convention)
    by_variant: dict[DrillSetting, list[int]] = {}
    for seed in seeds:
        by_variant.setdefault(variant(drill, setting, seed), []).append(seed)
    found: dict[int, Exercise] = {}
    for own, members in by_variant.items():
        exercises = _stated(drill, own, separable(drill, own, members), members)
        found.update(zip(members, exercises, strict=True))
    return [found[seed] for seed in seeds]


def restated(exercise: Exercise, convention: str | Convention) -> Exercise:
    """The same numbers under another convention, even if not all of its mistakes show in them.

    New numbers from the same seed where the old ones would make no sense: a given candidate of
    another range, a line of other equations.
    """
    drill = drill_named(exercise.kind)
    old = exercise.setting
    setting = _as_checked(old, convention)
    if not drill.portable(old, setting):
        setting = variant(drill, setting, exercise.seed)
        numbers = separable(drill, setting, [exercise.seed])
    else:
        setting = replace(setting, variant=old.variant % drill.variants(setting))
        numbers = _fitted(exercise.numbers, setting)
    return _stated(drill, setting, numbers, [exercise.seed])[0]


def _fitted(numbers: Numbers, setting: DrillSetting) -> Numbers:
    """The numbers without the biases that the convention does not write."""
    layout = setting.convention.biases
    return {
        name: only_written(values, name[1], layout) if name in ("bx", "bh") else values
        for name, values in numbers.items()
    }


def worked(exercise: Exercise, stuck: str | None = None) -> tuple[SolutionLine, ...]:
    """The worked solution; lines from the quantity named `stuck` on are marked as not reached."""
    drill = drill_named(exercise.kind)
    return left_at(drill.solution(exercise.setting, exercise.numbers), stuck)


def _as_checked(setting: DrillSetting, convention: str | Convention) -> DrillSetting:
    return checked(
        setting.kind,
        convention,
        hidden=setting.hidden,
        input=setting.input,
        steps=setting.steps,
        decimals=setting.decimals,
    )


def _stated(
    drill: Drill, setting: DrillSetting, numbers: Numbers, seeds: Sequence[int]
) -> list[Exercise]:
    """The exercises of some seeds, their answers computed in one batch."""
    names = _names(drill, setting, one(numbers, 0))
    answers = right(drill, setting, numbers)
    tolerances = drill.tolerance(setting, numbers)
    return [
        Exercise(
            drill=drill,
            setting=setting,
            seed=seed,
            numbers=one(numbers, k),
            answers={name: part[..., k] for name, part in zip(names, answers, strict=True)},
            tolerance={name: part[..., k] for name, part in zip(names, tolerances, strict=True)},
        )
        for k, seed in enumerate(seeds)
    ]


def _names(drill: Drill, setting: DrillSetting, numbers: Numbers) -> list[str]:
    """The plain names asked; raises EngineError where one symbol means two things."""
    asked = [quantity.name for quantity in drill.quantities(setting)]
    names = [part.name for part in drill.given(setting, numbers)] + asked
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise EngineError(
            f"{setting.convention.title} uses one symbol for two things ({', '.join(twice)}); "
            "a drill needs a name of its own for each"
        )
    return asked
