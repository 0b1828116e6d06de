"""A note's equations one by one: those of a display that holds several, and those of its cell."""

import re
from collections.abc import Iterator
from dataclasses import replace

from engine.formula.statements import equations
from engine.formula.tree import Equation, Text
from gruquiz.suggesters.page import Item, Page, PageFormula
from gruquiz.suggesters.spelling import tree_of

_ALIGNMENT = re.compile(r"\s*(?:(?<!\\)&|\\\\(?:\[[^\]]*\])?)\s*")


def single_equations(page: Page) -> Iterator[PageFormula]:
    """The page's formulas, each display of several equations as these, then the rest of its cell.

    A formula that is one equation comes as the note writes it: its cards keep their identity. What
    the note's cell is stated by is asked wherever it stands: within a line, in a table, in code.
    """
    stated = _stated(page)
    seen: set[str] = set()
    for formula in page.formulas:
        name = _on_one_line(formula.latex)
        seen.add(name)
        of_cell = name in stated
        if of_cell or formula.display:
            yield from _parts(replace(formula, display=True, of_cell=of_cell))
        else:
            yield formula
    for latex, line in stated.items():
        item = None if latex in seen else _item(page, latex, line)
        if item is not None:
            yield from _parts(PageFormula(latex, True, item, len(page.items), 0, of_cell=True))


def stated_items(page: Page) -> list[Item]:
    """Where the formulas stand that state the note's cell, in the order of the note."""
    shown = {_on_one_line(formula.latex): formula.item for formula in page.formulas}
    found = [shown.get(latex) or _item(page, latex, line) for latex, line in _stated(page).items()]
    return sorted((item for item in found if item is not None), key=lambda item: item.line)


def _stated(page: Page) -> dict[str, int]:
    """The formulas of the note's cell, each with its line."""
    if page.cell is None:
        return {}
    return {_on_one_line(latex): line for latex, line in page.cell.stated().items()}


def _on_one_line(latex: str) -> str:
    return " ".join(latex.split())


def _parts(formula: PageFormula) -> Iterator[PageFormula]:
    tree = tree_of(formula.latex)
    named = isinstance(tree, Equation) and isinstance(tree.left, Text)
    if tree is None or (isinstance(tree, Equation) and not named):
        yield formula
        return
    for equation in equations(tree):
        start, end = equation.span
        latex = formula.latex[start:end]
        if "\\begin" not in latex:  # a matrix keeps the marks between its cells
            latex = _ALIGNMENT.sub(" ", latex)
        if isinstance(tree_of(latex.strip()), Equation):
            yield replace(formula, latex=latex.strip())


def _item(page: Page, latex: str, line: int) -> Item | None:
    """Where a formula stands that no item holds as maths; None outside the blocks of the page."""
    block = next((each for each in page.blocks if each.holds(line)), None)
    if block is None:
        return None
    title = ""
    for item in page.items:
        if item.line > line:
            break
        title = item.text if item.kind == "title" else item.title
    return Item("math", latex, line, line, block.headings, title)
