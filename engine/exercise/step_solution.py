"""Worked solutions of a GRU's step: each line in the source's notation, with the numbers put in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.activations import FUNCTIONS
from engine.conventions import GATES, Convention
from engine.exercise import Floats, Numbers, SolutionLine, printed
from engine.exercise.printed import plain, symbols
from engine.notation import FUNCTIONS as FUNCTION_NAMES
from engine.notation import product


@dataclass(frozen=True, slots=True)
class StepWriter:
    """Writes the lines of one step; `numbers` are one exercise's, `time` None where t is t."""

    convention: Convention
    numbers: Numbers
    decimals: int
    time: int | None = None

    def symbol(self, role: str) -> str:
        latex = symbols(self.convention)[role]
        if self.time is None or role in ("W", "U", "b") or role[1:2] == "_":
            return latex
        return printed.at_time(latex, self.time)

    def show(self, values: Floats, *, final: bool = False) -> str:
        """Computed values, of any shape up to a matrix, as LaTeX; one decimal more unless final."""
        row = printed.prints_rows(self.convention)
        return printed.array(values, row=row, decimals=self.decimals + (not final))

    def exact(self, values: Floats) -> str:
        """An array of any shape up to a matrix as LaTeX, with no more decimals than it has."""
        shortest = len(printed.figures(values)[0].partition(".")[2])
        return printed.array(
            values,
            row=printed.prints_rows(self.convention),
            decimals=min(shortest, self.decimals + 1),
        )

    def gate(self, gate: str, x: Floats, h: Floats) -> Iterator[SolutionLine]:
        """The lines of r or z, from x [I] and h [H]."""
        name = plain(self.symbol(gate))
        lines, total = self._sums(gate, x, self.symbol("h"), h)
        for latex, values in lines:
            yield SolutionLine(name, latex, values)
        yield self._activated(self.symbol(gate), total, self.convention.gate_activation)

    def candidate(self, x: Floats, h: Floats, r: Floats) -> Iterator[SolutionLine]:
        """The lines of n, from x [I], h [H] and r [H]."""
        name = plain(self.symbol("n"))
        o = self.convention.notation.hadamard
        reset = f"{self.symbol('r')} {o} {self.symbol('h')}"
        if self.convention.reset_after:
            lines, total = self._sums_reset_after(x, h, r)
        else:
            kept = r * h
            yield SolutionLine(
                name,
                f"{reset} = {self.show(r)} {o} {self.exact(h)} = {self.show(kept)}",
                kept,
            )
            lines, total = self._sums("n", x, f"({reset})", kept, exact=False)
        for latex, values in lines:
            yield SolutionLine(name, latex, values)
        yield self._activated(self.symbol("n"), total, self.convention.candidate_activation)

    def unreset(self, symbol: str, x: Floats, h: Floats) -> Iterator[SolutionLine]:
        """The lines of a plain RNN's state, with the candidate's weights, from x [I], h [H]."""
        lines, total = self._sums("n", x, self.symbol("h"), h)
        for latex, values in lines:
            yield SolutionLine(plain(symbol), latex, values)
        yield self._activated(symbol, total, self.convention.candidate_activation)

    def state(
        self, z: Floats, n: Floats, h: Floats, *, exact: bool = False
    ) -> Iterator[SolutionLine]:
        """The lines of the new state from z, n and h, each [H]; `exact` where z and n are given."""
        show = self.exact if exact else self.show
        letters = {role: self.symbol(role) for role in "znh"}
        new_name = self.symbol("h'")
        name, o = plain(new_name), self.convention.notation.hadamard
        rest = f"(1 - {letters['z']})"
        shares = [(letters["z"], z), (rest, 1 - z)]
        if not self.convention.z_keeps:
            shares.reverse()
        (keep_name, keep), (write_name, write) = shares
        old, new = keep * h, write * n
        yield SolutionLine(
            name,
            f"{keep_name} {o} {letters['h']} = {show(keep)} {o} {self.exact(h)} = {self.show(old)}",
            old,
        )
        yield SolutionLine(
            name,
            f"{write_name} {o} {letters['n']} = {show(write)} {o} {show(n)} = {self.show(new)}",
            new,
        )
        total = old + new
        shown = self.show(total, final=True)
        yield SolutionLine(
            name, f"{new_name} = {self.show(old)} + {self.show(new)} = {shown}", total
        )

    def _activated(self, symbol: str, total: Floats, activation: str) -> SolutionLine:
        clip = self.convention.clip
        inner = self.show(total)
        if clip is not None:
            inner = rf"\operatorname{{clip}}{inner}"
            total = np.clip(total, -clip, clip)
        value = np.asarray(FUNCTIONS[activation].value(total), np.float64)
        shown = self.show(value, final=True)
        latex = f"{symbol} = {FUNCTION_NAMES[activation]} {inner} = {shown}"
        return SolutionLine(plain(symbol), latex, value)

    def _product_line(
        self, role: str, vector: str, values: Floats, *, exact: bool = True
    ) -> tuple[str, str, Floats]:
        """(name, whole line, value) of a matrix times a vector."""
        kind, gate = role.split("_")
        canonical = self.numbers[kind][GATES.index(gate), ..., 0]
        shown = self.exact(values) if exact else self.show(values)
        shown_matrix = printed.array(printed.matrix(self.convention, canonical))
        name = product(self.convention, self.symbol(role), vector)
        put_in = product(self.convention, shown_matrix, shown)
        result = canonical @ values
        return name, f"{name} = {put_in} = {self.show(result)}", result

    def _concat_line(
        self, gate: str, x: Floats, hidden: str, h: Floats, *, exact: bool
    ) -> tuple[str, str, Floats]:
        k = GATES.index(gate)
        joined = np.concatenate(
            (self.numbers["U"][k, ..., 0], self.numbers["W"][k, ..., 0]), axis=1
        )
        vector = np.concatenate((h, x))
        name = product(
            self.convention, self.symbol(f"W_{gate}"), f"[{hidden.strip('()')}, {self.symbol('x')}]"
        )
        shown = self.exact(vector) if exact else self.show(vector)
        result = joined @ vector
        put_in = product(self.convention, printed.array(joined), shown)
        return name, f"{name} = {put_in} = {self.show(result)}", result

    def _bias(self, gate: str, side: str) -> tuple[str, Floats] | None:
        """(symbol, values) of a bias that the source writes."""
        role = self.convention.bias_role(gate, side)
        if role is None:
            return None
        return self.symbol(role), self.numbers[f"b{side}"][GATES.index(gate), ..., 0]

    def _sums(
        self, gate: str, x: Floats, hidden: str, h: Floats, *, exact: bool = True
    ) -> tuple[list[tuple[str, Floats]], Floats]:
        """The products and their sum with the biases, as (latex, value) lines, and the sum."""
        if self.convention.notation.form == "concat":
            products = [self._concat_line(gate, x, hidden, h, exact=exact)]
        else:
            products = [
                self._product_line(f"W_{gate}", self.symbol("x"), x),
                self._product_line(f"U_{gate}", hidden, h, exact=exact),
            ]
        lines = [(latex, value) for _, latex, value in products]
        terms = [(name, value, False) for name, _, value in products]
        for side, at in (("x", 1), ("h", 3)):
            bias = self._bias(gate, side)
            if bias is not None:
                last = self.convention.bias_is_last(gate)
                terms.insert(len(terms) if last else at, (*bias, True))
        return self._summed(lines, terms)

    def _sums_reset_after(
        self, x: Floats, h: Floats, r: Floats
    ) -> tuple[list[tuple[str, Floats]], Floats]:
        o = self.convention.notation.hadamard
        W_name, W_line, W_x = self._product_line("W_n", self.symbol("x"), x)
        U_name, U_line, U_h = self._product_line("U_n", self.symbol("h"), h)
        lines = [(W_line, W_x), (U_line, U_h)]
        bias = self._bias("n", "h")
        if bias is not None:
            U_name = f"{U_name} + {bias[0]}"
            total = U_h + bias[1]
            lines.append(
                (f"{U_name} = {self.show(U_h)} + {self.exact(bias[1])} = {self.show(total)}", total)
            )
            U_h = total
        reset = r * U_h
        name = f"{self.symbol('r')} {o} ({U_name})"
        lines.append((f"{name} = {self.show(r)} {o} {self.show(U_h)} = {self.show(reset)}", reset))
        terms = [(W_name, W_x, False), (name, reset, False)]
        own = self._bias("n", "x")
        if own is not None:
            last = self.convention.bias_is_last("n")
            terms.insert(len(terms) if last else 1, (*own, True))
        return self._summed(lines, terms)

    def _summed(
        self, lines: list[tuple[str, Floats]], terms: list[tuple[str, Floats, bool]]
    ) -> tuple[list[tuple[str, Floats]], Floats]:
        """The line of the whole sum added; terms are (name, value, whether it is given)."""
        total = np.sum([value for _, value, _ in terms], axis=0)
        if len(terms) > 1:
            name = " + ".join(term for term, _, _ in terms)
            put_in = " + ".join(
                self.exact(value) if given else self.show(value) for _, value, given in terms
            )
            lines.append((f"{name} = {put_in} = {self.show(total)}", total))
        return lines, total


def left_at(lines: tuple[SolutionLine, ...], quantity: str | None) -> tuple[SolutionLine, ...]:
    """The lines with those from a quantity on marked as not reached; None: all were reached."""
    if quantity is None:
        return lines
    start = next((k for k, line in enumerate(lines) if line.quantity == quantity), len(lines))
    return tuple(replace(line, reached=k < start) for k, line in enumerate(lines))
