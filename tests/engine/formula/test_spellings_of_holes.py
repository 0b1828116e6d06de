"""Every hole of the four notes against thirty spellings that are right and thirty that are not.

Right ones are the answer rewritten by the laws of arithmetic and typed in another dialect; wrong
ones have one slip, and have another value by a computation of this test's own.
"""

from itertools import islice
from random import Random

import numpy as np
import pytest

from engine.formula import EquationSystem, equivalent, parse, read
from engine.formula.tree import Node, Symbol
from tests.engine.formula.by_value import Value, value
from tests.engine.formula.dialects import NAMES, dialects, mistaken, rewritten, typed
from tests.engine.formula.holes import Hole, of_the_four

_MANY = 30
_HOLES = of_the_four()
_ENCLOSED = (
    "{}", "${}$", "$${}$$", " {} ", "({})", r"\({}\)", "{}.", "`{}`", "( {} )", "(({}))", "$({})$",
)  # fmt: skip
_FUNCTIONS = {
    "σ": ("σ", "sigma", r"\sigma", "sigmoid", "torch.sigmoid", "logistic", "Sigmoid"),
    "tanh": ("tanh", r"\tanh", "np.tanh", "torch.tanh", "Tanh", r"\mathrm{tanh}"),
}


def _name(hole: Hole) -> str:
    return " | ".join(hole.answers)


def _given(system: EquationSystem) -> dict[str, Value]:
    """Numbers for every quantity, at sizes that differ."""
    rng = np.random.default_rng(5)
    sizes: dict[int, int] = {}
    for name in system.quantities:
        for unknown in (u for axis in system.dimensions(name) for u in axis):
            sizes.setdefault(unknown, 2 + len(sizes))
    return {name: rng.normal(size=system.shape(name, sizes)) for name in system.quantities}


def _function(answer: str) -> str:
    node = parse(answer)
    return node.base if isinstance(node, Symbol) and node.base in _FUNCTIONS else ""


def _right(answer: str, system: EquationSystem) -> list[str]:
    """Ways to type an answer, in an order that mixes dialects and laws."""
    function = _function(answer)
    if function:
        found = [form.format(name) for name in _FUNCTIONS[function] for form in _ENCLOSED]
    else:
        node = system.resolve(parse(answer))
        if isinstance(node, Symbol):
            names = dict.fromkeys(name(node) for name in NAMES)
            found = [form.format(name) for name in names for form in _ENCLOSED]
        else:
            laws = list(rewritten(node))
            spelt = dict.fromkeys(typed(law, dialect) for dialect in dialects() for law in laws)
            found = [form.format(each) for each in spelt for form in _ENCLOSED]
    found = list(dict.fromkeys(found))
    Random(3).shuffle(found)
    return found[:_MANY]


def _same(one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return False
    return one.shape == other.shape and bool(np.allclose(one, other))


def _wrong(answer: str, system: EquationSystem) -> list[str]:
    function = _function(answer)
    if function:
        others = [name for key, names in _FUNCTIONS.items() if key != function for name in names]
        others += ["relu", "softmax", "exp", "log", f"{function}'", f"{function}^2", "sin", "cos"]
        return [form.format(name) for name in others for form in ("{}", "${}$", " {} ")][:_MANY]
    node = system.resolve(parse(answer))
    given = _given(system)
    known = [each.symbol for each in system.quantities.values()]
    target = value(node, given)
    assert target is not None
    slips: list[Node] = [
        slip for slip in mistaken(node, known) if not _same(target, value(slip, given))
    ]
    styles = list(dialects())
    Random(4).shuffle(styles)
    found = [
        typed(slip, styles[(at + 7 * turn) % len(styles)])
        for turn in range(4)
        for at, slip in enumerate(slips)
    ]
    return list(islice(dict.fromkeys(found), _MANY))


@pytest.mark.parametrize("hole", _HOLES, ids=_name)
def test_thirty_ways_to_type_it_are_right(hole: Hole) -> None:
    system = read(hole.equations)
    ways = [_right(answer, system) for answer in hole.answers]
    assert all(len(each) == _MANY for each in ways), list(map(len, ways))
    refused = []
    for answers in zip(*ways, strict=True):
        found = equivalent(hole.answers, answers, hole.equations)
        if not found.equal:
            refused.append((answers, found))
    assert not refused


@pytest.mark.parametrize("hole", _HOLES, ids=_name)
def test_thirty_slips_are_wrong(hole: Hole) -> None:
    system = read(hole.equations)
    ways = [_wrong(answer, system) for answer in hole.answers]
    assert all(len(each) == _MANY for each in ways), list(map(len, ways))
    accepted = []
    for slip in range(_MANY):
        for at in range(len(hole.answers)):
            answers = list(hole.answers)
            answers[at] = ways[at][slip]
            if equivalent(hole.answers, answers, hole.equations).equal:
                accepted.append(answers)
    assert not accepted
