"""Worked solutions of gradients: each derivative in the source's notation, with the numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.conventions import Activation
from engine.exercise import AskedQuantity, DrillSetting, Floats, Numbers, SolutionLine, printed
from engine.mistakes.backward import BackwardValues, backward, slope, units
from engine.mistakes.gradient_mistakes import Slip


def partial(latex: str) -> str:
    """The loss's derivative by a quantity, as LaTeX."""
    return rf"\frac{{\partial L}}{{\partial {latex}}}"


@dataclass(frozen=True, slots=True)
class GradientWriter:
    """Writes the derivatives of one exercise; `found` are their values."""

    setting: DrillSetting
    numbers: Numbers
    found: BackwardValues

    def symbol(self, role: str) -> str:
        return printed.symbols(self.setting.convention)[role]

    def value(self, role: str) -> Floats:
        """A given vector of the exercise."""
        return self.numbers[role][:, 0]

    def show(self, values: Floats, *, final: bool = False) -> str:
        """Computed values, of any shape up to a matrix, as LaTeX; one decimal more unless final."""
        row = printed.prints_rows(self.setting.convention)
        return printed.array(values, row=row, decimals=self.setting.decimals + (not final))

    def by_z(self, quantity: AskedQuantity) -> SolutionLine:
        """∂L/∂z, from the two states that z weights."""
        keeps, o = self.setting.convention.z_keeps, self._o
        first, second = ("h", "n") if keeps else ("n", "h")
        difference = self.value(first) - self.value(second)
        given, values = self.value("dh'"), self.found.dz[0, :, 0]
        upstream = partial(self.symbol("h'"))
        latex = (
            f"{quantity.latex} = {upstream} {o} ({self.symbol(first)} - {self.symbol(second)}) = "
            f"{self.show(given)} {o} {self.show(difference)} = "
            f"{self.show(values, final=True)}"
        )
        return SolutionLine(quantity.name, latex, values)

    def sums(self, quantity: str) -> Iterator[SolutionLine]:
        """The derivatives by the pre-activations: a_n, a_z, then a_r through r."""
        convention = self.setting.convention
        write = f"(1 - {self.symbol('z')})" if convention.z_keeps else self.symbol("z")
        upstream = partial(self.symbol("h'"))
        slopes = {
            "r": self._slope("r", convention.gate_activation),
            "z": self._slope("z", convention.gate_activation),
            "n": self._slope("n", convention.candidate_activation),
        }
        yield self._product(
            quantity,
            partial("a_n"),
            ((upstream, self.value("dh'")), (write, 1 - self._keep), slopes["n"]),
            self.found.da_n[0, :, 0],
        )
        by_z = (partial(self.symbol("z")), self.found.dz[0, :, 0])
        yield self._product(quantity, partial("a_z"), (by_z, slopes["z"]), self.found.da_z[0, :, 0])
        name, values = self._by_reset()
        yield SolutionLine(
            quantity, f"{partial(self.symbol('r'))} = {name} = {self.show(values)}", values
        )
        by_r = (partial(self.symbol("r")), values)
        yield self._product(quantity, partial("a_r"), (by_r, slopes["r"]), self.found.da_r[0, :, 0])

    def old_state(self, quantity: AskedQuantity) -> Iterator[SolutionLine]:
        """∂L/∂h, path by path."""
        convention, o = self.setting.convention, self._o
        keep = self.symbol("z") if convention.z_keeps else f"(1 - {self.symbol('z')})"
        upstream = partial(self.symbol("h'"))
        direct = self._product(
            quantity.name,
            rf"\text{{direct: }} {upstream} {o} {keep}",
            (("", self.value("dh'")), ("", self._keep)),
            self.value("dh'") * self._keep,
        )
        yield direct
        U = self.numbers["U"][..., 0]
        if convention.reset_after:
            inside = self._back("n", f"({partial('a_n')} {o} {self.symbol('r')})")
            through = U[2].T @ self.found.q[0, :, 0]
        else:
            inside = f"({self._back('n', partial('a_n'))}) {o} {self.symbol('r')}"
            through = (U[2].T @ self.found.da_n[0, :, 0]) * self.value("r")
        shares = (
            (inside, through),
            (self._back("r", partial("a_r")), U[0].T @ self.found.da_r[0, :, 0]),
            (self._back("z", partial("a_z")), U[1].T @ self.found.da_z[0, :, 0]),
        )
        for role, (name, values) in zip("nrz", shares, strict=True):
            latex = rf"\text{{through }} {self.symbol(role)}: \; {name} = {self.show(values)}"
            yield SolutionLine(quantity.name, latex, values)
        total = self.found.dh[0, :, 0]
        yield SolutionLine(
            quantity.name, f"{quantity.latex} = {self.show(total, final=True)}", total
        )

    @property
    def _o(self) -> str:
        return self.setting.convention.notation.hadamard

    @property
    def _keep(self) -> Floats:
        z = self.value("z")
        return z if self.setting.convention.z_keeps else 1 - z

    def _slope(self, gate: str, activation: Activation) -> tuple[str, Floats]:
        """(f'(a) in terms of its value, that number)."""
        symbol = self.symbol(gate)
        square = f"({symbol})^2" if "^" in symbol else f"{symbol}^2"
        name = {"sigmoid": f"{symbol} (1 - {symbol})", "tanh": f"1 - {square}"}.get(
            activation, f"f'(a_{gate})"
        )
        return f"({name})", slope(activation, self.value(gate))

    def _product(
        self, quantity: str, name: str, factors: tuple[tuple[str, Floats], ...], value: Floats
    ) -> SolutionLine:
        """`name = factor ⊙ factor = numbers ⊙ numbers = value`."""
        between = f" {self._o} "
        formula = between.join(latex for latex, _ in factors if latex)
        put_in = between.join(self.show(values) for _, values in factors)
        parts = [name, *([formula] if formula else []), put_in, self.show(value)]
        return SolutionLine(quantity, " = ".join(parts), value)

    def _back(self, gate: str, vector: str) -> str:
        """A derivative times a gate's transposed recurrent weights, in the source's form."""
        form = self.setting.convention.notation.form
        if form == "concat":
            # The hidden columns of the one matrix on [h, x].
            return rf"({self.symbol(f'W_{gate}')})_h^T \, {vector}"
        U = self.symbol(f"U_{gate}")
        turned = f"({U})^T" if "^" in U else f"{U}^T"
        return {
            "column": rf"{turned} \, {vector}",
            "row": rf"{vector} \, {turned}",
            "transposed": rf"{vector} \, {U}",
        }[form]

    def _by_reset(self) -> tuple[str, Floats]:
        """∂L/∂r: (formula, value)."""
        o, U_n, da_n = self._o, self.numbers["U"][2, ..., 0], self.found.da_n[0, :, 0]
        if not self.setting.convention.reset_after:
            name = f"({self._back('n', partial('a_n'))}) {o} {self.symbol('h')}"
            return name, (U_n.T @ da_n) * self.value("h")
        inner = U_n @ self.value("h") + self.numbers["bh"][2, :, 0]
        factors = f"{self.show(da_n)} {o} {self.show(inner)}"
        reset = rf"\text{{what }} {self.symbol('r')} \text{{ resets}}"
        return f"{partial('a_n')} {o} ({reset}) = {factors}", da_n * inner


def paths(
    setting: DrillSetting, numbers: Numbers, quantity: AskedQuantity
) -> Iterator[SolutionLine]:
    """The derivative [H, H] through each path alone, all other paths closed."""
    symbols = printed.symbols(setting.convention)
    shares = {
        r"\text{direct}": Slip(candidate=0.0, reset=0.0, update=0.0),
        rf"\text{{inside }} {symbols['n']}": Slip(direct=0.0, reset=0.0, update=0.0),
        rf"\text{{through }} {symbols['r']}": Slip(direct=0.0, candidate=0.0, update=0.0),
        rf"\text{{through }} {symbols['z']}": Slip(direct=0.0, candidate=0.0, reset=0.0),
    }
    slips = tuple(shares.values())
    rows = [backward(setting.convention, numbers, slips, unit).dh for unit in units(numbers)]
    matrices = np.stack(rows, axis=1)[..., 0]
    for place, matrix in zip(shares, matrices, strict=True):
        shown = printed.array(matrix, decimals=setting.decimals + 1)
        yield SolutionLine(quantity.name, rf"{place}: \; {shown}", matrix)
    total = matrices.sum(axis=0)
    shown = printed.array(total, decimals=setting.decimals)
    yield SolutionLine(quantity.name, f"{quantity.latex} = {shown}", total)
