"""The records of a drill: its setting, what is asked and given, and the exercise itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.conventions import Convention
from engine.mistakes import Mistake

Floats = NDArray[np.float64]

Numbers = Mapping[str, Floats]
"""The given numbers by canonical role. The last axis is the exercise. Of a cell, W is [3, H, I, K],
U [3, H, H, K], bx and bh [3, H, K], x [T, I, K], and h, r, z, n are [H, K]."""


@dataclass(frozen=True, slots=True)
class DrillSetting:
    """Everything except the seed that determines an exercise."""

    kind: str
    convention: Convention
    hidden: int = 2
    input: int = 2
    steps: int = 1
    decimals: int = 3
    variant: int = 0
    """Which of the kind's questions: the gate asked, the limit taken."""


@dataclass(frozen=True, slots=True)
class AskedQuantity:
    """One quantity asked."""

    name: str
    """As it is typed: `h~_t`."""
    latex: str
    role: str
    """Canonical: `r z n h'`, with the step behind it in a sequence: `h'_2`."""
    shape: tuple[int, ...]
    spoken: str = ""
    """Its name in words, where the letter alone is unclear."""


@dataclass(frozen=True, slots=True)
class GivenArray:
    """One given array, as its source prints it."""

    name: str
    latex: str
    role: str
    values: Floats


@dataclass(frozen=True, slots=True)
class SolutionLine:
    """One line of a worked solution."""

    quantity: str
    """The plain name of the asked quantity whose solution it belongs to."""
    latex: str
    values: Floats | None = None
    """The value of the line."""
    reached: bool = True
    """False from the first line that the learner got wrong."""


class Drill(Protocol):
    """A kind of exercise. Everything numeric is computed for many exercises at once."""

    def __hash__(self) -> int:
        """Drills are compared by identity, and caches have them as keys."""
        ...

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str:
        """What is asked, in a few words for a list of the kinds."""
        ...

    def check(self, setting: DrillSetting) -> DrillSetting:
        """The setting with the kind's own defaults; raises EngineError for one it cannot serve."""
        ...

    def variants(self, setting: DrillSetting) -> int:
        """How many different questions the kind asks."""
        ...

    def draws(self, setting: DrillSetting) -> int:
        """How many random integers one exercise takes."""
        ...

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        """Nice numbers from random integers [draws, K]."""
        ...

    def portable(self, old: DrillSetting, new: DrillSetting) -> bool:
        """Whether numbers of one setting make sense in the other, which has other semantics."""
        ...

    def accepts(self, setting: DrillSetting, numbers: Numbers) -> NDArray[np.bool_]:
        """[K]: which exercises may be asked, apart from their mistakes."""
        ...

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        """What is asked, in the order of work."""
        ...

    def mistakes(self, setting: DrillSetting) -> tuple[Mistake, ...]:
        """What may go wrong, likely ones first."""
        ...

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        """The asked quantities [M, *shape, K] under each mistake; None is the correct computation.

        `known` are values of the quantities [M or 1, *shape, K], NaN where unknown, from which
        the later ones follow. With `digits` every intermediate is rounded.
        """
        ...

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        """[*shape, K] for each asked quantity."""
        ...

    def equations(self, setting: DrillSetting) -> tuple[str, ...]: ...

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        """The arrays that the statement of one exercise prints, from its numbers [..., K = 1]."""
        ...

    def heading(self, setting: DrillSetting) -> str:
        """The kind, the source and what its gates do, as one line of markdown."""
        ...

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        """What to do, in one or two sentences of markdown; the numbers are [..., K = 1]."""
        ...

    def statement(self, setting: DrillSetting, numbers: Numbers) -> str:
        """Heading, formulas, numbers [..., K = 1] and task: markdown with blank lines between."""
        ...

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        """The worked steps in the convention's notation, with the numbers [..., K = 1] put in."""
        ...

    def letters(self, setting: DrillSetting) -> Mapping[str, str]:
        """The LaTeX of each name that a feedback sentence may hold in braces."""
        ...


# No slots: what is printed is worked out when it is first looked at, and kept.
@dataclass(frozen=True, eq=False)
class Exercise:
    """A numeric exercise: reproducible from its kind, convention, sizes, decimals and seed."""

    drill: Drill
    setting: DrillSetting
    seed: int
    numbers: Numbers
    """The canonical numbers behind it, with a last axis of one."""
    answers: Mapping[str, Floats]
    """By plain name, in the order in which they are worked out and marked."""
    tolerance: Mapping[str, Floats]
    """The largest error of each component that still counts as right."""

    @property
    def kind(self) -> str:
        return self.setting.kind

    @property
    def convention(self) -> Convention:
        return self.setting.convention

    @property
    def decimals(self) -> int:
        return self.setting.decimals

    @property
    def title(self) -> str:
        return self.drill.title

    @property
    def sizes(self) -> dict[str, int]:
        setting = self.setting
        return {"hidden": setting.hidden, "input": setting.input, "steps": setting.steps}

    @property
    def asked(self) -> tuple[str, ...]:
        """Plain names in the order in which they are worked out and marked."""
        return tuple(self.answers)

    @cached_property
    def equations(self) -> tuple[str, ...]:
        """LaTeX, in the convention's own letters."""
        return self.drill.equations(self.setting)

    @cached_property
    def _parts(self) -> tuple[GivenArray, ...]:
        return self.drill.given(self.setting, self.numbers)

    @cached_property
    def given(self) -> Mapping[str, Floats]:
        """What is printed, by plain name and in the source's own layout."""
        return {part.name: part.values for part in self._parts}

    @cached_property
    def latex(self) -> Mapping[str, str]:
        """The LaTeX of every plain name, given and asked."""
        asked = {each.name: each.latex for each in self.drill.quantities(self.setting)}
        return {part.name: part.latex for part in self._parts} | asked

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """The canonical role of every plain name."""
        asked = {each.name: each.role for each in self.drill.quantities(self.setting)}
        return {part.name: part.role for part in self._parts} | asked

    @cached_property
    def heading(self) -> str:
        """The kind, the source and what its gates do, as one line of markdown."""
        return self.drill.heading(self.setting)

    @cached_property
    def task(self) -> str:
        """What to do, in one or two sentences of markdown."""
        return self.drill.task(self.setting, self.numbers)

    @cached_property
    def statement(self) -> str:
        """Markdown with LaTeX between dollars: heading, equations, what is given, what to do."""
        return self.drill.statement(self.setting, self.numbers)

    def document(self, *, answers: bool = False) -> dict[str, Any]:
        """The exercise as JSON can hold it; with the answers only where they may be seen."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "convention": self.convention.name,
            "seed": self.seed,
            "decimals": self.decimals,
            **self.sizes,
            "equations": list(self.equations),
            "given": {name: values.tolist() for name, values in self.given.items()},
            "roles": dict(self.roles),
            "asked": list(self.asked),
            "statement": self.statement,
        }
        if answers:
            found["answers"] = {name: value.tolist() for name, value in self.answers.items()}
        return found


def one(numbers: Numbers, k: int) -> Numbers:
    """The numbers [..., 1] of the k-th exercise, from those of K exercises [..., K]."""
    return {name: values[..., k : k + 1] for name, values in numbers.items()}


def margin(setting: DrillSetting) -> float:
    """The largest error of an honestly rounded answer, from the decimals asked.

    Rounding every intermediate to d decimals moves a state by up to 3.4 units of the last place
    in one step and 8.5 in four.
    """
    if setting.decimals <= 2:
        unit = 0.03 if setting.steps == 1 else 0.05
        return float(unit * 10.0 ** (2 - setting.decimals))
    return float(5 * 10.0**-setting.decimals)
