"""`line`: one equation of a note, of any cell, computed with numbers of fitting shapes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import notation
from engine.conventions import Convention, Notation
from engine.errors import EngineError
from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    margin,
    printed,
)
from engine.exercise.base_drill import BaseDrill
from engine.exercise.number_grids import BIASES, SHARES, STATES, WEIGHTS, Draws
from engine.formula.equation_system import Definition, EquationSystem, read
from engine.formula.latex import to_latex
from engine.formula.substitution import unwrapped
from engine.formula.symbols import COMMAND_OF
from engine.formula.tree import Apply, Node, Sum, Symbol
from engine.formula.variants import variants
from engine.mistakes import Mistake

_SIGNS = {name: sign for sign, name in COMMAND_OF.items()}


class EquationLineDrill(BaseDrill):
    name = "line"
    title = "One line"
    summary = "one line of the equations"
    possible = ()

    def check(self, setting: DrillSetting) -> DrillSetting:
        setting = super().check(setting)
        form = setting.convention.notation.form
        if form == "column" and read_all(_formulas(setting)).row:
            rows = replace(setting.convention.notation, form="row")
            return replace(setting, convention=replace(setting.convention, notation=rows))
        return setting

    def variants(self, setting: DrillSetting) -> int:
        return len(_usable(_formulas(setting)))

    def mistakes(self, setting: DrillSetting) -> tuple[Mistake, ...]:
        return tuple(_wrong(setting))

    def portable(self, old: DrillSetting, new: DrillSetting) -> bool:
        return False

    def draws(self, setting: DrillSetting) -> int:
        return sum(int(np.prod(shape, dtype=int)) for shape in _shapes(setting).values())

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        system, draws = read_all(_formulas(setting)), Draws(integers)
        return {
            name: draws.take(_grid(system, name), *shape)
            for name, shape in _shapes(setting).items()
        }

    def accepts(self, setting: DrillSetting, numbers: Numbers) -> NDArray[np.bool_]:
        value = _value(setting, numbers, _definition(setting).value)
        flat = value.reshape(-1, value.shape[-1])
        # Numbers that a person can write down: not the exponential of an exponential.
        return np.asarray((np.isfinite(flat) & (np.abs(flat) < 100)).all(axis=0))

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        definition = _definition(setting)
        system = read_all(_formulas(setting))
        quantity = system.quantities[definition.name]
        latex = quantity.latex
        return (
            AskedQuantity(
                printed.plain(latex), latex, definition.name, _shape(setting, definition.name)
            ),
        )

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        wrong = _wrong(setting)
        right = _definition(setting).value
        values = [
            _value(setting, numbers, right if mistake is None else wrong[mistake])
            for mistake in mistakes
        ]
        found = np.nan_to_num(np.stack(values), nan=1e9, posinf=1e9, neginf=-1e9)
        return [found if digits is None else np.round(found, digits)]

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        """The usual one up to 1, relative beyond: a line need not end in an activation."""
        value = self.solve(setting, numbers, (None,))[0][0]
        return [margin(setting) * np.maximum(1.0, np.abs(value))]

    def equations(self, setting: DrillSetting) -> tuple[str, ...]:
        return (to_latex(_definition(setting).source).strip(),)

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        system = read_all(_formulas(setting))
        return tuple(
            GivenArray(
                printed.plain(system.quantities[name].latex),
                system.quantities[name].latex,
                name,
                values[..., 0],
            )
            for name, values in numbers.items()
        )

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        quantity, definition = self.quantities(setting)[0], _definition(setting)
        row = read_all(_formulas(setting)).row
        lines = []
        for part in _steps(definition.value):
            values = _value(setting, numbers, part)[..., 0]
            shown = printed.array(values, row=row, decimals=setting.decimals + 1)
            latex = f"{to_latex(part).strip()} = {shown}"
            lines.append(SolutionLine(quantity.name, latex, values))
        value = self.solve(setting, numbers, (None,))[0][0, ..., 0]
        shown = printed.array(value, row=row, decimals=setting.decimals)
        return (*lines, SolutionLine(quantity.name, f"{quantity.latex} = {shown}", value))

    def heading(self, setting: DrillSetting) -> str:
        return f"**{self.title}** · {setting.convention.title}"


def lines_of(equations: Sequence[str], title: str = "this note") -> Convention:
    """What `generate("line", …)` takes to ask about equations of no named cell."""
    return Convention(
        name="this note",
        title=title,
        source="the equations of a note",
        # Nothing is computed with these: the line itself states what it computes.
        z_keeps=True,
        reset_after=False,
        notation=Notation(equations=tuple(equations)),
    )


@lru_cache(maxsize=64)
def read_all(formulas: tuple[str, ...]) -> EquationSystem:
    return read(formulas)


def _formulas(setting: DrillSetting) -> tuple[str, ...]:
    return notation.equations(setting.convention)


@lru_cache(maxsize=64)
def _usable(formulas: tuple[str, ...]) -> tuple[Definition, ...]:
    """The lines that can be computed from quantities that they name."""
    system = read_all(formulas)
    found = []
    for definition in system.definitions:
        needed = _named(system, definition)
        if not needed or definition.name in needed:
            continue
        try:
            sample = system.sample(np.random.default_rng(0), {})
            with np.errstate(all="ignore"):
                value = system.evaluate(definition.value, sample)
        except (EngineError, ValueError):
            continue
        if np.ndim(value) <= 2:
            found.append(definition)
    if not found:
        reasons = "; ".join(error.message for _, error in system.unreadable[:2])
        raise EngineError(
            "there is no equation here that could be computed"
            + (f": {reasons}" if reasons else "; a line needs a name, = and a formula")
        )
    return tuple(found)


def _definition(setting: DrillSetting) -> Definition:
    lines = _usable(_formulas(setting))
    return lines[setting.variant % len(lines)]


def _sizes(setting: DrillSetting) -> dict[int, int]:
    """Unknown sizes: the asked quantity's are H, all others I."""
    system = read_all(_formulas(setting))
    own = {u for axis in system.dimensions(_definition(setting).name) for u in axis}
    unknowns = {u for name in system.quantities for axis in system.dimensions(name) for u in axis}
    return {u: setting.hidden if u in own else setting.input for u in unknowns}


def _shape(setting: DrillSetting, name: str) -> tuple[int, ...]:
    return read_all(_formulas(setting)).shape(name, _sizes(setting))


def _shapes(setting: DrillSetting) -> dict[str, tuple[int, ...]]:
    """The shapes of all quantities that the line uses."""
    system = read_all(_formulas(setting))
    return {name: _shape(setting, name) for name in _named(system, _definition(setting))}


def _named(system: EquationSystem, definition: Definition) -> tuple[str, ...]:
    """The quantities that a line uses."""
    return tuple(name for name in system.needed(definition.value) if name in system.quantities)


def _grid(system: EquationSystem, name: str) -> Floats:
    """Nice numbers for a quantity: gates between 0 and 1, states within 1."""
    if system.kinds.get(name) == "matrix":
        return WEIGHTS
    for each in system.definitions:
        top = unwrapped(each.value)
        if each.name == name and isinstance(top, Apply) and isinstance(top.function, Symbol):
            return SHARES if top.function.base in ("σ", "sigmoid", "sigm") else STATES
    return BIASES if name[:1] in ("b", "β") else STATES


def _value(setting: DrillSetting, numbers: Numbers, node: Node) -> Floats:
    """A formula's value [*shape, K]."""
    system = read_all(_formulas(setting))
    count = next(iter(numbers.values())).shape[-1]
    batch = {name: np.moveaxis(values, -1, 0) for name, values in numbers.items()}
    with np.errstate(all="ignore"):
        value = np.asarray(system.evaluate(node, batch), np.float64)
    if value.ndim == 0 or value.shape[0] != count:
        value = np.broadcast_to(value, (count, *value.shape))
    return np.moveaxis(value, 0, -1)


@lru_cache(maxsize=256)
def _wrong(setting: DrillSetting) -> Mapping[Mistake, Node]:
    """The mistakes of a line, each with the formula that it turns the line into."""
    system = read_all(_formulas(setting))
    definition = _definition(setting)
    needed = set(_shapes(setting))
    shape = _shape(setting, definition.name)
    drill = EquationLineDrill()
    # Any numbers do: only the shapes of what comes out are looked at.
    numbers = drill.draw(setting, np.full((drill.draws(setting), 1), 3, np.uint32))
    found: dict[Mistake, Node] = {}
    for variant in variants(definition.value, system):
        if not set(system.needed(variant.node)) <= needed:
            continue
        try:
            value = _value(setting, numbers, variant.node)
        except (EngineError, ValueError):
            continue  # the shapes themselves forbid it
        if value.shape[:-1] == shape:
            sentence = _readable(variant.sentence)
            found[Mistake(variant.mistake, definition.name, sentence)] = variant.node
    return found


def _readable(sentence: str) -> str:
    """The sentence with signs for LaTeX commands; its own braces are not places to fill in."""
    text = re.sub(r"\\([a-zA-Z]+) ?", lambda found: _SIGNS.get(found[1], found[1]), sentence)
    return text.replace("{", "{{").replace("}", "}}")


def _steps(node: Node) -> list[Node]:
    """The parts worth a line of their own: the terms of the outermost sum, then the sum."""
    top = unwrapped(node)
    inner = unwrapped(top.arguments[0]) if isinstance(top, Apply) else top
    if not isinstance(inner, Sum):
        return [inner] if inner is not top else []
    terms = [term for term in inner.terms if not isinstance(unwrapped(term), Symbol)]
    return [*terms, inner] if isinstance(top, Apply) else terms
