"""Formulas: parsed, drawn, recognised and judged, on the equations of learners' notes."""

from collections.abc import Iterator

import engine
from engine.formula import equivalent, parse
from gruquiz.typeset import line
from tests.benchmarks.contest import Contest, Entry
from tests.engine.formula import seeds

_NOTES = (seeds.RNN, seeds.SIGMOID_CANDIDATE, seeds.ROWS, seeds.RESET_AFTER)
_FORMULAS = tuple(dict.fromkeys(latex for note in _NOTES for latex in note))


def entries() -> Iterator[Entry]:
    """The marks are for one formula; what is timed is every distinct one of the notes."""
    count = len(_FORMULAS)

    def parsed() -> object:
        return [parse(latex) for latex in _FORMULAS]

    def drawn() -> object:
        return [line.__wrapped__(latex) for latex in _FORMULAS]  # without its cache

    def recognised() -> object:
        return engine.recognise(seeds.RESET_AFTER, seeds.RESET_AFTER_PROSE)

    def judged() -> object:
        right = r"(1 - z_t) \otimes h_{t-1} + z_t \otimes \tilde{h}_t"
        return equivalent(right, "z*h_{t-1} + (1-z)*h~", seeds.RESET_AFTER)

    yield Contest(f"{count} formulas parsed", parsed, limit=0.0005 * count, cpu=True)
    yield Contest(f"{count} formulas parsed and drawn", drawn, limit=0.0008 * count, cpu=True)
    yield Contest("a note's equations recognised as a cell", recognised, cpu=True)
    yield Contest("a wrong formula judged, its mistake named", judged, cpu=True)
