"""What every kind of drill does by default."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine import notation
from engine.errors import EngineError
from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    margin,
    printed,
)
from engine.mistakes import Mistake

LARGEST = 16
"""The most units and inputs of an exercise to be computed by hand."""


class BaseDrill(ABC):
    """The defaults: one step, one question, all numbers accepted, the usual tolerance."""

    name: str
    title: str
    summary: str
    possible: tuple[Mistake, ...]

    def check(self, setting: DrillSetting) -> DrillSetting:
        for name, size in (("hidden", setting.hidden), ("input", setting.input)):
            if not 1 <= size <= LARGEST:
                raise EngineError(f"{name} is {size}; a drill takes 1 to {LARGEST}")
        if setting.steps != 1:
            raise EngineError(f"steps is {setting.steps}; a drill {self.name} has one step")
        return setting

    def variants(self, setting: DrillSetting) -> int:
        return 1

    def portable(self, old: DrillSetting, new: DrillSetting) -> bool:
        return True

    def accepts(self, setting: DrillSetting, numbers: Numbers) -> NDArray[np.bool_]:
        return np.ones(next(iter(numbers.values())).shape[-1], np.bool_)

    def mistakes(self, setting: DrillSetting) -> tuple[Mistake, ...]:
        return self.possible

    @abstractmethod
    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]: ...

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        count = next(iter(numbers.values())).shape[-1]
        return [
            np.full((*quantity.shape, count), margin(setting))
            for quantity in self.quantities(setting)
        ]

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        return f"Compute {listed(self.quantities(setting))} to {setting.decimals} decimals."

    def heading(self, setting: DrillSetting) -> str:
        does = printed.semantics(setting.convention)
        return f"**{self.title}** · {setting.convention.title}: {does}"

    def equations(self, setting: DrillSetting) -> tuple[str, ...]:
        return notation.equations(setting.convention)

    @abstractmethod
    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]: ...

    def statement(self, setting: DrillSetting, numbers: Numbers) -> str:
        row = printed.prints_rows(setting.convention)
        given = (
            f"$${part.latex} = {printed.array(part.values, row=row)}$$"
            for part in self.given(setting, numbers)
        )
        equations = (f"$${equation}$$" for equation in self.equations(setting))
        task = self.task(setting, numbers)
        return "\n\n".join([self.heading(setting), *equations, *given, task])

    def letters(self, setting: DrillSetting) -> Mapping[str, str]:
        return printed.letters(setting.convention)


def listed(quantities: tuple[AskedQuantity, ...]) -> str:
    """`$r_t$, $z_t$ and $h_t$`"""
    names = [f"${quantity.latex}$" for quantity in quantities]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def asked(setting: DrillSetting, role: str, spoken: str = "") -> AskedQuantity:
    """The quantity of a role with one number for each unit, in the source's letters."""
    latex = printed.symbols(setting.convention)[role]
    return AskedQuantity(printed.plain(latex), latex, role, (setting.hidden,), spoken)


def picked(mistakes: tuple[Mistake, ...], *keys: str) -> tuple[Mistake, ...]:
    """The mistakes with these keys."""
    return tuple(mistake for mistake in mistakes if mistake.key in keys)


def same_range(old: DrillSetting, new: DrillSetting) -> bool:
    """Whether candidates given in one setting are possible in the other."""
    return old.convention.candidate_activation == new.convention.candidate_activation
