"""How many gates a note says that a GRU or an LSTM has: notes differ, and say so by the way."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_NUMBERS = ("one", "two", "three", "four", "five")
_NUMBER = rf"(?P<number>[1-5]|{'|'.join(_NUMBERS)})"
_CELL = r"(?P<cell>LSTM|GRU)"
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # LSTM has three gates; the LSTM's 4 gates
        rf"\b{_CELL}s?\W+(?:s |cells? |units? )*(?:ha[sd] |have |uses? )?(?:only |just )?"
        rf"{_NUMBER}\W+gates\b",
        # two gates in a GRU
        rf"\b{_NUMBER}\W+gates in (?:an? |the |each )?{_CELL}",
    )
)


class GateCount(NamedTuple):
    """What a line says of a cell."""

    cell: str
    """GRU or LSTM."""
    gates: int
    line: int


def gate_counts(lines: Sequence[str]) -> Iterator[GateCount]:
    """What a note's lines say, in their order."""
    for number, line in enumerate(lines, 1):
        if "gates" not in line:
            continue
        for pattern in _SAID:
            for match in pattern.finditer(line):
                gates = match["number"].lower()
                count = int(gates) if gates.isdigit() else _NUMBERS.index(gates) + 1
                yield GateCount(match["cell"].upper(), count, number)
