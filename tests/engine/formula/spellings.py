"""The public spellings of recurrent cells, read from their fixture."""

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import FormulaError
from engine.formula import Cell, parse

_FIXTURE = Path(__file__).parent / "fixtures" / "spellings.md"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which a cell is written somewhere, and what it is."""

    name: str
    source: str
    expected: str
    formulas: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """True where the cell must be recognised."""
        return not self.expected.startswith("none")

    @property
    def readable(self) -> bool:
        """True where every formula parses."""
        try:
            for formula in self.formulas:
                parse(formula)
        except FormulaError:
            return False
        return True


def _read() -> tuple[Spelling, ...]:
    found = []
    for section in _FIXTURE.read_text("utf-8").split("\n## ")[1:]:
        name, _, rest = section.partition("\n")
        fields = dict(re.findall(r"^(source|expect): ?(.*)$", rest, re.MULTILINE))
        formulas = tuple(re.findall(r"\$\$(.+?)\$\$", rest, re.DOTALL))
        found.append(Spelling(name, fields["source"], fields["expect"].strip(), formulas))
    return tuple(found)


SPELLINGS = _read()


def described(cell: Cell) -> str:
    """A cell in the words of the fixture."""
    convention = cell.convention
    if cell.kind != "gru" or convention is None:
        return cell.kind or "none"
    polarity = "keep" if convention.z_keeps else "write"
    side = "after" if convention.reset_after else "before"
    return (
        f"gru {polarity} {side} {convention.candidate_activation} {convention.most_biases} "
        f"{convention.notation.form}"
    )
