"""Which function draws which node of a formula's tree."""

from types import MappingProxyType

from engine.formula import tree
from gruquiz.typeset import chains, grids, letters, tall
from gruquiz.typeset.row import Draw, Item, Row

DRAW: Draw = MappingProxyType(
    {
        tree.Empty: letters.nothing,
        tree.Number: letters.number,
        tree.Text: letters.text,
        tree.Operator: letters.operator,
        tree.Time: letters.time,
        tree.Label: letters.label,
        tree.Symbol: letters.symbol,
        tree.Power: letters.power,
        tree.Scripted: letters.scripted,
        tree.Sum: chains.total,
        tree.Product: chains.factors,
        tree.Hadamard: chains.factors,
        tree.MatMul: chains.two,
        tree.Scale: chains.two,
        tree.Apply: chains.apply,
        tree.Concat: chains.concat,
        tree.Group: chains.group,
        tree.Equation: chains.equation,
        tree.Listing: chains.listing,
        tree.Fraction: tall.fraction,
        tree.Root: tall.root,
        tree.Large: tall.large,
        tree.Decorated: tall.decorated,
        tree.Array: grids.array,
        tree.Lines: grids.lines,
    }
)


def row_of(node: tree.Node, *, flat: bool) -> list[Item]:
    """The items that draw a node; `flat` without any part taller than a line."""
    row = Row(DRAW, flat)
    row.add(node)
    return row.items
